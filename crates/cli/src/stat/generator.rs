//! Who wrote a file, as far as it shows.

use memchr::memmem;
use morkdb::Store;
use morkdb::syntax::HEADER;
use serde::Serialize;

/// Who wrote a file, and what for.
#[derive(Debug, Serialize)]
pub(super) struct Generator {
    /// What wrote it: `Mozilla's engine`, or null where the layout is not its.
    pub(super) engine: Option<&'static str>,
    /// What it holds, by the names of scopes; null where they say nothing.
    pub(super) content: Option<&'static str>,
    /// Details of the layout.
    pub(super) traits: Vec<&'static str>,
}

/// Scopes that tell what a file is for.
const CONTENTS: [(&[u8], &str); 6] = [
    (b"ns:msg:db:row:scope:dbfolderinfo:all", "Thunderbird mail folder summary (.msf)"),
    (b"ns:msg:db:row:scope:msgs:all", "Thunderbird mail folder summary (.msf)"),
    (b"ns:msg:db:row:scope:folders:all", "Thunderbird folder cache (panacea.dat)"),
    (b"ns:addrbk:db:row:scope:card:all", "address book (.mab)"),
    (b"ns:history:db:row:scope:history:all", "browser history (history.dat)"),
    (b"ns:formhistory:db:row:scope:formhistory:all", "form history (formhistory.dat)"),
];

/// How far to look for a trait that is in every part of a file.
const SAMPLE: usize = 64 << 10;

impl Generator {
    /// Looks at a file.
    pub(super) fn new(store: &Store) -> Self {
        let is_there =
            |name: &[u8]| store.scope(name).is_some_and(|scope| store.scopes().any(|other| other == scope));
        let content = CONTENTS.iter().find(|(scope, _)| is_there(scope)).map(|(_, content)| *content);
        let traits = traits(store.bytes());
        let engine = traits.contains(&DICT_HEAD).then_some("Mozilla's engine");
        Self { engine, content, traits }
    }
}

const DICT_HEAD: &str = "dict of names headed as Mozilla's engine does";

fn traits(bytes: &[u8]) -> Vec<&'static str> {
    let start = &bytes[..bytes.len().min(SAMPLE)];
    let body = start.strip_prefix(HEADER).map(<[u8]>::trim_ascii_start);
    let has = |needle: &[u8]| memmem::find(start, needle).is_some();
    let tests = [
        (body.is_some_and(|body| body.starts_with(b"< <(a=c)> // (f=iso-8859-1)")), DICT_HEAD),
        (has(b"\n\n<(") || has(b"\r\n\r\n<(") || has(b"\r\r<("), "blank line before the dict of a table"),
        (has(b"/*r="), "names in full and use counts (verbose)"),
        (start.starts_with(b"\xEF\xBB\xBF"), "byte order mark"),
    ];
    tests.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect()
}

//! The layers, by the text of the source: imports go one way only, libraries stay where they belong, nothing is specific to
//! mail, and no file or function outgrows a reader's patience.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use support::{files, root};

/// A source file: its path below `src`, and its lines up to the unit tests.
struct Source {
    path: String,
    lines: Vec<String>,
}

impl Source {
    /// Which layer it is in: the folder, or the file at the top.
    fn layer(&self) -> &str {
        self.path.split('/').next().unwrap()
    }

    /// Whether it holds nothing but unit tests.
    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("tests/")
    }

    /// The lines without comments and literal strings, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, String)> {
        self.lines.iter().enumerate().map(|(at, line)| (at + 1, code_of(line)))
    }
}

/// A line without what stands in quotes and behind `//`.
fn code_of(line: &str) -> String {
    let line = line.replace("b'\"'", "b' '").replace("'\"'", "' '").replace("\\\"", "");
    let mut outside = String::new();
    for (at, piece) in line.split('"').enumerate() {
        let piece = if at % 2 == 0 { piece } else { continue };
        match piece.find("//") {
            Some(comment) => {
                outside.push_str(&piece[..comment]);
                return outside;
            }
            None => outside.push_str(piece),
        }
    }
    outside
}

/// The sources of the engine.
fn sources() -> Vec<Source> {
    sources_of("src")
}

/// The sources below a folder of the project, by their paths in it.
fn sources_of(top: &str) -> Vec<Source> {
    let src = root().join(top);
    let source = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let below = path.strip_prefix(&src).unwrap();
        let path = below.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/");
        let lines =
            text.lines().take_while(|line| line.trim() != "#[cfg(test)]").map(str::to_owned).collect();
        Source { path, lines }
    };
    let sources: Vec<Source> = files(&src)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(source)
        .collect();
    assert!(!sources.is_empty(), "the source is not where it was");
    sources
}

/// Fails with all that was found.
#[track_caller]
fn nothing_in(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// What each layer may import; `file` may import all of these.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("id.rs", &[]),
    ("syntax", &["id", "syntax"]),
    ("store", &["id", "store"]),
    ("read", &["id", "syntax", "read"]),
    ("write", &["id", "syntax", "store", "write"]),
    ("file", &["id", "syntax", "store", "read", "write", "file"]),
];

#[test]
fn imports_go_one_way() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.path != "lib.rs") {
        match MAY_IMPORT.iter().find(|(layer, _)| *layer == source.layer()) {
            Some((_, allowed)) => found.extend(imports_but(source, "src", allowed)),
            None => found.push(format!("src/{} is in no layer; name it in this test", source.path)),
        }
    }
    nothing_in(found);
}

/// What a source imports of its crate, other than these.
fn imports_but(source: &Source, top: &str, allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (line, code) in source.code() {
        for import in code.split("crate::").skip(1) {
            let module: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !allowed.contains(&module.as_str()) {
                found.push(format!("{top}/{}:{line} imports crate::{module}", source.path));
            }
        }
        if code.contains("super::super") && source.path.matches('/').count() < 2 {
            found.push(format!("{top}/{}:{line} goes around the layers", source.path));
        }
    }
    found
}

/// The layers of the crate for folders, lowest first: what a module may import beside itself and its own layer is all that
/// is in those above it here. The third is one layer, because a folder is one thing: each module has a part of what it has.
const FOLDER_LAYERS: &[&[&str]] = &[
    &["number", "key", "flags", "text", "news"],
    &["field", "view"],
    &["terms", "cache", "schema", "index"],
    &[
        "folder",
        "message",
        "thread",
        "info",
        "offline",
        "hits",
        "state",
        "events",
        "error",
        "retention",
        "newsgroup",
        "validity",
    ],
    &["watch", "check"],
    &["service"],
];

/// The layers of the crate for profiles, lowest first.
const PROFILE_LAYERS: &[&[&str]] = &[
    &["error", "warning", "prefs", "name", "boundary", "lock", "store"],
    &["account", "address_book", "tags"],
    &["unpack"],
    &["locate"],
    &["folder", "body"],
    &["tree"],
    &["profile"],
];

/// The layers of the crate for exports, lowest first. Each target knows nothing of the others.
const EXPORT_LAYERS: &[&[&str]] = &[
    &["error", "options", "names", "order"],
    &["report", "paths", "output"],
    &["identity"],
    &["flags", "state"],
    &["job"],
    &["records"],
    &["maildir"],
    &["mbox"],
    &["notmuch"],
    &["jmap"],
];

#[test]
fn imports_of_the_other_crates_go_one_way() {
    let mut found = Vec::new();
    for (top, layers) in [
        ("crates/folder/src", FOLDER_LAYERS),
        ("crates/profile/src", PROFILE_LAYERS),
        ("crates/export/src", EXPORT_LAYERS),
    ] {
        found.extend(imports_upwards(top, layers));
    }
    nothing_in(found);
}

/// Imports from a layer above.
fn imports_upwards(top: &str, layers: &[&[&str]]) -> Vec<String> {
    let mut found = Vec::new();
    // The page of links has links to all, and tests may use all.
    let is_code =
        |source: &&Source| !["lib.rs", "features.rs"].contains(&source.path.as_str()) && !source.is_test();
    for source in sources_of(top).iter().filter(is_code) {
        let module = source.layer().trim_end_matches(".rs");
        match layers.iter().position(|layer| layer.contains(&module)) {
            Some(at) => found.extend(imports_but(source, top, &layers[..=at].concat())),
            None => found.push(format!("{top}/{} is in no layer; name it in this test", source.path)),
        }
    }
    found
}

/// Where each library may be used: paths that begin like this.
const BELONGS: &[(&str, &[&str])] = &[
    ("nom::", &["read/"]),
    ("hashbrown::", &["store/", "file/names.rs"]),
    ("std::fs", &["file/open.rs", "file/storage/"]),
    ("std::io", &["file/", "write/"]),
    ("xattr::", &["file/storage/extended.rs"]),
    ("thiserror::", &["file/error.rs", "store/error.rs", "write/error.rs"]),
    ("std::collections::HashMap", &[]),
    ("std::thread", &[]),
    ("std::env", &[]),
    ("unsafe", &[]),
    ("println!", &[]),
];

/// The same for the crate for folders.
const FOLDER_BELONGS: &[(&str, &[&str])] = &[
    ("encoding_rs", &["text/"]),
    ("base64", &["text/"]),
    ("serde_json", &["cache/", "view/"]),
    ("std::fs", &["check/", "service/", "validity/", "watch/"]),
    ("thiserror::", &["error.rs", "cache/error.rs", "view/error.rs", "terms/error.rs"]),
    ("std::thread", &[]),
    ("std::env", &[]),
    ("std::time::SystemTime::now", &[]),
    ("Instant", &[]),
    ("unsafe", &[]),
    ("println!", &[]),
];

/// The same for the crate for profiles. It reads only: nothing but the unpacking of an archive makes files, and those are elsewhere.
const PROFILE_BELONGS: &[(&str, &[&str])] = &[
    ("zip::", &["unpack"]),
    ("rustix::", &["lock/", "unpack.rs"]),
    ("tempfile::", &["unpack", "profile.rs"]),
    ("thiserror::", &["error.rs"]),
    ("std::env", &["locate", "unpack.rs"]),
    ("fs::write", &[]),
    ("create_dir", &["unpack"]),
    ("File::create", &["unpack"]),
    ("OpenOptions::new().write", &[]),
    ("set_modified", &["unpack"]),
    ("remove_file", &[]),
    ("rename(", &[]),
    ("std::process", &[]),
    ("SystemTime::now", &["folder/summary.rs"]),
    ("unsafe", &[]),
    ("println!", &[]),
];

/// The same for the crate for exports.
const EXPORT_BELONGS: &[(&str, &[&str])] = &[
    ("rusqlite::", &["records/sqlite"]),
    ("parquet::", &["records/parquet", "lib.rs"]),
    ("csv::", &["records/csv.rs", "lib.rs"]),
    ("sha2::", &["identity.rs", "jmap", "job/", "maildir", "names.rs", "records/", "state.rs", "output.rs"]),
    ("thiserror::", &["error.rs"]),
    ("std::env", &[]),
    ("SystemTime::now", &[]),
    ("unsafe", &[]),
    ("println!", &[]),
];

#[test]
fn libraries_stay_where_they_belong() {
    let mut found = Vec::new();
    let crates = [
        ("src", BELONGS),
        ("crates/folder/src", FOLDER_BELONGS),
        ("crates/profile/src", PROFILE_BELONGS),
        ("crates/export/src", EXPORT_BELONGS),
    ];
    for (top, belongs) in crates {
        for source in sources_of(top).iter().filter(|source| !source.is_test()) {
            for (line, code) in source.code() {
                for (library, places) in belongs {
                    if code.contains(library) && !places.iter().any(|place| source.path.starts_with(place)) {
                        found.push(format!("{top}/{}:{line} uses {library}", source.path));
                    }
                }
            }
        }
    }
    nothing_in(found);
}

/// Words of mail, address books and folders, which are for those who use this library. Documentation may have examples.
const MAIL: &[&str] = &[
    "subject",
    "sender",
    "recipient",
    "recipients",
    "mail",
    "mailbox",
    "folder",
    "message",
    "messages",
    "msg",
    "msgs",
    "thread",
    "threads",
    "dbfolderinfo",
    "imap",
    "pop3",
    "newsgroup",
    "attachment",
    "addressbook",
    "card",
    "cards",
    "abook",
];

#[test]
fn nothing_is_about_mail() {
    let mut found = Vec::new();
    for source in &sources() {
        for (at, line) in source.lines.iter().enumerate() {
            // A folder of the disk is meant by this one.
            let code = line.split("//").next().unwrap().to_lowercase().replace("sync_folder", "");
            for word in code.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| MAIL.contains(word)) {
                found.push(format!("src/{}:{}: {word}", source.path, at + 1));
            }
        }
    }
    nothing_in(found);
}

/// Where the sources of all crates are.
const TOPS: &[&str] = &[
    "src",
    "crates/anonymize/src",
    "crates/browser/src",
    "crates/cli/src",
    "crates/contacts/src",
    "crates/export/src",
    "crates/folder/src",
    "crates/profile/src",
];

/// The most lines of a file before its tests.
const LINES: usize = 400;

#[test]
fn files_are_short() {
    let mut found = Vec::new();
    for top in TOPS {
        let is_long = |source: &&Source| source.lines.len() > LINES && !source.is_test();
        for source in sources_of(top).iter().filter(is_long) {
            found.push(format!("{top}/{} has {} lines before its tests", source.path, source.lines.len()));
        }
    }
    nothing_in(found);
}

/// A function goes from the line with `fn` to the next closing brace that is indented as that line is.
#[test]
fn functions_are_short() {
    let mut found = Vec::new();
    for top in TOPS {
        for source in &sources_of(top) {
            found.extend(
                long_functions(source)
                    .map(|(line, length)| format!("{top}/{}:{line} is {length} lines long", source.path)),
            );
        }
    }
    nothing_in(found);
}

fn long_functions(source: &Source) -> impl Iterator<Item = (usize, usize)> {
    source.lines.iter().enumerate().filter_map(|(at, line)| {
        let code = line.trim_start();
        let begins = code.starts_with("fn ") || (code.contains(" fn ") && !code.starts_with("//"));
        let end = format!("{}}}", &line[..line.len() - code.len()]);
        let rest = &source.lines[at..];
        let length = rest.iter().position(|line| *line == end).map_or(1, |lines| lines + 1);
        let mut head = rest.iter().take_while(|line| !line.ends_with(';'));
        (begins && length > 80 && head.any(|line| line.ends_with('{'))).then_some((at + 1, length))
    })
}

#[test]
fn the_workspace_forbids_unsafe() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\"") && manifest.contains("[lints]\nworkspace = true"));
}

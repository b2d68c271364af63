//! What Thunderbird would do with a file.

use morkdb::file::Outcome;
use morkdb::id::{Oid, Scope};
use morkdb::read::{Diagnostic, Effect};
use morkdb::{Database, Error, OpenOptions, Reading, Store};

use super::loss::Loss;

/// What Thunderbird would do with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Verdict {
    /// `None`: it opens the file whole; `Truncates`: it sees less than there is; `Refuses`: it does not open it.
    pub(super) effect: Effect,
    /// What stops its reading.
    pub(super) stopped_by: Option<Diagnostic>,
    /// How many bytes it does not get to, or does not apply.
    pub(super) unread: usize,
    /// What it does not see of what can be read, where it sees less.
    pub(super) loss: Option<Loss>,
    /// Whether it builds the file anew from the mail: one that it refuses, and one without folder information.
    pub(super) rebuilds: bool,
}

const FOLDER_INFO: &str = "ns:msg:db:row:scope:dbfolderinfo:all";

impl Verdict {
    /// Reads the file once more, as Thunderbird does; and where it was not read leniently, so too, to know what there is.
    pub(super) fn new(database: &Database) -> Self {
        let bytes = database.store().bytes();
        let read = |reading| OpenOptions::new().reading(reading).from_bytes(bytes.to_vec());
        let full = (database.reading() != Reading::Lenient).then(|| read(Reading::Lenient).ok()).flatten();
        match read(Reading::Mozilla) {
            Ok(mozilla) => Self::opened(full.as_ref().unwrap_or(database).store(), &mozilla),
            Err(Error::Refused(fault)) => Self::refused(Some(fault.diagnostic)),
            Err(_) => Self::refused(None),
        }
    }

    fn refused(stopped_by: Option<Diagnostic>) -> Self {
        Self { effect: Effect::Refuses, stopped_by, unread: 0, loss: None, rebuilds: true }
    }

    fn opened(lenient: &Store, mozilla: &Database) -> Self {
        let (stopped_by, store) = (mozilla.stopped_by(), mozilla.store());
        let unread = unread(mozilla);
        let is_whole = stopped_by.is_none() && unread == 0;
        Self {
            effect: if is_whole { Effect::None } else { Effect::Truncates },
            stopped_by,
            unread,
            loss: (!is_whole).then(|| Loss::new(lenient, store)),
            rebuilds: is_mail_folder(lenient) && !has_folder_info(store),
        }
    }

    /// Whether it opens the file, sees all of it and keeps it.
    pub(super) fn is_good(&self) -> bool {
        self.effect == Effect::None && !self.rebuilds
    }

    /// One word for programs.
    pub(super) fn word(&self) -> &'static str {
        match self.effect {
            Effect::None => "whole",
            Effect::Truncates => "truncated",
            _ => "refused",
        }
    }
}

/// What the reading did not get to, and the groups that it did not apply.
fn unread(mozilla: &Database) -> usize {
    let dropped = mozilla.groups().iter().filter(|group| group.outcome != Outcome::Committed);
    let dropped: usize = dropped.map(|group| group.span.len()).sum();
    let behind = |stop: Diagnostic| mozilla.store().bytes().len().saturating_sub(stop.span.end as usize);
    let rest = match mozilla.unread().len() {
        0 if dropped == 0 => mozilla.stopped_by().map_or(0, behind),
        length => length,
    };
    rest + dropped
}

/// Whether any name is one of Thunderbird's message database.
fn is_mail_folder(store: &Store) -> bool {
    let names = store.atoms().filter(|atom| atom.scope() == Scope::NAMES);
    names.map(|atom| atom.value().raw()).any(|name| name.starts_with(b"ns:msg:db:"))
}

/// Thunderbird goes by the version that the folder information names.
fn has_folder_info(store: &Store) -> bool {
    let version = || store.row(Oid::new(store.scope(FOLDER_INFO)?, 1))?.get(store.column("version")?);
    version().is_some()
}

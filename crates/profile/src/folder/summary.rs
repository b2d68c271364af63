//! Reading a summary that somebody else may be writing.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use morkdb::file::Stamp;
use morkdb::read::{Diagnostic, DiagnosticKind, Effect};
use morkdb::{Database, OpenOptions};
use morkdb_folder::{Error, Folder, Protocol};

/// How often a file is read again that is not whole and keeps changing.
const AGAIN: usize = 5;

/// How long to wait before that. Thunderbird writes whole files within it.
const PAUSE: Duration = Duration::from_millis(100);

/// How long after it was last written a file may be in the middle of being written.
const FRESH: Duration = Duration::from_secs(2);

/// The rows of messages.
const MESSAGES: &str = "ns:msg:db:row:scope:msgs:all";

/// What became of reading a summary.
#[derive(Debug)]
pub(super) enum Summary {
    /// It was read.
    Read {
        folder: Box<Folder>,
        /// What is wrong with it.
        damage: Option<String>,
        /// Whether there is nothing that the middle of a rewrite would show as.
        is_whole: bool,
    },
    /// There is no such file, or it has no bytes.
    Missing,
    /// It is no summary, or cannot be read.
    Unusable(Error),
}

/// Reads a summary. One that is not whole and was written just now is read again, as long as it changes.
pub(super) fn read(path: &Path) -> Summary {
    read_with(path, SystemTime::now, || sleep(PAUSE))
}

/// [`read`], with another clock, and something else done instead of the pause.
fn read_with(path: &Path, now: impl Fn() -> SystemTime, mut pause: impl FnMut()) -> Summary {
    let mut before = stamp(path);
    let mut summary = read_once(path);
    for _ in 0..AGAIN {
        if summary.is_whole() || !is_fresh(before, now()) {
            break;
        }
        pause();
        let after = stamp(path);
        if after == before {
            break;
        }
        before = after;
        summary = read_once(path);
    }
    summary
}

impl Summary {
    fn is_whole(&self) -> bool {
        matches!(self, Self::Read { is_whole: true, .. })
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    Stamp::at(path).ok().flatten()
}

/// Whether a file was written just now, or is not there just now.
fn is_fresh(stamp: Option<Stamp>, now: SystemTime) -> bool {
    let Some(stamp) = stamp else { return true };
    let age = |then| now.duration_since(then).unwrap_or_else(|future| future.duration());
    stamp.modified.is_some_and(|modified| age(modified) < FRESH)
}

fn read_once(path: &Path) -> Summary {
    match OpenOptions::new().open(path) {
        Ok(file) if file.size() == 0 => Summary::Missing,
        Ok(file) => summary_of(file),
        Err(morkdb::Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            Summary::Missing
        }
        Err(error) => Summary::Unusable(error.into()),
    }
}

fn summary_of(file: Database) -> Summary {
    let damage = damage(&file);
    let is_whole = file.diagnostics().iter().all(|odd| odd.effect == Effect::None);
    match Folder::recognize(file) {
        Ok(folder) => Summary::Read { folder: Box::new(folder), damage, is_whole },
        Err(file) => rescued(*file),
    }
}

/// Makes a folder of a file without folder information, which Thunderbird writes last, if it has messages.
fn rescued(file: Database) -> Summary {
    let store = file.store();
    let has_messages = store.scope(MESSAGES).is_some_and(|scope| store.rows_in(scope).next().is_some());
    if !has_messages {
        return Summary::Unusable(Error::NoSummary);
    }
    match Folder::create_in(file, Protocol::default()) {
        Ok(folder) if !folder.read().is_empty() => {
            let folder = Box::new(folder);
            Summary::Read { folder, damage: Some(Error::NoSummary.to_string()), is_whole: false }
        }
        Ok(_) => Summary::Unusable(Error::NoSummary),
        Err(error) => Summary::Unusable(error),
    }
}

/// What Thunderbird would stop at, or what was lost.
fn damage(file: &Database) -> Option<String> {
    let mut bad = file.diagnostics().iter().filter(|odd| odd.effect != Effect::None && !is_lost_commit(odd));
    let first = bad.next()?;
    let place = format!("byte {}: {first}", first.span.start);
    Some(match bad.count() {
        0 => place,
        more => format!("{place}, and {more} more"),
    })
}

/// The last commit was never finished: what was there before it is whole, and Thunderbird reads it without a word.
fn is_lost_commit(odd: &Diagnostic) -> bool {
    let is_dropped = matches!(odd.kind, DiagnosticKind::UnterminatedGroup | DiagnosticKind::AbortedGroup);
    is_dropped && odd.effect == Effect::Truncates
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use super::*;

    const INBOX: &[u8] = include_bytes!("../../../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf");

    /// The time in these tests.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
    }

    fn set_age(path: &Path, age: u64) {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(now() - Duration::from_secs(age)).unwrap();
    }

    /// Reads a file that is these texts one after another, and says how many pauses there were.
    fn read_texts(texts: &[&[u8]]) -> (Summary, usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.msf");
        fs::write(&path, texts[0]).unwrap();
        let pauses = Cell::new(0);
        set_age(&path, 1);
        let summary = read_with(&path, now, || {
            pauses.set(pauses.get() + 1);
            if let Some(text) = texts.get(pauses.get()) {
                fs::write(&path, text).unwrap();
                set_age(&path, 0);
            }
        });
        (summary, pauses.get())
    }

    /// Thunderbird rewrites files in place, so that for a moment only their first part is there.
    #[test]
    fn the_middle_of_a_rewrite_is_read_again() {
        let half = &INBOX[..INBOX.len() / 2];
        let (summary, pauses) = read_texts(&[b"", half, INBOX]);
        assert!(matches!(summary, Summary::Read { damage: None, is_whole: true, .. }));
        assert_eq!(pauses, 2);
    }

    #[test]
    fn what_is_whole_is_read_once() {
        assert_eq!(read_texts(&[INBOX, b"x"]).1, 0);
    }

    #[test]
    fn what_stays_as_it_is_is_damaged() {
        let half = &INBOX[..INBOX.len() / 2];
        let (summary, pauses) = read_texts(&[half]);
        assert!(
            matches!(summary, Summary::Read { damage: Some(_), .. } | Summary::Unusable(_)),
            "{summary:?}"
        );
        assert_eq!(pauses, 1);
    }

    #[test]
    fn what_was_written_long_ago_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.msf");
        fs::write(&path, b"no Mork").unwrap();
        set_age(&path, 60);
        let summary = read_with(&path, now, || panic!("nobody is writing it"));
        assert!(matches!(summary, Summary::Unusable(_)));
    }

    #[test]
    fn it_is_given_up_at_last() {
        let texts: Vec<Vec<u8>> = (1..20).map(|length| vec![b'x'; length]).collect();
        let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
        assert_eq!(read_texts(&texts).1, AGAIN);
    }
}

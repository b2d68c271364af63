//! The rules.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use morkdb::{Database, OpenOptions};

use super::{MailStore, Reason, VERSION};
use crate::error::Error;
use crate::field::Field;
use crate::folder::{Folder, FolderRef};
use crate::number::{hex32, hex64};

/// How many seconds the time of a mailbox may differ from what its summary says (`mail.db_timestamp_leeway`).
pub const LEEWAY: u32 = 4000;

/// Everything that keeps Thunderbird from using a summary; nothing where it is valid. `leeway` in seconds, 0 for none; see
/// [`LEEWAY`].
pub fn check(folder: FolderRef<'_>, store: &MailStore, leeway: u32) -> Vec<Reason> {
    if folder.info_row().is_none() {
        return vec![Reason::NoFolderInfo];
    }
    let mut reasons = Vec::new();
    let found = number(folder, Field::Version);
    // Thunderbird keeps 16 bits of it.
    if found & 0xFFFF != VERSION {
        reasons.push(Reason::Version { found });
    }
    if number(folder, Field::ForceReparse) != 0 {
        reasons.push(Reason::ForceReparse);
    }
    check_store(folder, store, leeway, &mut reasons);
    reasons
}

/// [`check`] for the summary at `path` and the mailbox [beside](MailStore::beside) it; it may be missing or damaged.
pub fn check_at(options: &OpenOptions, path: &Path, leeway: u32) -> Vec<Reason> {
    match read(options, path) {
        Ok(folder) => {
            let store = MailStore::beside(path, folder.read(), folder.protocol());
            check(folder.read(), &store, leeway)
        }
        Err(reason) => vec![reason],
    }
}

/// Reads a summary, up to date or not.
pub(crate) fn read(options: &OpenOptions, path: &Path) -> Result<Folder, Reason> {
    folder_of(options.open(path))
}

/// Takes what was read for a summary.
pub(crate) fn folder_of(file: Result<Database, morkdb::Error>) -> Result<Folder, Reason> {
    match file {
        Ok(file) if file.size() == 0 => Err(Reason::Empty),
        Ok(file) => Folder::from_database(file).map_err(|error| match error {
            Error::File(error) => Reason::Unreadable(Arc::new(error)),
            _ => Reason::NoFolderInfo,
        }),
        Err(morkdb::Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Err(Reason::Missing),
        Err(error) => Err(Reason::Unreadable(Arc::new(error))),
    }
}

fn number(folder: FolderRef<'_>, field: Field) -> u32 {
    folder.info_cell(field).and_then(|text| hex32(&text)).unwrap_or(0)
}

fn check_store(folder: FolderRef<'_>, store: &MailStore, leeway: u32, reasons: &mut Vec<Reason>) {
    match *store {
        MailStore::Mbox { size, modified } => check_mbox(folder, size, modified, leeway, reasons),
        MailStore::Missing if stored_size(folder) != 0 => reasons.push(Reason::StoreMissing),
        // Thunderbird takes a file that is missing for an empty one.
        MailStore::Missing => check_mbox(folder, 0, 0, leeway, reasons),
        MailStore::Maildir { has_cur } => check_maildir(folder, has_cur, reasons),
        MailStore::None => {}
    }
}

fn stored_size(folder: FolderRef<'_>) -> u64 {
    folder.info_cell(Field::FolderSize).and_then(|text| hex64(&text)).unwrap_or(0)
}

/// `nsMsgBrkMBoxStore::IsSummaryFileValid`.
fn check_mbox(folder: FolderRef<'_>, size: u64, modified: u32, leeway: u32, reasons: &mut Vec<Reason>) {
    let summary = stored_size(folder);
    if summary != size {
        reasons.push(Reason::StoreSize { summary, store: size });
    }
    if number(folder, Field::NumUnread).cast_signed() < 0 {
        reasons.push(Reason::NegativeUnread);
    }
    let date = number(folder, Field::FolderDate);
    let difference = modified.wrapping_sub(date).cast_signed().unsigned_abs();
    // An empty mailbox may be of any time.
    if size != 0 && difference > leeway {
        reasons.push(Reason::StoreDate { summary: date, store: modified });
    }
}

/// `nsMsgMaildirStore::IsSummaryFileValid`.
fn check_maildir(folder: FolderRef<'_>, has_cur: bool, reasons: &mut Vec<Reason>) {
    let is_new = !has_cur && number(folder, Field::NumMsgs) == 0;
    if number(folder, Field::MaildirValid) == 0 && !is_new {
        reasons.push(Reason::MaildirNotValid);
    }
}

#[cfg(test)]
mod tests {
    use morkdb::Database;

    use super::*;
    use crate::folder::Protocol;

    fn folder() -> Folder {
        let file = Database::from_bytes(Vec::new()).unwrap();
        Folder::create_in(file, Protocol::Local).unwrap()
    }

    fn with(cells: &[(Field, &str)]) -> Folder {
        let mut folder = folder();
        let info = folder.info_row().unwrap();
        for (field, value) in cells {
            folder.put(info, *field, value).unwrap();
        }
        folder
    }

    #[track_caller]
    fn assert_check(cells: &[(Field, &str)], store: MailStore, expected: &str) {
        let folder = with(cells);
        assert_eq!(format!("{:?}", check(folder.read(), &store, LEEWAY)), expected);
    }

    #[test]
    fn a_new_summary_is_valid_without_a_mailbox() {
        assert_check(&[], MailStore::None, "[]");
        assert_check(&[], MailStore::Missing, "[]");
        assert_check(&[], MailStore::Maildir { has_cur: false }, "[]");
        assert_check(&[], MailStore::Maildir { has_cur: true }, "[MaildirNotValid]");
        assert_check(&[(Field::NumMsgs, "1")], MailStore::Maildir { has_cur: false }, "[MaildirNotValid]");
        assert_check(&[(Field::FolderSize, "a")], MailStore::Missing, "[StoreMissing]");
    }

    #[test]
    fn all_reasons_are_given() {
        assert_check(
            &[(Field::Version, "0"), (Field::ForceReparse, "1"), (Field::NumUnread, "ffffffff")],
            MailStore::Mbox { size: 1, modified: 5000 },
            "[Version { found: 0 }, ForceReparse, StoreSize { summary: 0, store: 1 }, NegativeUnread, \
             StoreDate { summary: 0, store: 5000 }]",
        );
    }

    #[test]
    fn thunderbird_keeps_sixteen_bits_of_the_version() {
        assert_check(&[(Field::Version, "10001")], MailStore::None, "[]");
        assert_check(&[(Field::Version, "10000")], MailStore::None, "[Version { found: 65536 }]");
    }

    #[test]
    fn a_leeway_of_0_is_exact() {
        let folder = with(&[(Field::FolderSize, "1"), (Field::FolderDate, "64")]);
        let store = |modified| MailStore::Mbox { size: 1, modified };
        assert!(check(folder.read(), &store(100), 0).is_empty());
        assert!(!check(folder.read(), &store(101), 0).is_empty());
        assert!(!check(folder.read(), &store(99), 0).is_empty());
        assert!(check(folder.read(), &store(4100), LEEWAY).is_empty());
        assert!(!check(folder.read(), &store(4101), LEEWAY).is_empty());
        assert!(check(folder.read(), &MailStore::Mbox { size: 1, modified: 0 }, 100).is_empty());
    }

    #[test]
    fn what_is_no_summary_is_told_apart() {
        let read = |bytes: &[u8]| folder_of(Database::from_bytes(bytes.to_vec())).err();
        assert!(matches!(read(b""), Some(Reason::Empty)));
        assert!(matches!(read(b"SQLite format 3\0"), Some(Reason::Unreadable(_))));
        assert!(matches!(read(b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n"), Some(Reason::NoFolderInfo)));
        let missing = Path::new("no-such-folder/no-such-file.msf");
        assert!(matches!(&*check_at(&OpenOptions::new(), missing, LEEWAY), [Reason::Missing]));
    }
}

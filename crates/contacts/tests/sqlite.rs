//! Address books in SQLite.
#![cfg(feature = "sqlite")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "these are tests"
)]

use std::fs;
use std::path::Path;

use morkdb_contacts::{AddressBook, Options, csv, ldif, vcard};
use rusqlite::Connection;

const SCHEMA: &str = "CREATE TABLE properties (card TEXT, name TEXT, value TEXT);
    CREATE INDEX properties_card ON properties (card);
    CREATE TABLE lists (uid TEXT PRIMARY KEY, name TEXT, nickName TEXT, description TEXT);
    CREATE TABLE list_cards (list TEXT, card TEXT, PRIMARY KEY(list, card));";

const ADA: &str = "8b6c7e2e-3a3a-4f4e-9d57-0d1f0e3f8a11";

fn fill(connection: &Connection) {
    connection.execute_batch(SCHEMA).unwrap();
    let vcard = format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nN:Lovelace;Ada;;;\r\nEMAIL;TYPE=INTERNET,PREF:ada@example.org\r\n\
         EMAIL:second@example.org\r\nTEL;TYPE=home:123\r\nX-CUSTOM2:two\r\nUID:{ADA}\r\nEND:VCARD\r\n"
    );
    for (card, name, value) in [
        (ADA, "_vCard", vcard.as_str()),
        (ADA, "LastModifiedDate", "1407526575"),
        (ADA, "PopularityIndex", "4"),
        (ADA, "DisplayName", "an older name"),
        ("no-uuid", "DisplayName", "Bob"),
        ("no-uuid", "PrimaryEmail", "bob@example.org"),
        ("broken", "_vCard", "BEGIN"),
        ("broken", "NickName", "Brok"),
    ] {
        connection.execute("INSERT INTO properties VALUES (?1, ?2, ?3)", [card, name, value]).unwrap();
    }
    connection.execute("INSERT INTO properties VALUES (?1, ?2, ?3)", ("no-uuid", "RecordKey", 7)).unwrap();
    connection.execute("INSERT INTO lists VALUES ('l1', 'Friends', 'f', NULL)", []).unwrap();
    for card in [ADA, "no-uuid", "gone"] {
        connection.execute("INSERT INTO list_cards VALUES ('l1', ?1)", [card]).unwrap();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn text(
    write: impl Fn(&AddressBook, &mut Vec<u8>) -> std::io::Result<morkdb_contacts::Written>,
    book: &AddressBook,
) -> String {
    let mut out = Vec::new();
    write(book, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_book_is_read_and_nothing_appears_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b#ook?.sqlite");
    fill(&Connection::open(&path).unwrap());
    let before = (names(folder.path()), fs::read(&path).unwrap());
    let book = AddressBook::open(&path, &Options { deleted: true }).unwrap();
    assert_eq!(before, (names(folder.path()), fs::read(&path).unwrap()));
    assert_eq!(book.cards.len(), 3);
    assert_eq!(
        book.warnings.len(),
        3,
        "a member that is gone, a broken vCard, nothing of deleted cards: {:?}",
        book.warnings
    );
    let ada = &book.cards[0];
    assert_eq!(ada.get("DisplayName"), Some("Ada"), "the vCard wins");
    assert_eq!((ada.get("SecondEmail"), ada.get("HomePhone")), (Some("second@example.org"), Some("123")));
    assert_eq!(book.cards[1].get("RecordKey"), Some("7"));
    assert_eq!(book.lists[0].members, [0, 1]);

    let cards = text(vcard::write, &book);
    for line in [
        "VERSION:4.0",
        "EMAIL;PREF=1:ada@example.org",
        "REV:20140808T193615Z",
        "X-MOZILLA-POPULARITYINDEX:4",
        "X-CUSTOM2:two",
        "UID;VALUE=text:no-uuid",
        "MEMBER:urn:uuid:8b6c7e2e-3a3a-4f4e-9d57-0d1f0e3f8a11",
        "MEMBER:mailto:bob@example.org",
        "X-MOZILLA-VCARD;X-NAME=_vCard:BEGIN",
    ] {
        assert!(cards.contains(&format!("{line}\r\n")), "{line} is missing in\n{cards}");
    }
    assert!(!cards.contains("VERSION:3.0") && !cards.contains("INTERNET"));
    assert!(text(csv::write, &book).contains("\r\nAda,Lovelace,Ada,,ada@example.org,second@example.org,"));
    assert!(text(ldif::write, &book).contains("\nmozillaCustom2: two\n"));
}

/// Thunderbird keeps its book open in WAL mode: the newest cards are in another file until it ends.
#[test]
fn what_another_program_has_not_put_into_the_file_yet_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abook.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    fill(&connection);
    let before = names(folder.path());
    assert!(before.contains(&"abook.sqlite-wal".to_owned()));
    let book = AddressBook::open(&path, &Options::default()).unwrap();
    assert_eq!(book.cards.len(), 3);
    assert_eq!(names(folder.path()), before);
}

#[test]
fn a_book_in_wal_mode_that_nobody_has_open_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abook.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    fill(&connection);
    drop(connection);
    assert_eq!(names(folder.path()), ["abook.sqlite"]);
    assert_eq!(AddressBook::open(&path, &Options::default()).unwrap().cards.len(), 3);
    assert_eq!(names(folder.path()), ["abook.sqlite"]);
}

#[test]
fn hostile_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view.sqlite");
    let endless = "CREATE VIEW properties AS WITH RECURSIVE n(card, name, value) AS
        (SELECT 1, 1, 1 UNION ALL SELECT card + 1, 1, 1 FROM n) SELECT * FROM n";
    Connection::open(&path).unwrap().execute_batch(endless).unwrap();
    assert!(AddressBook::open(&path, &Options::default()).is_err(), "a view without an end is no table");
    let path = folder.path().join("stump.sqlite");
    for end in [b"SQLite format 3\0".to_vec(), b"SQLite format 3\0garbage".repeat(100)] {
        fs::write(&path, end).unwrap();
        assert!(AddressBook::open(&path, &Options::default()).is_err());
    }
    assert!(AddressBook::open(folder.path().join("none"), &Options::default()).is_err());
}

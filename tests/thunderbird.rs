//! Thunderbird's files: every folder that it left loads in all three readings, without any oddity that is not explained
//! here, and holds what Thunderbird itself says of it once the file is opened again.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use morkdb::id::{Column, Oid};
use morkdb::read::{DiagnosticKind, Reading};
use morkdb::store::RowRef;
use morkdb::{Database, OpenOptions, Store};
use serde_json::Value as Json;
use support::{READINGS, Snapshot, mork_files_in, shared, testdata};

const MESSAGES: &str = "ns:msg:db:row:scope:msgs:all";
const FOLDER_INFO: &str = "ns:msg:db:row:scope:dbfolderinfo:all";

/// The oddities of a file that the stage it was caught in explains, and which readings refuse it.
fn explained(path: &Path, bytes: &[u8]) -> Option<(DiagnosticKind, &'static [Reading])> {
    let crash = path.components().any(|part| part.as_os_str() == "crash");
    // Killed while it parsed the mail file for the first time: nothing was ever written.
    (crash && bytes.is_empty()).then_some((DiagnosticKind::EmptyFile, &[Reading::Mozilla, Reading::Strict]))
}

/// Opens a file in all readings, and gives back the lenient one.
fn loads(path: &Path, bytes: &[u8]) -> Database {
    let explained = explained(path, bytes);
    let mut stores = Vec::new();
    for reading in READINGS {
        let opened = OpenOptions::new().reading(reading).audit(true).from_bytes(bytes.to_vec());
        match (opened, explained) {
            (Ok(database), _) => {
                let odd: Vec<_> = database.diagnostics().iter().map(|diagnostic| diagnostic.kind).collect();
                let expected: Vec<_> = explained.iter().map(|(kind, _)| *kind).collect();
                assert_eq!(odd, expected, "{reading:?}: {}", path.display());
                stores.push(Snapshot::of(database.store()));
            }
            (Err(error), explained) => {
                let refused = explained.is_some_and(|(_, refused)| refused.contains(&reading));
                assert!(refused, "{reading:?}: {}: {error}", path.display());
            }
        }
    }
    assert!(stores.windows(2).all(|two| two[0] == two[1]), "the readings of {} differ", path.display());
    Database::from_bytes(bytes.to_vec()).unwrap()
}

/// The cells of a row as the dump has them: text by name, the first where there are two.
fn cells(store: &Store, row: RowRef<'_>) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    for cell in row.cells() {
        let name =
            store.name(cell.column).unwrap_or_else(|| panic!("a column without name: {}", cell.column));
        let value = cell.value.unwrap().to_string_lossy().into_owned();
        cells.entry(String::from_utf8_lossy(&name).into_owned()).or_insert(value);
    }
    cells
}

fn dumped(cells: &Json) -> BTreeMap<String, String> {
    let cell = |(name, value): (&String, &Json)| (name.clone(), value.as_str().unwrap().to_owned());
    cells.as_object().unwrap().iter().map(cell).collect()
}

/// Holds a store against Thunderbird's dump of the folder. Answers how many messages were in both.
fn says_the_same(path: &Path, store: &Store, dump: &Json) -> usize {
    let place = path.display();
    if dump.get("headers").is_none() {
        return 0; // Thunderbird did not open it
    }
    let messages = store.scope(MESSAGES);
    let headers = dump["headers"].as_array().unwrap();
    for header in headers {
        let key = header["messageKey"].as_u64().unwrap() as u32;
        let row = store.row(Oid::new(messages.unwrap(), key));
        let row = row.unwrap_or_else(|| panic!("{place} has no message {key}"));
        let (mut got, mut want) = (cells(store, row), dumped(&header["cells"]));
        for cells in [&mut got, &mut want] {
            // Thunderbird's script finds no value by a name that is not ASCII, and so prints none.
            cells.iter_mut().filter(|(name, _)| !name.is_ascii()).for_each(|(_, value)| value.clear());
        }
        assert_eq!(got, want, "message {key} of {place}");
        let subject = header["cells"].get("subject").and_then(Json::as_str);
        let got = store.column("subject").and_then(|column: Column| row.get(column));
        assert_eq!(got.map(|value| value.to_string_lossy().into_owned()).as_deref(), subject, "{place}");
    }
    if let Some(keys) = dump.get("keysInTableOrder").and_then(Json::as_array) {
        let table = messages.and_then(|scope| store.table(Oid::new(scope, 1)));
        let got: Vec<u64> =
            table.iter().flat_map(|table| table.rows()).map(|row| row.oid().id.into()).collect();
        let keys: Vec<u64> = keys.iter().map(|key| key.as_u64().unwrap()).collect();
        assert_eq!(got, keys, "the order of messages of {place}");
    }
    if let Some(raw) = dump.pointer("/folderInfo/raw").filter(|raw| raw.as_object().is_some()) {
        let row = store.row(Oid::new(store.scope(FOLDER_INFO).unwrap(), 1)).unwrap();
        let (mut got, mut want) = (cells(store, row), dumped(raw));
        if path.ends_with("&A7EDsgOz-.msf") {
            // The dump has the name decoded, the file has it as it is on the server.
            for cells in [&mut got, &mut want] {
                cells.remove("folderName");
            }
        }
        assert_eq!(got, want, "the folder information of {place}");
    }
    headers.len()
}

fn json(path: &Path) -> Option<Json> {
    Some(serde_json::from_slice(&std::fs::read(path).ok()?).unwrap())
}

/// Every `.msf` below a folder, each against the `.json` beside it where there is one. Answers how many there were, and how
/// many of these had one.
fn folder(folder: &Path) -> (usize, usize) {
    let (mut all, mut held) = (0, 0);
    for (path, bytes) in mork_files_in(folder) {
        let database = loads(&path, &bytes);
        all += 1;
        if let Some(dump) = json(&path.with_extension("json")) {
            says_the_same(&path, database.store(), &dump);
            assert!(
                dump.get("headers").is_some() || bytes.is_empty(),
                "{} has a dump without messages",
                path.display()
            );
            held += 1;
        }
    }
    (all, held)
}

#[test]
fn snapshots_are_what_thunderbird_sees() {
    assert_eq!(folder(&testdata("snapshots")), (10, 10));
}

#[test]
fn a_profile_is_what_thunderbird_sees() {
    assert_eq!(folder(&testdata("profile/imap")), (13, 0));
    let dumps = json(&testdata("profile/imap.json")).unwrap();
    let messages = dumps.as_array().unwrap().iter().map(|dump| {
        let path = testdata("profile/imap").join(dump["summaryFile"].as_str().unwrap());
        says_the_same(&path, Database::open(&path).unwrap().store(), dump)
    });
    let messages: Vec<usize> = messages.collect();
    assert_eq!((messages.len(), messages.iter().sum::<usize>()), (12, 222));
}

#[test]
fn fixtures_load() {
    assert_eq!(folder(&testdata("fixtures")), (8, 0));
}

/// The larger set that the test data was picked from; passes where it is not there.
#[test]
fn the_larger_set_beside_the_repository() {
    let (all, held) = folder(&shared("thunderbird/cases"));
    println!("{all} files, {held} of them with a dump");
    assert!(all == 0 || held > 0);
}

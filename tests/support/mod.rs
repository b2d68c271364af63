//! What the integration tests share: the files, the events of an input in both faces, and a store as plain maps.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    reason = "every test file takes what it needs"
)]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

pub mod counter;
pub mod faulty;
pub mod generate;
pub mod hostile;
pub mod model;
pub mod named;
pub mod others;
pub mod reference;
pub mod small;
pub mod tears;
pub mod worker;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use morkdb::read::{Diagnostic, EventSink, Reader, Reading, read_into};
use morkdb::syntax::{Event, EventKind, HEADER};
use morkdb::{Database, OpenOptions, Store};

pub const READINGS: [Reading; 3] = [Reading::Mozilla, Reading::Lenient, Reading::Strict];

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of the test data.
pub fn testdata(folder: &str) -> PathBuf {
    root().join("testdata").join(folder)
}

/// A folder beside the repository that only those who work on it have.
pub fn shared(folder: &str) -> PathBuf {
    root().join("../shared").join(folder)
}

/// All files below a folder, in order of path; none where there is no such folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// All Mork files of the test data, with their bytes.
pub fn mork_files() -> Vec<(PathBuf, Vec<u8>)> {
    mork_files_in(&testdata(""))
}

/// All `.msf` files below a folder, with their bytes.
pub fn mork_files_in(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let is_mork = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "msf");
    files(folder)
        .into_iter()
        .filter(is_mork)
        .map(|path| {
            let bytes = std::fs::read(&path).unwrap();
            (path, bytes)
        })
        .collect()
}

/// A file of these items, with the header before them.
pub fn mork(items: impl AsRef<[u8]>) -> Vec<u8> {
    [&HEADER[..], b"\n", items.as_ref()].concat()
}

/// Everything that a reader says of an input.
#[derive(PartialEq, Debug, Default)]
pub struct Said<'a> {
    pub events: Vec<Event<'a>>,
    pub diagnostics: Vec<Diagnostic>,
    /// How many diagnostics there were, kept or not.
    pub count: usize,
    pub stopped_by: Option<Diagnostic>,
}

impl<'a> EventSink<'a> for Said<'a> {
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()> {
        self.events.push(event);
        ControlFlow::Continue(())
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) -> ControlFlow<()> {
        if self.count < morkdb::read::Diagnostics::LIMIT {
            self.diagnostics.push(diagnostic);
        }
        self.count += 1;
        ControlFlow::Continue(())
    }
}

impl<'a> Said<'a> {
    /// By the iterator.
    pub fn pulled(input: &'a [u8], reading: Reading) -> Self {
        let mut reader = Reader::with_reading(input, reading);
        let events = reader.by_ref().collect();
        Said {
            events,
            diagnostics: reader.diagnostics().as_slice().to_vec(),
            count: reader.diagnostics().count(),
            stopped_by: reader.stopped_by(),
        }
    }

    /// By a sink.
    pub fn pushed(input: &'a [u8], reading: Reading) -> Self {
        let mut said = Said::default();
        said.stopped_by = read_into(input, reading, &mut said);
        said
    }

    /// What the events mean, without white space and the header.
    pub fn tokens(&self) -> Vec<EventKind<'a>> {
        let means = |kind: &EventKind<'_>| !matches!(kind, EventKind::Header | EventKind::Trivia);
        self.events.iter().map(|event| event.kind).filter(means).collect()
    }

    /// Fails unless the spans put together are the input.
    #[track_caller]
    pub fn assert_tiles(&self, input: &[u8]) {
        let mut at = 0;
        for event in &self.events {
            assert_eq!(event.span.start, at, "a gap or an overlap before {event:?}");
            assert!(event.span.end >= at, "{event:?} ends before it begins");
            at = event.span.end;
        }
        assert_eq!(at as usize, input.len(), "the events end before the file");
    }
}

/// Reads an input in a reading; `None` where that refuses it.
pub fn open(input: &[u8], reading: Reading) -> Option<Database> {
    OpenOptions::new().reading(reading).from_bytes(input.to_vec()).ok()
}

/// Scope and number of a row or a table.
pub type Id = (u32, u32);

/// A store as plain maps, of which any two can be compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    pub rows: BTreeMap<Id, Vec<(u32, Vec<u8>)>>,
    pub tables: BTreeMap<Id, TableSnapshot>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableSnapshot {
    pub kind: u32,
    pub priority: u8,
    pub unique: bool,
    pub verbose: bool,
    pub meta_row: Option<Id>,
    pub rows: Vec<Id>,
}

impl TableSnapshot {
    pub fn of(table: morkdb::store::TableRef<'_>) -> Self {
        let id = |row: morkdb::store::RowRef<'_>| (row.oid().scope.0, row.oid().id);
        Self {
            kind: table.kind().0,
            priority: table.priority(),
            unique: table.is_unique(),
            verbose: table.is_verbose(),
            meta_row: table.meta_row().map(id),
            rows: table.rows().map(id).collect(),
        }
    }
}

impl Snapshot {
    pub fn of(store: &Store) -> Self {
        let id = |oid: morkdb::id::Oid| (oid.scope.0, oid.id);
        let mut snapshot = Self::default();
        for row in store.rows() {
            let cell = |cell: morkdb::store::CellRef<'_>| {
                (cell.column.0, cell.value.expect("a file gives every cell a value").bytes().into_owned())
            };
            let old = snapshot.rows.insert(id(row.oid()), row.cells().map(cell).collect());
            assert!(old.is_none(), "row {} is there twice", row.oid());
        }
        for table in store.tables() {
            let old = snapshot.tables.insert(id(table.oid()), TableSnapshot::of(table));
            assert!(old.is_none(), "table {} is there twice", table.oid());
        }
        snapshot
    }

    /// What a reading makes of an input; `None` where it refuses it.
    pub fn read(input: &[u8], reading: Reading) -> Option<Self> {
        open(input, reading).map(|database| Self::of(database.store()))
    }
}

/// Bytes for a message.
pub fn show(input: &[u8]) -> String {
    input.escape_ascii().to_string()
}

//! What must hold of every input, in every reading.

use std::ops::ControlFlow;

use morkdb::file::Error;
use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::read::{Diagnostic, Diagnostics, Effect, EventSink, Reader, read_into};
use morkdb::store::{CellRef, RowRef, TableRef};
use morkdb::syntax::{Event, LineIndex, decode, encode, value_end};
use morkdb::{Database, OpenOptions, Reading, Store};

/// Runs every check on one input.
///
/// # Panics
///
/// When one fails.
pub fn check(input: &[u8]) {
    for reading in [Reading::Mozilla, Reading::Lenient, Reading::Strict] {
        check_events(input, reading);
    }
    let mozilla = load(input, Reading::Mozilla, false);
    let lenient = load(input, Reading::Lenient, false);
    let audited = load(input, Reading::Lenient, true);
    let strict = load(input, Reading::Strict, false);
    assert_eq!(lenient.is_some(), audited.is_some(), "an audit changes whether the file opens");
    if let (Some(lenient), Some(audited)) = (&lenient, &audited) {
        assert_same("an audit", lenient, audited);
    }
    if let Some(strict) = &strict {
        let (lenient, mozilla) = (lenient.as_ref(), mozilla.as_ref());
        assert_same("strict and lenient", strict, lenient.expect("what is strictly right opens leniently"));
        assert_same("strict and Mozilla", strict, mozilla.expect("what is strictly right opens in Mozilla"));
    }
    if let (Some(mozilla), Some(lenient)) = (&mozilla, &lenient)
        && is_unhindered(mozilla)
        && is_unhindered(lenient)
    {
        assert_same("Mozilla and lenient", mozilla, lenient);
    }
}

// ---- events

/// The push face of the reader.
#[derive(Default)]
struct Pushed<'a> {
    events: Vec<Event<'a>>,
    diagnostics: Diagnostics,
}

impl<'a> EventSink<'a> for Pushed<'a> {
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()> {
        self.events.push(event);
        ControlFlow::Continue(())
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) -> ControlFlow<()> {
        self.diagnostics.push(diagnostic);
        ControlFlow::Continue(())
    }
}

/// Events tile the file, and both faces of the reader give the same ones.
fn check_events(input: &[u8], reading: Reading) {
    let mut pushed = Pushed::default();
    let stopped_by = read_into(input, reading, &mut pushed);
    let mut reader = Reader::with_reading(input, reading);
    let mut at = 0;
    for (number, event) in reader.by_ref().enumerate() {
        assert_eq!(event.span.start, at, "{reading:?}: a gap before event {number}, {event:?}");
        assert!(event.span.end >= at, "{reading:?}: event {number} goes back, {event:?}");
        at = event.span.end;
        assert_eq!(pushed.events.get(number), Some(&event), "{reading:?}: pushed and pulled differ");
    }
    assert_eq!(at as usize, input.len(), "{reading:?}: the events end early");
    assert_eq!(reader.stopped_by(), stopped_by, "{reading:?}");
    assert_eq!(reader.diagnostics(), &pushed.diagnostics, "{reading:?}");
    assert_eq!(reader.count(), 0, "{reading:?}: events behind the end");
    if reading == Reading::Lenient {
        assert_eq!(stopped_by, None, "the lenient reading stops");
    }
    check_places(input, &pushed.diagnostics);
}

/// Diagnostics are within the file, and have a line and a column there.
fn check_places(input: &[u8], diagnostics: &Diagnostics) {
    let lines = LineIndex::new(input);
    for diagnostic in diagnostics.iter().take(100) {
        let span = diagnostic.span;
        assert!(span.start <= span.end && span.end as usize <= input.len(), "{diagnostic:?}");
        let place = lines.position(span.start);
        let (start, line) = lines.line(input, span.start);
        assert_eq!(span.start - start + 1, place.column, "{diagnostic:?}");
        assert!(start as usize + line.len() <= input.len(), "{diagnostic:?}");
    }
}

// ---- stores

fn load(input: &[u8], reading: Reading, audit: bool) -> Option<Database> {
    match OpenOptions::new().reading(reading).audit(audit).from_bytes(input.to_vec()) {
        Ok(database) => {
            check_database(input, &database);
            Some(database)
        }
        Err(Error::NotMork) => {
            assert_eq!(reading, Reading::Lenient);
            None
        }
        Err(error @ Error::Refused(_)) => {
            assert_ne!(reading, Reading::Lenient, "{error}");
            assert!(!error.to_string().is_empty());
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Everything in a database can be walked to, and agrees with itself.
fn check_database(input: &[u8], database: &Database) {
    let store = database.store();
    assert_eq!(store.bytes(), input);
    check_places(input, database.diagnostics());
    let unread = database.unread();
    assert!(unread.is_empty() || unread.end as usize == input.len(), "{unread:?}");
    if database.reading() == Reading::Lenient {
        assert!(unread.is_empty() && database.stopped_by().is_none());
    }
    let mut end = 0;
    for group in database.groups() {
        assert!(end <= group.span.start && group.span.end as usize <= input.len(), "{group:?}");
        end = group.span.end;
    }
    let _ = database.groups().waste_percent(u32::try_from(input.len()).expect("inputs are small"));
    check_tables(store);
    check_rows(store);
    check_atoms(store);
    assert!(store.loose_rows().len() <= store.rows().len());
}

fn check_tables(store: &Store) {
    for (number, table) in store.tables().enumerate() {
        assert_eq!(table.index(), number);
        assert_eq!(store.table(table.oid()).map(TableRef::index), Some(number));
        assert_eq!(table.rows().len(), table.len());
        let mut members: Vec<usize> = table.rows().map(RowRef::index).collect();
        assert!(members.iter().eq(table.rows().rev().map(RowRef::index).collect::<Vec<_>>().iter().rev()));
        members.sort_unstable();
        members.dedup();
        assert_eq!(members.len(), table.len(), "{table:?} has a row twice");
        assert!(members.last().is_none_or(|&last| last < store.rows().len()));
        assert!(table.rows().chain(table.meta_row()).all(|row| row.uses() > 0), "{table:?}: no uses");
        assert!(table.priority() <= 9);
        let _ = (store.name(table.kind()), store.name(table.oid().scope));
    }
}

fn check_rows(store: &Store) {
    for (number, row) in store.rows().enumerate() {
        assert_eq!(row.index(), number);
        assert_eq!(store.row(row.oid()).map(RowRef::index), Some(number));
        assert!(store.scopes().any(|scope| scope == row.oid().scope));
        assert_eq!(row.cells().len(), row.len());
        for (at, cell) in row.cells().enumerate() {
            let value = cell.value.expect("no file can say that a cell has no value");
            check_value(value.raw());
            let _ = (value.to_string_lossy(), value.as_hex(), store.name(cell.column));
            if at < 64 {
                let first = row.cells().find(|other| other.column == cell.column);
                assert_eq!(row.get(cell.column), first.expect("this one").value);
            }
        }
    }
}

fn check_atoms(store: &Store) {
    let mut count = 0;
    for atom in store.atoms() {
        count += 1;
        let found = store.atom(atom.scope(), atom.id()).expect("an atom is found by its id");
        assert_eq!((found.scope(), found.id()), (atom.scope(), atom.id()));
        check_value(atom.value().raw());
        if atom.scope() == Scope::NAMES {
            let name = atom.value().bytes();
            assert!(store.column(&name).is_some(), "no column {}", name.escape_ascii());
            let _ = (store.scope(&name), store.kind(&name));
        }
    }
    assert!(store.unused_atoms().count() <= count);
}

/// Escaping is undone by unescaping.
fn check_value(raw: &[u8]) {
    let said = decode(raw);
    let mut written = encode(&said);
    assert_eq!(decode(&written), said);
    written.push(b')');
    assert_eq!(value_end(&written), Some(written.len() - 1));
}

// ---- two readings of one file

/// Whether the reading came to the end of the file and met nothing that would have an effect on Mozilla's engine.
///
/// Both have to be asked. The start marker of a group at the beginning of a line ends whatever is open for the lenient
/// reading, and a value, a comment or a row that holds one goes on behind it for Mozilla's engine, which is happy.
fn is_unhindered(database: &Database) -> bool {
    let diagnostics = database.diagnostics();
    database.stopped_by().is_none()
        && diagnostics.count() <= Diagnostics::LIMIT
        && diagnostics.iter().all(|odd| odd.effect == Effect::None)
}

fn cells(row: RowRef<'_>) -> Vec<(Column, Vec<u8>)> {
    let bytes = |cell: CellRef<'_>| cell.value.map(|value| value.bytes().into_owned()).unwrap_or_default();
    row.cells().map(|cell| (cell.column, bytes(cell))).collect()
}

type TableFacts = (Oid, Kind, u8, bool, bool, Option<Oid>, Vec<Oid>);

fn tables(store: &Store) -> impl Iterator<Item = TableFacts> + '_ {
    store.tables().map(|table| {
        let meta_row = table.meta_row().map(RowRef::oid);
        let rows = table.rows().map(RowRef::oid).collect();
        (table.oid(), table.kind(), table.priority(), table.is_unique(), table.is_verbose(), meta_row, rows)
    })
}

/// Two readings of one file hold the same.
fn assert_same(what: &str, one: &Database, other: &Database) {
    let (one_store, other_store) = (one.store(), other.store());
    for (one, other) in tables(one_store).zip(tables(other_store)) {
        assert_eq!(one, other, "{what}: tables differ");
    }
    assert_eq!(one_store.tables().len(), other_store.tables().len(), "{what}: numbers of tables differ");
    for (one, other) in one_store.rows().zip(other_store.rows()) {
        assert_eq!((one.oid(), one.uses()), (other.oid(), other.uses()), "{what}: rows differ");
        assert_eq!(cells(one), cells(other), "{what}: cells of row {} differ", one.oid());
    }
    assert_eq!(one_store.rows().len(), other_store.rows().len(), "{what}: numbers of rows differ");
    let atoms = |store: &Store| -> Vec<_> {
        let facts = store.atoms().map(|atom| (atom.scope(), atom.id(), atom.value().bytes().into_owned()));
        facts.collect()
    };
    assert_eq!(atoms(one_store), atoms(other_store), "{what}: atoms differ");
    assert_eq!(one.groups(), other.groups(), "{what}: groups differ");
}

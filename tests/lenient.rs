//! What the lenient reading saves from damage: for each of its rules a file, and what must be left of it. Files that Mozilla's
//! engine refuses or cuts short are held against the whole file that they were made from, where that is what was meant.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use morkdb::file::Outcome;
use morkdb::id::{Oid, Scope};
use morkdb::read::DiagnosticKind;
use morkdb::store::RowRef;
use morkdb::syntax::Dropped;
use morkdb::{Database, OpenOptions, Reading, Store};

fn testdata(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)).unwrap()
}

fn lenient(path: &str) -> Database {
    Database::from_bytes(testdata(path)).unwrap()
}

type Rows = BTreeMap<Oid, Vec<(u32, Vec<u8>)>>;
type Tables = BTreeMap<Oid, Vec<Oid>>;
/// A damaged file, what becomes of its groups, and a value that only they set.
type GroupCase = (&'static str, &'static [Outcome], Option<&'static [u8]>);

/// What is in a store: rows with their values, tables with their rows.
fn contents(store: &Store) -> (Rows, Tables) {
    let cells = |row: RowRef<'_>| {
        row.cells()
            .map(|cell| (cell.column.0, cell.value.map_or_else(Vec::new, |v| v.bytes().into_owned())))
            .collect()
    };
    let rows = store.rows().map(|row| (row.oid(), cells(row))).collect();
    let tables = store.tables().map(|t| (t.oid(), t.rows().map(RowRef::oid).collect())).collect();
    (rows, tables)
}

#[track_caller]
fn same(damaged: &str, whole: &str) {
    assert_eq!(contents(lenient(damaged).store()), contents(lenient(whole).store()), "{damaged} and {whole}");
}

const ONE: &str = "fixtures/summary-layer/03-one-message.msf";
const SENT: &str = "profile/imap/ImapMail/127.0.0.1/Sent.msf";

#[test]
fn a_broken_header_costs_nothing() {
    for damaged in ["header-missing", "header-bom", "header-1.3", "header-blank-line-before"] {
        let damaged = format!("damaged/{damaged}.msf");
        assert!(
            OpenOptions::new().reading(Reading::Mozilla).from_bytes(testdata(&damaged)).is_err(),
            "{damaged}"
        );
        let rows = lenient(&damaged).store().rows().len();
        assert!(rows > 0 && !lenient(&damaged).diagnostics().is_empty(), "{damaged}: {rows} rows");
    }
}

#[test]
fn what_is_appended_by_mistake_costs_nothing() {
    same("damaged/zero-block-appended.msf", SENT);
}

/// Which groups count, and whether what follows a group that does not is read: the last group of each sets column 88 of row 1.
#[test]
fn groups_that_do_not_count_are_left_out() {
    use Outcome::{Committed, Dropped as Not};
    let flags = |database: &Database| {
        let row = database.store().row(Oid::new(Scope(0x80), 1))?;
        row.get(0x88.into()).map(|value| value.bytes().into_owned())
    };
    let table: [GroupCase; 6] = [
        ("cut-in-group-mid-cell", &[Committed, Not(Dropped::Unterminated)], None),
        ("stump-then-group", &[Committed, Not(Dropped::Unterminated), Committed], Some(b"0")),
        ("stump-then-two-groups", &[Committed, Not(Dropped::Unterminated), Committed, Committed], Some(b"1")),
        ("aborted-group-then-group", &[Committed, Not(Dropped::Aborted), Committed], Some(b"0")),
        ("aborted-group-then-content", &[Committed, Not(Dropped::Aborted)], Some(b"0")),
        ("end-marker-wrong-id", &[Committed, Not(Dropped::IdMismatch)], None),
    ];
    for (name, outcomes, value) in table {
        let database = lenient(&format!("damaged/{name}.msf"));
        let found: Vec<Outcome> = database.groups().iter().map(|group| group.outcome).collect();
        assert_eq!(found, outcomes, "{name}");
        assert_eq!(flags(&database).as_deref(), value, "{name}");
    }
    let whole = lenient(ONE);
    assert!(whole.groups().iter().all(|group| group.outcome == Committed) && whole.groups().len() == 2);
}

/// How many rows, and cells in them, are left of the whole file, and that none was made up: where the damage is, a value may
/// be lost or mangled, everywhere else all is there.
#[test]
fn damage_costs_what_it_covers() {
    let (whole, _) = contents(lenient(SENT).store());
    for (name, least) in [("zero-block", 170), ("block-lost", 170), ("random-block", 140)] {
        let (left, _) = contents(lenient(&format!("damaged/{name}.msf")).store());
        let kept = whole.iter().map(|(oid, cells)| {
            left.get(oid).map_or(0, |left| cells.iter().filter(|cell| left.contains(cell)).count())
        });
        let kept: usize = kept.sum();
        let made_up = left.keys().filter(|oid| !whole.contains_key(oid)).count();
        assert!(kept >= least && made_up <= 1, "{name}: {kept} cells of 189 kept, {made_up} rows made up");
    }
}

#[test]
fn junk_costs_only_itself() {
    let table: [(&str, DiagnosticKind, usize, usize); 4] = [
        ("007-junk-in-table", DiagnosticKind::JunkInTable, 3, 2),
        ("008-junk-in-dict", DiagnosticKind::JunkInDict, 1, 1),
        ("176-junk-toplevel", DiagnosticKind::JunkAtTop, 2, 0),
        ("002-unknown-literal", DiagnosticKind::UnknownLiteral, 3, 4),
    ];
    for (name, kind, rows, cells) in table {
        let bytes = testdata(&format!("probes/{name}.msf"));
        let database = OpenOptions::new().audit(true).from_bytes(bytes).unwrap();
        let found: Vec<_> = database.diagnostics().iter().map(|odd| odd.kind).collect();
        assert_eq!(found, [kind], "{name}");
        let store = database.store();
        assert_eq!(
            (store.rows().len(), store.rows().map(RowRef::len).sum::<usize>()),
            (rows, cells),
            "{name}"
        );
    }
    let table = lenient("probes/007-junk-in-table.msf");
    let members: Vec<u32> = table.store().tables().next().unwrap().rows().map(|row| row.oid().id).collect();
    assert_eq!(members, [1, 2]);
}

#[test]
fn names_that_nothing_defines_get_ids() {
    let database = lenient("probes/028-col-name-unknown.msf");
    let store = database.store();
    let column = store.column("zork").unwrap();
    let row = store.rows().next().unwrap();
    assert_eq!(row.get(column).unwrap(), *"one");
    assert_eq!(store.name(column).as_deref(), Some(&b"zork"[..]));
}

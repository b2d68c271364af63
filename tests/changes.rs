//! Changing a store: what a rollback leaves, which ids are given, and what an error does not do.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/ops.rs"]
mod ops;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cases::cases;
use morkdb::file::{What, Why};
use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::store::{DetachedRow, EditError, NewId};
use morkdb::{Commit, Database, Reading, Store};
use ops::{Choices, State, change, same_store};
use proptest::prelude::*;
use support::mork;
use support::small::{KIND, ONE, ROWS, database, open, row, truth};

proptest! {
    #![proptest_config(cases(100))]

    /// A rollback leaves the store as if nothing had been done: nothing to write, no names, the same ids next.
    #[test]
    fn a_rollback_leaves_nothing(
        choices in proptest::collection::vec(any::<u8>(), 0..600),
        file in 0..60_usize,
    ) {
        let file = if file < 20 { mork("") } else { truth(file) };
        let ((mut database, _), (mut fresh, _)) = (open(&file), open(&file));
        let before = State::of(database.store());
        let uses = |store: &Store| store.rows().map(|row| row.uses()).collect::<Vec<_>>();
        let mut choices = Choices::new(choices);
        for _ in 0..3 {
            let mut model = before.clone();
            for _ in 0..40 {
                change(&mut choices, database.store_mut(), &mut model);
            }
            database.store_mut().make_column("made for nothing").unwrap();
            database.rollback();
            before.assert_same(&State::of(database.store()), "after a rollback");
            same_store(database.store(), fresh.store(), "as when it was read");
            assert_eq!(database.store().column("made for nothing"), None);
            assert!(!database.store().is_changed() && database.store().changes().next().is_none());
            assert!(database.store().scopes().eq(fresh.store().scopes()));
            assert_eq!(uses(database.store()), uses(fresh.store()));
            assert_eq!(database.preview(Commit::Group).unwrap().what, What::Nothing);
        }
        let scopes: Vec<Scope> = fresh.store().scopes().chain([Scope(0x9999)]).collect();
        for store in [database.store_mut(), fresh.store_mut()] {
            store.make_column("another").unwrap();
        }
        for scope in scopes {
            for _ in 0..2 {
                let [one, two] = [&mut database, &mut fresh].map(|it| it.store_mut().make_row(scope));
                assert_eq!(one, two);
                let [one, two] = [&mut database, &mut fresh].map(|it| it.store_mut().make_table(scope, KIND));
                assert_eq!(one, two);
            }
        }
        same_store(database.store(), fresh.store(), "after the same changes");
    }
}

/// The place of each column of such a row is looked up. That was made anew for every cell that was cut, and took minutes.
#[test]
fn a_row_of_very_many_columns_can_be_cut_cell_by_cell() {
    let mut store = Store::default();
    let row = row(1);
    store.make_row_at(row).unwrap();
    for column in 0x80..0xC000 {
        store.set(row, Column(column), "x").unwrap();
    }
    for column in 0x80..0x2000 {
        assert!(store.cut(row, Column(column)).unwrap());
        assert!(store.set(row, Column(0xBFFF), format!("{column}")).unwrap());
    }
    assert_eq!(store.row(row).unwrap().len(), 0xC000 - 0x2000);
    let copy = store.detach(row).unwrap();
    store.rollback();
    assert_eq!(store.rows().len(), 0);
    store.attach(&copy, NewId::Same).unwrap();
    assert_eq!(store.rows().next().unwrap().len(), 0xC000 - 0x2000);
}

#[test]
fn a_long_value_that_is_set_again_changes_nothing() {
    let mut database = Database::from_bytes(Vec::new()).unwrap();
    let store = database.store_mut();
    store.make_row_at(row(1)).unwrap();
    assert!(store.set(row(1), Column(0x61), [b'$'; 2000]).unwrap());
    assert!(!store.set(row(1), Column(0x61), [b'$'; 2000]).unwrap());
    assert!(store.set(row(1), Column(0x61), [b'$'; 2001]).unwrap());
    assert_eq!(store.changes().count(), 3);
}

#[test]
fn another_store_is_not_written() {
    let mut database = Database::from_bytes(Vec::new()).unwrap();
    *database.store_mut() = Store::default();
    assert!(matches!(database.preview(morkdb::Commit::Whole), Err(morkdb::Error::AnotherStore)));
}

/// Does what must fail, and fails if that leaves a trace.
#[track_caller]
fn refused<T: std::fmt::Debug + PartialEq>(
    database: &mut Database,
    error: EditError,
    change: impl FnOnce(&mut Store) -> Result<T, EditError>,
) {
    let heard = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&heard);
    let _listener = database.store().listeners().listen(move |_| _ = counter.fetch_add(1, Ordering::Relaxed));
    let (before, changes) = (State::of(database.store()), database.store().changes().count());
    assert_eq!(change(database.store_mut()), Err(error));
    assert!(!error.to_string().is_empty());
    State::of(database.store()).assert_same(&before, "an error changes nothing");
    assert_eq!(database.store().changes().count(), changes);
    assert_eq!(heard.load(Ordering::Relaxed), 0, "nobody is told of what was not done");
}

#[test]
fn errors_leave_the_store_as_it_was() {
    let (mut database, _) = database();
    let (no_row, no_table) = (row(99), Oid::new(ROWS, 99));
    let (table, reserved) = (Oid::new(ROWS, 1), row(u32::MAX));
    let it = &mut database;
    refused(it, EditError::NoRow { row: no_row }, |store| store.set(no_row, ONE, "x"));
    refused(it, EditError::NoRow { row: no_row }, |store| store.cut(no_row, ONE));
    refused(it, EditError::NoRow { row: no_row }, |store| store.cut_all(no_row));
    refused(it, EditError::NoRow { row: no_row }, |store| store.empty(no_row));
    refused(it, EditError::NoRow { row: no_row }, |store| store.add_row(table, no_row));
    refused(it, EditError::NoRow { row: no_row }, |store| store.cut_row(table, no_row));
    refused(it, EditError::NoRow { row: no_row }, |store| store.move_row(table, no_row, 0));
    refused(it, EditError::NoTable { table: no_table }, |store| store.add_row(no_table, row(1)));
    refused(it, EditError::NoTable { table: no_table }, |store| store.cut_row(no_table, row(1)));
    refused(it, EditError::NoTable { table: no_table }, |store| store.move_row(no_table, row(1), 0));
    refused(it, EditError::NoTable { table: no_table }, |store| store.cut_all_rows(no_table));
    refused(it, EditError::NoTable { table: no_table }, |store| store.set_kind(no_table, KIND));
    refused(it, EditError::NoTable { table: no_table }, |store| store.set_priority(no_table, 1));
    refused(it, EditError::NoTable { table: no_table }, |store| store.set_unique(no_table, true));
    refused(it, EditError::NoTable { table: no_table }, |store| store.set_verbose(no_table, true));
    refused(it, EditError::NoTable { table: no_table }, |store| store.make_meta_row(no_table, None));
    refused(it, EditError::ReservedRow { row: reserved }, |store| store.make_row_at(reserved));
    refused(it, EditError::ReservedRow { row: reserved }, |store| store.make_meta_row(table, Some(reserved)));
    refused(it, EditError::Priority { priority: 10 }, |store| store.set_priority(table, 10));
    let column = Column(0x0100_0000);
    refused(it, EditError::WideColumn { column }, |store| store.set(row(1), column, "x"));
    refused(it, EditError::EmptyName, |store| store.make_column(""));
    refused(it, EditError::LongName { length: 1025 }, |store| store.make_scope([b'x'; 1025]));
    it.store_mut().make_kind([b'x'; 1024]).unwrap();
}

#[test]
fn a_row_has_65535_cells_at_most() {
    let (mut database, disk) = database();
    let store = database.store_mut();
    for column in 0..0xFFFF {
        assert!(store.set(row(9 % 8), Column(column), "x").unwrap() || column == ONE.0);
    }
    let column = Column(0xFFFF);
    refused(&mut database, EditError::RowFull { row: row(1) }, |store| store.set(row(1), column, "x"));
    database.store_mut().set(row(1), Column(7), "y").unwrap();
    database.commit().unwrap();
    let again = State::read(&disk.live().unwrap(), Reading::Mozilla).unwrap();
    again.assert_same(&State::of(database.store()), "a full row");
}

/// Section 10 of the format: a counter from 1 on, which an id that is not below it moves behind that.
#[test]
fn row_ids_are_counted() {
    let mut store = Store::default();
    let next = |store: &mut Store| store.make_row(ROWS).map(|row| row.id);
    assert_eq!(next(&mut store), Ok(1));
    store.make_row_at(row(5)).unwrap();
    store.make_row_at(row(3)).unwrap();
    assert_eq!(next(&mut store), Ok(6));
    assert_eq!(store.make_row(Scope::META), Ok(Oid::new(Scope::META, 1)), "each scope has a counter");
    store.make_row_at(row(0xFFFF_FFFC)).unwrap();
    assert_eq!(next(&mut store), Ok(0xFFFF_FFFD));
    assert_eq!(next(&mut store), Err(EditError::NoIdLeft { scope: ROWS }));
    assert_eq!(next(&mut store), Err(EditError::NoIdLeft { scope: ROWS }));
    assert_eq!(store.make_row_at(row(0xFFFF_FFFE)), Ok(true), "by choice it can be had");
    assert_eq!(store.make_row_at(row(0)), Ok(true));
}

#[test]
fn table_ids_wrap_and_are_tried_eight_times() {
    let mut store = Store::default();
    let next = |store: &mut Store| store.make_table(ROWS, KIND).map(|table| table.id);
    let gone = Err(EditError::NoIdLeft { scope: ROWS });
    assert_eq!(next(&mut store), Ok(1));
    store.make_table_at(row(0xFFFF_FFFD), KIND).unwrap();
    assert_eq!(next(&mut store), Ok(0xFFFF_FFFE));
    assert_eq!(next(&mut store), Ok(0xFFFF_FFFF));
    assert_eq!(next(&mut store), gone, "0 is refused, once");
    assert_eq!(next(&mut store), Ok(2), "1 is taken");
    let mut store = Store::default();
    for id in (1..=9).chain([0xFFFF_FFFF]) {
        store.make_table_at(row(id), KIND).unwrap();
    }
    assert_eq!(next(&mut store), gone, "0 again");
    assert_eq!(next(&mut store), gone, "1 to 8 are taken");
    // Mozilla's engine leaves the ninth out: it counts on before it notices that it has tried enough.
    assert_eq!(next(&mut store), Ok(10));
    assert_eq!(store.make_table_at(row(0), KIND), Ok(true), "by choice 0 can be had");
}

/// The counters are those of the file when it is opened again.
#[test]
fn ids_go_on_where_the_file_ends() {
    let (mut database, _) = open(&mork("{FFFFFFFF:s {(k^6B:c)}} [7:s]{4:s {(k^6B:c)}} [2:s]"));
    let store = database.store_mut();
    assert_eq!(store.make_row(ROWS), Ok(row(8)));
    assert_eq!(store.make_table(ROWS, KIND).map(|table| table.id), Ok(5), "4 came behind FFFFFFFF");
}

#[test]
fn meta_rows_are_made_once() {
    let (mut database, _) = database();
    let store = database.store_mut();
    let meta = |id| Oid::new(Scope::META, id);
    store.make_row_at(meta(0x20)).unwrap();
    let tables = [0, 1, 2].map(|_| store.make_table(ROWS, KIND).unwrap());
    assert_eq!(store.make_meta_row(tables[0], None), Ok(meta(0x21)));
    assert_eq!(store.make_meta_row(tables[1], Some(row(1))), Ok(row(1)), "a row that is there");
    assert_eq!(store.make_meta_row(tables[2], Some(meta(0x30))), Ok(meta(0x30)), "a row that is not");
    for table in tables {
        let had = store.table(table).unwrap().meta_row().unwrap().oid();
        let count = store.changes().count();
        assert_eq!(store.make_meta_row(table, Some(row(2))), Ok(had));
        assert_eq!(store.changes().count(), count);
    }
}

#[test]
fn a_unique_table_is_made_once() {
    let (mut database, _) = database();
    let store = database.store_mut();
    assert_eq!(store.make_unique_table(ROWS, KIND), Ok(row(1)), "there is one, unique or not");
    assert!(!store.table(row(1)).unwrap().is_unique());
    let other = store.make_unique_table(ROWS, Kind::from_byte(b'z')).unwrap();
    assert!(store.table(other).unwrap().is_unique());
    assert_eq!(store.make_unique_table(ROWS, Kind::from_byte(b'z')), Ok(other));
    assert_ne!(store.make_unique_table(Scope::META, KIND).unwrap().scope, ROWS);
}

/// A row goes from one store to another by names, whatever their tokens are.
#[test]
fn rows_go_from_store_to_store() {
    let (mut from, mut to) = (Store::default(), Store::default());
    for name in ["others", "first", "sender", "subject"] {
        to.make_column(name).unwrap();
    }
    let scope = from.make_scope("messages").unwrap();
    let [subject, sender] = ["subject", "sender"].map(|name| from.make_column(name).unwrap());
    let old = from.make_row(scope).unwrap();
    let long = vec![b')'; 2000];
    from.set(old, subject, "hello").unwrap();
    from.set(old, sender, &long).unwrap();
    from.set(old, ONE, "").unwrap();
    let detached = from.detach(old).unwrap();
    assert_eq!((detached.scope(), detached.id()), (&b"messages"[..], Some(1)));
    assert_eq!(from.detach(Oid::new(scope, 2)), None);

    let same = to.attach(&detached, NewId::Same).unwrap();
    let next = to.attach(&detached, NewId::Next).unwrap();
    let at = to.attach(&detached, NewId::At(0x50)).unwrap();
    assert_eq!([same.id, next.id, at.id], [1, 2, 0x50]);
    assert_ne!(same.scope, scope, "the tokens are others");
    for new in [same, next, at] {
        assert_eq!(to.detach(new).unwrap().cells().collect::<Vec<_>>(), detached.cells().collect::<Vec<_>>());
        assert_eq!(to.row(new).unwrap().get(to.column("sender").unwrap()).unwrap(), long[..]);
    }
    let mut other = DetachedRow::new("messages");
    other.set("subject", "changed");
    to.attach(&other, NewId::At(1)).unwrap();
    assert_eq!(to.row(same).unwrap().get(to.column("subject").unwrap()).unwrap(), *"changed");
    assert_eq!(to.row(same).unwrap().len(), 3, "and it keeps the rest");
    assert_eq!(to.attach(&other, NewId::Same), Err(EditError::NoId));
    to.rollback();
    same_store(&to, &Store::default(), "all of that can be undone");
}

/// Of a column that stands in a row twice the first counts, in the copy as well.
#[test]
fn a_copy_shows_what_the_row_showed() {
    let (database, _) = open(&mork("<(80=1)(81=2)>[1:s(^61^80)(^61^81)]"));
    assert_eq!(database.store().row(row(1)).unwrap().len(), 2);
    let detached = database.store().detach(row(1)).unwrap();
    assert_eq!(detached.get("a"), Some(&b"1"[..]));
    let mut to = Store::default();
    let new = to.attach(&detached, NewId::Next).unwrap();
    assert_eq!(to.row(new).unwrap().get(ONE).unwrap(), *"1");
}

/// Rows can be worked on before they are in any table, and after they were taken out of the last.
#[test]
fn rows_live_without_tables() {
    let (mut database, disk) = database();
    let store = database.store_mut();
    let new = store.make_row(ROWS).unwrap();
    store.set(new, ONE, "loose").unwrap();
    store.cut_all_rows(row(1)).unwrap();
    store.set(row(2), ONE, "loose too").unwrap();
    assert_eq!(database.commit().unwrap().what, What::Group);
    database.store_mut().cut_all(row(3)).unwrap();
    assert_eq!(database.compress().unwrap().what, What::Whole(Why::Asked));
    let again = Database::from_bytes(disk.live().unwrap()).unwrap();
    assert_eq!(again.store().loose_rows().len(), 4, "none is lost, not even the empty one");
    assert_eq!(again.store().row(row(2)).unwrap().get(ONE).unwrap(), *"loose too");
}

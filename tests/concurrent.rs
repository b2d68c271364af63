//! Several at the same file: those who read while one writes, and two who write.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::path::Path;
use std::sync::{Barrier, RwLock};

use morkdb::id::Oid;
use morkdb::{Commit, Database, Durability, Error, OpenOptions, Store};
use support::{counter, worker};

/// How far the one who writes counts.
const LAST: u64 = 400;

/// How many rows each of two writers makes.
const ROWS: u32 = 60;

fn options() -> OpenOptions {
    OpenOptions::new().durability(Durability::None)
}

/// Opens a file that others write all the time.
fn open(file: &Path) -> Database {
    loop {
        match options().open_or_create(file) {
            Err(Error::KeepsChanging { .. }) => {}
            result => return result.unwrap(),
        }
    }
}

fn count_up(file: &Path) {
    let mut database = options().open_or_create(file).unwrap();
    for count in 1..=LAST {
        counter::set(database.store_mut(), count);
        database.commit_as(if count % 9 == 0 { Commit::Whole } else { Commit::Group }).unwrap();
    }
}

/// Reads until the last state is there. All states are whole ones, and none comes after a later one.
fn read_on(file: &Path) {
    let mut last = 0;
    while last < LAST {
        let count = counter::get(open(file).store()).unwrap();
        assert!(count >= last, "{count} after {last}");
        last = count;
    }
}

#[test]
fn threads_read_while_one_writes() {
    let scratch = worker::Scratch::new("threads");
    let file = scratch.file();
    let barrier = Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                barrier.wait();
                read_on(&file);
            });
        }
        barrier.wait();
        count_up(&file);
    });
    assert_eq!(scratch.names(), ["a.msf"]);
}

/// The other processes of these tests.
#[test]
fn does_its_job() {
    let Some((job, file)) = worker::job() else { return };
    match job.split_once('-') {
        None => read_on(&file),
        Some(("write", number)) => _ = add_rows(&file, number.parse().unwrap(), || ()),
        Some((job, _)) => panic!("what is {job}?"),
    }
}

#[test]
fn processes_read_while_one_writes() {
    let scratch = worker::Scratch::new("processes");
    let file = scratch.file();
    let mut children: Vec<_> = (0..3).map(|_| worker::start("does_its_job", "read", &file)).collect();
    count_up(&file);
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
}

fn row(store: &mut Store, number: u32, id: u32) -> Oid {
    Oid::new(store.make_scope("rows").unwrap(), 1 + 2 * id + number)
}

fn value(number: u32, id: u32) -> String {
    format!("row {id} of writer {number}")
}

/// One of two writers: it makes rows of its own and sets cells of a row that both have, until the other one has not been in
/// between. Answers how often that was.
fn add_rows(file: &Path, number: u32, opened: impl FnOnce()) -> u32 {
    let (mut database, mut rebases) = (open(file), 0);
    opened();
    for id in 0..ROWS {
        let store = database.store_mut();
        let (scope, kind) = (store.make_scope("rows").unwrap(), store.make_kind("all").unwrap());
        let (column, last) =
            (store.make_column("value").unwrap(), store.make_column(format!("last{number}")).unwrap());
        let (table, row, both) = (Oid::new(scope, 1), row(store, number, id), Oid::new(scope, 0x1000));
        store.make_table_at(table, kind).unwrap();
        store.make_row_at(row).unwrap();
        store.set(row, column, value(number, id)).unwrap();
        store.add_row(table, row).unwrap();
        store.make_row_at(both).unwrap();
        store.set(both, last, id.to_string()).unwrap();
        let how = if id % 7 == 6 { Commit::Whole } else { Commit::Group };
        loop {
            match database.commit_as(how) {
                Ok(_) => break,
                Err(Error::ChangedOnDisk { .. }) => {
                    assert_eq!(rebase(&mut database), []);
                    rebases += 1;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    rebases
}

fn rebase(database: &mut Database) -> Vec<morkdb::file::Conflict> {
    loop {
        match database.rebase() {
            Err(Error::KeepsChanging { .. }) => {}
            result => return result.unwrap().conflicts,
        }
    }
}

fn assert_has_all_rows(file: &Path) {
    for reading in support::READINGS {
        let database = OpenOptions::new().reading(reading).open(file).unwrap();
        let store = database.store();
        let scope = store.scope("rows").unwrap();
        let text = |row: Oid, column: &str| {
            store.row(row).unwrap().get(store.column(column).unwrap()).unwrap().to_string_lossy().into_owned()
        };
        for number in 0..2 {
            for id in 0..ROWS {
                assert_eq!(text(Oid::new(scope, 1 + 2 * id + number), "value"), value(number, id));
            }
            assert_eq!(text(Oid::new(scope, 0x1000), &format!("last{number}")), (ROWS - 1).to_string());
        }
        assert_eq!(store.table(Oid::new(scope, 1)).unwrap().len(), 2 * ROWS as usize);
    }
}

#[test]
fn two_processes_lose_nothing_of_each_other() {
    let scratch = worker::Scratch::new("two");
    let file = scratch.file();
    let mut children: Vec<_> =
        ["write-0", "write-1"].map(|job| worker::start("does_its_job", job, &file)).into();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_has_all_rows(&file);
    assert_eq!(scratch.names(), ["a.msf"]);
}

/// Both know the file as it was when there was none, so one of them at least has to rebase.
#[test]
fn nor_do_two_threads() {
    let scratch = worker::Scratch::new("two-threads");
    let (file, barrier) = (scratch.file(), Barrier::new(2));
    let write = |number| add_rows(&file, number, || _ = barrier.wait());
    let rebases = std::thread::scope(|scope| {
        let first = scope.spawn(|| write(0));
        write(1) + first.join().unwrap()
    });
    assert!(rebases > 0);
    assert_has_all_rows(&file);
}

/// Two who set the same cell: the second one is told, and the first one's value is there until it decides.
#[test]
fn a_cell_that_both_set_is_a_conflict() {
    let scratch = worker::Scratch::new("conflict");
    let file = scratch.file();
    let mut first = options().create(&file).unwrap();
    counter::set(first.store_mut(), 1);
    first.commit().unwrap();
    let mut second = options().open(&file).unwrap();
    let change = |database: &mut Database, text: &str| {
        let store = database.store_mut();
        let (row, column) =
            (Oid::new(store.make_scope("counter:rows").unwrap(), 1), store.make_column("value").unwrap());
        store.set(row, column, text).unwrap();
        (row, column)
    };
    change(&mut first, "first");
    let (row, column) = change(&mut second, "second");
    first.commit().unwrap();
    assert!(matches!(second.commit(), Err(Error::ChangedOnDisk { .. })));
    let conflicts = second.rebase().unwrap().conflicts;
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0].ours.as_deref(), conflicts[0].theirs.as_deref()),
        (Some(&b"second"[..]), Some(&b"first"[..]))
    );
    let read = |file: &Path| {
        OpenOptions::new()
            .open(file)
            .unwrap()
            .store()
            .row(row)
            .unwrap()
            .get(column)
            .unwrap()
            .to_string_lossy()
            .into_owned()
    };
    second.commit().unwrap();
    assert_eq!(read(&file), "first");
    second.store_mut().set(row, column, "second").unwrap();
    second.commit().unwrap();
    assert_eq!(read(&file), "second");
}

/// Many read one store, and one changes it in between.
#[test]
fn many_read_one_store() {
    let mut database = Database::from_bytes(support::mork("")).unwrap();
    counter::set(database.store_mut(), 0);
    let database = RwLock::new(database);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut last = 0;
                while last < LAST {
                    let count = counter::get(database.read().unwrap().store()).unwrap();
                    assert!(count >= last);
                    last = count;
                }
            });
        }
        for count in 1..=LAST {
            counter::set(database.write().unwrap().store_mut(), count);
            std::thread::yield_now();
        }
    });
}

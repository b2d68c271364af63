//! Two programs at one file: what another has changed is noticed before anything is written, and the own changes can be made
//! again on what is there then.

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

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use cases::cases;
use morkdb::file::{Conflict, Error, What};
use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::store::{Change, Event, Token};
use morkdb::{Commit, Database, OpenOptions, Store};
use ops::{Choices, State, change, check_commit};
use proptest::prelude::*;
use support::faulty::Faulty;
use support::mork;
use support::others::Others;

const ROWS: Scope = Scope(0x80);
const ONE: Column = Column(0x82);
const TWO: Column = Column(0x83);

fn row(id: u32) -> Oid {
    Oid::new(ROWS, id)
}

/// A table of three rows with two columns.
fn file() -> Vec<u8> {
    mork(
        "< <(a=c)> (80=scope)(81=kind)(82=one)(83=two)>\n<(80=x)(81=y)(82=long enough)>\n\
         {1:^80 {(k^81:c)(s=9)} [1(^82=x)(^83=y)][2(^82=x)][3(^82=x)] }\n",
    )
}

fn open(disk: &Faulty) -> Database {
    OpenOptions::new().open_on(Box::new(disk.clone())).unwrap()
}

fn set(database: &mut Database, id: u32, column: Column, value: &str) {
    database.store_mut().set(row(id), column, value).unwrap();
}

fn value(database: &Database, id: u32, column: Column) -> Option<String> {
    let value = database.store().row(row(id))?.get(column)?;
    Some(value.to_string_lossy().into_owned())
}

/// Fails unless the commit is refused because of others, and has touched nothing.
#[track_caller]
fn refused(database: &mut Database, disk: &Faulty) {
    let (file, before) = (disk.live(), State::of(database.store()));
    for how in [Commit::Group, Commit::Thunderbird, Commit::Whole] {
        let error = database.commit_as(how).unwrap_err();
        assert!(matches!(error, Error::ChangedOnDisk { .. }), "{error}");
        assert!(error.to_string().contains("faulty.msf"), "{error}");
        assert!(disk.live() == file, "nothing is written");
        assert_eq!(disk.temporaries(), 0);
        State::of(database.store()).assert_same(&before, "nothing is changed");
        assert!(database.store().is_changed());
    }
}

/// Commits, and looks at the file in all readings.
#[track_caller]
fn commit(database: &mut Database, disk: &Faulty) -> What {
    let before = disk.live().unwrap_or_default();
    let written = database.commit().unwrap();
    check_commit(&before, &disk.live().unwrap(), written, &State::of(database.store()));
    written.what
}

/// A database with a change, over a file that another program has treated like this.
#[track_caller]
fn meanwhile(theirs: impl FnOnce(&Faulty)) -> (Database, Faulty) {
    let disk = Faulty::holding(file());
    let mut ours = open(&disk);
    set(&mut ours, 1, ONE, "ours");
    theirs(&disk);
    refused(&mut ours, &disk);
    (ours, disk)
}

#[test]
fn whatever_others_do_to_the_file_is_noticed() {
    let longer = [&file()[..], b"\n"].concat();
    meanwhile(|disk| disk.change(longer.clone()));
    meanwhile(|disk| disk.change(file()));
    meanwhile(|disk| disk.change(file()[..40].to_vec()));
    meanwhile(|disk| disk.change(""));
    meanwhile(|disk| disk.replace(file()));
    meanwhile(Faulty::remove);
    meanwhile(|disk| {
        let mut theirs = open(disk);
        set(&mut theirs, 2, ONE, "theirs");
        theirs.commit().unwrap();
    });
}

#[test]
fn a_file_that_appears_is_noticed() {
    let disk = Faulty::new();
    let mut ours = OpenOptions::new().open_or_create_on(Box::new(disk.clone())).unwrap();
    let scope = ours.store_mut().make_scope("scope").unwrap();
    ours.store_mut().make_row_at(Oid::new(scope, 0x99)).unwrap();
    disk.replace(file());
    refused(&mut ours, &disk);
    assert!(ours.rebase().unwrap().is_clean());
    assert_eq!(commit(&mut ours, &disk), What::Group);
    assert_eq!(ours.store().tables().len(), 1, "theirs is there");
}

/// Where the system says nothing of times, the size and the end of the file tell.
#[test]
fn the_tail_is_compared() {
    let longer = [&file()[..], b"\n"].concat();
    let mut other = file();
    let at = other.windows(5).rposition(|window| window == b"[3(^8").unwrap();
    other[at + 1] = b'4';
    for theirs in [other, longer, file()[..40].to_vec()] {
        let disk = Faulty::holding(file());
        let mut ours = OpenOptions::new().open_on(Box::new(Others::of(&disk))).unwrap();
        set(&mut ours, 1, ONE, "first");
        ours.rollback();
        set(&mut ours, 1, ONE, "ours");
        disk.change(theirs);
        refused(&mut ours, &disk);
        let _ = ours.rebase().unwrap();
        commit(&mut ours, &disk);
        // What we have written ourselves is not taken for a change of others.
        ours.store_mut().make_row_at(row(0x99)).unwrap();
        commit(&mut ours, &disk);
    }
}

#[test]
fn changes_of_both_are_kept() {
    let (mut ours, disk) = meanwhile(|disk| {
        let mut theirs = open(disk);
        set(&mut theirs, 2, TWO, "theirs");
        let new = theirs.store_mut().make_row_at(row(0x20)).unwrap();
        assert!(new && theirs.store_mut().add_row(row(1), row(0x20)).unwrap());
        theirs.commit().unwrap();
    });
    ours.store_mut().make_row_at(row(0x30)).unwrap();
    ours.store_mut().add_row(row(1), row(0x30)).unwrap();
    ours.store_mut().move_row(row(1), row(3), 0).unwrap();
    ours.store_mut().cut_row(row(1), row(2)).unwrap();
    ours.store_mut().cut(row(1), TWO).unwrap();
    ours.store_mut().set_priority(row(1), 4).unwrap();
    assert!(ours.rebase().unwrap().is_clean());
    assert_eq!(value(&ours, 1, ONE).unwrap(), "ours");
    assert_eq!(value(&ours, 1, TWO), None);
    assert_eq!(value(&ours, 2, TWO).unwrap(), "theirs");
    let table = ours.store().table(row(1)).unwrap();
    let rows: Vec<u32> = table.rows().map(|row| row.oid().id).collect();
    assert_eq!((rows, table.priority()), (vec![3, 1, 0x20, 0x30], 4));
    assert!(ours.store().is_changed(), "nothing is written by that");
    assert_eq!(commit(&mut ours, &disk), What::Group);
}

#[test]
fn cells_changed_on_both_sides_are_conflicts() {
    let (mut ours, disk) = meanwhile(|disk| {
        let mut theirs = open(disk);
        set(&mut theirs, 1, ONE, "theirs");
        set(&mut theirs, 1, TWO, "the same");
        set(&mut theirs, 2, ONE, "theirs");
        theirs.store_mut().cut(row(3), ONE).unwrap();
        theirs.commit().unwrap();
    });
    set(&mut ours, 1, TWO, "not yet");
    set(&mut ours, 1, TWO, "the same");
    ours.store_mut().cut(row(2), ONE).unwrap();
    set(&mut ours, 3, ONE, "ours");
    let text = |text: &str| Some(text.as_bytes().to_vec());
    let conflict = |id, ours, theirs| Conflict { row: row(id), column: ONE, base: text("x"), ours, theirs };
    let expected = [
        conflict(1, text("ours"), text("theirs")),
        conflict(2, None, text("theirs")),
        conflict(3, text("ours"), None),
    ];
    let conflicts = ours.rebase().unwrap().conflicts;
    assert_eq!(conflicts, expected);
    assert_eq!(value(&ours, 1, ONE).unwrap(), "theirs");
    assert!(!ours.store().is_changed(), "no change is left");
    for conflict in conflicts {
        match conflict.ours {
            Some(value) => ours.store_mut().set(conflict.row, conflict.column, value).unwrap(),
            None => ours.store_mut().cut(conflict.row, conflict.column).unwrap(),
        };
    }
    assert_eq!(commit(&mut ours, &disk), What::Group);
    let got = [1, 2, 3].map(|id| value(&ours, id, ONE));
    assert_eq!(got, [Some("ours".into()), None, Some("ours".into())]);
}

/// What is as it was again was not changed by us.
#[test]
fn a_change_that_was_taken_back_is_no_conflict() {
    let (mut ours, disk) = meanwhile(|disk| {
        let mut theirs = open(disk);
        set(&mut theirs, 1, ONE, "theirs");
        theirs.commit().unwrap();
    });
    set(&mut ours, 1, ONE, "x");
    ours.store_mut().set(row(2), TWO, "for a moment").unwrap();
    ours.store_mut().cut(row(2), TWO).unwrap();
    assert!(ours.rebase().unwrap().is_clean());
    assert_eq!(value(&ours, 1, ONE).unwrap(), "theirs");
    assert_eq!(ours.commit().unwrap().what, What::Nothing);
    drop(disk);
}

/// Names are what counts: the same name may have another token on the other side.
#[test]
fn names_may_have_other_tokens_there() {
    let (mut ours, disk) = meanwhile(|disk| {
        let mut theirs = open(disk);
        let store = theirs.store_mut();
        let [other, column, kind, scope] =
            ["other", "a column", "a kind", "a scope"].map(|name| store.make_column(name).unwrap().0);
        assert_eq!([other, column, kind, scope], [0x84, 0x85, 0x86, 0x87]);
        store.set(row(2), Column(column), "theirs").unwrap();
        theirs.commit().unwrap();
    });
    let store = ours.store_mut();
    let (scope, kind, column) = (
        store.make_scope("a scope").unwrap(),
        store.make_kind("a kind").unwrap(),
        store.make_column("a column").unwrap(),
    );
    assert_eq!((scope, kind, column), (Scope(0x84), Kind(0x85), Column(0x86)));
    let new = store.make_row(scope).unwrap();
    let table = store.make_table(scope, kind).unwrap();
    store.add_row(table, new).unwrap();
    store.set(new, column, "ours").unwrap();
    store.set(row(3), column, "ours").unwrap();
    store.set(row(3), Column(0x1234), "a column without a name").unwrap();
    assert!(ours.rebase().unwrap().is_clean());
    let check = |store: &Store| {
        let scope = store.scope("a scope").unwrap();
        let table = store.table(Oid::new(scope, 1)).unwrap();
        assert_eq!(*store.name(table.kind()).unwrap(), *b"a kind");
        let inner = table.rows().next().unwrap();
        let column = store.column("a column").unwrap();
        assert_eq!(column, Column(0x85));
        assert_eq!(inner.get(column).unwrap(), *"ours");
        assert_eq!(store.row(row(3)).unwrap().get(column).unwrap(), *"ours");
        assert_eq!(store.row(row(2)).unwrap().get(column).unwrap(), *"theirs");
        assert!(store.row(row(3)).unwrap().get(Column(0x1234)).is_some());
        assert_eq!(store.row(row(3)).unwrap().get(Column(0x86)), None);
    };
    check(ours.store());
    commit(&mut ours, &disk);
    check(open(&disk).store());
}

/// A file may have two ids for a name, and an id for a name of one byte. Those that are there are kept.
#[test]
fn tokens_that_are_still_there_are_kept() {
    let text = mork("< <(a=c)> (80=scope)(82=twice)(83=twice)(84=m)(85=)>\n<(80=x)>[1:^80(^82=x)]");
    let disk = Faulty::holding(text.clone());
    let mut ours = open(&disk);
    for token in [0x82, 0x83, 0x84, 0x85] {
        ours.store_mut().set(row(1), Column(token), format!("ours in {token:X}")).unwrap();
    }
    disk.change([&text[..], b"[2:^80(^82=x)]\n"].concat());
    refused(&mut ours, &disk);
    assert!(ours.rebase().unwrap().is_clean());
    for token in [0x82, 0x83, 0x84, 0x85] {
        assert_eq!(value(&ours, 1, Column(token)), Some(format!("ours in {token:X}")));
    }
    assert_eq!(ours.store().row(row(1)).unwrap().len(), 4);
    commit(&mut ours, &disk);
}

/// Rows and tables that are gone on the other side come back where the own changes put something into them, and only there.
#[test]
fn rows_and_tables_may_be_gone_there() {
    let rest = "< <(a=c)> (80=scope)(81=kind)(82=one)(83=two)>\n<(80=x)(81=y)>\n[1:^80(^82=x)]\n";
    for whole in [false, true] {
        let disk = Faulty::holding(file());
        let mut ours = open(&disk);
        let store = ours.store_mut();
        let new = store.make_row(ROWS).unwrap();
        store.cut_row(row(1), row(2)).unwrap();
        store.move_row(row(1), row(3), 0).unwrap();
        store.cut(row(2), ONE).unwrap();
        if whole {
            store.cut_all_rows(row(1)).unwrap();
        } else {
            store.add_row(row(1), new).unwrap();
            store.make_meta_row(row(1), None).unwrap();
        }
        disk.change(mork(rest));
        refused(&mut ours, &disk);
        assert!(ours.rebase().unwrap().is_clean());
        let store = ours.store();
        assert_eq!(store.row(row(2)).map(|row| row.oid()), None, "nothing is left to be done to it");
        assert!(store.row(new).is_some());
        let table = store.table(row(1));
        assert_eq!(table.is_some(), !whole, "a table that is emptied need not be there");
        if let Some(table) = table {
            assert_eq!(table.kind(), Kind(0x81), "it has the kind that it had");
            assert!(table.rows().map(|row| row.oid()).eq([new]));
            assert!(table.meta_row().is_some());
        }
        commit(&mut ours, &disk);
    }
}

/// The store may be the only copy that is left: it is not given up for the unsaved changes alone.
#[test]
fn the_file_may_be_gone() {
    let (mut ours, disk) = meanwhile(Faulty::remove);
    let before = by_names(ours.store());
    assert!(matches!(ours.rebase(), Err(Error::Io { .. })));
    assert!(by_names(ours.store()) == before && ours.store().is_changed());
    assert!(matches!(ours.commit(), Err(Error::ChangedOnDisk { .. })) && disk.live().is_none());

    let path = std::env::temp_dir().join(format!("morkdb-rebase-{}.msf", std::process::id()));
    let _ = std::fs::remove_file(&path);
    ours.save_as(&path).unwrap();
    let other = Database::from_bytes(Vec::new()).unwrap().save_as(&path);
    assert!(matches!(other, Err(Error::Exists { .. })), "{other:?}");
    let row = ours.store_mut().make_row(ROWS).unwrap();
    ours.commit().unwrap();
    let again = Database::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(again.store().row(row).is_some());
    assert_eq!(by_names(again.store()), by_names(ours.store()));
}

/// Two who make a row each with the next id mean two rows.
#[test]
fn rows_and_tables_that_both_made_with_the_next_id_stay_apart() {
    let disk = Faulty::holding(file());
    let (mut ours, mut theirs) = (open(&disk), open(&disk));
    let made = [&mut ours, &mut theirs].map(|database| {
        let store = database.store_mut();
        let (scope, kind) = (store.make_scope("scope").unwrap(), store.make_kind("kind").unwrap());
        let (row, table) = (store.make_row(scope).unwrap(), store.make_table(scope, kind).unwrap());
        store.add_row(table, row).unwrap();
        (row, table)
    });
    assert_eq!(made[0], made[1]);
    let (row, table) = made[0];
    ours.store_mut().set(row, TWO, "ours").unwrap();
    theirs.store_mut().set(row, TWO, "theirs").unwrap();
    theirs.commit().unwrap();
    let rebased = ours.rebase().unwrap();
    assert!(rebased.conflicts.is_empty() && !rebased.is_clean());
    let ([(_, our_row)], [(_, our_table)]) = (&rebased.rows[..], &rebased.tables[..]) else {
        panic!("{rebased:?}")
    };
    ours.commit().unwrap();
    let again = open(&disk);
    let value = |row: Oid| again.store().row(row).unwrap().get(TWO).unwrap().to_string_lossy().into_owned();
    assert_eq!((value(row), value(*our_row)), ("theirs".into(), "ours".into()));
    let rows = |table| again.store().table(table).unwrap().rows().map(|row| row.oid()).collect::<Vec<_>>();
    assert_eq!((rows(table), rows(*our_table)), (vec![row], vec![*our_row]));
}

#[test]
fn the_only_table_of_a_kind_stays_the_only_one() {
    let disk = Faulty::holding(file());
    let (mut ours, mut theirs) = (open(&disk), open(&disk));
    let made = [(&mut ours, "1"), (&mut theirs, "2")].map(|(database, value)| {
        let store = database.store_mut();
        let (scope, kind) = (store.make_scope("info").unwrap(), store.make_kind("only").unwrap());
        let table = store.make_unique_table(scope, kind).unwrap();
        let row = store.make_row(scope).unwrap();
        store.set(row, TWO, value).unwrap();
        store.add_row(table, row).unwrap();
        table
    });
    theirs.commit().unwrap();
    let rebased = ours.rebase().unwrap();
    assert!(rebased.tables.is_empty() && rebased.rows.len() == 1, "{rebased:?}");
    ours.commit().unwrap();
    let again = open(&disk);
    let kind = again.store().kind("only").unwrap();
    assert_eq!(again.store().tables_of(kind).count(), 1);
    assert_eq!(again.store().table(made[0]).unwrap().len(), 2);
}

/// A commit that failed and came through all the same is not made a second time.
#[test]
fn a_row_that_is_there_already_is_not_made_again() {
    let disk = Faulty::holding(file());
    let mut ours = open(&disk);
    let row = ours.store_mut().make_row(ROWS).unwrap();
    ours.store_mut().set(row, TWO, "once").unwrap();
    let text = ours.preview(morkdb::Commit::Group).unwrap().text;
    disk.change([file(), text].concat());
    assert!(ours.rebase().unwrap().is_clean());
    assert!(
        !ours.store().is_changed()
            && ours.store().rows().filter(|it| it.get(TWO).is_some_and(|it| it == *"once")).count() == 1
    );
}

#[test]
fn listeners_are_told_what_is_made_again() {
    let (mut ours, _disk) = meanwhile(|disk| {
        let mut theirs = open(disk);
        set(&mut theirs, 2, TWO, "theirs");
        theirs.commit().unwrap();
    });
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&heard);
    let _listener = ours.store().listeners().listen(move |notice| {
        let theirs = notice.store.row(row(2)).unwrap().get(TWO).map(|it| it.to_string_lossy().into_owned());
        assert_eq!(theirs.unwrap(), "theirs", "the store is the new one already");
        hear.lock().unwrap().push(match &notice.event {
            Event::Changed(Change::CellSet { row, new, .. }) => format!("{row} {new:?}"),
            event => format!("{event:?}"),
        });
    });
    let _ = ours.rebase().unwrap();
    assert_eq!(*heard.lock().unwrap(), ["Reloaded", "1:^80 \"ours\""]);
}

#[test]
fn a_rebase_that_cannot_read_leaves_all_as_it_was() {
    let (mut ours, disk) = meanwhile(|disk| disk.change(""));
    let before = State::of(ours.store());
    disk.change("this is no database");
    ours.rebase().unwrap_err();
    State::of(ours.store()).assert_same(&before, "after an error");
    disk.fail_at(0, 0);
    ours.rebase().unwrap_err();
    State::of(ours.store()).assert_same(&before, "after another");
    disk.heal();
    refused(&mut ours, &disk);
    disk.change(file());
    let _ = ours.rebase().unwrap();
    commit(&mut ours, &disk);
    assert_eq!(value(&ours, 1, ONE).unwrap(), "ours");
    let mut memory = Database::from_bytes(file()).unwrap();
    assert!(matches!(memory.rebase(), Err(Error::NoFile)));
}

/// Whichever operation fails: the changes are not lost, and are saved when all is well again. Where the file itself may have
/// been touched, the database says that it has failed until it has been rebased.
#[test]
fn a_rebase_heals_a_database_that_failed() {
    for how in [Commit::Group, Commit::Whole] {
        for kept in [0, 3, usize::MAX] {
            for at in 0.. {
                let disk = Faulty::holding(file());
                let mut ours = open(&disk);
                set(&mut ours, 1, ONE, "ours, and long enough to have an alias");
                ours.store_mut().cut_row(row(1), row(2)).unwrap();
                let expected = State::of(ours.store());
                disk.fail_from(at, kept);
                let done = ours.commit_as(how);
                let operations = disk.operations();
                disk.heal();
                State::of(ours.store()).assert_same(&expected, "an error changes nothing in memory");
                if done.is_ok() {
                    assert!(at >= 4, "{operations:?}");
                    break;
                }
                assert_eq!(disk.temporaries(), 0);
                match ours.commit_as(how) {
                    Ok(_) => {}
                    Err(Error::Failed { .. }) => {
                        let error = ours.preview(how).unwrap_err().to_string();
                        assert!(error.contains("faulty.msf"), "{error}");
                        assert!(ours.rebase().unwrap().is_clean(), "{operations:?}");
                        ours.commit_as(how).unwrap();
                    }
                    Err(error) => panic!("{error} after {operations:?}"),
                }
                State::of(ours.store()).assert_same(&expected, "nothing is lost");
                State::of(open(&disk).store()).assert_same(&expected, "all is saved");
            }
        }
    }
}

/// A store by names, with cells in the order of their columns, and without cells that have no value.
fn by_names(store: &Store) -> BTreeMap<String, String> {
    let name = |token: Token| {
        let name = store.name(token).map(|name| name.escape_ascii().to_string());
        name.unwrap_or_else(|| format!("^{:X}", token.0))
    };
    let oid = |oid: Oid| format!("{:X}:{}", oid.id, name(oid.scope.into()));
    let mut all = BTreeMap::new();
    for row in store.rows() {
        let mut cells: Vec<String> = Vec::new();
        for cell in row.cells() {
            let Some(value) = cell.value else { continue };
            cells.push(format!("{}={value:?}", name(cell.column.into())));
        }
        cells.sort();
        all.insert(format!("row {}", oid(row.oid())), cells.join(" "));
    }
    for table in store.tables() {
        let rows: Vec<String> = table.rows().map(|row| oid(row.oid())).collect();
        let meta = table.meta_row().map(|row| oid(row.oid()));
        let flags = (table.priority(), table.is_unique(), table.is_verbose());
        let text = format!("{} {flags:?} {meta:?} {}", name(table.kind().into()), rows.join(" "));
        all.insert(format!("table {}", oid(table.oid())), text);
    }
    all
}

/// A database with what some random changes made, committed.
fn grown(choices: &mut Choices) -> Faulty {
    let disk = Faulty::holding(file());
    let mut database = open(&disk);
    change_often(choices, &mut database, 20);
    database.commit().unwrap();
    disk
}

fn change_often(choices: &mut Choices, database: &mut Database, times: usize) {
    let mut model = State::of(database.store());
    for _ in 0..times {
        change(choices, database.store_mut(), &mut model);
    }
}

proptest! {
    #![proptest_config(cases(150))]

    /// Where the other side has changed nothing, a rebase makes the same store again.
    #[test]
    fn a_rebase_onto_the_same_makes_the_same(choices in proptest::collection::vec(any::<u8>(), 0..500)) {
        let mut choices = Choices::new(choices);
        let disk = grown(&mut choices);
        let mut ours = open(&disk);
        change_often(&mut choices, &mut ours, 30);
        let expected = by_names(ours.store());
        disk.change(disk.live().unwrap());
        let rebased = ours.rebase().unwrap(); assert!(rebased.is_clean(), "{rebased:?}");
        assert_eq!(by_names(ours.store()), expected);
        let what = commit(&mut ours, &disk);
        assert_eq!(by_names(open(&disk).store()), expected, "{what:?}");
    }

    /// Whatever both sides have changed: it works out, conflicts show what the file has, and the result can be saved.
    #[test]
    fn a_rebase_onto_anything_can_be_saved(choices in proptest::collection::vec(any::<u8>(), 0..700)) {
        let mut choices = Choices::new(choices);
        let disk = grown(&mut choices);
        let (mut ours, mut theirs) = (open(&disk), open(&disk));
        change_often(&mut choices, &mut ours, 30);
        change_often(&mut choices, &mut theirs, 30);
        disk.change(disk.live().unwrap());
        let _ = theirs.rebase().unwrap();
        commit(&mut theirs, &disk);
        let conflicts = ours.rebase().unwrap().conflicts;
        for conflict in conflicts {
            assert!(conflict.ours != conflict.theirs && conflict.base != conflict.theirs && conflict.base != conflict.ours);
            let value = ours.store().row(conflict.row).and_then(|row| row.get(conflict.column));
            assert_eq!(value.map(|it| it.bytes().into_owned()), conflict.theirs);
        }
        commit(&mut ours, &disk);
    }
}

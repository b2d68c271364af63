//! Listeners: what they are told, when, and what they may do meanwhile.

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

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use cases::cases;
use morkdb::id::{Kind, Oid, Scope};
use morkdb::store::{Change, Event, Listener, Notice};
use morkdb::{Commit, Database, Reading, Store};
use ops::{Choices, State, change, follow, same_store};
use proptest::prelude::*;
use support::mork;
use support::small::{ONE, ROWS, TWO, database, open, row, truth};

proptest! {
    #![proptest_config(cases(100))]

    /// Whoever makes what listeners are told to a copy has the same store, and writes the same file byte for byte.
    #[test]
    fn what_listeners_are_told_makes_the_same_store(
        choices in proptest::collection::vec(any::<u8>(), 0..1200),
        file in 0..60_usize,
    ) {
        let file = if file < 20 { mork("") } else { truth(file) };
        let ((mut database, disk), (copy, other_disk)) = (open(&file), open(&file));
        let copy = Arc::new(Mutex::new(copy));
        let follower = Arc::clone(&copy);
        let listener = database.store().listeners().listen(move |notice| {
            let mut copy = follower.lock().unwrap();
            follow(copy.store_mut(), &notice.event);
            match notice.event {
                Event::Committing => same_store(copy.store(), notice.store, "before a commit"),
                Event::Committed => _ = copy.commit().unwrap(),
                _ => {}
            }
        });
        let mut choices = Choices::new(choices);
        let mut model = State::of(database.store());
        while !choices.is_over() {
            match choices.pick(30) {
                0 => {
                    database.rollback();
                    model = State::of(database.store());
                }
                1 => _ = database.commit().unwrap(),
                2 => {
                    let mut batch = database.store_mut().batch();
                    for _ in 0..choices.pick(8) {
                        change(&mut choices, &mut batch, &mut model);
                    }
                    if choices.pick(4) == 0 {
                        batch.rollback();
                        model = State::of(&batch);
                    }
                }
                _ => change(&mut choices, database.store_mut(), &mut model),
            }
        }
        same_store(copy.lock().unwrap().store(), database.store(), "in the end");
        database.compress().unwrap();
        drop(listener);
        copy.lock().unwrap().compress().unwrap();
        assert!(disk.live() == other_disk.live(), "the copies are written in another way");
    }
}

/// What a listener has heard, as words.
type Heard = Arc<Mutex<Vec<String>>>;

fn hear(database: &Database, name: &'static str) -> (Listener, Heard) {
    let heard = Heard::default();
    let listener = listen_into(database.store(), name, &heard);
    (listener, heard)
}

fn listen_into(store: &Store, name: &'static str, heard: &Heard) -> Listener {
    let heard = Arc::clone(heard);
    store.listeners().listen(move |notice| {
        if let Event::Changed(Change::CellSet { row, column, new, .. }) = notice.event {
            let got = notice.store.row(row).unwrap().get(column).unwrap();
            assert_eq!(got, new, "the change has been made");
        }
        heard.lock().unwrap().push(format!("{name}{}", words(notice)));
    })
}

fn words(notice: &Notice<'_>) -> String {
    match &notice.event {
        Event::Changed(Change::CellSet { row, column, old, new }) => {
            format!("set {row} {column} {:?} {new:?}", old.and_then(|old| old.value))
        }
        Event::Changed(change) => format!("{change:?}"),
        event => format!("{event:?}"),
    }
}

fn take(heard: &Heard) -> Vec<String> {
    std::mem::take(&mut heard.lock().unwrap())
}

#[test]
fn listeners_hear_old_and_new_values_in_order() {
    let (mut database, _) = database();
    let (_first, heard) = hear(&database, "1 ");
    let _second = listen_into(database.store(), "2 ", &heard);
    let store = database.store_mut();
    store.set(row(1), ONE, "new").unwrap();
    store.set(row(1), ONE, "new").unwrap();
    store.set(row(1), TWO, "").unwrap();
    let set = ["set 1:s a Some(\"x\") \"new\"", "set 1:s b None \"\""];
    let expected = set.iter().flat_map(|set| ["1 ", "2 "].map(|name| format!("{name}{set}")));
    assert_eq!(take(&heard), expected.collect::<Vec<_>>());
}

#[test]
fn each_change_is_told_with_what_it_was_before() {
    let (mut database, _) = database();
    let (_listener, heard) = hear(&database, "");
    let store = database.store_mut();
    let table = Oid::new(ROWS, 1);
    let name = store.make_column("name").unwrap();
    store.cut(row(3), ONE).unwrap();
    store.empty(row(3)).unwrap();
    store.set(row(3), TWO, "full").unwrap();
    store.cut_all(row(3)).unwrap();
    store.cut_row(table, row(2)).unwrap();
    store.move_row(table, row(3), 0).unwrap();
    store.cut_all_rows(table).unwrap();
    store.add_row(table, row(1)).unwrap();
    store.make_meta_row(table, None).unwrap();
    store.set_priority(table, 1).unwrap();
    store.set_kind(table, Kind(name.0)).unwrap();
    store.set_unique(table, true).unwrap();
    store.set_verbose(table, true).unwrap();
    store.make_row_at(row(9)).unwrap();
    let changes: Vec<String> =
        store.changes().map(|change| words(&Notice { store, event: Event::Changed(change) })).collect();
    assert_eq!(take(&heard), changes, "listeners and the list of changes say the same");
    let oid = |oid: Oid| format!("{oid:?}");
    let expected = [
        "NameAdded { token: 128, name: \"name\" }".to_owned(),
        format!(
            "CellCut {{ row: {}, old: CellRef {{ column: Column(a), value: Some(\"x\") }} }}",
            oid(row(3))
        ),
        format!(
            "CellsEmptied {{ row: {}, old: [CellRef {{ column: Column(b), value: Some(\"\") }}] }}",
            oid(row(3))
        ),
        "set 3:s b None \"full\"".to_owned(),
        format!(
            "CellsCut {{ row: {}, old: [CellRef {{ column: Column(b), value: Some(\"full\") }}] }}",
            oid(row(3))
        ),
        format!("RowCut {{ table: {}, row: {}, from: 1 }}", oid(table), oid(row(2))),
        format!("RowMoved {{ table: {}, row: {}, from: 1, to: 0 }}", oid(table), oid(row(3))),
        format!("RowsCut {{ table: {}, old: [{}, {}] }}", oid(table), oid(row(3)), oid(row(1))),
        format!("RowAdded {{ table: {}, row: {} }}", oid(table), oid(row(1))),
        format!("RowMade {{ row: {}, automatic: true }}", oid(Oid::new(Scope::META, 1))),
        format!("MetaRowSet {{ table: {}, row: {} }}", oid(table), oid(Oid::new(Scope::META, 1))),
        format!("PrioritySet {{ table: {}, old: 9, new: 1 }}", oid(table)),
        format!("KindSet {{ table: {}, old: Kind(k), new: Kind(^80) }}", oid(table)),
        format!("UniqueSet {{ table: {}, new: true }}", oid(table)),
        format!("VerboseSet {{ table: {}, new: true }}", oid(table)),
        format!("RowMade {{ row: {}, automatic: false }}", oid(row(9))),
    ];
    assert_eq!(changes, expected);
}

#[test]
fn commits_are_told_before_and_after() {
    let (mut database, disk) = database();
    let (_listener, heard) = hear(&database, "");
    let states = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&states);
    let _watch = database
        .store()
        .listeners()
        .listen(move |notice| seen.lock().unwrap().push(notice.store.is_changed()));
    database.commit().unwrap();
    assert_eq!(take(&heard), ["Committing", "Committed"], "also where nothing is to be written");
    states.lock().unwrap().clear();
    database.store_mut().set(row(1), ONE, "new").unwrap();
    database.commit().unwrap();
    assert_eq!(take(&heard)[1..], ["Committing", "Committed"]);
    assert_eq!(*states.lock().unwrap(), [true, true, false], "what was committed is no change any more");
    database.store_mut().set(row(1), ONE, "newer").unwrap();
    disk.change(disk.live().unwrap());
    database.commit().unwrap_err();
    assert_eq!(take(&heard)[1..], ["Committing", "CommitFailed"]);
    assert!(database.store().is_changed());
    database.rollback();
    assert_eq!(take(&heard), ["RolledBack"]);
    let mut memory = Database::from_bytes(disk.live().unwrap()).unwrap();
    let (_listener, heard) = hear(&memory, "");
    memory.commit().unwrap_err();
    memory.preview(Commit::Whole).unwrap();
    assert_eq!(take(&heard), [""; 0], "without a file there is no commit, and a preview is none");
}

#[test]
fn batches_nest() {
    let (mut database, _) = database();
    let (_listener, heard) = hear(&database, "");
    {
        let mut outer = database.store_mut().batch();
        outer.set(row(1), ONE, "1").unwrap();
        {
            let mut inner = outer.batch();
            inner.set(row(1), ONE, "2").unwrap();
        }
        outer.set(row(1), ONE, "3").unwrap();
    }
    let heard = take(&heard);
    assert_eq!((heard.len(), &*heard[0], &*heard[4]), (5, "BatchBegan", "BatchEnded"), "{heard:?}");
}

/// A place that a listener can be dropped from, by itself or another.
type Slot = Arc<Mutex<Option<Listener>>>;

#[test]
fn a_listener_may_drop_itself() {
    let (mut database, _) = database();
    let (slot, calls) = (Slot::default(), Arc::new(Mutex::new(0)));
    let (own, count) = (Arc::clone(&slot), Arc::clone(&calls));
    let listener = database.store().listeners().listen(move |_| {
        *count.lock().unwrap() += 1;
        drop(own.lock().unwrap().take());
    });
    *slot.lock().unwrap() = Some(listener);
    let (_after, heard) = hear(&database, "");
    assert_eq!(database.store().listeners().len(), 2);
    for value in ["1", "2"] {
        database.store_mut().set(row(1), ONE, value).unwrap();
    }
    assert_eq!((*calls.lock().unwrap(), take(&heard).len()), (1, 2), "and the others hear all");
    assert_eq!(database.store().listeners().len(), 1);
}

#[test]
fn a_listener_may_drop_others_which_hear_nothing_more() {
    let (mut database, _) = database();
    let slot = Slot::default();
    let other = Arc::clone(&slot);
    let _first = database.store().listeners().listen(move |_| drop(other.lock().unwrap().take()));
    let (second, heard) = hear(&database, "");
    *slot.lock().unwrap() = Some(second);
    database.store_mut().set(row(1), ONE, "1").unwrap();
    assert_eq!(take(&heard), [""; 0]);
}

#[test]
fn a_listener_may_register_others_which_hear_the_next_event() {
    let (mut database, _) = database();
    let (heard, kept) = (Heard::default(), Arc::new(Mutex::new(Vec::new())));
    let (inner, keep) = (Arc::clone(&heard), Arc::clone(&kept));
    let _first = database.store().listeners().listen(move |notice| {
        if keep.lock().unwrap().is_empty() {
            let listener = listen_into(notice.store, "", &inner);
            keep.lock().unwrap().push(listener);
        }
    });
    database.store_mut().set(row(1), ONE, "1").unwrap();
    assert_eq!(take(&heard), [""; 0]);
    database.store_mut().set(row(1), ONE, "2").unwrap();
    assert_eq!(take(&heard), ["set 1:s a Some(\"1\") \"2\""]);
}

/// What a listener is given can be read, also from other threads, while it is called.
#[test]
fn a_listener_can_read_the_store() {
    let (mut database, _) = database();
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sizes);
    let _listener = database.store().listeners().listen(move |notice| {
        let rows = std::thread::scope(|scope| scope.spawn(|| notice.store.rows().len()).join().unwrap());
        seen.lock().unwrap().push(rows);
    });
    database.store_mut().make_row(ROWS).unwrap();
    database.rollback();
    assert_eq!(*sizes.lock().unwrap(), [4, 3]);
}

/// A listener that panics: the change has been made, is recorded, and everything goes on.
#[test]
fn a_panic_in_a_listener_leaves_all_in_order() {
    for victim in ["Changed", "Committing", "Committed", "BatchBegan", "BatchEnded", "RolledBack"] {
        let (mut database, disk) = database();
        let mut panics = 1;
        let _bad = database.store().listeners().listen(move |notice| {
            if format!("{:?}", notice.event).starts_with(victim) && panics > 0 {
                panics -= 1;
                panic!("the test wants this");
            }
        });
        let (_after, heard) = hear(&database, "");
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let caught = catch_unwind(AssertUnwindSafe(|| {
            database.store_mut().set(row(1), ONE, "new").unwrap();
            let mut batch = database.store_mut().batch();
            batch.set(row(1), TWO, "newer").unwrap();
            drop(batch);
            database.commit().unwrap();
            database.store_mut().set(row(1), TWO, "rolled back").unwrap();
            database.rollback();
        }));
        std::panic::set_hook(quiet);
        assert!(caught.is_err(), "{victim}");
        take(&heard);
        assert!(!database.store().is_changed() || victim != "RolledBack");
        database.store_mut().set(row(2), TWO, "after the panic").unwrap();
        drop(database.store_mut().batch());
        let expected = ["set 2:s b None \"after the panic\"", "BatchBegan", "BatchEnded"];
        assert_eq!(take(&heard), expected, "{victim}: everyone is told again");
        database.commit().unwrap();
        let again = State::read(&disk.live().unwrap(), Reading::Mozilla).unwrap();
        again.assert_same(&State::of(database.store()), victim);
        assert_eq!(database.store().row(row(1)).unwrap().get(ONE).unwrap(), *"new", "{victim}");
    }
}

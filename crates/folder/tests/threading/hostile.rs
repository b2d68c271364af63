//! Mail that was made to cost time. What takes time that grows with the square of the messages would not come to an end here.

use morkdb_folder::{Folder, MessageFlags, MessageKey, NewKey};

use crate::{empty, header};

const MANY: u32 = 200_000;

fn add_all(count: u32, mail: impl Fn(u32) -> (String, u32, MessageFlags)) -> Folder {
    let mut folder = empty();
    for number in 0..count {
        let (references, date, flags) = mail(number);
        let header = header("s", &format!("{number}@x"), &references, date, flags);
        folder.add(&header, NewKey::Next).unwrap();
    }
    folder
}

fn check(folder: &Folder, threads: usize) {
    let read = folder.read();
    let wrong: Vec<_> =
        read.check_threads().into_iter().filter(|found| !found.is_harmless()).take(5).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(read.threads().len(), threads);
    assert_eq!(read.threads().map(|thread| thread.tree().len()).sum::<usize>(), read.len());
}

#[test]
fn many_answers_to_one_message_and_its_deletion() {
    let mut folder = add_all(MANY, |number| {
        (if number == 0 { String::new() } else { "<0@x>".to_owned() }, MANY - number, MessageFlags::HAS_RE)
    });
    check(&folder, 1);
    for key in (2..MANY).step_by(2) {
        folder.delete(MessageKey(key)).unwrap();
    }
    folder.delete(MessageKey(1)).unwrap();
    check(&folder, 1);
    folder.rethread_all().unwrap();
    check(&folder, 1);
}

#[test]
fn a_long_way_down_and_its_deletion() {
    let mut folder = add_all(MANY, |number| {
        (
            number.checked_sub(1).map_or_else(String::new, |above| format!("<{above}@x>")),
            7,
            MessageFlags::NONE,
        )
    });
    check(&folder, 1);
    assert_eq!(folder.read().threads().next().unwrap().first_unread().unwrap().key(), MessageKey(1));
    folder.mark_killed(MessageKey(1), true).unwrap();
    assert!(folder.read().is_killed(folder.read().message(MessageKey(MANY)).unwrap()));
    for key in 1..MANY / 2 {
        folder.delete(MessageKey(key)).unwrap();
    }
    check(&folder, 1);
}

/// Each is older than all before, and all refer to a message that never comes.
#[test]
fn each_older_than_the_root() {
    let folder = add_all(MANY, |number| ("<never@x>".to_owned(), MANY - number, MessageFlags::NONE));
    check(&folder, 1);
}

#[test]
fn answers_come_before_what_they_answer() {
    let folder = add_all(20_000, |number| {
        let references = (number + 1..number + 4).rev().map(|above| format!("<{above}@x>"));
        (references.collect(), 30_000 - number, MessageFlags::HAS_RE)
    });
    check(&folder, 1);
}

#[test]
fn everybody_has_the_same_id_and_refers_to_it() {
    let mut folder = empty();
    for date in 0..MANY / 4 {
        folder.add(&header("s", "a@x", "<a@x> <b@x> <a@x>", date, MessageFlags::NONE), NewKey::Next).unwrap();
    }
    check(&folder, 1);
    for key in (1..MANY / 4).step_by(2) {
        folder.delete(MessageKey(key)).unwrap();
    }
    check(&folder, 1);
}

#[test]
fn a_million_references() {
    let all: String = (0..1_000_000).map(|number| format!("<{number}@x>")).collect();
    let mut folder = empty();
    folder.add(&header("s", "a@y", &all, 1, MessageFlags::NONE), NewKey::Next).unwrap();
    for number in 0..2000 {
        let header = header("s", &format!("{}@x", 999_999 - number), "", number, MessageFlags::NONE);
        folder.add(&header, NewKey::Next).unwrap();
    }
    check(&folder, 1001);
}

/// A thread without a root, whose messages answer each other in a circle, and more that come to it.
#[test]
fn circles() {
    let mut folder = add_all(MANY / 4, |number| {
        (if number == 0 { String::new() } else { "<0@x>".to_owned() }, 7, MessageFlags::HAS_RE)
    });
    let column = folder.read().store().column("threadParent").unwrap();
    let rows: Vec<_> = folder.read().messages().map(|message| message.row().unwrap().oid()).collect();
    folder.change_store(|store| {
        for (row, next) in rows.iter().zip(rows.iter().cycle().skip(1)) {
            store.set(*row, column, format!("{:x}", next.id)).unwrap();
        }
    });
    let thread = folder.read().threads().next().unwrap();
    assert_eq!(thread.tree().len(), rows.len());
    assert_eq!(thread.first_unread().unwrap().key(), MessageKey(1));
    assert!(!folder.read().is_killed(folder.read().message(MessageKey(5)).unwrap()));
    for number in 0..2000 {
        let header = header("s", &format!("{number}@y"), "<gone@x>", number, MessageFlags::NONE);
        folder.add(&header, NewKey::Next).unwrap();
    }
    folder.repair_threads().unwrap();
    check(&folder, 2);
}

//! A group that was appended in part: what is left of it, byte by byte, and what each reading makes of that.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use morkdb::file::What;
use morkdb::{Database, Durability, OpenOptions, Reading, Writing};
use support::faulty::Faulty;
use support::tears::{ends_deadly, is_deadly};
use support::{Snapshot, counter, mork, show, testdata};

/// A file, and a group to be appended to it.
struct Appended {
    file: Vec<u8>,
    group: Vec<u8>,
}

/// The options for a writing, with the reading that it needs.
fn options(writing: Writing) -> OpenOptions {
    let reading = if writing == Writing::Mozilla { Reading::Mozilla } else { Reading::Lenient };
    OpenOptions::new().writing(writing).reading(reading)
}

fn append(file: Vec<u8>, writing: Writing, count: u64) -> Appended {
    let faulty = Faulty::holding(file.clone());
    let mut database = options(writing).open_on(Box::new(faulty.clone())).unwrap();
    counter::set(database.store_mut(), count);
    assert_eq!(database.commit().unwrap().what, What::Group);
    let after = faulty.live().unwrap();
    assert!(after.starts_with(&file));
    Appended { group: after[file.len()..].to_vec(), file }
}

/// Files with every line break, with groups and without, with ids of one, two and three digits.
fn files() -> Vec<Vec<u8>> {
    let real = std::fs::read(testdata("profile/imap/ImapMail/127.0.0.1/Empty.msf")).unwrap();
    let items = "<<(a=c)>(90=k)(91=d)>\n<(80=one, and so much that Mozilla's engine takes the file for one that has content)(81=)>\n{1:n {(k^90:c)(s=9)} [1(^91^80)] }\n";
    let simple = String::from_utf8(mork(items)).unwrap();
    let with_group = |id: &str| format!("{simple}@$${{{id}{{@\n[1:n(^91=)]\n@$$}}{id}}}@\n");
    vec![
        real,
        simple.replace('\n', "\r\n").into_bytes(),
        simple.replace('\n', "\r").into_bytes(),
        simple.trim_end().into(),
        with_group("1").into_bytes(),
        with_group("D").into_bytes(),
        with_group("1A0").into_bytes(),
    ]
}

/// What is deadly is the start marker but for its fourth byte, and the end marker from its third byte on but for its fourth;
/// and neither of them when it is complete.
#[test]
fn the_deadly_bytes_are_those_within_the_markers() {
    for (group, deadly) in [
        ("\n@$${2{@\n[1:n]\n@$$}2}@\n", vec![2, 3, 4, 6, 7, 18, 20, 21]),
        ("\r\n@$${1F{@[1:n]@$$}1F}@", vec![3, 4, 5, 7, 8, 9, 18, 20, 21, 22]),
    ] {
        let named: Vec<usize> = (0..=group.len()).filter(|kept| is_deadly(group.as_bytes(), *kept)).collect();
        assert_eq!(named, deadly, "{}", show(group.as_bytes()));
    }
}

#[test]
fn mozillas_engine_refuses_exactly_those() {
    for writing in [Writing::Safe, Writing::Mozilla] {
        for file in files() {
            let Appended { file, group } = append(file, writing, 17);
            let old = Snapshot::read(&file, Reading::Mozilla).unwrap();
            let new = Snapshot::read(&[&file[..], &group].concat(), Reading::Mozilla).unwrap();
            assert_ne!(old, new);
            // The line break behind the end marker is not needed.
            let complete = group.iter().rposition(|byte| *byte == b'@').unwrap() + 1;
            for kept in 0..=group.len() {
                let torn = [&file, &group[..kept]].concat();
                let expected = if kept < complete { &old } else { &new };
                let read = Snapshot::read(&torn, Reading::Mozilla);
                let tail = show(&torn[file.len()..]);
                assert_eq!(read.is_none(), is_deadly(&group, kept), "{kept} bytes: {tail}");
                assert!(read.is_none_or(|read| read == *expected), "{kept} bytes: {tail}");
                assert!(!is_deadly(&group, kept) || ends_deadly(&torn), "{kept} bytes: {tail}");
                let read = Snapshot::read(&torn, Reading::Lenient);
                assert!(read.as_ref() == Some(expected), "{kept} bytes: {tail}");
                if let Some(read) = Snapshot::read(&torn, Reading::Strict) {
                    assert!(read == *expected, "{kept} bytes: {tail}");
                }
            }
        }
    }
}

/// The next commit finds the torn tail, says that it writes the whole file, and after it nothing is torn.
#[test]
fn the_next_commit_heals_every_tear() {
    for file in files() {
        let Appended { file, group } = append(file, Writing::Safe, 17);
        for kept in 0..=group.len() {
            let faulty = Faulty::holding([&file, &group[..kept]].concat());
            let mut database =
                OpenOptions::new().durability(Durability::Data).open_on(Box::new(faulty.clone())).unwrap();
            let before = counter::get(database.store()).ok();
            assert!(before.is_none_or(|before| before == 17), "{before:?} is neither of both states");
            counter::set(database.store_mut(), 18);
            let what = database.commit().unwrap().what;
            let is_complete = group[kept..].iter().all(u8::is_ascii_whitespace);
            let is_torn = !is_complete && !group[..kept].iter().all(u8::is_ascii_whitespace);
            assert_eq!(matches!(what, What::Whole(_)), is_torn, "{kept} bytes: {what:?}");
            let healed = faulty.live().unwrap();
            let expected = Snapshot::of(database.store());
            for reading in support::READINGS {
                let read = OpenOptions::new().reading(reading).from_bytes(healed.clone()).unwrap();
                assert_eq!(counter::get(read.store()), Ok(18), "{kept} bytes, {reading:?}");
                assert!(Snapshot::of(read.store()) == expected, "{kept} bytes, {reading:?}");
            }
        }
    }
}

/// Mozilla's way of writing appends behind whatever there is: that is why it is not the default.
#[test]
fn a_handle_of_ours_is_not_mozillas() {
    let Appended { file, group } = append(files().swap_remove(4), Writing::Mozilla, 17);
    let torn = [&file[..], &group[..group.len() / 2]].concat();
    let faulty = Faulty::holding(torn);
    let mut database = options(Writing::Mozilla).open_on(Box::new(faulty.clone())).unwrap();
    counter::set(database.store_mut(), 18);
    assert_eq!(database.commit().unwrap().what, What::Group);
    let left = faulty.live().unwrap();
    assert!(Snapshot::read(&left, Reading::Mozilla).is_none(), "its own engine does not read it any more");
    let ours = Database::from_bytes(left).unwrap();
    assert_eq!(counter::get(ours.store()), Ok(18), "ours does");
}

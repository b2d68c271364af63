//! Tags for notmuch.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod support;

use std::fs;

use morkdb_export::{Kind, Loss, Options};
use morkdb_folder::MessageFlags;
use support::{Message, Place, assert_adds_up, make_folder, snapshot};

fn lines(place: &Place) -> Vec<String> {
    let text = fs::read_to_string(place.out().join("notmuch-tags.txt")).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn marks_and_tags() {
    let place = Place::empty();
    place.prefs("user_pref(\"mailnews.tags.$label4.tag\", \"To Do\");\n");
    let flags = MessageFlags::READ | MessageFlags::MARKED | MessageFlags::REPLIED | MessageFlags::FORWARDED;
    let mut junk = Message::new("b@x");
    junk.junk = Some(100);
    let own = Message::new("d@x").keywords("$label4 own \"quoted\"").flags(MessageFlags::ATTACHMENT);
    let watched = Message::new("c@x").flags(MessageFlags::WATCHED | MessageFlags::IGNORED);
    make_folder(&place.local().join("work"), &[Message::new("a@x").flags(flags), junk, watched, own]);
    make_folder(&place.local().join("Drafts"), &[Message::new("draft@x").flags(MessageFlags::READ)]);
    let report = place.export(Kind::Notmuch);
    assert_adds_up(&report);
    let expected = [
        "+flagged +passed +replied -unread -- id:\"a@x\"",
        "+spam +unread -- id:\"b@x\"",
        // In a thread that is ignored, a message is read as soon as it comes.
        "+muted +watched -unread -- id:\"c@x\"",
        // That it has an attachment, notmuch sees itself.
        "+%22quoted%22 +To%20Do +own +unread -- id:\"d@x\"",
        "+draft -unread -- id:\"draft@x\"",
    ];
    assert_eq!(lines(&place), expected);
}

/// Labels of old versions are tags, wherever they are kept; they have the names of today's tags.
#[test]
fn labels_of_old_versions_are_tags() {
    let place = Place::empty();
    place.prefs("user_pref(\"mailnews.tags.$label2.tag\", \"Work\");\n");
    let old = Message::new("a@x").flags(MessageFlags(0x400_0091));
    make_folder(&place.local().join("work"), &[old]);
    place.export(Kind::Notmuch);
    assert_eq!(lines(&place), ["+Work -unread -- id:\"a@x\""]);
}

/// A message and its copy have one line: all their tags, and unread only if both are.
#[test]
fn copies_are_merged() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a@x").keywords("one"), Message::new("b@x")]);
    let copies = [Message::new("a@x").keywords("two").flags(MessageFlags::READ), Message::new("b@x")];
    make_folder(&place.local().join("b"), &copies);
    let report = place.export(Kind::Notmuch);
    assert_eq!(lines(&place), ["+one +two -unread -- id:\"a@x\"", "+unread -- id:\"b@x\""]);
    assert_eq!(report.total().losses.get(&Loss::Merged), Some(&1));
}

/// notmuch ends the whole batch at a tag that is too long, and makes up an id where there is none.
#[test]
fn what_notmuch_cannot_have_is_counted() {
    let place = Place::empty();
    let long = "x".repeat(201);
    let nameless = Message::new("md5:aZvtdbFTxKRsBNZZ1HQc1A==");
    make_folder(&place.local().join("a"), &[Message::new("a@x").keywords(&format!("{long} kept")), nameless]);
    let report = place.export(Kind::Notmuch);
    assert_eq!(lines(&place), ["+kept +unread -- id:\"a@x\""]);
    let losses = report.total().losses;
    assert_eq!((losses.get(&Loss::KeywordUnwritable), losses.get(&Loss::NoMessageId)), (Some(&1), Some(&1)));
    assert_eq!(report.total().exported, 2);
}

#[test]
fn deleted_messages_come_when_they_are_asked_for() {
    let place = Place::empty();
    make_folder(
        &place.local().join("a"),
        &[Message::new("a@x").flags(MessageFlags::EXPUNGED | MessageFlags::READ)],
    );
    assert_eq!(place.export(Kind::Notmuch).total().left_out, 1);
    assert!(lines(&place).is_empty());
    place.run(&Options { deleted: true, ..place.options(Kind::Notmuch) }).unwrap();
    assert_eq!(lines(&place), ["+deleted -unread -- id:\"a@x\""]);
}

#[test]
fn every_run_gives_the_same() {
    for profile in ["alice", "imap"] {
        let place = Place::copy(profile);
        let first = place.run(&Options { threads: 1, ..place.options(Kind::Notmuch) }).unwrap();
        assert!(lines(&place).len() > 10);
        let before = snapshot(&place.out());
        let second = place.export(Kind::Notmuch);
        assert_eq!((snapshot(&place.out()), second.folders), (before.clone(), first.folders));
        fs::remove_dir_all(place.out()).unwrap();
        let again = Options { threads: 3, ..place.options(Kind::Notmuch) };
        place.run(&again).unwrap();
        let tags = std::path::Path::new("notmuch-tags.txt");
        assert_eq!(snapshot(&place.out())[tags].0, before[tags].0);
    }
}

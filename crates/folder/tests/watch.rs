//! Watching files that another program changes.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

#[path = "support/scratch.rs"]
mod scratch;

use std::fs;
use std::path::Path;

use morkdb_folder::watch::{Sight, Watcher};
use morkdb_folder::{DetachedHeader, Folder, FolderEvent, MessageKey, NewKey, Protocol};
use scratch::Scratch;

/// What is seen, but for the folder information.
fn poll(watcher: &mut Watcher) -> Vec<String> {
    let mut seen = Vec::new();
    watcher.poll(&mut |_, sight| match sight {
        Sight::Event(notice) => match notice.event {
            FolderEvent::InfoChanged { .. } => {}
            FolderEvent::HeaderAdded { message, .. } => seen.push(format!("Added {}", message.key())),
            FolderEvent::HeaderDeleted { message, .. } => seen.push(format!("Deleted {}", message.key())),
            FolderEvent::FlagsChanged { message, .. } => seen.push(format!("Flags {}", message.key())),
            other => seen.push(format!("{other:?}")),
        },
        Sight::Lost(reason) => seen.push(format!("Lost {reason:?}")),
        _ => {}
    });
    seen
}

const NOTHING: [&str; 0] = [];

fn create(path: &Path, messages: u32) {
    let mut folder = Folder::create(&morkdb::OpenOptions::new(), path, Protocol::Local).unwrap();
    for _ in 0..messages {
        folder.add(&DetachedHeader::new(), NewKey::Next).unwrap();
    }
    folder.commit().unwrap();
}

fn change(path: &Path, change: impl FnOnce(&mut Folder)) {
    let mut folder = Folder::open(path).unwrap();
    change(&mut folder);
    folder.commit_as(morkdb::Commit::Group).unwrap();
}

/// The file as it is after a change, without changing it.
fn changed(path: &Path, change: impl FnOnce(&mut Folder)) -> Vec<u8> {
    let mut folder = Folder::from_bytes(fs::read(path).unwrap()).unwrap();
    change(&mut folder);
    folder.into_database().preview(morkdb::Commit::Whole).unwrap().text
}

#[test]
fn what_is_appended_is_seen_at_once() {
    let scratch = Scratch::new("append");
    let path = scratch.path("a.msf");
    create(&path, 2);
    let mut watcher = Watcher::new();
    watcher.watch(&path);
    assert_eq!(poll(&mut watcher), ["Opened"]);
    assert_eq!(poll(&mut watcher), NOTHING);
    change(&path, |folder| {
        folder.mark_read(MessageKey(1), true).unwrap();
        folder.delete(MessageKey(2)).unwrap();
        folder.add(&DetachedHeader::new(), NewKey::At(MessageKey(9))).unwrap();
    });
    assert_eq!(poll(&mut watcher), ["Deleted 2", "Added 9", "Flags 1"]);
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(watcher.folder(&path).unwrap().read().len(), 2);
}

/// Thunderbird appends a group in several writes, and writes the whole file in place.
#[test]
fn half_written_files_are_not_believed() {
    let scratch = Scratch::new("half");
    let path = scratch.path("a.msf");
    create(&path, 40);
    let mut watcher = Watcher::new();
    watcher.watch(&path);
    assert_eq!(poll(&mut watcher), ["Opened"]);
    let before = fs::read(&path).unwrap();
    change(&path, |folder| folder.delete(MessageKey(40)).unwrap());
    let appended = fs::read(&path).unwrap();
    for end in (before.len()..appended.len()).step_by(7) {
        fs::write(&path, &appended[..end]).unwrap();
        assert_eq!(poll(&mut watcher), NOTHING, "{end}");
    }
    fs::write(&path, &appended).unwrap();
    assert_eq!(poll(&mut watcher), ["Deleted 40"]);
    let whole = changed(&path, |folder| folder.delete(MessageKey(1)).unwrap());
    for end in (0..whole.len()).step_by(97) {
        fs::write(&path, &whole[..end]).unwrap();
        assert_eq!(poll(&mut watcher), NOTHING, "{end}");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(poll(&mut watcher), ["Deleted 1"]);
}

#[test]
fn a_file_may_be_away_for_a_while() {
    let scratch = Scratch::new("away");
    let path = scratch.path("a.msf");
    let mut watcher = Watcher::new();
    watcher.watch(&path);
    assert_eq!(poll(&mut watcher), ["Lost Missing"]);
    assert_eq!(poll(&mut watcher), NOTHING);
    create(&path, 3);
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(poll(&mut watcher), ["Opened"]);
    let bytes = fs::read(&path).unwrap();
    let without = changed(&path, |folder| folder.delete(MessageKey(3)).unwrap());
    // For the time between two polls.
    fs::remove_file(&path).unwrap();
    assert_eq!(poll(&mut watcher), NOTHING);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(poll(&mut watcher), NOTHING);
    // For longer.
    fs::write(&path, "").unwrap();
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(poll(&mut watcher), ["Lost Empty"]);
    fs::remove_file(&path).unwrap();
    assert_eq!((poll(&mut watcher), poll(&mut watcher)), (vec![], vec![]));
    fs::write(&path, &without).unwrap();
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(poll(&mut watcher), ["Opened", "Deleted 3"]);
    // Another file in its place.
    fs::write(scratch.path("b.msf"), &bytes).unwrap();
    fs::rename(scratch.path("b.msf"), &path).unwrap();
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(poll(&mut watcher), ["Added 3"]);
    // No folder at all.
    fs::write(&path, "no Mork").unwrap();
    assert_eq!(poll(&mut watcher), NOTHING);
    assert_eq!(poll(&mut watcher), ["Lost Unreadable(NotMork)"]);
    assert_eq!(watcher.folder(&path).unwrap().read().len(), 3);
    fs::write(&path, &bytes).unwrap();
    // What is as it was before is whole.
    assert_eq!(poll(&mut watcher), ["Opened"]);
    assert_eq!(poll(&mut watcher), NOTHING);
}

/// A file can be changed twice within one tick of the clock, and have the same size: its stamp is the same then.
#[test]
fn what_is_changed_within_a_tick_of_the_clock_is_seen() {
    let scratch = Scratch::new("tick");
    let path = scratch.path("a.msf");
    create(&path, 1);
    let written = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
    };
    let subject = |subject: &str| {
        changed(&path, |folder| {
            folder.edit(MessageKey(1)).unwrap().set_subject(subject).unwrap();
        })
    };
    let (one, two) = (subject("one"), subject("two"));
    assert_eq!(one.len(), two.len());
    written(&one);
    let mut watcher = Watcher::new();
    watcher.watch(&path);
    assert_eq!(poll(&mut watcher), ["Opened"]);
    written(&two);
    let seen = poll(&mut watcher);
    assert!(matches!(&*seen, [event] if event.contains("two")), "{seen:?}");
}

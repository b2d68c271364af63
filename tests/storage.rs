//! The storage that fails on purpose: that it is a storage like the one on disk, and what it says of a stop.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::io;
use std::path::PathBuf;

use morkdb::file::{DiskStorage, Durability, Session, Storage};
use support::faulty::{Faulty, Operation};

/// A file on disk, which goes when the test ends.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn append(session: &mut dyn Session, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let end = session.stamp()?.unwrap().len;
    session.write_at(end, bytes)?;
    session.sync(durability)
}

fn rewrite(session: &mut dyn Session, bytes: &[u8], durability: Durability) -> io::Result<()> {
    session.begin_replacement()?;
    session.write_replacement(&bytes[..bytes.len() / 2])?;
    session.write_replacement(&bytes[bytes.len() / 2..])?;
    session.sync_replacement(durability)?;
    session.install()?;
    session.sync_folder(durability)
}

/// The states that may be left, as text.
fn crashes(faulty: &Faulty) -> Vec<String> {
    let text =
        |state: Option<Vec<u8>>| state.map_or("none".into(), |bytes| String::from_utf8(bytes).unwrap());
    faulty.crashes().into_iter().map(text).collect()
}

/// A file is made, gets longer, shorter, and is written anew: what is in it after each step, and what the stamps say.
fn story(storage: &dyn Storage) -> Vec<String> {
    let mut story = Vec::new();
    let mut tell = || {
        let image = storage.read().unwrap();
        story.push(image.map_or("none".into(), |image| {
            assert_eq!(image.stamp.len, image.bytes.len() as u64);
            String::from_utf8(image.bytes).unwrap()
        }));
    };
    tell();
    let mut session = storage.open().unwrap();
    assert_eq!(session.stamp().unwrap(), None);
    assert_eq!(session.write_at(0, b"x").unwrap_err().kind(), io::ErrorKind::NotFound);
    assert_eq!(session.install().unwrap_err().kind(), io::ErrorKind::InvalidInput);
    rewrite(&mut *session, b"one", Durability::Full).unwrap();
    drop(session);
    tell();

    let mut session = storage.open().unwrap();
    let made = session.stamp().unwrap();
    append(&mut *session, b" two three", Durability::Data).unwrap();
    tell();
    let mut bytes = [0; 3];
    session.read_at(4, &mut bytes).unwrap();
    assert_eq!(&bytes, b"two");
    assert_eq!(session.read_at(11, &mut bytes).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    session.truncate(7).unwrap();
    tell();
    rewrite(&mut *session, b"four", Durability::None).unwrap();
    tell();
    let written = session.stamp().unwrap();
    assert_ne!(made, written);
    session.begin_replacement().unwrap();
    drop(session);
    assert_eq!(storage.read().unwrap().map(|image| image.stamp), written);
    tell();
    story
}

#[test]
fn both_storages_tell_the_same_story() {
    let path = std::env::temp_dir().join(format!("morkdb-story-{}", std::process::id()));
    let scratch = Scratch(path);
    let told = story(&DiskStorage::new(&scratch.0));
    assert_eq!(told, ["none", "one", "one two three", "one two", "four", "four"]);
    let faulty = Faulty::new();
    assert_eq!(story(&faulty), told);
    assert_eq!(faulty.temporaries(), 0);
}

#[test]
fn what_is_not_synced_may_be_there_in_part() {
    let faulty = Faulty::holding("one");
    let mut session = faulty.open().unwrap();
    append(&mut *session, b"two", Durability::None).unwrap();
    assert_eq!(faulty.live().unwrap(), b"onetwo");
    assert_eq!(crashes(&faulty), ["one", "onet", "onetw", "onetwo"]);
    let holes = faulty.crashes_with_holes();
    assert!(holes.contains(&Some(b"onet\0\0".to_vec())) && holes.contains(&Some(b"one\0\0\0".to_vec())));
    session.truncate(2).unwrap();
    assert_eq!(crashes(&faulty), ["on", "one", "onet", "onetw", "onetwo"]);
    session.sync(Durability::Data).unwrap();
    assert_eq!(crashes(&faulty), ["on"]);
}

#[test]
fn a_rename_is_certain_when_the_folder_is_synced() {
    let faulty = Faulty::holding("old");
    let mut session = faulty.open().unwrap();
    session.begin_replacement().unwrap();
    session.write_replacement(b"new").unwrap();
    session.sync_replacement(Durability::Data).unwrap();
    assert_eq!(crashes(&faulty), ["old"]);
    session.install().unwrap();
    assert_eq!(faulty.live().unwrap(), b"new");
    assert_eq!(crashes(&faulty), ["new", "old"]);
    append(&mut *session, b"er", Durability::Data).unwrap();
    assert_eq!(crashes(&faulty), ["newer", "old"]);
    session.sync_folder(Durability::Data).unwrap();
    assert_eq!(crashes(&faulty), ["newer"]);
}

#[test]
fn a_replacement_that_was_not_synced_may_be_empty() {
    let faulty = Faulty::holding("old");
    let mut session = faulty.open().unwrap();
    rewrite(&mut *session, b"new", Durability::None).unwrap();
    assert_eq!(crashes(&faulty), ["", "n", "ne", "new", "old"]);
}

/// Whatever fails: a file that is written anew is the old one or the new one, also for the disk.
#[test]
fn every_operation_can_fail() {
    let whole = Faulty::holding("old");
    rewrite(&mut *whole.open().unwrap(), b"new", Durability::Full).unwrap();
    let operations = whole.operations();
    assert_eq!(
        operations,
        [
            Operation::Open,
            Operation::BeginReplacement,
            Operation::WriteReplacement(1),
            Operation::WriteReplacement(2),
            Operation::SyncReplacement,
            Operation::Install,
            Operation::SyncFolder,
        ]
    );
    for at in 0..operations.len() {
        for kept in [0, 1] {
            let faulty = Faulty::holding("old");
            faulty.fail_from(at, kept);
            let result =
                faulty.open().and_then(|mut session| rewrite(&mut *session, b"new", Durability::Full));
            assert_eq!(result.unwrap_err().kind(), io::ErrorKind::StorageFull);
            assert_eq!(faulty.operations().len(), at + 1);
            assert_eq!(faulty.temporaries(), 0);
            let is_installed = at + usize::from(kept > 0) > 5;
            assert_eq!(faulty.live().unwrap(), if is_installed { b"new" } else { b"old" });
            assert!(crashes(&faulty).iter().all(|state| state == "old" || state == "new"));
            faulty.heal();
            assert!(faulty.open().is_ok(), "the lock went with the session");
        }
    }
}

#[test]
fn a_write_that_fails_leaves_a_part() {
    let faulty = Faulty::holding("one");
    faulty.fail_at(2, 2);
    let mut session = faulty.open().unwrap();
    assert!(append(&mut *session, b" two", Durability::Full).is_err());
    assert_eq!(faulty.live().unwrap(), b"one t");
    assert_eq!(crashes(&faulty), ["one", "one ", "one t"]);
    session.truncate(3).and_then(|()| append(&mut *session, b" two", Durability::Full)).unwrap();
    assert_eq!(crashes(&faulty), ["one two"]);
}

#[test]
fn others_are_noticed() {
    let faulty = Faulty::new();
    let mut session = faulty.open().unwrap();
    faulty.replace("theirs");
    let error = rewrite(&mut *session, b"ours", Durability::Full).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    drop(session);

    let before = faulty.read().unwrap().unwrap().stamp;
    faulty.change("theirs");
    let mut session = faulty.open().unwrap();
    assert_ne!(session.stamp().unwrap(), Some(before));
    assert_eq!(faulty.open().map(|_| ()).unwrap_err().kind(), io::ErrorKind::WouldBlock);
    faulty.replace("theirs");
    let error = rewrite(&mut *session, b"ours", Durability::Full).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
    assert_eq!(crashes(&faulty), ["theirs"]);
    faulty.remove();
    assert_eq!(crashes(&faulty), ["none"]);
}

//! Runs after the first: nothing changes where nothing has changed, and what was interrupted goes on.

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

use morkdb_export::{Error, Kind, Options};
use morkdb_folder::MessageFlags;
use support::{Message, Place, assert_same, copy, make_folder, names, snapshot};

const KINDS: [Kind; 2] = [Kind::Maildir, Kind::Mbox];

#[test]
fn a_second_run_writes_nothing() {
    for kind in KINDS {
        let place = Place::copy("alice");
        let first = place.export(kind);
        assert!(!first.written.is_empty());
        let before = snapshot(&place.out());
        let second = place.export(kind);
        assert_same(&place.out(), &before, kind.name());
        assert_eq!((second.written.len(), second.folders), (0, first.folders), "{kind:?}");
        assert_eq!((second.problems, second.warnings), (first.problems, first.warnings));
        assert!(second.unchanged > 0);
    }
}

/// Keywords that only the mail has get their letters late, and the file of them is written a second time: a second run, which writes it once, had
/// other notes.
#[test]
fn late_keywords_change_nothing_in_a_second_run() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a").keywords("$label1")]);
    let mail = place.local().join("a");
    let text = fs::read_to_string(&mail).unwrap().replacen("X-Mozilla-Keys: ", "X-Mozilla-Keys: late ", 1);
    fs::write(&mail, text.replace("Message-ID: <a>", "Message-ID: <b>")).unwrap();
    // It cannot be read, so the folder is looked at again.
    fs::write(place.local().join("a.msf"), "").unwrap();
    place.export(Kind::Maildir);
    let before = snapshot(&place.out());
    place.export(Kind::Maildir);
    assert_same(&place.out(), &before, "late keywords");
}

/// The same bytes for any number of threads, and without what an earlier run has noted.
#[test]
fn every_run_gives_the_same() {
    for kind in KINDS {
        let place = Place::copy("alice");
        place.run(&Options { threads: 1, ..place.options(kind) }).unwrap();
        let before = snapshot(&place.out());
        fs::remove_file(place.out().join(format!(".mork-export.{}.jsonl", kind.name()))).unwrap();
        let again = place.run(&Options { threads: 3, ..place.options(kind) }).unwrap();
        let mut after = snapshot(&place.out());
        assert!(again.written.is_empty(), "{:?}", again.written);
        after.retain(|path, _| !path.to_string_lossy().contains(".mork-export"));
        let bytes = |all: std::collections::BTreeMap<_, (Vec<u8>, _)>| {
            all.into_iter()
                .map(|(path, (bytes, _))| (path, bytes))
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        let mut before = before;
        before.retain(|path, _| !path.to_string_lossy().contains(".mork-export"));
        assert!(bytes(after) == bytes(before), "{kind:?}");
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    for kind in KINDS {
        let place = Place::copy("alice");
        let dry = place.run(&Options { dry_run: true, ..place.options(kind) }).unwrap();
        assert!(!place.out().exists());
        let wet = place.export(kind);
        assert_eq!((dry.folders, dry.problems), (wet.folders, wet.problems));
        let before = snapshot(&place.out());
        let dry = place.run(&Options { dry_run: true, ..place.options(kind) }).unwrap();
        assert_same(&place.out(), &before, kind.name());
        assert!(dry.written.is_empty(), "{:?}", dry.written);
    }
}

#[test]
fn an_interrupted_run_goes_on() {
    for (kind, obstacle) in [(Kind::Mbox, "Local Folders/b.mbox"), (Kind::Maildir, "Local Folders/.b/cur")] {
        let place = Place::empty();
        for name in ["a", "b", "c"] {
            make_folder(&place.local().join(name), &[Message::new(name)]);
        }
        let obstacle = place.out().join(obstacle);
        if kind == Kind::Mbox {
            fs::create_dir_all(&obstacle).unwrap();
        } else {
            fs::create_dir_all(obstacle.parent().unwrap()).unwrap();
            fs::write(&obstacle, "").unwrap();
        }
        let options = Options { threads: 1, ..place.options(kind) };
        let Err(Error::Io { path, .. }) = place.run(&options) else { panic!("{kind:?}: it should fail") };
        assert!(path.starts_with(place.out().join("Local Folders")), "{}", path.display());
        assert!(!place.out().join("report.json").exists());
        let left = snapshot(&place.out());
        assert!(!left.keys().any(|path| path.to_string_lossy().ends_with(".part")), "{:?}", left.keys());
        if kind == Kind::Mbox {
            fs::remove_dir(&obstacle).unwrap();
        } else {
            fs::remove_file(&obstacle).unwrap();
        }
        let report = place.run(&options).unwrap();
        assert_eq!(report.total().exported, 3);
        assert!(report.unchanged >= 1, "{kind:?}: the first folder was finished: {report:?}");
        let whole = place.place.path().join("whole");
        place.run(&Options { threads: 1, out: whole.clone(), ..place.options(kind) }).unwrap();
        let only_bytes = |root: &std::path::Path| -> Vec<_> {
            snapshot(root).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
        };
        assert!(only_bytes(&place.out()) == only_bytes(&whole), "{kind:?}");
    }
}

#[test]
fn leftovers_of_a_killed_run_go() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a")]);
    fs::create_dir_all(place.exported()).unwrap();
    fs::write(place.exported().join(".mork-export-x1y2z3.part"), "half").unwrap();
    fs::write(place.exported().join("mine.part"), "mine").unwrap();
    place.export(Kind::Mbox);
    assert_eq!(names(&place.exported()), ["a.mbox", "mine.part"]);
    fs::create_dir_all(place.exported().join(".a/tmp")).unwrap();
    fs::write(place.exported().join(".a/tmp/1.00.mork,S=4"), "half").unwrap();
    place.export(Kind::Maildir);
    assert!(names(&place.exported().join(".a/tmp")).is_empty());
}

#[test]
fn one_changed_folder_is_written_again() {
    for kind in KINDS {
        let place = Place::empty();
        for name in ["a", "b"] {
            make_folder(&place.local().join(name), &[Message::new(name)]);
        }
        place.export(kind);
        make_folder(&place.local().join("b"), &[Message::new("b").flags(MessageFlags::MARKED)]);
        let report = place.export(kind);
        let written: Vec<_> = report.written.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        assert!(!written.iter().any(|path| path.contains("/a.mbox") || path.contains("/.a")), "{written:?}");
        assert!(kind == Kind::Maildir || written.contains(&"Local Folders/b.mbox".to_owned()), "{written:?}");
    }
}

#[test]
fn a_file_that_was_lost_is_written_again() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a"), Message::new("b")]);
    place.export(Kind::Maildir);
    let cur = place.exported().join(".a/cur");
    let before = names(&cur);
    fs::remove_file(cur.join(&before[0])).unwrap();
    place.export(Kind::Maildir);
    assert_eq!(names(&cur), before);
}

#[test]
fn the_target_has_nothing_to_do_with_the_profile() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.profile(), place.place.path().join("link")).unwrap();
    let targets = [
        place.profile(),
        place.profile().join("export"),
        place.local().join("x/../y"),
        #[cfg(unix)]
        place.place.path().join("link/export"),
        place.place.path().to_owned(),
    ];
    for target in targets {
        for dry_run in [true, false] {
            let options = Options { dry_run, ..Options::new(Kind::Mbox, &target) };
            let result = place.run(&options);
            assert!(matches!(result, Err(Error::WithinProfile { .. })), "{}: {result:?}", target.display());
        }
    }
    assert!(!place.profile().join("export").exists());
}

#[test]
fn profiles_do_not_overwrite_each_other() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a")]);
    place.export(Kind::Mbox);
    let other = place.place.path().join("other");
    copy(&place.profile(), &other);
    let other = morkdb_profile::Profile::open(&other).unwrap();
    let refused = morkdb_export::export(&other, &place.options(Kind::Mbox), &());
    assert!(matches!(refused, Err(Error::OtherProfile { there, .. }) if there == "profile"));
    let options = Options { custodian: Some("b/ob".to_owned()), ..place.options(Kind::Mbox) };
    morkdb_export::export(&other, &options, &()).unwrap();
    assert!(place.out().join("custodian=b%2Fob/Local Folders/a.mbox").is_file());
}

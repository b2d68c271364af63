//! mbox files: what the summary says stands in front of each message, and the rest is as it was received.

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

use morkdb_export::{Kind, Options};
use morkdb_folder::MessageFlags;
use support::{Message, Place, assert_adds_up, assert_same, make_folder, names, snapshot};

#[test]
fn the_summary_stands_in_front() {
    let place = Place::empty();
    let flags = MessageFlags::READ | MessageFlags::MARKED | MessageFlags::OFFLINE | MessageFlags::ATTACHMENT;
    let body = "From here\n>From there\n>> From far\nFromage\n".to_owned();
    let message = Message { body, ..Message::new("a").flags(flags).keywords("$label1 work") };
    make_folder(&place.local().join("work"), &[message.clone(), Message::new("b")]);
    place.export(Kind::Mbox);
    let text = fs::read_to_string(place.exported().join("work.mbox")).unwrap();
    let head = format!(
        "From anna@example.org Tue Nov 14 22:13:20 2023\nX-Mozilla-Status: 0005\nX-Mozilla-Status2: 10000000\n\
         X-Mozilla-Keys: {:80}\nStatus: RO\nX-Status: F\nX-Keywords: $label1 work $HasAttachment\n",
        "$label1 work"
    );
    let quoted = message
        .text()
        .replace("From here\n>From there\n>> From far\n", ">From here\n>>From there\n>> From far\n");
    let first = format!("{head}{quoted}\nFrom anna@example.org ");
    assert!(text.starts_with(&first), "{text}");
    assert!(text.contains("\nStatus: O\n") && text.ends_with("The text of b\n\n"));
}

#[test]
fn folders_are_a_tree() {
    let place = Place::empty();
    let local = place.local();
    fs::create_dir_all(local.join("archive.sbd/2023.sbd")).unwrap();
    make_folder(&local.join("archive"), &[Message::new("a")]);
    make_folder(&local.join("archive.sbd/2023"), &[Message::new("b")]);
    make_folder(&local.join("archive.sbd/2023.sbd/Q4 äöü & stuff"), &[Message::new("c")]);
    let report = place.export(Kind::Mbox);
    assert_adds_up(&report);
    assert_eq!(names(&place.exported()), ["archive", "archive.mbox"]);
    assert!(place.exported().join("archive/2023.mbox").is_file());
    assert!(place.exported().join("archive/2023/Q4 äöü & stuff.mbox").is_file());
}

/// What was deleted is left out unless it is asked for; what a broken summary does not have is not.
#[test]
fn mail_without_summary_is_live_only_where_the_summary_cannot_tell() {
    let place = Place::empty();
    let hidden = Message { has_row: false, ..Message::new("hidden") };
    let expunged = Message { has_row: false, status: 9, ..Message::new("expunged") };
    let row = Message::new("row").flags(MessageFlags::EXPUNGED);
    let folder = place.local().join("work");
    make_folder(&folder, &[Message::new("a"), hidden, expunged, row]);
    let report = place.export(Kind::Mbox);
    assert_adds_up(&report);
    let total = report.total();
    assert_eq!((total.messages, total.exported, total.left_out, total.deleted_bodies), (2, 1, 1, 2));

    let all = place.run(&Options { deleted: true, ..place.options(Kind::Mbox) }).unwrap();
    assert_adds_up(&all);
    let total = all.total();
    assert_eq!((total.exported, total.without_summary, total.left_out, total.deleted_bodies), (4, 2, 0, 0));
    let text = fs::read_to_string(place.exported().join("work.mbox")).unwrap();
    assert_eq!(text.matches("X-Status: D\n").count(), 3);
    // Thunderbird goes by its own field: without it, mail that only the mbox had would be alive again.
    assert_eq!(text.matches("X-Mozilla-Status: 0008\n").count(), 2, "{text}");
    assert_eq!(text.matches("X-Mozilla-Status: 0009\n").count(), 1, "{text}");

    // Now the summary is of another mail: one that has more in it.
    let mut mail = fs::read_to_string(&folder).unwrap();
    mail.push_str("From - Tue Nov 14 22:13:20 2023\nMessage-ID: <later>\nSubject: later\n\nLater\n");
    fs::write(&folder, mail).unwrap();
    let stale = place.export(Kind::Mbox);
    assert_adds_up(&stale);
    let total = stale.total();
    assert_eq!(stale.folders.iter().find(|folder| folder.messages > 0).unwrap().summary, "stale");
    assert_eq!((total.exported, total.without_summary, total.deleted_bodies), (3, 2, 1));
    let problems = fs::read_to_string(place.out().join("problems.jsonl")).unwrap();
    assert_eq!(problems.matches("\"problem\":\"no-summary\"").count(), 2, "{problems}");
}

#[test]
fn a_profile_of_thunderbird_is_whole() {
    for name in ["alice", "imap"] {
        let place = Place::copy(name);
        let before = snapshot(&place.profile());
        let report = place.export(Kind::Mbox);
        assert_same(&place.profile(), &before, "the profile was touched");
        assert_adds_up(&report);
        let files = snapshot(&place.out());
        let mbox = |path: &std::path::Path| path.extension().is_some_and(|end| end == "mbox");
        let count: usize = files
            .iter()
            .filter(|(path, _)| mbox(path))
            .map(|(_, (bytes, _))| {
                bytes.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"From ")).count()
            })
            .sum();
        assert_eq!(count as u64, report.total().exported, "{name}");
    }
}

/// Names that a system or the target cannot hold: each folder has a file of its own, and the report its true name.
#[test]
fn odd_names_have_files_of_their_own() {
    let place = Place::empty();
    for name in ["a.mbox", "A", "a", "100%", "nul"] {
        make_folder(&place.local().join(name), &[Message::new(name)]);
    }
    fs::create_dir_all(place.local().join("a.sbd")).unwrap();
    make_folder(&place.local().join("a.sbd/b"), &[Message::new("b")]);
    for kind in [Kind::Mbox, Kind::Maildir] {
        let report = place.export(kind);
        assert_eq!(report.total().exported, 6, "{kind:?}: {report:?}");
        let targets: std::collections::BTreeSet<_> =
            report.folders.iter().map(|folder| folder.target.to_lowercase()).collect();
        assert_eq!(targets.len(), report.folders.len(), "{kind:?}: {targets:?}");
        assert!(report.folders.iter().all(|folder| place.out().join(&folder.target).exists()), "{targets:?}");
        assert!(report.folders.iter().any(|folder| folder.folder == "100%25"), "{report:?}");
    }
}

/// A message that is only marked as deleted on the server is there for Thunderbird, and stays so.
#[test]
fn a_mark_of_the_server_expunges_nothing() {
    let place = Place::empty();
    make_folder(&place.local().join("work"), &[Message::new("a").flags(MessageFlags::IMAP_DELETED)]);
    assert_eq!(place.export(Kind::Mbox).total().exported, 1);
    let text = fs::read_to_string(place.exported().join("work.mbox")).unwrap();
    assert!(text.contains("X-Mozilla-Status: 0000\nX-Mozilla-Status2: 00200000\n"), "{text}");
    assert!(text.contains("X-Status: D\n"), "{text}");
}

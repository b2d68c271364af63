//! The report of losses: what went nowhere is counted and listed.

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
use serde_json::Value;
use support::{Message, Place, assert_adds_up, make_folder};

fn json(place: &Place, name: &str) -> Value {
    serde_json::from_slice(&fs::read(place.out().join(name)).unwrap()).unwrap()
}

#[test]
fn what_is_not_there_is_listed() {
    let place = Place::empty();
    let gone = Message { has_mail: false, ..Message::new("gone") };
    let twice = Message { received: 1, ..Message::new("twice") };
    make_folder(&place.local().join("work"), &[Message::new("a"), twice.clone(), gone, twice]);
    let report = place.export(Kind::Mbox);
    assert_adds_up(&report);
    let folder = report.folders.iter().find(|folder| folder.folder == "work").unwrap();
    assert_eq!((folder.messages, folder.exported), (4, 3));
    assert_eq!(folder.without_body.values().sum::<u64>(), 1);
    let problems = fs::read_to_string(place.out().join("problems.jsonl")).unwrap();
    let problem: Value = serde_json::from_str(problems.trim()).unwrap();
    assert_eq!((&problem["message_id"], &problem["folder"]), (&"gone".into(), &"work".into()));
    assert_eq!(report.problems, 1);
}

#[test]
fn a_folder_on_a_server_has_no_mail_here() {
    let place = Place::copy("imap");
    let report = place.export(Kind::Maildir);
    assert_adds_up(&report);
    let without: u64 = report.total().without_body.values().sum();
    assert!(without > 0, "{report:?}");
    let listed = fs::read_to_string(place.out().join("problems.jsonl")).unwrap();
    let listed = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is_without = |problem: &Value| problem["problem"] != "deleted" && problem["problem"] != "no-summary";
    assert_eq!(listed.filter(is_without).count() as u64, without);
}

#[test]
fn what_a_target_cannot_hold_is_counted() {
    let place = Place::empty();
    let flags = MessageFlags::REDIRECTED | MessageFlags::PARTIAL | MessageFlags::FEED;
    make_folder(&place.local().join("work"), &[Message::new("a").flags(flags).keywords("bad(key)")]);
    let maildir = place.export(Kind::Maildir).total().losses;
    let expected = [Loss::KeywordUnwritable, Loss::Redirected, Loss::Truncated, Loss::Feed];
    for loss in expected {
        assert_eq!(maildir.get(&loss), Some(&1), "{loss:?} {maildir:?}");
    }
    let mbox = place.export(Kind::Mbox).total().losses;
    assert_eq!(mbox.get(&Loss::Truncated), Some(&1));
    assert_eq!((mbox.get(&Loss::Redirected), mbox.get(&Loss::KeywordUnwritable)), (None, None));
    let report = json(&place, "report.json");
    assert_eq!(report["total"]["losses"]["truncated"], 1);
    assert_eq!(report["kind"], "mbox");
}

/// These went nowhere, and no report said so: only an mbox keeps Thunderbird's own flags, and notmuch has no word for what is no junk.
#[test]
fn what_only_an_mbox_keeps_is_counted() {
    let place = Place::empty();
    let good = Message { junk: Some(0), ..Message::new("a") };
    let wanted = Message::new("b").flags(MessageFlags::MDN_NEEDED | MessageFlags::READ).keywords("NonJunk");
    let known = Message::new("c").flags(MessageFlags::SENDER_AUTHED | MessageFlags::MDN_NEEDED);
    make_folder(&place.local().join("work"), &[good, wanted, known, Message::new("d")]);
    for kind in [Kind::Maildir, Kind::Jmap, Kind::Notmuch, Kind::Mbox, Kind::Csv] {
        let report = place.export(kind);
        assert_adds_up(&report);
        let flags = [Kind::Maildir, Kind::Jmap, Kind::Notmuch].contains(&kind);
        let expected = [
            (Loss::NotJunk, 2 * u64::from(kind == Kind::Notmuch)),
            (Loss::ReceiptWanted, 2 * u64::from(flags)),
            (Loss::SenderAuthenticated, u64::from(flags)),
        ];
        for (loss, count) in expected {
            let counted = report.total().losses.get(&loss).copied().unwrap_or(0);
            assert_eq!(counted, count, "{loss:?} {kind:?}");
        }
        std::fs::remove_dir_all(place.out()).unwrap();
    }
}

#[test]
fn saved_searches_and_tags_are_written_beside() {
    let place = Place::copy("imap");
    let report = place.export(Kind::Mbox);
    let searches = json(&place, "saved-searches.json");
    let count = searches.as_array().unwrap().len() as u64;
    assert_eq!(report.total().losses.get(&Loss::SavedSearch).copied().unwrap_or(0), count);
    assert!(searches.as_array().unwrap().iter().all(|search| search["uri"].is_string()), "{searches}");
    let tags = json(&place, "tags.json");
    assert_eq!(tags.as_array().unwrap().len(), place.open().tags().0.len());
}

#[test]
fn a_bad_folder_is_a_warning() {
    let place = Place::empty();
    make_folder(&place.local().join("good"), &[Message::new("a")]);
    fs::write(place.local().join("bad.msf"), "this is no summary").unwrap();
    fs::write(place.local().join("odd"), "this is no mail").unwrap();
    for kind in [Kind::Maildir, Kind::Mbox] {
        let report = place.export(kind);
        assert_adds_up(&report);
        assert_eq!(report.total().exported, 1, "{report:?}");
    }
}

/// A summary that breaks off: what is left of it goes along, and people are told. It was only to be seen in the line of the folder.
#[test]
fn a_damaged_or_missing_summary_is_a_warning() {
    for kind in [Kind::Maildir, Kind::Jsonl] {
        let place = Place::empty();
        for name in ["cut", "gone", "good"] {
            make_folder(&place.local().join(name), &[Message::new(name), Message::new("other")]);
        }
        let cut = place.local().join("cut.msf");
        let text = fs::read(&cut).unwrap();
        fs::write(&cut, &text[..text.len() / 2]).unwrap();
        fs::remove_file(place.local().join("gone.msf")).unwrap();
        let report = place.export(kind);
        let warned: Vec<_> =
            report.warnings.iter().map(|warning| (warning.path.clone(), warning.what.as_str())).collect();
        let [(first, damaged), (second, missing)] = &warned[..] else { panic!("{warned:?}") };
        assert!(*first == cut && damaged.contains("the summary cannot be read"), "{warned:?}");
        assert!(*second == place.local().join("gone.msf") && missing.contains("no summary"), "{warned:?}");
        let before = support::snapshot(&place.out());
        assert_eq!(place.export(kind).warnings, report.warnings);
        support::assert_same(&place.out(), &before, kind.name());
    }
}

/// The numbers that mail has while it is read were written as if they were keys of the summary, and belonged to other messages.
#[test]
fn mail_without_summary_has_no_key() {
    let place = Place::empty();
    let unknown = Message { has_row: false, ..Message::new("unknown") };
    let gone = Message { has_mail: false, ..Message::new("gone") };
    make_folder(&place.local().join("work"), &[Message::new("a"), gone, unknown]);
    place.export(Kind::Mbox);
    let problems = fs::read_to_string(place.out().join("problems.jsonl")).unwrap();
    let problems: Vec<Value> = problems.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |id: &str| problems.iter().find(|problem| problem["message_id"] == id).unwrap().clone();
    assert!(of("gone")["key"].is_u64(), "{problems:?}");
    assert!(of("unknown").get("key").is_none(), "{problems:?}");
}

/// What is in the mail of a server's folder only was taken for deleted, even where the summary was damaged: most of a folder was left out.
#[test]
fn mail_beside_a_damaged_summary_of_a_server_is_alive() {
    let place = Place::copy("alice");
    let summary = place.profile().join("ImapMail/127.0.0.1/INBOX.msf");
    let whole = fs::read(&summary).unwrap();
    let inbox = |place: &Place| {
        let report = place.run(&Options { dry_run: true, ..place.options(Kind::Maildir) }).unwrap();
        assert_adds_up(&report);
        report.folders.into_iter().find(|folder| folder.folder == "INBOX").unwrap()
    };
    let intact = inbox(&place);
    assert_eq!((intact.exported, intact.deleted_bodies, &*intact.summary), (127, 24, "valid"));
    // 76,584: within the last table of those that were written first, which is no damage.
    for size in (500..whole.len()).step_by(4_999).chain([60_000, 76_584, whole.len() - 3]) {
        fs::write(&summary, &whole[..size]).unwrap();
        support::set_time(&summary, 1_700_000_000);
        let cut = inbox(&place);
        // Some that were deleted later have their rows still; nothing that is alive is left out.
        assert!(cut.exported >= 127, "{size}: {cut:?}");
        assert_eq!(cut.exported + cut.deleted_bodies, 127 + 24, "{size}: {cut:?}");
        assert!(cut.deleted_bodies == 0, "{size}: {cut:?}");
    }
}

/// An mbox that was cut, as by a full disk: what is there of its last message went along as if it were all.
#[test]
fn a_message_that_is_cut_is_listed() {
    for kind in [Kind::Mbox, Kind::Maildir, Kind::Jmap] {
        let place = Place::empty();
        let long = Message { body: "One line of many\n".repeat(50), ..Message::new("long") };
        make_folder(&place.local().join("cut"), &[Message::new("a"), long]);
        make_folder(&place.local().join("whole"), &[Message::new("b")]);
        let mail = place.local().join("cut");
        let text = fs::read(&mail).unwrap();
        // Without the empty line that ends it, all of a message is there.
        fs::write(&mail, &text[..text.len() - 1]).unwrap();
        let report = place.run(&Options { dry_run: true, ..place.options(kind) }).unwrap();
        assert_eq!((report.total().truncated, report.warnings.len()), (0, 0), "{report:?}");

        fs::write(&mail, &text[..text.len() - 400]).unwrap();
        let report = place.export(kind);
        assert_adds_up(&report);
        assert_eq!((report.total().exported, report.total().truncated), (3, 1), "{report:?}");
        let warned: Vec<_> = report.warnings.iter().map(ToString::to_string).collect();
        assert!(warned.len() == 1 && warned[0].contains("seems to be cut"), "{warned:?}");
        let problems = fs::read_to_string(place.out().join("problems.jsonl")).unwrap();
        let problem: Value = serde_json::from_str(problems.trim()).unwrap();
        assert_eq!((&problem["problem"], &problem["message_id"]), (&"truncated".into(), &"long".into()));
        assert_eq!(json(&place, "report.json")["total"]["truncated"], 1);
        // And so in a second run, which need not read it again.
        let before = support::snapshot(&place.out());
        let again = place.export(kind);
        assert_eq!((again.folders, again.warnings.len()), (report.folders, 1));
        support::assert_same(&place.out(), &before, kind.name());
    }
}

/// Nothing that Thunderbird wrote is cut.
#[test]
fn whole_mail_is_not_cut() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/thunderbird/cases");
    let cases = ["imap/profile", "imap/profile-offlineops", "local/profile", "local/profile-mid"];
    let shared = cases
        .iter()
        .chain(&["gloda/profile", "news/profile", "maildir/profile"])
        .map(|name| shared.join(name));
    let own = ["alice", "imap"].map(|name| support::testdata("profile").join(name));
    for path in shared.chain(own).filter(|path| path.is_dir()) {
        let profile = morkdb_profile::Profile::open(&path).unwrap();
        let options = Options { dry_run: true, ..Options::new(Kind::Mbox, "nowhere") };
        let total = morkdb_export::export(&profile, &options, &()).unwrap().total();
        assert!(total.exported > 0 && total.truncated == 0, "{}: {total:?}", path.display());
    }
}

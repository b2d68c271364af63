//! Bundles for JMAP.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;

use morkdb_export::{Kind, Loss, Options};
use morkdb_folder::MessageFlags;
use serde_json::{Value, json};
use support::{Message, Place, assert_adds_up, make_folder, names, snapshot};

fn mailboxes(place: &Place) -> Vec<Value> {
    serde_json::from_slice(&fs::read(place.exported().join("mailboxes.json")).unwrap()).unwrap()
}

fn emails(place: &Place) -> Vec<Value> {
    let text = fs::read_to_string(place.exported().join("emails.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn blob(place: &Place, email: &Value) -> String {
    fs::read_to_string(place.exported().join("blobs").join(email["blobId"].as_str().unwrap())).unwrap()
}

#[test]
fn mailboxes_are_the_folders() {
    let place = Place::empty();
    make_folder(&place.local().join("Inbox"), &[]);
    make_folder(&place.local().join("Trash"), &[]);
    make_folder(&place.local().join("work"), &[]);
    fs::create_dir(place.local().join("work.sbd")).unwrap();
    make_folder(&place.local().join("work.sbd/2023 äöü & more"), &[]);
    place.export(Kind::Jmap);
    let all = mailboxes(&place);
    let ids: BTreeMap<&str, &str> =
        all.iter().map(|one| (one["id"].as_str().unwrap(), one["name"].as_str().unwrap())).collect();
    let parent = |one: &Value| one["parentId"].as_str().map(|id| ids[id].to_owned());
    let shown: Vec<_> =
        all.iter().map(|one| (one["name"].as_str().unwrap(), one["role"].as_str(), parent(one))).collect();
    let expected = [
        ("Inbox", Some("inbox"), None),
        ("Trash", Some("trash"), None),
        ("work", None, None),
        ("2023 äöü & more", None, Some("work".to_owned())),
    ];
    assert_eq!(shown, expected);
    assert_eq!(all.iter().map(|one| one["sortOrder"].as_u64().unwrap()).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert!(all.iter().all(|one| one["isSubscribed"] == json!(true)));
    assert_eq!(emails(&place), Vec::<Value>::new());
}

#[test]
fn messages_become_imports() {
    let place = Place::empty();
    let marked =
        Message::new("a@x").flags(MessageFlags::READ | MessageFlags::FORWARDED | MessageFlags::IGNORED);
    let mut junk = Message::new("b@x").keywords("$label1 ToDo par(en");
    junk.junk = Some(100);
    make_folder(&place.local().join("work"), &[marked.clone(), junk]);
    let report = place.export(Kind::Jmap);
    assert_adds_up(&report);
    let (id, all) = (mailboxes(&place).last().unwrap()["id"].clone(), emails(&place));
    let expected = json!({
        "blobId": all[0]["blobId"],
        "mailboxIds": { (id.as_str().unwrap()): true },
        "keywords": { "$forwarded": true, "$muted": true, "$seen": true },
        "receivedAt": "2023-11-14T22:13:20Z",
    });
    assert_eq!((all.len(), &all[0]), (2, &expected));
    assert_eq!(all[1]["keywords"], json!({ "$junk": true, "$label1": true, "todo": true }));
    // As it was received: without Thunderbird's own fields, and with the line ends of RFC 5322.
    assert_eq!(blob(&place, &all[0]).trim_end(), marked.text().replace('\n', "\r\n").trim_end());
    assert_eq!(report.total().losses.get(&Loss::KeywordUnwritable), Some(&1));
    assert_eq!(report.folders[0].target, format!("Local Folders/emails.jsonl#{}", id.as_str().unwrap()));
}

/// The same mail in two folders: one blob, and a line for each, since their marks differ.
#[test]
fn copies_share_a_blob() {
    let place = Place::empty();
    let message = Message::new("a@x");
    make_folder(&place.local().join("one"), std::slice::from_ref(&message));
    make_folder(&place.local().join("two"), &[message.flags(MessageFlags::READ)]);
    place.export(Kind::Jmap);
    let all = emails(&place);
    assert_eq!((all.len(), all[0]["blobId"] == all[1]["blobId"]), (2, true));
    assert_ne!(all[0]["mailboxIds"], all[1]["mailboxIds"]);
    assert_eq!((&all[0]["keywords"], &all[1]["keywords"]), (&json!({}), &json!({ "$seen": true })));
    assert_eq!(names(&place.exported().join("blobs")).len(), 1);
}

/// JMAP knows no deleted messages. Asked for, they come without the mark, which is counted.
#[test]
fn deleted_messages() {
    let place = Place::empty();
    let deleted = Message::new("a@x").flags(MessageFlags::EXPUNGED);
    make_folder(&place.local().join("work"), &[deleted, Message::new("b@x")]);
    let report = place.export(Kind::Jmap);
    assert_eq!((emails(&place).len(), report.total().left_out), (1, 1));
    let options = Options { deleted: true, ..place.options(Kind::Jmap) };
    let report = place.run(&options).unwrap();
    assert_eq!((emails(&place).len(), report.total().losses.get(&Loss::Deleted)), (2, Some(&1)));
}

#[test]
fn a_second_run_changes_nothing_and_a_missing_blob_comes_back() {
    for profile in ["alice", "imap"] {
        let place = Place::copy(profile);
        let first = place.export(Kind::Jmap);
        assert_adds_up(&first);
        assert!(first.total().exported > 0, "{profile}");
        let before = snapshot(&place.out());
        let second = place.export(Kind::Jmap);
        assert_eq!(snapshot(&place.out()), before, "{profile}");
        assert_eq!((second.written.len(), &second.folders), (0, &first.folders));
        let is_blob =
            |path: &&std::path::PathBuf| path.parent().is_some_and(|folder| folder.ends_with("blobs"));
        let blob = before.keys().find(is_blob).unwrap();
        fs::remove_file(place.out().join(blob)).unwrap();
        place.export(Kind::Jmap);
        let bytes = |all: BTreeMap<_, (Vec<u8>, _)>| {
            all.into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
        };
        let after: BTreeMap<_, Vec<u8>> = bytes(snapshot(&place.out()));
        assert!(after == bytes(before), "{profile}");
    }
}

#[test]
fn a_dry_run_writes_nothing_and_says_the_same() {
    let place = Place::copy("alice");
    let dry = place.run(&Options { dry_run: true, ..place.options(Kind::Jmap) }).unwrap();
    assert!(!place.out().exists());
    assert_eq!(dry.folders, place.export(Kind::Jmap).folders);
}

/// Whoever names folders one by one may name them in any order, and twice.
#[test]
fn chosen_folders_go_to_the_bundles_of_their_accounts() {
    let place = Place::copy("alice");
    let all: Vec<usize> = (0..place.open().folders().len()).collect();
    place.export(Kind::Jmap);
    let before = snapshot(&place.out());
    fs::remove_dir_all(place.out()).unwrap();
    let folders = Some(all.iter().rev().chain(&all).copied().collect());
    place.run(&Options { folders, ..place.options(Kind::Jmap) }).unwrap();
    let after = snapshot(&place.out());
    let emails: Vec<_> = before.keys().filter(|path| path.ends_with("emails.jsonl")).collect();
    assert!(emails.len() > 2);
    for path in emails {
        assert!(before[path].0 == after[path].0, "{}", path.display());
    }
}

/// What was marked as deleted on a server went along, and was alive again wherever it was imported: JMAP has no such mark.
#[test]
fn messages_that_are_marked_as_deleted_on_the_server_are_left_out() {
    let place = Place::empty();
    place.prefs(
        "user_pref(\"mail.accountmanager.accounts\", \"account2\");\n\
         user_pref(\"mail.account.account2.server\", \"server2\");\n\
         user_pref(\"mail.server.server2.type\", \"imap\");\n\
         user_pref(\"mail.server.server2.hostname\", \"a.example\");\n\
         user_pref(\"mail.server.server2.userName\", \"anna\");\n\
         user_pref(\"mail.server.server2.name\", \"anna\");\n\
         user_pref(\"mail.server.server2.directory-rel\", \"[ProfD]ImapMail/a.example\");\n",
    );
    let server = place.profile().join("ImapMail/a.example");
    fs::create_dir_all(&server).unwrap();
    let marked = Message::new("a@x").flags(MessageFlags::IMAP_DELETED | MessageFlags::READ);
    let folder = [marked, Message::new("b@x")];
    make_folder(&server.join("INBOX"), &folder);
    let emails = || fs::read_to_string(place.out().join("anna/emails.jsonl")).unwrap().lines().count();
    let report = place.export(Kind::Jmap);
    assert_adds_up(&report);
    assert_eq!((emails(), report.total().exported, report.total().left_out), (1, 1, 1));
    let report = place.run(&Options { deleted: true, ..place.options(Kind::Jmap) }).unwrap();
    assert_eq!((emails(), report.total().losses.get(&Loss::Deleted)), (2, Some(&1)));
    // A Maildir has the mark.
    let report = place.export(Kind::Maildir);
    assert_eq!((report.total().exported, report.total().left_out), (2, 0));
    // On no server it says nothing, and this may be all there is of the mail.
    let place = Place::empty();
    make_folder(&place.local().join("work"), &folder);
    assert_eq!(place.export(Kind::Jmap).total().exported, 2);
}

/// The folders of blobs were said to be there as before when they were new.
#[test]
fn a_first_run_finds_nothing_as_before() {
    let place = Place::copy("alice");
    let first = place.export(Kind::Jmap);
    assert_eq!(first.unchanged, 0);
    let folders = first.written.iter().filter(|path| path.ends_with("blobs")).count();
    assert_eq!(folders, names(&place.out()).iter().filter(|name| place.out().join(name).is_dir()).count());
    let second = place.export(Kind::Jmap);
    assert_eq!((second.written.len(), second.unchanged > 0), (0, true));
}

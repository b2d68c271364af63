//! Maildirs: flags, keywords, names and times are what the summaries say.

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
use std::path::Path;
use std::time::UNIX_EPOCH;

use morkdb_export::{Kind, Loss};
use morkdb_folder::MessageFlags;
use support::{Message, Place, assert_adds_up, assert_same, make_folder, names, snapshot};

/// The letters behind the name of a message, by its Message-ID.
fn letters(maildir: &Path) -> BTreeMap<String, String> {
    let cur = maildir.join("cur");
    let one = |name: String| {
        let text = fs::read_to_string(cur.join(&name)).unwrap();
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default();
        (id.trim_matches(['<', '>']).to_owned(), name.split_once(":2,").unwrap().1.to_owned())
    };
    names(&cur).into_iter().map(one).collect()
}

#[test]
fn flags_and_keywords_become_letters() {
    let place = Place::empty();
    let all = MessageFlags::READ | MessageFlags::REPLIED | MessageFlags::MARKED | MessageFlags::FORWARDED;
    let messages = [
        Message::new("a").flags(all).keywords("$label1 work"),
        Message::new("b").keywords("work"),
        Message { junk: Some(100), ..Message::new("c").flags(MessageFlags::IMAP_DELETED) },
        Message { junk: Some(0), ..Message::new("d") }.flags(MessageFlags::ATTACHMENT),
    ];
    make_folder(&place.local().join("work"), &messages);
    make_folder(&place.local().join("Drafts"), &[Message::new("e")]);
    let report = place.export(Kind::Maildir);
    assert_adds_up(&report);
    let maildir = place.exported().join(".work");
    let keywords = fs::read_to_string(maildir.join("dovecot-keywords")).unwrap();
    assert_eq!(keywords, "0 work\n1 $Forwarded\n2 $HasAttachment\n3 $label1\n4 Junk\n5 NonJunk\n");
    let expected = [("a", "FPRSabd"), ("b", "a"), ("c", "Te"), ("d", "cf")];
    assert_eq!(letters(&maildir), expected.map(|(id, flags)| (id.to_owned(), flags.to_owned())).into());
    assert_eq!(letters(&place.exported().join(".Drafts"))["e"], "D");
    assert_eq!(report.total().exported, 5);
}

#[test]
fn messages_are_as_they_were_received() {
    let place = Place::empty();
    let message = Message { body: "From here on\nall is text\n".to_owned(), ..Message::new("quoted") };
    make_folder(&place.local().join("work"), std::slice::from_ref(&message));
    place.export(Kind::Maildir);
    let cur = place.exported().join(".work/cur");
    let name = names(&cur).remove(0);
    let size = message.text().len();
    assert!(name.starts_with("1700000000.") && name.ends_with(&format!(".mork,S={size}:2,")), "{name}");
    assert_eq!(fs::read_to_string(cur.join(&name)).unwrap(), message.text());
    let time = fs::metadata(cur.join(&name)).unwrap().modified().unwrap();
    assert_eq!(time.duration_since(UNIX_EPOCH).unwrap().as_secs(), 1_700_000_000);
    for part in ["new", "tmp"] {
        assert!(names(&place.exported().join(".work").join(part)).is_empty());
        assert!(names(&place.exported().join(part)).is_empty());
    }
    assert!(place.exported().join(".work/maildirfolder").is_file());
}

#[test]
fn an_inbox_is_the_top_and_folders_have_dots() {
    let place = Place::empty();
    let local = place.local();
    make_folder(&local.join("Inbox"), &[Message::new("a")]);
    fs::create_dir_all(local.join("Inbox.sbd")).unwrap();
    make_folder(&local.join("Inbox.sbd/v1.2 äöü & co"), &[Message::new("b")]);
    let report = place.export(Kind::Maildir);
    assert_eq!(letters(&place.exported()).len(), 1);
    let name = ".INBOX.v1%2e2 &AOQA9gD8- &- co";
    assert_eq!(letters(&place.exported().join(name)).len(), 1);
    let subscriptions = fs::read_to_string(place.exported().join("subscriptions")).unwrap();
    assert!(subscriptions.lines().any(|line| line == "INBOX"), "{subscriptions}");
    assert!(subscriptions.lines().any(|line| line == &name[1..]), "{subscriptions}");
    assert_eq!(report.total().losses.get(&Loss::FolderNameEscaped), Some(&1));
}

#[test]
fn there_are_26_letters_for_keywords() {
    let place = Place::empty();
    let message =
        |number: usize| Message::new(&format!("m{number}")).keywords(&format!("often key{number:02}"));
    let messages: Vec<_> = (0..30).map(message).collect();
    make_folder(&place.local().join("work"), &messages);
    let report = place.export(Kind::Maildir);
    assert_eq!(report.total().losses.get(&Loss::KeywordBeyond26), Some(&5));
    let maildir = place.exported().join(".work");
    let keywords = fs::read_to_string(maildir.join("dovecot-keywords")).unwrap();
    assert_eq!(keywords.lines().count(), 26);
    assert!(keywords.starts_with("0 often\n1 key00\n"));
    let letters = letters(&maildir);
    assert_eq!((letters["m0"].as_str(), letters["m24"].as_str(), letters["m25"].as_str()), ("ab", "az", "a"));
}

#[test]
fn copies_of_a_message_are_all_there() {
    let place = Place::empty();
    let copies = [Message::new("same"), Message::new("same"), Message::new("same")];
    make_folder(&place.local().join("work"), &copies);
    fs::remove_file(place.local().join("work.msf")).unwrap();
    let report = place.export(Kind::Maildir);
    assert_adds_up(&report);
    assert_eq!(names(&place.exported().join(".work/cur")).len(), 3);
    assert_eq!(report.total().exported, 3);
}

#[test]
fn changed_flags_rename_and_what_is_gone_stays() {
    let place = Place::empty();
    let folder = place.local().join("work");
    make_folder(&folder, &[Message::new("a"), Message::new("b")]);
    place.export(Kind::Maildir);
    let maildir = place.exported().join(".work");
    let before: BTreeMap<_, _> = snapshot(&maildir.join("cur"));
    make_folder(&folder, &[Message::new("a").flags(MessageFlags::READ)]);
    let report = place.export(Kind::Maildir);
    assert_eq!((report.stale, report.total().exported), (1, 1));
    let letters = letters(&maildir);
    assert_eq!((letters["a"].as_str(), letters["b"].as_str()), ("S", ""));
    assert_eq!(before.len(), 2);
}

/// Whatever Thunderbird wrote: each message of the summary that has mail is there, with its flags.
#[test]
fn a_profile_of_thunderbird_is_whole() {
    for name in ["alice", "imap"] {
        let place = Place::copy(name);
        let before = snapshot(&place.profile());
        let report = place.export(Kind::Maildir);
        assert_same(&place.profile(), &before, "the profile was touched");
        assert_adds_up(&report);
        let total = report.total();
        assert!(total.exported > 10, "{name}: {total:?}");
        let files: usize =
            snapshot(&place.out()).keys().filter(|path| path.parent().unwrap().ends_with("cur")).count();
        assert_eq!(files as u64, total.exported, "{name}");
    }
}

/// The keywords behind the letters of a name.
fn keywords(maildir: &Path, letters: &str) -> Vec<String> {
    let table = fs::read_to_string(maildir.join("dovecot-keywords")).unwrap_or_default();
    let name = |letter: u8| {
        let start = format!("{} ", letter - b'a');
        table.lines().find_map(|line| line.strip_prefix(start.as_str())).unwrap().to_lowercase()
    };
    letters.bytes().filter(u8::is_ascii_lowercase).map(name).collect()
}

/// What Thunderbird itself says of a message in its dump: the letters and the keywords that it should have.
fn expected(header: &serde_json::Value, is_drafts: bool) -> (String, Vec<String>) {
    let flags = header["flags"].as_u64().unwrap();
    let bits = [(0, 'D'), (4, 'F'), (0x1000, 'P'), (2, 'R'), (1, 'S'), (0x20_0000, 'T')];
    let is_set = |(bit, letter): &(u64, char)| flags & bit != 0 || (*letter == 'D' && is_drafts);
    let letters = bits.iter().filter(|bit| is_set(bit)).map(|(_, letter)| *letter).collect();
    let mut words: Vec<String> =
        header["keywords"].as_str().unwrap().to_lowercase().split_whitespace().map(str::to_owned).collect();
    words.retain(|word| !["junk", "nonjunk", "notjunk"].contains(&word.as_str()));
    match header["junkscore"].as_str() {
        Some("100") => words.push("junk".to_owned()),
        Some("0") => words.push("nonjunk".to_owned()),
        _ => {}
    }
    for (bit, word) in [(0x1000, "$forwarded"), (0x80_0000, "$mdnsent"), (0x1000_0000, "$hasattachment")] {
        if flags & bit != 0 && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words.sort();
    (letters, words)
}

#[test]
fn flags_and_keywords_are_those_that_thunderbird_shows() {
    let place = Place::copy("imap");
    let report = place.export(Kind::Maildir);
    let profile = place.open();
    let dump: Vec<serde_json::Value> =
        serde_json::from_slice(&fs::read(support::testdata("profile/imap.json")).unwrap()).unwrap();
    let mut compared = 0;
    for (entry, folder) in profile.folders().iter().zip(&report.folders) {
        let Some(theirs) = dump.iter().find(|folder| folder["folder"] == entry.uri.as_str()) else {
            continue;
        };
        let maildir = place.out().join(&folder.target);
        let ours = letters(&maildir);
        for header in theirs["headers"].as_array().unwrap() {
            let Some(letters) = ours.get(header["messageId"].as_str().unwrap()) else { continue };
            let mut words = keywords(&maildir, letters);
            words.retain(|word| word != "$followed" && word != "$muted");
            words.sort();
            let system: String = letters.chars().filter(char::is_ascii_uppercase).collect();
            let is_drafts = entry.role == Some(morkdb_profile::Role::Drafts);
            assert_eq!((system, words), expected(header, is_drafts), "{} {header}", entry.uri);
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

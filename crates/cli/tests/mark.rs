//! `mork mark` and `mork delete`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use std::path::{Path, PathBuf};

use common::{Run, mork, mork_with, scratch, testdata};
use serde_json::{Value, json};

const LOCAL: &str = "snapshots/local-04-threads-work.msf";
const NEWS: &str = "snapshots/news-04-expired-test.alpha.msf";
const IMAP: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";
const DRAFTS: &str = "profile/imap/ImapMail/127.0.0.1/Drafts.msf";
const TRASH: &str = "profile/imap/ImapMail/127.0.0.1/Trash.msf";
const MOVED: &str = "snapshots/imap-07-offline-move-archive.msf";

/// A folder of ours.
fn copy(name: &str, of: &str) -> PathBuf {
    let path = scratch(name).join(Path::new(of).file_name().unwrap());
    std::fs::copy(testdata(of), &path).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Runs a command on a folder, which stands before the other arguments.
fn on(path: &Path, command: &str, arguments: &[&str]) -> Run {
    mork(&[&[command, text(path)], arguments].concat())
}

fn message(path: &Path, key: u32) -> Value {
    let run = on(path, "messages", &["--format=json", "--where", &format!("key={key}")]);
    run.json()[0].clone()
}

fn counts(path: &Path) -> Value {
    let folder = on(path, "folder", &["--format=json"]).json();
    assert_eq!(folder["messages"], folder["counted"]);
    folder["messages"].clone()
}

fn operation(path: &Path, key: u32) -> Value {
    let all = on(path, "ops", &["--format=json"]).json();
    all.as_array().unwrap().iter().find(|operation| operation["key"] == key).cloned().unwrap_or_default()
}

fn is_whole(path: &Path) {
    let verdict = on(path, "check", &[]).stdout;
    assert!(verdict.contains("Thunderbird opens the whole file"), "{verdict}");
}

#[test]
fn marks_of_local_messages_and_the_counts_follow() {
    for writing in ["safe", "mozilla"] {
        let path = copy(&format!("mark-{writing}"), LOCAL);
        assert_eq!(counts(&path), json!({ "total": 300, "unread": 194 }));
        let marks =
            ["1", "2", "7", "--writing", writing, "--unread", "--star", "--tag=work", "--tag", "odd_one"];
        let run = on(&path, "mark", &[&marks[..], &["--untag", "mytag", "--forwarded"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stdout.starts_with(&format!("{}: marked 3 messages; appended ", path.display())),
            "{run:?}"
        );
        let unchanged = "the marks in the mailbox itself (X-Mozilla-Status, X-Mozilla-Keys) are unchanged, and come back with Repair Folder";
        assert_eq!(run.stderr, format!("{}: {unchanged}\n", path.display()));
        assert_eq!(counts(&path), json!({ "total": 300, "unread": 196 }));
        let seventh = message(&path, 7);
        assert_eq!(seventh["keywords"], json!(["junk", "$label3", "$label2", "odd_one"]));
        assert_eq!(seventh["flags"], json!(["unread", "starred", "forwarded"]));
        is_whole(&path);
        let run = on(&path, "mark", &["1", "2", "--star", "--unread", "--writing", writing]);
        let words = format!("{}: 2 messages are marked so already; nothing to write\n", path.display());
        assert_eq!((run.code, run.stdout, run.stderr), (0, words, String::new()));
        let run = on(&path, "mark", &["3", "1", "--read", "--writing", writing]);
        assert!(run.stdout.contains(": marked 1 of 2 messages, the others were so already; "), "{run:?}");
        let run = on(
            &path,
            "mark",
            &["1", "7", "--unstar", "--not-forwarded", "--untag", "Work", "--writing", writing],
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(message(&path, 7)["flags"], json!(["unread"]));
        assert_eq!(message(&path, 1)["tags"], json!(["odd_one"]));
        assert_eq!(counts(&path), json!({ "total": 300, "unread": 195 }));
    }
}

#[test]
fn threads_follow() {
    let path = copy("mark-threads", LOCAL);
    let unread = || {
        let threads = on(&path, "threads", &["--format=jsonl"]).lines();
        threads.iter().find(|thread| thread["threadKey"] == 176).unwrap()["numUnreadChildren"].clone()
    };
    assert_eq!(unread(), 3);
    assert_eq!(on(&path, "mark", &["194", "--read"]).code, 0);
    assert_eq!(unread(), 2);
    assert_eq!(on(&path, "delete", &["176", "212"]).code, 0);
    assert_eq!(unread(), 0);
}

#[test]
fn messages_are_named_in_several_ways() {
    let path = copy("mark-which", LOCAL);
    let run = mork_with(&["mark", text(&path), "-", "7", "--tag", "in"], b"key\n3\n\n5\r\n3\n");
    assert!(run.stdout.contains(": marked 3 messages; "), "{run:?}");
    let keys = on(&path, "messages", &["--where=keyword:in", "--columns=key", "--format=csv"]).stdout;
    assert_eq!(keys.split_whitespace().collect::<Vec<_>>(), ["key", "3", "5", "7"]);
    let run = mork_with(&["mark", text(&path), "-", "--untag", "in"], keys.as_bytes());
    assert!(run.stdout.contains(": marked 3 messages; "), "{run:?}");
    let run = on(&path, "mark", &["--where", "unread and subject:garden", "--read"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(on(&path, "messages", &["--where", "unread and subject:garden", "--format=jsonl"]).stdout, "");
    let before = std::fs::read(&path).unwrap();
    let run = on(&path, "mark", &["--where", "subject:\"no such thing\"", "--read"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(run.stderr, format!("{}: none of 300 messages is what was asked for\n", path.display()));
    let run = mork_with(&["delete", text(&path), "-"], b"\n");
    assert_eq!((run.code, run.stderr), (0, format!("{}: no key was given\n", path.display())));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn an_unknown_key_stops_all() {
    let path = copy("mark-unknown", LOCAL);
    let before = std::fs::read(&path).unwrap();
    for command in [&["mark", "--read"][..], &["delete"]] {
        let run = mork(&[command, &[text(&path), "1", "4000", "301"]].concat());
        assert_eq!((run.code, run.stdout.as_str()), (1, ""));
        let words = "there is no message with keys 4000, 301; nothing was written";
        assert_eq!(
            run.stderr,
            format!("mork: {}: {words}\nhint: `mork messages` shows the keys\n", path.display())
        );
    }
    let many = (1000..1025).map(|key: u32| key.to_string()).collect::<Vec<_>>().join("\n");
    let run = mork_with(&["delete", text(&path), "-"], many.as_bytes());
    assert!(run.code == 1 && run.stderr.contains(" 1019, and 5 more; nothing"), "{run:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_dry_run_shows_what_is_written_and_a_backup_what_was() {
    for command in [&["mark", "--where=unread", "--read", "--tag=later"][..], &["delete", "4", "9"]] {
        let path = copy("mark-dry", LOCAL);
        let before = std::fs::read(&path).unwrap();
        let arguments = [command, &[text(&path)]].concat();
        // The file stands before the keys.
        let arguments = match command[0] {
            "delete" => vec!["delete", text(&path), "4", "9"],
            _ => arguments,
        };
        let dry = mork(&[&arguments[..], &["-n"]].concat());
        assert_eq!(dry.code, 0);
        let planned = format!("{}: would append ", path.display());
        assert!(dry.stderr.starts_with(&planned), "{}", dry.stderr);
        assert_eq!(std::fs::read(&path).unwrap(), before);
        let run = mork(&[&arguments[..], &["--backup"]].concat());
        assert!(run.stdout.starts_with(&format!("{0}: copied to {0}.~1~\n", path.display())), "{run:?}");
        assert_eq!(std::fs::read(&path).unwrap(), [&before, dry.stdout.as_bytes()].concat());
        assert_eq!(std::fs::read(format!("{}.~1~", path.display())).unwrap(), before);
    }
}

#[test]
fn junk_is_what_the_user_says() {
    let path = copy("mark-junk", LOCAL);
    assert_eq!(on(&path, "mark", &["1", "--junk"]).code, 0);
    let cells = message(&path, 1)["cells"].clone();
    assert_eq!((&cells["junkscore"], &cells["junkscoreorigin"]), (&json!("100"), &json!("user")));
    assert_eq!(on(&path, "mark", &["1", "--not-junk"]).code, 0);
    assert_eq!(message(&path, 1)["cells"]["junkscore"], "0");
    let run = on(&path, "mark", &["1", "--not-junk"]);
    assert!(run.stdout.ends_with(": 1 message is marked so already; nothing to write\n"), "{run:?}");
}

#[test]
fn imap_changes_are_recorded_for_the_server() {
    for writing in ["safe", "mozilla"] {
        let path = copy(&format!("mark-imap-{writing}"), IMAP);
        let before = counts(&path);
        assert_eq!(operation(&path, 9), Value::Null);
        let marks =
            ["9", "8", "--read", "--unstar", "--tag=odd", "--untag=proj", "--junk", "--writing", writing];
        let run = on(&path, "mark", &marks);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let recorded = "the change is recorded, which Thunderbird sends to the IMAP server when it next opens the folder online";
        assert_eq!(run.stderr, format!("{}: {recorded}\n", path.display()));
        let ninth = operation(&path, 9);
        assert_eq!(ninth["operations"], json!(["flags-changed", "add-keywords", "remove-keywords"]));
        assert_eq!((&ninth["newFlags"], &ninth["keywordsToAdd"]), (&json!(1), &json!(["odd", "Junk"])));
        assert_eq!(ninth["keywordsToRemove"], json!(["NonJunk"]));
        // Replied and forwarded stay.
        assert_eq!(operation(&path, 8)["newFlags"], 0x43);
        // The keywords that stand for junk are the server's to give.
        assert_eq!(message(&path, 9)["keywords"], json!(["odd"]));
        assert_eq!(counts(&path)["unread"].as_u64().unwrap() + 2, before["unread"].as_u64().unwrap());
        is_whole(&path);
        // Nothing changes, and nothing more is recorded.
        let run = on(&path, "mark", &["9", "--read", "--writing", writing]);
        assert!(
            run.stdout.ends_with("marked so already; nothing to write\n") && run.stderr.is_empty(),
            "{run:?}"
        );
        let run = on(&path, "mark", &["9", "--not-junk", "--replied", "--writing", writing]);
        assert_eq!(run.code, 0);
        let ninth = operation(&path, 9);
        assert_eq!((&ninth["newFlags"], &ninth["keywordsToAdd"]), (&json!(3), &json!(["odd", "NonJunk"])));
        assert_eq!(ninth["keywordsToRemove"], json!(["Junk"]));
    }
}

#[test]
fn what_kind_of_server_it_is_can_be_said() {
    let path = copy("mark-server", IMAP);
    let run = on(&path, "mark", &["9", "--read", "--server=local"]);
    assert!(run.stderr.contains("X-Mozilla-Status"), "{run:?}");
    assert_eq!(operation(&path, 9), Value::Null);
    let run = on(&path, "delete", &["9", "--server", "local"]);
    assert!(
        run.code == 0 && run.stderr.contains("stays in the mailbox until the folder is compacted"),
        "{run:?}"
    );
    let path = copy("mark-server-imap", LOCAL);
    let run = on(&path, "mark", &["1", "--unread", "--server", "imap"]);
    assert!(run.stderr.contains("the change is recorded"), "{run:?}");
    assert_eq!(operation(&path, 1)["newFlags"], 0);
}

#[test]
fn what_news_folders_do_not_say_is_told() {
    let path = copy("mark-news", NEWS);
    let run = on(&path, "mark", &["--where=unread", "--read"]);
    assert!(run.code == 0 && run.stderr.contains(": the newsrc file, "), "{run:?}");
    assert_eq!(counts(&path)["unread"], 0);
    assert_eq!(on(&path, "mark", &["5", "--star"]).stderr, "");
    let run = on(&path, "delete", &["5"]);
    assert!(
        run.code == 0 && run.stderr.ends_with(": the articles themselves stay on the server\n"),
        "{run:?}"
    );
}

#[test]
fn what_exchange_does_not_hear_of_is_told() {
    let path = copy("mark-exchange", LOCAL);
    assert_eq!(mork(&["set", text(&path), "1:dbfolderinfo", "ewsId", "AQMk="]).code, 0);
    for (command, arguments) in [("mark", &["1", "--unread"][..]), ("delete", &["1"])] {
        let run = on(&path, command, arguments);
        assert!(run.code == 0 && run.stderr.contains(": the Exchange server does not hear "), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    }
}

#[test]
fn deleted_local_messages_leave_the_folder() {
    for writing in ["safe", "mozilla"] {
        let path = copy(&format!("delete-{writing}"), LOCAL);
        let run = on(&path, "delete", &["1", "2", "3", "--writing", writing]);
        assert!(
            run.stdout.starts_with(&format!("{}: deleted 3 messages; appended ", path.display())),
            "{run:?}"
        );
        assert!(
            run.stderr.contains(": the mail itself stays in the mailbox until the folder is compacted, ")
        );
        assert_eq!(counts(&path), json!({ "total": 297, "unread": 193 }));
        assert_eq!(message(&path, 2), Value::Null);
        is_whole(&path);
        assert_eq!(on(&path, "delete", &["2", "--writing", writing]).code, 1);
        for how in [&["--remove"][..], &["--mark"], &["--to-trash", "imap://a@b/Trash"]] {
            let run = on(&path, "delete", &[&["4"], how].concat());
            assert!(run.code == 2 && run.stderr.contains(": this is no IMAP folder: "), "{run:?}");
        }
        // A maildir keeps the files.
        std::fs::create_dir_all(path.with_extension("").join("cur")).unwrap();
        let run = on(&path, "delete", &["4", "--writing", writing]);
        assert!(run.code == 0 && run.stderr.contains(" stay in the maildir, "), "{run:?}");
    }
}

#[test]
fn deletions_of_imap_messages_are_recorded() {
    for writing in ["safe", "mozilla"] {
        let path = copy(&format!("delete-imap-{writing}"), IMAP);
        let total = counts(&path)["total"].as_u64().unwrap();
        let before = std::fs::read(&path).unwrap();
        let run = on(&path, "delete", &["9"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains("\nhint: give --to-trash URI, --remove or --mark "), "{run:?}");
        for uri in ["Trash", "imap://a@b", "imap:///x", "imap://a@b/My Trash", "mailbox://a@b/Trash"] {
            let run = on(&path, "delete", &["9", "--to-trash", uri]);
            assert!(run.code == 2 && run.stderr.contains("this is no URI of an IMAP folder"), "{run:?}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
        let uri = "imap://alice@127.0.0.1/Trash";
        let run = on(&path, "delete", &["9", "8", "--to-trash", uri, "--writing", writing]);
        assert!(run.code == 0 && run.stdout.contains(": deleted 2 messages; "), "{run:?}");
        assert!(run.stderr.contains(": the deletion is recorded, which Thunderbird sends "), "{run:?}");
        let ninth = operation(&path, 9);
        assert_eq!((&ninth["operations"], &ninth["destination"]), (&json!(["moved"]), &json!(uri)));
        assert_eq!(on(&path, "delete", &["10", "--remove", "--writing", writing]).code, 0);
        assert_eq!(operation(&path, 10)["newFlags"], 9);
        assert_eq!(counts(&path)["total"], total - 3);
        let run = on(&path, "delete", &["12", "--mark", "--writing", writing]);
        assert!(run.stdout.contains(": marked 1 message as deleted; "), "{run:?}");
        assert_eq!(operation(&path, 12)["newFlags"], 9);
        assert!(message(&path, 12)["flags"].as_array().unwrap().contains(&json!("deleted")));
        assert_eq!(counts(&path)["total"], total - 3);
        is_whole(&path);
    }
}

#[test]
fn in_the_trash_and_among_drafts_nothing_has_to_be_said() {
    let path = copy("delete-trash", TRASH);
    let run = on(&path, "delete", &["2"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(operation(&path, 2)["newFlags"], 9);
    // The server never had it.
    let path = copy("delete-draft", DRAFTS);
    assert_ne!(operation(&path, 4_294_967_168), Value::Null);
    let run = on(&path, "delete", &["4294967168", "--remove"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(operation(&path, 4_294_967_168), Value::Null);
}

#[test]
fn what_was_moved_here_offline_cannot_be_deleted_here() {
    let path = copy("delete-moved", MOVED);
    let before = std::fs::read(&path).unwrap();
    let run = on(&path, "delete", &["1", "4294967168", "--remove"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains(" moved here ") && run.stderr.contains(" 4294967168; nothing was written"),
        "{run:?}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_folder_cache_that_hides_operations_is_told() {
    let path = copy("mark-cache", MOVED);
    let cache = path.with_file_name("folderCache.json");
    for (entry, is_told) in [
        (json!({ "flags": 4 }), true),
        (json!({ "flags": 0x1000_0004 }), false),
        (json!({ "totalMsgs": 4 }), false),
        (Value::Null, false),
    ] {
        let content = if entry.is_null() { json!({}) } else { json!({ text(&path): entry }) };
        std::fs::write(&cache, content.to_string()).unwrap();
        let star = if is_told { "--star" } else { "--unstar" };
        std::fs::copy(testdata(MOVED), &path).unwrap();
        on(&path, "mark", &["1", if is_told { "--unstar" } else { "--star" }]);
        let run = on(&path, "mark", &["1", star]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(
            run.stderr.contains(&format!("hint: delete {}, ", cache.display())),
            is_told,
            "{entry}: {run:?}"
        );
    }
}

#[test]
fn a_wrong_command_line_changes_nothing() {
    let path = copy("mark-wrong", LOCAL);
    let before = std::fs::read(&path).unwrap();
    let file = text(&path);
    for arguments in [
        &["mark", file, "1"][..],
        &["mark", file, "--read"],
        &["mark", file, "1", "--read", "--unread"],
        &["mark", file, "1", "--where=unread", "--read"],
        &["mark", file, "x", "--read"],
        &["mark", file, "1F", "--read"],
        &["mark", file, "4294967296", "--read"],
        &["mark", file, "1", "--tag", "two words"],
        &["mark", file, "1", "--tag", ""],
        &["mark", file, "1", "--tag", "xx", "--untag", "XX"],
        &["mark", file, "1", "--tag", "work", "--untag", "$label2"],
        &["mark", file, "--where", "from:", "--read"],
        &["mark", "-", "1", "--read"],
        &["mark", "nowhere.msf", "1", "--read"],
        &["mark", "valid/05-escapes.msf", "1", "--read", "-n"],
        &["delete", file],
        &["delete", file, "1", "--remove", "--mark"],
        &["watch"],
        &["watch", "-"],
        &["watch", file, "--interval", "0"],
    ] {
        let run = mork(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty());
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let run = mork(&["mark", "valid/05-escapes.msf", "1", "--read", "-n"]);
    assert!(run.stderr.contains("no summary of a mail folder"), "{run:?}");
}

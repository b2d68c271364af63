//! `mork search` and `mork cat`, as they are typed.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test"
)]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;

use common::profile::{ALICE, archive, copy_of_alice, on_a_terminal, shown, transcript};
use common::{command, mork, scratch, testdata};
use morkdb::OpenOptions;
use morkdb_folder::{DetachedHeader, Folder, NewKey, Protocol};

const DEST: &str = "profile/alice/Mail/Local Folders/dest.msf";
const MAILDIR: &str = "profile/alice/Mail/mail.example.org/Inbox.msf";
const INBOX: &str = "profile/alice/ImapMail/127.0.0.1/INBOX.msf";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn searches_as_typed() {
    transcript(
        "search",
        &[
            &["search", ALICE, "starred date<2023-11-18", "--utc"],
            &["search", ALICE, "tag:important", "--utc", "--account=Local Folders"],
            &["search", ALICE, "starred", "--utc", "--limit=3", "--width=80"],
            &["search", ALICE, "from:anna", "--utc", "--folder=INBOX", "--limit=2", "--format=csv"],
            &[
                "search",
                ALICE,
                "junk",
                "--columns=account,folder,file,key,tags,date",
                "--utc",
                "--limit=2",
                "--format=json",
            ],
            &["search", ALICE, "size>1G"],
            &["search", ALICE, "size>1G", "--format=json"],
            &["search", ALICE, "size>1G", "--format=csv"],
            &["search", ALICE, "unread and fron:anna"],
            &["search", "no-such-profile", "(unread"],
            &["search", ALICE, "unread", "--columns=foldr"],
            &["search", ALICE, "unread", "--columns=subjekt"],
            &["search", ALICE],
        ],
    );
}

/// What is found is what `mork messages` finds in each folder, in their order.
#[test]
fn a_search_is_one_of_all_folders() {
    let query = "not read (from:anna or tagged or attachment)";
    let mut expected = Vec::new();
    for folder in mork(&["folders", ALICE, "--format=jsonl"]).lines() {
        let Some(file) = folder["summary"].as_str().filter(|_| folder["savedSearch"].is_null()) else {
            continue;
        };
        for message in mork(&["messages", file, "--where", query, "--format=jsonl"]).lines() {
            expected.push((folder["path"].clone(), message["key"].clone(), message["messageId"].clone()));
        }
    }
    assert!(expected.len() > 50);
    for _ in 0..3 {
        let found = mork(&["search", ALICE, query, "--format=jsonl"]).lines();
        let found: Vec<_> = found
            .iter()
            .map(|message| (message["folder"].clone(), message["key"].clone(), message["messageId"].clone()))
            .collect();
        assert_eq!(found, expected);
    }
    let array = mork(&["search", ALICE, query, "--format=json"]).json();
    assert_eq!(array.as_array().unwrap().len(), expected.len());
    let csv = mork(&["search", ALICE, query, "--format=csv", "--columns=folder,key"]).stdout;
    assert_eq!(csv.lines().count(), expected.len() + 1);
}

#[test]
fn a_limit_takes_the_first() {
    let keys = |limit: &str| {
        mork(&["search", ALICE, "unread", "--format=csv", "--columns=folder,key", limit]).stdout
    };
    let all = keys("--limit=100000");
    for limit in [1_usize, 77, 78, 200] {
        let first = keys(&format!("--limit={limit}"));
        assert_eq!(first.lines().count(), limit + 1);
        assert!(all.starts_with(&first));
    }
}

/// The user calls `$label4` otherwise than Thunderbird does.
#[test]
fn tags_have_the_names_of_the_profile() {
    let found = |query: &str| mork(&["search", ALICE, query, "--format=jsonl", "--columns=tags"]).lines();
    assert_eq!(found("tag:aufgaben")[0]["tags"][0], "Aufgaben");
    assert!(found("tag:'to do'").is_empty());
    assert_eq!(found("tag:$label4").len(), found("tag=aufgaben").len());
    assert!(found("tag='my tag'").len() > 1);
}

#[test]
fn a_folder_without_summary_is_searched_in_its_mail() {
    let profile = copy_of_alice("search-missing");
    std::fs::remove_file(profile.join("Mail/Local Folders/dest.msf")).unwrap();
    let ids = |profile: &str| -> BTreeSet<String> {
        let found = mork(&[
            "search",
            profile,
            "from:anna",
            "--folder=dest",
            "--format=jsonl",
            "--columns=message-id",
        ]);
        found.lines().iter().map(|message| message["messageId"].to_string()).collect()
    };
    assert!(!ids(ALICE).is_empty());
    assert_eq!(ids(text(&profile)), ids(ALICE));
    let run = mork(&["search", text(&profile), "from:anna", "--folder=dest"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("dest.msf: there is no summary, so the mail was read\n"), "{}", run.stderr);
    let elsewhere = mork(&["search", text(&profile), "from:anna", "--folder=work"]);
    assert_eq!((elsewhere.code, elsewhere.stderr.as_str()), (0, ""));
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let mut child = command(&["search", ALICE, "unread or read", "--format=jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

/// The summary of a folder with one message.
fn summary(path: &Path, subject: &str) {
    let mut message = DetachedHeader::new();
    message.edit().set_subject(subject).unwrap();
    let mut folder = Folder::create(&OpenOptions::default(), path, Protocol::Imap).unwrap();
    folder.add(&message, NewKey::Next).unwrap();
    folder.compress().unwrap();
}

/// The first result is here before the last folder is read: who has seen it can still change what is found there. What the program may
/// hold back is 16 MiB, and a result of each thread; what was found in the folders between is more, and nobody takes it.
#[test]
fn the_first_result_is_shown_before_the_last_folder_is_read() {
    let root = scratch("search-streams");
    let folders = root.join("ImapMail/mail.example");
    std::fs::create_dir_all(&folders).unwrap();
    let threads = std::thread::available_parallelism().unwrap().get();
    let (count, long) = (24 + threads, "long ".repeat((1 << 20) / 5 + 1));
    for number in 0..count {
        summary(&folders.join(format!("folder{number:05}.msf")), &long);
    }
    let (last, new) = (folders.join(format!("folder{count:05}.msf")), root.join("new.msf"));
    summary(&last, "as it was when the search began");
    summary(&new, "as it was behind the first result");
    let mut child =
        command(&["search", text(&root), "read or unread", "--format=jsonl", "--columns=subject"])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.starts_with("{\"subject\":\"long long "), "{}", &first[..100]);
    std::fs::rename(&new, &last).unwrap();
    assert_eq!(
        lines.by_ref().take(count - 1).map(Result::unwrap).filter(|line| *line == first).count(),
        count - 1
    );
    assert_eq!(lines.next().unwrap().unwrap(), "{\"subject\":\"as it was behind the first result\"}");
    assert!(lines.next().is_none());
    child.wait().unwrap();
}

/// The bar is wiped off before lines are written, and is gone at the end.
#[test]
fn a_search_on_a_terminal() {
    let query = ["search", ALICE, "starred", "--utc"];
    let Some((code, terminal)) = on_a_terminal(&query) else { return };
    assert_eq!(code, 0, "{terminal}");
    assert!(terminal.contains("searching "), "{terminal}");
    let lines: Vec<_> = shown(&terminal).into_iter().filter(|line| !line.is_empty()).collect();
    let piped = mork(&[&query[..], &["--width=100"]].concat());
    assert_eq!(lines, piped.stdout.lines().collect::<Vec<_>>());
    assert_eq!(piped.stderr, "");
}

#[test]
fn cat_as_typed() {
    transcript(
        "cat",
        &[
            &["cat", DEST, "1"],
            &["cat", MAILDIR, "4"],
            &["cat", DEST, "1", "2"],
            &["cat", DEST, "4711"],
            &["cat", "profile/alice/ImapMail/127.0.0.1/Sent.msf", "8"],
            &["cat", ALICE, "1"],
            &["cat", "no-such-folder.msf", "1"],
            &["cat", DEST, "one"],
        ],
    );
}

/// The message of each key has the Message-ID that the summary has.
#[test]
fn messages_are_those_of_their_keys() {
    for file in [DEST, MAILDIR, INBOX] {
        let mut printed = 0;
        for message in mork(&["messages", file, "--format=jsonl", "--columns=key,message-id"]).lines() {
            let output = command(&["cat", file, &message["key"].to_string()]).output().unwrap();
            if output.status.success() {
                let id = format!("<{}>", message["messageId"].as_str().unwrap());
                assert!(String::from_utf8_lossy(&output.stdout).contains(&id), "{file} {message}");
                printed += 1;
            }
        }
        assert!(printed > 20, "{file}: {printed}");
    }
}

/// Where the mail has moved in its file, it is found by its Message-ID, and that is said.
#[test]
fn mail_that_has_moved_is_found() {
    let profile = copy_of_alice("cat-moved");
    let mbox = profile.join("Mail/Local Folders/dest");
    let mut bytes = b"From - Mon Jan  1 00:00:00 2024\nSubject: new\n\nnew\n\n".to_vec();
    bytes.extend(std::fs::read(&mbox).unwrap());
    std::fs::write(&mbox, bytes).unwrap();
    let moved = mork(&["cat", text(&mbox), "1"]);
    assert_eq!(moved.stdout, mork(&["cat", DEST, "1"]).stdout);
    assert!(
        moved.stderr.contains("message 1 is not where the summary says; found by its Message-ID"),
        "{}",
        moved.stderr
    );
}

/// A folder on the disk that only holds others looked like an empty mail folder.
#[test]
fn what_is_no_mail_folder_is_said_to_be_none() {
    let run = mork(&["cat", "profile/alice/Mail/Local Folders", "1"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("this is no mail folder\nhint: "), "{}", run.stderr);
}

/// One summary that cannot be read is one line, in which its path stands once.
#[test]
fn a_folder_that_cannot_be_read_is_a_line() {
    let profile = copy_of_alice("search-damage");
    std::fs::write(profile.join("ImapMail/127.0.0.1/Sent.msf"), "this is no summary\n").unwrap();
    let run = mork(&["search", text(&profile), "starred", "--folder=Sent"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(
        (
            run.stderr.lines().filter(|line| line.starts_with("warning: ")).count(),
            run.stderr.matches("Sent.msf").count()
        ),
        (1, 1),
        "{}",
        run.stderr
    );
}

/// What `--mbox` prints is an mbox: a summary of it has the same messages.
#[test]
fn several_messages_are_an_mbox() {
    let keys: Vec<_> = mork(&["messages", DEST, "--format=csv", "--columns=key"])
        .stdout
        .lines()
        .skip(1)
        .map(str::to_owned)
        .collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    let output = command(&[&["cat", "--mbox", DEST], &keys[..]].concat()).output().unwrap();
    assert!(output.status.success());
    let starts = output.stdout.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"From ")).count();
    assert_eq!(starts, keys.len());
    let profile = common::scratch("cat-mbox").join("Mail/Local Folders");
    std::fs::create_dir_all(&profile).unwrap();
    std::fs::write(profile.join("all"), &output.stdout).unwrap();
    let folders =
        mork(&["folders", text(profile.parent().unwrap().parent().unwrap()), "--format=json"]).json();
    assert_eq!(folders[0]["total"], keys.len());
    assert!(testdata(DEST).exists());
}

/// Whoever is impatient with a profile in an archive does not leave all the mail of it in the temporary folder.
#[cfg(unix)]
#[test]
fn what_was_unpacked_goes_when_the_search_is_interrupted() {
    use std::io::Write as _;

    let root = scratch("search-interrupted");
    let (archive, temporary) = (root.join("alice.zip"), root.join("tmp"));
    std::fs::create_dir(&temporary).unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).unwrap());
    let summary = std::fs::read(testdata(ALICE).join("Mail/Local Folders/dest.msf")).unwrap();
    for number in 0..200 {
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(format!("alice/Mail/Local Folders/dest{number}.msf"), options).unwrap();
        zip.write_all(&summary).unwrap();
    }
    zip.start_file("alice/prefs.js", zip::write::SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap();
    let mut child = command(&["search", archive.to_str().unwrap(), "read or unread", "--format=jsonl"])
        .env("TMPDIR", &temporary)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with('{'));
    // The rest is more than a pipe holds: it waits.
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 1);
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::INT)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
}

/// Files in an archive were shown where it was unpacked to, and warnings named them so; that folder is gone when the program ends.
#[test]
fn what_is_in_an_archive_is_shown_in_it() {
    let profile = copy_of_alice("search-archive");
    let local = profile.join("Mail/Local Folders");
    std::fs::remove_file(local.join("dest.msf")).unwrap();
    std::fs::write(profile.join("ImapMail/127.0.0.1/Sent.msf"), "no summary").unwrap();
    std::fs::write(profile.join("folderCache.json"), "no JSON").unwrap();
    let zip = profile.with_file_name("alice.zip");
    archive(&profile, &zip);
    let zip = text(&zip);
    let inner = |path: &str| format!("{zip}/{path}");
    let run = mork(&["search", zip, "read or unread", "--format=jsonl", "--columns=file,key,subject"]);
    assert!(!run.stdout.contains("mork-profile-") && !run.stderr.contains("mork-profile-"), "{}", run.stderr);
    for said in ["folderCache.json: ", "Mail/Local Folders/dest.msf: ", "ImapMail/127.0.0.1/Sent.msf: "] {
        assert!(run.stderr.contains(&format!("warning: {}", inner(said))), "{said}: {}", run.stderr);
    }
    let work = inner("Mail/Local Folders/work.msf");
    let found = run.lines();
    let message = found.iter().find(|message| message["file"] == work.as_str()).unwrap();
    let folders = mork(&["folders", zip, "--format=jsonl"]);
    assert!(!folders.stdout.contains("mork-profile-") && !folders.stderr.contains("mork-profile-"));
    assert!(
        folders.lines().iter().any(|folder| folder["summary"] == work.as_str()
            && folder["mail"] == work.strip_suffix(".msf").unwrap())
    );
    for command in [&["unread", zip][..], &["accounts", zip, "--format=json"], &["contacts", zip]] {
        let run = mork(command);
        assert!(!run.stdout.contains("mork-profile-") && !run.stderr.contains("mork-profile-"), "{run:?}");
    }

    let key = message["key"].to_string();
    let of_folder = command(&["cat", text(&local.join("work.msf")), &key]).output().unwrap();
    let of_archive = command(&["cat", &work, &key]).output().unwrap();
    assert!(of_folder.status.success() && of_folder.stdout == of_archive.stdout, "{of_archive:?}");
    let damaged = mork(&["cat", &inner("ImapMail/127.0.0.1/Sent.msf"), "1"]);
    assert!(damaged.code == 2 && !damaged.stderr.contains("mork-profile-"), "{damaged:?}");
    for (path, said) in [("Mail/nothing.msf", "this is no mail folder"), ("../x", "leads out of the archive")]
    {
        let run = mork(&["cat", &inner(path), "1"]);
        assert!(run.code == 2 && run.stderr.contains(said) && run.stderr.contains(zip), "{run:?}");
    }
    let other = mork(&["cat", &format!("{}/x.msf", text(&profile.join("prefs.js"))), "1"]);
    assert!(other.code == 2 && other.stderr.contains("prefs.js"), "{other:?}");
}

/// Without summaries, the bar was full from the beginning, of 0 bytes: it is mail that is read then.
#[test]
fn a_search_of_mail_shows_how_far_it_is() {
    let profile = copy_of_alice("search-bar");
    let local = profile.join("Mail/Local Folders");
    let mail = std::fs::read(local.join("work")).unwrap();
    for name in ["work", "dest", "Trash", "archive"] {
        std::fs::remove_file(local.join(name).with_extension("msf")).unwrap();
        std::fs::write(local.join(name), &mail).unwrap();
    }
    for arguments in [
        &["search", text(&profile), "starred", "--account=Local Folders"][..],
        &["folders", text(&profile), "--folder=work", "--folder=dest"],
    ] {
        let Some((_, terminal)) = on_a_terminal(arguments) else { return };
        assert!(terminal.contains("% of ") && !terminal.contains("% of 0 B"), "{terminal}");
    }
}

//! `mork profiles`, `accounts`, `folders` and `unread`, as they are typed.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test"
)]

mod common;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use common::profile::{ALICE, copy_of_alice, fingerprint, on_a_terminal, shown, transcript};
use common::{command, mork, scratch, testdata};
use serde_json::Value;

const IMAP: &str = "profile/imap";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn folders_as_typed() {
    transcript(
        "folders",
        &[
            &["folders", ALICE],
            &["folders", ALICE, "--account", "Local Folders", "--width", "60"],
            &["folders", ALICE, "--folder", "*/q4*", "--folder", "local folders/archive"],
            &["folders", ALICE, "--account=account3", "--format=csv"],
            &["folders", ALICE, "--folder=Saved älpha", "--format=json"],
            &["folders", "no-such-profile"],
            &["folders", "probes"],
            &["folders", ALICE, "--account", "lokal folders"],
            &["folders", ALICE, "--account", "nobody"],
            &["folders", ALICE, "--folder", "arcive"],
        ],
    );
}

#[test]
fn accounts_as_typed() {
    transcript(
        "accounts",
        &[&["accounts", ALICE], &["accounts", ALICE, "--format", "json"], &["accounts", "truth"]],
    );
}

#[test]
fn unread_as_typed() {
    transcript(
        "unread",
        &[
            &["unread", ALICE],
            &["unread", ALICE, "--all", "--account=Local Folders"],
            &["unread", ALICE, "--count"],
            &["unread", ALICE, "--count", "--folder=INBOX"],
            &["unread", ALICE, "--format=plain", "--account=account4"],
            &["unread", ALICE, "--format=json", "--account=account3"],
            &["unread", ALICE, "--format=jsonl", "--account=account3"],
            &["unread", ALICE, "--folder=Templates"],
            &["unread", ALICE, "--count", "--all"],
        ],
    );
}

#[test]
fn profiles_as_typed() {
    transcript(
        "profiles",
        &[
            &["profiles", "profile"],
            &["profiles", "profile", "--format=json"],
            &["profiles", "profile/alice", "profile/imap", "--format=jsonl"],
            &["profiles", "probes"],
            &["profiles", "no-such-folder"],
            &["profiles", "profile", "--format=csv"],
        ],
    );
}

#[test]
fn help_as_typed() {
    for command in [
        "profiles",
        "accounts",
        "folders",
        "unread",
        "search",
        "cat",
        "export",
        "contacts",
        "history",
        "anonymize",
    ] {
        transcript(&format!("help-{command}"), &[&[command, "--help"]]);
    }
}

/// Folders, their true names and what is in them, as Thunderbird itself says.
#[test]
fn folders_are_those_that_thunderbird_sees() {
    let dump: Value = serde_json::from_slice(&std::fs::read(testdata("profile/imap.json")).unwrap()).unwrap();
    let folders = mork(&["folders", IMAP, "--format=jsonl"]).lines();
    let mut seen = 0;
    for theirs in dump.as_array().unwrap() {
        let Some(ours) = folders.iter().find(|ours| ours["uri"] == theirs["folder"]) else { continue };
        let headers = theirs["headers"].as_array().unwrap();
        let unread = headers.iter().filter(|header| header["flags"].as_u64().unwrap() & 1 == 0).count();
        assert_eq!(ours["total"], headers.len(), "{}", theirs["folder"]);
        assert_eq!(ours["unread"], unread, "{}", theirs["folder"]);
        seen += 1;
    }
    assert!(seen >= 10, "{seen}");
    assert!(folders.iter().any(|folder| folder["path"] == "Projects/αβγ"));
}

#[test]
fn sums_add_up() {
    let folders = mork(&["folders", ALICE, "--format=json"]).json();
    let sum = |name: &str| {
        folders.as_array().unwrap().iter().map(|folder| folder[name].as_u64().unwrap()).sum::<u64>()
    };
    let table = mork(&["folders", ALICE]).stdout;
    let last: Vec<_> = table.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(last[2..4], [sum("total").to_string(), sum("unread").to_string()]);
    assert_eq!(mork(&["unread", ALICE, "--count"]).stdout, format!("{}\n", sum("unread")));
    assert_eq!(mork(&["unread", ALICE, "--format=json"]).json()["unread"], sum("unread"));
}

/// Each command reads, and nothing else: the profile is the same to the byte and to the times of files and folders.
#[test]
fn nothing_of_a_profile_is_touched() {
    let profile = testdata(ALICE);
    let before = fingerprint(&profile);
    let target = scratch("untouched");
    for arguments in [
        &["profiles", "profile"][..],
        &["accounts", ALICE],
        &["folders", ALICE],
        &["unread", ALICE],
        &["search", ALICE, "starred"],
        &["cat", &format!("{ALICE}/Mail/Local Folders/dest"), "1"],
        &["export", ALICE, "--to=mbox", "--out", text(&target)],
        &["export", ALICE, "--to=maildir", "--dry-run", "-o", "nowhere"],
    ] {
        assert!(mork(arguments).code < 2, "{arguments:?}");
        assert!(before == fingerprint(&profile), "{arguments:?}");
    }
    assert!(!testdata("nowhere").exists());
}

/// One bad file is one line, and the rest goes on.
#[test]
fn damage_is_a_line_each() {
    let profile = copy_of_alice("damage");
    let local = profile.join("Mail/Local Folders");
    std::fs::remove_file(local.join("dest.msf")).unwrap();
    let work = std::fs::read(local.join("work.msf")).unwrap();
    std::fs::write(local.join("work.msf"), &work[..work.len() / 2]).unwrap();
    std::fs::write(profile.join("ImapMail/127.0.0.1/Sent.msf"), "this is no summary\n").unwrap();
    let run = mork(&["folders", text(&profile)]);
    assert_eq!(run.code, 1, "{run:?}");
    let warnings: Vec<_> = run.stderr.lines().collect();
    assert_eq!(warnings.len(), 3, "{}", run.stderr);
    for (warning, name) in warnings.iter().zip(["Sent.msf", "dest.msf", "work.msf"]) {
        assert!(warning.starts_with("warning: ") && warning.contains(name), "{warning}");
    }
    let line = |name: &str| run.stdout.lines().find(|line| line.contains(name)).unwrap();
    assert!(line("─ dest").contains(" 27 ") && line("─ dest").contains("missing"), "{}", run.stdout);
    assert!(line("─ work").contains("damaged"), "{}", run.stdout);
    assert!(line("─ Archive").contains(" 45 ") && line("─ Archive").contains("valid"), "{}", run.stdout);
    assert_eq!(mork(&["unread", text(&profile), "--count"]).code, 1);
}

/// The summary is read, but that its mail is gone was only to be seen in the table, not by the exit status.
#[test]
fn missing_mail_is_a_line() {
    let profile = copy_of_alice("missing-mail");
    std::fs::remove_file(profile.join("Mail/Local Folders/dest")).unwrap();
    for (command, said) in [
        ("folders", "dest.msf: there is no mail that this summary could be of\n"),
        ("unread", "dest.msf: the summary is not of this mail: its mailbox is missing\n"),
    ] {
        let run = mork(&[command, text(&profile), "--folder=dest"]);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stdout.contains("27"), "{}", run.stdout);
        assert!(run.stderr.ends_with(said) && run.stderr.lines().count() == 1, "{}", run.stderr);
    }
}

/// A profile whose preferences are gone still has its mail, in accounts that are made up.
#[test]
fn mail_without_preferences_is_found() {
    let profile = copy_of_alice("no-preferences");
    std::fs::remove_file(profile.join("prefs.js")).unwrap();
    let run = mork(&["unread", text(&profile), "--format=json"]);
    assert!(run.code < 2, "{run:?}");
    assert_eq!(run.json()["unread"], mork(&["unread", ALICE, "--format=json"]).json()["unread"]);
    let accounts = mork(&["accounts", text(&profile), "--format=json"]).json();
    assert!(accounts["accounts"].as_array().unwrap().iter().all(|account| account["orphan"] == true));
}

/// A mail file of another size than the summary says was changed since.
#[test]
fn a_stale_summary_says_why() {
    let profile = copy_of_alice("stale");
    let mbox = profile.join("Mail/Local Folders/dest");
    let bytes = std::fs::read(&mbox).unwrap();
    std::fs::write(&mbox, &bytes[..bytes.len() - 100]).unwrap();
    let folders = mork(&["folders", text(&profile), "--folder=dest", "--format=json"]).json();
    assert_eq!((&folders[0]["state"], &folders[0]["asGoodAsValid"]), (&"stale".into(), &false.into()));
    let table = mork(&["folders", text(&profile), "--folder=dest"]).stdout;
    assert!(table.contains("stale") && table.contains("bytes"), "{table}");
}

/// What a search says of a stale or a damaged summary, `mork unread` did not say, or in other words.
#[test]
fn unread_warns_as_a_search_does() {
    let profile = copy_of_alice("unread-warns");
    let local = profile.join("Mail/Local Folders");
    let mail = std::fs::read(local.join("dest")).unwrap();
    std::fs::write(local.join("dest"), &mail[..mail.len() - 100]).unwrap();
    let work = std::fs::read(local.join("work.msf")).unwrap();
    std::fs::write(local.join("work.msf"), &work[..work.len() / 2]).unwrap();
    std::fs::write(local.join("Trash.msf"), "this is no summary\n").unwrap();
    std::fs::remove_file(local.join("archive.sbd/2023.sbd/Q4 äöü & stuff.msf")).unwrap();
    let search = mork(&["search", text(&profile), "size>1G", "--format=csv"]);
    assert_eq!((search.code, search.stderr.lines().count()), (1, 4), "{}", search.stderr);
    assert!(search.stderr.contains("dest.msf: the summary is not of this mail: "), "{}", search.stderr);
    for more in [&[][..], &["--count"], &["--watch", "--lines=1"]] {
        let run = mork(&[&["unread", text(&profile)], more].concat());
        assert_eq!((run.code, &run.stderr), (1, &search.stderr), "{more:?}");
    }
}

/// A path that is no Unicode is still one by which the file can be found: in JSON it has its bytes, as values have. Programs got a path with
/// U+FFFD in it, which leads nowhere.
#[cfg(target_os = "linux")]
#[test]
fn paths_that_are_not_utf_8_can_be_found() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let profile = copy_of_alice("not-utf-8");
    let local = profile.join("Mail/Local Folders");
    let summary = local.join(OsStr::from_bytes(b"M\xFCll.msf"));
    std::fs::rename(local.join("dest.msf"), &summary).unwrap();
    std::fs::rename(local.join("dest"), summary.with_extension("")).unwrap();
    let hex: String = summary.as_os_str().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let folders = mork(&["folders", text(&profile), "--format=jsonl"]).lines();
    let odd: Vec<_> = folders.iter().filter(|folder| !folder["summary"]["hex"].is_null()).collect();
    assert_eq!((odd.len(), &odd[0]["summary"]["hex"]), (1, &hex.as_str().into()));
    assert!(hex.starts_with(odd[0]["mail"]["hex"].as_str().unwrap()));
    let found =
        mork(&["search", text(&profile), "tag:important", "--format=jsonl", "--columns=file"]).lines();
    assert!(found.iter().any(|message| message["file"]["hex"] == hex.as_str()), "{found:?}");
    assert!(found.iter().any(|message| message["file"].is_string()), "{found:?}");
}

#[cfg(unix)]
#[test]
fn who_is_running_is_said() {
    let profile = copy_of_alice("running");
    std::os::unix::fs::symlink("192.0.2.1:4711", profile.join("lock")).unwrap();
    let run = mork(&["unread", text(&profile), "--count"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "438\n"));
    let expected = "note: a Mozilla program (process 4711 on 192.0.2.1) is running with this profile; \
                    what it has not written yet is not seen\n";
    assert_eq!(run.stderr, expected);
}

#[test]
fn profiles_are_found_below_a_home() {
    let root = scratch("profiles").join("home/alice");
    let thunderbird = root.join(".thunderbird");
    for name in ["4d2k7v1q.default-release", "old one"] {
        let profile = thunderbird.join(name);
        std::fs::create_dir_all(&profile).unwrap();
        std::fs::write(profile.join("prefs.js"), "").unwrap();
    }
    let ini = "[Profile1]\nName=old\nIsRelative=1\nPath=old one\n\n[Profile0]\nName=default-release\nIsRelative=1\n\
               Path=4d2k7v1q.default-release\nDefault=1\n";
    std::fs::write(thunderbird.join("profiles.ini"), ini).unwrap();
    let run = mork(&["profiles", text(&root), "--format=jsonl"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let found: Vec<_> =
        run.lines().iter().map(|found| (found["name"].clone(), found["default"].clone())).collect();
    assert_eq!(found, [("default-release".into(), true.into()), ("old".into(), false.into())]);
    let table = mork(&["profiles", text(&root)]).stdout;
    let lines: Vec<_> = table.lines().collect();
    assert!(
        lines[1].starts_with("*  default-release  Thunderbird  ")
            && lines[1].ends_with("4d2k7v1q.default-release"),
        "{table}"
    );
    assert!(lines[2].starts_with("   old "), "{table}");
    let nothing = mork(&["profiles", "truth"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (0, ""));
    // It was said to name a folder to look below, which was done.
    assert!(
        nothing.stderr.starts_with("no profile was found\nhint: name a home folder"),
        "{}",
        nothing.stderr
    );
    let nowhere = mork(&["profiles", "no-such-folder"]);
    assert_eq!(nowhere.code, 2);
    assert!(
        nowhere.stderr.starts_with("mork: no-such-folder: there is no such folder\nhint: "),
        "{}",
        nowhere.stderr
    );
}

#[test]
fn colours_are_for_terminals() {
    assert!(!mork(&["folders", ALICE]).stdout.contains('\x1B'));
    assert!(mork(&["--color=always", "folders", ALICE]).stdout.contains("\x1B[32mvalid\x1B[0m"));
}

/// The bar is on the terminal while the folders are counted, and gone when the tree is there.
#[test]
fn folders_on_a_terminal() {
    let Some((code, terminal)) = on_a_terminal(&["folders", ALICE]) else { return };
    assert_eq!(code, 0, "{terminal}");
    assert!(terminal.contains("counting "), "{terminal}");
    let lines = shown(&terminal);
    assert!(
        lines[0].starts_with("folder ") && !lines.iter().any(|line| line.contains("counting")),
        "{lines:?}"
    );
    assert_eq!(lines.iter().filter(|line| line.contains("─ ")).count(), 23, "{lines:?}");
}

/// A program that goes on until it is stopped.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// Numbers follow what happens, one line a change; a file that is half written is waited for.
#[test]
fn unread_messages_are_watched() {
    let profile = copy_of_alice("watched");
    let dest = profile.join("Mail/Local Folders/dest.msf");
    let start = |more: &[&str]| {
        let arguments = [&["unread", text(&profile), "--watch", "--interval=2"], more].concat();
        let mut child = command(&arguments).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (Watching(child), lines)
    };
    let (mut counting, mut numbers) = start(&["--count", "--lines=2"]);
    let (mut telling, mut lines) = start(&["--folder=dest", "--format=jsonl", "--lines=3"]);
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(numbers.next().unwrap().unwrap(), "438");
    assert_eq!((&next()["unread"], &Value::from("dest")), (&14.into(), &"dest".into()));
    let first = mork(&["messages", text(&dest), "--where=unread", "--format=csv", "--columns=key"]).stdout;
    let key = first.lines().nth(1).unwrap();
    assert_eq!(mork(&["mark", text(&dest), key, "--read"]).code, 0);
    let line = next();
    assert_eq!((&line["unread"], &line["total"], &line["sum"]), (&13.into(), &27.into(), &13.into()));
    assert_eq!(numbers.next().unwrap().unwrap(), "437");
    assert!(counting.0.wait().unwrap().success());
    std::fs::remove_file(&dest).unwrap();
    std::fs::remove_file(dest.with_extension("")).unwrap();
    assert_eq!(next()["unread"], 0);
    assert_eq!(telling.0.wait().unwrap().code(), Some(1), "it was said that the folder is gone");
}

/// A program that watches a profile, and the lines that it says.
struct Said {
    program: Watching,
    numbers: std::io::Lines<BufReader<std::process::ChildStdout>>,
    words: std::io::Lines<BufReader<std::process::ChildStderr>>,
}

impl Said {
    fn counting(profile: &Path, lines: &str, scope: &str) -> Self {
        let arguments = ["unread", text(profile), "--watch", "--interval=2", "--count", lines, scope];
        let mut command = command(&arguments);
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let numbers = BufReader::new(child.stdout.take().unwrap()).lines();
        let words = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { program: Watching(child), numbers, words }
    }

    fn number(&mut self) -> String {
        self.numbers.next().unwrap().unwrap()
    }

    fn word(&mut self) -> String {
        self.words.next().unwrap().unwrap()
    }

    fn end(mut self) -> Option<i32> {
        assert!(self.numbers.next().is_none());
        assert!(self.words.next().is_none(), "each thing is said once");
        self.program.0.wait().unwrap().code()
    }
}

/// Marks the first unread message of a folder as read.
fn mark_one_as_read(summary: &Path) {
    let unread = mork(&["messages", text(summary), "--where=unread", "--format=csv", "--columns=key"]).stdout;
    assert_eq!(mork(&["mark", text(summary), unread.lines().nth(1).unwrap(), "--read"]).code, 0);
}

/// A summary that was cut off while it was rewritten, emptied or taken away made another number, without a word.
#[test]
fn a_watched_summary_that_is_not_whole_changes_no_number() {
    let profile = copy_of_alice("watched-damage");
    let inbox = profile.join("ImapMail/127.0.0.1/INBOX.msf");
    let whole = std::fs::read(&inbox).unwrap();
    let mut watch = Said::counting(&profile, "--lines=4", "--folder=*");
    assert_eq!(watch.number(), "438");
    for (number, what, said) in [
        (437, &whole[..whole.len() / 2], "INBOX.msf: the summary is damaged ("),
        (436, b"", "INBOX.msf: the summary is empty; "),
    ] {
        let whole = std::fs::read(&inbox).unwrap();
        std::fs::write(&inbox, what).unwrap();
        let word = watch.word();
        assert!(word.contains(said) && word.ends_with("last number stays until it is whole again"), "{word}");
        // With one message less to read, and at once.
        let new = inbox.with_extension("new");
        std::fs::write(&new, whole).unwrap();
        mark_one_as_read(&new);
        std::fs::rename(&new, &inbox).unwrap();
        assert_eq!(watch.number(), number.to_string());
    }
    let away = inbox.with_extension("away");
    std::fs::rename(&inbox, &away).unwrap();
    assert!(watch.word().contains("INBOX.msf: the summary is missing; "));
    mark_one_as_read(&away);
    std::fs::rename(&away, &inbox).unwrap();
    assert_eq!(watch.number(), "435");
    assert_eq!(watch.end(), Some(1), "something was odd");
}

/// The number was 0 while the profile was not there.
#[test]
fn a_watched_profile_may_go_and_come_back() {
    let profile = copy_of_alice("watched-away");
    let away = profile.with_file_name("away");
    let mut watch = Said::counting(&profile, "--lines=2", "--folder=*");
    assert_eq!(watch.number(), "438");
    std::fs::rename(&profile, &away).unwrap();
    let word = watch.word();
    assert!(word.starts_with(&format!("warning: {}: the profile is not there", text(&profile))), "{word}");
    mark_one_as_read(&away.join("Mail/Local Folders/dest.msf"));
    std::fs::rename(&away, &profile).unwrap();
    assert_eq!(watch.number(), "437");
    assert_eq!(watch.end(), Some(1));
}

/// A folder of which nothing is left is no more in the number, which was not said.
#[test]
fn a_watched_folder_that_is_gone_is_said() {
    let profile = copy_of_alice("watched-gone");
    let mut watch = Said::counting(&profile, "--lines=2", "--folder=dest");
    assert_eq!(watch.number(), "14");
    // Both files at once, so that it is not seen without its summary alone.
    std::fs::rename(profile.join("Mail/Local Folders"), profile.with_file_name("elsewhere")).unwrap();
    assert_eq!(watch.number(), "0");
    let word = watch.word();
    assert!(word.contains("dest.msf: the folder is gone"), "{word}");
    assert_eq!(watch.end(), Some(1));
}

/// What is odd was not said where the numbers are watched, and the exit status was 0.
#[test]
fn what_is_odd_is_said_when_watching_begins() {
    let profile = copy_of_alice("watched-oddity");
    std::fs::remove_file(profile.join("Mail/Local Folders/dest.msf")).unwrap();
    let run = mork(&["unread", text(&profile), "--watch", "--count", "--lines=1"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("dest.msf: there is no summary"), "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

/// Nothing changes in an archive, and the copy of it would stay behind when the watch is stopped.
#[test]
fn an_archive_is_not_watched() {
    let path = common::scratch("watched-archive").join("profile.zip");
    std::fs::write(&path, archive_of_nothing("prefs.js")).unwrap();
    assert_eq!(mork(&["unread", text(&path), "--count"]).stdout, "0\n");
    let run = mork(&["unread", text(&path), "--watch", "--lines=1"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.starts_with("mork: --watch: nothing changes in an archive\nhint: "), "{}", run.stderr);
}

/// A zip of one empty file.
fn archive_of_nothing(name: &str) -> Vec<u8> {
    let length = u8::try_from(name.len()).unwrap();
    let local = [b"PK\x03\x04\x0a".as_slice(), &[0; 21], &[length, 0, 0, 0], name.as_bytes()].concat();
    let central =
        [b"PK\x01\x02\x0a\0\x0a".as_slice(), &[0; 21], &[length], &[0; 17], name.as_bytes()].concat();
    let sizes = [u8::try_from(central.len()).unwrap(), 0, 0, 0, u8::try_from(local.len()).unwrap(), 0, 0, 0];
    let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &sizes, &[0; 2]].concat();
    [local, central, end].concat()
}

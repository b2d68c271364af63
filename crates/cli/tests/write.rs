//! `mork set`, `cut`, `compress` and `new`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use std::path::{Path, PathBuf};

use common::{mork, scratch, testdata};
use serde_json::{Value, json};

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";

/// A mail folder of ours.
fn inbox(name: &str) -> PathBuf {
    let path = scratch(name).join("INBOX.msf");
    std::fs::copy(testdata(INBOX), &path).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn rows(path: &Path) -> Value {
    mork(&["dump", "--format", "json", "--reading", "mozilla", text(path)]).json()["rows"].clone()
}

fn names(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_new_file_is_made_and_filled() {
    let path = scratch("new").join("book.mab");
    let file = text(&path);
    let run = mork(&["new", file]);
    let size = std::fs::metadata(&path).unwrap().len();
    assert_eq!((run.code, run.stdout), (0, format!("{file}: made, {size} bytes\n")));
    assert_eq!(mork(&["check", file]).code, 0);
    let run = mork(&["set", file, "1F:cards", "name", "Ada\\nL. \\R3,x; \\x21"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let said =
        format!("{file}: set name (a new column) of row 1F:cards (a new row, of a new scope); appended ");
    assert!(run.stdout.starts_with(&said), "{}", run.stdout);
    assert_eq!(rows(&path), json!([{ "scope": "cards", "id": "1F", "cells": [["name", "Ada\nL. xxx !"]] }]));
    let run = mork(&["set", file, "1F:cards", "name", "-1"]);
    assert!(run.stdout.contains(": set name of row 1F:cards; appended "), "{}", run.stdout);
    let before = std::fs::read(&path).unwrap();
    let run = mork(&["set", file, "1F:cards", "name", "-1"]);
    assert_eq!(
        (run.code, run.stdout),
        (0, format!("{file}: name of row 1F:cards is that already; nothing to write\n"))
    );
    let run = mork(&["new", file]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(
        run.stderr,
        format!("mork: {file}: there is such a file already\nhint: choose another name\n")
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_dry_run_of_new_makes_nothing() {
    let path = scratch("new-dry").join("book.mab");
    let run = mork(&["new", "--dry-run", text(&path)]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains(": would be made, "), "{}", run.stderr);
    assert_eq!(names(&path), [""; 0]);
}

#[test]
fn scopes_have_short_names() {
    let path = inbox("short");
    for name in ["1:dbfolderinfo", "1:ns:msg:db:row:scope:dbfolderinfo:all", "1:^9F"] {
        let run = mork(&["set", text(&path), name, "numMsgs", &format!("{:x}", name.len())]);
        assert!(run.stdout.contains(": set numMsgs of row 1:dbfolderinfo; appended "), "{run:?}");
    }
    let run = mork(&["diff", "--format", "json", INBOX, text(&path)]).json();
    assert_eq!((run["tables"].as_array().unwrap().len(), run["rows"].as_array().unwrap().len()), (0, 1));
    assert_eq!(run["rows"][0]["cells"][0]["new"], "5");
}

#[test]
fn a_name_for_several_scopes_is_none() {
    let path = scratch("ambiguous").join("a.msf");
    let file = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<<(a=c)>(80=ns:x:scope:one)(81=ns:y:scope:one)>[1:^80(a=1)][1:^81(a=2)]";
    std::fs::write(&path, file).unwrap();
    let run = mork(&["set", text(&path), "1:one", "a", "3"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("one may be each of ns:x:scope:one, ns:y:scope:one; name it in full"),
        "{}",
        run.stderr
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), file);
}

#[test]
fn what_is_cut_is_gone() {
    let path = inbox("cut");
    let file = text(&path);
    let run = mork(&["cut", file, "6:msgs", "flags", "size"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout.contains(": cut flags of row 6:msgs, size of row 6:msgs; appended "),
        "{}",
        run.stdout
    );
    let run = mork(&["cut", file, "6:msgs", "--from", "1:msgs"]);
    assert!(run.stdout.contains(": cut row 6:msgs out of table 1:msgs; appended "), "{run:?}");
    let diff = mork(&["diff", "--reading", "mozilla", "--format", "json", INBOX, file]).json();
    assert_eq!(diff["tables"][0]["rows"]["cut"], json!(["6"]));
    let cut: Vec<_> = diff["rows"][0]["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| (&cell["column"], &cell["change"]))
        .collect();
    assert_eq!(cut.len(), 2);
    assert!(cut.iter().all(|(_, change)| **change == "cut"), "{cut:?}");
    let run = mork(&["cut", file, "6:msgs", "--all"]);
    assert!(run.stdout.contains(": cut all cells of row 6:msgs; appended "), "{run:?}");
    assert!(mork(&["dump", "--row", "6:msgs", file]).stdout.contains("without cells"));
}

#[test]
fn what_is_not_there_cannot_be_cut() {
    let path = inbox("uncut");
    let before = std::fs::read(&path).unwrap();
    for (arguments, words) in [
        (&["FFFF:msgs", "flags"][..], "no row FFFF:msgs"),
        (&["1:nowhere", "flags"], "no row 1:nowhere"),
        (&["6:msgs", "nothing"], "no cell nothing in row 6:msgs"),
        (&["6:msgs", "--from", "FFFF:msgs"], "no table FFFF:msgs"),
        (&["1:dbfolderinfo", "--from", "1:msgs"], "no row 1:dbfolderinfo in table 1:msgs"),
    ] {
        let run = mork(&[&["cut", text(&path)], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (1, ""));
        assert_eq!(run.stderr, format!("mork: {}: {words}\n", path.display()));
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    // What is there is cut all the same.
    let run = mork(&["cut", text(&path), "6:msgs", "nothing", "flags"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains(": cut flags of row 6:msgs; "), "{run:?}");
}

#[test]
fn compressing_says_what_it_saves() {
    let (one, other) = (inbox("compress"), scratch("compress-other").join("a.msf"));
    std::fs::copy(testdata("valid/05-escapes.msf"), &other).unwrap();
    let size = |path: &Path| std::fs::metadata(path).unwrap().len();
    let before = size(&one);
    let dry = mork(&["compress", "--dry-run", text(&one), text(&other)]);
    assert_eq!((dry.code, dry.stderr.as_str(), size(&one)), (0, "", before));
    assert!(dry.stdout.starts_with(&format!("{}: would be 85,094 -> ", one.display())), "{}", dry.stdout);
    let run = mork(&["compress", text(&one), text(&other), text(&one)]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, dry.stdout.replace("would be ", ""));
    assert!(size(&one) < before);
    assert_eq!(mork(&["diff", INBOX, text(&one)]).code, 0);
    let run = mork(&["compress", text(&one), "nowhere.msf"]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains(" bytes, nothing saved\n"), "{}", run.stdout);
    assert!(run.stderr.starts_with("mork: nowhere.msf: there is no such file\n"), "{}", run.stderr);
}

#[test]
fn backups_are_made_before_the_first_write_and_kept() {
    let path = inbox("backup");
    let file = text(&path);
    mork(&["cut", "--backup", file, "6:msgs", "nothing"]);
    mork(&["set", "--backup", "--dry-run", file, "1:dbfolderinfo", "numMsgs", "1"]);
    assert_eq!(names(&path), ["INBOX.msf"]);
    let run = mork(&["set", "--backup", file, "1:dbfolderinfo", "numMsgs", "1"]);
    assert!(run.stdout.starts_with(&format!("{file}: copied to {file}.~1~\n")), "{}", run.stdout);
    mork(&["set", "-b", file, "1:dbfolderinfo", "numMsgs", "1"]);
    assert_eq!(names(&path), ["INBOX.msf", "INBOX.msf.~1~"]);
    let second = std::fs::read(&path).unwrap();
    let script = path.with_file_name("script");
    std::fs::write(&script, "set m 1 a x\ncommit large\nset m 1 a y\ncommit large\ncommit compress\n")
        .unwrap();
    assert_eq!(mork(&["apply", "-b", file, text(&script)]).code, 0);
    assert_eq!(names(&path), ["INBOX.msf", "INBOX.msf.~1~", "INBOX.msf.~2~", "script"]);
    let read = |name: &str| std::fs::read(path.with_file_name(name)).unwrap();
    assert_eq!(read("INBOX.msf.~1~"), std::fs::read(testdata(INBOX)).unwrap());
    assert_eq!(read("INBOX.msf.~2~"), second);
    mork(&["new", "-b", text(&path.with_file_name("new.msf"))]);
    assert_eq!(names(&path), ["INBOX.msf", "INBOX.msf.~1~", "INBOX.msf.~2~", "new.msf", "script"]);
}

#[test]
fn a_dry_run_shows_exactly_what_is_written() {
    let path = inbox("exact");
    let before = std::fs::read(&path).unwrap();
    let arguments = [text(&path), "1F:msgs", "keywords", "$label1"];
    let dry = mork(&[&["set", "-n"], &arguments[..]].concat());
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(dry.stderr, format!("{}: would append {} bytes\n", path.display(), dry.stdout.len()));
    mork(&[&["set"], &arguments[..]].concat());
    assert_eq!(std::fs::read(&path).unwrap(), [&before, dry.stdout.as_bytes()].concat());
}

#[test]
fn all_levels_of_durability_write_the_same() {
    let written = ["none", "data", "full"].map(|level| {
        let path = inbox(&format!("durability-{level}"));
        let run = mork(&["set", "--durability", level, text(&path), "1:dbfolderinfo", "numMsgs", "1"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        std::fs::read(path).unwrap()
    });
    assert!(written.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_wrong_command_line_writes_nothing() {
    let path = inbox("wrong");
    let file = text(&path);
    for arguments in [
        &["set", file, "x", "a", "b"][..],
        &["set", file, "1:m", "a", "\\q"],
        &["set", file, "1:m", "^x", "b"],
        &["set", file, "1:m", "a"],
        &["set", "-", "1:m", "a", "b"],
        &["set", "nowhere.msf", "1:m", "a", "b"],
        &["set", "profile", "1:m", "a", "b"],
        &["cut", file, "1:m"],
        &["cut", file, "1:m", "a", "--all"],
        &["cut", file, "1:m", "--all", "--from", "1:m"],
        &["compress", "--writing", "mozilla", "--reading", "strict", file],
        &["compress", "../Cargo.toml"],
        &["new", "profile"],
    ] {
        let run = mork(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty());
    }
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(testdata(INBOX)).unwrap());
    assert_eq!(names(&path), ["INBOX.msf"]);
}

#[test]
fn mozilla_writing_loses_nothing_without_a_word() {
    let path = scratch("danger").join("a.msf");
    let file = text(&path);
    let set = ["set", "--writing", "mozilla", file, "1:m", "children", "b"];
    let compress = ["compress", "--writing", "mozilla", file];
    let hint = "hint: without --writing mozilla, all that can be read is kept; with --force ";
    let [inside, behind] = ["lost-alias", "cut-in-group"];
    for (name, arguments, words) in [
        (
            inside,
            &set[..],
            ":44:29: Thunderbird stops reading here, at byte 2,522: a cell refers to an alias that is not defined; what is behind would be lost: 1,672 bytes (6 tables, 1 changed table, 10 rows, 85 cells), and what is appended\n",
        ),
        (inside, &compress[..], ", 85 cells)\n"),
        (behind, &set[..], ": Thunderbird would not open the file with anything behind its end: "),
        ("cut-after-row", &set[..], ": Thunderbird would not read what is behind the end of the file: "),
    ] {
        let original = testdata(&format!("damaged/{name}.msf"));
        std::fs::copy(&original, &path).unwrap();
        let run = mork(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{name}");
        assert!(run.stderr.contains(words) && run.stderr.contains(hint), "{name}: {}", run.stderr);
        let dry = mork(&[&arguments[..1], &["--dry-run"], &arguments[1..]].concat());
        assert!(dry.code == 0 && dry.stderr.contains(words), "{name}: {}", dry.stderr);
        assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(&original).unwrap());
        let forced = mork(&[&arguments[..1], &["--force"], &arguments[1..]].concat());
        assert!(forced.code == 0 && !forced.stderr.contains(words), "{name}: {}", forced.stderr);
        std::fs::copy(&original, &path).unwrap();
        assert_eq!(mork(&["set", file, "1:m", "a", "b"]).code, 0);
        assert!(mork(&["check", file]).stdout.contains("Thunderbird opens the whole file"), "{name}");
    }
    // What is behind the end is no part of the file, and a whole file has nothing behind it.
    std::fs::copy(testdata("damaged/cut-in-group.msf"), &path).unwrap();
    assert_eq!(mork(&compress).code, 0);
    assert_eq!(mork(&["check", file]).code, 0);
}

#[test]
fn compressing_as_mozilla_says_what_it_drops() {
    let path = scratch("dropped").join("a.msf");
    let file = text(&path);
    let script = path.with_file_name("script");
    std::fs::write(
        &script,
        "table m 1 k\ntable m 2 k\ntadd m 1 m 1\nset m 1 a x\nset m 2 a x\nset m 3 a x\ncommit large\n",
    )
    .unwrap();
    mork(&["apply", file, text(&script)]);
    let words = format!(
        "{file}: 1 table and 2 rows fewer: Mozilla's engine drops tables without rows, and rows that are in no table\nhint: without --writing mozilla they are kept\n"
    );
    let dry = mork(&["compress", "-n", "--writing", "mozilla", file]);
    assert_eq!((dry.code, &dry.stderr), (0, &words));
    assert_eq!(mork(&["compress", file]).stderr, "");
    let run = mork(&["compress", "--writing", "mozilla", file]);
    assert_eq!((run.code, run.stderr), (0, words));
    assert_eq!(rows(&path).as_array().unwrap().len(), 1);
    assert_eq!(mork(&["compress", "--writing", "mozilla", file]).stderr, "");
}

#[test]
fn a_file_of_no_bytes_is_made() {
    for arguments in [
        &["set", "FILE", "1:m", "a", "b"][..],
        &["set", "--writing", "mozilla", "FILE", "1:m", "a", "b"],
        &["compress", "FILE"],
        &["new", "FILE"],
    ] {
        let path = scratch("no-bytes").join("a.msf");
        std::fs::write(&path, "").unwrap();
        let arguments: Vec<_> =
            arguments.iter().map(|word| if *word == "FILE" { text(&path) } else { word }).collect();
        let run = mork(&arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
        let size = std::fs::metadata(&path).unwrap().len();
        assert!(run.stdout.ends_with(&format!("made, {size} bytes\n")), "{}", run.stdout);
    }
}

#[test]
fn standard_input_is_no_file_to_change() {
    let help = mork(&["compress", "--help"]).stdout;
    assert!(help.contains("<FILE>...") && !help.contains("standard input"), "{help}");
    for arguments in [&["compress", "-"][..], &["new", "-"], &["set", "-", "1:m", "a", "b"]] {
        let run = mork(arguments);
        let words =
            "mork: standard input (-) cannot be changed\nhint: name a file; one that is called so is ./-\n";
        assert_eq!((run.code, run.stderr.as_str()), (2, words));
    }
}

#[test]
fn several_programs_change_a_file_at_once() {
    let path = inbox("at-once");
    // Each of them can be late at most once for every other.
    let columns = ["a", "b", "c", "d", "e"];
    let runs: Vec<_> = std::thread::scope(|scope| {
        let set = |column| {
            let path = &path;
            move || mork(&["set", "--durability", "none", text(path), "FF:m", column, column])
        };
        let threads = columns.map(|column| scope.spawn(set(column)));
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(runs.iter().all(|run| run.code == 0 && run.stderr.is_empty()), "{runs:?}");
    let rows = rows(&path);
    let row = rows.as_array().unwrap().iter().find(|row| row["id"] == "FF").unwrap();
    assert_eq!(row["cells"].as_array().unwrap().len(), columns.len());
}

#[cfg(unix)]
mod running {
    use std::fs::File;
    use std::os::unix::fs::symlink;

    use rustix::fs::FlockOperation;

    use super::*;

    /// A profile with a folder, held as Thunderbird holds its own.
    fn held(name: &str) -> (PathBuf, File) {
        let profile = scratch(name);
        let mail = profile.join("Mail/Local Folders");
        std::fs::create_dir_all(&mail).unwrap();
        let lock = File::create(profile.join(".parentlock")).unwrap();
        rustix::fs::fcntl_lock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
        symlink(format!("127.0.1.1:+{}", std::process::id()), profile.join("lock")).unwrap();
        let path = mail.join("INBOX.msf");
        std::fs::copy(testdata(INBOX), &path).unwrap();
        (path, lock)
    }

    #[test]
    fn nothing_is_written_while_a_program_holds_the_profile() {
        let (path, lock) = held("held");
        let file = text(&path);
        let script = path.with_file_name("script");
        std::fs::write(&script, "set m 1 a x\ncommit large\n").unwrap();
        let new = path.with_file_name("new.msf");
        for arguments in [
            &["set", file, "1:m", "a", "b"][..],
            &["cut", file, "6:msgs", "flags"],
            &["compress", file],
            &["apply", file, text(&script)],
            &["new", text(&new)],
        ] {
            let run = mork(arguments);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
            assert!(
                run.stderr.contains(&format!("(process {}) holds the profile, as ", std::process::id())),
                "{}",
                run.stderr
            );
            assert!(run.stderr.contains("/.parentlock says\nhint: close it, "), "{}", run.stderr);
        }
        assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(testdata(INBOX)).unwrap());
        assert!(!new.exists());
        // Reading is harmless.
        let run = mork(&["set", "-n", file, "1:dbfolderinfo", "numMsgs", "1"]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("@$${") && run.stderr.contains("holds the profile"), "{run:?}");
        assert_eq!(mork(&["stat", file]).code, 0);
        assert_eq!(mork(&["set", "--force", file, "1:dbfolderinfo", "numMsgs", "1"]).code, 0);
        drop(lock);
        assert_eq!(mork(&["set", file, "1:dbfolderinfo", "numMsgs", "2"]).code, 0);
    }

    #[test]
    fn a_link_into_the_profile_is_followed() {
        let (path, _lock) = held("held-link");
        let elsewhere = scratch("held-elsewhere");
        let link = elsewhere.join("a.msf");
        symlink(&path, &link).unwrap();
        assert_eq!(mork(&["compress", text(&link)]).code, 2);
        // And one out of it, as for mail on another disk.
        let mail = elsewhere.join("mail");
        std::fs::create_dir(&mail).unwrap();
        std::fs::copy(testdata(INBOX), mail.join("INBOX.msf")).unwrap();
        let inside = path.parent().unwrap().join("other");
        symlink(&mail, &inside).unwrap();
        assert_eq!(mork(&["compress", text(&inside.join("INBOX.msf"))]).code, 2);
        assert_eq!(mork(&["compress", text(&mail.join("INBOX.msf"))]).code, 0);
    }

    #[test]
    fn what_a_crash_left_behind_stops_nobody() {
        let (path, lock) = held("crashed");
        drop(lock);
        assert_eq!(mork(&["compress", text(&path)]).code, 0);
    }

    #[test]
    fn a_file_that_must_not_be_written_is_told() {
        use std::os::unix::fs::PermissionsExt;

        let path = inbox("read-only");
        let folder = path.parent().unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o555)).unwrap();
        // Root may write everything.
        if File::options().append(true).open(&path).is_err() {
            let run = mork(&["set", text(&path), "1:m", "a", "b"]);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""));
            assert!(run.stderr.contains("INBOX.msf: cannot be written: "), "{}", run.stderr);
        }
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn a_backup_is_for_those_whom_the_file_is_for() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

        let path = inbox("backup-mode");
        for (number, mode) in [(1, 0o600), (2, 0o640), (3, 0o604)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let value = number.to_string();
            let run = mork(&["set", "-b", text(&path), "1:dbfolderinfo", "numMsgs", &value]);
            assert_eq!(run.code, 0, "{}", run.stderr);
            let copy = std::fs::metadata(path.with_file_name(format!("INBOX.msf.~{number}~"))).unwrap();
            assert_eq!(copy.mode() & 0o7777, mode);
        }
        // Only root may give files away.
        if chown(&path, Some(12345), Some(23456)).is_ok() {
            assert_eq!(mork(&["compress", "-b", text(&path)]).code, 0);
            let copy = std::fs::metadata(path.with_file_name("INBOX.msf.~4~")).unwrap();
            assert_eq!((copy.uid(), copy.gid(), copy.mode() & 0o7777), (12345, 23456, 0o604));
        }
    }

    #[test]
    fn what_is_no_regular_file_is_not_even_read() {
        let path = scratch("fifo").join("a.msf");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let file = text(&path);
        for arguments in [
            &["set", file, "1:m", "a", "b"][..],
            &["cut", file, "1:m", "--all"],
            &["compress", "-n", file],
            &["apply", file, "../Cargo.toml"],
            &["new", file],
            &["new", "/dev/null"],
        ] {
            let run = mork(arguments);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
            assert!(run.stderr.contains(": this is no regular file, "), "{}", run.stderr);
        }
        let run = mork(&["apply", text(path.parent().unwrap()), "../Cargo.toml"]);
        assert!(
            run.code == 2 && run.stderr.contains(": this is a directory, not a file\n"),
            "{}",
            run.stderr
        );
    }
}

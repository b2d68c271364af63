//! `mork check` of mail folders, and `--repair`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use std::path::{Path, PathBuf};

use common::{mork, scratch, testdata};
use serde_json::{Value, json};

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";

fn copy(name: &str) -> PathBuf {
    let path = scratch(name).join("INBOX.msf");
    std::fs::copy(testdata(INBOX), &path).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn findings(path: &Path) -> Vec<Value> {
    let report = mork(&["check", "--format", "json", text(path)]).json();
    report["folder"]["findings"].as_array().unwrap().clone()
}

fn names(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|finding| finding["invariant"].as_str().unwrap()).collect()
}

#[test]
fn a_wrong_count_is_found_and_put_right() {
    let path = copy("check-count");
    mork(&["set", text(&path), "1:dbfolderinfo", "numMsgs", "9"]);
    let run = mork(&["check", text(&path)]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("warning[total-count]: numMsgs says 9, the folder has "), "{}", run.stdout);
    assert!(run.stdout.contains("  = `--repair` puts it right\n"), "{}", run.stdout);
    let found = findings(&path);
    let count = found.iter().find(|finding| finding["invariant"] == "total-count").unwrap();
    assert_eq!(
        (&count["number"], &count["class"], &count["severity"], &count["repair"]),
        (&json!(7), &json!("B"), &json!("warning"), &json!("counts"))
    );
    let run = mork(&["check", "--repair", text(&path)]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(run.stdout.contains("INBOX.msf: repaired "), "{}", run.stdout);
    assert!(run.stdout.contains("counts (1 change); appended "), "{}", run.stdout);
    let left = findings(&path);
    assert!(left.iter().all(|finding| finding["repair"].is_null()), "{left:?}");
    let run = mork(&["check", "--repair", text(&path)]);
    assert!(!run.stdout.contains("repaired"), "{}", run.stdout);
}

#[test]
fn a_dry_run_repairs_nothing() {
    let path = copy("check-dry");
    mork(&["set", text(&path), "1:dbfolderinfo", "numMsgs", "9"]);
    let before = std::fs::read(&path).unwrap();
    let run = mork(&["check", "--repair", "--dry-run", text(&path)]);
    assert!(run.stdout.contains("\n@$${"), "{}", run.stdout);
    assert!(run.stderr.contains("would append "), "{}", run.stderr);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn options_of_repairs_go_with_repairs_only() {
    for option in ["--dry-run", "--backup", "--force", "--writing=mozilla", "--durability=none"] {
        let run = mork(&["check", option, INBOX]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{option}");
        assert!(run.stderr.contains("go with --repair"), "{}", run.stderr);
    }
    let run = mork(&["check", "--repair", "--format", "json", INBOX]);
    assert_eq!(run.code, 2);
    for files in [&["-"][..], &[INBOX, "-"]] {
        let run = mork(&[&["check", "--repair"][..], files].concat());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.starts_with("mork: standard input (-) cannot be changed\nhint: "), "{run:?}");
    }
}

/// However the file is read, Thunderbird does the same with it.
#[test]
fn a_check_reads_as_it_is_told_to() {
    let report = |file: &str, reading: &str| {
        let run = mork(&["check", "--format", "json", "--reading", reading, file]);
        assert!(run.code < 2, "{file}: {run:?}");
        run.json()
    };
    for file in
        [INBOX, "damaged/cut-in-group.msf", "damaged/cut-between-cells.msf", "damaged/random-block.msf"]
    {
        assert_eq!(report(file, "mozilla")["thunderbird"], report(file, "lenient")["thunderbird"], "{file}");
    }
    assert_eq!(mork(&["check", "--reading", "strict", "damaged/random-block.msf"]).code, 2);
}

#[test]
fn the_mailbox_beside_it_is_looked_at() {
    let path = scratch("check-mailbox").join("local.msf");
    std::fs::copy(testdata("fixtures/summary-layer/03-one-message.msf"), &path).unwrap();
    std::fs::write(path.with_extension(""), "From - x\nA: b\nC: d\n\nbody\n").unwrap();
    let found = findings(&path);
    for name in ["store-tokens", "mail-store", "sizes"] {
        assert!(names(&found).contains(&name), "{name}: {found:?}");
    }
}

#[test]
fn files_that_are_no_folders_have_no_findings_of_folders() {
    let path = scratch("check-book").join("book.mab");
    mork(&["new", text(&path)]);
    mork(&["set", text(&path), "1:card", "NickName", "Ada"]);
    let report = mork(&["check", "--format", "json", text(&path)]).json();
    assert_eq!(report.get("folder"), None);
}

#[test]
fn notes_alone_are_no_trouble() {
    let run = mork(&["check", "fixtures/summary-layer/06-after-delete-compressed-orphan-meta.msf"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(
        run.stdout.contains("note[thread-leftovers]: a meta row of no thread: 1 row\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains(": row 2:m\n"), "{}", run.stdout);
    assert!(
        run.stdout.contains("\n  not looked at: store-tokens, mail-store, sizes, status-headers ("),
        "{}",
        run.stdout
    );
}

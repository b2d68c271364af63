//! `mork export`, as it is typed.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test"
)]

mod common;

use std::path::Path;

use common::profile::{ALICE, copy_of_alice, fingerprint, on_a_terminal, shown, transcript};
use common::{command, mork, scratch, testdata};
use serde_json::Value;

const KINDS: [&str; 8] = ["maildir", "mbox", "jsonl", "csv", "sqlite", "parquet", "notmuch", "jmap"];

/// Those that take the mail itself.
const WITH_BODIES: [&str; 3] = ["maildir", "mbox", "jmap"];

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn reports_as_typed() {
    transcript(
        "export",
        &[
            &["export", ALICE, "--to=maildir", "-o", "nowhere", "--dry-run"],
            &["export", ALICE, "--to=mbox", "-o", "nowhere", "--dry-run", "--account=Local Folders"],
            &["export", ALICE, "--to=jsonl", "-o", "nowhere", "--dry-run", "--folder=archive/*"],
            &[
                "export",
                ALICE,
                "--to=sqlite",
                "-o",
                "nowhere",
                "--dry-run",
                "--account=news.example",
                "--report=json",
            ],
            &["export", ALICE, "--to=mbox", "-o", "profile/alice/out"],
            &["export", ALICE, "--to=mbox", "-o", "README.md"],
            &["export", ALICE, "--to=mbx", "-o", "nowhere"],
            &["export", ALICE, "-o", "nowhere"],
            &["export", ALICE, "--to=mbox"],
            &["export", ALICE, "--to=mbox", "-o", "nowhere", "--folder=nothing"],
            &["export", ALICE, "--to=csv", "-o", "nowhere", "--single-file"],
        ],
    );
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value}"))
}

fn sum(value: &Value) -> u64 {
    value.as_object().unwrap().values().map(number).sum()
}

/// Every message of every summary is exported, left out, or without mail; and sums are sums.
#[test]
fn reports_add_up() {
    let total: u64 = mork(&["folders", ALICE, "--format=json"])
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|folder| number(&folder["total"]))
        .sum();
    for kind in KINDS {
        let report =
            mork(&["export", ALICE, "--to", kind, "-o", "nowhere", "--dry-run", "--report=json"]).json();
        let folders = report["folders"].as_array().unwrap();
        for folder in folders.iter().chain([&report["total"]]) {
            let known = number(&folder["exported"]) - number(&folder["without_summary"])
                + number(&folder["left_out"])
                + sum(&folder["without_body"]);
            assert_eq!(known, number(&folder["messages"]), "{kind} {folder}");
        }
        let messages: u64 = folders.iter().map(|folder| number(&folder["messages"])).sum();
        assert_eq!((messages, number(&report["total"]["messages"])), (total, total), "{kind}");
    }
}

/// Without mail for some messages an export is complete with warnings, if the target takes mail.
#[test]
fn exit_codes_tell_what_is_missing() {
    for kind in KINDS {
        let dry = |account: &str| {
            let run =
                mork(&["export", ALICE, "--to", kind, "-o", "nowhere", "--dry-run", "--account", account]);
            assert_eq!(run.stderr, "");
            run.code
        };
        assert_eq!(dry("alice@imap.example"), i32::from(WITH_BODIES.contains(&kind)), "{kind}");
        assert_eq!(dry("Local Folders"), 0, "{kind}");
    }
    let profile = copy_of_alice("export-damage");
    std::fs::write(profile.join("Mail/Local Folders/dest.msf"), "no summary").unwrap();
    let run = mork(&[
        "export",
        text(&profile),
        "--to=csv",
        "-o",
        "nowhere",
        "--dry-run",
        "--account=Local Folders",
    ]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("/dest: 27 exported; its summary is damaged"), "{}", run.stdout);
}

/// Only Parquet has a choice between one file and many; the others took the option and did what they always do.
#[test]
fn a_single_file_is_for_parquet_only() {
    for kind in KINDS {
        let target = scratch(&format!("export-single-{kind}")).join("out");
        let run = mork(&["export", ALICE, "--to", kind, "-o", text(&target), "--single-file"]);
        assert_eq!(run.code, if kind == "parquet" { 0 } else { 2 }, "{kind}: {run:?}");
        assert_eq!(target.exists(), kind == "parquet", "{kind}");
        let said = format!("mork: --single-file is for --to parquet only: {kind} has ");
        assert!(kind == "parquet" || run.stderr.starts_with(&said), "{}", run.stderr);
    }
}

/// Mail that came after the summary is in no record, and nobody was told. With the mail itself it goes along, and is counted.
#[test]
fn a_stale_summary_is_a_warning_where_the_mail_stays_behind() {
    let profile = copy_of_alice("export-stale");
    let mbox = profile.join("Mail/Local Folders/dest");
    let mut bytes = std::fs::read(&mbox).unwrap();
    bytes.extend_from_slice(b"From - Mon Jan  1 00:00:00 2024\nMessage-ID: <new>\nSubject: new\n\nnew\n\n");
    std::fs::write(&mbox, bytes).unwrap();
    let search = mork(&["search", text(&profile), "read or unread", "--folder=dest"]);
    assert_eq!((search.code, search.stderr.lines().count()), (1, 1), "{}", search.stderr);
    for kind in KINDS {
        let target = scratch(&format!("export-stale-{kind}"));
        let command =
            ["export", text(&profile), "--to", kind, "-o", text(&target), "--account=Local Folders"];
        // What was said of a folder is said again where it is as it was.
        for _ in 0..2 {
            let run = mork(&[&command[..], &["--report=json"]].concat());
            let (code, said) = if WITH_BODIES.contains(&kind) { (0, "") } else { (1, &*search.stderr) };
            assert_eq!((run.code, run.stderr.as_str()), (code, said), "{kind}");
            assert_eq!(run.json()["total"]["without_summary"] == 1, WITH_BODIES.contains(&kind), "{kind}");
        }
    }
}

/// A second run writes nothing.
#[test]
fn a_second_run_changes_nothing() {
    for kind in KINDS {
        let target = scratch(&format!("export-{kind}"));
        let export = ["export", ALICE, "--to", kind, "-o", text(&target)];
        let first = mork(&export);
        assert_eq!((first.code < 2, first.stdout.as_str()), (true, ""), "{kind}: {first:?}");
        assert!(first.stderr.contains(" written"), "{kind}: {}", first.stderr);
        // What the export keeps for itself, to go on from, may be written in another order.
        let is_own = |path: &Path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".mork-export"))
        };
        let files = || -> Vec<_> {
            fingerprint(&target).into_iter().filter(|(path, ..)| path.is_file() && !is_own(path)).collect()
        };
        let before = files();
        assert!(!before.is_empty(), "{kind}");
        let second = mork(&export);
        assert_eq!(second.code, first.code, "{kind}");
        assert!(second.stderr.contains("0 files written, "), "{kind}: {}", second.stderr);
        assert!(before == files(), "{kind}");
    }
}

#[test]
fn the_report_is_json_on_demand() {
    let target = scratch("export-report");
    let run = mork(&["export", ALICE, "--to=csv", "-o", text(&target), "--report=json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let report = run.json();
    assert_eq!((&report["kind"], &report["dry_run"]), (&"csv".into(), &false.into()));
    assert!(!report["written"].as_array().unwrap().is_empty());
    for file in report["written"].as_array().unwrap() {
        assert!(target.join(file.as_str().unwrap()).is_file(), "{file}");
    }
}

/// Only one account is exported, with the folders that were asked for.
#[test]
fn folders_are_chosen() {
    let target = scratch("export-chosen");
    let arguments =
        ["export", ALICE, "--to=mbox", "-o", text(&target), "--folder=Local Folders/dest", "--report=json"];
    let report = mork(&arguments).json();
    let folders = report["folders"].as_array().unwrap();
    assert_eq!(folders.len(), 1);
    assert_eq!((&folders[0]["folder"], &folders[0]["exported"]), (&"dest".into(), &27.into()));
}

/// The records of one account were gone without a word, when another was exported to the same place.
#[test]
fn another_choice_says_what_it_replaces() {
    let target = scratch("export-replaced");
    let choose = |account: &str| {
        mork(&["export", ALICE, "--to=jsonl", "-o", text(&target), "--account", account, "--report=json"])
    };
    let first = choose("Local Folders");
    assert_eq!((first.code, first.stderr.as_str()), (0, ""));
    let second = choose("news.example");
    let count = second.json()["replaced"].as_array().unwrap().len();
    assert!(count > 2, "{count}");
    let note = format!("this export replaced an earlier one that had {count} folders more, Local Folders/");
    assert!(second.stderr.contains(&note) && second.stderr.contains("hint: "), "{}", second.stderr);
    assert_eq!(choose("news.example").stderr, "");
}

/// A message of which the mail has only the beginning was exported as if it were all.
#[test]
fn mail_that_is_cut_is_a_warning() {
    let profile = copy_of_alice("export-cut");
    let (mail, target) = (profile.join("Mail/Local Folders/dest"), scratch("export-cut-out"));
    let export = || {
        let chosen = ["--folder=Local Folders/dest", "-o", text(&target)];
        mork(&[&["export", text(&profile), "--to=mbox"][..], &chosen].concat())
    };
    assert_eq!(export().code, 0);
    let whole = std::fs::read(&mail).unwrap();
    std::fs::write(&mail, &whole[..whole.len() - 100]).unwrap();
    let run = export();
    assert_eq!(run.code, 1, "{}", run.stderr);
    for words in
        ["warning: ", "the mail seems to be cut", "  1 message: cut at the end of the mail", "; 1 cut"]
    {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_target_that_cannot_be_written_is_a_failure() {
    use std::os::unix::fs::PermissionsExt;

    let target = scratch("export-locked");
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o500)).unwrap();
    // Root may write everywhere.
    if std::fs::write(target.join("probe"), "").is_err() {
        let run = mork(&["export", ALICE, "--to=csv", "-o", text(&target)]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("\nhint: look at the permissions"), "{}", run.stderr);
    }
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o700)).unwrap();
}

/// The bar is gone when the report is there, and standard output stays empty.
#[test]
fn an_export_on_a_terminal() {
    let target = scratch("export-terminal");
    let arguments = ["export", ALICE, "--to=mbox", "-o", text(&target)];
    let Some((code, terminal)) = on_a_terminal(&arguments) else { return };
    assert_eq!(code, 1, "{terminal}");
    assert!(terminal.contains("exporting ") && terminal.contains('█'), "{terminal}");
    let lines = shown(&terminal);
    assert!(lines[0].starts_with("mbox in ") && lines[0].ends_with(" exported"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("exporting")), "{lines:?}");
    let output = command(&arguments).output().unwrap();
    assert!(output.stdout.is_empty());
    assert!(testdata(ALICE).exists());
}

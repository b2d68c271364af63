//! `mork apply`: its scripts, and the files of Mozilla's engine byte for byte.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use std::path::{Path, PathBuf};

use common::{Run, mork, mork_with, scratch, testdata};
use serde_json::json;

fn apply(file: &Path, script: &str) -> Run {
    mork_with(&["apply", file.to_str().unwrap(), "-"], script.as_bytes())
}

fn new(name: &str) -> PathBuf {
    scratch(name).join("a.msf")
}

#[test]
fn scripts_give_the_files_of_the_engine() {
    let (mut count, mut different) = (0, Vec::new());
    let folder = scratch("truth");
    for entry in std::fs::read_dir(testdata("truth")).unwrap() {
        let script = entry.unwrap().path();
        if script.extension().is_none_or(|extension| extension != "script") {
            continue;
        }
        let file = folder.join(script.file_name().unwrap()).with_extension("msf");
        let (path, name) = (file.to_str().unwrap(), script.file_stem().unwrap().to_str().unwrap());
        let run =
            mork(&["apply", "--writing", "mozilla", "--durability", "none", path, script.to_str().unwrap()]);
        assert!(run.code < 2, "{name}: {}", run.stderr);
        if std::fs::read(&file).unwrap() != std::fs::read(script.with_extension("msf")).unwrap() {
            different.push(name.to_owned());
        }
        let run = mork(&["compress", "--writing", "mozilla", "--durability", "none", path]);
        let is_silent = run.stderr.is_empty() || run.stderr.contains(" fewer: Mozilla's engine drops ");
        assert!(run.code == 0 && is_silent, "{name}: {}", run.stderr);
        if std::fs::read(&file).unwrap() != std::fs::read(script.with_extension("compressed.msf")).unwrap() {
            different.push(format!("{name}, compressed"));
        }
        count += 1;
    }
    assert_eq!(different, [""; 0]);
    assert!(count >= 40, "{count}");
}

#[test]
fn a_script_makes_a_file_and_changes_it() {
    let file = new("makes");
    let run =
        apply(&file, "table cards 1 people\ntadd cards 1 cards 1\nset cards 1 name Ada\\x21\ncommit large\n");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let size = std::fs::metadata(&file).unwrap().len();
    assert_eq!(run.stdout, format!("{}: made; 0 -> {size} bytes\n", file.display()));
    let run = apply(
        &file,
        "set cards 1 name Bob\nset cards 1 mail\ncommit session\nprio cards 1 3\ncommit tb-large\n",
    );
    let said = ": appended 1 commit group, written anew (38 % of it are commit groups); ";
    assert!(run.stdout.contains(said), "{}", run.stdout);
    let dump = mork(&["dump", "--format", "json", file.to_str().unwrap()]).json();
    assert_eq!(dump["rows"][0]["cells"], json!([["name", "Bob"], ["mail", ""]]));
    assert_eq!(dump["tables"][0]["priority"], 3);
    let run = apply(&file, "commit compress\n");
    assert!(run.stdout.contains(": written anew (that was asked for); "), "{}", run.stdout);
}

#[test]
fn what_is_not_there_is_skipped() {
    let file = new("skipped");
    let run = apply(
        &file,
        "tcut m 1 m 1\ncut m 1 a\nset m 1 a x\ncut m 1 b\nrow m FFFFFFFF\nset m 2 a y\ncommit large\n",
    );
    let words = "line 1: no table\nline 2: no row\nline 4: no cell\nline 5: no row can have the id ";
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with(words), "{}", run.stderr);
    assert_eq!(
        mork(&["dump", "--format", "json", file.to_str().unwrap()]).json()["rows"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn a_script_with_a_wrong_line_does_nothing() {
    let file = new("wrong");
    let run = apply(&file, "set m 1 a x\ncommit large\nfrobnicate\n# fine\nset m\n");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.starts_with("mork: <stdin>: line 3: there is no operation `frobnicate`; there are table,"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains(
        "\nline 5: RID is missing (the form is: set RSCOPE RID COL VALUE)\nhint: nothing was done"
    ));
    assert!(!file.exists());
}

#[test]
fn reopening_forgets() {
    let file = new("forgets");
    let run =
        apply(&file, "set m 1 a x\nreopen\nset m 2 a y\ncommit large\nset m 3 a z\nreopen\nset m 4 a z\n");
    assert_eq!(run.code, 0);
    assert!(
        run.stderr.contains("what was changed behind the last commit is not written\nhint: "),
        "{}",
        run.stderr
    );
    let rows = mork(&["dump", "--format", "json", file.to_str().unwrap()]).json()["rows"].clone();
    assert_eq!(rows, json!([{ "scope": "m", "id": "2", "cells": [["a", "y"]] }]));
}

#[test]
fn a_dry_run_shows_what_would_be_appended() {
    let file = new("dry");
    let path = file.to_str().unwrap();
    apply(&file, "set m 1 a x\ncommit large\n");
    let before = std::fs::read(&file).unwrap();
    let script = "set m 1 a y\ncommit large\nset m 2 b z\nreopen\nset m 1 a z\ncommit large\n";
    let dry = mork_with(&["apply", "--dry-run", path, "-"], script.as_bytes());
    assert_eq!(dry.code, 0);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(dry.stderr.matches(": would append ").count(), 2, "{}", dry.stderr);
    apply(&file, script);
    let after = std::fs::read(&file).unwrap();
    assert_eq!(after, [&before, dry.stdout.as_bytes()].concat());
    let run = mork_with(&["apply", "-n", path, "-"], b"commit compress\n");
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains(": would be written anew, because that was asked for: "), "{}", run.stderr);
    let none = new("dry-none");
    let run = mork_with(
        &["apply", "-n", none.to_str().unwrap(), "-"],
        b"row m 1\ncommit large\nset m 1 a x\ncommit large\n",
    );
    assert!(run.stderr.contains(": would be made, ") && run.stdout.contains("(^61="), "{run:?}");
    assert!(!none.exists());
}

#[test]
fn a_script_that_is_not_there() {
    let file = new("no-script");
    let run = mork(&["apply", file.to_str().unwrap(), "nowhere.txt"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with("mork: nowhere.txt: the script cannot be read: "), "{}", run.stderr);
}

#[test]
fn mozilla_writing_needs_mozilla_reading() {
    let file = new("readings");
    let path = file.to_str().unwrap();
    let run =
        mork_with(&["apply", "--writing", "mozilla", "--reading", "lenient", path, "-"], b"commit large\n");
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("mork: --writing mozilla goes with --reading mozilla"), "{}", run.stderr);
    let run =
        mork_with(&["apply", "--writing", "mozilla", "--reading", "mozilla", path, "-"], b"commit large\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn damage_is_told_and_a_commit_heals_it() {
    let file = new("heals");
    let path = file.to_str().unwrap();
    std::fs::copy(testdata("damaged/cut-in-group.msf"), &file).unwrap();
    let run = apply(&file, "set m 1 healed yes\ncommit large\n");
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("a commit group has no end marker"), "{}", run.stderr);
    assert!(run.stdout.contains("written anew (Mozilla's engine would not read "), "{}", run.stdout);
    assert_eq!(mork(&["check", path]).code, 0);
}

#[test]
fn errors_have_names_for_tokens() {
    let file = new("names");
    let run = apply(&file, "set cards 1 name Ada\nrow cards FFFFFFFF\n");
    let words = "line 2: no row can have the id FFFFFFFF:cards; the highest is FFFFFFFE\n";
    assert!(run.code == 1 && run.stderr.starts_with(words), "{}", run.stderr);
    apply(&file, "set cards 1 name Ada\ncommit large\n");
    let run = mork(&["set", file.to_str().unwrap(), "FFFFFFFF:cards", "name", "Bob"]);
    let words = format!("mork: {}: no row can have the id FFFFFFFF:cards; ", file.display());
    assert!(run.code == 2 && run.stderr.starts_with(&words), "{}", run.stderr);
}

#[test]
fn a_table_without_kind_is_mended_as_the_hint_says() {
    let file = new("no-kind");
    let path = file.to_str().unwrap();
    std::fs::copy(testdata("damaged/lost-table-kind.msf"), &file).unwrap();
    let before = std::fs::read(&file).unwrap();
    let run = mork(&["compress", path]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains(": table FFFFFFFE:msgs has no kind, "), "{}", run.stderr);
    let hint =
        format!("hint: `mork apply {path} -` with the lines `table ^80 FFFFFFFE KIND` and `commit large`\n");
    assert!(run.stderr.ends_with(&hint), "{}", run.stderr);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(apply(&file, "table ^80 FFFFFFFE KIND\ncommit large\n").code, 0);
    assert!(mork(&["check", path]).stdout.contains(": nothing odd; Thunderbird opens the whole file\n"));
}

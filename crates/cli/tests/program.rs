//! The command line as it is typed: exit codes, streams, and files that are none.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use std::process::Stdio;

use common::{command, mork, mork_with, scratch, testdata};

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";
/// A folder in which nothing is left over, either.
const SENT: &str = "profile/imap/ImapMail/127.0.0.1/Sent.msf";

#[test]
fn only_check_answers_one() {
    let damaged = "damaged/random-block.msf";
    assert_eq!(mork(&["check", damaged]).code, 1);
    for command in ["dump", "stat"] {
        let run = mork(&[command, damaged]);
        assert_eq!(run.code, 0, "{command}");
        assert!(run.stderr.contains("damaged/random-block.msf:55:63: error: "), "{}", run.stderr);
        assert!(run.stderr.ends_with("hint: `mork check damaged/random-block.msf` shows them all\n"));
        assert_eq!(run.stderr.lines().count(), 22);
    }
}

#[test]
fn a_sound_file_is_clean() {
    for command in ["dump", "stat", "check"] {
        let run = mork(&[command, SENT]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{command}");
        assert!(!run.stdout.is_empty());
    }
}

#[test]
fn what_a_reading_refuses_is_two() {
    for reading in ["mozilla", "strict"] {
        let run = mork(&["dump", "--reading", reading, "damaged/header-1.3.msf"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.starts_with("mork: damaged/header-1.3.msf:1:1 (byte 0): "), "{}", run.stderr);
        assert!(run.stderr.contains("\nhint: "));
    }
    let run = mork(&["dump", "--format", "json", "--reading", "mozilla", "damaged/header-1.3.msf"]);
    assert_eq!((run.code, run.json()), (2, serde_json::json!({ "opened": false })));
    assert_eq!(mork(&["dump", "damaged/header-1.3.msf"]).code, 0);
}

#[test]
fn an_empty_file_is_an_empty_store() {
    let run = mork(&["dump", "damaged/empty.msf"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "0 bytes: 0 tables, 0 rows, 0 commit groups\n"));
    assert_eq!(run.stderr, "damaged/empty.msf:1:1: fatal: the file is empty\n");
    assert_eq!(mork(&["stat", "damaged/empty.msf"]).code, 0);
    assert_eq!(mork(&["check", "damaged/empty.msf"]).code, 1);
    assert_eq!(mork(&["dump", "--reading", "strict", "damaged/empty.msf"]).code, 2);
}

#[test]
fn files_that_are_none_get_a_sentence_and_a_hint() {
    for (file, sentence) in [
        ("profile", "this is a directory, not a file"),
        ("no such file.msf", "there is no such file"),
        ("README.md/x.msf", ""),
        ("../Cargo.toml", "this is no Mork file: no header, and nothing that a Mork file is made of"),
    ] {
        for command in ["dump", "stat", "check"] {
            let run = mork(&[command, file]);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{command} {file}");
            assert!(run.stderr.starts_with(&format!("mork: {file}: {sentence}")), "{}", run.stderr);
            assert!(sentence.is_empty() || run.stderr.contains("\nhint: "), "{}", run.stderr);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;

    let path = scratch("permission").join("locked.msf");
    std::fs::copy(testdata("valid/05-escapes.msf"), &path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    let run = mork(&["stat", path.to_str().unwrap()]);
    // Root may read everything.
    if std::fs::read(&path).is_err() {
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("locked.msf: you may not read this file\nhint: "), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_are_bytes_that_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let path = scratch("names").join(OsStr::from_bytes(b"tab\tand \xFF.msf"));
    // Some file systems have no such names.
    if std::fs::copy(testdata("valid/05-escapes.msf"), &path).is_ok() {
        let output = command(&["stat"]).arg(&path).output().unwrap();
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains("tab\\x09and \u{FFFD}.msf\n"));
    }
}

#[test]
fn standard_input_is_a_file() {
    let bytes = std::fs::read(testdata(INBOX)).unwrap();
    let run = mork_with(&["dump", "--format", "json", "-"], &bytes);
    assert_eq!(run.code, 0);
    assert_eq!(run.stdout, mork(&["dump", "--format", "json", INBOX]).stdout);
    let sent = std::fs::read(testdata(SENT)).unwrap();
    assert_eq!(
        mork_with(&["check", "-"], &sent).stdout,
        "<stdin>: nothing odd; Thunderbird opens the whole file\n"
    );
    assert_eq!(mork_with(&["stat", "-"], b"").code, 0);
    assert_eq!(mork_with(&["stat", "-"], b"From - Mon\n").code, 2);
    let twice = mork_with(&["stat", "-", "-"], &bytes);
    assert_eq!((twice.code, twice.stderr.as_str()), (2, "mork: standard input (-) can be read only once\n"));
}

#[test]
fn a_broken_pipe_is_no_failure() {
    for arguments in
        [["dump", INBOX, INBOX], ["dump", "--format=json", INBOX], ["dump", "--format=jsonl", INBOX]]
    {
        let mut child = command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
}

/// A failure to write used to be taken for a reader that had gone away.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    for arguments in [&["dump", INBOX][..], &["stat", INBOX], &["check", INBOX, INBOX]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("mork: "));
    }
}

#[test]
fn several_files_come_in_order_and_the_worst_counts() {
    let files = [
        "snapshots/local-01-parsed-edge.msf",
        "nowhere.msf",
        "valid/05-escapes.msf",
        "valid/03-comments.msf",
    ];
    let run = mork(&[&["dump"], &files[..]].concat());
    assert_eq!(run.code, 2);
    let headings: Vec<_> = run.stdout.lines().filter(|line| line.starts_with("==> ")).collect();
    let [first, _, third, fourth] = files.map(|file| format!("==> {file} <=="));
    assert_eq!(headings, [first, third, fourth]);
    let all: Vec<_> =
        mork(&[&["stat", "--format", "json"], &files[..]].concat()).json().as_array().unwrap().clone();
    let names: Vec<_> = all.iter().map(|figures| figures["file"].as_str().unwrap()).collect();
    assert_eq!(names, files);
    assert_eq!(all[1]["opened"], false);
    let dumps = mork(&[&["dump", "--format", "json"], &files[..]].concat()).json();
    assert_eq!(dumps.as_array().unwrap().len(), 4);
    assert_eq!(dumps[0]["file"], files[0]);
    assert_eq!(dumps[1]["opened"], false);
}

#[test]
fn the_same_files_give_the_same_output() {
    let mut files: Vec<_> =
        std::fs::read_dir(testdata("damaged")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "msf"));
    let run = || command(&["check"]).args(&files).output().unwrap();
    let (one, other) = (run(), run());
    assert_eq!((one.stdout, one.stderr), (other.stdout, other.stderr));
    assert_eq!(one.status.code(), Some(2));
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let file = "valid/05-escapes.msf";
    assert!(!mork(&["dump", file]).stdout.contains('\x1B'));
    assert!(mork(&["--color", "always", "dump", file]).stdout.contains('\x1B'));
    assert!(!mork(&["dump", "--color=never", file]).stdout.contains('\x1B'));
}

#[test]
fn a_wrong_command_line_is_two() {
    for arguments in
        [&["dump"][..], &["frobnicate"], &["dump", "--format", "xml", "a"], &["dump", "--row", "x", "a"], &[]]
    {
        let run = mork(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty());
    }
}

#[test]
fn help_teaches_by_example() {
    let commands =
        ["dump", "stat", "check", "diff", "set", "cut", "apply", "compress", "new", "completions", "man"];
    for command in commands {
        let run = mork(&[command, "--help"]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains(&format!("\n  mork {command} ")), "{}", run.stdout);
    }
    assert!(mork(&["--help"]).stdout.contains("Exit status:"));
    assert_eq!(mork(&["--version"]).stdout, format!("mork {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_and_manual_pages() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = mork(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("reading") && run.stdout.len() > 1000, "{shell}");
    }
    let page = mork(&["man"]).stdout;
    assert!(page.contains(".TH mork 1") && page.contains("mork\\-dump(1)"), "{page}");
    let directory = scratch("man");
    assert_eq!(mork(&["man", "-o", directory.to_str().unwrap()]).code, 0);
    for name in ["mork.1", "mork-dump.1", "mork-diff.1", "mork-set.1", "mork-apply.1"] {
        assert!(std::fs::read_to_string(directory.join(name)).unwrap().contains(".TH"), "{name}");
    }
}

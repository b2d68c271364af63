//! `mork anonymize`.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "these are tests"
)]

mod common;

use common::{mork, scratch, testdata};

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";

#[test]
fn other_commands_say_the_same_of_the_new_file() {
    let folder = scratch("anonymize-same");
    for (number, name) in
        [INBOX, "damaged/aborted-group-in-the-middle.msf", "damaged/lost-value-end.msf"].iter().enumerate()
    {
        let (old, new) = (folder.join(format!("old{number}.msf")), folder.join(format!("new{number}.msf")));
        std::fs::copy(testdata(name), &old).unwrap();
        let run = mork(&["anonymize", old.to_str().unwrap(), "-o", new.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        assert_eq!(std::fs::metadata(&old).unwrap().len(), std::fs::metadata(&new).unwrap().len());
        let stat = |path: &std::path::Path| {
            let mut json = mork(&["stat", "--format", "json", path.to_str().unwrap()]).json();
            json["file"] = "".into();
            json
        };
        assert_eq!(stat(&old), stat(&new), "{name}");
        assert_eq!(
            mork(&["check", old.to_str().unwrap()]).code,
            mork(&["check", new.to_str().unwrap()]).code,
            "{name}"
        );
    }
}

#[test]
fn the_same_key_gives_the_same_files_in_a_folder() {
    let folder = scratch("anonymize-key");
    let inbox = testdata(INBOX);
    let run = |out: &str, key: &str| {
        let out = folder.join(out);
        let run = mork(&["anonymize", "--key", key, inbox.to_str().unwrap(), "-o", out.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        std::fs::read(out).unwrap()
    };
    let one = run("one", "a");
    assert_eq!(one, run("two", "a"));
    assert_ne!(one, run("three", "b"));
}

#[test]
fn nothing_is_overwritten() {
    let folder = scratch("anonymize-there");
    let out = folder.join("there.msf");
    std::fs::write(&out, "mine").unwrap();
    let run = mork(&["anonymize", INBOX, "-o", out.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is such a file already"), "{}", run.stderr);
    assert_eq!(std::fs::read(&out).unwrap(), b"mine");
    let text = folder.join("text");
    std::fs::write(&text, "Dear Anna").unwrap();
    assert_eq!(
        mork(&["anonymize", text.to_str().unwrap(), "-o", folder.join("x").to_str().unwrap()]).code,
        2
    );
}

//! `mork history`.
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

use common::{mork, mork_with};

const HISTORY: &str = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
    < <(a=c)>(80=ns:history:db:row:scope:history:all)(81=ns:history:db:table:kind:history)(82=URL)\n\
    (84=LastVisitDate)(87=Name)(8C=ByteOrder)>\n\
    {1:^80 {(k^81:c)(s=9) [1(^8C=LE)]}\n\
    [2(^82=http://example.org/)(^84=1166563560000001)(^87=A$00d$00a$00)]}\n";

#[test]
fn a_history_is_shown() {
    let run = mork_with(&["history", "-"], HISTORY.as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        "last visit           visits  url                  title\n\
         2006-12-19 21:26:00       1  http://example.org/  Ada\n"
    );
    let run = mork_with(&["history", "--format", "jsonl", "-"], HISTORY.as_bytes());
    assert_eq!(run.lines()[0]["last_visit"], "2006-12-19T21:26:00.000001Z");
    let run = mork_with(&["history", "--format", "csv", "-"], HISTORY.as_bytes());
    assert_eq!(run.stdout.lines().count(), 2);
}

#[test]
fn a_missing_byte_order_is_said() {
    let text = HISTORY.replace("[1(^8C=LE)]", "");
    let run = mork_with(&["history", "-"], text.as_bytes());
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("does not say its byte order"), "{}", run.stderr);
    let run = mork_with(&["history", "--byte-order", "le", "-"], text.as_bytes());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn other_files_are_failures() {
    let run = mork(&["history", "profile/imap/ImapMail/127.0.0.1/INBOX.msf"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("neither a history nor form data"), "{}", run.stderr);
}

#[test]
fn histories_as_typed() {
    let folder = common::scratch("history-typed");
    std::fs::write(folder.join("history.dat"), HISTORY).unwrap();
    std::fs::write(folder.join("silent.dat"), HISTORY.replace("[1(^8C=LE)]", "")).unwrap();
    std::fs::write(folder.join("other.dat"), "no history").unwrap();
    common::profile::transcript_in(
        &folder,
        "history",
        &[
            &["history", "history.dat"],
            &["history", "history.dat", "--format=csv"],
            &["history", "history.dat", "--format=json"],
            &["history", "silent.dat"],
            &["history", "silent.dat", "--byte-order=le"],
            &["history", "other.dat"],
            &["history", "no-such-history.dat"],
            &["history", "history.dat", "--byte-order=middle"],
            &["history"],
        ],
    );
}

//! `mork dump`: its JSON against what Mozilla's engine says, its text as it looks.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use common::{mork, mork_with, testdata};
use serde_json::{Value, json};

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";
const FOLDER: &str = "snapshots/local-05-copymove-dest.msf";

/// The keys of a truth that a dump has, too.
fn comparable(truth: &Value) -> Value {
    let opened = truth.get("opened").unwrap_or(&truth["open"]["opened"]);
    if opened != &Value::Bool(true) {
        return json!({ "opened": false });
    }
    let pick = |from: &Value, keys: &[&str]| -> Value {
        keys.iter()
            .map(|key| ((*key).to_owned(), from[*key].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let tables = truth["tables"].as_array().unwrap().iter();
    let keys = ["scope", "id", "kind", "priority", "unique", "verbose", "meta_row", "rows"];
    let tables: Vec<_> = tables.map(|table| pick(table, &keys)).collect();
    let rows = truth["rows"].as_array().unwrap().iter().map(|row| {
        let cells: Vec<_> =
            row["cells"].as_array().unwrap().iter().map(|cell| json!([cell[0], cell[1]])).collect();
        json!({ "scope": row["scope"], "id": row["id"], "cells": cells })
    });
    json!({ "opened": true, "tables": tables, "rows": rows.collect::<Vec<_>>() })
}

fn agrees_with_the_truth(folder: &str, at_least: usize) {
    let mut compared = 0;
    for entry in std::fs::read_dir(testdata(folder)).unwrap() {
        let path = entry.unwrap().path();
        let truth = path.with_extension("json");
        if path.extension().is_none_or(|extension| extension != "msf") || !truth.exists() {
            continue;
        }
        let run = mork(&["dump", "--format", "json", "--reading", "mozilla", path.to_str().unwrap()]);
        let truth = serde_json::from_slice(&std::fs::read(truth).unwrap()).unwrap();
        assert_eq!(run.json(), comparable(&truth), "{}", path.display());
        compared += 1;
    }
    assert!(compared >= at_least, "{compared}");
}

#[test]
fn json_is_what_the_engine_has_of_probes() {
    agrees_with_the_truth("probes", 128);
}

#[test]
fn json_is_what_the_engine_has_of_its_own_files() {
    agrees_with_the_truth("truth", 40);
}

#[test]
fn lines_say_the_same_as_the_whole() {
    let whole = mork(&["dump", "--format", "json", INBOX]).json();
    let lines = mork(&["dump", "--format", "jsonl", INBOX]).lines();
    assert_eq!(lines[0], json!({ "file": INBOX, "opened": true }));
    let of =
        |key: &str| Value::from(lines.iter().filter_map(|line| line.get(key)).cloned().collect::<Vec<_>>());
    assert_eq!((of("table"), of("row")), (whole["tables"].clone(), whole["rows"].clone()));
}

#[test]
fn a_file_that_is_not_opened_has_a_line_too() {
    let run = mork(&[
        "dump",
        "--format",
        "jsonl",
        "--reading",
        "mozilla",
        "damaged/empty.msf",
        "valid/01-header-only.msf",
    ]);
    assert_eq!(run.code, 2);
    assert_eq!((&run.lines()[0]["opened"], &run.lines()[1]["opened"]), (&json!(false), &json!(true)));
}

#[test]
fn bytes_that_are_no_text() {
    let file = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<<(a=c)>(80=s)(81=n\\)$FF)>[1:^80(^81=a$FFb$1B[2J)]";
    let row = &mork_with(&["dump", "--format", "json", "-"], file).json()["rows"][0];
    assert_eq!(row["cells"], json!([[{ "hex": "6e29ff" }, { "hex": "61ff621b5b324a" }]]));
    let text = mork_with(&["dump", "-"], file).stdout;
    assert!(text.contains("n)\\xFF  a\\xFFb\\x1B[2J"), "{text}");
}

#[test]
fn text_of_a_small_file() {
    let run = mork(&["dump", "valid/09-row-in-several-tables.msf"]);
    assert_eq!(
        run.stdout,
        "\
300 bytes: 3 tables, 3 rows, 0 commit groups

kind  table 1:scope, 3 rows
  row  subject  sender
  1    one      x
  2    two
  3:m  three

kind  table 2:scope, 3 rows
  shown with another table: 2 3:m 1

kind  table 1:m, 2 rows
  shown with another table: 3 1:scope
"
    );
}

#[test]
fn text_of_a_mail_folder() {
    let text = mork(&["dump", "--width", "80", FOLDER]).stdout;
    let message = "
  C   storeToken        16057              flags             1
      sender            =?utf-8?B?w4VuZ3N0csO2bSwgw4VrZQ==?= <ake@example.org>
      recipients        =?utf-8?B?6rmA66+87IiY?= <kim@example.org>
      subject           Invoice
      message-id        m00061.64d144ca@example.org
      references        \"\"                 dateReceived      655ca27c
";
    assert!(text.contains(message), "{text}");
    assert!(text.contains("\nthread  20 tables of scope msgs\n"), "{text}");
    assert!(
        text.contains("\n  FFFFFFFE  1:m   1       fffffffe  6557c625  0       6       3      1 3 4 6 F A\n"),
        "{text}"
    );
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?}");
}

#[test]
fn everything_shows_where_nothing_is_cut() {
    let preview = "x".repeat(200);
    assert!(mork(&["dump", FOLDER]).stdout.contains(&preview));
    assert!(mork(&["dump", "--width", "80", "--full", FOLDER]).stdout.contains(&preview));
    assert!(!mork(&["dump", "--width", "80", FOLDER]).stdout.contains(&preview));
}

#[test]
fn tables_rows_and_columns_can_be_picked() {
    let run = mork(&["dump", "--table", "msgs", "--column", "size,numLines", "--width", "80", FOLDER]);
    let expected = "\
msgs  table 1:msgs, 27 rows
  kind ns:msg:db:table:kind:msgs, scope ns:msg:db:row:scope:msgs:all
  row  size  numLines
  1    49f   a
";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    let all = ["ns:msg:db:table:kind:allthreads", "allthreads", "FFFFFFFD", "FFFFFFFD:threads", "^98"];
    let picked = all.map(|table| mork(&["dump", "--format", "json", "--table", table, INBOX]).json());
    assert_eq!(picked[0]["tables"].as_array().unwrap().len(), 1);
    assert_eq!(picked[0]["rows"].as_array().unwrap().len(), 60);
    assert!(picked.iter().all(|dump| *dump == picked[0]));
    let row =
        mork(&["dump", "--format", "json", "--row", "1:dbfolderinfo", "--column", "numMsgs", INBOX]).json();
    assert_eq!(row["rows"][0]["cells"], json!([["numMsgs", "83"]]));
    assert_eq!(row["tables"].as_array().unwrap().len(), 1);
    let scope = mork(&["dump", "--format", "json", "--scope", "ops", INBOX]).json();
    assert_eq!((scope["tables"].as_array().unwrap().len(), scope["rows"].as_array().unwrap().len()), (1, 24));
}

#[test]
fn nothing_found_is_said() {
    let run = mork(&["dump", "--table", "cards", INBOX]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("nothing in the file is of what was asked for\nhint: "), "{}", run.stderr);
}

//! `mork stat` and `mork check`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use common::{mork, mork_with};
use serde_json::json;

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";

#[test]
fn figures_of_a_mail_folder() {
    let figures = mork(&["stat", "--format", "json", INBOX]).json();
    assert_eq!(figures["version"], "1.4");
    assert_eq!(figures["size"], 85_094);
    assert_eq!(figures["line_ends"]["style"], "lf");
    assert_eq!(figures["generator"]["engine"], "Mozilla's engine");
    assert_eq!(figures["generator"]["content"], "Thunderbird mail folder summary (.msf)");
    let groups = json!({ "count": 41, "committed": 41, "empty": 17, "unterminated": 0, "aborted": 0, "id_mismatch": 0 });
    assert_eq!(figures["groups"], groups);
    assert_eq!(figures["rows"], json!({ "count": 304, "in_tables": 210, "meta": 63, "loose": 31 }));
    assert_eq!(figures["log"], json!({ "bytes": 8487, "percent": 10.0 }));
    assert_eq!(figures["waste"], json!({ "percent": 9, "rewrite": false }));
    let kinds = figures["tables"]["by_kind"].as_array().unwrap();
    let threads = kinds.iter().find(|kind| kind["kind"] == "ns:msg:db:table:kind:thread").unwrap();
    assert_eq!((&threads["tables"], &threads["rows"]), (&json!(63), &json!(131)));
    assert_eq!(figures["tables"]["count"], 67);
}

#[test]
fn groups_that_are_not_applied_are_told_apart() {
    for (file, key) in [
        ("damaged/cut-in-group.msf", "unterminated"),
        ("damaged/aborted-group-last.msf", "aborted"),
        ("damaged/end-marker-wrong-id.msf", "id_mismatch"),
    ] {
        let groups = &mork(&["stat", "--format", "json", file]).json()["groups"];
        assert_eq!(
            (&groups["count"], &groups["committed"], &groups[key]),
            (&json!(2), &json!(1), &json!(1)),
            "{file}"
        );
    }
}

#[test]
fn line_ends_are_counted() {
    for (file, style) in [("cr", "cr"), ("crlf", "crlf"), ("crlf-then-lf-group", "mixed"), ("empty", "none")]
    {
        let figures = mork(&["stat", "--format", "json", &format!("damaged/{file}.msf")]).json();
        assert_eq!(figures["line_ends"]["style"], style);
    }
}

#[test]
fn waste_is_what_thunderbird_makes_of_it() {
    let mut file = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n".to_vec();
    file.resize(600, b'\n');
    file.extend_from_slice(b"@$${1{@");
    file.resize(997, b'\n');
    file.extend_from_slice(b"@$$}1}@");
    let figures = mork_with(&["stat", "--format", "json", "-"], &file).json();
    assert_eq!(figures["waste"], json!({ "percent": (1004 - 607) * 100 / 1004, "rewrite": true }));
}

#[test]
fn a_finding_is_shown_with_its_place() {
    let run = mork(&["check", "damaged/stump-then-group.msf"]);
    let expected = "\
fatal[UnterminatedGroup]: a commit group has no end marker and is not applied
  --> damaged/stump-then-group.msf:31:1 (offset 1197, 224 bytes)
   |
31 | @$${2{@
   | ^^^^^^^ Thunderbird refuses the file here

warning[leftover-rows]: 1 row of messages that are in no list
  --> damaged/stump-then-group.msf: message 1
  = `--repair` puts it right

damaged/stump-then-group.msf: 1 finding; Thunderbird refuses the file
  it deletes it and builds it anew from the mail
  as a mail folder: 1 warning; `--repair` puts 1 right
  not looked at: store-tokens, mail-store, sizes, status-headers (there is no mailbox to look at)
";
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (1, expected, ""));
}

#[test]
fn control_characters_are_escaped_above_the_mark() {
    let file = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n[1:m(a=\x1B[31m\xFF)\x07]\n";
    let run = mork_with(&["check", "-"], file);
    assert_eq!(run.code, 1);
    let expected = "2 | [1:m(a=\\x1B[31m\\xFF)\\x07]\n  |                     ^^^^\n";
    assert!(run.stdout.contains(expected), "{}", run.stdout);
}

#[test]
fn what_is_lost_is_told() {
    let run = mork(&["check", "damaged/block-lost.msf"]);
    assert!(run.stdout.contains("Thunderbird opens a part of the file: "), "{}", run.stdout);
    assert!(run.stdout.contains("builds the file anew"), "{}", run.stdout);
    let report = mork(&["check", "--format", "json", "damaged/block-lost.msf"]).json();
    let thunderbird = &report["thunderbird"];
    assert_eq!((&thunderbird["opens"], &thunderbird["rebuilds"]), (&json!("truncated"), &json!(true)));
    assert!(thunderbird["unread"].as_u64() > Some(0) && thunderbird["lost"]["rows"].as_u64() > Some(0));
    assert!(report["findings"].as_array().unwrap().contains(&thunderbird["stopped_by"]));
}

#[test]
fn a_dropped_last_group_is_a_loss() {
    let report = mork(&["check", "--format", "json", "damaged/cut-in-group.msf"]).json();
    assert_eq!(report["thunderbird"]["opens"], "truncated");
    assert_eq!(report["thunderbird"]["rebuilds"], false);
}

#[test]
fn lines_are_head_findings_verdict_and_folder() {
    let lines = mork(&["check", "--format", "jsonl", "damaged/random-block.msf"]).lines();
    let count = usize::try_from(lines[0]["count"].as_u64().unwrap()).unwrap();
    assert_eq!(lines.len(), count + 3);
    assert_eq!(lines[1]["finding"]["kind"], "JunkInDict");
    assert!(lines[count + 1]["thunderbird"].is_object());
    assert!(lines[count + 2]["folder"]["findings"].is_array());
}

#[test]
fn more_findings_than_are_kept_are_counted() {
    let mut file = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n[1:m".to_vec();
    file.extend_from_slice(&b"(a=1)? ".repeat(10_100));
    file.push(b']');
    let report = mork_with(&["check", "--format", "json", "-"], &file).json();
    let listed = report["findings"].as_array().unwrap().len();
    assert!(report["count"].as_u64().unwrap() > listed as u64, "{}", report["count"]);
    let text = mork_with(&["check", "-"], &file).stdout;
    assert!(text.contains(" more are not listed\n"));
}

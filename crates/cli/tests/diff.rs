//! `mork diff`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use common::{mork, mork_with, scratch};
use serde_json::{Value, json};

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";

const OLD: &str = "// <!-- <mdb:mork:z v=\"1.4\"/> -->
< <(a=c)> (80=cards)(81=people)(82=name)(83=mail)(84=note)>
{1:^80 {(k^81:c)(s=9)[1:m(^84=mine)]} [1(^82=Ada)(^83=ada@example.org)] [2(^82=Bob)] [3(^82=Cy)] [4(^82=Di)]}
{2:^80 {(k^81:c)(s=9)} 1}
[9:^80(^84=loose)]
";

/// The same names with other tokens, in another order.
const NEW: &str = "// <!-- <mdb:mork:z v=\"1.4\"/> -->
< <(a=c)> (90=note)(91=mail)(92=name)(93=people)(94=cards)(95=new)>
{1:^94 {(k^93:c)(s=3u)[2:m(^90=mine)]} [4(^92=Di)] [1(^91=ada@example.org)(^92=Ada L.)(^90=)] [2(^92=Bob)] [5(^92=Ed)]}
{3:^94 {(k^95:c)(s=9)} 5 1:m}
";

fn files(name: &str) -> [String; 2] {
    let folder = scratch(name);
    [("old.msf", OLD), ("new.msf", NEW)].map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    })
}

#[test]
fn a_file_is_the_same_as_itself() {
    for format in ["text", "json", "jsonl"] {
        let run = mork(&["diff", "--format", format, INBOX, INBOX]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert_eq!(run.stdout.is_empty(), format == "text");
    }
}

/// Tokens, dicts, groups: how a store is written is not what it says.
#[test]
fn other_tokens_are_no_difference() {
    let one = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<<(a=c)>(80=s)(81=n)(82=k)>{1:^80{(k^82:c)(s=9)}[1(^81=x)(a=y)]}";
    let other =
        "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<<(a=c)>(88=k)(89=s)(90=n)><(91=x)>{1:^89{(k^88:c)(s=9)}[1(a=y)]}
@$${1{@[1:^89(^90^91)]@$$}1}@\n";
    let path = scratch("tokens").join("other.msf");
    std::fs::write(&path, other).unwrap();
    let run = mork_with(&["diff", "-", path.to_str().unwrap()], one.as_bytes());
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
}

#[test]
fn text_is_for_people() {
    let [old, new] = files("text");
    let run = mork(&["diff", &old, &new]);
    let expected = format!(
        "\
--- {old}
+++ {new}

~ table 1:cards  people, 4 rows
  - priority  9
  + priority  3
  - unique    no
  + unique    yes
  - meta row  1:m
  + meta row  2:m
  - rows      3
  + rows      5
  ~ moved     4

- table 2:cards  people, 1 row
  - rows  1

+ table 3:cards  new, 2 rows
  + rows  5 1:m

~ row 1:cards
  - name  Ada
  + name  Ada L.
  + note  \"\"

- row 3:cards
  - name  Cy

+ row 5:cards
  + name  Ed

- row 9:cards
  - note  loose

- row 1:m  meta row of table 1:cards
  - note  mine

+ row 2:m  meta row of table 1:cards
  + note  mine

3 tables and 6 rows differ
"
    );
    // Table 3 has row 1:m, so there is one, without cells.
    let expected = expected.replace("- row 1:m  meta row of table 1:cards\n  - note", "~ row 1:m\n  - note");
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert_eq!(run.stdout, expected);
}

#[test]
fn json_is_for_programs() {
    let [old, new] = files("json");
    let run = mork(&["diff", "--format", "json", &old, &new]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    let whole = run.json();
    assert_eq!((&whole["old"], &whole["new"], &whole["same"]), (&json!(old), &json!(new), &json!(false)));
    let table = json!({
        "scope": "cards", "id": "1", "change": "changed",
        "priority": { "old": 9, "new": 3 }, "unique": { "old": false, "new": true },
        "meta_row": { "old": "1:m", "new": "2:m" },
        "rows": { "added": ["5"], "cut": ["3"], "moved": ["4"] },
    });
    assert_eq!(whole["tables"][0], table);
    assert_eq!(whole["tables"][2]["kind"], json!({ "new": "new" }));
    assert_eq!(whole["tables"][2]["rows"]["added"], json!(["5", "1:m"]));
    let row = json!({
        "scope": "cards", "id": "1", "change": "changed",
        "cells": [
            { "column": "name", "change": "changed", "old": "Ada", "new": "Ada L." },
            { "column": "note", "change": "set", "new": "" },
        ],
    });
    assert_eq!(whole["rows"][0], row);
    assert_eq!(whole["rows"][1]["change"], "gone");
    assert_eq!(whole["rows"][1]["cells"][0], json!({ "column": "name", "change": "cut", "old": "Cy" }));
    let lines = mork(&["diff", "--format", "jsonl", &old, &new]).lines();
    let of =
        |key: &str| Value::from(lines.iter().filter_map(|line| line.get(key)).cloned().collect::<Vec<_>>());
    assert_eq!((of("table"), of("row")), (whole["tables"].clone(), whole["rows"].clone()));
    assert_eq!(lines.last().unwrap(), &json!({ "same": false }));
}

#[test]
fn bytes_that_are_no_text_are_told_apart() {
    let file = |value: &str| format!("// <!-- <mdb:mork:z v=\"1.4\"/> -->\n[1:m(a=x${value}$1B)]");
    let path = scratch("bytes").join("one.msf");
    std::fs::write(&path, file("FE")).unwrap();
    let path = path.to_str().unwrap();
    let text = mork_with(&["diff", path, "-"], file("FF").as_bytes()).stdout;
    assert!(
        text.contains("\n~ row 1:m\n  - a  x\\xFE\\x1B\n  + a  x\\xFF\\x1B\n\n1 row differs\n"),
        "{text}"
    );
    let json = mork_with(&["diff", "--format", "json", path, "-"], file("FF").as_bytes()).json();
    assert_eq!(json["rows"][0]["cells"][0]["new"], json!({ "hex": "78ff1b" }));
}

#[test]
fn cells_of_one_column_are_told_apart() {
    let file = |cells: &str| format!("// <!-- <mdb:mork:z v=\"1.4\"/> -->\n[1:m{cells}]");
    let path = scratch("twice").join("one.msf");
    std::fs::write(&path, file("(a=1)(b=x)(a=2)")).unwrap();
    let diff = |cells: &str| mork_with(&["diff", path.to_str().unwrap(), "-"], file(cells).as_bytes());
    assert_eq!(diff("(a=1)(a=2)(b=x)").code, 0);
    assert_eq!(diff("(a=2)(b=x)(a=1)").code, 1);
    assert!(diff("(a=1)(b=x)").stdout.contains("\n~ row 1:m\n  - a  2\n"));
}

#[test]
fn readings_differ() {
    let file = std::fs::read(common::testdata("damaged/cut-in-group.msf")).unwrap();
    let diff =
        |reading: &str| mork_with(&["diff", "--reading", reading, "-", "damaged/cut-in-group.msf"], &file);
    assert_eq!((diff("lenient").code, diff("mozilla").code, diff("strict").code), (0, 0, 2));
    let run = mork(&["diff", "damaged/cut-in-group.msf", "damaged/cut-in-group.msf"]);
    assert_eq!(run.stderr.matches("a commit group has no end marker").count(), 2, "{}", run.stderr);
}

#[test]
fn trouble_is_two() {
    let run = mork(&["diff", "nowhere.msf", INBOX]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with("mork: nowhere.msf: there is no such file\nhint: "), "{}", run.stderr);
    let run = mork(&["diff", "--format", "json", "nowhere.msf", "profile"]);
    assert_eq!((run.code, run.json()["same"].clone()), (2, Value::Null));
    assert_eq!(run.json()["errors"].as_array().unwrap().len(), 2);
    assert_eq!(mork(&["diff", "-", "-"]).code, 2);
    assert_eq!(mork(&["diff", INBOX]).code, 2);
}

#[test]
fn long_values_are_cut_to_where_they_differ() {
    let file = |end: &str| format!("// <!-- <mdb:mork:z v=\"1.4\"/> -->\n[1:m(a={}{end})]", "x".repeat(300));
    let path = scratch("long").join("one.msf");
    std::fs::write(&path, file("one")).unwrap();
    let path = path.to_str().unwrap();
    let short = mork_with(&["diff", "--width", "60", path, "-"], file("two").as_bytes()).stdout;
    assert!(short.contains("  - a  \u{2026}xxxxxxxxxxxxone\n  + a  \u{2026}xxxxxxxxxxxxtwo\n"), "{short}");
    let full = mork_with(&["diff", "--width", "60", "--full", path, "-"], file("two").as_bytes()).stdout;
    assert!(full.contains(&"x".repeat(300)));
}

#[test]
fn colours_on_demand() {
    let [old, new] = files("colour");
    let run = mork(&["--color", "always", "diff", &old, &new]);
    assert!(run.stdout.contains("\x1B[32m+\x1B[0m"), "{}", run.stdout);
}

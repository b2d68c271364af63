//! The text of headers is what Thunderbird makes of the same bytes.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use morkdb::Database;
use morkdb::id::Oid;
use morkdb_folder::text::{self, Mailbox};
use serde_json::Value as Json;

/// What was compared, and what differs.
#[derive(Default)]
struct Report {
    compared: usize,
    differences: Vec<String>,
}

impl Report {
    fn same(&mut self, what: impl Fn() -> String, want: &Json, got: &Json) {
        self.compared += 1;
        if want != got {
            self.differences.push(format!("{}\n    want {want}\n    got  {got}", what()));
        }
    }

    #[track_caller]
    fn expect_none(self, at_least: usize) {
        let shown: Vec<_> = self.differences.iter().take(20).cloned().collect();
        assert!(shown.is_empty(), "{} differences:\n{}", self.differences.len(), shown.join("\n"));
        assert!(self.compared >= at_least, "only {} values were compared", self.compared);
    }
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn json(path: &Path) -> Json {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Every `X.msf` beside an `X.json` below a folder.
fn pairs(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let dump = path.with_extension("json");
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "msf") && dump.is_file() {
                found.push((path, dump));
            }
        }
    }
    found.sort();
    found
}

/// The bytes of a message's cells, which the dump may have had to damage.
struct Row<'a> {
    database: &'a Database,
    key: u32,
}

impl Row<'_> {
    fn cell(&self, name: &str) -> Vec<u8> {
        let store = self.database.store();
        let scope = store.scope("ns:msg:db:row:scope:msgs:all").unwrap();
        let value = store.row(Oid::new(scope, self.key)).and_then(|row| row.get(store.column(name)?));
        value.map(|value| value.bytes().into_owned()).unwrap_or_default()
    }
}

fn compare_message(row: &Row<'_>, want: &Json, name: &str, report: &mut Report) {
    let (charset, own) = (row.cell("msgCharSet"), row.cell("message-id"));
    let charset = text::effective_charset(&charset, None);
    let decoded = [
        ("subject", "mime2DecodedSubject"),
        ("sender", "mime2DecodedAuthor"),
        ("recipients", "mime2DecodedRecipients"),
    ];
    for (column, field) in decoded {
        let raw = row.cell(column);
        let what = || format!("{name}, message {}, {column} {} in {charset}", row.key, raw.escape_ascii());
        report.same(what, &want[field], &Json::from(text::decode(&raw, charset)));
        check_names(&raw, charset);
    }
    let all = row.cell("references");
    let ids =
        text::references(&all).filter(|id| *id != own).map(|id| Json::from(String::from_utf8_lossy(id)));
    let what = || format!("{name}, message {}, references {}", row.key, all.escape_ascii());
    report.same(what, &want["references"], &ids.collect());
    let subject = row.cell("subject");
    if want["flags"].as_u64().unwrap() & 0x10 != 0 {
        let answer = [b"Re: ", &*subject].concat();
        let strip = if name.contains("news") { text::strip_re_news } else { text::strip_re };
        let stored = strip(&answer, "").subject;
        let what = || format!("{name}, message {}, stored subject", row.key);
        report.same(
            what,
            &Json::from(String::from_utf8_lossy(&subject)),
            &Json::from(String::from_utf8_lossy(&stored)),
        );
    }
}

/// The short ways to a name say the same as the whole parser.
fn check_names(raw: &[u8], charset: &str) {
    let shown = |Mailbox { name, address }: Mailbox| match (&*name, &*address) {
        ("", _) => address,
        (_, "") => name,
        _ if name.split_once('@').is_some_and(|(_, domain)| domain.contains('.')) => {
            format!("{name} <{address}>")
        }
        _ => name,
    };
    let all: Vec<_> = text::mailboxes(raw, charset).into_iter().map(shown).collect();
    if !all.is_empty() {
        assert_eq!(text::names(raw, charset), all.join(", "), "{}", raw.escape_ascii());
    }
}

/// Compares all folders below one. Their names are from there on: that of a news folder says so.
fn compare_below(place: &Path, report: &mut Report) {
    for (summary, dump) in pairs(place) {
        let name = summary.strip_prefix(place).unwrap().display().to_string();
        compare_folder(&summary, &dump, &name, report);
    }
}

fn compare_folder(summary: &Path, dump: &Path, name: &str, report: &mut Report) {
    let (database, dump) = (Database::open(summary).unwrap(), json(dump));
    for want in dump["headers"].as_array().into_iter().flatten() {
        let row =
            Row { database: &database, key: u32::try_from(want["messageKey"].as_u64().unwrap()).unwrap() };
        compare_message(&row, want, name, report);
    }
}

#[test]
fn all_headers_of_the_snapshots() {
    let mut report = Report::default();
    compare_below(&project().join("testdata/snapshots"), &mut report);
    report.expect_none(4_000);
}

/// The large collection stands beside the project, where it is there at all.
#[test]
fn all_headers_of_the_large_collection() {
    let place = std::env::var_os("MORK_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from);
    let place = place.join("thunderbird/cases");
    if !place.is_dir() {
        return;
    }
    let mut report = Report::default();
    compare_below(&place, &mut report);
    println!("{} values", report.compared);
    report.expect_none(20_000);
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Words in all charsets and both encodings, parted characters, raw bytes, bad padding, marks of every kind.
#[test]
fn random_headers_as_thunderbird_answered() {
    let vectors = json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/headers.json"));
    let mut report = Report::default();
    for want in vectors.as_array().unwrap() {
        let (raw, charset) = (unhex(want["raw"].as_str().unwrap()), want["charset"].as_str().unwrap());
        let what = |part| format!("{part} of {} in {charset}", raw.escape_ascii());
        report.same(|| what("text"), &want["decoded"], &Json::from(text::decode(&raw, charset)));
        if let Some(mailboxes) = want.get("mailboxes") {
            let pair = |Mailbox { name, address }| Json::from(vec![name, address]);
            let got = text::mailboxes(&raw, charset).into_iter().map(pair).collect();
            report.same(|| what("mailboxes"), mailboxes, &got);
        }
        if let Some(stored) = want.get("stored") {
            let stripped = text::strip_re(&raw, "AW,Отв");
            assert!(stripped.had_re, "{}", what("subject"));
            report.same(|| what("subject"), stored, &Json::from(String::from_utf8_lossy(&stripped.subject)));
        }
        check_names(&raw, charset);
    }
    report.expect_none(2_000);
}

/// No text is too odd, and what is clean stays so.
#[test]
fn any_bytes_have_a_text() {
    use proptest::prelude::*;
    let pieces = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        "[ -~]{1,8}".prop_map(String::into_bytes),
        "=\\?(utf-8|utf-7|iso-2022-jp|x)\\?[BbQqx]\\?[A-Za-z0-9+/=_]{0,8}\\?=".prop_map(String::into_bytes),
        "\\PC{1,4}".prop_map(String::into_bytes),
    ];
    let headers = prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat());
    proptest!(|(raw in headers, charset in "(utf-8|koi8-r|utf-7|shift_jis|)")| {
        let decoded = text::decode(&raw, &charset);
        let shown = text::display(&decoded).into_owned();
        prop_assert_eq!(text::display(&shown), shown.as_str());
        prop_assert!(!shown.contains(['\n', '\r', '\t', '\0']));
        prop_assert!(!text::strip_re(&text::strip_re(&raw, "").subject, "").had_re);
        check_names(&raw, &charset);
        prop_assert!(text::references(&raw).all(|id| !id.is_empty()));
        let _: Cow<'_, str> = text::names(&raw, &charset);
        let _ = (text::message_id(&raw), text::cached_name(&raw), text::effective_charset(&raw, None));
    });
}

//! Exports of records: every format says the same, it is what Thunderbird says, and nothing is dropped.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]
#![cfg(all(feature = "parquet", feature = "sqlite"))]

#[path = "records/read.rs"]
mod read;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use morkdb_export::records::{Kind as Type, TABLES, VERSION};
use morkdb_export::{Kind, Options, Report, export};
use morkdb_folder::{DetachedHeader, Folder, MessageFlags, NewKey, Protocol};
use morkdb_profile::Profile;
use serde_json::Value;
use tempfile::TempDir;

use read::Row;

const KINDS: [Kind; 4] = [Kind::Csv, Kind::Jsonl, Kind::Sqlite, Kind::Parquet];

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The profiles that Thunderbird wrote, with what it says of them.
fn profiles() -> Vec<(PathBuf, PathBuf)> {
    let mut found = Vec::new();
    let cases =
        fs::read_dir(repository().join("../shared/thunderbird/cases")).into_iter().flatten().flatten();
    let folders = cases.map(|case| case.path()).chain([repository().join("testdata/profile")]);
    for folder in folders {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (profile, dump) = (entry.path(), entry.path().with_extension("json"));
            if profile.is_dir() && dump.is_file() {
                found.push((profile, dump));
            }
        }
    }
    found.sort();
    found
}

fn exported(profile: &Path, options: impl Fn(&mut Options), kind: Kind) -> (TempDir, Report) {
    let out = tempfile::tempdir().unwrap();
    let mut chosen = Options::new(kind, out.path());
    options(&mut chosen);
    let report = export(&Profile::open(profile).unwrap(), &chosen, &()).unwrap();
    (out, report)
}

fn all_deleted(options: &mut Options) {
    options.deleted = true;
}

/// All tables of an export.
fn tables(kind: Kind, out: &Path) -> BTreeMap<&'static str, Vec<Row>> {
    TABLES.iter().map(|table| (table.name, read::table(kind, out, table))).collect()
}

#[test]
fn all_formats_say_the_same() {
    for (path, _) in profiles() {
        let (out, report) = exported(&path, all_deleted, Kind::Jsonl);
        let expected = tables(Kind::Jsonl, out.path());
        assert_eq!(report.total().exported, expected["messages"].len() as u64, "{}", path.display());
        for kind in [Kind::Csv, Kind::Sqlite, Kind::Parquet] {
            let (out, same) = exported(&path, all_deleted, kind);
            assert_eq!(same.total().exported, report.total().exported);
            for (name, rows) in tables(kind, out.path()) {
                read::assert_same(
                    &rows,
                    &expected[name],
                    kind,
                    &format!("{} {name} as {}", path.display(), kind.name()),
                );
            }
        }
        let (out, _) = exported(&path, |options| options.single_file = true, Kind::Parquet);
        let (other, _) = exported(&path, |_| (), Kind::Jsonl);
        let (single, lines) = (tables(Kind::Parquet, out.path()), tables(Kind::Jsonl, other.path()));
        assert_eq!(single["messages"], lines["messages"]);
    }
}

/// Of each message: what Thunderbird reads, and every cell, put together again from the columns.
#[test]
fn records_are_what_thunderbird_says() {
    let mut seen = 0;
    for (path, dump) in profiles() {
        let (out, _) = exported(&path, all_deleted, Kind::Jsonl);
        let rows = read::table(Kind::Jsonl, out.path(), &TABLES[0]);
        let from_mail = |row: &&Row| row["origin"] == "mail";
        let mail: Vec<_> = rows.iter().filter(from_mail).map(|row| row["folder_uri"].clone()).collect();
        let by_key: BTreeMap<_, _> = rows
            .iter()
            .map(|row| ((row["folder_uri"].as_str().unwrap(), row["key"].as_u64().unwrap()), row))
            .collect();
        let folders: Vec<Value> = serde_json::from_slice(&fs::read(dump).unwrap()).unwrap();
        for folder in &folders {
            let uri = folder["folder"].as_str().unwrap();
            if mail.contains(&folder["folder"]) || folder["msfExists"] != true {
                continue;
            }
            for header in folder["headers"].as_array().into_iter().flatten() {
                let key = header["messageKey"].as_u64().unwrap();
                let row =
                    by_key.get(&(uri, key)).unwrap_or_else(|| panic!("{}: no {uri} {key}", path.display()));
                check(row, header);
                seen += 1;
            }
        }
    }
    assert!(seen >= 200, "{seen}");
}

fn check(row: &Row, header: &Value) {
    let re = if header["flags"].as_u64().unwrap() & 0x10 != 0 { "Re: " } else { "" };
    let subject = format!("{re}{}", header["mime2DecodedSubject"].as_str().unwrap());
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(text("subject"), subject);
    assert_eq!(text("author"), header["mime2DecodedAuthor"].as_str().unwrap());
    assert_eq!(text("recipients"), header["mime2DecodedRecipients"].as_str().unwrap());
    assert_eq!(text("message_id"), header["messageId"].as_str().unwrap());
    assert_eq!(row["read"], header["isRead"]);
    assert_eq!(row["starred"], header["isFlagged"]);
    let new = u64::from(MessageFlags::NEW.0);
    assert_eq!(row["flags"].as_u64().unwrap() & !new, header["flags"].as_u64().unwrap() & !new);
    assert_eq!(read::seconds(&row["date"]).unwrap_or(0), header["dateInSeconds"].as_u64().unwrap());
    assert_eq!(row["size"].as_u64().unwrap_or(0), header["messageSize"].as_u64().unwrap());
    assert_eq!(text("store_token"), header["storeToken"].as_str().unwrap());
    for (name, value) in header["cells"].as_object().unwrap() {
        let told = read::cell(row, name);
        let value = value.as_str().unwrap();
        // What is not there and what is the default are the same to Thunderbird; bytes are told in another way by the dump.
        if told.is_none() && ["", "0", "ffffffff"].contains(&value) || row["properties"][name].is_object() {
            continue;
        }
        assert_eq!(told.as_deref(), Some(value), "{name} of {row:?}");
    }
}

#[test]
fn every_number_of_threads_gives_the_same_bytes_and_nothing_is_written_twice() {
    let path = repository().join("testdata/profile/imap");
    for kind in KINDS {
        let (one, _) = exported(&path, |options| options.threads = 1, kind);
        let (four, report) = exported(&path, |options| options.threads = 4, kind);
        let files = read::files(one.path());
        assert!(files == read::files(four.path()), "{}", kind.name());
        assert!(!report.written.is_empty());
        let profile = Profile::open(&path).unwrap();
        let again = export(&profile, &Options::new(kind, one.path()), &()).unwrap();
        assert_eq!(again.written, Vec::<PathBuf>::new(), "{}", kind.name());
        // Without what earlier runs left word of, all is made again, and found to be the same.
        let word = format!(".mork-export.{}.jsonl", kind.name());
        fs::remove_file(one.path().join(&word)).unwrap();
        let again = export(&profile, &Options::new(kind, one.path()), &()).unwrap();
        assert!(again.written.iter().all(|file| *file == Path::new(&word)), "{:?}", again.written);
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let path = repository().join("testdata/profile/imap");
    for kind in KINDS {
        let (out, report) = exported(&path, |options| options.dry_run = true, kind);
        assert_eq!(read::files(out.path()).len(), 0, "{}", kind.name());
        assert!(report.total().exported > 100);
    }
}

#[test]
fn a_custodian_is_a_partition_and_a_column() {
    let path = repository().join("testdata/profile/imap");
    let (out, _) = exported(&path, |options| options.custodian = Some("a/b".into()), Kind::Parquet);
    let names: Vec<_> = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["custodian=a%2Fb"]);
    let rows = read::table(Kind::Parquet, &out.path().join(&names[0]), &TABLES[0]);
    assert!(!rows.is_empty() && rows.iter().all(|row| row["custodian"] == "a/b" && row["profile"] == "imap"));
}

/// Labels of old versions were tags in a Maildir, and nothing at all in records. The keywords that several messages share are written once and copied,
/// which must not give the label of one to the others; and what is stored can still be had back.
#[test]
fn labels_of_old_versions_are_keywords_and_tags() {
    let profile = odd_profile();
    let mut folder = Folder::create(
        &morkdb::OpenOptions::default(),
        profile.path().join("Mail/Local Folders/old.msf"),
        Protocol::Local,
    )
    .unwrap();
    type Old =
        (u32, Option<&'static str>, Option<&'static str>, &'static [&'static str], &'static [&'static str]);
    let cells: [Old; 7] = [
        (0x91, Some("own"), None, &["own"], &["own"]),
        (0x400_0091, Some("own"), None, &["own", "$label2"], &["own", "Work"]),
        (0x400_0091, Some("own $label2"), None, &["own", "$label2"], &["own", "Work"]),
        (0x91, None, Some("1"), &["$label1"], &["Wich;tig\\ und \"so\""]),
        (0x91, Some("own"), Some("1"), &["own", "$label1"], &["own", "Wich;tig\\ und \"so\""]),
        (0x400_0091, None, Some("0"), &["$label2"], &["Work"]),
        (0x91, Some("own"), Some("0"), &["own"], &["own"]),
    ];
    for (number, (flags, keywords, label, ..)) in cells.iter().enumerate() {
        let mut row = DetachedHeader::new();
        let mut edit = row.edit();
        edit.set_flags(MessageFlags(*flags)).unwrap();
        edit.set_message_id(format!("{number}@x")).unwrap();
        keywords.iter().for_each(|text| _ = edit.set_property("keywords", text).unwrap());
        label.iter().for_each(|text| _ = edit.set_property("label", text).unwrap());
        folder.add(&row, NewKey::Next).unwrap();
    }
    folder.compress().unwrap();
    for kind in KINDS {
        let (out, _) = exported(profile.path(), |_| (), kind);
        let rows = read::table(kind, out.path(), &TABLES[0]);
        for (number, (_, stored, label, keywords, tags)) in cells.iter().enumerate() {
            let row = rows.iter().find(|row| row["message_id"] == format!("{number}@x")).unwrap();
            let what = format!("{} {number}", kind.name());
            assert_eq!(row["keywords"], serde_json::json!(keywords), "{what}");
            assert_eq!(row["tags"], serde_json::json!(tags), "{what}");
            assert_eq!(row["properties"]["label"].as_str(), *label, "{what}");
            let has_label = keywords.iter().any(|keyword| keyword.starts_with('$'));
            let said = if has_label {
                row["properties"]["keywords"].as_str().map(str::to_owned)
            } else {
                read::cell(row, "keywords")
            };
            assert_eq!(said.as_deref(), *stored, "{what}");
        }
    }
}

/// A profile with one folder of odd messages.
fn odd_profile() -> TempDir {
    let profile = tempfile::tempdir().unwrap();
    let local = profile.path().join("Mail/Local Folders");
    fs::create_dir_all(&local).unwrap();
    let prefs = r##"user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.server.server1.name", "Local, \"odd\" Folders");
user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/Local Folders");
user_pref("mailnews.tags.$label1.tag", "Wich;tig\\ und \"so\"");
user_pref("mailnews.tags.$label1.color", "#FF0000");
"##;
    fs::write(profile.path().join("prefs.js"), prefs).unwrap();
    fs::write(local.join("odd"), "").unwrap();
    let mut folder =
        Folder::create(&morkdb::OpenOptions::new(), local.join("odd.msf"), Protocol::Local).unwrap();
    let mut header = DetachedHeader::new();
    let mut edit = header.edit();
    edit.set_subject(b"caf\xE9, \"quoted\"\x01\tand so").unwrap();
    edit.set_author("=?utf-8?Q?Zo=C3=AB?= <zoe@x>, \"A, B\" <ab@x>").unwrap();
    edit.set_message_id(b"\xFFodd;id@x").unwrap();
    edit.set_date(u32::MAX).unwrap();
    edit.set_flags(MessageFlags::HAS_RE | MessageFlags::READ).unwrap();
    for (name, value) in [
        ("keywords", &b"$label1  NonJunk a;b\\c"[..]),
        ("references", b"<a@x>  <b;c\\@x>"),
        ("msgCharSet", b"iso-8859-1"),
        ("junkscore", b"007"),
        ("numLines", b"0A"),
        ("size", b"fffffffff"),
        ("offlineMsgSize", b"ffffffffffffffff"),
        ("preview", b"two\r\nlines, \"quoted\"\x00\x1F"),
        ("x-extension", b"\x00\xFE"),
        ("dateReceived", b"0"),
        ("priority", b"77"),
    ] {
        edit.set_property(name, value).unwrap();
    }
    folder.add(&header, NewKey::Next).unwrap();
    let mut plain = DetachedHeader::new();
    plain.edit().set_flags(MessageFlags::EXPUNGED).unwrap();
    folder.add(&plain, NewKey::Next).unwrap();
    folder.add(&DetachedHeader::new(), NewKey::Next).unwrap();
    folder.commit().unwrap();
    profile
}

#[test]
fn odd_values_are_the_same_everywhere_and_none_is_lost() {
    let profile = odd_profile();
    let (out, report) = exported(profile.path(), |_| (), Kind::Jsonl);
    let total = report.total();
    assert_eq!((total.messages, total.exported, total.left_out), (3, 2, 1));
    let expected = tables(Kind::Jsonl, out.path());
    let row = &expected["messages"][0];
    assert_eq!(row["subject"], "Re: café, \"quoted\"\tand so");
    assert_eq!(row["author"], "Zoë <zoe@x>, \"A, B\" <ab@x>");
    assert_eq!(row["date"], "2106-02-07T06:28:15Z");
    assert_eq!(row["date_received"], Value::Null);
    assert_eq!(row["keywords"], serde_json::json!(["$label1", "NonJunk", "a;b\\c"]));
    assert_eq!(row["tags"], serde_json::json!(["Wich;tig\\ und \"so\"", "a;b\\c"]));
    assert_eq!(row["references"], serde_json::json!(["a@x", "b;c\\@x"]));
    assert_eq!((&row["junk"], &row["junk_score"]), (&Value::Bool(false), &7.into()));
    assert_eq!(row["preview"], "two\r\nlines, \"quoted\"\u{0}\u{1F}");
    assert_eq!(row["priority"], "119");
    assert_eq!(row["offline_size"], i64::MAX);
    let rest = &row["properties"];
    assert_eq!(rest["subject"]["hex"], "636166e92c202271756f7465642201 09616e6420736f".replace(' ', ""));
    assert_eq!(rest["message-id"]["hex"], "ff6f64643b69644078");
    assert_eq!(rest["x-extension"]["hex"], "00fe");
    for name in ["sender", "keywords", "references", "junkscore", "numLines", "size", "offlineMsgSize"] {
        assert!(rest[name].is_string(), "{name}: {rest}");
    }
    assert_eq!(expected["messages"][1]["properties"], serde_json::json!({ "ProtoThreadFlags": "0" }));
    for kind in [Kind::Csv, Kind::Sqlite, Kind::Parquet] {
        let (out, _) = exported(profile.path(), |_| (), kind);
        for (name, rows) in tables(kind, out.path()) {
            read::assert_same(&rows, &expected[name], kind, &format!("{name} as {}", kind.name()));
        }
    }
}

/// A value that messages share is decoded once: the charset and the `Re:` of each still count, and none loses what its columns do not tell.
#[test]
fn what_messages_share_is_told_of_each() {
    let profile = odd_profile();
    let path = profile.path().join("Mail/Local Folders/odd.msf");
    let mut folder = Folder::open(&path).unwrap();
    let mut header = DetachedHeader::new();
    let mut edit = header.edit();
    edit.set_subject(b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?= caf\xE9").unwrap();
    edit.set_author(b"\"\xE9, $\" <e@x>").unwrap();
    edit.set_property("keywords", b"urgent  $label1 ").unwrap();
    edit.set_property("references", b"<a@x> and <b@x>").unwrap();
    for (flags, charset) in
        [(0, "iso-8859-1"), (1, "iso-8859-1"), (0x10, "koi8-r"), (1, "iso-8859-1"), (0x10, "koi8-r")]
    {
        header.edit().set_flags(MessageFlags(flags)).unwrap();
        header.edit().set_property("msgCharSet", charset).unwrap();
        folder.add(&header, NewKey::Next).unwrap();
    }
    folder.commit_as(morkdb::Commit::Whole).unwrap();
    for kind in KINDS {
        let (out, _) = exported(profile.path(), |_| (), kind);
        let messages = &tables(kind, out.path())["messages"];
        let rows = &messages[messages.len() - 5..];
        let told: Vec<_> = rows.iter().map(|row| [&row["subject"], &row["author"], &row["read"]]).collect();
        let (latin, russian) = (["Grüße café", "\"é, $\" <e@x>"], ["Re: Grüße cafИ", "\"И, $\" <e@x>"]);
        for (told, (expected, is_read)) in told.iter().zip([
            (latin, false),
            (latin, true),
            (russian, false),
            (latin, true),
            (russian, false),
        ]) {
            assert_eq!(told, &[&Value::from(expected[0]), &expected[1].into(), &is_read.into()], "{kind:?}");
        }
        for row in rows {
            for name in ["subject", "sender", "keywords", "references"] {
                assert!(!row["properties"][name].is_null(), "{kind:?}: {name} of {row:?}");
            }
            assert_eq!(row["keywords"], serde_json::json!(["urgent", "$label1"]));
            assert_eq!(row["references"], serde_json::json!(["a@x", "b@x"]));
        }
    }
}

/// Every table is documented with all its columns, and their types, in their order.
#[test]
fn the_schema_is_the_documented_one() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("SCHEMA.md")).unwrap();
    assert!(text.starts_with(&format!("# The schema of records, version {VERSION}\n")));
    let section = |title: &str| -> Vec<(String, String)> {
        let start = text.find(&format!("\n## {title}")).unwrap_or_else(|| panic!("no section {title}"));
        let body = text[start + 1..].split("\n## ").next().unwrap();
        let rows = body.lines().filter(|line| line.starts_with("| `"));
        let cells =
            rows.map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`')).collect::<Vec<_>>());
        cells.map(|cells| (cells[1].to_owned(), cells[2].to_owned())).collect()
    };
    let owner = section("Every record of a folder");
    for table in TABLES {
        let of_folder = ["messages", "folders", "operations"].contains(&table.name);
        let mut documented = if of_folder { owner.clone() } else { Vec::new() };
        documented.extend(section(table.name));
        let columns: Vec<_> =
            table.columns().map(|column| (column.name.to_owned(), column.kind.name().to_owned())).collect();
        assert_eq!(columns, documented, "{}", table.name);
    }
    let types =
        [Type::Text, Type::Word, Type::Number, Type::Long, Type::Bool, Type::Time, Type::List, Type::Json];
    types.iter().for_each(|kind| assert!(text.contains(&format!("\n| {} |", kind.name())), "{kind:?}"));
}

/// Readers find the version in every file.
#[test]
fn the_version_of_the_schema_is_in_the_files() {
    let path = repository().join("testdata/profile/imap");
    let (out, _) = exported(&path, |_| (), Kind::Parquet);
    let mut seen = 0;
    for (name, bytes) in read::files(out.path()) {
        let table = TABLES.iter().find(|table| name.starts_with(table.name));
        if let Some(table) = table.filter(|_| name.ends_with(".parquet")) {
            let notes = read::parquet_notes(bytes);
            assert_eq!(notes["mork.schema"], format!("{}/{VERSION}", table.name));
            assert!(notes.contains_key("mork.version"));
            seen += 1;
        }
    }
    assert!(seen > 6);
    let (out, _) = exported(&path, |_| (), Kind::Sqlite);
    assert_eq!(read::sqlite_version(out.path()), VERSION);
}

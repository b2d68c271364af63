//! Holds the folder information, offline operations, retention and cached hits against Thunderbird's own dumps of the same files.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod support;

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use morkdb_folder::offline::{ImapFlags, OfflineOperation, OfflineOps};
use morkdb_folder::{Error, Field, Folder, FolderRef, MessageHeader, MessageKey};
use serde_json::{Value, json};
use support::memory::Memory;
use support::mozilla;

fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files and what Thunderbird says of them.
fn pairs(top: &Path) -> Vec<(PathBuf, Value)> {
    let mut pairs = Vec::new();
    walk(top, &mut pairs);
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    pairs
}

fn walk(folder: &Path, pairs: &mut Vec<(PathBuf, Value)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            walk(&path, pairs);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            dumps(&path, pairs);
        }
    }
}

/// A dump is that of the file beside it, or a list of those of a profile beside it.
fn dumps(path: &Path, pairs: &mut Vec<(PathBuf, Value)>) {
    let dump: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    match dump {
        Value::Array(dumps) => {
            let dumps = dumps.into_iter().filter(|dump| dump["folderInfo"].is_object());
            pairs.extend(dumps.filter_map(|dump| Some((in_profile(path, &dump)?, dump))));
        }
        dump if dump["folderInfo"].is_object() => {
            let file = path.with_extension("msf");
            assert!(file.exists(), "{}", file.display());
            pairs.push((file, dump));
        }
        _ => {}
    }
}

fn in_profile(path: &Path, dump: &Value) -> Option<PathBuf> {
    let summary = dump["summaryFile"].as_str()?;
    let inside = summary.split_once("/prof/").map_or(summary, |(_, inside)| inside);
    let file = path.with_extension("").join(inside);
    file.exists().then_some(file)
}

/// What differs, in a list.
#[derive(Default)]
struct Differences {
    found: Vec<String>,
    /// The dump is of a program that was running: it has set these already, from what it knows elsewhere.
    is_running: bool,
}

/// What Thunderbird sets when it starts.
const SET_BY_START: [&str; 2] = ["flags", "folderName"];

impl Differences {
    fn check(&mut self, what: impl Display, want: &Value, got: &Value) {
        let what = what.to_string();
        if self.is_running && SET_BY_START.contains(&what.as_str()) {
            return;
        }
        if want != got && !(want.is_number() && want.as_f64() == got.as_f64()) {
            self.found.push(format!("{what}: Thunderbird has {want}, we have {got}"));
        }
    }
}

/// Text as the dumps show an attribute that is made of bytes.
fn latin1(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

/// Bytes as the dumps show them.
fn text(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "latin1": bytes.iter().map(|byte| char::from(*byte)).collect::<String>() }),
    }
}

fn check(folder: FolderRef<'_>, dump: &Value) -> Vec<String> {
    let mut found = Differences { found: Vec::new(), is_running: dump["summaryFile"].is_string() };
    check_raw(folder, dump, &mut found);
    check_attributes(folder, dump, &mut found);
    check_operations(folder, dump, &mut found);
    check_retention(folder, dump, &mut found);
    check_hits(folder, dump, &mut found);
    found.found
}

fn check_raw(folder: FolderRef<'_>, dump: &Value, found: &mut Differences) {
    let cells = folder.info().properties();
    let raw: serde_json::Map<_, _> =
        cells.map(|(name, value)| (String::from_utf8_lossy(&name).into_owned(), text(&value))).collect();
    let want = dump["folderInfo"]["raw"].as_object().unwrap();
    for name in want.keys().chain(raw.keys()) {
        found.check(name, want.get(name).unwrap_or(&Value::Null), raw.get(name).unwrap_or(&Value::Null));
    }
}

fn check_attributes(folder: FolderRef<'_>, dump: &Value, found: &mut Differences) {
    let info = folder.info();
    let known = String::from_utf8(info.property("knownArts").unwrap_or_default().into_owned()).unwrap();
    assert_eq!(info.known_articles().to_string(), known);
    let attributes = json!({
        "flags": info.flags().0, "folderSize": info.folder_size(), "folderDate": info.folder_date(),
        "highWater": info.high_water().0, "numMessages": info.message_count(),
        "numUnreadMessages": info.unread_count(), "expungedBytes": info.expunged_bytes(),
        "imapUidValidity": info.uid_validity().unwrap_or(u32::MAX), "version": info.version(),
        "viewType": info.view_type().number(), "viewFlags": info.view_flags().0,
        "sortType": info.sort_type().number(), "sortOrder": info.sort_order().number(),
        "locale": info.locale(), "mailboxName": info.mailbox_name(), "knownArtsSet": known,
        "folderName": latin1(&info.folder_name()), "userSortOrder": info.user_sort_order().unwrap_or(u32::MAX),
    });
    for (name, got) in attributes.as_object().unwrap() {
        found.check(name, &dump["folderInfo"]["attrs"][name], got);
    }
}

fn operation(operation: OfflineOperation<'_>) -> Value {
    json!({
        "id": operation.key().0, "operation": operation.ops().0, "messageKey": operation.key().0,
        "srcMessageKey": MessageKey::number(operation.source_key()),
        "flagOperation": operation.flag_operation().0, "newFlags": operation.new_flags().0,
        "destinationFolderURI": text(&operation.destination()), "sourceFolderURI": text(&operation.source_folder()),
        "keywordsToAdd": text(operation.keywords_to_add().as_bytes()),
        "keywordsToRemove": text(operation.keywords_to_remove().as_bytes()),
        "msgSize": operation.size(), "playingBack": operation.in_playback(),
        "copyDestination0": operation.copy_destinations().first().map(|uri| text(uri)),
    })
}

fn check_operations(folder: FolderRef<'_>, dump: &Value, found: &mut Differences) {
    let Some(want) = dump.get("offline") else { return };
    let operations = folder.offline_operations();
    for single in &operations {
        assert_eq!(operation(folder.offline_operation(single.key()).unwrap()), operation(*single));
    }
    let got: Vec<_> = operations.into_iter().map(operation).collect();
    found.check("ops", &want["ops"], &json!(got));
    found.check("hasOfflineActivity", &want["hasOfflineActivity"], &json!(folder.has_offline_activity()));
    let mut deletes: Vec<_> = folder.offline_operations();
    deletes.retain(|operation| operation.is_delete_for_thunderbird());
    let deletes: Vec<_> = deletes.into_iter().map(|operation| operation.key().0).collect();
    let mut wanted: Vec<_> =
        want["deletes"].as_array().unwrap().iter().map(|key| key.as_u64().unwrap()).collect();
    wanted.sort_unstable();
    found.check("deletes", &json!(wanted), &json!(deletes));
}

fn check_retention(folder: FolderRef<'_>, dump: &Value, found: &mut Differences) {
    let retention = folder.info().retention();
    let got = json!({
        "useServerDefaults": retention.use_server_defaults, "retainByPreference": retention.by.number(),
        "daysToKeepHdrs": retention.days, "numHeadersToKeep": retention.count,
        "applyToFlaggedMessages": retention.apply_to_flagged,
    });
    found.check("retention", &dump["retention"], &got);
}

fn check_hits(folder: FolderRef<'_>, dump: &Value, found: &mut Differences) {
    let Some(hits) = dump["cachedHits"].as_object() else { return };
    for (uri, want) in hits {
        let hits = folder.cached_hits(uri);
        let got = hits.map(|hits| hits.messages().map(|message| message.key().0).collect::<Vec<_>>());
        found.check(uri, want, &got.map_or(Value::Null, |keys| json!(keys)));
    }
}

fn differences(top: &Path) -> (usize, Vec<String>) {
    let pairs = pairs(top);
    let mut all = Vec::new();
    for (path, dump) in &pairs {
        let folder = Folder::open(path).unwrap();
        let found = check(folder.read(), dump);
        all.extend(found.into_iter().map(|difference| format!("{}: {difference}", path.display())));
    }
    (pairs.len(), all)
}

#[test]
fn every_dump_of_thunderbird_is_equal() {
    let cases = manifest().join("../../../shared/thunderbird/cases");
    if !cases.is_dir() {
        return;
    }
    let (count, differences) = differences(&cases);
    assert!(count > 80, "{count}");
    assert!(
        differences.is_empty(),
        "{} differences in {count} files:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn every_dump_of_the_test_data_is_equal() {
    let (count, differences) = differences(&manifest().join("../../testdata"));
    assert!(count > 10, "{count}");
    assert!(
        differences.is_empty(),
        "{} differences in {count} files:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// Saved searches, operations and pending headers, as Mozilla's engine wrote them into a file of our own.
#[test]
fn a_file_with_all_that_waits_is_read() {
    let path = manifest().join("../../testdata/fixtures/summary-layer/08-searchcache-ops-pending.msf");
    let folder = Folder::open(path).unwrap();
    let hits: Vec<_> = folder.read().all_cached_hits().collect();
    assert_eq!(hits.len(), 1);
    assert_eq!(&*hits[0].uri(), b"mailbox://nobody@smart%20mailboxes/Inbox");
    assert_eq!(hits[0].messages().map(MessageHeader::key).collect::<Vec<_>>(), [MessageKey(1)]);
    let operation = folder.read().offline_operation(MessageKey(0x4D)).unwrap();
    assert_eq!((operation.ops(), operation.new_flags()), (OfflineOps::FLAGS_CHANGED, ImapFlags::SEEN));
    let pending: Vec<_> = folder.read().pending().collect();
    assert_eq!(&*pending[0].message_id(), b"m@x");
    assert_eq!(&*pending[0].get(Field::Keywords).unwrap(), b"$label1 $label2");
}

/// Does what a commit group of Thunderbird's says, in a file that ends before it. The group has to be the same.
fn check_group(file: &str, group: &str, change: impl FnOnce(&mut Folder) -> Result<(), Error>) {
    let path = manifest().join("../../../shared/thunderbird/cases").join(file);
    let Ok(bytes) = fs::read(path) else { return };
    let find = |text: String| bytes.windows(text.len()).position(|window| window == text.as_bytes()).unwrap();
    let start = find(format!("@$${{{group}{{@"));
    let end = find(format!("@$$}}{group}}}@"));
    let memory = Memory::new(Some(bytes[..start].to_vec()));
    let database = mozilla().open_on(Box::new(memory.clone())).unwrap();
    let mut folder = Folder::from_database(database).unwrap();
    change(&mut folder).unwrap();
    folder.commit().unwrap();
    let written = memory.bytes();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(inside(&text(&written[start..])), inside(&text(&bytes[start..end])), "{file} {group}");
}

/// What is between the marks of a group. They have its number, which begins anew where a file is opened anew.
fn inside(group: &str) -> &str {
    let (_, inside) = group.split_once("{@").unwrap();
    inside.rsplit_once("@$$}").map_or(inside, |(inside, _)| inside)
}

#[test]
fn operations_are_written_as_thunderbird_writes_them() {
    let inbox = "imap/snap/06-offline-flags/INBOX.msf";
    check_group(inbox, "15", |folder| folder.operation(MessageKey(0xF))?.remove_keyword(b"proj").map(drop));
    check_group(inbox, "17", |folder| {
        folder.mark_replied(MessageKey(0x44), true)?;
        folder.operation(MessageKey(0x44))?.set_flags(ImapFlags(0x83)).map(drop)
    });
}

#[test]
fn hits_are_written_as_thunderbird_writes_them() {
    let uri = "mailbox://nobody@Local%20Folders/Saved%20%C3%A4lpha";
    check_group("local/snap/10-virtual/work.msf", "4A", |folder| {
        folder.refresh_hits(uri, &[MessageKey(0xA3), MessageKey(0x129)]).map(drop)
    });
}

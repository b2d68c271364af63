//! The check of whole folders, and repairs.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

#[path = "../../../tests/support/cases.rs"]
mod cases;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use cases::cases;
use morkdb::id::{Oid, Scope};
use morkdb::{Commit, Database, Store};
use morkdb_folder::check::{
    CheckContext, CheckReport, CheckedMail, Invariant, Mailbox, MailboxFile, Severity, check,
};
use morkdb_folder::{DetachedHeader, Folder, MessageFlags, NewKey, Protocol};
use proptest::prelude::*;

/// A mailbox whose time is not looked at: copies of files do not keep it.
#[derive(Debug)]
struct Timeless(MailboxFile);

impl Mailbox for Timeless {
    fn size(&self) -> io::Result<u64> {
        self.0.size()
    }

    fn modified(&self) -> io::Result<Option<u64>> {
        Ok(None)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        self.0.read_at(offset, into)
    }
}

fn summaries(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            summaries(&path, found);
        } else if path.extension().is_some_and(|end| end == "msf") {
            found.push(path);
        }
    }
}

/// Checks a file with the mail beside it.
fn look(path: &Path) -> Option<(Folder, CheckReport)> {
    let folder = Folder::open(path).ok()?;
    let mbox = path.with_extension("");
    let mailbox = MailboxFile::open(&mbox).ok().filter(|_| mbox.is_file()).map(Timeless);
    let names: Option<Vec<Vec<u8>>> = std::fs::read_dir(mbox.join("cur"))
        .ok()
        .map(|names| names.flatten().map(|entry| entry.file_name().into_encoded_bytes()).collect());
    let mail = match &mailbox {
        Some(mailbox) => Some(CheckedMail::Mbox(mailbox)),
        None => names.as_deref().map(CheckedMail::Maildir),
    };
    let now = Some(1_800_000_000);
    let report = check(
        folder.read(),
        &CheckContext { mail, now, database: Some(folder.database()), ..CheckContext::default() },
    );
    Some((folder, report))
}

/// What was looked into, and is so in the files: Thunderbird leaves it.
const GENUINE: [Invariant; 15] = [
    Invariant::MessageIds,
    Invariant::Leftovers,
    Invariant::SearchHits,
    Invariant::OfflineCopies,
    Invariant::Flags,
    Invariant::Sizes,
    Invariant::StatusHeaders,
    Invariant::ServerState,
    Invariant::ThreadFigures,
    Invariant::ThreadLeftovers,
    Invariant::Operations,
    Invariant::Dates,
    Invariant::Waste,
    Invariant::FolderCache,
    Invariant::Oddities,
];

#[test]
fn nothing_grave_is_found_in_what_thunderbird_writes() {
    let mut files = Vec::new();
    for folder in ["../../../shared/thunderbird/cases", "../../testdata/profile", "../../testdata/snapshots"]
    {
        summaries(Path::new(folder), &mut files);
    }
    assert!(!files.is_empty());
    for path in files {
        let Some((_, report)) = look(&path) else { continue };
        for finding in &report.findings {
            assert!(finding.severity < Severity::Loss, "{}: {finding}", path.display());
            assert!(GENUINE.contains(&finding.invariant), "{}: {finding}", path.display());
        }
    }
}

#[test]
fn what_thunderbird_leaves_can_be_repaired() {
    let mut files = Vec::new();
    summaries(Path::new("../../testdata"), &mut files);
    for path in files {
        let Some((mut folder, report)) = look(&path) else { continue };
        folder.repair(report.repairs()).unwrap();
        let left = check(folder.read(), &CheckContext::default());
        assert!(left.repairs().is_empty(), "{}: {:?}", path.display(), left.findings);
    }
}

fn kinds(file: &str) -> Vec<String> {
    let (_, report) = look(&Path::new("../../testdata/fixtures/summary-layer").join(file)).unwrap();
    report.findings.iter().map(|finding| finding.to_string()).collect()
}

#[test]
fn leftovers_are_found() {
    let orphan = kinds("06-after-delete-compressed-orphan-meta.msf");
    assert!(
        orphan.contains(&"C[thread-leftovers]: a meta row of no thread: 1 row: row 2:m".to_owned()),
        "{orphan:?}"
    );
    let leak = kinds("07-detached-row-leak.msf");
    assert!(
        leak.contains(&"B[leftover-rows]: 1 row of messages that are in no list: message 3".to_owned()),
        "{leak:?}"
    );
}

/// A folder of a few messages in a few threads.
fn folder() -> Folder {
    let file = Database::from_bytes(b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n".to_vec()).unwrap();
    let mut folder = Folder::create_in(file, Protocol::Local).unwrap();
    for number in 1..=9_u32 {
        let mut header = DetachedHeader::new();
        let mut edit = header.edit();
        edit.set_subject(format!("s{number}")).unwrap();
        edit.set_message_id(format!("m{number}@x")).unwrap();
        edit.set_references(if number < 3 { String::new() } else { format!("<m{}@x>", number / 2) }).unwrap();
        edit.set_date(number * 1000).unwrap();
        edit.set_flags(MessageFlags(number % 2)).unwrap();
        folder.add(&header, NewKey::Next).unwrap();
    }
    folder
}

/// Some damage: what is done, to which row or table, and with which value.
type Damage = (u8, usize, usize, u32);

const NUMBERS: [&str; 12] = [
    "msgThreadId",
    "threadParent",
    "flags",
    "date",
    "threadId",
    "threadRoot",
    "children",
    "unreadChildren",
    "threadNewestMsgDate",
    "numMsgs",
    "numNewMsgs",
    "highWaterKey",
];

fn pick<T: Copy>(all: &[T], at: usize) -> T {
    all[at % all.len()]
}

fn damage(store: &mut Store, (what, one, other, value): Damage) {
    let rows: Vec<Oid> = store.rows().map(|row| row.oid()).collect();
    let tables: Vec<Oid> = store.tables().map(|table| table.oid()).collect();
    let scope = store.scope("ns:msg:db:row:scope:msgs:all").unwrap();
    let (row, table) = (pick(&rows, one), pick(&tables, other));
    let value = if value > 20 { u32::MAX - value % 200 } else { value };
    // The folder information stays, or it would be no folder.
    let is_info = |oid: Oid| Some(oid.scope) == store.scope("ns:msg:db:row:scope:dbfolderinfo:all");
    let (is_info_row, is_info_table) = (is_info(row), is_info(table));
    match what % 9 {
        0..=2 => {
            let column = store.make_column(pick(&NUMBERS, other)).unwrap();
            store.set(row, column, format!("{value:x}{}", if one % 7 == 0 { "z" } else { "" })).unwrap();
        }
        3 if !is_info_table => {
            let members: Vec<Oid> = store.table(table).unwrap().rows().map(|row| row.oid()).collect();
            if !members.is_empty() {
                store.cut_row(table, pick(&members, one)).unwrap();
            }
        }
        4 if row.scope == scope && table.scope == scope => _ = store.add_row(table, row).unwrap(),
        5 if !is_info_row => _ = store.cut_all(row).unwrap(),
        6 => {
            let row = store.make_row_at(Oid::new(scope, value.min(u32::MAX - 1)));
            assert!(row.is_ok());
        }
        7 => {
            let kinds = ["ns:msg:db:table:kind:thread", "mailbox://nobody@x/Found"];
            let kind = store.make_kind(pick(&kinds, one)).unwrap();
            store.make_table_at(Oid::new(scope, value.max(2)), kind).unwrap();
        }
        8 => {
            let row = store.make_row_at(Oid::new(Scope::META, value.min(40)));
            let meta = tables
                .iter()
                .filter(|table| table.scope == scope && table.id != 1)
                .copied()
                .collect::<Vec<_>>();
            if row.is_ok() && !meta.is_empty() {
                store.make_meta_row(pick(&meta, other), Some(Oid::new(Scope::META, value.min(40)))).unwrap();
            }
        }
        _ => {}
    }
}

fn keys(folder: &Folder) -> BTreeSet<u32> {
    folder.read().all_messages().map(|message| message.key().0).collect()
}

/// What can be repaired is right afterwards, also in what is written, and no message is lost.
fn break_and_repair(damages: &[Damage]) {
    let mut folder = folder();
    folder.change_store(|store| damages.iter().for_each(|one| damage(store, *one)));
    let context = CheckContext::default();
    let before = keys(&folder);
    let report = check(folder.read(), &context);
    folder.repair(report.repairs()).unwrap();
    let left = check(folder.read(), &context);
    assert!(left.repairs().is_empty(), "{:#?}\nwas {:#?}", left.findings, report.findings);
    assert_eq!(keys(&folder), before);
    let mut file = folder.into_database();
    let text = file.preview(Commit::Whole).unwrap().text;
    let again = Folder::from_bytes(text).unwrap();
    let left = check(again.read(), &context);
    assert!(left.repairs().is_empty(), "{:#?}", left.findings);
}

proptest! {
    #![proptest_config(cases(300))]

    /// Whatever a folder is like: it can be checked and repaired.
    #[test]
    fn repairs_put_right_what_they_say(damages in proptest::collection::vec(any::<Damage>(), 1..25)) {
        break_and_repair(&damages);
    }
}

/// Damage after which something was once left to repair.
#[test]
fn repairs_that_once_left_something() {
    break_and_repair(&[
        (206, 0, 0, 3),
        (129, 1_266_205_443_504_000_600, 3_889_065_246_801_432_734, 0),
        (104, 17_933_236_134_263_570_196, 0, 0),
    ]);
    break_and_repair(&[
        (142, 16_757_374_402_797_835_280, 0, 3),
        (61, 0, 0, 48),
        (26, 0, 11_194_120_287_363_971_170, 21),
        (169, 634_276_162_438_662_986, 0, 70_649),
        (26, 0, 534_042_236_760_091_903, 21),
    ]);
    // Two threads with one meta row, one of them without messages: its figures were put on the row.
    break_and_repair(&[
        (61, 0, 0, 3),
        (102, 3_281_070_421_569_852_289, 2_996_107_280_903_628_154, 0),
        (187, 6_258_397_497_365_885_126, 0, 102_797_530),
        (166, 6_519_976_366_901_212_347, 12_902_827_547_853_624_751, 0),
        (142, 4_048_030_410_900_167_012, 0, 2_362_042_103),
        (188, 0, 16_877_475_670_227_092_113, 21),
        (8, 0, 637_765_377_168_524_264, 21),
    ]);
}

//! Each invariant is broken once.

use std::collections::BTreeSet;

use morkdb::id::{Oid, Scope};
use morkdb::{Database, OpenOptions};

use super::*;
use crate::cache::Entry;
use crate::folder::{Folder, NewKey};
use crate::key::{MessageKey, ThreadKey, tables};
use crate::message::DetachedHeader;
use crate::number::Digits;
use crate::terms::{VirtualFolder, VirtualFolders};

const EMPTY: &[u8] = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n";

/// A mailbox of four messages, and where each begins.
fn mailbox() -> (Vec<u8>, Vec<(u64, u32)>) {
    let (mut mbox, mut places) = (Vec::new(), Vec::new());
    for number in 1..=4 {
        let start = mbox.len();
        let status = "X-Mozilla-Status: 0000\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys:  \n";
        let text = format!("From - x\n{status}Message-ID: <m{number}@x>\nSubject: s{number}\n\nbody\n\n");
        mbox.extend_from_slice(text.as_bytes());
        places.push((start as u64, u32::try_from(text.len()).unwrap() - 10));
    }
    (mbox, places)
}

/// A folder where all is well: three messages in a thread, and one alone.
fn sound() -> Folder {
    let (mbox, places) = mailbox();
    let file = Database::from_bytes(EMPTY.to_vec()).unwrap();
    let mut folder = Folder::create_in(file, Protocol::Local).unwrap();
    for (number, (offset, size)) in (1_u32..).zip(places) {
        let mut header = DetachedHeader::new();
        let mut edit = header.edit();
        edit.set_message_id(format!("m{number}@x")).unwrap();
        edit.set_subject(format!("s{number}")).unwrap();
        edit.set_references(if number == 4 { "" } else { "<m1@x>" }).unwrap();
        edit.set_date(1_000_000 * number).unwrap();
        edit.set_size(size).unwrap();
        edit.set_store_token(offset.to_string()).unwrap();
        folder.add(&header, NewKey::Next).unwrap();
    }
    put(&mut folder, info, Field::FolderSize, Digits::hex(mbox.len() as u64));
    folder
}

fn info(folder: &Folder) -> Oid {
    folder.info_row().unwrap()
}

fn row(folder: &Folder, key: u32) -> Oid {
    folder.read().row_of(MessageKey(key)).unwrap()
}

fn meta(folder: &Folder) -> Oid {
    folder.read().thread(ThreadKey::OF_MESSAGE_ONE).unwrap().meta_row().unwrap().oid()
}

fn put(folder: &mut Folder, row: impl Fn(&Folder) -> Oid, field: Field, value: impl AsRef<[u8]>) {
    let row = row(folder);
    folder.put(row, field, value).unwrap();
    folder.tell();
}

fn first(folder: &Folder) -> Oid {
    row(folder, 1)
}

fn second(folder: &Folder) -> Oid {
    row(folder, 2)
}

fn found(folder: &Folder, context: &CheckContext<'_>) -> BTreeSet<u8> {
    let findings = check(folder.read(), context).findings;
    findings.into_iter().map(|finding| finding.invariant.number()).collect()
}

type Damage = fn(&mut Folder);

/// What breaks each invariant; those about the file and the cache are elsewhere.
const DAMAGES: [(u8, Damage); 25] = [
    (2, |folder| put(folder, info, Field::Version, "0")),
    (3, |folder| put(folder, first, Field::StoreToken, "7")),
    (4, |folder| put(folder, info, Field::FolderSize, "7")),
    (5, |folder| put(folder, second, Field::ThreadParent, "2")),
    (6, |folder| {
        let header = folder.detach(folder.read().message(MessageKey(4)).unwrap()).unwrap();
        folder.add(&header, NewKey::At(MessageKey(0xFFFF_FF90))).unwrap();
    }),
    (7, |folder| put(folder, info, Field::NumMsgs, "9")),
    (8, |folder| put(folder, info, Field::NumUnread, "9")),
    (9, |folder| {
        let (thread, row) = (row(folder, ThreadKey::OF_MESSAGE_ONE.0), second(folder));
        folder.change_store(|store| store.cut_row(thread, row)).unwrap();
    }),
    (10, |folder| put(folder, meta, Field::Children, "1")),
    (11, |folder| {
        let table = folder.read().schema().threads_table().unwrap();
        let row = Oid::new(table.scope, 4);
        folder.change_store(|store| store.cut_row(table, row)).unwrap();
    }),
    (12, |folder| put(folder, second, Field::MessageId, "m1@x")),
    (13, |folder| {
        let scope = first(folder).scope;
        let row = folder.change_store(|store| store.make_row(scope)).unwrap();
        put(folder, |_| row, Field::Subject, "lost");
    }),
    (14, |folder| hits(folder, &[2, 1])),
    (15, |folder| put(folder, first, Field::Flags, "8")),
    (16, |folder| put(folder, first, Field::Flags, "80")),
    (17, |folder| put(folder, first, Field::Flags, "10000")),
    (18, |folder| put(folder, first, Field::Size, "12g")),
    (19, |folder| put(folder, info, Field::ExpungedBytes, "ffff")),
    (20, |folder| put(folder, first, Field::Flags, "4")),
    (21, |folder| put(folder, info, Field::HighWaterKey, "1")),
    (22, |folder| {
        let row = folder.change_store(|store| store.make_row(Scope::META)).unwrap();
        put(folder, |_| row, Field::Children, "1");
    }),
    (23, |folder| put(folder, info, Field::Flags, "10000004")),
    (24, |folder| put(folder, info, Field::RetainBy, "7")),
    (25, |folder| put(folder, first, Field::ProtoThreadFlags, "100")),
    (26, |folder| put(folder, first, Field::Date, "0")),
];

/// What a saved search has found.
fn hits(folder: &mut Folder, keys: &[u32]) {
    let scope = first(folder).scope;
    let rows: Vec<_> = keys.iter().map(|key| row(folder, *key)).collect();
    folder
        .change_store(|store| {
            let kind = store.make_kind("mailbox://nobody@Local%20Folders/Found")?;
            let table = store.make_unique_table(scope, kind)?;
            rows.iter().try_for_each(|row| store.add_row(table, *row).map(drop))
        })
        .unwrap();
}

#[test]
fn a_sound_folder_has_no_findings() {
    let (mbox, _) = mailbox();
    let mbox = &mbox[..];
    let context = CheckContext {
        mail: Some(CheckedMail::Mbox(&mbox)),
        now: Some(2_000_000_000),
        ..CheckContext::default()
    };
    let report = check(sound().read(), &context);
    assert_eq!(report.findings, []);
    assert_eq!(report.worst(), None);
    let skipped: Vec<_> = report.skipped.iter().map(|skipped| skipped.invariant.number()).collect();
    assert_eq!(skipped, [1, 27, 28, 29]);
}

#[test]
fn each_invariant_is_looked_at() {
    let (mbox, _) = mailbox();
    let mbox = &mbox[..];
    let context = CheckContext {
        mail: Some(CheckedMail::Mbox(&mbox)),
        now: Some(2_000_000_000),
        ..CheckContext::default()
    };
    for (number, damage) in DAMAGES {
        let mut folder = sound();
        damage(&mut folder);
        let found = found(&folder, &context);
        assert!(found.contains(&number), "{number}: {found:?}");
    }
    let all: BTreeSet<u8> = DAMAGES.iter().map(|(number, _)| *number).chain([1, 27, 28, 29]).collect();
    assert_eq!(all, (1..=29).collect());
}

#[test]
fn the_file_below_is_looked_at() {
    let info = "<<(a=c)>(80=ns:msg:db:row:scope:dbfolderinfo:all)(81=ns:msg:db:table:kind:dbfolderinfo)(82=version)>\
        <(80=1)>{1:^80 {(k^81:c)(s=9)} [1(^82^80)]}\n";
    let text = |more: &str| [std::str::from_utf8(EMPTY).unwrap(), info, more].concat().into_bytes();
    let check = |bytes: Vec<u8>| {
        let folder =
            Folder::from_database(OpenOptions::new().audit(true).from_bytes(bytes).unwrap()).unwrap();
        let context = CheckContext { database: Some(folder.database()), ..CheckContext::default() };
        found(&folder, &context)
    };
    assert!(check(text("")).is_empty());
    assert!(check(text("@$${1{@\n")).contains(&1));
    assert!(check(text(&format!("@$${{1{{@\n{}\n@$$}}1}}@\n", " ".repeat(900)))).contains(&27));
    assert!(check(text("\r\n")).contains(&29));
}

#[test]
fn the_folder_cache_is_held_against_the_folder() {
    let folder = sound();
    let mut cache = Entry::default();
    cache.set("totalMsgs", 4_i64);
    let numbers =
        |cache: &Entry| found(&folder, &CheckContext { cache: Some(cache), ..CheckContext::default() });
    assert!(numbers(&cache).is_empty());
    cache.set("totalMsgs", 5_i64);
    assert!(numbers(&cache).contains(&28));
}

#[test]
fn hits_of_searches_that_are_not_there_are_told() {
    let mut folder = sound();
    hits(&mut folder, &[1, 2]);
    let mut searches = VirtualFolders::default();
    let check = |searches: &VirtualFolders| {
        found(&folder, &CheckContext { virtual_folders: Some(searches), ..CheckContext::default() })
    };
    assert!(check(&searches).contains(&14));
    let uri = "mailbox://nobody@Local%20Folders/Found".to_owned();
    searches.folders.push(VirtualFolder { uri, ..VirtualFolder::default() });
    assert!(!check(&searches).contains(&14));
}

#[test]
fn files_of_a_maildir_are_looked_for() {
    let mut folder = sound();
    put(&mut folder, info, Field::MaildirValid, "1");
    let tokens = folder.read().all_messages().map(|message| message.store_token().into_owned());
    let mut names: Vec<_> = tokens.collect();
    let check = |names: &[Vec<u8>]| {
        found(&folder, &CheckContext { mail: Some(CheckedMail::Maildir(names)), ..CheckContext::default() })
    };
    assert!(check(&names).is_empty());
    names.push(b"extra".to_vec());
    assert_eq!(check(&names), BTreeSet::from([19]));
    names.remove(0);
    assert_eq!(check(&names), BTreeSet::from([3, 19]));
}

#[test]
fn what_can_be_repaired_is_gone_afterwards() {
    let (mbox, _) = mailbox();
    let mbox = &mbox[..];
    let context = CheckContext {
        mail: Some(CheckedMail::Mbox(&mbox)),
        now: Some(2_000_000_000),
        ..CheckContext::default()
    };
    for (number, damage) in DAMAGES {
        let mut folder = sound();
        damage(&mut folder);
        let repairs = check(folder.read(), &context).repairs();
        let repaired = folder.repair(repairs.iter().copied()).unwrap();
        let left = check(folder.read(), &context);
        assert!(left.repairs().is_empty(), "{number}: {:?}", left.findings);
        assert_eq!(
            repaired.done.iter().map(|(repair, _)| *repair).collect::<BTreeSet<_>>(),
            repairs,
            "{number}"
        );
        let again = folder.repair(Repair::ALL).unwrap();
        assert!(again.done.is_empty(), "{number}: {again:?}");
    }
}

#[test]
fn a_repair_keeps_every_message() {
    let mut folder = sound();
    for (_, damage) in DAMAGES.iter().filter(|(number, _)| ![6, 12, 15].contains(number)) {
        damage(&mut folder);
    }
    let subjects = |folder: &Folder| {
        let messages = folder.read().all_messages();
        messages.map(|message| (message.key(), message.subject().into_owned())).collect::<Vec<_>>()
    };
    let before = subjects(&folder);
    folder.repair(Repair::ALL).unwrap();
    assert_eq!(subjects(&folder), before);
    assert_eq!(before.len(), 4);
}

#[test]
fn a_malformed_number_is_written_as_what_it_is_read_as() {
    let mut folder = sound();
    put(&mut folder, first, Field::Size, "12g4");
    folder.repair([Repair::Numbers]).unwrap();
    let message = folder.read().message(MessageKey(1)).unwrap();
    assert_eq!((message.size(), &*message.get(Field::Size).unwrap()), (0x12, &b"12"[..]));
}

#[test]
fn keys_of_messages_that_wait_for_the_server_are_explained() {
    let mut folder = sound();
    folder.set_protocol(Protocol::Imap);
    let key = MessageKey(0xFFFF_FF80);
    let header = folder.detach(folder.read().message(MessageKey(4)).unwrap()).unwrap();
    folder.add(&header, NewKey::At(key)).unwrap();
    let context = CheckContext { protocol: Some(Protocol::Imap), ..CheckContext::default() };
    assert!(found(&folder, &context).contains(&6));
    // A draft that was written while the server could not be reached.
    folder.change_store(|store| {
        let scope = store.make_scope(crate::schema::scope::OPERATIONS).unwrap();
        let row = Oid::new(scope, key.0);
        store.make_row_at(row).unwrap();
        let column = store.make_column(Field::Op.name()).unwrap();
        store.set(row, column, "10").unwrap();
    });
    assert!(!found(&folder, &context).contains(&6));
}

#[test]
fn a_saved_search_counts_what_is_elsewhere() {
    let mut folder = sound();
    put(&mut folder, info, Field::NumMsgs, "9");
    put(&mut folder, info, Field::Flags, "24");
    assert!(!found(&folder, &CheckContext::default()).contains(&7));
    assert!(folder.repair([Repair::Counts]).unwrap().done.is_empty());
}

#[test]
fn the_key_of_a_table_is_no_key_of_a_message() {
    let mut folder = sound();
    let (scope, table) = (first(&folder).scope, folder.read().schema().messages_table().unwrap());
    let row = Oid::new(scope, tables::THREADS);
    folder.change_store(|store| store.make_row_at(row).and_then(|_| store.add_row(table, row))).unwrap();
    assert!(found(&folder, &CheckContext::default()).contains(&6));
}

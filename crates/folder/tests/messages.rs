//! Messages are added, changed and deleted; listeners are told in Thunderbird's order; counts stay exact.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

use std::sync::{Arc, Mutex};

use morkdb::Database;
use morkdb_folder::{
    DetachedHeader, Error, Field, Folder, FolderEvent, Instigator, MessageFlags, MessageKey, NewKey, Protocol,
};

fn empty() -> Folder {
    let file = Database::from_bytes(b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n".to_vec()).unwrap();
    Folder::create_in(file, Protocol::Local).unwrap()
}

fn header(subject: &str, id: &str, references: &str, flags: MessageFlags) -> DetachedHeader {
    let mut header = DetachedHeader::new();
    let mut edit = header.edit();
    edit.set_subject(subject).unwrap();
    edit.set_author("Ann <ann@example.com>").unwrap();
    edit.set_message_id(id).unwrap();
    edit.set_references(references).unwrap();
    edit.set_date(1_700_000_000).unwrap();
    edit.set_size(1000).unwrap();
    edit.set_flags(flags).unwrap();
    header
}

/// What a listener heard, one line an event.
fn hear(folder: &Folder) -> (morkdb_folder::Listener, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let pen = Arc::clone(&heard);
    let listener = folder.listen(move |notice| {
        let text = |value: &Option<std::borrow::Cow<'_, [u8]>>| {
            value.as_ref().map_or("-".to_owned(), |value| String::from_utf8_lossy(value).into_owned())
        };
        let line = match notice.event {
            FolderEvent::HeaderAdded { message, parent, flags } => {
                assert!(message.is_live());
                format!("added {} parent {parent:?} {:x}", message.key(), flags.0)
            }
            FolderEvent::HeaderDeleted { message, parent, flags } => {
                assert!(!message.subject().is_empty(), "it can still be read");
                format!("deleted {} parent {parent:?} {:x}", message.key(), flags.0)
            }
            FolderEvent::FlagsChanged { message, old, new } => {
                format!("flags {} {:x} {:x}", message.key(), old.0, new.0)
            }
            FolderEvent::PropertyChanged { message, name, old, new } => {
                format!("{} {} {} {}", String::from_utf8_lossy(name), message.key(), text(old), text(new))
            }
            FolderEvent::ParentChanged { key, old, new } => format!("parent {key} {old:?} {new:?}"),
            FolderEvent::JunkScoreChanged => "junk".to_owned(),
            FolderEvent::InfoChanged { .. } => return,
            other => format!("{other:?}"),
        };
        pen.lock().unwrap().push(line);
    });
    (listener, heard)
}

fn told(heard: &Arc<Mutex<Vec<String>>>) -> Vec<String> {
    std::mem::take(&mut *heard.lock().unwrap())
}

fn counts(folder: &Folder) -> (u32, u32) {
    let counts = folder.read().recount();
    let info = |field: Field| {
        let row = folder.database().store().scope("ns:msg:db:row:scope:dbfolderinfo:all").unwrap();
        let row = folder.database().store().row(morkdb::id::Oid::new(row, 1)).unwrap();
        let column = folder.database().store().column(field.name()).unwrap();
        row.get(column).map_or(0, |value| morkdb_folder::number::hex32(&value.bytes()).unwrap())
    };
    assert_eq!((counts.total, counts.unread), (info(Field::NumMsgs), info(Field::NumUnread)));
    (counts.total, counts.unread)
}

#[test]
fn counts_follow_every_change() {
    let mut folder = empty();
    let one = folder.add(&header("One", "1@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    let two = folder.add(&header("Two", "2@x", "", MessageFlags::READ), NewKey::Next).unwrap();
    let ten = folder.add(&header("Ten", "10@x", "", MessageFlags::NONE), NewKey::At(MessageKey(10))).unwrap();
    let next = folder.add(&header("Next", "n@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    assert_eq!((one.0, two.0, ten.0, next.0), (1, 2, 10, 11));
    assert_eq!(counts(&folder), (4, 3));
    assert!(folder.mark_read(one, true).unwrap());
    assert!(!folder.mark_read(one, true).unwrap(), "it is read already");
    assert_eq!(counts(&folder), (4, 2));
    folder.edit(ten).unwrap().set_flags(MessageFlags::READ | MessageFlags::MARKED).unwrap();
    assert_eq!(counts(&folder), (4, 1));
    folder.delete(next).unwrap();
    assert_eq!(counts(&folder), (3, 0));
    folder.mark(two, MessageFlags::READ, false).unwrap();
    assert_eq!(folder.mark_all_read().unwrap(), [two]);
    assert_eq!(counts(&folder), (3, 0));
    assert_eq!(folder.delete_all(&[one, next, two]).unwrap(), 2);
    assert_eq!(counts(&folder), (1, 0));
    let bytes = folder.read().store().column("expungedBytes").unwrap();
    let info = folder.read().store().scope("ns:msg:db:row:scope:dbfolderinfo:all").unwrap();
    let info = folder.read().store().row(morkdb::id::Oid::new(info, 1)).unwrap();
    assert_eq!(info.get(bytes).unwrap().as_hex(), Some(3000));
}

#[test]
fn listeners_are_told_in_order() {
    let mut folder = empty();
    let (_listener, heard) = hear(&folder);
    let key = folder.add(&header("One", "1@x", "", MessageFlags::NEW), NewKey::Next).unwrap();
    assert_eq!(told(&heard), ["added 1 parent None 10000"]);
    assert!(folder.read().is_new(key));
    folder.mark_read(key, true).unwrap();
    assert_eq!(told(&heard), ["flags 1 10000 1"], "it was new, and is read");
    folder.edit(key).unwrap().set_keywords("$label1").unwrap();
    folder.edit(key).unwrap().set_keywords("$label1").unwrap();
    assert_eq!(told(&heard), ["keywords 1 - $label1"]);
    folder.edit(key).unwrap().set(Field::JunkScore, "0").unwrap();
    assert_eq!(told(&heard), ["junkscore 1 - 0"], "from nothing to good is no news");
    folder.edit(key).unwrap().set(Field::JunkScore, "100").unwrap();
    assert_eq!(told(&heard), ["junk", "junkscore 1 0 100"]);
    folder.set_instigator(Some(Instigator(7)));
    let own = folder.listen(|notice| assert_eq!(notice.instigator, Some(Instigator(7))));
    folder.delete(key).unwrap();
    assert_eq!(told(&heard), ["deleted 1 parent None 9"]);
    drop(own);
    assert!(!folder.read().contains(key));
}

#[test]
fn the_flag_for_new_is_never_stored() {
    let mut folder = empty();
    let key = folder.add(&header("One", "1@x", "", MessageFlags::NEW), NewKey::Next).unwrap();
    let message = folder.read().message(key).unwrap();
    assert!(message.flags().contains(MessageFlags::NEW));
    assert_eq!(message.stored_flags(), MessageFlags::NONE);
    folder.edit(key).unwrap().set_flags(MessageFlags::NEW | MessageFlags::MARKED).unwrap();
    assert_eq!(folder.read().message(key).unwrap().stored_flags(), MessageFlags::MARKED);
    let (_listener, heard) = hear(&folder);
    folder.clear_new_list(true);
    assert_eq!(told(&heard), ["flags 1 10004 4"]);
    assert_eq!(folder.read().new_keys().len(), 0);
}

#[test]
fn of_messages_with_one_id_the_lowest_key_is_found_and_the_others_stay_found_when_it_goes() {
    let mut folder = empty();
    for _ in 0..3 {
        folder.add(&header("Same", "same@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    }
    let key = |folder: &Folder| folder.read().message_by_id("same@x").map(|message| message.key().0);
    assert_eq!(key(&folder), Some(1));
    folder.delete(MessageKey(1)).unwrap();
    assert_eq!(key(&folder), Some(2), "Thunderbird finds nothing until it opens the file again");
    folder.edit(MessageKey(2)).unwrap().set_message_id("<other@x>").unwrap();
    assert_eq!(key(&folder), Some(3));
    assert_eq!(folder.read().message_by_id("other@x").unwrap().key().0, 2);
    assert_eq!(folder.read().messages_by_id("same@x").len(), 1);
}

/// Seen in Thunderbird, both where it had just added the two and where it had read them from a file.
#[test]
fn of_messages_with_one_id_the_last_one_is_answered() {
    let mut folder = empty();
    for _ in 0..3 {
        folder.add(&header("Same", "same@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    }
    folder.delete(MessageKey(3)).unwrap();
    let answer =
        folder.add(&header("Same", "answer@x", "<same@x>", MessageFlags::NONE), NewKey::Next).unwrap();
    assert_eq!(folder.read().message(answer).unwrap().parent(), Some(MessageKey(2)));
}

#[test]
fn what_is_deleted_is_gone() {
    let mut folder = empty();
    let key = folder.add(&header("One", "1@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    folder.delete(key).unwrap();
    assert!(matches!(folder.delete(key), Err(Error::NoMessage { .. })));
    assert!(matches!(folder.edit(key), Err(Error::NoMessage { .. })));
    assert!(matches!(folder.mark_read(key, true), Err(Error::NoMessage { .. })));
    assert!(folder.read().message_by_id("1@x").is_none());
    let left = folder.read().any_row(key).expect("the row stays until the file is read again");
    assert!(!left.is_live() && left.properties().is_empty());
    assert_eq!(folder.read().leftover_rows().count(), 1);
}

#[test]
fn a_header_goes_from_one_folder_to_another() {
    let (mut from, mut to) = (empty(), empty());
    let key = from.add(&header("Moved", "m@x", "", MessageFlags::READ), NewKey::Next).unwrap();
    from.edit(key).unwrap().set_property("x-spam", "no").unwrap();
    let mut copy = from.detach(from.read().message(key).unwrap()).unwrap();
    assert!(copy.cut("storeToken") || copy.header().store_token().is_empty());
    let there = to.add(&copy, NewKey::At(MessageKey(77))).unwrap();
    let message = to.read().message(there).unwrap();
    assert_eq!(&*message.subject(), b"Moved");
    assert_eq!(&*message.property("x-spam").unwrap(), b"no");
    assert!(matches!(to.add(&copy, NewKey::At(there)), Err(Error::MessageExists { .. })));
    assert!(matches!(to.add(&copy, NewKey::At(MessageKey(0xFFFF_FFFE))), Err(Error::ReservedKey { .. })));
    assert_eq!(to.add(&copy, NewKey::Fake).unwrap(), MessageKey::FIRST_FAKE);
    assert_eq!(to.add(&copy, NewKey::Fake).unwrap().0, MessageKey::FIRST_FAKE.0 - 1);
}

#[test]
fn a_key_that_was_used_does_not_give_its_columns_to_the_next() {
    let mut folder = empty();
    let key = NewKey::At(MessageKey(5));
    folder.add(&header("Old", "old@x", "", MessageFlags::NONE), key).unwrap();
    folder.edit(MessageKey(5)).unwrap().set_preview("secret").unwrap();
    let row = folder.read().message(MessageKey(5)).unwrap().row().unwrap().oid();
    let table = morkdb::id::Oid::new(row.scope, 1);
    folder.change_store(|store| store.cut_row(table, row).unwrap());
    assert!(!folder.read().contains(MessageKey(5)), "it is a row of its own now");
    folder.add(&header("New", "new@x", "", MessageFlags::NONE), key).unwrap();
    assert!(folder.read().message(MessageKey(5)).unwrap().preview().is_empty());
}

#[test]
fn undoing_undoes_everything() {
    let mut folder = Folder::open("../../testdata/snapshots/local-04-threads-work.msf").unwrap();
    let before: Vec<_> = folder.read().messages().map(|message| message.properties().len()).collect();
    let key = folder.read().messages().next().unwrap().key();
    folder.add(&header("One", "1@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    folder.delete(key).unwrap();
    assert!(!folder.read().contains(key));
    folder.rollback();
    assert!(folder.read().contains(key) && !folder.is_changed());
    assert!(before.iter().copied().eq(folder.read().messages().map(|message| message.properties().len())));
    assert!(folder.read().message_by_id("1@x").is_none());
}

#[test]
fn that_a_message_is_marked_as_expunged_is_told_too() {
    let mut folder = empty();
    let key = folder.add(&header("One", "1@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    let (_listener, heard) = hear(&folder);
    folder.mark(key, MessageFlags::EXPUNGED, true).unwrap();
    assert_eq!(told(&heard), ["flags 1 0 8"]);
    assert_eq!(folder.read().messages().count(), 0);
    assert_eq!(folder.read().all_messages().count(), 1);
}

/// Deleting or reading what was expunged took it off the counts a second time.
#[test]
fn what_is_expunged_is_not_counted_and_not_counted_again() {
    let mut folder = empty();
    let one = folder.add(&header("One", "1@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    let two = folder.add(&header("Two", "2@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    folder.add(&header("Three", "3@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    folder.mark(one, MessageFlags::EXPUNGED, true).unwrap();
    assert_eq!(counts(&folder), (2, 2));
    folder.mark_read(one, true).unwrap();
    assert_eq!(counts(&folder), (2, 2));
    folder.mark(two, MessageFlags::EXPUNGED, true).unwrap();
    folder.mark(two, MessageFlags::EXPUNGED, false).unwrap();
    assert_eq!(counts(&folder), (2, 2));
    folder.delete(one).unwrap();
    assert_eq!(counts(&folder), (2, 2));
}

/// A count of `ffffffff` is -1 to Thunderbird; it became 4 billion less one.
#[test]
fn a_negative_count_is_taken_for_none() {
    let mut folder = empty();
    let one = folder.add(&header("One", "1@x", "", MessageFlags::NONE), NewKey::Next).unwrap();
    folder.edit_info().unwrap().set_property("numNewMsgs", "ffffffff").unwrap();
    folder.mark_read(one, true).unwrap();
    assert_eq!(counts(&folder), (1, 0));
    folder.edit_info().unwrap().set_property("numNewMsgs", "ffffffff").unwrap();
    folder.mark_read(one, false).unwrap();
    assert_eq!(counts(&folder), (1, 1));
    folder.edit_info().unwrap().set_property("numNewMsgs", "ffffffff").unwrap();
    folder.mark_all_read().unwrap();
    assert_eq!(counts(&folder), (1, 0));
}

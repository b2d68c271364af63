use super::*;
use crate::flags::MessageFlags;
use crate::message::DetachedHeader;
use crate::number::Digits;
use crate::view::FolderFlags;
use crate::{Field, Folder, MessageKey, NewKey, Protocol};

const URI: &[u8] = b"imap://alice@127.0.0.1/Archive";

/// An IMAP folder with a message for each of these flags, with the UIDs 1, 2 and so on.
fn folder(flags: &[MessageFlags]) -> Folder {
    let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
    let mut folder = Folder::create_in(file, Protocol::Imap).unwrap();
    for (uid, flags) in (1..).zip(flags) {
        let mut header = DetachedHeader::new();
        header.edit().set_message_id(format!("{uid}@x")).unwrap();
        header.edit().set_flags(*flags).unwrap();
        header.edit().set_size(uid * 100).unwrap();
        folder.add(&header, NewKey::At(MessageKey(uid))).unwrap();
    }
    folder
}

fn one(flags: MessageFlags) -> Folder {
    folder(&[flags])
}

fn get(folder: &Folder, key: u32) -> OfflineOperation<'_> {
    folder.read().offline_operation(MessageKey(key)).unwrap()
}

fn cells(folder: &Folder, key: u32) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    get(folder, key).properties().map(|(name, value)| (text(&name), text(&value))).collect()
}

fn has_events(folder: &Folder) -> bool {
    folder.read().info().flags().contains(FolderFlags::OFFLINE_EVENTS)
}

#[test]
fn asking_makes_no_table() {
    let folder = one(MessageFlags::NONE);
    assert!(!folder.read().has_offline_activity());
    assert!(folder.read().offline_operation(MessageKey(1)).is_none());
    assert_eq!(folder.read().schema().operations, None);
    assert!(!has_events(&folder));
}

/// The cells are in the order of those in Thunderbird's files, `[-71(^CE=71)(^D0=89)(^CD=1)(^CF=89)]`; and what it knows as
/// flags of IMAP has 16 bits, so that an attachment, 0x10000000, is not among them.
#[test]
fn an_operation_begins_with_the_flags_of_the_message() {
    let flags = MessageFlags::READ | MessageFlags::HAS_RE | MessageFlags::ATTACHMENT;
    let mut folder = one(flags);
    folder.operation(MessageKey(1)).unwrap().set_flags(ImapFlags(0x15)).unwrap();
    let expected = [("msgKey", "1"), ("newFlags", "15"), ("op", "1"), ("opFlags", "15")];
    assert_eq!(cells(&folder, 1), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(has_events(&folder));
    assert!(folder.read().has_offline_activity());

    let mut seeded = one(flags);
    seeded.operation(MessageKey(1)).unwrap();
    assert_eq!(get(&seeded, 1).new_flags(), ImapFlags(0x11));
}

#[test]
fn an_operation_for_no_message_has_no_flags() {
    let mut folder = one(MessageFlags::READ);
    folder.operation(MessageKey(9)).unwrap().set_append(URI, false).unwrap();
    let operation = get(&folder, 9);
    assert_eq!(operation.get(Field::NewFlags), None);
    assert_eq!(operation.ops(), OfflineOps::APPEND_DRAFT);
    assert_eq!(*operation.destination(), *URI);
    assert_eq!(operation.source_key(), None);
}

#[test]
fn operations_come_by_ascending_keys() {
    let mut folder = folder(&[MessageFlags::NONE; 40]);
    for key in [7, 3, 40, 1] {
        folder.operation(MessageKey(key)).unwrap();
    }
    let keys: Vec<_> =
        folder.read().offline_operations().into_iter().map(|operation| operation.key().0).collect();
    assert_eq!(keys, [1, 3, 7, 40]);
}

#[test]
fn an_operation_that_is_removed_is_gone() {
    for count in [2, 30] {
        let mut folder = folder(&vec![MessageFlags::NONE; count]);
        for key in 1..=u32::try_from(count).unwrap() {
            folder.operation(MessageKey(key)).unwrap();
        }
        assert!(folder.remove_operation(MessageKey(2)).unwrap());
        assert!(!folder.remove_operation(MessageKey(2)).unwrap());
        assert!(!folder.remove_operation(MessageKey(99)).unwrap());
        assert!(folder.read().offline_operation(MessageKey(2)).is_none());
        assert_eq!(folder.read().offline_operations().len(), count - 1);
        folder.operation(MessageKey(2)).unwrap();
        assert_eq!(get(&folder, 2).ops(), OfflineOps::NONE);
    }
}

/// Thunderbird starts with empty lists each time it looks an operation up, and then overwrites what was stored.
#[test]
fn keywords_are_added_to_those_that_are_stored() {
    let mut folder = one(MessageFlags::NONE);
    folder.operation(MessageKey(1)).unwrap().add_keyword(b"one").unwrap();
    folder.operation(MessageKey(1)).unwrap().add_keyword(b"two").unwrap().remove_keyword(b"three").unwrap();
    let operation = get(&folder, 1);
    assert_eq!(operation.keywords_to_add().as_bytes(), b"one two");
    assert_eq!(operation.keywords_to_remove().as_bytes(), b"three");
    assert_eq!(operation.ops(), OfflineOps::ADD_KEYWORDS | OfflineOps::REMOVE_KEYWORDS);

    folder.operation(MessageKey(1)).unwrap().remove_keyword(b"one").unwrap();
    assert_eq!(get(&folder, 1).keywords_to_add().as_bytes(), b"two");
    assert_eq!(get(&folder, 1).keywords_to_remove().as_bytes(), b"three one");
}

#[test]
fn copies_are_made_one_after_the_other() {
    let mut folder = one(MessageFlags::NONE);
    folder.operation(MessageKey(1)).unwrap().add_copy(URI).unwrap().add_copy(b"imap://b").unwrap();
    assert_eq!(get(&folder, 1).get(Field::CopyDests).unwrap(), [URI, b"\x01imap://b"].concat());
    assert_eq!(get(&folder, 1).copy_destinations(), [URI, b"imap://b"]);
    folder.operation(MessageKey(1)).unwrap().clear_ops(OfflineOps::COPY).unwrap();
    assert_eq!(get(&folder, 1).ops(), OfflineOps::COPY);
    assert_eq!(get(&folder, 1).copy_destinations(), [b"imap://b"]);
    folder.operation(MessageKey(1)).unwrap().clear_ops(OfflineOps::COPY).unwrap();
    assert_eq!(get(&folder, 1).ops(), OfflineOps::NONE);
    assert!(get(&folder, 1).copy_destinations().is_empty());
}

/// What Thunderbird sends for a message with `Re:` and a local copy, which are 0x10 and 0x80, is `\Draft` and `$MDNSent`.
#[test]
fn recorded_flags_are_those_of_imap() {
    let mut folder =
        one(MessageFlags::READ | MessageFlags::HAS_RE | MessageFlags::OFFLINE | MessageFlags::FORWARDED);
    folder.record_flags(&[MessageKey(1), MessageKey(99)], ImapFlags::FLAGGED, true).unwrap();
    assert_eq!(get(&folder, 1).new_flags(), ImapFlags::SEEN | ImapFlags::FLAGGED | ImapFlags::FORWARDED);
    assert_eq!(get(&folder, 1).ops(), OfflineOps::FLAGS_CHANGED);
    assert_eq!(folder.read().offline_operations().len(), 1);

    folder.record_flags(&[MessageKey(1)], ImapFlags::SEEN, false).unwrap();
    assert_eq!(get(&folder, 1).new_flags(), ImapFlags::FLAGGED | ImapFlags::FORWARDED);
    assert_eq!(get(&folder, 1).flag_operation(), ImapFlags::SEEN | ImapFlags::FLAGGED | ImapFlags::FORWARDED);
}

#[test]
fn recorded_flags_begin_with_those_of_an_operation_that_changes_them() {
    let mut folder = one(MessageFlags::READ);
    folder.operation(MessageKey(1)).unwrap().set_flags(ImapFlags::ANSWERED).unwrap();
    folder.record_flags(&[MessageKey(1)], ImapFlags::FLAGGED, true).unwrap();
    assert_eq!(get(&folder, 1).new_flags(), ImapFlags::ANSWERED | ImapFlags::FLAGGED);
}

#[test]
fn drafts_stay_drafts() {
    let mut folder = one(MessageFlags::NONE);
    folder.edit_info().unwrap().set_flag(FolderFlags::DRAFTS, true).unwrap();
    folder.record_flags(&[MessageKey(1)], ImapFlags::SEEN, true).unwrap();
    assert_eq!(get(&folder, 1).new_flags(), ImapFlags::SEEN | ImapFlags::DRAFT);
}

#[test]
fn keywords_are_recorded() {
    let mut folder = one(MessageFlags::NONE);
    folder.record_keywords(&[MessageKey(1), MessageKey(5)], &[b"a", b"b"], &[b"c"]).unwrap();
    assert_eq!(get(&folder, 1).keywords_to_add().as_bytes(), b"a b");
    assert_eq!(get(&folder, 1).keywords_to_remove().as_bytes(), b"c");
    assert_eq!(folder.read().offline_operations().len(), 1);
}

#[test]
fn deleting_moves_to_the_trash() {
    let mut folder = folder(&[MessageFlags::READ | MessageFlags::HAS_RE, MessageFlags::NONE]);
    let keys = [MessageKey(1), MessageKey(7)];
    assert_eq!(folder.record_delete(&keys, Deletion::Trash(URI)).unwrap(), [MessageKey(1)]);
    let operation = get(&folder, 1);
    assert_eq!(operation.ops(), OfflineOps::MOVED);
    assert_eq!((operation.new_flags(), operation.size()), (ImapFlags::SEEN, 100));
    assert_eq!(*operation.destination(), *URI);
    assert!(!folder.read().contains(MessageKey(1)) && folder.read().contains(MessageKey(2)));
    assert_eq!(folder.read().offline_deletes().collect::<Vec<_>>(), [MessageKey(1)]);
}

#[test]
fn deleting_in_the_trash_is_for_good() {
    let mut folder = folder(&[MessageFlags::NONE; 2]);
    folder.edit_info().unwrap().set_flag(FolderFlags::TRASH, true).unwrap();
    folder.record_delete(&[MessageKey(1)], Deletion::Trash(URI)).unwrap();
    assert_eq!(get(&folder, 1).ops(), OfflineOps::FLAGS_CHANGED);
    assert_eq!(get(&folder, 1).new_flags(), ImapFlags::DELETED | ImapFlags::SEEN);
    assert_eq!(folder.read().len(), 1);
}

#[test]
fn what_is_marked_as_deleted_stays() {
    let mut folder = one(MessageFlags::NONE);
    folder.record_delete(&[MessageKey(1)], Deletion::Mark).unwrap();
    let message = folder.read().message(MessageKey(1)).unwrap();
    assert!(message.stored_flags().contains(MessageFlags::IMAP_DELETED));
    assert!(get(&folder, 1).is_delete() && !get(&folder, 1).is_delete_for_thunderbird());
}

#[test]
fn what_is_not_on_the_server_is_not_recorded_there() {
    let mut folder = one(MessageFlags::NONE);
    let mut header = DetachedHeader::new();
    header.edit().set_flags(MessageFlags::OFFLINE | MessageFlags::READ).unwrap();
    let result = folder.add_move_result(&header, URI, MessageKey(50)).unwrap();
    assert_eq!(result, MessageKey::FIRST_FAKE);
    let message = folder.read().message(result).unwrap();
    assert_eq!(message.stored_flags(), MessageFlags::READ);
    assert_eq!(*message.get(Field::PseudoHdr).unwrap(), b"1"[..]);
    let operation = get(&folder, result.0);
    assert_eq!(operation.ops(), OfflineOps::MOVE_RESULT);
    assert_eq!((&*operation.source_folder(), operation.source_key()), (URI, Some(MessageKey(50))));

    let draft = folder.add(&DetachedHeader::new(), NewKey::Fake).unwrap();
    folder.operation(draft).unwrap().set_append(URI, false).unwrap();
    let keys = [result, draft, MessageKey(1)];
    assert_eq!(folder.record_move(&keys, URI).unwrap(), [MessageKey(1)]);
    assert_eq!(folder.record_delete(&[result, draft], Deletion::Remove).unwrap(), [draft]);
    assert!(folder.read().contains(result) && !folder.read().contains(draft));
    assert!(folder.read().offline_operation(draft).is_none());
}

#[test]
fn a_message_gets_what_waits_for_it() {
    let mut folder = one(MessageFlags::NONE);
    assert!(!folder.set_pending_attribute(b"", "keywords", "x").unwrap());
    folder.set_pending_attribute(b"new@x", "keywords", "$label1").unwrap();
    folder.set_pending_attribute(b"new@x", "flags", Digits::hex(MessageFlags::HAS_RE.0)).unwrap();
    folder.set_pending_attribute(b"other@x", "priority", "6").unwrap();
    assert_eq!(folder.read().pending().count(), 2);
    let first = folder.read().pending().next().unwrap();
    assert_eq!((&*first.message_id(), first.properties().count()), (&b"new@x"[..], 2));

    let mut header = DetachedHeader::new();
    header.edit().set_message_id("new@x").unwrap();
    header.edit().set_flags(MessageFlags::READ).unwrap();
    let key = folder.add(&header, NewKey::At(MessageKey(20))).unwrap();
    let message = folder.read().message(key).unwrap();
    assert_eq!(message.keywords().as_bytes(), b"$label1");
    assert_eq!(message.stored_flags(), MessageFlags::READ | MessageFlags::HAS_RE);
    assert_eq!(
        folder.read().pending().map(|pending| pending.message_id().into_owned()).collect::<Vec<_>>(),
        [b"other@x"]
    );
    assert!(!folder.update_pending(key).unwrap());
}

/// A copy that was read where the message here is not: the counts follow.
#[test]
fn counts_follow_the_flags_that_waited() {
    let mut folder = one(MessageFlags::NONE);
    folder.set_pending_attribute(b"1@x", "flags", "1").unwrap();
    assert_eq!(folder.read().info().unread_count(), 1);
    assert!(folder.update_pending(MessageKey(1)).unwrap());
    assert_eq!(folder.read().info().unread_count(), 0);
}

#[test]
fn imap_folders_have_a_table_for_what_waits_and_others_have_not() {
    assert!(one(MessageFlags::NONE).read().schema().pending.is_some());
    let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
    let mut local = Folder::create_in(file, Protocol::Local).unwrap();
    local.add(&DetachedHeader::new(), NewKey::Next).unwrap();
    assert_eq!(local.read().schema().pending, None);
}

/// There may be as many that wait as messages that arrive.
#[test]
fn many_messages_that_wait_are_found_at_once() {
    const COUNT: u32 = 20_000;
    let mut folder = one(MessageFlags::NONE);
    for number in 0..COUNT {
        folder.set_pending_attribute(format!("{number}@y").as_bytes(), "priority", "6").unwrap();
    }
    for number in 0..COUNT {
        let mut header = DetachedHeader::new();
        header.edit().set_message_id(format!("{number}@y")).unwrap();
        folder.add(&header, NewKey::At(MessageKey(number + 10))).unwrap();
    }
    assert_eq!(folder.read().pending().count(), 0);
    let last = folder.read().message(MessageKey(COUNT)).unwrap();
    assert_eq!(last.priority(), crate::Priority::HIGHEST);
}

#[test]
fn many_operations_are_recorded_again() {
    let mut folder = folder(&vec![MessageFlags::NONE; 20_000]);
    let keys: Vec<_> = (1..=20_000).map(MessageKey).collect();
    folder.record_flags(&keys, ImapFlags::SEEN, true).unwrap();
    folder.record_flags(&keys, ImapFlags::FLAGGED, true).unwrap();
    folder.record_keywords(&keys, &[b"a"], &[]).unwrap();
    assert_eq!(get(&folder, 20_000).new_flags(), ImapFlags::SEEN | ImapFlags::FLAGGED);
    assert_eq!(folder.record_delete(&keys, Deletion::Remove).unwrap(), keys);
    assert!(folder.read().is_empty());
}

/// What a file says before it is changed is found too.
#[test]
fn what_waits_in_a_file_is_found() {
    let mut first = one(MessageFlags::NONE);
    first.set_pending_attribute(b"1@x", "priority", "5").unwrap();
    let store = first.file.store_mut();
    assert!(store.is_changed());
    first.state.renew(first.file.store());
    assert!(first.update_pending(MessageKey(1)).unwrap());
    assert!(!first.update_pending(MessageKey(1)).unwrap());
}

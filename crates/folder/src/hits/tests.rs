use morkdb::id::Oid;

use super::*;
use crate::message::DetachedHeader;
use crate::{Folder, NewKey, Protocol};

const URI: &str = "mailbox://nobody@Local%20Folders/Unread";

/// Messages with the keys 1 to 9.
fn folder() -> Folder {
    let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
    let mut folder = Folder::create_in(file, Protocol::Local).unwrap();
    for _ in 1..=9 {
        folder.add(&DetachedHeader::new(), NewKey::Next).unwrap();
    }
    folder
}

fn keys(numbers: &[u32]) -> Vec<MessageKey> {
    numbers.iter().copied().map(MessageKey).collect()
}

fn found(folder: &Folder) -> Vec<u32> {
    let hits = folder.read().cached_hits(URI).unwrap();
    hits.messages().map(|message| message.key().0).collect()
}

#[test]
fn asking_makes_no_table() {
    let mut folder = folder();
    let tables = folder.read().store().tables().len();
    assert!(folder.read().cached_hits(URI).is_none());
    assert!(!folder.remove_hit(URI, MessageKey(1)).unwrap());
    assert_eq!(folder.read().store().tables().len(), tables);
    // These are kinds of tables, and no saved searches.
    assert!(folder.read().cached_hits(crate::schema::kind::THREAD).is_none());
    assert!(folder.read().cached_hits(crate::schema::kind::MESSAGES).is_none());
    assert_eq!(folder.read().all_cached_hits().count(), 0);
}

#[test]
fn a_search_replaces_what_the_last_one_found() {
    let mut folder = folder();
    assert!(folder.refresh_hits(URI, &keys(&[2, 4, 6, 77])).unwrap().is_empty());
    assert_eq!(found(&folder), [2, 4, 6]);
    assert_eq!(folder.refresh_hits(URI, &keys(&[1, 4, 5, 9])).unwrap(), keys(&[2, 6]));
    assert_eq!(found(&folder), [1, 4, 5, 9]);
    assert_eq!(folder.refresh_hits(URI, &keys(&[9, 3, 9])).unwrap(), keys(&[1, 4, 5]));
    assert_eq!(found(&folder), [3, 9]);
    assert_eq!(folder.refresh_hits(URI, &[]).unwrap(), keys(&[3, 9]));
    assert!(found(&folder).is_empty());
}

#[test]
fn single_hits_go_to_their_place() {
    let mut folder = folder();
    for key in [5, 1, 9, 3] {
        assert!(folder.add_hit(URI, MessageKey(key)).unwrap());
    }
    assert!(!folder.add_hit(URI, MessageKey(3)).unwrap());
    assert!(folder.add_hit(URI, MessageKey(70)).is_err());
    assert_eq!(found(&folder), [1, 3, 5, 9]);
    assert!(folder.remove_hit(URI, MessageKey(5)).unwrap());
    assert!(!folder.remove_hit(URI, MessageKey(5)).unwrap());
    assert!(!folder.remove_hit(URI, MessageKey(70)).unwrap());
    assert_eq!(found(&folder), [1, 3, 9]);
    assert!(folder.read().cached_hits(URI).unwrap().contains(MessageKey(9)));
}

#[test]
fn messages_that_were_deleted_are_no_hits() {
    let mut folder = folder();
    folder.refresh_hits(URI, &keys(&[2, 4])).unwrap();
    folder.delete(MessageKey(2)).unwrap();
    let hits = folder.read().cached_hits(URI).unwrap();
    assert_eq!(hits.dangling().collect::<Vec<_>>(), keys(&[2]));
    assert!(!hits.contains(MessageKey(2)));
    assert_eq!(found(&folder), [4]);
    assert_eq!(folder.refresh_hits(URI, &keys(&[2, 4])).unwrap(), keys(&[2]));
    assert_eq!(folder.read().cached_hits(URI).unwrap().dangling().count(), 0);
}

/// Thunderbird takes the highest id of a table and adds one. Where no thread has `FFFFFFFE`, that is the key of the next
/// message, whose thread would then be the table of hits.
#[test]
fn the_tables_of_hits_cannot_become_threads() {
    let mut folder = folder();
    let uris = ["imap://a/1", "imap://a/2", "imap://a/3", URI];
    for uri in uris {
        folder.refresh_hits(uri, &keys(&[1])).unwrap();
    }
    let hits: Vec<_> = folder.read().all_cached_hits().map(|hits| hits.table().id).collect();
    assert_eq!(hits, [0xFFFF_FFFF, 0xFFFF_FFA0, 0xFFFF_FF9F, 0xFFFF_FF9E]);
    let names: Vec<_> = folder.read().all_cached_hits().map(|hits| hits.uri().into_owned()).collect();
    assert_eq!(names, uris.map(|uri| uri.as_bytes().to_vec()));
}

/// A table `FFFFFFFF` makes the next table 0 for Mozilla's engine, which then has no table for the next saved search.
#[test]
fn without_a_thread_of_message_one_the_last_id_is_not_taken() {
    let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
    let mut folder = Folder::create_in(file, Protocol::Imap).unwrap();
    for key in [7, 0xFFFF_FFA0, 0xFFFF_FF9E] {
        folder.add(&DetachedHeader::new(), NewKey::At(MessageKey(key))).unwrap();
    }
    for number in 0..32 {
        folder.refresh_hits(format!("imap://a/{number}"), &keys(&[7])).unwrap();
    }
    let hits: Vec<_> = folder.read().all_cached_hits().map(|hits| hits.table().id).collect();
    assert_eq!(hits[..2], [0xFFFF_FF9F, 0xFFFF_FF9D]);
    // The keys of messages that were made while the server could not be reached are passed over.
    assert_eq!(hits[29..], [0xFFFF_FF81, 0xFFFF_FF00, 0xFFFF_FEFF][..]);
}

#[test]
fn a_table_out_of_order_is_put_in_order() {
    let mut folder = folder();
    folder.refresh_hits(URI, &keys(&[2, 4, 6, 8])).unwrap();
    let table = folder.read().cached_hits(URI).unwrap().table();
    folder.change_store(|store| store.move_row(table, Oid::new(table.scope, 8), 0)).unwrap();
    assert_eq!(found(&folder), [8, 2, 4, 6]);
    assert_eq!(folder.refresh_hits(URI, &keys(&[3, 4, 8])).unwrap(), keys(&[2, 6]));
    assert_eq!(found(&folder), [3, 4, 8]);
}

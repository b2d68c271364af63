//! In which order messages are deleted.

use hashbrown::{HashMap, HashSet};

use super::Thread;
use crate::folder::FolderRef;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

/// Threads of so many messages are left as they are: giving their answers another parent time and again costs little.
const FEW: usize = 64;

/// The order in which messages are best deleted. Each that goes hands its answers on, so of a long thread, which is deleted from
/// its root on as a rule, the last are taken first: otherwise all that are left would be handed on each time. What is left in the
/// end is the same; messages of other threads keep their places.
pub(crate) fn deletion_order(folder: FolderRef<'_>, keys: &[MessageKey]) -> Vec<MessageKey> {
    let mut order = keys.to_vec();
    for (thread, mut places) in long_threads(folder, keys) {
        let mut doomed: HashSet<MessageKey> = places.iter().map(|place| keys[*place]).collect();
        // Of a key that comes twice, the first place counts.
        places.retain(|place| doomed.remove(&keys[*place]));
        doomed.extend(places.iter().map(|place| keys[*place]));
        let last_first = thread.children().rev().map(MessageHeader::key).filter(|key| doomed.contains(key));
        let last_first: Vec<MessageKey> = last_first.collect();
        if last_first.len() == places.len() && answers_follow(thread) {
            for (place, key) in places.into_iter().zip(last_first) {
                order[place] = key;
            }
        }
    }
    order
}

/// The long threads of messages, and where in the list their messages are; in no order.
fn long_threads<'f>(folder: FolderRef<'f>, keys: &[MessageKey]) -> Vec<(Thread<'f>, Vec<usize>)> {
    let mut places: HashMap<ThreadKey, usize> = HashMap::new();
    let mut threads: Vec<(Thread<'f>, Vec<usize>)> = Vec::new();
    for (place, &key) in keys.iter().enumerate() {
        let Some(message) = folder.message(key) else { continue };
        let Some(thread) = folder.thread_of(message).filter(|thread| thread.len() > FEW) else { continue };
        let at = *places.entry(thread.key()).or_insert_with(|| {
            threads.push((thread, Vec::new()));
            threads.len() - 1
        });
        if let Some((_, own)) = threads.get_mut(at) {
            own.push(place);
        }
    }
    threads
}

/// Whether every message answers one that stands before it, but for the root, which is the first. Only then it makes no difference
/// to what is left which of them goes first.
fn answers_follow(thread: Thread<'_>) -> bool {
    let mut before = HashSet::with_capacity(thread.len());
    thread.len() == thread.table().len()
        && thread.children().enumerate().all(|(place, message)| {
            let is_sound = match message.parent() {
                None => place == 0 && thread.stored_root() == Some(message.key()),
                Some(parent) => before.contains(&parent),
            };
            before.insert(message.key());
            is_sound && message.is_live() && message.thread_key() == thread.key()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::{Folder, NewKey, Protocol};
    use crate::message::DetachedHeader;

    /// A thread, its root, its count of unread messages, and its messages with their parents.
    type Left = (ThreadKey, Option<MessageKey>, u32, Vec<(MessageKey, Option<MessageKey>)>);

    /// A thread whose messages answer any of those before them.
    fn folder(messages: u32, parent: impl Fn(u32) -> u32) -> Folder {
        let file = morkdb::Database::from_bytes(b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n".to_vec()).unwrap();
        let mut folder = Folder::create_in(file, Protocol::Local).unwrap();
        for number in 0..messages {
            let mut header = DetachedHeader::new();
            header.edit().set_message_id(format!("{number}@x")).unwrap();
            header.edit().set_date(1000 + number).unwrap();
            if number > 0 {
                header.edit().set_references(format!("<{}@x>", parent(number))).unwrap();
            }
            folder.add(&header, NewKey::Next).unwrap();
        }
        folder
    }

    /// Who is left, in the order of the thread, and who answers whom.
    fn left(folder: &Folder) -> Vec<Left> {
        let threads = folder.read().threads();
        let left = threads.map(|thread| {
            let messages = thread.children().map(|message| (message.key(), message.parent()));
            (thread.key(), thread.stored_root(), thread.unread(), messages.collect())
        });
        left.collect()
    }

    #[test]
    fn what_is_left_is_the_same_in_any_order() {
        for (seed, every) in [(1, 2), (7, 2), (3, 3), (5, 1), (0, 2)] {
            let parent = |number: u32| number.wrapping_mul(seed).wrapping_mul(2_654_435_761) % number;
            let (mut one, mut other) = (folder(200, parent), folder(200, parent));
            let keys: Vec<_> = one.read().messages().map(MessageHeader::key).step_by(every).collect();
            let mut twice = keys.clone();
            twice.extend(&keys[..keys.len() / 2]);
            assert_ne!(deletion_order(one.read(), &twice), twice);
            assert_eq!(one.delete_all(&twice).unwrap(), keys.len());
            for key in keys {
                other.delete(key).unwrap();
            }
            assert_eq!(left(&one), left(&other), "seed {seed}, every {every}");
        }
    }

    #[test]
    fn threads_that_are_short_or_damaged_keep_their_order() {
        let mut folder = folder(200, |_| 0);
        let keys: Vec<_> = folder.read().messages().map(MessageHeader::key).collect();
        let (first, third) = (keys[0], keys[2]);
        assert_ne!(deletion_order(folder.read(), &keys), keys);
        folder.edit(third).unwrap().set_parent(Some(keys[5])).unwrap();
        assert_eq!(deletion_order(folder.read(), &keys), keys);
        folder.edit(third).unwrap().set_parent(Some(first)).unwrap();
        folder.delete_all(&keys[50..]).unwrap();
        assert_eq!(deletion_order(folder.read(), &keys[..50]), keys[..50]);
    }
}

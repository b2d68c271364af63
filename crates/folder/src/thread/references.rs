//! Which threads have answers to which messages.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::folder::FolderRef;
use crate::key::ThreadKey;
use crate::message::MessageHeader;

/// How many references of a message are heeded, from the nearest. Thunderbird heeds 65,535, which no mail has: a file may be made
/// to cost time.
const MOST: usize = 1000;

/// The ids that a message refers to, without its own, the nearest first.
pub(super) fn nearest_first<'a>(references: &'a [u8], own: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    Backwards::of(references).filter(move |id| *id != own).take(MOST)
}

/// The ids of a list of references from the end: those that [`text::references`](crate::text::references) gives.
struct Backwards<'a> {
    rest: &'a [u8],
    /// What is the only id where the text has none in brackets.
    text: Option<&'a [u8]>,
}

impl<'a> Backwards<'a> {
    fn of(references: &'a [u8]) -> Self {
        let end = memchr::memchr(0, references).unwrap_or(references.len());
        let rest = references.get(..end).unwrap_or_default();
        // Each id ends at a `>` and begins behind the first `<` after the `>` before it.
        let open = memchr::memchr(b'<', rest);
        let has_ids = open.is_some_and(|open| memchr::memrchr(b'>', rest).is_some_and(|close| open < close));
        if has_ids { Self { rest, text: None } } else { Self { rest: &[], text: Some(rest) } }
    }
}

impl<'a> Iterator for Backwards<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if let Some(text) = self.text.take() {
            return crate::text::references(text).next();
        }
        loop {
            let close = memchr::memrchr(b'>', self.rest)?;
            let before = self.rest.get(..close)?;
            let start = memchr::memrchr(b'>', before).map_or(0, |close| close + 1);
            self.rest = before.get(..start)?;
            let piece = before.get(start..)?;
            let id = memchr::memchr(b'<', piece).and_then(|open| piece.get(open + 1..));
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                return Some(id);
            }
        }
    }
}

/// A message that is referred to, by the hash of its id.
#[derive(Clone, Copy, Debug)]
struct Referred {
    hash: u64,
    /// The thread of the message that referred to it first.
    thread: u32,
    /// How many references to it there are.
    count: u32,
}

/// The messages that are referred to, whether the folder has them or not (`m_msgReferences`).
///
/// Two ids count as one where their hashes are equal, of which there is no chance worth a thought.
#[derive(Clone, Debug, Default)]
pub(super) struct ReferenceMap {
    referred: HashTable<Referred>,
    hasher: DefaultHashBuilder,
}

impl ReferenceMap {
    /// Those that the messages of a folder refer to.
    pub(super) fn of(folder: FolderRef<'_>) -> Self {
        let mut map = Self::default();
        folder.messages().filter(|message| message.is_live()).for_each(|message| map.add(message));
        map
    }

    fn each(&mut self, message: MessageHeader<'_>, mut note: impl FnMut(&mut Self, u64)) {
        let (references, own) = (message.references(), message.message_id());
        for id in nearest_first(&references, &own) {
            let hash = self.hasher.hash_one(id);
            note(self, hash);
        }
    }

    /// Notes the references of a message that is in a thread.
    pub(super) fn add(&mut self, message: MessageHeader<'_>) {
        let thread = message.thread_key().0;
        self.each(message, |map, hash| {
            match map.referred.entry(hash, |other| other.hash == hash, |other| other.hash) {
                Entry::Occupied(mut found) => found.get_mut().count += 1,
                Entry::Vacant(place) => _ = place.insert(Referred { hash, thread, count: 1 }),
            }
        });
    }

    /// Forgets the references of a message.
    pub(super) fn remove(&mut self, message: MessageHeader<'_>) {
        self.each(message, |map, hash| {
            let Ok(mut found) = map.referred.find_entry(hash, |other| other.hash == hash) else { return };
            found.get_mut().count -= 1;
            if found.get().count == 0 {
                found.remove();
            }
        });
    }

    /// The thread of the message that referred to this id first.
    pub(super) fn thread(&self, id: &[u8]) -> Option<ThreadKey> {
        let hash = self.hasher.hash_one(id);
        self.referred.find(hash, |other| other.hash == hash).map(|found| ThreadKey(found.thread))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::references;

    proptest! {
        #[test]
        fn backwards_are_the_same_ids(text in "[<> a-c\n\\x00]{0,20}") {
            let mut forward: Vec<_> = references(text.as_bytes()).collect();
            forward.reverse();
            prop_assert_eq!(Backwards::of(text.as_bytes()).collect::<Vec<_>>(), forward);
        }
    }

    #[test]
    fn own_ids_are_left_out_and_long_lists_are_cut() {
        let text = "<me><a><b><me>";
        assert_eq!(nearest_first(text.as_bytes(), b"me").collect::<Vec<_>>(), [b"b", b"a"]);
        let long = (0..5000).map(|number| format!("<{number}>")).collect::<Vec<_>>().concat();
        assert_eq!(nearest_first(long.as_bytes(), b"").count(), MOST);
        assert_eq!(nearest_first(long.as_bytes(), b"").next(), Some(&b"4999"[..]));
    }
}

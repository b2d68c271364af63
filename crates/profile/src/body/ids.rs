//! The messages of a store by their ids, in little memory.

use std::hash::BuildHasher;
use std::sync::LazyLock;

use hashbrown::DefaultHashBuilder;

use crate::store::header::Header;

/// The same for all, so that hashes can be compared; another in each run, so that no file can be made to have equal ones.
static HASHER: LazyLock<DefaultHashBuilder> = LazyLock::new(DefaultHashBuilder::default);

/// The hash of an id.
pub(super) fn hash(id: &[u8]) -> u64 {
    HASHER.hash_one(id)
}

/// The hash of the id that a summary has for a message with this header, and whether a summary would have it at all: of those that were
/// deleted it has none.
pub(super) fn hash_of(header: &Header<'_>) -> (u64, bool) {
    (hash(&header.summary_id()), !header.is_expunged())
}

/// Which messages have an id of a hash: numbers of messages, ordered by that hash.
#[derive(Debug, Default)]
pub(super) struct Ids {
    sorted: Vec<(u64, u32)>,
}

/// The messages that have an id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Hits {
    /// None.
    None,
    /// This one only.
    One(usize),
    /// More.
    Several,
}

impl Ids {
    /// Those of messages: their hashes and numbers.
    pub(super) fn of(mut sorted: Vec<(u64, u32)>) -> Self {
        sorted.sort_unstable();
        Self { sorted }
    }

    /// Which messages have an id of this hash.
    pub(super) fn find(&self, hash: u64) -> Hits {
        let first = self.sorted.partition_point(|entry| entry.0 < hash);
        let mut same =
            self.sorted.get(first..).unwrap_or_default().iter().take_while(|entry| entry.0 == hash);
        match (same.next(), same.next()) {
            (None, _) => Hits::None,
            (Some(entry), None) => Hits::One(entry.1 as usize),
            _ => Hits::Several,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_one_message_or_several() {
        let ids = Ids::of(vec![(7, 0), (3, 2), (7, 3), (u64::MAX, 4)]);
        assert_eq!(
            [3, 7, 0, 5].map(|hash| ids.find(hash)),
            [Hits::One(2), Hits::Several, Hits::None, Hits::None]
        );
        assert_eq!(ids.find(u64::MAX), Hits::One(4));
        assert_eq!(Ids::default().find(0), Hits::None);
    }
}

//! From an id of the file to an index of ours.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// A map from 32-bit ids to indices: a direct table where ids are dense, which they nearly always are, and a hash table for
/// the rest. Its memory is bounded by the number of entries and the size that it was allowed at the start.
#[derive(Clone, Debug)]
pub(super) struct IdMap {
    /// Index plus one; 0 for none.
    direct: Vec<u32>,
    /// Ids below this go into `direct`.
    limit: u32,
    sparse: HashTable<(u32, u32)>,
    hasher: DefaultHashBuilder,
    /// The highest id that is, or was, in `sparse`.
    highest: u32,
}

impl Default for IdMap {
    fn default() -> Self {
        Self::with_direct(0)
    }
}

/// An index in 32 bits. There are never more entries than bytes in a file, and a file has less than 4 GiB.
pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl IdMap {
    /// A map whose ids below `limit` are looked up directly from the start.
    pub(super) fn with_direct(limit: u32) -> Self {
        Self {
            direct: Vec::new(),
            limit,
            sparse: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            highest: 0,
        }
    }

    /// The index of `id`.
    #[inline(always)]
    pub(super) fn get(&self, id: u32) -> Option<u32> {
        match self.direct.get(id as usize) {
            Some(index) => index.checked_sub(1),
            None if self.sparse.is_empty() => None,
            None => self.get_sparse(id),
        }
    }

    #[inline(never)]
    fn get_sparse(&self, id: u32) -> Option<u32> {
        self.sparse.find(self.hasher.hash_one(id), |entry| entry.0 == id).map(|entry| entry.1)
    }

    /// Gives `id` this index, in the place of any other.
    #[inline]
    pub(super) fn insert(&mut self, id: u32, index: u32) {
        match self.direct.get_mut(id as usize) {
            Some(slot) => *slot = index + 1,
            None => self.insert_beyond(id, index),
        }
    }

    #[inline(never)]
    fn insert_beyond(&mut self, id: u32, index: u32) {
        if id < self.limit {
            self.grow(id);
            self.direct[id as usize] = index + 1;
        } else {
            self.insert_sparse(id, index);
        }
    }

    fn insert_sparse(&mut self, id: u32, index: u32) {
        let (hasher, hash) = (&self.hasher, self.hasher.hash_one(id));
        if let Some(entry) = self.sparse.find_mut(hash, |entry| entry.0 == id) {
            entry.1 = index;
            return;
        }
        self.sparse.insert_unique(hash, (id, index), |entry| hasher.hash_one(entry.0));
        self.highest = self.highest.max(id);
        if self.sparse.len() >= 64 && self.sparse.len().is_power_of_two() {
            self.promote();
        }
    }

    /// Takes an id out.
    pub(super) fn remove(&mut self, id: u32) {
        if let Some(slot) = self.direct.get_mut(id as usize) {
            *slot = 0;
        } else if let Ok(entry) = self.sparse.find_entry(self.hasher.hash_one(id), |entry| entry.0 == id) {
            entry.remove();
        }
    }

    /// Makes room for `id`. New memory is asked for zeroed, so pages that are never written are never there.
    fn grow(&mut self, id: u32) {
        let wanted = (id as usize + 1).max(self.direct.len() * 2).max(64).min(self.limit as usize);
        let mut direct = vec![0; wanted.max(id as usize + 1)];
        direct[..self.direct.len()].copy_from_slice(&self.direct);
        self.direct = direct;
    }

    /// Moves everything into the direct table, if the ids are dense enough for that.
    fn promote(&mut self) {
        if self.highest as usize / 4 > self.sparse.len() + self.direct.len() / 4 {
            return;
        }
        self.limit = self.limit.max(self.highest.saturating_mul(2)).min(u32::MAX - 1);
        self.grow(self.highest);
        for (id, index) in self.sparse.drain() {
            self.direct[id as usize] = index + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparse_and_dense_ids_are_found() {
        for (limit, step) in [(0, 1), (0, 3), (0, 1000), (5000, 1), (100, 7), (10_000, 2)] {
            let mut map = IdMap::with_direct(limit);
            let ids: Vec<u32> = (0..3000).map(|n: u32| n.wrapping_mul(step)).rev().collect();
            for (at, &id) in ids.iter().enumerate() {
                map.insert(id, index(at));
            }
            map.insert(u32::MAX, 77_777);
            for (at, &id) in ids.iter().enumerate() {
                assert_eq!(map.get(id), Some(index(at)), "id {id}, limit {limit}, step {step}");
                assert_eq!(map.get(id + 1).is_some(), step == 1 && at > 0, "id {id} + 1, step {step}");
            }
            assert_eq!(map.get(u32::MAX), Some(77_777));
        }
    }

    #[test]
    fn dense_ids_that_begin_high_end_in_the_direct_table() {
        let mut map = IdMap::default();
        for id in 20_000..60_000 {
            map.insert(id, id);
        }
        assert!(map.sparse.len() < 64);
        assert_eq!(map.get(59_999), Some(59_999));
        assert_eq!(map.get(19_999), None);
    }

    #[test]
    fn a_new_index_replaces_the_old() {
        let mut map = IdMap::with_direct(10);
        for id in [5, 50] {
            map.insert(id, 1);
            map.insert(id, 2);
            assert_eq!(map.get(id), Some(2));
        }
    }
}

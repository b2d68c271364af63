//! Messages by their message id.

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use morkdb::Store;
use morkdb::id::{Column, Oid, Scope};
use morkdb::store::TableRef;

/// Which rows have which message id. The file may give many messages the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct MessageIds {
    /// Hash of a message id, and a row that has it.
    rows: HashTable<(u64, u32)>,
    /// All rows whose message ids have this hash, where there are several.
    several: HashMap<u64, BTreeSet<u32>>,
    hasher: DefaultHashBuilder,
}

impl MessageIds {
    /// Those of the rows of a table.
    pub(crate) fn of(table: Option<TableRef<'_>>, column: Option<Column>) -> Self {
        let mut ids = Self::default();
        let (Some(table), Some(column)) = (table, column) else { return ids };
        ids.rows.reserve(table.len(), |entry| entry.0);
        for row in table.rows() {
            if let Some(value) = row.get(column) {
                ids.insert(&value.bytes(), row.oid().id);
            }
        }
        ids
    }

    /// Notes that a row has a message id. The empty one is none.
    pub(crate) fn insert(&mut self, message_id: &[u8], row: u32) {
        if message_id.is_empty() {
            return;
        }
        let hash = self.hasher.hash_one(message_id);
        match self.rows.entry(hash, |entry| entry.0 == hash, |entry| entry.0) {
            Entry::Occupied(first) if first.get().1 == row => {}
            Entry::Occupied(first) => {
                self.several.entry(hash).or_insert_with(|| [first.get().1].into()).insert(row);
            }
            Entry::Vacant(place) => {
                place.insert((hash, row));
            }
        }
    }

    /// Notes that a row has a message id no more.
    pub(crate) fn remove(&mut self, message_id: &[u8], row: u32) {
        let hash = self.hasher.hash_one(message_id);
        let Ok(mut found) = self.rows.find_entry(hash, |entry| entry.0 == hash) else { return };
        if let Some(rows) = self.several.get_mut(&hash) {
            rows.remove(&row);
            match rows.first() {
                Some(first) => found.get_mut().1 = *first,
                None => {
                    found.remove();
                }
            }
            if rows.len() < 2 {
                self.several.remove(&hash);
            }
        } else if found.get().1 == row {
            found.remove();
        }
    }

    /// The rows of this message id, by ascending id.
    pub(crate) fn rows<'i>(
        &'i self,
        store: &'i Store,
        scope: Scope,
        column: Column,
        message_id: &'i [u8],
    ) -> impl DoubleEndedIterator<Item = Oid> {
        let hash = self.hasher.hash_one(message_id);
        let several = self.several.get(&hash);
        let one = self.rows.find(hash, |entry| entry.0 == hash).filter(|_| several.is_none());
        let has_it = move |row: &Oid| {
            let value = store.row(*row).and_then(|row| row.get(column));
            value.is_some_and(|value| *value.bytes() == *message_id)
        };
        let rows = several.into_iter().flatten().copied().chain(one.map(|entry| entry.1));
        rows.map(move |row| Oid::new(scope, row)).filter(has_it)
    }
}

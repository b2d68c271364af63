//! The order in which Mozilla's engine writes: that of its hash maps (`morkMap`).
//!
//! A map has a number of slots and doubles it whenever an entry comes and there are as many entries as slots. It is walked slot
//! by slot, and in each slot the latest entry comes first. Nothing is ever taken out of these maps, so their order follows
//! from the order in which entries came.

use std::cmp::Reverse;

use super::Store;
use super::atom::Slot;
use super::row::RowIndex;
use super::table::TableIndex;
use crate::id::{Kind, Scope};

/// Slots that the maps begin with.
const SCOPES: u32 = 256;
const TABLES: u32 = 11;
const ROWS: u32 = 11;
const ATOMS: u32 = 23;

/// How many slots a map has that began with `first` and has `count` entries.
fn slots(first: u32, count: usize) -> u32 {
    let mut slots = first;
    while (slots as usize) < count {
        slots = slots.saturating_mul(2);
    }
    slots
}

/// What entries are sorted by: slot, then latest first.
type Key = (u32, Reverse<u32>);

const fn key(hash: u32, slots: u32, place: u32) -> Key {
    (hash % slots, Reverse(place))
}

/// How many rows and tables a scope has.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) rows: usize,
    pub(crate) tables: usize,
}

impl Store {
    /// The row scopes, in Mozilla's order.
    pub(crate) fn scopes_in_order(&self) -> Vec<Scope> {
        let slots = slots(SCOPES, self.scopes.len());
        let mut scopes: Vec<(Key, Scope)> =
            (0..).zip(&self.scopes).map(|(place, &scope)| (key(scope.0, slots, place), scope)).collect();
        scopes.sort_unstable_by_key(|entry| entry.0);
        scopes.into_iter().map(|(_, scope)| scope).collect()
    }

    /// The table of a kind in a scope that comes first in Mozilla's order.
    pub(crate) fn first_of_kind(&self, scope: Scope, kind: Kind) -> Option<TableIndex> {
        let of_scope = || (0..).zip(&self.tables).filter(|(_, table)| table.scope == scope.0);
        let of_kind = of_scope().filter(|(_, table)| table.kind == kind.0);
        let mut tables: Vec<TableIndex> = of_kind.map(|(index, _)| TableIndex(index)).collect();
        if tables.len() > 1 {
            self.sort_tables(&mut tables, |table| *table, of_scope().count());
        }
        tables.first().copied()
    }

    /// Where a scope is among [`scopes`](Self::scopes).
    pub(crate) fn scope_place(&self, scope: Scope) -> usize {
        self.known_scopes.get(scope.0).map_or(0, |place| place as usize)
    }

    /// How many rows and tables each scope has, in the order of [`scopes`](Self::scopes).
    pub(crate) fn counts_by_scope(&self) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); self.scopes.len()];
        for row in &self.rows {
            counts[self.scope_place(Scope(row.scope))].rows += 1;
        }
        for table in &self.tables {
            counts[self.scope_place(Scope(table.scope))].tables += 1;
        }
        counts
    }

    /// Sorts rows of one scope, which has `count` rows in all, into Mozilla's order.
    pub(crate) fn sort_rows(&self, rows: &mut [RowIndex], count: usize) {
        let slots = slots(ROWS, count);
        rows.sort_by_cached_key(|row| {
            let record = &self.rows[row.0 as usize];
            key((record.scope << 16) ^ record.id, slots, row.0)
        });
    }

    /// Sorts what there is for tables of one scope, which has `count` tables in all, into Mozilla's order.
    pub(crate) fn sort_tables<T>(&self, tables: &mut [T], table: impl Fn(&T) -> TableIndex, count: usize) {
        let slots = slots(TABLES, count);
        tables.sort_by_cached_key(|it| {
            let table = table(it);
            key(self.tables[table.0 as usize].id, slots, table.0)
        });
    }

    /// The atoms of space `c`, in Mozilla's order.
    pub(crate) fn names_in_order(&self) -> Vec<Slot> {
        let mut names: Vec<Slot> = self.atoms.slots_of(Scope::NAMES).collect();
        let slots = slots(ATOMS, names.len());
        names.sort_by_cached_key(|&name| key(self.atom_id(name), slots, name.0));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map as the engine has it: lists in slots, entries put on top, everything put in again when it is full.
    fn walk(first: u32, hashes: &[u32]) -> Vec<u32> {
        let mut buckets: Vec<Vec<u32>> = vec![Vec::new(); first as usize];
        let mut entries = Vec::new();
        for &hash in hashes {
            if entries.len() == buckets.len() {
                let mut grown = vec![Vec::new(); buckets.len() * 2];
                for &entry in &entries {
                    let slot = entry as usize % grown.len();
                    grown[slot].insert(0, entry);
                }
                buckets = grown;
            }
            entries.push(hash);
            let slot = hash as usize % buckets.len();
            buckets[slot].insert(0, hash);
        }
        buckets.concat()
    }

    #[test]
    fn the_order_is_that_of_a_chained_map() {
        for count in [0_u32, 1, 10, 11, 12, 22, 23, 24, 45, 500] {
            let hashes: Vec<u32> = (0..count).map(|n| n.wrapping_mul(2_654_435_761) >> 7).collect();
            let slots = slots(11, hashes.len());
            let mut sorted: Vec<(Key, u32)> =
                (0..).zip(&hashes).map(|(place, &hash)| (key(hash, slots, place), hash)).collect();
            sorted.sort_unstable();
            let sorted: Vec<u32> = sorted.into_iter().map(|(_, hash)| hash).collect();
            assert_eq!(sorted, walk(11, &hashes), "{count} entries");
        }
    }

    #[test]
    fn column_b8_comes_before_column_80_among_ninety() {
        let slots = slots(ATOMS, 90);
        assert_eq!(slots, 92);
        assert!(key(0xB8, slots, 0x38) < key(0x80, slots, 0));
    }
}

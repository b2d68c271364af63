//! What is different between the cells of two rows.

use std::collections::HashMap;

use morkdb::Store;
use morkdb::id::Column;
use morkdb::store::{CellRef, RowRef};

use super::side::Columns;

/// A cell that is not the same in both rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct CellChange<'s> {
    /// The cell of the old row.
    pub(super) old: Option<CellRef<'s>>,
    /// The cell of the new row.
    pub(super) new: Option<CellRef<'s>>,
}

impl<'s> CellChange<'s> {
    /// The name of the column: a token, and the store that it is of.
    pub(super) fn column(self, [old_store, new_store]: [&'s Store; 2]) -> Option<(&'s Store, Column)> {
        let old = self.old.map(|cell| (old_store, cell.column));
        old.or_else(|| self.new.map(|cell| (new_store, cell.column)))
    }
}

/// A column, and which of the row's cells of this column: from 0.
type Key = (u32, u32);

/// What is different, in the order of the old row, then of the new one. The order of cells means nothing.
pub(super) fn changes<'s>(
    columns: &mut Columns<'s>,
    [old_store, new_store]: [&'s Store; 2],
    old: Option<RowRef<'s>>,
    new: Option<RowRef<'s>>,
) -> Vec<CellChange<'s>> {
    let old = keyed(columns, (old_store, 0), old);
    let new = keyed(columns, (new_store, 1), new);
    if old.len() == new.len() && old.iter().zip(&new).all(is_same) {
        return Vec::new();
    }
    let mut rest: HashMap<Key, CellRef<'s>> = new.iter().copied().collect();
    let mut changes = Vec::new();
    for (key, cell) in old {
        let other = rest.remove(&key);
        if other.map(|other| other.value) != Some(cell.value) {
            changes.push(CellChange { old: Some(cell), new: other });
        }
    }
    let added = new.into_iter().filter(|(key, _)| rest.contains_key(key));
    changes.extend(added.map(|(_, cell)| CellChange { old: None, new: Some(cell) }));
    changes
}

fn is_same(pair: (&(Key, CellRef<'_>), &(Key, CellRef<'_>))) -> bool {
    let ((old_key, old), (new_key, new)) = pair;
    old_key == new_key && old.value == new.value
}

fn keyed<'s>(
    columns: &mut Columns<'s>,
    (store, side): (&'s Store, usize),
    row: Option<RowRef<'s>>,
) -> Vec<(Key, CellRef<'s>)> {
    let cells = row.into_iter().flat_map(RowRef::cells);
    let mut keyed: Vec<_> = cells.map(|cell| ((columns.number(store, side, cell.column), 0), cell)).collect();
    let mut sorted: Vec<_> = keyed.iter().map(|((column, _), _)| *column).collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        count(&mut keyed);
    }
    keyed
}

/// Tells the cells of one column apart.
fn count(keyed: &mut [(Key, CellRef<'_>)]) {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for ((column, which), _) in keyed {
        let count = counts.entry(*column).or_default();
        *which = *count;
        *count += 1;
    }
}

//! What one reading of a file has and another has not.

use std::collections::{HashMap, HashSet};

use morkdb::Store;
use morkdb::id::Column;
use morkdb::store::{RowRef, TableRef, Value};
use serde::Serialize;

/// What of a full store another one lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct Loss {
    /// Tables that it has not.
    pub(crate) tables: usize,
    /// Rows that it has not.
    pub(crate) rows: usize,
    /// Cells that it has not, those of such rows included.
    pub(crate) cells: usize,
    /// Tables that it has with other rows, or in another order.
    pub(crate) changed_tables: usize,
    /// Cells that it has with another value.
    pub(crate) changed_cells: usize,
}

impl Loss {
    /// Compares.
    pub(crate) fn new(full: &Store, part: &Store) -> Self {
        let mut loss = Self::default();
        for table in full.tables() {
            match part.table(table.oid()) {
                None => loss.tables += 1,
                Some(other) => loss.changed_tables += usize::from(!has_same_rows(table, other)),
            }
        }
        for row in full.rows() {
            match part.row(row.oid()) {
                None => (loss.rows, loss.cells) = (loss.rows + 1, loss.cells + row.len()),
                Some(other) => loss.add_cells(row, other),
            }
        }
        loss
    }

    /// Whether nothing is lacking.
    pub(crate) fn is_none(self) -> bool {
        self == Self::default()
    }

    fn add_cells(&mut self, row: RowRef<'_>, other: RowRef<'_>) {
        if row.cells().eq(other.cells()) {
            return;
        }
        let others: HashMap<_, _> = first_values(other).into_iter().collect();
        for (column, value) in first_values(row) {
            match others.get(&column) {
                None => self.cells += 1,
                Some(other) => self.changed_cells += usize::from(*other != value),
            }
        }
    }
}

fn has_same_rows(one: TableRef<'_>, other: TableRef<'_>) -> bool {
    one.rows().map(RowRef::oid).eq(other.rows().map(RowRef::oid))
}

/// The cells that count: of each column the first.
fn first_values(row: RowRef<'_>) -> Vec<(Column, Option<Value<'_>>)> {
    let mut seen = HashSet::with_capacity(row.len());
    row.cells().filter(|cell| seen.insert(cell.column)).map(|cell| (cell.column, cell.value)).collect()
}

//! What is to be written.

use std::cell::Cell;

use crate::id::{Column, Scope};
use crate::store::{RowIndex, Slot, Store, TableIndex};

/// What is to be written, in its order.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The names to define; `None` for no dict of names at all.
    pub(super) names: Option<Vec<Slot>>,
    pub(super) scopes: Vec<ScopePlan>,
    pub(super) rows: Rows,
    /// Whether this is a group, which marks what is to be emptied first.
    pub(super) group: bool,
    /// Whether it is to look as the engine has it where that makes a difference: dicts with the values of all rows of a
    /// table, and verbose tables.
    pub(super) engine: bool,
}

impl Plan {
    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_none() && self.scopes.is_empty()
    }

    /// The tables that are written.
    pub(crate) fn tables(&self) -> impl Iterator<Item = TableIndex> {
        self.scopes.iter().flat_map(|scope| scope.tables.iter().map(|table| table.table))
    }
}

/// The tables and rows of a scope that are to be written.
#[derive(Debug)]
pub(super) struct ScopePlan {
    pub(super) scope: Scope,
    pub(super) tables: Vec<TablePlan>,
    /// Rows that are written by themselves, if no table writes them before.
    pub(super) rows: Vec<RowIndex>,
}

/// How a table is to be written.
#[derive(Debug)]
pub(super) struct TablePlan {
    pub(super) table: TableIndex,
    /// The changes to its rows, in their order; `None` for all its rows.
    pub(super) changes: Option<Vec<TableChange>>,
    /// Whether it is to be emptied first.
    pub(super) rewrite: bool,
    /// Rows that are not written with it, and whose values its dict has nevertheless.
    pub(super) dict_only: Vec<RowIndex>,
}

impl ScopePlan {
    /// Tables, with all their rows, and rows, by scope, in the order in which the store has them.
    pub(super) fn by_scope(
        store: &Store,
        tables: impl Iterator<Item = TableIndex>,
        rows: impl Iterator<Item = RowIndex>,
    ) -> Vec<Self> {
        let plan = |scope| Self { scope, tables: Vec::new(), rows: Vec::new() };
        let mut plans: Vec<Self> = store.scopes().map(plan).collect();
        for table in tables {
            let place = store.scope_place(store.table_oid(table).scope);
            plans[place].tables.push(TablePlan {
                table,
                changes: None,
                rewrite: false,
                dict_only: Vec::new(),
            });
        }
        for row in rows {
            plans[store.scope_place(store.row_oid(row).scope)].rows.push(row);
        }
        plans.retain(|plan| !plan.tables.is_empty() || !plan.rows.is_empty());
        plans
    }
}

/// A change to the rows of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TableChange {
    Add(RowIndex),
    Cut(RowIndex),
    Move(RowIndex, u32),
}

impl TableChange {
    pub(super) const fn row(self) -> RowIndex {
        match self {
            Self::Add(row) | Self::Cut(row) | Self::Move(row, _) => row,
        }
    }
}

/// How the cells of a row are to be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RowText {
    /// All of them; whether the row is to be emptied first.
    Cells { rewrite: bool },
    /// The cell of this column, or an empty value where there is none or it was cut.
    Column { column: Column, cut: bool },
    /// The cells of some columns: that many, from this place on in [`Rows`].
    Columns { from: u32, len: u32 },
}

/// The rows that are to be written. Each is written once: where it is met first.
#[derive(Debug)]
pub(super) enum Rows {
    /// These, as a bit for each row of the store.
    All(Vec<u64>),
    /// These, sorted, with what is left to write of them.
    Some(ChangedRows),
}

/// Rows that were changed.
#[derive(Debug, Default)]
pub(super) struct ChangedRows {
    rows: Vec<(RowIndex, Option<RowText>)>,
    /// Lists of columns.
    columns: Vec<Column>,
    /// Where a row was found last: the next one is nearly always behind it.
    last: Cell<usize>,
}

impl ChangedRows {
    /// Rows, sorted, and the columns that their texts refer to.
    pub(super) fn new(rows: Vec<(RowIndex, Option<RowText>)>, columns: Vec<Column>) -> Self {
        Self { rows, columns, last: Cell::new(0) }
    }

    fn place(&self, row: RowIndex) -> Option<usize> {
        let last = self.last.get();
        let near = self.rows[last..].iter().take(2).position(|entry| entry.0 == row);
        let place = match near {
            Some(behind) => last + behind,
            None => self.rows.binary_search_by_key(&row, |entry| entry.0).ok()?,
        };
        self.last.set(place);
        Some(place)
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::Some(ChangedRows::default())
    }
}

impl Rows {
    /// These rows of a store that has `count`.
    pub(super) fn all(count: usize, rows: &[RowIndex]) -> Self {
        let mut bits = vec![0; count.div_ceil(64)];
        for row in rows {
            bits[row.0 as usize / 64] |= 1 << (row.0 % 64);
        }
        Self::All(bits)
    }

    /// How a row is to be written, if it still is.
    pub(super) fn peek(&self, row: RowIndex) -> Option<RowText> {
        match self {
            Self::All(bits) => {
                let bit = bits.get(row.0 as usize / 64)? >> (row.0 % 64) & 1;
                (bit == 1).then_some(RowText::Cells { rewrite: false })
            }
            Self::Some(changed) => changed.rows[changed.place(row)?].1,
        }
    }

    /// [`peek`](Self::peek), and from then on it is written.
    pub(super) fn take(&mut self, row: RowIndex) -> Option<RowText> {
        match self {
            Self::All(bits) => {
                let word = bits.get_mut(row.0 as usize / 64)?;
                let bit = *word >> (row.0 % 64) & 1;
                *word &= !(1 << (row.0 % 64));
                (bit == 1).then_some(RowText::Cells { rewrite: false })
            }
            Self::Some(changed) => {
                let place = changed.place(row)?;
                changed.rows[place].1.take()
            }
        }
    }

    pub(super) fn columns(&self, from: u32, len: u32) -> &[Column] {
        match self {
            Self::All(_) => &[],
            Self::Some(changed) => &changed.columns[from as usize..(from + len) as usize],
        }
    }
}

//! Tables: an id, a kind, a meta row, and an ordered list of rows.

use std::fmt;

use super::Store;
use super::members::Members;
use super::pool::Run;
use super::row::{RowIndex, RowRef};
use crate::id::{Kind, Oid, Scope};

/// The place of a table in the order of first mention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct TableIndex(pub(crate) u32);

/// The lowest priority, which is that of a table that names none (`morkPriority_kLo`).
pub(crate) const LOWEST_PRIORITY: u8 = 9;

/// A table as it is stored: its rows are a run of the store's members.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) scope: u32,
    pub(super) id: u32,
    pub(super) kind: u32,
    /// Index of the meta row; [`Table::NO_ROW`] for none.
    pub(super) meta_row: u32,
    pub(super) run: Run,
    pub(super) priority: u8,
    pub(super) unique: bool,
    pub(super) verbose: bool,
    /// Whether Mozilla's engine has made a map of the rows: it does at 17, and counts uses better from then on.
    pub(super) mapped: bool,
}

impl Table {
    pub(super) const NO_ROW: u32 = u32::MAX;

    pub(super) const fn new(oid: Oid) -> Self {
        Self {
            scope: oid.scope.0,
            id: oid.id,
            kind: Kind::NONE.0,
            meta_row: Self::NO_ROW,
            run: Run::EMPTY,
            priority: LOWEST_PRIORITY,
            unique: false,
            verbose: false,
            mapped: false,
        }
    }
}

/// A table.
#[derive(Clone, Copy)]
pub struct TableRef<'s> {
    pub(super) store: &'s Store,
    pub(super) index: TableIndex,
}

impl<'s> TableRef<'s> {
    fn table(self) -> &'s Table {
        &self.store.tables[self.index.0 as usize]
    }

    /// Its place in the order in which the file first mentions tables.
    pub fn index(self) -> usize {
        self.index.0 as usize
    }

    /// Its id. Tables and rows are numbered apart: table 1 of a scope has nothing to do with row 1.
    pub fn oid(self) -> Oid {
        Oid::new(Scope(self.table().scope), self.table().id)
    }

    /// Its kind.
    pub fn kind(self) -> Kind {
        Kind(self.table().kind)
    }

    /// Its priority, 0 to 9. It is 9 in practice, and means nothing.
    pub fn priority(self) -> u8 {
        self.table().priority
    }

    /// Whether it is to be the only table of its kind in its scope.
    pub fn is_unique(self) -> bool {
        self.table().unique
    }

    /// Whether it is to be written with names for ids.
    pub fn is_verbose(self) -> bool {
        self.table().verbose
    }

    /// The row that says something about the table itself. It is not among its rows, or only by chance.
    pub fn meta_row(self) -> Option<RowRef<'s>> {
        let index = self.table().meta_row;
        (index != Table::NO_ROW).then_some(RowRef { store: self.store, index: RowIndex(index) })
    }

    /// How many rows it has.
    pub fn len(self) -> usize {
        self.store.members_of(self.index).len()
    }

    /// Whether it has no rows.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Its rows, in their order.
    pub fn rows(self) -> TableRows<'s> {
        TableRows { store: self.store, members: self.store.members_of(self.index) }
    }
}

impl fmt::Debug for TableRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableRef")
            .field("oid", &self.oid())
            .field("kind", &self.kind())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// The rows of a table.
#[derive(Clone, Debug)]
pub struct TableRows<'s> {
    store: &'s Store,
    members: Members<'s>,
}

impl<'s> Iterator for TableRows<'s> {
    type Item = RowRef<'s>;

    fn next(&mut self) -> Option<RowRef<'s>> {
        self.members.next().map(|index| RowRef { store: self.store, index })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.members.size_hint()
    }
}

impl DoubleEndedIterator for TableRows<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.members.next_back().map(|index| RowRef { store: self.store, index })
    }
}

impl ExactSizeIterator for TableRows<'_> {}

impl Store {
    /// Gives a table the kind that was read.
    pub(crate) fn read_kind(&mut self, table: TableIndex, kind: Kind) {
        self.tables[table.0 as usize].kind = kind.0;
    }

    /// Sets the priority of a table, and those of the flags that are given.
    pub(crate) fn set_status(&mut self, table: TableIndex, priority: u8, unique: bool, verbose: bool) {
        let table = &mut self.tables[table.0 as usize];
        table.priority = priority;
        table.unique |= unique;
        table.verbose |= verbose;
    }

    /// Makes a row the meta row of a table. Answers whether it is that now: the first one stays.
    pub(crate) fn set_meta_row(&mut self, table: TableIndex, row: RowIndex) -> bool {
        let table = &mut self.tables[table.0 as usize];
        if table.meta_row == Table::NO_ROW {
            table.meta_row = row.0;
            self.rows[row.0 as usize].add_use();
        }
        table.meta_row == row.0
    }
}

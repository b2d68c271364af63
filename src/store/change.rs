//! What was changed since the last commit: one record for commits, listeners, rollback and tests.

use super::Store;
use super::atom::Slot;
use super::cell::{Cell, CellRef};
use super::row::{RowIndex, RowRef};
use super::table::TableIndex;
use super::text::Value;
use crate::id::{Column, Kind, Oid, Scope};

/// One change, in the form that is kept: with all that undoing it takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Record {
    /// A name was given a token.
    Name(Slot),
    /// `automatic`: it was made with the next id.
    Row {
        row: RowIndex,
        automatic: bool,
    },
    Table {
        table: TableIndex,
        automatic: bool,
    },
    Set {
        row: RowIndex,
        at: u32,
        old: Option<Cell>,
        new: Cell,
    },
    Cut {
        row: RowIndex,
        at: u32,
        old: Cell,
    },
    /// The old cells are in the log, from here on.
    CutAll {
        row: RowIndex,
        from: u32,
        len: u32,
    },
    Empty {
        row: RowIndex,
        from: u32,
        len: u32,
    },
    /// `len` is how many rows the table had; `uses` what the row's count of uses was.
    Add {
        table: TableIndex,
        row: RowIndex,
        len: u32,
        uses: u8,
    },
    CutRow {
        table: TableIndex,
        row: RowIndex,
        at: u32,
        len: u32,
        uses: u8,
    },
    Move {
        table: TableIndex,
        row: RowIndex,
        from: u32,
        to: u32,
        len: u32,
    },
    /// The old rows are in the log, from here on.
    CutAllRows {
        table: TableIndex,
        from: u32,
        len: u32,
    },
    Meta {
        table: TableIndex,
        row: RowIndex,
        len: u32,
        uses: u8,
    },
    Kind {
        table: TableIndex,
        old: Kind,
        new: Kind,
    },
    Priority {
        table: TableIndex,
        old: u8,
        new: u8,
    },
    Unique {
        table: TableIndex,
        new: bool,
    },
    Verbose {
        table: TableIndex,
        new: bool,
    },
    /// A long value was set to what it was, which Mozilla's engine takes for a change.
    SetAgain {
        row: RowIndex,
        column: Column,
    },
    /// Nothing was changed, but Mozilla's engine takes the table for changed.
    Touched {
        table: TableIndex,
        len: u32,
    },
}

impl Record {
    /// Whether Mozilla's engine takes the store for changed.
    pub(super) const fn touches(self) -> bool {
        !matches!(
            self,
            Self::Kind { .. } | Self::Priority { .. } | Self::Unique { .. } | Self::Verbose { .. }
        )
    }
}

/// The changes since the last commit, oldest first.
#[derive(Debug, Default)]
pub(super) struct ChangeLog {
    pub(super) records: Vec<Record>,
    /// Cells that were taken out of rows as a whole.
    pub(super) cells: Vec<Cell>,
    /// Rows that were taken out of tables as a whole, and their counts of uses.
    pub(super) members: Vec<(RowIndex, u8)>,
    /// How many row scopes there were.
    pub(super) scopes: usize,
}

/// A change to a store. Old values can still be asked for until the store is committed or rolled back, and later.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change<'s> {
    /// A name of a column, scope or kind was given a token.
    NameAdded {
        /// The token.
        token: u32,
        /// The name.
        name: Value<'s>,
    },
    /// A row was made.
    RowMade {
        /// The row.
        row: Oid,
        /// Whether it was made with the next id, and not with one that was asked for.
        automatic: bool,
    },
    /// A table was made.
    TableMade {
        /// The table.
        table: Oid,
        /// Whether it was made with the next id, and not with one that was asked for.
        automatic: bool,
    },
    /// A cell was set.
    CellSet {
        /// The row.
        row: Oid,
        /// The column.
        column: Column,
        /// The cell that the row had there; `None` where it had none.
        old: Option<CellRef<'s>>,
        /// The value that it has now.
        new: Value<'s>,
    },
    /// A cell was taken out of its row.
    CellCut {
        /// The row.
        row: Oid,
        /// The cell.
        old: CellRef<'s>,
    },
    /// All cells were taken out of a row.
    CellsCut {
        /// The row.
        row: Oid,
        /// The cells that it had.
        old: Vec<CellRef<'s>>,
    },
    /// All cells of a row lost their values.
    CellsEmptied {
        /// The row.
        row: Oid,
        /// The cells that it had.
        old: Vec<CellRef<'s>>,
    },
    /// A row was added to a table, at its end.
    RowAdded {
        /// The table.
        table: Oid,
        /// The row.
        row: Oid,
    },
    /// A row was taken out of a table.
    RowCut {
        /// The table.
        table: Oid,
        /// The row.
        row: Oid,
        /// Where it was, from 0.
        from: usize,
    },
    /// A row of a table was moved.
    RowMoved {
        /// The table.
        table: Oid,
        /// The row.
        row: Oid,
        /// Where it was, from 0.
        from: usize,
        /// Where it is.
        to: usize,
    },
    /// All rows were taken out of a table.
    RowsCut {
        /// The table.
        table: Oid,
        /// The rows that it had.
        old: Vec<Oid>,
    },
    /// A table was given its meta row.
    MetaRowSet {
        /// The table.
        table: Oid,
        /// The row.
        row: Oid,
    },
    /// A table was given a kind.
    KindSet {
        /// The table.
        table: Oid,
        /// The kind that it had; [`Kind::NONE`] where it is new.
        old: Kind,
        /// The kind that it has.
        new: Kind,
    },
    /// A table was given a priority.
    PrioritySet {
        /// The table.
        table: Oid,
        /// The priority that it had.
        old: u8,
        /// The priority that it has.
        new: u8,
    },
    /// The flag that a table is the only one of its kind was set or taken away.
    UniqueSet {
        /// The table.
        table: Oid,
        /// Whether it is set.
        new: bool,
    },
    /// The flag that a table is to be written with names was set or taken away.
    VerboseSet {
        /// The table.
        table: Oid,
        /// Whether it is set.
        new: bool,
    },
}

impl Store {
    /// What was changed since the store was read or last committed, oldest first.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.log.records.iter().filter_map(|&record| self.change(record))
    }

    /// Those of the [changes](Self::changes) that were made when there were `count` already. See
    /// [`change_count`](Self::change_count).
    pub fn changes_from(&self, count: usize) -> impl Iterator<Item = Change<'_>> {
        let records = self.log.records.get(count..).unwrap_or_default();
        records.iter().filter_map(|&record| self.change(record))
    }

    /// The change that was made when there were `count` already. A cell that was set is passed over where it is not wanted, which
    /// is asked with the row, the column, and whether there was a cell of the column before.
    #[inline]
    pub fn change_at(
        &self,
        count: usize,
        is_wanted: impl FnOnce(RowRef<'_>, Column, bool) -> bool,
    ) -> Option<Change<'_>> {
        let record = *self.log.records.get(count)?;
        if let Record::Set { row, old, new, .. } = record
            && !is_wanted(RowRef { store: self, index: row }, new.column(), old.is_some())
        {
            return None;
        }
        self.change(record)
    }

    /// A number that grows with every change that is recorded, until the store is committed or rolled back: then it starts
    /// over.
    pub fn change_count(&self) -> usize {
        self.log.records.len()
    }

    /// Whether anything was changed since the store was read or last committed.
    pub fn is_changed(&self) -> bool {
        self.changes().next().is_some()
    }

    pub(crate) fn records(&self) -> &[Record] {
        &self.log.records
    }

    /// A record as others see it; `None` where nothing was changed.
    pub(super) fn change(&self, record: Record) -> Option<Change<'_>> {
        Some(match record {
            Record::Name(slot) => Change::NameAdded {
                token: self.atom_id(slot),
                name: self.text().value(self.atoms.start(slot)),
            },
            Record::Row { row, automatic } => Change::RowMade { row: self.row_oid(row), automatic },
            Record::Table { table, automatic } => {
                Change::TableMade { table: self.table_oid(table), automatic }
            }
            Record::Set { row, old, new, .. } => Change::CellSet {
                row: self.row_oid(row),
                column: new.column(),
                old: old.map(|cell| self.cell_ref(cell)),
                new: self.value_of(new)?,
            },
            Record::Cut { row, old, .. } => {
                Change::CellCut { row: self.row_oid(row), old: self.cell_ref(old) }
            }
            Record::CutAll { len: 0, .. } | Record::Empty { len: 0, .. } => return None,
            Record::CutAll { row, from, len } => {
                Change::CellsCut { row: self.row_oid(row), old: self.logged_cells(from, len) }
            }
            Record::Empty { row, from, len } => {
                Change::CellsEmptied { row: self.row_oid(row), old: self.logged_cells(from, len) }
            }
            other => self.table_change(other)?,
        })
    }

    fn table_change(&self, record: Record) -> Option<Change<'_>> {
        let (table_oid, row_oid) = (|table| self.table_oid(table), |row| self.row_oid(row));
        Some(match record {
            Record::Add { table, row, .. } => Change::RowAdded { table: table_oid(table), row: row_oid(row) },
            Record::CutRow { table, row, at, .. } => {
                Change::RowCut { table: table_oid(table), row: row_oid(row), from: at as usize }
            }
            Record::Move { table, row, from, to, .. } => Change::RowMoved {
                table: table_oid(table),
                row: row_oid(row),
                from: from as usize,
                to: to as usize,
            },
            Record::CutAllRows { len: 0, .. } => return None,
            Record::CutAllRows { table, from, len } => Change::RowsCut {
                table: table_oid(table),
                old: self.logged_members(from, len).iter().map(|(row, _)| row_oid(*row)).collect(),
            },
            Record::Meta { table, row, .. } => {
                Change::MetaRowSet { table: table_oid(table), row: row_oid(row) }
            }
            Record::Kind { table, old, new } => Change::KindSet { table: table_oid(table), old, new },
            Record::Priority { table, old, new } => Change::PrioritySet { table: table_oid(table), old, new },
            Record::Unique { table, new } => Change::UniqueSet { table: table_oid(table), new },
            Record::Verbose { table, new } => Change::VerboseSet { table: table_oid(table), new },
            _ => return None,
        })
    }

    fn logged_cells(&self, from: u32, len: u32) -> Vec<CellRef<'_>> {
        let cells = &self.log.cells[from as usize..(from + len) as usize];
        cells.iter().map(|&cell| self.cell_ref(cell)).collect()
    }

    pub(super) fn logged_members(&self, from: u32, len: u32) -> &[(RowIndex, u8)] {
        &self.log.members[from as usize..(from + len) as usize]
    }

    pub(super) fn cell_ref(&self, cell: Cell) -> CellRef<'_> {
        CellRef { column: cell.column(), value: self.value_of(cell) }
    }

    pub(crate) fn row_oid(&self, row: RowIndex) -> Oid {
        let row = &self.rows[row.0 as usize];
        Oid::new(Scope(row.scope), row.id)
    }

    pub(crate) fn table_oid(&self, table: TableIndex) -> Oid {
        let table = &self.tables[table.0 as usize];
        Oid::new(Scope(table.scope), table.id)
    }
}

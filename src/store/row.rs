//! Rows: an id and an ordered list of cells.

use std::fmt;

use super::Store;
use super::cell::{Cell, CellRef, Content};
use super::pool::Run;
use super::text::Value;
use crate::id::{Column, Oid, Scope};

/// The place of a row in the order of first mention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct RowIndex(pub(crate) u32);

/// A row as it is stored: its cells are a run of the store's cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) scope: u32,
    pub(super) id: u32,
    /// Its cells. The mark is how many tables use the row, as Mozilla's engine counts them: it stays at 255, and is too
    /// high for rows of small tables that were emptied. At 0 the row is in no table.
    pub(super) run: Run,
}

impl Row {
    pub(super) const fn new(oid: Oid) -> Self {
        Self { scope: oid.scope.0, id: oid.id, run: Run::EMPTY }
    }

    pub(super) const fn uses(&self) -> u8 {
        self.run.mark
    }

    pub(super) fn add_use(&mut self) {
        self.run.mark = self.run.mark.saturating_add(1);
    }

    pub(super) fn cut_use(&mut self) {
        if self.run.mark != u8::MAX {
            self.run.mark = self.run.mark.saturating_sub(1);
        }
    }
}

/// A row.
///
/// ```
/// # let text = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<<(a=c)>(80=subject)>[1:m(^80=hello)]";
/// # let file = morkdb::Database::from_bytes(text.to_vec()).unwrap();
/// # let store = file.store();
/// let row = store.rows().next().unwrap();
/// let subject = store.column("subject").unwrap();
/// assert_eq!(row.get(subject).unwrap(), *"hello");
/// ```
#[derive(Clone, Copy)]
pub struct RowRef<'s> {
    pub(super) store: &'s Store,
    pub(super) index: RowIndex,
}

impl<'s> RowRef<'s> {
    fn row(self) -> &'s Row {
        &self.store.rows[self.index.0 as usize]
    }

    /// Its place in the order in which the file first mentions rows.
    pub fn index(self) -> usize {
        self.index.0 as usize
    }

    /// Its id.
    pub fn oid(self) -> Oid {
        Oid::new(Scope(self.row().scope), self.row().id)
    }

    /// How many tables use the row, as Mozilla's engine counts them and writes by: never above 255, where it stays, and
    /// too high for rows of small tables that were emptied.
    pub fn uses(self) -> u8 {
        self.row().uses()
    }

    /// How many cells it has.
    pub fn len(self) -> usize {
        self.row().run.len()
    }

    /// Whether it has no cells.
    pub fn is_empty(self) -> bool {
        self.row().run.len() == 0
    }

    /// Its cells, in their order; duplicates of a column as Mozilla's engine keeps them.
    pub fn cells(self) -> Cells<'s> {
        Cells { store: self.store, cells: self.store.cells.get(self.row().run).iter() }
    }

    /// The value in a column: of its first cell, where there are several, as for Mozilla's engine. `None` where there is
    /// no such cell; an empty value is a value.
    pub fn get(self, column: Column) -> Option<Value<'s>> {
        let cells = self.store.cells.get(self.row().run);
        let cell = cells.iter().find(|cell| cell.column() == column)?;
        self.store.value_of(*cell)
    }
}

impl fmt::Debug for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.oid())?;
        f.debug_map().entries(self.cells().map(|cell| (cell.column, cell.value))).finish()
    }
}

/// The cells of a row.
#[derive(Clone, Debug)]
pub struct Cells<'s> {
    store: &'s Store,
    cells: std::slice::Iter<'s, Cell>,
}

impl<'s> Iterator for Cells<'s> {
    type Item = CellRef<'s>;

    #[inline(always)]
    fn next(&mut self) -> Option<CellRef<'s>> {
        let cell = *self.cells.next()?;
        Some(CellRef { column: cell.column(), value: self.store.value_of(cell) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.cells.size_hint()
    }
}

impl ExactSizeIterator for Cells<'_> {}

impl Store {
    #[inline(always)]
    pub(crate) fn value_of(&self, cell: Cell) -> Option<Value<'_>> {
        match cell.content() {
            Content::Atom(atom) => Some(self.text().value(self.atoms.start(atom))),
            Content::Literal(start) | Content::Long(start) => Some(self.text().value(start)),
            Content::Empty => None,
        }
    }
}

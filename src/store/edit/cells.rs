//! Cells are set and cut.

use super::super::Store;
use super::super::cell::{Cell, Content};
use super::super::change::Record;
use super::super::error::EditError;
use super::super::idmap::index;
use super::super::merge::MAX_CELLS;
use super::super::row::RowIndex;
use crate::id::{Column, Oid};

impl Store {
    /// Sets a cell: the first one of its column, or a new one behind all others. Answers whether that changed anything.
    ///
    /// ```
    /// # fn main() -> Result<(), morkdb::store::EditError> {
    /// let mut store = morkdb::Store::default();
    /// let (scope, name) = (store.make_scope("cards")?, store.make_column("DisplayName")?);
    /// let row = store.make_row(scope)?;
    /// assert!(store.set(row, name, "Ada")?);
    /// assert!(!store.set(row, name, "Ada")?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such row, the column has more than 24 bits, the row has 65,535 cells, or there is no id or no room left
    /// for the value.
    pub fn set(&mut self, row: Oid, column: Column, value: impl AsRef<[u8]>) -> Result<bool, EditError> {
        let index = self.known_row(row)?;
        if column.0 > Column::MASK {
            return Err(EditError::WideColumn { column });
        }
        let place = self.find_column(index, column);
        if place.is_none() && self.rows[index.0 as usize].run.len() >= MAX_CELLS {
            return Err(EditError::RowFull { row });
        }
        if let Some(at) = place
            && self.has_long_value(index, at, value.as_ref())
        {
            self.note(Record::SetAgain { row: index, column });
            return Ok(false);
        }
        let content = self.make_content(value.as_ref())?;
        let new = Cell::new(column, content, false);
        Ok(match place {
            Some(at) => self.replace_cell(index, at, new, value.as_ref()),
            None => self.append_cell(index, new),
        })
    }

    /// Whether a cell has this value, and it is one that no atom has.
    fn has_long_value(&self, row: RowIndex, at: usize, value: &[u8]) -> bool {
        match self.cells.get(self.rows[row.0 as usize].run)[at].content() {
            Content::Long(start) => self.text().says(start, value),
            _ => false,
        }
    }

    fn replace_cell(&mut self, row: RowIndex, at: usize, new: Cell, value: &[u8]) -> bool {
        let cells = self.cells.get(self.rows[row.0 as usize].run);
        let old = cells[at];
        let same = match (old.content(), new.content()) {
            (Content::Atom(old), Content::Atom(new)) => old == new,
            (Content::Literal(start), Content::Atom(_)) => *self.text().value(start).bytes() == *value,
            _ => false,
        };
        if !same {
            self.cells.get_mut(self.rows[row.0 as usize].run)[at] = new;
            self.note(Record::Set { row, at: self::index(at), old: Some(old), new });
        }
        !same
    }

    fn append_cell(&mut self, row: RowIndex, new: Cell) -> bool {
        let run = &mut self.rows[row.0 as usize].run;
        let at = index(run.len());
        self.cells.push(run, new);
        self.note(Record::Set { row, at, old: None, new });
        true
    }

    /// Takes a cell out of its row: the first one of its column. `false` where there is none. A row that has a column twice,
    /// as old files may, then shows its next cell, as it does for Mozilla's engine.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub fn cut(&mut self, row: Oid, column: Column) -> Result<bool, EditError> {
        let row = self.known_row(row)?;
        let Some(at) = self.find_column(row, column) else { return Ok(false) };
        self.wide.remove(&row);
        let run = &mut self.rows[row.0 as usize].run;
        let cells = self.cells.get_mut(*run);
        let old = cells[at];
        cells.copy_within(at + 1.., at);
        run.truncate(run.len() - 1);
        self.note(Record::Cut { row, at: index(at), old });
        Ok(true)
    }

    /// Takes all cells out of a row. `false` where it has none. To delete a row is to take it out of its tables and to cut
    /// all its cells: Mork has no other way.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub fn cut_all(&mut self, row: Oid) -> Result<bool, EditError> {
        let index = self.known_row(row)?;
        let had = !self.cells.get(self.rows[index.0 as usize].run).is_empty();
        let (from, len) = self.log_cells(index);
        self.wide.remove(&index);
        self.rows[index.0 as usize].run.truncate(0);
        self.note(Record::CutAll { row: index, from, len });
        Ok(had)
    }

    /// Takes the value from every cell of a row; the cells stay, without value. No file can say that: they are not written,
    /// and gone when the file is read again. `false` where the row has no cells.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub fn empty(&mut self, row: Oid) -> Result<bool, EditError> {
        let row = self.known_row(row)?;
        let (from, len) = self.log_cells(row);
        for cell in self.cells.get_mut(self.rows[row.0 as usize].run) {
            *cell = Cell::new(cell.column(), Content::Empty, false);
        }
        self.note(Record::Empty { row, from, len });
        Ok(len > 0)
    }

    /// Keeps a copy of the cells of a row in the log.
    fn log_cells(&mut self, row: RowIndex) -> (u32, u32) {
        let from = index(self.log.cells.len());
        let cells = self.cells.get(self.rows[row.0 as usize].run);
        self.log.cells.extend_from_slice(cells);
        (from, index(cells.len()))
    }
}

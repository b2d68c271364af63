//! Rows and their cells.

use super::dicts::SLOP;
use super::line::hex;
use super::plan::RowText;
use super::safe::batches;
use super::text::Text;
use crate::id::Column;
use crate::store::{BATCH, Cell, Content, RowIndex, Slot};

/// The longest name that the verbose form has room for, in bytes.
const MAX_VERBOSE_NAME: usize = 128;

impl Text<'_> {
    /// A row: whole, if it is to be written and was not yet, else its id (`PutRow`).
    pub(super) fn row(&mut self, row: RowIndex) {
        let Some(text) = self.rows.take(row) else {
            return self.row_reference(row);
        };
        if self.same_line || self.line.length == 0 {
            self.same_line = false;
        } else {
            self.line.indent(if self.table_scope.is_some() { 2 } else { 0 });
        }
        self.line.add(b"[");
        if self.group && text == (RowText::Cells { rewrite: true }) {
            self.line.add(b"-");
            self.line.length += 1; // counted twice
        }
        self.row_id(row);
        if self.verbose {
            self.line.add(format!(" /*r={:X}*/ ", self.store.row_uses(row)).as_bytes());
        }
        self.row_cells(row, text);
        self.line.add(b"]");
    }

    /// The id of a row that is written elsewhere.
    pub(super) fn row_reference(&mut self, row: RowIndex) {
        self.line.wrap(2);
        self.row_id(row);
        self.line.add(b" ");
    }

    fn row_id(&mut self, row: RowIndex) {
        let oid = self.store.row_oid(row);
        if self.table_scope == Some(oid.scope) { self.line.add_hex(oid.id) } else { self.oid(oid) }
    }

    fn row_cells(&mut self, row: RowIndex, text: RowText) {
        let cells = self.store.cells_of(row);
        let first = |column| cells.iter().find(|cell| cell.column() == column).copied();
        match text {
            RowText::Cells { .. } => self.all_cells(row, cells),
            RowText::Column { column, cut } => {
                let cell = if cut { None } else { first(column) };
                self.cell(cell.unwrap_or(Cell::new(column, Content::Empty, false)));
            }
            RowText::Columns { from, len } => {
                for at in 0..len {
                    let column = self.rows.columns(from, len)[at as usize];
                    if let Some(cell) = first(column) {
                        self.cell(cell);
                    }
                }
            }
        }
    }

    /// All cells that have a value. A reader takes them in batches of 64, and a column that comes a second time in a later
    /// batch would replace the first, so the row is begun anew before such a batch.
    fn all_cells(&mut self, row: RowIndex, cells: &[Cell]) {
        let starts = if self.engine || cells.len() <= BATCH { None } else { batches(cells) };
        let mut starts = starts.unwrap_or_default().into_iter().peekable();
        for (at, &cell) in cells.iter().enumerate() {
            if starts.next_if_eq(&at).is_some() {
                self.line.add(b"][");
                self.row_id(row);
            }
            if cell.content() != Content::Empty {
                self.cell(cell);
            }
        }
    }

    fn cell(&mut self, cell: Cell) {
        if self.verbose {
            return self.verbose_cell(cell);
        }
        match cell.content() {
            Content::Atom(atom) => self.atom_cell(cell.column(), atom),
            Content::Empty => self.literal_cell(cell.column(), b""),
            Content::Literal(_) | Content::Long(_) => {
                let value = self.store.value_of(cell).map(crate::store::Value::bytes);
                self.literal_cell(cell.column(), &value.unwrap_or_default());
            }
        }
    }

    /// A cell whose value has an alias: the value itself, where that is no longer and needs no escapes.
    #[inline]
    fn atom_cell(&mut self, column: Column, atom: Slot) {
        self.line.wrap(4);
        self.line.add(b"(^");
        self.line.add_hex(column.0);
        if !self.is_short(atom) {
            self.line.add(b"^");
            self.line.add_hex(self.store.atom_id(atom));
        } else if let Some(number) = self.store.atom_number(atom) {
            self.line.add(b"=");
            return self.line.add_number(number); // with its bracket
        } else {
            self.line.add(b"=");
            self.line.add(&self.store.atom_value(atom).bytes());
        }
        self.line.add(b")");
    }

    fn literal_cell(&mut self, column: Column, value: &[u8]) {
        let digits = hex(column.0).1;
        let pending = value.len() + digits + SLOP + 2;
        self.line.wrap_for(pending, 4);
        self.line.add(b"(^");
        self.line.add_hex(column.0);
        self.line.wrap_for(pending - digits - 2, 4);
        self.line.add(b"=");
        self.line.value(value);
        self.line.add(b")");
    }

    /// A cell with a name for its column, and its value (`PutVerboseCell`).
    fn verbose_cell(&mut self, cell: Cell) {
        let name = self.store.name(cell.column()).unwrap_or_default();
        let name = &name[..name.len().min(MAX_VERBOSE_NAME)];
        let value = self.store.value_of(cell).map(crate::store::Value::bytes).unwrap_or_default();
        self.line.wrap_for(value.len() + name.len() + SLOP + 3, 4);
        self.line.add(b"(");
        self.line.value(name);
        self.line.wrap_for(value.len() + SLOP, 6);
        self.line.add(b"=");
        self.line.value(&value);
        self.line.add(b")");
    }
}

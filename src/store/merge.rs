//! Cells into rows, as `morkRow::TakeCells` of Mozilla's engine takes them.
//!
//! The cells of a row literal are not applied one by one but in batches of up to 64. Each batch is first compared with the
//! row as it was before, and then merged into it; what happens to a column that stands in it twice follows from that.

use hashbrown::HashMap;

use super::Store;
use super::atom::Slot;
use super::cell::{Cell, Content};
use super::row::RowIndex;
use super::text::Text;
use crate::id::{Column, Scope};

/// Mozilla's engine counts the cells of a row in 16 bits.
pub(crate) const MAX_CELLS: usize = 0xFFFF;

/// The size of a batch (`morkBuilder_kCellsVecSize`).
pub(crate) const BATCH: usize = 64;

/// From this many cells on, the columns of a row are looked up and not looked through.
const WIDE: usize = 128;

/// So many columns of a wide row are looked for before a map is made of them: cells that are cut make it useless.
const PATIENCE: u32 = 64;

/// The place of the first cell of each column of a row, and how many cells that was made of.
#[derive(Debug, Default)]
pub(super) struct WideRow {
    first: HashMap<Column, usize>,
    upto: usize,
    /// How many columns were looked for without it.
    asked: u32,
}

impl Store {
    /// The mark that the cells of the next literal begin at.
    #[inline]
    pub(crate) fn cells_mark(&self) -> usize {
        self.cells.end()
    }

    /// Adds a cell to the present batch.
    #[inline(always)]
    pub(crate) fn stage_cell(&mut self, cell: Cell) {
        self.cells.add_loose(cell);
    }

    /// Forgets the batch that begins at `mark`.
    pub(crate) fn drop_cells(&mut self, mark: usize) {
        self.cells.take_loose(mark, &mut []);
    }

    /// Whether a column stands twice in the batch that begins at `mark`.
    pub(crate) fn has_duplicates(&self, mark: usize) -> bool {
        duplicates(self.cells.loose(mark))
    }

    /// Merges the batch that begins at `mark` into a row. Answers how many cells the row has then.
    #[inline]
    pub(crate) fn take_cells(&mut self, bytes: &[u8], row: RowIndex, mark: usize) -> usize {
        if self.rows[row.0 as usize].run.len() > 0 {
            return self.merge_cells(bytes, row, mark);
        }
        let run = self.cells.adopt(mark);
        let record = &mut self.rows[row.0 as usize];
        record.run = run.marked_as(record.run);
        run.len()
    }

    /// Takes all cells out of a row.
    pub(crate) fn cut_all_cells(&mut self, row: RowIndex) {
        let record = &mut self.rows[row.0 as usize];
        if record.run.len() > WIDE {
            self.wide.remove(&row);
        }
        record.run.truncate(0);
    }

    /// Keeps the first `len` cells of a row.
    pub(crate) fn truncate_row(&mut self, row: RowIndex, len: usize) {
        self.wide.remove(&row);
        self.rows[row.0 as usize].run.truncate(len);
    }

    #[inline(never)]
    fn merge_cells(&mut self, bytes: &[u8], row: RowIndex, mark: usize) -> usize {
        let mut batch = [Cell::default(); BATCH];
        let batch = self.cells.take_loose(mark, &mut batch);
        // Whether two values are the same matters only to columns that come twice, and to cut marks.
        let exact = duplicates(batch) || batch.iter().any(|cell| cell.is_cut());
        let mut discard = [false; BATCH];
        let mut overlap = 0_usize;
        for (cell, discard) in batch.iter().zip(&mut discard) {
            let Some(at) = self.find_column(row, cell.column()) else { continue };
            let old = self.cells.get(self.rows[row.0 as usize].run)[at];
            *discard = exact && ((cell.is_cut() && old.is_cut()) || self.same_value(bytes, *cell, old));
            overlap += usize::from(!*discard);
        }
        for (cell, _) in batch.iter().zip(discard).filter(|(_, discard)| !discard) {
            let old = if overlap > 0 { self.find_column(row, cell.column()) } else { None };
            if let Some(at) = old {
                overlap -= 1;
                self.cells.get_mut(self.rows[row.0 as usize].run)[at] = *cell;
            } else {
                self.cells.push(&mut self.rows[row.0 as usize].run, *cell);
            }
        }
        self.rows[row.0 as usize].run.len()
    }

    /// The place of the first cell of a column.
    pub(super) fn find_column(&mut self, row: RowIndex, column: Column) -> Option<usize> {
        let cells = self.cells.get(self.rows[row.0 as usize].run);
        if cells.len() <= WIDE {
            return cells.iter().position(|cell| cell.column() == column);
        }
        let wide = self.wide.entry(row).or_default();
        if wide.upto == 0 && wide.asked < PATIENCE {
            wide.asked += 1;
            return cells.iter().position(|cell| cell.column() == column);
        }
        for (at, cell) in cells.iter().enumerate().skip(wide.upto) {
            wide.first.entry(cell.column()).or_insert(at);
        }
        wide.upto = cells.len();
        wide.first.get(&column).copied()
    }

    /// Whether Mozilla's engine would have the same atom in both cells.
    fn same_value(&mut self, bytes: &[u8], one: Cell, other: Cell) -> bool {
        match (one.content(), other.content()) {
            (Content::Atom(one), Content::Atom(other)) => one == other,
            (Content::Literal(one), Content::Literal(other)) => {
                let atoms = (self.atom_of_literal(bytes, one), self.atom_of_literal(bytes, other));
                let text = Text { bytes, more: &self.more, encoding: self.encoding };
                atoms.0 == atoms.1 && (atoms.0.is_some() || text.value(one) == text.value(other))
            }
            (Content::Literal(literal), Content::Atom(atom))
            | (Content::Atom(atom), Content::Literal(literal)) => {
                self.atom_of_literal(bytes, literal) == Some(atom)
            }
            _ => false,
        }
    }

    /// The atom that a literal stood for when it was read.
    fn atom_of_literal(&mut self, bytes: &[u8], start: u32) -> Option<Slot> {
        let text = Text { bytes, more: &self.more, encoding: self.encoding };
        let body = text.value(start).bytes().into_owned();
        self.find_body_before(bytes, Scope::VALUES, &body, start)
    }
}

/// Whether a column stands in `cells` twice.
fn duplicates(cells: &[Cell]) -> bool {
    cells.iter().enumerate().any(|(at, cell)| cells[..at].iter().any(|other| other.column() == cell.column()))
}

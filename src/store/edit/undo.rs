//! Changes are undone, or become what the file says.

use super::super::Store;
use super::super::atom::Slot;
use super::super::cell::Cell;
use super::super::change::{ChangeLog, Record};
use super::super::listen::Event;
use super::super::row::RowIndex;
use super::super::table::{Table, TableIndex};
use super::super::text::Text;

impl Store {
    /// Undoes everything since the store was read or last committed, names that were made included.
    pub fn rollback(&mut self) {
        let log = std::mem::take(&mut self.log);
        for &record in log.records.iter().rev() {
            self.undo(record, &log);
        }
        for scope in self.scopes.drain(log.scopes.min(self.scopes.len())..) {
            self.known_scopes.remove(scope.0);
        }
        self.counters = super::Counters::default();
        self.mark_saved();
        self.tell(Event::RolledBack);
    }

    /// From here on, [`rollback`](Self::rollback) leads back to the store as it is now.
    pub(crate) fn mark_saved(&mut self) {
        self.log = ChangeLog { scopes: self.scopes.len(), ..ChangeLog::default() };
    }

    fn forget_name(&mut self, name: Slot) {
        let text = Text { bytes: &self.bytes, more: &self.more, encoding: self.encoding };
        self.atoms.forget_name(text, name);
        self.attached.clear();
        self.unwritten.take(name);
    }

    fn undo(&mut self, record: Record, log: &ChangeLog) {
        match record {
            Record::Name(name) => self.forget_name(name),
            Record::Row { row, .. } => self.unmake_row(row),
            Record::Table { table, .. } => self.unmake_table(table),
            Record::Set { row, at, old, .. } => self.undo_set(row, at as usize, old),
            Record::Cut { row, at, old } => self.insert_cell(row, at as usize, old),
            Record::CutAll { row, from, len } | Record::Empty { row, from, len } => {
                self.put_cells(row, &log.cells[from as usize..(from + len) as usize]);
            }
            other => self.undo_in_table(other, log),
        }
    }

    fn undo_in_table(&mut self, record: Record, log: &ChangeLog) {
        match record {
            Record::Add { table, row, uses, .. } => {
                self.cut_member(table, row);
                self.rows[row.0 as usize].run.mark = uses;
            }
            Record::CutRow { table, row, at, uses, .. } => {
                self.insert_member(table, row, at as usize);
                self.rows[row.0 as usize].run.mark = uses;
            }
            Record::Move { table, row, from, .. } => self.move_member(table, row, from as usize),
            Record::CutAllRows { table, from, len } => {
                for &(row, uses) in &log.members[from as usize..(from + len) as usize] {
                    self.push_member(table, row);
                    self.rows[row.0 as usize].run.mark = uses;
                }
            }
            Record::Meta { table, row, uses, .. } => {
                self.tables[table.0 as usize].meta_row = Table::NO_ROW;
                self.rows[row.0 as usize].run.mark = uses;
            }
            other => self.undo_setting(other),
        }
    }

    fn undo_setting(&mut self, record: Record) {
        match record {
            Record::Kind { table, old, .. } => self.tables[table.0 as usize].kind = old.0,
            Record::Priority { table, old, .. } => self.tables[table.0 as usize].priority = old,
            Record::Unique { table, new } => self.tables[table.0 as usize].unique = !new,
            Record::Verbose { table, new } => self.tables[table.0 as usize].verbose = !new,
            _ => {}
        }
    }

    /// Rows are made at the end, so undoing takes them from there.
    fn unmake_row(&mut self, row: RowIndex) {
        self.row_ids.remove(self.row_oid(row));
        self.wide.remove(&row);
        self.rows.truncate(row.0 as usize);
    }

    fn unmake_table(&mut self, table: TableIndex) {
        self.table_ids.remove(self.table_oid(table));
        self.sequences.remove(&table);
        self.tables.truncate(table.0 as usize);
    }

    fn undo_set(&mut self, row: RowIndex, at: usize, old: Option<Cell>) {
        match old {
            Some(old) => self.cells.get_mut(self.rows[row.0 as usize].run)[at] = old,
            None => self.truncate_row(row, at),
        }
    }

    fn insert_cell(&mut self, row: RowIndex, at: usize, cell: Cell) {
        self.wide.remove(&row);
        let run = &mut self.rows[row.0 as usize].run;
        self.cells.push(run, cell);
        self.cells.get_mut(*run)[at..].rotate_right(1);
    }

    fn put_cells(&mut self, row: RowIndex, cells: &[Cell]) {
        self.truncate_row(row, 0);
        for &cell in cells {
            self.cells.push(&mut self.rows[row.0 as usize].run, cell);
        }
    }
}

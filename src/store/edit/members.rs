//! Rows are put into tables, taken out of them, and moved about.

use super::super::Store;
use super::super::change::Record;
use super::super::error::EditError;
use super::super::idmap::index;
use super::super::table::TableIndex;
use crate::id::Oid;

impl Store {
    pub(super) fn member_count(&self, table: TableIndex) -> u32 {
        match self.sequences.get(&table) {
            Some(sequence) => index(sequence.len()),
            None => index(self.tables[table.0 as usize].run.len()),
        }
    }

    /// Where a row is in a table, counted from 0; `None` where it is not in it. The first question makes a long table ready for
    /// more of them: it is not looked through each time.
    pub fn place_of(&mut self, table: Oid, row: Oid) -> Option<usize> {
        let (table, row) = (self.known_table(table).ok()?, self.known_row(row).ok()?);
        self.member_place(table, row).map(|place| place as usize)
    }

    /// Adds a row to a table, at its end. `false` where it is in it already.
    ///
    /// # Errors
    ///
    /// There is no such table or row.
    pub fn add_row(&mut self, table: Oid, row: Oid) -> Result<bool, EditError> {
        let (table, row) = (self.known_table(table)?, self.known_row(row)?);
        let (len, uses) = (self.member_count(table), self.rows[row.0 as usize].uses());
        self.add_member(table, row);
        let added = self.member_count(table) > len;
        if added {
            self.note(Record::Add { table, row, len, uses });
        }
        Ok(added)
    }

    /// Takes a row out of a table; it stays in the store. `false` where it is not in it.
    ///
    /// # Errors
    ///
    /// There is no such table or row.
    pub fn cut_row(&mut self, table: Oid, row: Oid) -> Result<bool, EditError> {
        let (table, row) = (self.known_table(table)?, self.known_row(row)?);
        let (len, uses) = (self.member_count(table), self.rows[row.0 as usize].uses());
        let Some(at) = self.member_place(table, row) else { return Ok(false) };
        self.cut_member(table, row);
        self.note(Record::CutRow { table, row, at, len, uses });
        Ok(true)
    }

    /// Moves a row of a table to a place, counted from 0, or to the end where there are fewer. `false` where it is not in the
    /// table, or there already.
    ///
    /// # Errors
    ///
    /// There is no such table or row.
    pub fn move_row(&mut self, table: Oid, row: Oid, to: usize) -> Result<bool, EditError> {
        let (table, row) = (self.known_table(table)?, self.known_row(row)?);
        let len = self.member_count(table);
        let Some(from) = self.member_place(table, row) else {
            self.note(Record::Touched { table, len });
            return Ok(false);
        };
        let to = index(to.min(len as usize - 1));
        if from == to {
            self.note(Record::Touched { table, len });
            return Ok(false);
        }
        self.move_member(table, row, to as usize);
        self.note(Record::Move { table, row, from, to, len });
        Ok(true)
    }

    /// Takes all rows out of a table. `false` where it has none.
    ///
    /// # Errors
    ///
    /// There is no such table.
    pub fn cut_all_rows(&mut self, table: Oid) -> Result<bool, EditError> {
        let table = self.known_table(table)?;
        let from = index(self.log.members.len());
        let rows: Vec<_> = self.members_of(table).collect();
        let uses = rows.iter().map(|row| (*row, self.rows[row.0 as usize].uses()));
        self.log.members.extend(uses);
        self.cut_all_members(table);
        self.note(Record::CutAllRows { table, from, len: index(rows.len()) });
        Ok(!rows.is_empty())
    }
}

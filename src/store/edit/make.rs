//! New rows and tables.

use super::super::Store;
use super::super::change::Record;
use super::super::error::EditError;
use super::super::row::RowIndex;
use super::super::table::TableIndex;
use crate::id::{Kind, Oid, Scope};

impl Store {
    /// Makes a row with the next id of its scope, as Mozilla's engine counts them. It is in no table.
    ///
    /// # Errors
    ///
    /// The scope has used up its ids, which end at `FFFFFFFD`.
    pub fn make_row(&mut self, scope: Scope) -> Result<Oid, EditError> {
        let row = Oid::new(scope, self.next_row_id(scope)?);
        self.new_row(row, true)?;
        Ok(row)
    }

    /// Makes a row with this id. `false` where there is one already.
    ///
    /// # Errors
    ///
    /// The id is `FFFFFFFF`, which stands for no row.
    pub fn make_row_at(&mut self, row: Oid) -> Result<bool, EditError> {
        self.new_row(row, false)
    }

    fn new_row(&mut self, row: Oid, automatic: bool) -> Result<bool, EditError> {
        if row.id == Oid::NO_ROW {
            return Err(EditError::ReservedRow { row });
        }
        if self.row_ids.get(row).is_some() {
            return Ok(false);
        }
        let index = self.row_at(row);
        self.counters.row_made(row);
        self.note(Record::Row { row: index, automatic });
        Ok(true)
    }

    /// Makes a table with the next id of its scope, as Mozilla's engine counts them.
    ///
    /// # Errors
    ///
    /// The counter has come to the end of the ids, or to eight in a row that are taken. It goes on behind these: asking
    /// again may help.
    pub fn make_table(&mut self, scope: Scope, kind: Kind) -> Result<Oid, EditError> {
        let table = Oid::new(scope, self.next_table_id(scope)?);
        self.new_table(table, kind, true)?;
        Ok(table)
    }

    /// The table of this kind in this scope, made with the next id where there is none, as the only one of its kind. Of
    /// several, the first that Mozilla's engine would find.
    ///
    /// # Errors
    ///
    /// As for [`make_table`](Self::make_table).
    pub fn make_unique_table(&mut self, scope: Scope, kind: Kind) -> Result<Oid, EditError> {
        if let Some(table) = self.first_of_kind(scope, kind) {
            return Ok(self.table_oid(table));
        }
        let table = self.make_table(scope, kind)?;
        self.set_unique(table, true)?;
        Ok(table)
    }

    /// Makes a table with this id. `false` where there is one already, which keeps its kind.
    ///
    /// # Errors
    ///
    /// None yet: any id can be a table's.
    pub fn make_table_at(&mut self, table: Oid, kind: Kind) -> Result<bool, EditError> {
        self.new_table(table, kind, false)
    }

    fn new_table(&mut self, table: Oid, kind: Kind, automatic: bool) -> Result<bool, EditError> {
        if self.table_ids.get(table).is_some() {
            return Ok(false);
        }
        let index = self.table_at(table);
        self.counters.table_made(table);
        self.note(Record::Table { table: index, automatic });
        self.set_kind(table, kind)?;
        Ok(true)
    }

    /// The meta row of a table: the one that it has, else `row`, made if need be, else a new row of scope `m`.
    ///
    /// # Errors
    ///
    /// There is no such table, or the row cannot be made.
    pub fn make_meta_row(&mut self, table: Oid, row: Option<Oid>) -> Result<Oid, EditError> {
        let index = self.known_table(table)?;
        if let Some(row) = self.meta_row_of(index) {
            return Ok(self.row_oid(row));
        }
        let automatic = row.is_none();
        let row = match row {
            Some(row) => row,
            None => Oid::new(Scope::META, self.next_row_id(Scope::META)?),
        };
        self.new_row(row, automatic)?;
        self.take_meta_row(index, row)?;
        Ok(row)
    }

    fn take_meta_row(&mut self, table: TableIndex, row: Oid) -> Result<(), EditError> {
        let row = self.known_row(row)?;
        let uses = self.rows[row.0 as usize].uses();
        let len = self.member_count(table);
        self.set_meta_row(table, row);
        self.note(Record::Meta { table, row, len, uses });
        Ok(())
    }

    pub(crate) fn meta_row_of(&self, table: TableIndex) -> Option<RowIndex> {
        let row = self.tables[table.0 as usize].meta_row;
        (row != super::super::table::Table::NO_ROW).then_some(RowIndex(row))
    }
}

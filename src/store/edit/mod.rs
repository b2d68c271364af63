//! Changing a store. Each change is made whole, then recorded, then told to the listeners.

mod cells;
mod ids;
mod intern;
mod make;
mod members;
mod settings;
mod undo;

pub(super) use ids::Counters;
pub(crate) use intern::MAX_ATOM;

use super::Store;
use super::error::EditError;
use super::row::RowIndex;
use super::table::TableIndex;
use crate::id::Oid;

impl Store {
    fn known_row(&self, row: Oid) -> Result<RowIndex, EditError> {
        self.row_ids.get(row).map(RowIndex).ok_or(EditError::NoRow { row })
    }

    fn known_table(&self, table: Oid) -> Result<TableIndex, EditError> {
        self.table_ids.get(table).map(TableIndex).ok_or(EditError::NoTable { table })
    }
}

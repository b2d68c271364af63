//! Why a store cannot be written.

use crate::id::Oid;
use crate::store::EditError;

/// What the store has and neither Mork nor Mozilla's engine could hold. Nothing was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unwritable {
    /// A damaged file may have such a table. Mozilla's engine refuses files with one.
    #[error("table {table} has no kind, and no reader takes a table without; give it one")]
    NoKind {
        /// The table.
        table: Oid,
    },
    /// Mozilla's engine counts the cells of a row in 16 bits.
    #[error("row {row} has {cells} cells, more than the 65535 that a row can have; cut some")]
    RowTooLong {
        /// The row.
        row: Oid,
        /// How many cells it has.
        cells: usize,
    },
    /// A column stands in a row twice, so far apart that a reader would take the second for a change of the first.
    #[error(
        "row {row} has a column twice, more than 64 cells apart, which would not be read back as it is; cut one of them"
    )]
    Duplicates {
        /// The row.
        row: Oid,
    },
    /// What stands in no scope takes that of the table around it or before it. Only rows of tables without scope can be said
    /// to have none.
    #[error(
        "row {row} has no scope, and no table without scope has it; take it out, or make it anew in a scope"
    )]
    NoScope {
        /// The row.
        row: Oid,
    },
    /// Values that have no id can be given none.
    #[error("{0}")]
    Edit(EditError),
}

impl From<EditError> for Unwritable {
    fn from(error: EditError) -> Self {
        Self::Edit(error)
    }
}

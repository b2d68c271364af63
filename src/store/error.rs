//! Why a change cannot be made.

use crate::id::{Column, Oid, Scope};

/// Why a change was not made. The store is as it was before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The store has no such row.
    #[error("there is no row {row}; make it first")]
    NoRow {
        /// The row that was asked for.
        row: Oid,
    },
    /// The store has no such table.
    #[error("there is no table {table}; make it first")]
    NoTable {
        /// The table that was asked for.
        table: Oid,
    },
    /// `FFFFFFFF` stands for no row.
    #[error("no row can have the id {row}; the highest is FFFFFFFE")]
    ReservedRow {
        /// The row that was to be made.
        row: Oid,
    },
    /// Column ids have 24 bits.
    #[error("a column id has 24 bits, which {column} has not; take one below 1000000")]
    WideColumn {
        /// The column that was to be set.
        column: Column,
    },
    /// Names have at most 1024 bytes, as values with an alias have.
    #[error("a name of {length} bytes is too long; the longest has 1024")]
    LongName {
        /// The length of the name, in bytes.
        length: usize,
    },
    /// A name of no bytes is none.
    #[error("a name needs at least one byte")]
    EmptyName,
    /// Priorities are 0 to 9.
    #[error("a table cannot have the priority {priority}; they go from 0 to 9")]
    Priority {
        /// The priority that was to be set.
        priority: u8,
    },
    /// The ids of a scope are used up.
    #[error("scope {scope} has no id left to give; choose one that is free")]
    NoIdLeft {
        /// The scope of the row, the table or the atom.
        scope: Scope,
    },
    /// A row has as many cells as it can have: Mozilla's engine counts them in 16 bits.
    #[error("row {row} has 65535 cells, and no row can have more")]
    RowFull {
        /// The row.
        row: Oid,
    },
    /// All values that the store has had come near 4 GiB.
    #[error("the values of the store come near 4 GiB; save it and open it again")]
    Full,
    /// A detached row has no id of its own.
    #[error("the detached row has no id; attach it with a new one")]
    NoId,
}

//! Where the cells of a header are: in the row of a store, or in one that belongs to none.

use std::borrow::Cow;

use morkdb::store::{DetachedRow, RowRef, Value};

use crate::field::Field;
use crate::folder::FolderRef;

/// The name of a column, and its value.
pub type Property<'f> = (Cow<'f, [u8]>, Cow<'f, [u8]>);

/// The cells of a header.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'f> {
    Row { folder: FolderRef<'f>, row: RowRef<'f> },
    Detached(&'f DetachedRow),
}

impl<'f> Source<'f> {
    /// The value of a column. `None` where there is no such cell.
    #[inline]
    pub(crate) fn get(self, field: Field) -> Option<Cow<'f, [u8]>> {
        match self {
            Self::Row { folder, row } => {
                let column = folder.schema().column(field)?;
                row.get(column).map(Value::bytes)
            }
            Self::Detached(row) => row.get(field.name()).map(Cow::Borrowed),
        }
    }

    pub(crate) fn property(self, name: &[u8]) -> Option<Cow<'f, [u8]>> {
        match self {
            Self::Row { folder, row } => {
                let column = folder.store().column(name)?;
                row.get(column).map(Value::bytes)
            }
            Self::Detached(row) => row.get(name).map(Cow::Borrowed),
        }
    }

    /// Names and values of all cells that have one, in their order.
    pub(crate) fn cells(self) -> Vec<Property<'f>> {
        match self {
            Self::Row { folder, row } => {
                let named = |cell: morkdb::store::CellRef<'f>| {
                    Some((folder.column_name(cell.column), cell.value?.bytes()))
                };
                row.cells().filter_map(named).collect()
            }
            Self::Detached(row) => {
                let cells = row.cells().filter_map(|(name, value)| Some((name, value?)));
                cells.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value))).collect()
            }
        }
    }
}

//! Headers that belong to no folder.

use std::fmt;

use morkdb::store::DetachedRow;

use super::{HeaderEdit, MessageHeader};
use crate::schema::scope;

/// The header of a message that belongs to no folder: filled first, added to one later, or taken from one to another.
///
/// ```
/// use morkdb_folder::DetachedHeader;
/// let mut header = DetachedHeader::new();
/// header.edit().set_subject("Lunch?")?;
/// assert_eq!(&*header.header().subject(), b"Lunch?");
/// assert!(!header.header().is_live());
/// # Ok::<(), morkdb_folder::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DetachedHeader {
    row: DetachedRow,
}

impl DetachedHeader {
    /// A header without columns.
    pub fn new() -> Self {
        Self { row: DetachedRow::new(scope::MESSAGES) }
    }

    pub(crate) const fn of(row: DetachedRow) -> Self {
        Self { row }
    }

    /// To read it.
    pub fn header(&self) -> MessageHeader<'_> {
        MessageHeader::detached(&self.row)
    }

    /// To change it. Nobody is told.
    pub fn edit(&mut self) -> HeaderEdit<'_> {
        HeaderEdit::detached(&mut self.row)
    }

    /// Takes a column away. `false` where it has none of this name.
    pub fn cut(&mut self, name: impl AsRef<[u8]>) -> bool {
        self.row.cut(name)
    }

    pub(crate) const fn as_row(&self) -> &DetachedRow {
        &self.row
    }
}

impl Default for DetachedHeader {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for DetachedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.header().fmt(f)
    }
}

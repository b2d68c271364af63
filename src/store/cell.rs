//! Cells: a column and a value, in eight bytes.

use super::atom::Slot;
use super::text::Value;
use crate::id::Column;

/// A cell as it is stored: the column and what its value is, and where the value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Cell {
    /// Column in the upper 24 bits, tag in the lower 8.
    column_and_tag: u32,
    value: u32,
}

/// What the `value` of a cell is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// An atom.
    Atom(Slot),
    /// Offset of a literal that no atom has been looked up for.
    Literal(u32),
    /// Offset of a literal that is too long for an atom, and so equals no other.
    Long(u32),
    /// No value at all.
    Empty,
}

const KIND: u32 = 3;
const ATOM: u32 = 0;
const LITERAL: u32 = 1;
const LONG: u32 = 2;
const EMPTY: u32 = 3;
const CUT: u32 = 4;

impl Cell {
    #[inline(always)]
    pub(crate) const fn new(column: Column, content: Content, cut: bool) -> Self {
        let (kind, value) = match content {
            Content::Atom(atom) => (ATOM, atom.0),
            Content::Literal(start) => (LITERAL, start),
            Content::Long(start) => (LONG, start),
            Content::Empty => (EMPTY, 0),
        };
        let cut = if cut { CUT } else { 0 };
        Self { column_and_tag: (column.0 << 8) | kind | cut, value }
    }

    #[inline]
    pub(crate) const fn column(self) -> Column {
        Column(self.column_and_tag >> 8)
    }

    #[inline]
    pub(crate) const fn content(self) -> Content {
        match self.column_and_tag & KIND {
            ATOM => Content::Atom(Slot(self.value)),
            LITERAL => Content::Literal(self.value),
            LONG => Content::Long(self.value),
            _ => Content::Empty,
        }
    }

    /// Whether the text had a `-` before it, which means nothing to any reader.
    pub(crate) const fn is_cut(self) -> bool {
        self.column_and_tag & CUT != 0
    }
}

/// A cell of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CellRef<'s> {
    /// The column.
    pub column: Column,
    /// The value; `None` where the cell has none, which no file can say but a program may.
    pub value: Option<Value<'s>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_eight_bytes() {
        assert_eq!(size_of::<Cell>(), 8);
    }

    #[test]
    fn parts_come_out_as_they_went_in() {
        for content in [Content::Atom(Slot(7)), Content::Literal(u32::MAX), Content::Long(9), Content::Empty]
        {
            for cut in [false, true] {
                let cell = Cell::new(Column(0x00FF_FFFF), content, cut);
                assert_eq!(
                    (cell.column(), cell.content(), cell.is_cut()),
                    (Column(0x00FF_FFFF), content, cut)
                );
            }
        }
    }
}

//! What writing a store asks of it, by our own indices.

use std::sync::Arc;

use super::atom::Slot;
use super::cell::Cell;
use super::row::RowIndex;
use super::table::{TableIndex, TableRef};
use super::text::Value;
use super::{Store, idmap};
use crate::id::Scope;

impl Store {
    pub(crate) fn row_indices(&self) -> impl ExactSizeIterator<Item = RowIndex> + use<> {
        (0..idmap::index(self.rows.len())).map(RowIndex)
    }

    pub(crate) fn table_indices(&self) -> impl ExactSizeIterator<Item = TableIndex> + use<> {
        (0..idmap::index(self.tables.len())).map(TableIndex)
    }

    #[inline]
    pub(crate) fn cells_of(&self, row: RowIndex) -> &[Cell] {
        self.cells.get(self.rows[row.0 as usize].run)
    }

    pub(crate) fn row_uses(&self, row: RowIndex) -> u8 {
        self.rows[row.0 as usize].uses()
    }

    pub(crate) fn table_ref(&self, index: TableIndex) -> TableRef<'_> {
        TableRef { store: self, index }
    }

    #[inline]
    pub(crate) fn atom_value(&self, atom: Slot) -> Value<'_> {
        self.text().value(self.atoms.start(atom))
    }

    /// The offset of the value of an atom.
    pub(crate) fn atom_start(&self, atom: Slot) -> u32 {
        self.atoms.start(atom)
    }

    /// The [number](super::Encoding::short) of the value of an atom.
    #[inline]
    pub(crate) fn atom_number(&self, atom: Slot) -> Option<u64> {
        self.text().short(self.atoms.start(atom))
    }

    /// The names that their ids lead to, in the order in which they were defined.
    pub(crate) fn names(&self) -> impl Iterator<Item = Slot> {
        self.atoms.slots_of(Scope::NAMES).filter(|name| self.stands(Scope::NAMES, *name))
    }

    /// Forgets the flags of a table, as Mozilla's engine does when it has written it (`SetTableClean`).
    pub(crate) fn clear_flags(&mut self, table: TableIndex) {
        let table = &mut self.tables[table.0 as usize];
        (table.unique, table.verbose) = (false, false);
    }

    /// Takes the bytes of the file out, to read them again while the store is at work. They have to be given back.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    pub(crate) fn give_bytes(&mut self, bytes: Vec<u8>) {
        self.bytes = bytes;
    }

    /// What tells this store from others.
    pub(crate) fn identity(&self) -> &Arc<()> {
        &self.identity
    }

    /// Whether anything was ever changed since the store was read.
    pub(crate) fn is_touched(&self) -> bool {
        self.touched
    }

    pub(crate) fn touch(&mut self) {
        self.touched = true;
    }
}

//! Finding things in a store.

use std::borrow::Cow;

use super::row::{RowIndex, RowRef};
use super::table::{TableIndex, TableRef};
use super::{Store, idmap};
use crate::id::{Column, Kind, Oid, Scope};

impl Store {
    /// The row of this id.
    pub fn row(&self, oid: Oid) -> Option<RowRef<'_>> {
        let index = self.row_ids.get(oid)?;
        Some(RowRef { store: self, index: RowIndex(index) })
    }

    /// The table of this id.
    pub fn table(&self, oid: Oid) -> Option<TableRef<'_>> {
        let index = self.table_ids.get(oid)?;
        Some(TableRef { store: self, index: TableIndex(index) })
    }

    /// All rows, whether in a table or not, in the order in which the file first mentions them.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RowRef<'_>> + Clone {
        (0..idmap::index(self.rows.len())).map(|index| RowRef { store: self, index: RowIndex(index) })
    }

    /// All tables, in the order in which the file first mentions them.
    pub fn tables(&self) -> impl ExactSizeIterator<Item = TableRef<'_>> + Clone {
        (0..idmap::index(self.tables.len())).map(|index| TableRef { store: self, index: TableIndex(index) })
    }

    /// The rows of a scope, in the order in which the file first mentions them.
    pub fn rows_in(&self, scope: Scope) -> impl Iterator<Item = RowRef<'_>> + Clone {
        self.rows().filter(move |row| row.oid().scope == scope)
    }

    /// The tables of a kind, in the order in which the file first mentions them.
    pub fn tables_of(&self, kind: Kind) -> impl Iterator<Item = TableRef<'_>> + Clone {
        self.tables().filter(move |table| table.kind() == kind)
    }

    /// The row scopes, in the order in which the file first mentions them.
    pub fn scopes(&self) -> impl ExactSizeIterator<Item = Scope> + Clone {
        self.scopes.iter().copied()
    }

    /// The rows that are in no table and are no table's meta row, in the order in which the file first mentions them.
    pub fn loose_rows(&self) -> Vec<RowRef<'_>> {
        let mut used = vec![false; self.rows.len()];
        for table in self.tables() {
            for row in table.rows().chain(table.meta_row()) {
                used[row.index()] = true;
            }
        }
        self.rows().filter(|row| !used[row.index()]).collect()
    }

    /// The name that a token stands for: its byte, or the value of its alias in space `c`. `None` where that is not
    /// defined.
    pub fn name(&self, token: impl Into<Token>) -> Option<Cow<'_, [u8]>> {
        let Token(token) = token.into();
        match u8::try_from(token) {
            Ok(byte) if byte < 0x80 => Some(Cow::Owned(vec![byte])),
            _ => self.atom(Scope::NAMES, token).map(|atom| atom.value().bytes()),
        }
    }

    /// The token of a name: its byte where it is one ASCII byte, the id of its alias in space `c` otherwise, and of the
    /// latest where it has several.
    fn token(&self, name: &[u8]) -> Option<u32> {
        match *name {
            [byte] if byte < 0x80 => Some(u32::from(byte)),
            _ => self.atoms.find_indexed(self.text(), Scope::NAMES, name).map(|atom| self.atom_id(atom)),
        }
    }

    /// The column of this name.
    pub fn column(&self, name: impl AsRef<[u8]>) -> Option<Column> {
        self.token(name.as_ref()).map(Column)
    }

    /// The row scope of this name.
    pub fn scope(&self, name: impl AsRef<[u8]>) -> Option<Scope> {
        self.token(name.as_ref()).map(Scope)
    }

    /// The table kind of this name.
    pub fn kind(&self, name: impl AsRef<[u8]>) -> Option<Kind> {
        self.token(name.as_ref()).map(Kind)
    }
}

/// A column, scope or kind, for [`Store::name`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token(pub u32);

impl From<Column> for Token {
    fn from(column: Column) -> Self {
        Self(column.0)
    }
}

impl From<Scope> for Token {
    fn from(scope: Scope) -> Self {
        Self(scope.0)
    }
}

impl From<Kind> for Token {
    fn from(kind: Kind) -> Self {
        Self(kind.0)
    }
}

//! Rows that belong to no store.

use hashbrown::HashSet;

use super::Store;
use super::error::EditError;
use crate::id::{Oid, Scope};

/// A row that belongs to no store: names instead of tokens, so that it can be made before there is a store to put it in, and
/// be taken from one store to another.
///
/// ```
/// use morkdb::store::{DetachedRow, NewId};
/// # fn main() -> Result<(), morkdb::store::EditError> {
/// let mut row = DetachedRow::new("cards");
/// row.set("DisplayName", "Ada");
/// let mut store = morkdb::Store::default();
/// let oid = store.attach(&row, NewId::Next)?;
/// assert_eq!(store.detach(oid).unwrap().get("DisplayName"), Some(&b"Ada"[..]));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DetachedRow {
    scope: Box<[u8]>,
    id: Option<u32>,
    cells: Vec<DetachedCell>,
}

/// The name of a column, and a value, if there is one.
type DetachedCell = (Box<[u8]>, Option<Box<[u8]>>);

/// Which id a row gets when it is attached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewId {
    /// The one that it had where it was copied from. A row that has that id already takes the cells in.
    Same,
    /// The next one of its scope.
    Next,
    /// This one. A row that has that id already takes the cells in.
    At(u32),
}

impl DetachedRow {
    /// A row without cells and without an id, for a scope of this name.
    pub fn new(scope: impl AsRef<[u8]>) -> Self {
        Self { scope: scope.as_ref().into(), id: None, cells: Vec::new() }
    }

    /// The name of its scope.
    pub fn scope(&self) -> &[u8] {
        &self.scope
    }

    /// The id that it had in the store that it was copied from.
    pub fn id(&self) -> Option<u32> {
        self.id
    }

    /// Its cells: names of columns, and values where they have one.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = (&[u8], Option<&[u8]>)> {
        self.cells.iter().map(|(name, value)| (&**name, value.as_deref()))
    }

    /// The value of its first cell of a column.
    pub fn get(&self, name: impl AsRef<[u8]>) -> Option<&[u8]> {
        let cell = self.cells.iter().find(|cell| *cell.0 == *name.as_ref())?;
        cell.1.as_deref()
    }

    /// Sets the first cell of a column, or makes one.
    pub fn set(&mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) {
        let value = Some(value.as_ref().into());
        match self.cells.iter_mut().find(|cell| *cell.0 == *name.as_ref()) {
            Some(cell) => cell.1 = value,
            None => self.cells.push((name.as_ref().into(), value)),
        }
    }

    /// Takes the first cell of a column away. `false` where there is none.
    pub fn cut(&mut self, name: impl AsRef<[u8]>) -> bool {
        let found = self.cells.iter().position(|cell| *cell.0 == *name.as_ref());
        found.map(|at| self.cells.remove(at)).is_some()
    }
}

impl Store {
    /// A copy of a row that belongs to no store. Tokens without a name are named as their text, `^9A`, is.
    pub fn detach(&self, row: Oid) -> Option<DetachedRow> {
        let found = self.row(row)?;
        let named = |token: super::Token| match self.name(token) {
            Some(name) => name.into(),
            None => format!("^{:X}", token.0).into_bytes().into_boxed_slice(),
        };
        let cell = |cell: super::CellRef<'_>| {
            (named(cell.column.into()), cell.value.map(|value| value.bytes().into()))
        };
        let cells = found.cells().map(cell).collect();
        Some(DetachedRow { scope: named(row.scope.into()), id: Some(row.id), cells })
    }

    /// Puts a copy of a detached row into the store, in no table. Where there is a row of that id its cells are set, and it
    /// keeps those of other columns.
    ///
    /// # Errors
    ///
    /// It has no id and is to keep it, or a name, the row or a value cannot be taken in; what was until then stays.
    pub fn attach(&mut self, row: &DetachedRow, id: NewId) -> Result<Oid, EditError> {
        let scope = self.make_scope(&row.scope)?;
        let oid = self.attach_as(scope, row.id, id)?;
        let mut seen = HashSet::new();
        for (name, value) in &row.cells {
            let column = self.make_column(name)?;
            // Of a column that comes twice, the first cell counts.
            let is_first = seen.insert(name);
            if let (Some(value), true) = (value, is_first) {
                self.set(oid, column, value)?;
            }
        }
        Ok(oid)
    }

    fn attach_as(&mut self, scope: Scope, own: Option<u32>, id: NewId) -> Result<Oid, EditError> {
        let id = match id {
            NewId::Same => own.ok_or(EditError::NoId)?,
            NewId::At(id) => id,
            NewId::Next => return self.make_row(scope),
        };
        let oid = Oid::new(scope, id);
        self.make_row_at(oid)?;
        Ok(oid)
    }
}

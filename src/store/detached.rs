//! Rows that belong to no store.

use hashbrown::HashSet;

use super::Store;
use super::error::EditError;
use crate::id::{Column, Oid, Scope};

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

/// How many columns are remembered from one attached row to the next.
const REMEMBERED: usize = 64;

/// The columns of a row that have been seen: few are looked through, and need no memory of their own.
#[derive(Default)]
struct Seen {
    few: [u32; 16],
    more: HashSet<Column>,
}

impl Seen {
    /// Notes the column of the cell at a place. `false` where it was there before.
    fn insert(&mut self, at: usize, column: Column) -> bool {
        let seen = self.few[..at.min(self.few.len())].contains(&column.0);
        match self.few.get_mut(at) {
            Some(place) => *place = column.0,
            None => return !seen && self.more.insert(column),
        }
        !seen
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
        let mut seen = Seen::default();
        for (at, (name, value)) in row.cells.iter().enumerate() {
            let column = self.attached_column(at, name)?;
            // Of a column that comes twice, the first cell counts.
            let is_first = seen.insert(at, column);
            if let (Some(value), true) = (value, is_first) {
                self.set(oid, column, value)?;
            }
        }
        Ok(oid)
    }

    /// The column of the cell at a place. Rows that are attached one after the other nearly always have the same columns in the
    /// same order.
    fn attached_column(&mut self, at: usize, name: &[u8]) -> Result<Column, EditError> {
        if let Some((_, column)) = self.attached.get(at).filter(|known| *known.0 == *name) {
            return Ok(*column);
        }
        let column = self.make_column(name)?;
        if let Some(known) = self.attached.get_mut(at) {
            *known = (name.into(), column);
        } else if at == self.attached.len() && at < REMEMBERED {
            self.attached.push((name.into(), column));
        }
        Ok(column)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_not_remembered_beyond_a_rollback() {
        let mut store = Store::default();
        let mut row = DetachedRow::new("cards");
        row.set("tel", "1");
        store.attach(&row, NewId::Next).unwrap();
        store.rollback();
        // It gets the token that a name had that is no more.
        store.make_column("fax").unwrap();
        let attached = store.attach(&row, NewId::Next).unwrap();
        assert_eq!(store.detach(attached).unwrap().get("tel"), Some(&b"1"[..]));
    }

    #[test]
    fn of_a_column_that_comes_twice_the_first_cell_counts() {
        let names = (0..50).map(|number| format!("column {}", number % 45));
        let cells = names.zip(0..).map(|(name, value): (String, u32)| {
            (name.into_bytes().into(), Some(value.to_string().into_bytes().into()))
        });
        let row = DetachedRow { scope: b"cards".as_slice().into(), id: None, cells: cells.collect() };
        let mut store = Store::default();
        // The second time the columns are remembered.
        for _ in 0..2 {
            let attached = store.attach(&row, NewId::Next).unwrap();
            let copy = store.detach(attached).unwrap();
            let values: Vec<_> = copy.cells().map(|(_, value)| value.unwrap().to_vec()).collect();
            assert_eq!(values, (0..45).map(|value: u32| value.to_string().into_bytes()).collect::<Vec<_>>());
        }
    }
}

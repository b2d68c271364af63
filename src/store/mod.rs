//! The database in memory: atoms, rows, tables. It knows no Mork text and no files.
//!
//! Everything lies flat: values stay where they were read ([`Text`](text::Text)) and are decoded when asked for, the cells
//! of all rows are one array, the members of all tables another. Records are kept in the order in which the file first
//! mentions them; nothing is ever taken out of that order, because Mozilla's order of writing follows from it.

mod atom;
mod cell;
mod idmap;
mod lookup;
mod members;
mod merge;
mod pool;
mod row;
mod sequence;
mod table;
mod text;
mod usage;

pub use atom::AtomRef;
pub use cell::CellRef;
pub use lookup::Token;
pub use row::{Cells, RowRef};
pub use table::{TableRef, TableRows};
pub use text::{Encoding, Value};

pub(crate) use atom::Refused;
pub(crate) use cell::{Cell, Content};
pub(crate) use merge::BATCH;
pub(crate) use row::RowIndex;
pub(crate) use table::TableIndex;
pub(crate) use text::Text;

use atom::AtomSpaces;
use hashbrown::HashMap;
use idmap::IdMap;
use merge::WideRow;
use pool::Pool;
use row::Row;
use sequence::Sequence;
use table::Table;

use crate::id::{Oid, Scope};

/// A Mork database.
///
/// It owns its bytes and has no lifetime parameter; [`RowRef`] and [`TableRef`] are views into it. Look-ups by id take
/// constant time.
#[derive(Debug)]
pub struct Store {
    bytes: Vec<u8>,
    /// Values that the file does not have.
    more: Vec<u8>,
    encoding: Encoding,
    atoms: AtomSpaces,
    spaces: Spaces,
    rows: Vec<Row>,
    cells: Pool<Cell>,
    tables: Vec<Table>,
    members: Pool<RowIndex>,
    /// Longer tables whose members are looked for, or are cut and moved about.
    sequences: HashMap<TableIndex, Sequence>,
    /// Rows with so many cells that columns have to be looked up.
    wide: HashMap<RowIndex, WideRow>,
}

/// The row scopes, and what is in each.
#[derive(Debug, Default)]
struct Spaces {
    list: Vec<Space>,
    by_scope: IdMap,
    /// The scope asked for last, which is nearly always the next one too.
    last: usize,
    /// How many ids of each of the first scopes may be looked up directly.
    direct: u32,
}

#[derive(Debug)]
struct Space {
    scope: Scope,
    rows: IdMap,
    tables: IdMap,
}

impl Spaces {
    /// Scopes whose ids get a direct table from the start; a file has two or three that matter.
    const DIRECT_SCOPES: usize = 8;

    fn find(&self, scope: Scope) -> Option<&Space> {
        self.list.get(self.by_scope.get(scope.0)? as usize)
    }

    #[inline]
    fn get_or_insert(&mut self, scope: Scope) -> &mut Space {
        if self.list.get(self.last).is_none_or(|space| space.scope != scope) {
            self.last = self.seek(scope);
        }
        &mut self.list[self.last]
    }

    fn seek(&mut self, scope: Scope) -> usize {
        if let Some(found) = self.by_scope.get(scope.0) {
            return found as usize;
        }
        let direct = if self.list.len() < Self::DIRECT_SCOPES { self.direct } else { 0 };
        let index = self.list.len();
        self.by_scope.insert(scope.0, idmap::index(index));
        self.list.push(Space { scope, rows: IdMap::with_direct(direct), tables: IdMap::with_direct(direct) });
        index
    }
}

impl Store {
    /// An empty store for a file of `size` bytes, whose values are read through `encoding`.
    pub(crate) fn new(size: usize, encoding: Encoding) -> Self {
        let size = idmap::index(size);
        Self {
            bytes: Vec::new(),
            more: Vec::new(),
            encoding,
            atoms: AtomSpaces::new(size),
            spaces: Spaces { direct: size / 64, ..Spaces::default() },
            rows: Vec::new(),
            cells: Pool::default(),
            tables: Vec::new(),
            members: Pool::default(),
            sequences: HashMap::new(),
            wide: HashMap::new(),
        }
    }

    /// The bytes that the store was read from.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn text(&self) -> Text<'_> {
        Text { bytes: &self.bytes, more: &self.more, encoding: self.encoding }
    }

    /// Ends the loading: takes the bytes in and lays everything flat.
    pub(crate) fn finish(&mut self, bytes: Vec<u8>, more: Vec<u8>) {
        (self.bytes, self.more) = (bytes, more);
        self.flatten_members();
        self.wide = HashMap::new();
        let text = Text { bytes: &self.bytes, more: &self.more, encoding: self.encoding };
        self.atoms.index_bodies(text, Scope::NAMES);
    }

    /// The row of this id, made if it is new.
    #[inline]
    pub(crate) fn row_at(&mut self, oid: Oid) -> RowIndex {
        let space = self.spaces.get_or_insert(oid.scope);
        if let Some(found) = space.rows.get(oid.id) {
            return RowIndex(found);
        }
        let index = idmap::index(self.rows.len());
        space.rows.insert(oid.id, index);
        self.rows.push(Row::new(oid));
        RowIndex(index)
    }

    /// The table of this id, made if it is new.
    pub(crate) fn table_at(&mut self, oid: Oid) -> TableIndex {
        let space = self.spaces.get_or_insert(oid.scope);
        if let Some(found) = space.tables.get(oid.id) {
            return TableIndex(found);
        }
        let index = idmap::index(self.tables.len());
        space.tables.insert(oid.id, index);
        self.tables.push(Table::new(oid));
        TableIndex(index)
    }
}

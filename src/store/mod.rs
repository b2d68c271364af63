//! The database in memory: atoms, rows, tables. It knows no Mork text and no files.
//!
//! Everything lies flat: values stay where they were read (see [`Value`]) and are decoded when asked for, the cells
//! of all rows are one array, the members of all tables another. Records are kept in the order in which the file first
//! mentions them; nothing is ever taken out of that order, because Mozilla's order of writing follows from it.

mod access;
mod atom;
mod atomset;
mod bodies;
mod cell;
mod change;
mod detached;
mod edit;
mod error;
mod idmap;
mod listen;
mod lookup;
mod members;
mod merge;
mod newatom;
mod normal;
mod oidmap;
mod order;
mod pool;
mod row;
mod sequence;
mod table;
mod text;
mod usage;

pub use atom::AtomRef;
pub use cell::CellRef;
pub use change::Change;
pub use detached::{DetachedRow, NewId};
pub use error::EditError;
pub use listen::{Batch, Event, Listener, Listeners, Notice};
pub use lookup::Token;
pub use row::{Cells, RowRef};
pub use table::{TableRef, TableRows};
pub use text::{Encoding, Value};

pub(crate) use atom::{Refused, Slot};
pub(crate) use atomset::AtomSet;
pub(crate) use cell::{Cell, Content};
pub(crate) use change::Record;
pub(crate) use edit::MAX_ATOM;
pub(crate) use merge::{BATCH, MAX_CELLS};
pub(crate) use newatom::FIRST_ID;
pub(crate) use normal::Literals;
pub(crate) use row::RowIndex;
pub(crate) use table::{LOWEST_PRIORITY, TableIndex};
pub(crate) use text::Text;

use std::sync::Arc;

use atom::AtomSpaces;
use change::ChangeLog;
use edit::Counters;
use hashbrown::HashMap;
use idmap::IdMap;
use merge::WideRow;
use oidmap::OidMap;
use pool::Pool;
use row::Row;
use sequence::Sequence;
use table::Table;

use crate::id::{Column, Oid, Scope};

/// A Mork database.
///
/// It owns its bytes and has no lifetime parameter; [`RowRef`] and [`TableRef`] are views into it. Look-ups by id take
/// constant time.
#[derive(Debug)]
pub struct Store {
    bytes: Vec<u8>,
    /// The size of the file, which the store only gets when it is read.
    size: u32,
    /// Values that the file does not have, or not in this form.
    more: Vec<u8>,
    encoding: &'static Encoding,
    atoms: AtomSpaces,
    row_ids: OidMap,
    table_ids: OidMap,
    scopes: Vec<Scope>,
    known_scopes: IdMap,
    rows: Vec<Row>,
    cells: Pool<Cell>,
    tables: Vec<Table>,
    members: Pool<RowIndex>,
    /// Longer tables whose members are looked for, or are cut and moved about.
    sequences: HashMap<TableIndex, Sequence>,
    /// Rows with so many cells that columns have to be looked up.
    wide: HashMap<RowIndex, WideRow>,
    /// What was changed since the last commit.
    log: ChangeLog,
    /// The atoms that the file does not define.
    unwritten: AtomSet,
    counters: Counters,
    listeners: Listeners,
    /// How many batches are open.
    batches: u32,
    /// Whether anything was ever changed: Mozilla's engine never forgets that.
    touched: bool,
    /// Names and columns of the row that was attached last, by place. Forgotten where names are.
    attached: Vec<(Box<[u8]>, Column)>,
    /// What tells this store from others.
    identity: Arc<()>,
}

impl Store {
    /// An empty store for a file of `size` bytes, whose values are read through `encoding`.
    pub(crate) fn new(size: usize, encoding: &'static Encoding) -> Self {
        let size = idmap::index(size);
        Self {
            bytes: Vec::new(),
            size,
            // Offset 0 stands for no value, so an empty file has none there.
            more: vec![0; usize::from(size == 0)],
            encoding,
            atoms: AtomSpaces::new(size),
            row_ids: OidMap::with_direct(size / 64),
            table_ids: OidMap::with_direct(size / 64),
            scopes: Vec::new(),
            known_scopes: IdMap::default(),
            rows: Vec::new(),
            cells: Pool::default(),
            tables: Vec::new(),
            members: Pool::default(),
            sequences: HashMap::new(),
            wide: HashMap::new(),
            log: ChangeLog::default(),
            unwritten: AtomSet::default(),
            counters: Counters::default(),
            listeners: Listeners::default(),
            batches: 0,
            touched: false,
            attached: Vec::new(),
            identity: Arc::default(),
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

    /// Keeps a value that the file does not have, or not in this form, and gives the offset that it has from then on. `None`
    /// where offsets end.
    pub(crate) fn keep_value(&mut self, value: &[u8]) -> Option<u32> {
        let start = self.size.checked_add(u32::try_from(self.more.len()).ok()?)?;
        (self.encoding.encode)(value, &mut self.more);
        Some(start)
    }

    /// Ends the loading: takes the bytes in and lays everything flat.
    pub(crate) fn finish(&mut self, bytes: Vec<u8>) {
        self.bytes = bytes;
        self.flatten_members();
        self.wide = HashMap::new();
        let text = Text { bytes: &self.bytes, more: &self.more, encoding: self.encoding };
        self.atoms.index_bodies(text, Scope::NAMES);
        self.unwritten = self.atoms.none_unwritten();
        self.mark_saved();
    }

    /// The row of this id, made if it is new.
    #[inline]
    pub(crate) fn row_at(&mut self, oid: Oid) -> RowIndex {
        let new = idmap::index(self.rows.len());
        let index = self.row_ids.get_or_insert(oid, new);
        if index == new {
            self.note_scope(oid.scope);
            self.rows.push(Row::new(oid));
        }
        RowIndex(index)
    }

    /// The table of this id, made if it is new.
    pub(crate) fn table_at(&mut self, oid: Oid) -> TableIndex {
        let new = idmap::index(self.tables.len());
        let index = self.table_ids.get_or_insert(oid, new);
        if index == new {
            self.note_scope(oid.scope);
            self.tables.push(Table::new(oid));
        }
        TableIndex(index)
    }

    /// Remembers the order in which row scopes are mentioned first.
    #[inline]
    fn note_scope(&mut self, scope: Scope) {
        if self.scopes.last() != Some(&scope) && self.known_scopes.get(scope.0).is_none() {
            self.known_scopes.insert(scope.0, idmap::index(self.scopes.len()));
            self.scopes.push(scope);
        }
    }
}

//! Unsaved changes in a form that holds in any store: names instead of tokens.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cell_value;
use crate::id::{Column, Oid};
use crate::store::{Change, Store, TableRef, Token};

/// A name and the token that it has here; `None` for a token without a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) name: Option<Vec<u8>>,
    pub(super) token: u32,
}

/// An object id that holds in any store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    pub(super) scope: Name,
    pub(super) id: u32,
}

/// What was changed of a cell: what it was, and what it is.
pub(super) struct CellChange {
    pub(super) base: Option<Vec<u8>>,
    pub(super) ours: Option<Vec<u8>>,
}

/// What was changed of a table and its rows.
pub(super) struct TableStep {
    pub(super) table: Id,
    /// The kind that it has.
    pub(super) kind: Name,
    pub(super) change: TableChange,
}

pub(super) enum TableChange {
    Made(MadeTable),
    Added(Id),
    Cut(Id),
    Moved(Id, usize),
    Emptied,
    Meta(Id),
    Kind(Name),
    Priority(u8),
    Unique(bool),
    Verbose(bool),
}

/// A table that was made.
#[derive(Default)]
pub(super) struct MadeTable {
    /// Where it was made with the next id: the rows that it has.
    pub(super) rows: Option<Vec<Id>>,
    /// Where it is the only one of its kind: the other tables of its scope.
    pub(super) unique: Option<Vec<Id>>,
}

/// A row that was made.
pub(super) struct MadeRow {
    pub(super) row: Id,
    /// Where it was made with the next id: the cells that it has.
    pub(super) cells: Option<Vec<(Name, Option<Vec<u8>>)>>,
}

/// Unsaved changes, in the order in which they were made.
#[derive(Default)]
pub(super) struct Unsaved {
    pub(super) rows: Vec<MadeRow>,
    cells: BTreeMap<(Id, Name), CellChange>,
    /// Rows and columns in the order in which they were changed first.
    order: Vec<(Id, Name)>,
    pub(super) steps: Vec<TableStep>,
}

impl Unsaved {
    pub(super) fn of(store: &Store) -> Self {
        let mut unsaved = Self::default();
        for change in store.changes() {
            unsaved.take(store, change);
        }
        unsaved
    }

    fn take(&mut self, store: &Store, change: Change<'_>) {
        let value = |cell: &crate::store::CellRef<'_>| cell.value.map(|value| value.bytes().into_owned());
        match change {
            Change::RowMade { row, automatic } => {
                let cells = automatic.then(|| cells(store, row));
                self.rows.push(MadeRow { row: id(store, row), cells });
            }
            Change::CellSet { row, column, old, .. } => {
                self.cell(store, row, column, old.as_ref().and_then(value));
            }
            Change::CellCut { row, old } => self.cell(store, row, old.column, value(&old)),
            Change::CellsCut { row, old } | Change::CellsEmptied { row, old } => {
                for cell in &old {
                    self.cell(store, row, cell.column, value(cell));
                }
            }
            other => self.steps.extend(step(store, &other)),
        }
    }

    /// Notes a cell that was changed, the first time that it was.
    fn cell(&mut self, store: &Store, row: Oid, column: Column, base: Option<Vec<u8>>) {
        let key = (id(store, row), name(store, column));
        if !self.cells.contains_key(&key) {
            let ours = cell_value(store, row, column);
            self.cells.insert(key.clone(), CellChange { base, ours });
            self.order.push(key);
        }
    }

    /// Takes the changes of cells out, in their order.
    pub(super) fn take_cells(&mut self) -> Vec<((Id, Name), CellChange)> {
        let order = std::mem::take(&mut self.order);
        order.into_iter().filter_map(|key| self.cells.remove_entry(&key)).collect()
    }
}

fn cells(store: &Store, row: Oid) -> Vec<(Name, Option<Vec<u8>>)> {
    let cells = store.row(row).map(crate::store::RowRef::cells).into_iter().flatten();
    cells.map(|cell| (name(store, cell.column), cell.value.map(|it| it.bytes().into_owned()))).collect()
}

fn made(store: &Store, table: Oid, automatic: bool) -> TableChange {
    let rows = || store.table(table).map(TableRef::rows).into_iter().flatten();
    let rows = automatic.then(|| rows().map(|row| id(store, row.oid())).collect());
    let of_scope = || store.tables().filter(|other| other.oid().scope == table.scope);
    let only = |it: TableRef<'_>| of_scope().filter(|other| other.kind() == it.kind()).count() == 1;
    let others = || of_scope().map(|other| id(store, other.oid())).filter(|other| other.id != table.id);
    let unique = store.table(table).filter(|it| it.is_unique() && only(*it)).map(|_| others().collect());
    TableChange::Made(MadeTable { rows, unique })
}

fn step(store: &Store, change: &Change<'_>) -> Option<TableStep> {
    let id = |oid: &Oid| id(store, *oid);
    let (table, change) = match change {
        Change::TableMade { table, automatic } => (table, made(store, *table, *automatic)),
        Change::RowAdded { table, row } => (table, TableChange::Added(id(row))),
        Change::RowCut { table, row, .. } => (table, TableChange::Cut(id(row))),
        Change::RowMoved { table, row, to, .. } => (table, TableChange::Moved(id(row), *to)),
        Change::RowsCut { table, .. } => (table, TableChange::Emptied),
        Change::MetaRowSet { table, row } => (table, TableChange::Meta(id(row))),
        Change::KindSet { table, new, .. } => (table, TableChange::Kind(name(store, *new))),
        Change::PrioritySet { table, new, .. } => (table, TableChange::Priority(*new)),
        Change::UniqueSet { table, new } => (table, TableChange::Unique(*new)),
        Change::VerboseSet { table, new } => (table, TableChange::Verbose(*new)),
        _ => return None,
    };
    let kind = name(store, store.table(*table)?.kind());
    Some(TableStep { table: id(table), kind, change })
}

fn name(store: &Store, token: impl Into<Token>) -> Name {
    let token = token.into();
    Name { name: store.name(token).map(Cow::into_owned), token: token.0 }
}

fn id(store: &Store, oid: Oid) -> Id {
    Id { scope: name(store, oid.scope), id: oid.id }
}

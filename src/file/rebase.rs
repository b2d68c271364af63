//! Unsaved changes, made again on what another program has written meanwhile.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::database::Database;
use super::error::Error;
use crate::id::{Column, Kind, Oid, Scope};
use crate::store::{Change, EditError, Event, Store, Token};

/// A cell that was changed here and in the file, and not to the same. The store has what the file has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The row.
    pub row: Oid,
    /// The column.
    pub column: Column,
    /// What it was before either change; `None` where there was no such cell, or it had no value.
    pub base: Option<Vec<u8>>,
    /// What it was to be here.
    pub ours: Option<Vec<u8>>,
    /// What it is in the file.
    pub theirs: Option<Vec<u8>>,
}

/// A name and the token that it has here; `None` for a token without a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    name: Option<Vec<u8>>,
    token: u32,
}

/// An object id that holds in any store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Id {
    scope: Name,
    id: u32,
}

/// What was changed of a cell: what it was, and what it is.
struct CellChange {
    base: Option<Vec<u8>>,
    ours: Option<Vec<u8>>,
}

/// What was changed of a table and its rows.
struct TableStep {
    table: Id,
    /// The kind that it has.
    kind: Name,
    change: TableChange,
}

enum TableChange {
    Made,
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

/// Unsaved changes, in a form that holds in any store.
#[derive(Default)]
struct Unsaved {
    rows: Vec<Id>,
    cells: BTreeMap<(Id, Name), CellChange>,
    /// Rows and columns in the order in which they were changed first.
    order: Vec<(Id, Name)>,
    steps: Vec<TableStep>,
}

impl Unsaved {
    fn of(store: &Store) -> Self {
        let mut unsaved = Self::default();
        for change in store.changes() {
            unsaved.take(store, change);
        }
        unsaved
    }

    fn take(&mut self, store: &Store, change: Change<'_>) {
        let value = |cell: &crate::store::CellRef<'_>| cell.value.map(|value| value.bytes().into_owned());
        match change {
            Change::RowMade { row } => self.rows.push(id(store, row)),
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

    /// Makes the changes to another store. Answers what has been changed there, too.
    fn replay(mut self, store: &mut Store) -> Result<Vec<Conflict>, EditError> {
        for row in &self.rows {
            made(store, row)?;
        }
        let mut conflicts = Vec::new();
        for key in std::mem::take(&mut self.order) {
            let Some(change) = self.cells.remove(&key) else { continue };
            let (row, column) = (oid(store, &key.0)?, Column(token(store, &key.1)?));
            conflicts.extend(replay_cell(store, row, column, change)?);
        }
        for step in self.steps {
            replay_step(store, step)?;
        }
        Ok(conflicts)
    }
}

fn replay_cell(
    store: &mut Store,
    row: Oid,
    column: Column,
    change: CellChange,
) -> Result<Option<Conflict>, EditError> {
    let CellChange { base, ours } = change;
    let theirs = cell_value(store, row, column);
    if theirs == ours || base == ours {
        return Ok(None);
    }
    if theirs != base {
        return Ok(Some(Conflict { row, column, base, ours, theirs }));
    }
    store.make_row_at(row)?;
    match ours {
        Some(value) => store.set(row, column, value)?,
        None => store.cut(row, column)?,
    };
    Ok(None)
}

/// Makes a change to a table again, as far as it still says something. A table that the file has lost meanwhile comes back
/// unless something is only taken out of it.
fn replay_step(store: &mut Store, step: TableStep) -> Result<(), EditError> {
    let (table, kind) = (oid(store, &step.table)?, Kind(token(store, &step.kind)?));
    match &step.change {
        TableChange::Cut(row) | TableChange::Moved(row, _) => {
            let row = oid(store, row)?;
            if store.table(table).is_none() || store.row(row).is_none() {
                return Ok(());
            }
        }
        TableChange::Emptied if store.table(table).is_none() => return Ok(()),
        TableChange::Emptied => {}
        _ => _ = store.make_table_at(table, kind)?,
    }
    replay_in_table(store, table, step.change)
}

fn replay_in_table(store: &mut Store, table: Oid, change: TableChange) -> Result<(), EditError> {
    match change {
        TableChange::Made => {}
        TableChange::Added(row) => {
            let row = made(store, &row)?;
            store.add_row(table, row)?;
        }
        TableChange::Cut(row) => {
            let row = oid(store, &row)?;
            store.cut_row(table, row)?;
        }
        TableChange::Moved(row, to) => {
            let row = oid(store, &row)?;
            store.move_row(table, row, to)?;
        }
        TableChange::Emptied => _ = store.cut_all_rows(table)?,
        TableChange::Meta(row) => {
            let row = made(store, &row)?;
            store.make_meta_row(table, Some(row))?;
        }
        TableChange::Kind(kind) => {
            let kind = Kind(token(store, &kind)?);
            store.set_kind(table, kind)?;
        }
        TableChange::Priority(priority) => _ = store.set_priority(table, priority)?,
        TableChange::Unique(unique) => _ = store.set_unique(table, unique)?,
        TableChange::Verbose(verbose) => _ = store.set_verbose(table, verbose)?,
    }
    Ok(())
}

fn step(store: &Store, change: &Change<'_>) -> Option<TableStep> {
    let id = |oid: &Oid| id(store, *oid);
    let (table, change) = match change {
        Change::TableMade { table } => (table, TableChange::Made),
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

/// The token of a name: the same as here, where it has that there too.
fn token(store: &mut Store, name: &Name) -> Result<u32, EditError> {
    match name.name.as_deref() {
        None | Some([]) => Ok(name.token),
        Some(known) if store.name(Token(name.token)).is_some_and(|there| *there == *known) => Ok(name.token),
        Some(known) => store.make_column(known).map(|Column(token)| token),
    }
}

fn oid(store: &mut Store, id: &Id) -> Result<Oid, EditError> {
    Ok(Oid::new(Scope(token(store, &id.scope)?), id.id))
}

/// A row, which the file may have lost meanwhile.
fn made(store: &mut Store, row: &Id) -> Result<Oid, EditError> {
    let row = oid(store, row)?;
    store.make_row_at(row)?;
    Ok(row)
}

fn cell_value(store: &Store, row: Oid, column: Column) -> Option<Vec<u8>> {
    store.row(row)?.get(column).map(|value| value.bytes().into_owned())
}

impl Database {
    /// Reads the file again and makes the unsaved changes to what it has now. Answers the cells that were changed in both, to
    /// different values: there the file's value stays, and [`Store::set`] can bring ours back. A cell that was emptied here
    /// is cut instead. Nothing is written.
    ///
    /// Listeners are told that the store was reloaded, and then of the changes as they are made again.
    ///
    /// # Errors
    ///
    /// The file cannot be read any more, or the changes cannot be made to it. In the first case the database is as it was; in
    /// the second it has what the file has, and those changes that could be made.
    pub fn rebase(&mut self) -> Result<Vec<Conflict>, Error> {
        let storage = self.storage.clone().ok_or(Error::NoFile)?;
        let unsaved = Unsaved::of(&self.store);
        let mut fresh = self.options.read_again(storage.read()?)?;
        fresh.store.set_listeners(self.store.listeners());
        fresh.storage = Some(storage);
        *self = fresh;
        self.store.tell(Event::Reloaded);
        unsaved.replay(&mut self.store).map_err(|error| Error::Unwritable(error.into()))
    }
}

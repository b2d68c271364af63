//! Unsaved changes are made to another store.

use std::collections::BTreeMap;

use super::unsaved::{CellChange, Id, MadeRow, MadeTable, Name, TableChange, TableStep, Unsaved};
use super::{Conflict, Rebased, cell_value};
use crate::id::{Column, Kind, Oid, Scope};
use crate::store::{EditError, RowRef, Store, TableRef, Token};

type Done = Result<(), EditError>;

/// Changes that are being made again.
pub(super) struct Replay<'s> {
    store: &'s mut Store,
    /// Rows and tables that have other ids here.
    rows: BTreeMap<Id, Oid>,
    tables: BTreeMap<Id, Oid>,
    done: Rebased,
}

impl<'s> Replay<'s> {
    pub(super) fn new(store: &'s mut Store) -> Self {
        Self { store, rows: BTreeMap::new(), tables: BTreeMap::new(), done: Rebased::default() }
    }

    pub(super) fn all(mut self, mut unsaved: Unsaved) -> Result<Rebased, EditError> {
        for row in std::mem::take(&mut unsaved.rows) {
            self.make_row(row)?;
        }
        for ((row, column), change) in unsaved.take_cells() {
            let (row, column) = (self.row(&row)?, Column(self.token(&column)?));
            self.cell(row, column, change)?;
        }
        for step in unsaved.steps {
            self.step(step)?;
        }
        Ok(self.done)
    }

    /// Makes a row again. One that was made with the next id is not the row that has that id here, unless it looks the same:
    /// then a commit came through that seemed to have failed.
    fn make_row(&mut self, made: MadeRow) -> Done {
        let old = self.row(&made.row)?;
        let taken = self.store.row(old).is_some();
        match made.cells {
            Some(cells) if taken && !self.has_cells(old, &cells)? => {
                let new = self.new_row(old.scope)?;
                self.done.rows.push((old, new));
                self.rows.insert(made.row, new);
            }
            _ => _ = self.store.make_row_at(old)?,
        }
        Ok(())
    }

    /// Makes a row with the next id, or, where that is none, the lowest that is free.
    fn new_row(&mut self, scope: Scope) -> Result<Oid, EditError> {
        match self.store.make_row(scope) {
            Err(EditError::NoIdLeft { .. }) => {}
            made => return made,
        }
        let mut ids = (1..Oid::NO_ROW).map(|id| Oid::new(scope, id));
        let free = ids.find(|row| self.store.row(*row).is_none()).ok_or(EditError::NoIdLeft { scope })?;
        self.store.make_row_at(free)?;
        Ok(free)
    }

    /// Makes a table with the next id, or, where that is none, the lowest that is free.
    fn new_table(&mut self, scope: Scope, kind: Kind) -> Result<Oid, EditError> {
        match self.store.make_table(scope, kind) {
            Err(EditError::NoIdLeft { .. }) => {}
            made => return made,
        }
        let mut ids = (1..=u32::MAX).map(|id| Oid::new(scope, id));
        let free = ids.find(|table| self.store.table(*table).is_none());
        let free = free.ok_or(EditError::NoIdLeft { scope })?;
        self.store.make_table_at(free, kind)?;
        Ok(free)
    }

    /// A table of this kind that is none of these.
    fn table_of(&self, scope: Scope, kind: Kind, others: &[Oid]) -> Option<Oid> {
        let mut tables = self.store.tables_of(kind).map(TableRef::oid);
        tables.find(|table| table.scope == scope && !others.contains(table))
    }

    fn has_cells(&mut self, row: Oid, cells: &[(Name, Option<Vec<u8>>)]) -> Result<bool, EditError> {
        let mut same = self.store.row(row).is_some_and(|row| row.len() == cells.len());
        for (name, value) in cells {
            let column = Column(self.token(name)?);
            same &= cell_value(self.store, row, column) == *value;
        }
        Ok(same)
    }

    fn cell(&mut self, row: Oid, column: Column, change: CellChange) -> Done {
        let CellChange { base, ours } = change;
        let theirs = cell_value(self.store, row, column);
        if theirs == ours || base == ours {
            return Ok(());
        }
        if theirs != base {
            self.done.conflicts.push(Conflict { row, column, base, ours, theirs });
            return Ok(());
        }
        self.store.make_row_at(row)?;
        match ours {
            Some(value) => self.store.set(row, column, value)?,
            None => self.store.cut(row, column)?,
        };
        Ok(())
    }

    /// Makes a change to a table again, as far as it still says something. A table that the file has lost meanwhile comes
    /// back unless something is only taken out of it.
    fn step(&mut self, step: TableStep) -> Done {
        let (table, kind) = (self.table(&step.table)?, Kind(self.token(&step.kind)?));
        match &step.change {
            TableChange::Made(made) if made.rows.is_some() => {
                return self.make_table(&step.table, table, kind, made);
            }
            TableChange::Cut(row) | TableChange::Moved(row, _) => {
                let row = self.row(row)?;
                if self.store.table(table).is_none() || self.store.row(row).is_none() {
                    return Ok(());
                }
            }
            TableChange::Emptied if self.store.table(table).is_none() => return Ok(()),
            TableChange::Emptied => {}
            _ => _ = self.store.make_table_at(table, kind)?,
        }
        self.change(table, step.change)
    }

    /// Makes a table again that was made with the next id; as [`make_row`](Self::make_row). The only one of its kind is that
    /// which is there.
    fn make_table(&mut self, id: &Id, old: Oid, kind: Kind, made: &MadeTable) -> Done {
        let rows = made.rows.iter().flatten().map(|row| self.row(row));
        let rows: Vec<Oid> = rows.collect::<Result<_, _>>()?;
        let same = |table: TableRef<'_>| {
            table.kind() == kind && table.rows().map(RowRef::oid).eq(rows.iter().copied())
        };
        let taken = self.store.table(old).is_some_and(|table| !same(table));
        let others = made.unique.as_ref().map(|others| others.iter().map(|it| self.table(it)).collect());
        let others: Option<Vec<Oid>> = others.transpose()?;
        let only = others.and_then(|others| self.table_of(old.scope, kind, &others));
        let new = match only {
            Some(only) => only,
            None if taken => self.new_table(old.scope, kind)?,
            None => {
                self.store.make_table_at(old, kind)?;
                old
            }
        };
        if new != old {
            self.done.tables.push((old, new));
            self.tables.insert(id.clone(), new);
        }
        Ok(())
    }

    fn change(&mut self, table: Oid, change: TableChange) -> Done {
        match change {
            TableChange::Made(_) => {}
            TableChange::Added(row) => {
                let row = self.made(&row)?;
                self.store.add_row(table, row)?;
            }
            TableChange::Cut(row) => {
                let row = self.row(&row)?;
                self.store.cut_row(table, row)?;
            }
            TableChange::Moved(row, to) => {
                let row = self.row(&row)?;
                self.store.move_row(table, row, to)?;
            }
            TableChange::Emptied => _ = self.store.cut_all_rows(table)?,
            TableChange::Meta(row) => {
                let row = self.made(&row)?;
                self.store.make_meta_row(table, Some(row))?;
            }
            TableChange::Kind(kind) => {
                let kind = Kind(self.token(&kind)?);
                self.store.set_kind(table, kind)?;
            }
            TableChange::Priority(priority) => _ = self.store.set_priority(table, priority)?,
            TableChange::Unique(unique) => _ = self.store.set_unique(table, unique)?,
            TableChange::Verbose(verbose) => _ = self.store.set_verbose(table, verbose)?,
        }
        Ok(())
    }

    /// The token of a name: the same as there, where it has that here too.
    fn token(&mut self, name: &Name) -> Result<u32, EditError> {
        let Name { name, token } = name;
        match name.as_deref() {
            None | Some([]) => Ok(*token),
            Some(known) if self.store.name(Token(*token)).is_some_and(|here| *here == *known) => Ok(*token),
            Some(known) => self.store.make_column(known).map(|Column(token)| token),
        }
    }

    fn oid(&mut self, id: &Id) -> Result<Oid, EditError> {
        Ok(Oid::new(Scope(self.token(&id.scope)?), id.id))
    }

    fn row(&mut self, id: &Id) -> Result<Oid, EditError> {
        match self.rows.get(id) {
            Some(&row) => Ok(row),
            None => self.oid(id),
        }
    }

    fn table(&mut self, id: &Id) -> Result<Oid, EditError> {
        match self.tables.get(id) {
            Some(&table) => Ok(table),
            None => self.oid(id),
        }
    }

    /// A row, which the file may have lost meanwhile.
    fn made(&mut self, id: &Id) -> Result<Oid, EditError> {
        let row = self.row(id)?;
        self.store.make_row_at(row)?;
        Ok(row)
    }
}

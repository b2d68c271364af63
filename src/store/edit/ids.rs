//! Which id comes next, as Mozilla's engine counts (`morkRowSpace::MakeNewRowId`, `MakeNewTableId`).

use hashbrown::HashMap;

use super::super::Store;
use super::super::error::EditError;
use crate::id::{Oid, Scope};

/// The highest row id that is ever given automatically.
const LAST_ROW: u32 = 0xFFFF_FFFD;

/// How many ids are tried for a table before the engine gives up.
const TRIES: u32 = 8;

/// The next id of each scope, for rows and for tables; those that nobody asked for are not there.
#[derive(Debug, Default)]
pub(in crate::store) struct Counters {
    rows: HashMap<Scope, u32>,
    tables: HashMap<Scope, u32>,
}

impl Counters {
    /// A row with an id of someone's choice was made.
    pub(super) fn row_made(&mut self, row: Oid) {
        if let Some(next) = self.rows.get_mut(&row.scope) {
            *next = counted(*next, row.id);
        }
    }

    /// A table with an id of someone's choice was made.
    pub(super) fn table_made(&mut self, table: Oid) {
        if let Some(next) = self.tables.get_mut(&table.scope) {
            *next = counted(*next, table.id);
        }
    }
}

/// The counter after an id was used: it goes on behind ids that are not below it, and wraps behind the last.
const fn counted(next: u32, id: u32) -> u32 {
    if id >= next { id.wrapping_add(1) } else { next }
}

impl Store {
    /// The next automatic id of a row.
    pub(super) fn next_row_id(&mut self, scope: Scope) -> Result<u32, EditError> {
        let rows = &self.rows;
        let count = || {
            let ids = rows.iter().filter(|row| row.scope == scope.0).map(|row| row.id);
            ids.fold(1, counted)
        };
        match *self.counters.rows.entry(scope).or_insert_with(count) {
            next if next <= LAST_ROW => Ok(next),
            _ => Err(EditError::NoIdLeft { scope }),
        }
    }

    /// The next automatic id of a table. The counter goes on even where that is 0, which is no table's id: who asks again
    /// gets another.
    pub(super) fn next_table_id(&mut self, scope: Scope) -> Result<u32, EditError> {
        let tables = &self.tables;
        let count = || {
            let ids = tables.iter().filter(|table| table.scope == scope.0).map(|table| table.id);
            ids.fold(1, counted)
        };
        let next = *self.counters.tables.entry(scope).or_insert_with(count);
        let tried = (0..TRIES).map(|step| next.wrapping_add(step));
        let free = tried.into_iter().find(|&id| self.table_ids.get(Oid::new(scope, id)).is_none());
        let id = free.unwrap_or(next.wrapping_add(TRIES));
        self.counters.tables.insert(scope, id.wrapping_add(1));
        if free.is_none() || id == 0 { Err(EditError::NoIdLeft { scope }) } else { Ok(id) }
    }
}

//! What is shown where: tables of one kind and scope together, and each row in one place.

use std::collections::HashMap;

use morkdb::id::{Kind, Scope};
use morkdb::store::{RowRef, TableRef};

use super::select::Selection;

/// Tables of one kind and one scope.
#[derive(Debug)]
pub(super) struct Section<'s> {
    /// The kind of all.
    pub(super) kind: Kind,
    /// The scope of all.
    pub(super) scope: Scope,
    /// The tables, in the order of the file.
    pub(super) tables: Vec<TableRef<'s>>,
}

/// The sections, in the order of the file.
pub(super) fn sections<'s>(selection: &Selection<'s>) -> Vec<Section<'s>> {
    let mut sections: Vec<Section<'s>> = Vec::new();
    let mut places: HashMap<(Kind, Scope), usize> = HashMap::new();
    for table in selection.tables() {
        let (kind, scope) = (table.kind(), table.oid().scope);
        let place = *places.entry((kind, scope)).or_insert(sections.len());
        if place == sections.len() {
            sections.push(Section { kind, scope, tables: Vec::new() });
        }
        sections[place].tables.push(table);
    }
    sections
}

/// The table that each row is shown in: the longest one it is in, and of several the first.
#[derive(Debug)]
pub(super) struct Homes {
    /// Indices of tables, by row.
    homes: Vec<u32>,
}

impl Homes {
    const NONE: u32 = u32::MAX;

    /// Finds them.
    pub(super) fn new(selection: &Selection<'_>) -> Self {
        let mut tables: Vec<_> = selection.tables().collect();
        // The shortest first, so that the longest come last and stay.
        tables.sort_by_key(|table| (table.len(), std::cmp::Reverse(table.index())));
        let mut homes = vec![Self::NONE; selection.store.rows().len()];
        for table in tables {
            let index = u32::try_from(table.index()).unwrap_or(Self::NONE);
            table.rows().for_each(|row| homes[row.index()] = index);
        }
        Self { homes }
    }

    /// Whether a row is shown in this table.
    pub(super) fn is_home(&self, table: TableRef<'_>, row: RowRef<'_>) -> bool {
        self.homes[row.index()] as usize == table.index()
    }

    /// Whether any row is shown in this table.
    pub(super) fn has_any(&self, table: TableRef<'_>) -> bool {
        table.rows().any(|row| self.is_home(table, row))
    }

    /// Whether a row is in no table that is shown.
    pub(super) fn is_nowhere(&self, row: RowRef<'_>) -> bool {
        self.homes[row.index()] == Self::NONE
    }
}

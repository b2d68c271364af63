//! What is different between two stores.

use std::cmp::Ordering;
use std::iter::Peekable;

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::{RowRef, TableRef};
use serde::Serialize;

use super::cells::{self, CellChange};
use super::members::Members;
use super::side::{Columns, Place, Side};
use super::table::{self, Facet};

/// What became of a table or a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Fate {
    /// Only the new store has it.
    Made,
    /// Only the old store has it.
    Gone,
    /// It is another in each.
    Changed,
}

/// A table that is not the same in both stores.
#[derive(Clone, Debug)]
pub(super) struct TableChange<'s> {
    pub(super) fate: Fate,
    /// Where it is: in the new store, unless it is gone.
    pub(super) store: &'s Store,
    pub(super) table: TableRef<'s>,
    pub(super) facets: Vec<Facet<'s>>,
    /// Of the new store, but for those that were cut, which are of the old one.
    pub(super) members: Members<Oid>,
}

/// A row that is not the same in both stores.
#[derive(Clone, Debug)]
pub(super) struct RowChange<'s> {
    pub(super) fate: Fate,
    /// Where it is: in the new store, unless it is gone.
    pub(super) store: &'s Store,
    pub(super) oid: Oid,
    pub(super) cells: Vec<CellChange<'s>>,
}

/// Two stores.
#[derive(Debug)]
pub(super) struct Comparison<'s> {
    /// The old store and the new one.
    pub(super) stores: [&'s Store; 2],
    sides: [Side<'s>; 2],
}

impl<'s> Comparison<'s> {
    /// Gets ready to compare.
    pub(super) fn new(old: &'s Store, new: &'s Store) -> Self {
        Self { stores: [old, new], sides: Side::pair(old, new) }
    }

    /// The tables that are not the same, in the order of the names of their scopes, then of ids.
    pub(super) fn tables(&self) -> impl Iterator<Item = TableChange<'s>> {
        let [old, new] = &self.sides;
        pairs(old.tables(), new.tables()).filter_map(|(old, new)| self.table(old, new))
    }

    fn table(&self, old: Option<TableRef<'s>>, new: Option<TableRef<'s>>) -> Option<TableChange<'s>> {
        let (fate, store, table) = self.fate(old, new)?;
        let facets = table::facets(&self.sides, self.stores, old, new);
        let members = |side: &Side<'s>, table: Option<TableRef<'s>>| -> Vec<(Place, Oid)> {
            let rows = table.into_iter().flat_map(TableRef::rows).map(RowRef::oid);
            rows.map(|row| (side.place(row), row)).collect()
        };
        let members = Members::new(&members(&self.sides[0], old), &members(&self.sides[1], new));
        let is_same = fate == Fate::Changed && facets.is_empty() && members.is_empty();
        (!is_same).then_some(TableChange { fate, store, table, facets, members })
    }

    /// The rows that are not the same, in the order of the names of their scopes, then of ids.
    pub(super) fn rows(&self) -> impl Iterator<Item = RowChange<'s>> {
        let [old, new] = &self.sides;
        let mut columns = Columns::default();
        pairs(old.rows(), new.rows()).filter_map(move |(old, new)| self.row(&mut columns, old, new))
    }

    fn row(
        &self,
        columns: &mut Columns<'s>,
        old: Option<RowRef<'s>>,
        new: Option<RowRef<'s>>,
    ) -> Option<RowChange<'s>> {
        let (fate, store, row) = self.fate(old, new)?;
        let cells = cells::changes(columns, self.stores, old, new);
        let is_same = fate == Fate::Changed && cells.is_empty();
        (!is_same).then_some(RowChange { fate, store, oid: row.oid(), cells })
    }

    /// What became of a thing, and where it is now.
    fn fate<T>(&self, old: Option<T>, new: Option<T>) -> Option<(Fate, &'s Store, T)> {
        let [old_store, new_store] = self.stores;
        match (old, new) {
            (Some(_), Some(new)) => Some((Fate::Changed, new_store, new)),
            (None, Some(new)) => Some((Fate::Made, new_store, new)),
            (Some(old), None) => Some((Fate::Gone, old_store, old)),
            (None, None) => None,
        }
    }
}

/// The things of two sorted lists, side by side where they are at one place.
fn pairs<T>(old: Vec<(Place, T)>, new: Vec<(Place, T)>) -> impl Iterator<Item = (Option<T>, Option<T>)> {
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return None,
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
        };
        Some((take(&mut old, order.is_le()), take(&mut new, order.is_ge())))
    })
}

fn take<T>(things: &mut Peekable<impl Iterator<Item = (Place, T)>>, is_due: bool) -> Option<T> {
    if is_due { things.next().map(|(_, thing)| thing) } else { None }
}

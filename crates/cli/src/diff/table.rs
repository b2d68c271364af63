//! What is different between two tables, but for their rows.

use morkdb::Store;
use morkdb::id::{Kind, Oid};
use morkdb::store::{RowRef, TableRef};

use super::side::{Side, name};

/// A property of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facet<'s> {
    /// What it is called.
    pub(super) name: &'static str,
    /// What it was.
    pub(super) old: Option<Setting<'s>>,
    /// What it is.
    pub(super) new: Option<Setting<'s>>,
}

/// What a property is set to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Setting<'s> {
    /// A kind.
    Kind(&'s Store, Kind),
    /// A priority.
    Number(u8),
    /// Whether it is unique, or verbose.
    Flag(bool),
    /// A meta row.
    Row(&'s Store, Option<Oid>),
}

impl Setting<'_> {
    /// Whether it is what a table has that was told nothing.
    pub(super) fn is_default(self) -> bool {
        match self {
            Self::Kind(..) => false,
            Self::Number(priority) => priority == 9,
            Self::Flag(is_set) => !is_set,
            Self::Row(_, row) => row.is_none(),
        }
    }
}

/// The properties of a table.
fn settings<'s>(store: &'s Store, table: TableRef<'s>) -> [(&'static str, Setting<'s>); 5] {
    [
        ("kind", Setting::Kind(store, table.kind())),
        ("priority", Setting::Number(table.priority())),
        ("unique", Setting::Flag(table.is_unique())),
        ("verbose", Setting::Flag(table.is_verbose())),
        ("meta_row", Setting::Row(store, table.meta_row().map(RowRef::oid))),
    ]
}

/// All properties of a table that was made or is gone, those of one that has changed.
pub(super) fn facets<'s>(
    sides: &[Side<'s>; 2],
    [old_store, new_store]: [&'s Store; 2],
    old: Option<TableRef<'s>>,
    new: Option<TableRef<'s>>,
) -> Vec<Facet<'s>> {
    let old = old.map(|table| settings(old_store, table));
    let new = new.map(|table| settings(new_store, table));
    let one = |(name, old)| Facet { name, old: Some(old), new: None };
    let other = |(name, new)| Facet { name, old: None, new: Some(new) };
    match (old, new) {
        (Some(old), Some(new)) => {
            let pairs = old.into_iter().zip(new).filter(|((_, old), (_, new))| !is_same(sides, *old, *new));
            pairs.map(|((name, old), (_, new))| Facet { name, old: Some(old), new: Some(new) }).collect()
        }
        (old, new) => {
            old.into_iter().flatten().map(one).chain(new.into_iter().flatten().map(other)).collect()
        }
    }
}

fn is_same(sides: &[Side<'_>; 2], old: Setting<'_>, new: Setting<'_>) -> bool {
    match (old, new) {
        (Setting::Kind(old_store, old), Setting::Kind(new_store, new)) => {
            name(old_store, old) == name(new_store, new)
        }
        (Setting::Number(old), Setting::Number(new)) => old == new,
        (Setting::Flag(old), Setting::Flag(new)) => old == new,
        (Setting::Row(_, old), Setting::Row(_, new)) => {
            old.map(|row| sides[0].place(row)) == new.map(|row| sides[1].place(row))
        }
        _ => false,
    }
}

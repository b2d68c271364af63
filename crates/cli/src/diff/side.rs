//! The names that two stores have in common. Their tokens say nothing: each store numbers its names as it likes.

use std::borrow::Cow;
use std::collections::HashMap;

use morkdb::Store;
use morkdb::id::{Column, Oid, Scope};
use morkdb::store::{RowRef, TableRef, Token};

/// A name. A token that has none is known by its number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Name<'s> {
    /// A name.
    Known(Cow<'s, [u8]>),
    /// The token.
    Unknown(u32),
}

/// The name of a token.
pub(super) fn name(store: &Store, token: impl Into<Token>) -> Name<'_> {
    let token = token.into();
    store.name(token).map_or(Name::Unknown(token.0), Name::Known)
}

/// What an id is in both stores. Places are in the order of the names of their scopes, then of ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Place {
    scope: u32,
    id: u32,
}

/// A scope by name. Where a store has several of one name, they are counted.
type ScopeName<'s> = (Name<'s>, u32);

/// One of the two stores.
#[derive(Debug)]
pub(super) struct Side<'s> {
    store: &'s Store,
    ranks: HashMap<Scope, u32>,
}

impl<'s> Side<'s> {
    /// The two stores.
    pub(super) fn pair(old: &'s Store, new: &'s Store) -> [Self; 2] {
        let names = [old, new].map(scope_names);
        let mut all: Vec<_> = names.iter().flatten().map(|(name, _)| name).collect();
        all.sort_unstable();
        all.dedup();
        let rank = |name: &ScopeName<'s>| all.binary_search(&name).ok().and_then(|at| u32::try_from(at).ok());
        let ranks = |names: &Vec<(ScopeName<'s>, Scope)>| {
            names.iter().map(|(name, scope)| (*scope, rank(name).unwrap_or(u32::MAX))).collect()
        };
        [Side { store: old, ranks: ranks(&names[0]) }, Side { store: new, ranks: ranks(&names[1]) }]
    }

    /// What an id is in both stores.
    pub(super) fn place(&self, oid: Oid) -> Place {
        Place { scope: self.ranks.get(&oid.scope).copied().unwrap_or(u32::MAX), id: oid.id }
    }

    /// The tables, in the order of their places.
    pub(super) fn tables(&self) -> Vec<(Place, TableRef<'s>)> {
        sorted(self.store.tables().map(|table| (self.place(table.oid()), table)))
    }

    /// The rows, in the order of their places.
    pub(super) fn rows(&self) -> Vec<(Place, RowRef<'s>)> {
        sorted(self.store.rows().map(|row| (self.place(row.oid()), row)))
    }
}

fn sorted<T>(things: impl Iterator<Item = (Place, T)>) -> Vec<(Place, T)> {
    let mut things: Vec<_> = things.collect();
    things.sort_unstable_by_key(|(place, _)| *place);
    things
}

fn scope_names(store: &Store) -> Vec<(ScopeName<'_>, Scope)> {
    let mut scopes: Vec<_> = store.scopes().collect();
    scopes.sort_unstable();
    let mut counts: HashMap<Name<'_>, u32> = HashMap::new();
    let counted = |scope: Scope| {
        let count = counts.entry(name(store, scope)).or_default();
        *count += 1;
        ((name(store, scope), *count), scope)
    };
    scopes.into_iter().map(counted).collect()
}

/// Numbers for the names of columns.
#[derive(Debug, Default)]
pub(super) struct Columns<'s> {
    numbers: HashMap<Name<'s>, u32>,
    known: [HashMap<Column, u32>; 2],
}

impl<'s> Columns<'s> {
    /// The number of a column of the old store, which is side 0, or of the new one.
    pub(super) fn number(&mut self, store: &'s Store, side: usize, column: Column) -> u32 {
        if let Some(number) = self.known[side].get(&column) {
            return *number;
        }
        let new = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(name(store, column)).or_insert(new);
        self.known[side].insert(column, number);
        number
    }
}

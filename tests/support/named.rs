//! A store with names for all tokens: two that were made in different ways can be compared.

use std::collections::BTreeMap;

use morkdb::id::Oid;
use morkdb::store::Token;
use morkdb::{OpenOptions, Reading, Store};

type Name = Vec<u8>;
type Id = (Name, u32);

/// What a store says, whatever tokens its names have.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Named {
    pub rows: BTreeMap<Id, Vec<(Name, Vec<u8>)>>,
    pub tables: BTreeMap<Id, NamedTable>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedTable {
    pub kind: Name,
    pub priority: u8,
    pub unique: bool,
    pub verbose: bool,
    pub meta_row: Option<Id>,
    pub rows: Vec<Id>,
}

impl Named {
    pub fn of(store: &Store) -> Self {
        let name = |token: Token| {
            store.name(token).map_or(format!("^{:X}", token.0).into_bytes(), |name| name.into_owned())
        };
        let id = |oid: Oid| (name(oid.scope.into()), oid.id);
        let mut named = Self::default();
        for row in store.rows() {
            let cell = |cell: morkdb::store::CellRef<'_>| {
                (name(cell.column.into()), cell.value.expect("a value").bytes().into_owned())
            };
            named.rows.insert(id(row.oid()), row.cells().map(cell).collect());
        }
        for table in store.tables() {
            let record = NamedTable {
                kind: name(table.kind().into()),
                priority: table.priority(),
                unique: table.is_unique(),
                verbose: table.is_verbose(),
                meta_row: table.meta_row().map(|row| id(row.oid())),
                rows: table.rows().map(|row| id(row.oid())).collect(),
            };
            named.tables.insert(id(table.oid()), record);
        }
        named
    }

    /// What a reading makes of an input; `None` where it refuses it.
    pub fn read(input: &[u8], reading: Reading) -> Option<Self> {
        let database = OpenOptions::new().reading(reading).from_bytes(input.to_vec()).ok()?;
        Some(Self::of(database.store()))
    }
}

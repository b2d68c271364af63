//! The difference as JSON.

use std::cell::Cell;
use std::io::{self, Write};

use morkdb::Store;
use morkdb::id::{Oid, Scope};
use morkdb::store::CellRef;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::cells::CellChange;
use super::compare::{Comparison, Fate, RowChange, TableChange};
use super::table::{Facet, Setting};
use crate::input::{Failure, Source};
use crate::json::{Bytes, array, content, name, oid};
use crate::run::Outlet;

impl Serialize for Setting<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Kind(store, kind) => name(store, kind).serialize(serializer),
            Self::Number(number) => serializer.serialize_u8(number),
            Self::Flag(is_set) => serializer.serialize_bool(is_set),
            Self::Row(store, row) => row.map(|row| oid(store, row)).serialize(serializer),
        }
    }
}

/// What was and what is, without what there is not.
#[derive(Debug, Serialize)]
struct Versions<T: Serialize> {
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<T>,
}

/// The rows of a table.
#[derive(Debug, Serialize)]
struct MembersJson {
    added: Vec<String>,
    cut: Vec<String>,
    moved: Vec<String>,
}

impl MembersJson {
    fn new(comparison: &Comparison<'_>, change: &TableChange<'_>) -> Self {
        let [old, new] = comparison.stores;
        let home = name(change.store, change.table.oid().scope);
        let list =
            |store: &Store, rows: &[Oid]| rows.iter().map(|row| id(store, *row, &home)).collect::<Vec<_>>();
        let members = &change.members;
        Self {
            added: list(new, &members.added),
            cut: list(old, &members.cut),
            moved: list(new, &members.moved),
        }
    }
}

/// An id; with its scope where that is not `home`.
fn id(store: &Store, row: Oid, home: &Bytes<'_>) -> String {
    if name(store, row.scope).0 == home.0 { format!("{:X}", row.id) } else { oid(store, row) }
}

/// A table that is not the same in both stores.
struct TableJson<'a, 's>(&'a Comparison<'s>, TableChange<'s>);

impl Serialize for TableJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(comparison, change) = self;
        let mut map = serializer.serialize_map(None)?;
        head(&mut map, change.store, change.table.oid(), change.fate)?;
        for Facet { name, old, new } in &change.facets {
            map.serialize_entry(name, &Versions { old: *old, new: *new })?;
        }
        map.serialize_entry("rows", &MembersJson::new(comparison, change))?;
        map.end()
    }
}

fn head<M: SerializeMap>(map: &mut M, store: &Store, oid: Oid, fate: Fate) -> Result<(), M::Error> {
    let Oid { scope, id }: Oid = oid;
    let scope: Scope = scope;
    map.serialize_entry("scope", &name(store, scope))?;
    map.serialize_entry("id", &format!("{id:X}"))?;
    map.serialize_entry("change", &fate)
}

/// A row that is not the same in both stores.
struct RowJson<'a, 's>(&'a Comparison<'s>, RowChange<'s>);

impl Serialize for RowJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(comparison, change) = self;
        let mut map = serializer.serialize_map(Some(4))?;
        head(&mut map, change.store, change.oid, change.fate)?;
        map.serialize_entry("cells", &CellsJson(comparison, &change.cells))?;
        map.end()
    }
}

/// The cells of a row that are not the same.
struct CellsJson<'a, 's>(&'a Comparison<'s>, &'a [CellChange<'s>]);

#[derive(Serialize)]
struct CellJson<'s> {
    column: Option<Bytes<'s>>,
    change: &'static str,
    #[serde(flatten)]
    versions: Versions<Option<Bytes<'s>>>,
}

impl<'s> CellJson<'s> {
    fn new(change: CellChange<'s>, stores: [&'s Store; 2]) -> Self {
        let content = |cell: CellRef<'s>| cell.value.map(content);
        Self {
            column: change.column(stores).map(|(store, column)| name(store, column)),
            change: match (change.old, change.new) {
                (None, _) => "set",
                (_, None) => "cut",
                _ => "changed",
            },
            versions: Versions { old: change.old.map(content), new: change.new.map(content) },
        }
    }
}

impl Serialize for CellsJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(comparison, cells) = *self;
        serializer.collect_seq(cells.iter().map(|cell| CellJson::new(*cell, comparison.stores)))
    }
}

/// Writes the difference as one JSON object. Answers whether there is none.
pub(super) fn value(
    out: &mut Outlet<'_>,
    [old, new]: [String; 2],
    comparison: &Comparison<'_>,
) -> io::Result<bool> {
    let count = Cell::new(0_usize);
    let counted = || count.set(count.get() + 1);
    out.write_all(b"{\"old\":")?;
    serde_json::to_writer(&mut *out, &old)?;
    out.write_all(b",\"new\":")?;
    serde_json::to_writer(&mut *out, &new)?;
    out.write_all(b",\n\"tables\":")?;
    let tables = comparison.tables().inspect(|_| counted());
    array(out, tables.map(|change| TableJson(comparison, change)))?;
    out.write_all(b",\n\"rows\":")?;
    let rows = comparison.rows().inspect(|_| counted());
    array(out, rows.map(|change| RowJson(comparison, change)))?;
    writeln!(out, ",\n\"same\":{}}}", count.get() == 0)?;
    Ok(count.get() == 0)
}

/// A line of `--format jsonl`.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Line<'a, 's> {
    Table(TableJson<'a, 's>),
    Row(RowJson<'a, 's>),
    #[serde(untagged)]
    Files {
        old: String,
        new: String,
    },
    #[serde(untagged)]
    Verdict {
        same: bool,
    },
}

/// Writes a JSON object a line: the files, each table, each row, and whether there was none of these.
pub(super) fn lines(
    out: &mut Outlet<'_>,
    [old, new]: [String; 2],
    comparison: &Comparison<'_>,
) -> io::Result<bool> {
    let mut same = true;
    line(out, &Line::Files { old, new })?;
    let tables = comparison.tables().map(|change| Line::Table(TableJson(comparison, change)));
    let rows = comparison.rows().map(|change| Line::Row(RowJson(comparison, change)));
    for change in tables.chain(rows) {
        same = false;
        line(out, &change)?;
    }
    line(out, &Line::Verdict { same })?;
    Ok(same)
}

fn line(out: &mut Outlet<'_>, line: &Line<'_, '_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Two files that cannot be compared.
#[derive(Debug, Serialize)]
struct Incomparable<'a> {
    old: String,
    new: String,
    same: Option<bool>,
    errors: Vec<&'a str>,
}

/// Writes that there is nothing to compare, and why.
pub(super) fn failure(out: &mut Outlet<'_>, sources: &[Source], failures: &[&Failure]) -> io::Result<()> {
    let mut names = sources.iter().map(Source::name);
    let [old, new] = [names.next(), names.next()].map(Option::unwrap_or_default);
    let errors = failures.iter().map(|failure| failure.sentence.as_str()).collect();
    serde_json::to_writer(&mut *out, &Incomparable { old, new, same: None, errors })?;
    out.write_all(b"\n")
}

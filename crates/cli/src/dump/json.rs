//! The store as JSON, in the form that `testdata/README.md` describes. It is written piece by piece.

use std::io::{self, Write};

use morkdb::Store;
use morkdb::id::{Oid, Scope};
use morkdb::store::{CellRef, RowRef, TableRef};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::select::Selection;
use crate::args::Format;
use crate::input::{Failure, Source};
use crate::json::{Frame, array, content, name, oid};
use crate::run::Outlet;

/// The scopes of a store in the order of their names; scopes of one name in that of their tokens.
fn ranks(store: &Store) -> Vec<Scope> {
    let mut scopes: Vec<_> = store.scopes().collect();
    scopes.sort_by_cached_key(|scope| (name(store, *scope).0.into_owned(), scope.0));
    scopes
}

/// Things in the order of their scopes, and in each that of their ids.
fn sorted<T: Copy>(store: &Store, mut things: Vec<T>, oid: impl Fn(T) -> Oid) -> Vec<T> {
    let mut by_token: Vec<_> =
        ranks(store).into_iter().enumerate().map(|(rank, scope)| (scope, rank)).collect();
    by_token.sort_unstable();
    let rank = |scope: Scope| by_token.binary_search_by_key(&scope, |entry| entry.0).map(|at| by_token[at].1);
    things.sort_unstable_by_key(|thing| (rank(oid(*thing).scope).ok(), oid(*thing).id));
    things
}

/// A table.
struct TableJson<'s>(&'s Store, TableRef<'s>);

impl Serialize for TableJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(store, table) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("scope", &name(store, table.oid().scope))?;
        map.serialize_entry("id", &format!("{:X}", table.oid().id))?;
        map.serialize_entry("kind", &name(store, table.kind()))?;
        map.serialize_entry("priority", &table.priority())?;
        map.serialize_entry("unique", &table.is_unique())?;
        map.serialize_entry("verbose", &table.is_verbose())?;
        map.serialize_entry("meta_row", &table.meta_row().map(|row| oid(store, row.oid())))?;
        map.serialize_entry("rows", &MembersJson(store, table))?;
        map.end()
    }
}

/// The ids of a table's rows.
struct MembersJson<'s>(&'s Store, TableRef<'s>);

impl Serialize for MembersJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(store, table) = *self;
        let home = table.oid().scope;
        serializer.collect_seq(table.rows().map(|row| match row.oid() {
            Oid { scope, id } if scope == home => format!("{id:X}"),
            other => oid(store, other),
        }))
    }
}

/// A row, with the cells that are asked for.
struct RowJson<'s, 'f>(&'f Selection<'s>, RowRef<'s>);

impl Serialize for RowJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(selection, row) = *self;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("scope", &name(selection.store, row.oid().scope))?;
        map.serialize_entry("id", &format!("{:X}", row.oid().id))?;
        map.serialize_entry("cells", &CellsJson(selection, row))?;
        map.end()
    }
}

/// The cells of a row.
struct CellsJson<'s, 'f>(&'f Selection<'s>, RowRef<'s>);

impl<'s> Serialize for CellsJson<'s, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(selection, row) = *self;
        let pair = |cell: CellRef<'s>| (name(selection.store, cell.column), cell.value.map(content));
        serializer.collect_seq(selection.cells(row).map(pair))
    }
}

/// Writes what is asked for as one JSON object.
pub(super) fn dump(
    out: &mut Outlet<'_>,
    frame: Frame,
    source: &Source,
    selection: &Selection<'_>,
) -> io::Result<()> {
    let store = selection.store;
    frame.open(out)?;
    out.write_all(b"{")?;
    if frame.is_array() {
        out.write_all(b"\"file\":")?;
        serde_json::to_writer(&mut *out, &source.name())?;
        out.write_all(b",")?;
    }
    out.write_all(b"\"opened\":true,\n\"tables\":")?;
    let tables = sorted(store, selection.tables().collect(), TableRef::oid);
    array(out, tables.into_iter().map(|table| TableJson(store, table)))?;
    out.write_all(b",\n\"rows\":")?;
    let rows = sorted(store, selection.rows().collect(), RowRef::oid);
    array(out, rows.into_iter().map(|row| RowJson(selection, row)))?;
    out.write_all(b"}")?;
    frame.close(out)
}

/// One line of `--format jsonl`.
#[derive(serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Line<'s, 'f> {
    Table(TableJson<'s>),
    Row(RowJson<'s, 'f>),
    #[serde(untagged)]
    File {
        file: String,
        opened: bool,
    },
}

/// Writes what is asked for as many JSON objects.
pub(super) fn dump_lines(out: &mut Outlet<'_>, source: &Source, selection: &Selection<'_>) -> io::Result<()> {
    let store = selection.store;
    let tables = sorted(store, selection.tables().collect(), TableRef::oid);
    let rows = sorted(store, selection.rows().collect(), RowRef::oid);
    let head = std::iter::once(Line::File { file: source.name(), opened: true });
    let tables = tables.into_iter().map(|table| Line::Table(TableJson(store, table)));
    let rows = rows.into_iter().map(|row| Line::Row(RowJson(selection, row)));
    for line in head.chain(tables).chain(rows) {
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes that a file is not opened.
pub(super) fn unopened(
    out: &mut Outlet<'_>,
    frame: Frame,
    source: &Source,
    failure: &Failure,
) -> io::Result<()> {
    match frame.format {
        Format::Text => Ok(()),
        Format::Json if !frame.is_array() => out.write_all(b"{\"opened\": false}\n"),
        Format::Json | Format::Jsonl => frame.unopened(out, source, failure),
    }
}

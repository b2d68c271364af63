//! The store as text for people.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use morkdb::id::{Column, Scope};
use morkdb::store::{RowRef, TableRef};
use morkdb::{Database, Store};

use super::flow::{Flow, Pair};
use super::grid::Grid;
use super::sections::{Homes, Section, sections};
use super::select::Selection;
use crate::json::Frame;
use crate::layout::Layout;
use crate::names;
use crate::printable::{counted, cut, printable};
use crate::run::Outlet;
use crate::style::Role;

/// The widest grid where nothing is cut.
const WIDEST_GRID: usize = 160;

/// Rows of more columns than this are not shown as a grid.
const GRID_COLUMNS: usize = 10;

/// Rows of no more columns than this, the id among them, are shown as a grid even if values have to be cut.
const FEW_COLUMNS: usize = 3;

/// Writes what is asked for.
pub(super) fn dump(
    out: &mut Outlet<'_>,
    frame: Frame,
    label: &str,
    database: &Database,
    selection: &Selection<'_>,
    layout: Layout,
) -> io::Result<()> {
    if frame.count > 1 {
        let gap = if frame.index == 0 { "" } else { "\n" };
        writeln!(out, "{gap}{}", layout.palette.paint(Role::Heading, format_args!("==> {label} <==")))?;
    }
    if selection.is_all() {
        let (tables, rows) = (selection.store.tables().len(), selection.store.rows().len());
        let groups = database.groups().len();
        let size = counted(selection.store.bytes().len(), "byte");
        let (tables, rows) = (counted(tables, "table"), counted(rows, "row"));
        writeln!(out, "{size}: {tables}, {rows}, {}", counted(groups, "commit group"))?;
    }
    let is_first = Cell::new(frame.count == 1 && !selection.is_all());
    Page { layout, selection, store: selection.store, homes: Homes::new(selection), is_first }.print(out)
}

/// Where text goes.
type Out<'o> = &'o mut dyn Write;

/// What is shown of one file.
struct Page<'a, 's> {
    layout: Layout,
    selection: &'a Selection<'s>,
    store: &'s Store,
    homes: Homes,
    /// Whether nothing stands above the next heading.
    is_first: Cell<bool>,
}

impl<'s> Page<'_, 's> {
    /// First the tables that rows are shown in, then those that only mention such rows.
    fn print(&self, out: Out<'_>) -> io::Result<()> {
        let mut bare = Vec::new();
        for section in sections(self.selection) {
            let is_shown = |table: &TableRef<'s>| self.selection.is_all() || self.wants(*table);
            let shown = section.tables.iter().copied().filter(is_shown);
            let (full, rest): (Vec<_>, Vec<_>) = shown.partition(|table| self.homes.has_any(*table));
            full.into_iter().try_for_each(|table| self.table(out, table))?;
            bare.push(Section { tables: rest, ..section });
        }
        bare.iter().try_for_each(|section| self.bare(out, section))?;
        self.loose_rows(out)
    }

    /// Several tables that only mention rows make one grid.
    fn bare(&self, out: Out<'_>, section: &Section<'s>) -> io::Result<()> {
        let tables = &section.tables;
        match self.meta_columns(tables) {
            Some(columns) if tables.len() > 1 => self.index(out, section, &columns),
            _ => tables.iter().try_for_each(|table| self.table(out, *table)),
        }
    }

    /// Whether there is anything of the table to show.
    fn wants(&self, table: TableRef<'s>) -> bool {
        table.rows().chain(table.meta_row()).any(|row| self.selection.has_row(row))
    }

    fn heading(&self, out: Out<'_>, title: &str, rest: &str) -> io::Result<()> {
        let gap = if self.is_first.replace(false) { "" } else { "\n" };
        writeln!(out, "{gap}{}  {rest}", self.layout.palette.paint(Role::Heading, title))
    }

    /// The names of which a heading shows the last parts only.
    fn full_names(
        &self,
        out: Out<'_>,
        section: (&str, morkdb::store::Token),
        scope: Scope,
    ) -> io::Result<()> {
        let mut parts = Vec::new();
        for (what, token) in [section, ("scope", scope.into())] {
            let full = names::full(self.store, token);
            if !what.is_empty() && full != names::short(self.store, token) {
                parts.push(format!("{what} {full}"));
            }
        }
        if parts.is_empty() {
            return Ok(());
        }
        let line = parts.join(", ");
        let line = if self.layout.cut { cut(line, self.layout.columns - self.layout.indent()) } else { line };
        writeln!(out, "{:1$}{2}", "", self.layout.indent(), self.layout.palette.paint(Role::Faint, line))
    }

    fn table(&self, out: Out<'_>, table: TableRef<'s>) -> io::Result<()> {
        let (oid, kind) = (table.oid(), table.kind());
        let count = if table.is_empty() { "no rows".to_owned() } else { counted(table.len(), "row") };
        let rest = format!("table {}, {count}{}", names::id(self.store, oid, None), flags(table));
        self.heading(out, &names::short(self.store, kind), &rest)?;
        self.full_names(out, ("kind", kind.into()), oid.scope)?;
        if let Some(row) = table.meta_row().filter(|row| self.selection.has_row(*row)) {
            let id = format!("meta row {}", names::id(self.store, row.oid(), None));
            let flow = self.flow([row].into_iter(), |_| id.clone());
            self.record(out, flow, &id, row)?;
        }
        let is_home = |row: &RowRef<'s>| self.selection.has_row(*row) && self.homes.is_home(table, *row);
        let rows: Vec<_> = table.rows().filter(is_home).collect();
        self.rows(out, &rows, oid.scope)?;
        self.mentioned(out, table)
    }

    /// The rows that are shown elsewhere.
    fn mentioned(&self, out: Out<'_>, table: TableRef<'s>) -> io::Result<()> {
        let elsewhere = |row: &RowRef<'s>| self.selection.has_row(*row) && !self.homes.is_home(table, *row);
        self.list(out, "shown with another table:", table.rows().filter(elsewhere), table.oid().scope)
    }

    /// Rows of which only the ids are shown, if there are any.
    fn list(
        &self,
        out: Out<'_>,
        lead: &str,
        rows: impl Iterator<Item = RowRef<'s>>,
        home: Scope,
    ) -> io::Result<()> {
        let ids = self.ids(rows, home);
        if ids.is_empty() {
            return Ok(());
        }
        let room = self.layout.columns.saturating_sub(self.layout.indent() + lead.len() + 1);
        let ids = if self.layout.cut { cut(ids, room) } else { ids };
        let lead = self.layout.palette.paint(Role::Faint, lead);
        writeln!(out, "{:1$}{lead} {ids}", "", self.layout.indent())
    }

    /// Ids of rows, as many as a line could show.
    fn ids(&self, rows: impl Iterator<Item = RowRef<'s>>, scope: Scope) -> String {
        let limit = if self.layout.cut { self.layout.columns } else { usize::MAX };
        let ids = rows.take(limit).map(|row| names::id(self.store, row.oid(), Some(scope)));
        ids.collect::<Vec<_>>().join(" ")
    }

    /// Rows of scope `home` most of all: their cells, and which have none.
    fn rows(&self, out: Out<'_>, rows: &[RowRef<'s>], home: Scope) -> io::Result<()> {
        let has_cells = |row: &RowRef<'s>| self.selection.cells(*row).next().is_some();
        let (filled, empty): (Vec<_>, Vec<_>) = rows.iter().copied().partition(has_cells);
        self.filled_rows(out, &filled, home)?;
        self.list(out, "without cells:", empty.into_iter(), home)
    }

    /// Rows, as a grid where that is possible.
    fn filled_rows(&self, out: Out<'_>, rows: &[RowRef<'s>], home: Scope) -> io::Result<()> {
        let id = |row: RowRef<'s>| names::id(self.store, row.oid(), Some(home));
        if rows.len() > 1
            && let Some(columns) = self.columns(rows.iter().copied())
        {
            let titles = std::iter::once("row".to_owned()).chain(self.titles(&columns)).collect();
            let lines = || rows.iter().map(|row| self.line(id(*row), Some(*row), &columns));
            let grid = Grid::new(titles, lines());
            if self.fits(&grid) {
                return grid.print(out, self.layout, lines());
            }
        }
        let flow = self.flow(rows.iter().copied(), id);
        rows.iter().try_for_each(|row| self.record(out, flow, &id(*row), *row))
    }

    /// Whether a grid serves better than records: always where it has few columns, or columns that were asked for.
    fn fits(&self, grid: &Grid) -> bool {
        let is_wanted = self.selection.has_columns() || grid.len() <= FEW_COLUMNS;
        match (self.layout.cut, is_wanted) {
            (true, true) => grid.least_width() <= self.layout.columns,
            (true, false) => grid.width() <= self.layout.columns,
            (false, true) => true,
            (false, false) => grid.width() <= WIDEST_GRID,
        }
    }

    fn titles(&self, columns: &[Column]) -> Vec<String> {
        columns.iter().map(|column| names::short(self.store, *column)).collect()
    }

    /// A row as a line of a grid.
    fn line(&self, id: String, row: Option<RowRef<'s>>, columns: &[Column]) -> Vec<String> {
        let mut values = vec![String::new(); columns.len()];
        for cell in row.into_iter().flat_map(|row| self.selection.cells(row)) {
            let at = columns.iter().position(|column| *column == cell.column);
            if let Some(at) = at {
                values[at] = cell.value.map_or_else(|| "(none)".to_owned(), |value| quoted(&value.bytes()));
            }
        }
        values.insert(0, id);
        values
    }

    /// The columns of all these rows, unless there are too many for a grid, or a row has one twice.
    fn columns(&self, rows: impl Iterator<Item = RowRef<'s>>) -> Option<Vec<Column>> {
        let mut columns: Vec<Column> = Vec::new();
        for row in rows {
            let mut seen = 0_u32;
            for cell in self.selection.cells(row) {
                let at = columns.iter().position(|column| *column == cell.column).unwrap_or(columns.len());
                if at == GRID_COLUMNS || seen & (1 << at) != 0 {
                    return None;
                }
                seen |= 1 << at;
                if at == columns.len() {
                    columns.push(cell.column);
                }
            }
        }
        Some(columns)
    }

    fn meta_columns(&self, tables: &[TableRef<'s>]) -> Option<Vec<Column>> {
        let metas = tables.iter().filter_map(|table| table.meta_row());
        self.columns(metas.filter(|row| self.selection.has_row(*row)))
    }

    /// Tables that have no rows of their own, a line each.
    fn index(&self, out: Out<'_>, section: &Section<'s>, columns: &[Column]) -> io::Result<()> {
        let tables = &section.tables;
        let rest = format!(
            "{} of scope {}",
            counted(tables.len(), "table"),
            names::short(self.store, section.scope)
        );
        self.heading(out, &names::short(self.store, section.kind), &rest)?;
        self.full_names(out, ("kind", section.kind.into()), section.scope)?;
        let head = ["table".to_owned(), "meta".to_owned()];
        let tail = ["rows".to_owned()];
        let titles = head.into_iter().chain(self.titles(columns)).chain(tail).collect();
        let lines = || tables.iter().map(|table| self.index_line(*table, columns));
        Grid::new(titles, lines()).print(out, self.layout, lines())
    }

    fn index_line(&self, table: TableRef<'s>, columns: &[Column]) -> Vec<String> {
        let meta = table.meta_row().filter(|row| self.selection.has_row(*row));
        let mut values = self.line(format!("{:X}", table.oid().id), meta, columns);
        values.insert(1, meta.map_or_else(String::new, |row| names::id(self.store, row.oid(), None)));
        let rows = table.rows().filter(|row| self.selection.has_row(*row));
        values.push(self.ids(rows, table.oid().scope));
        values
    }

    /// How to lay rows out as records.
    fn flow(&self, rows: impl Iterator<Item = RowRef<'s>>, id: impl Fn(RowRef<'s>) -> String) -> Flow {
        let mut flow = Flow::default();
        for row in rows {
            flow.see_id(&id(row));
            for cell in self.selection.cells(row) {
                flow.see_label(&names::short(self.store, cell.column));
            }
        }
        flow
    }

    fn record(&self, out: Out<'_>, flow: Flow, id: &str, row: RowRef<'s>) -> io::Result<()> {
        let store = self.store;
        let cells = self.selection.cells(row).map(|cell| -> Pair {
            (names::short(store, cell.column), cell.value.map(|value| printable(&value.bytes())))
        });
        flow.record(out, self.layout, id, cells)
    }

    /// The rows of no table, by scope.
    fn loose_rows(&self, out: Out<'_>) -> io::Result<()> {
        let mut is_meta = vec![false; self.store.rows().len()];
        self.selection.tables().filter_map(TableRef::meta_row).for_each(|row| is_meta[row.index()] = true);
        let is_loose = |row: &RowRef<'s>| !is_meta[row.index()] && self.homes.is_nowhere(*row);
        let mut by_scope: BTreeMap<usize, Vec<RowRef<'s>>> = BTreeMap::new();
        let places: HashMap<Scope, usize> =
            self.store.scopes().enumerate().map(|(at, scope)| (scope, at)).collect();
        for row in self.selection.rows().filter(is_loose) {
            by_scope.entry(places[&row.oid().scope]).or_default().push(row);
        }
        let title = if self.selection.is_all() { "Rows in no table" } else { "Other rows" };
        for rows in by_scope.into_values() {
            let scope = rows[0].oid().scope;
            let name = names::short(self.store, scope);
            self.heading(out, title, &format!("scope {name}, {}", counted(rows.len(), "row")))?;
            self.full_names(out, ("", scope.into()), scope)?;
            self.rows(out, &rows, scope)?;
        }
        Ok(())
    }
}

/// A value in a grid, where nothing at all is a cell that the row has not.
fn quoted(value: &[u8]) -> String {
    if value.is_empty() { "\"\"".to_owned() } else { printable(value) }
}

/// What is unusual about a table.
fn flags(table: TableRef<'_>) -> String {
    let mut flags = String::new();
    if table.priority() != 9 {
        flags = format!(", priority {}", table.priority());
    }
    for (is_set, name) in [(table.is_unique(), ", unique"), (table.is_verbose(), ", verbose")] {
        if is_set {
            flags.push_str(name);
        }
    }
    flags
}

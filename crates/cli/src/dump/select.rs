//! Which tables, rows and cells are asked for.

use std::io::{self, ErrorKind, Write};

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::{CellRef, RowRef, TableRef, Token};

use crate::args::Select;
use crate::names;
use crate::run::Outlet;

/// A scope, kind or column, as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Name {
    text: String,
    token: Option<u32>,
}

impl Name {
    fn new(text: &str) -> Self {
        let token = text.strip_prefix('^').and_then(|digits| names::hex(digits.as_bytes()));
        Self { text: text.to_owned(), token }
    }

    /// Whether it is the name of the token, in full or its last part, or the token itself.
    fn is(&self, store: &Store, token: impl Into<Token>) -> bool {
        let token = token.into();
        let is_name = |name: &[u8]| [name, names::last_part(name)].contains(&self.text.as_bytes());
        self.token == Some(token.0) || store.name(token).is_some_and(|name| is_name(&name))
    }
}

/// `1F` or `1F:msgs`.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Id {
    id: u32,
    scope: Option<Name>,
}

impl Id {
    fn new(text: &str) -> Option<Self> {
        let (id, scope) = match text.split_once(':') {
            Some((id, scope)) => (id, Some(Name::new(scope))),
            None => (text, None),
        };
        names::hex(id.as_bytes()).map(|id| Self { id, scope })
    }

    fn is(&self, store: &Store, oid: Oid) -> bool {
        self.id == oid.id && self.scope.as_ref().is_none_or(|scope| scope.is(store, oid.scope))
    }
}

/// A kind, an id, or what may be either, such as `A`.
#[derive(Clone, PartialEq, Eq, Debug)]
struct KindOrId {
    kind: Name,
    id: Option<Id>,
}

impl KindOrId {
    fn is(&self, store: &Store, table: TableRef<'_>) -> bool {
        self.kind.is(store, table.kind()) || self.id.as_ref().is_some_and(|id| id.is(store, table.oid()))
    }
}

/// What is asked for. An empty list asks for everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Filter {
    tables: Vec<KindOrId>,
    scopes: Vec<Name>,
    rows: Vec<Id>,
    columns: Vec<Name>,
}

impl Filter {
    /// From the command line.
    pub(crate) fn new(select: &Select) -> io::Result<Self> {
        let row = |text: &String| {
            let sentence = || format!("--row {text}: a row's id is hexadecimal, as in 1F or 1F:msgs");
            Id::new(text).ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, sentence()))
        };
        Ok(Self {
            tables: select
                .table
                .iter()
                .map(|text| KindOrId { kind: Name::new(text), id: Id::new(text) })
                .collect(),
            scopes: select.scope.iter().map(|text| Name::new(text)).collect(),
            rows: select.row.iter().map(row).collect::<Result<_, _>>()?,
            columns: select.column.iter().map(|text| Name::new(text)).collect(),
        })
    }

    fn has_scope(&self, store: &Store, oid: Oid) -> bool {
        self.scopes.is_empty() || self.scopes.iter().any(|scope| scope.is(store, oid.scope))
    }

    fn has_table(&self, store: &Store, table: TableRef<'_>) -> bool {
        let is_asked = self.tables.is_empty() || self.tables.iter().any(|wanted| wanted.is(store, table));
        is_asked && self.has_scope(store, table.oid())
    }

    fn has_row(&self, store: &Store, oid: Oid) -> bool {
        let is_asked = self.rows.is_empty() || self.rows.iter().any(|wanted| wanted.is(store, oid));
        is_asked && self.has_scope(store, oid)
    }
}

/// The tables, rows and cells of a store that are asked for.
#[derive(Debug)]
pub(crate) struct Selection<'s> {
    /// The store.
    pub(crate) store: &'s Store,
    filter: &'s Filter,
    /// By index; `None` for all.
    tables: Option<Vec<bool>>,
    rows: Option<Vec<bool>>,
}

impl<'s> Selection<'s> {
    /// Looks for what is asked for.
    pub(crate) fn new(store: &'s Store, filter: &'s Filter) -> Self {
        let mut selection = Self { store, filter, tables: None, rows: None };
        if *filter != Filter::default() {
            selection.rows = Some(selection.find_rows());
            selection.tables = Some(store.tables().map(|table| selection.wants_table(table)).collect());
        }
        selection
    }

    fn find_rows(&self) -> Vec<bool> {
        let (store, filter) = (self.store, self.filter);
        let mut rows = vec![filter.tables.is_empty(); store.rows().len()];
        if !filter.tables.is_empty() {
            for table in store.tables().filter(|table| filter.has_table(store, *table)) {
                table.rows().chain(table.meta_row()).for_each(|row| rows[row.index()] = true);
            }
        }
        for row in store.rows() {
            let has_cells = filter.columns.is_empty() || self.cells(row).next().is_some();
            rows[row.index()] &= has_cells && filter.has_row(store, row.oid());
        }
        rows
    }

    /// A table is asked for by itself, or for a row that it has.
    fn wants_table(&self, table: TableRef<'_>) -> bool {
        let is_for_rows = !self.filter.rows.is_empty();
        let has_row = || table.rows().chain(table.meta_row()).any(|row| self.has_row(row));
        self.filter.has_table(self.store, table) && (!is_for_rows || has_row())
    }

    /// Whether everything is asked for.
    pub(crate) fn is_all(&self) -> bool {
        self.rows.is_none()
    }

    /// Whether columns are asked for by name.
    pub(crate) fn has_columns(&self) -> bool {
        !self.filter.columns.is_empty()
    }

    /// Whether a row is asked for.
    pub(crate) fn has_row(&self, row: RowRef<'_>) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows[row.index()])
    }

    /// The tables, in the order of the file.
    pub(crate) fn tables(&self) -> impl Iterator<Item = TableRef<'s>> {
        let is_asked = |index: usize| self.tables.as_ref().is_none_or(|tables| tables[index]);
        self.store.tables().filter(move |table| is_asked(table.index()))
    }

    /// The rows, in the order of the file.
    pub(crate) fn rows(&self) -> impl Iterator<Item = RowRef<'s>> {
        self.store.rows().filter(|row| self.has_row(*row))
    }

    /// The cells of a row.
    pub(crate) fn cells(&self, row: RowRef<'s>) -> impl Iterator<Item = CellRef<'s>> {
        let columns = &self.filter.columns;
        let is_asked = move |cell: &CellRef<'_>| columns.iter().any(|name| name.is(self.store, cell.column));
        row.cells().filter(move |cell| columns.is_empty() || is_asked(cell))
    }

    /// Says where nothing is found.
    pub(crate) fn report(&self, out: &mut Outlet<'_>, label: &str) -> io::Result<()> {
        if !self.is_all() && self.tables().next().is_none() && self.rows().next().is_none() {
            writeln!(out.words(), "mork: {label}: nothing in the file is of what was asked for")?;
            writeln!(
                out.words(),
                "hint: `mork stat {label}` lists scopes and kinds, `mork dump {label}` everything"
            )?;
        }
        Ok(())
    }
}

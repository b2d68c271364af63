//! The database while it is made.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Result};

use super::rows::Rows;
use super::schema;

/// A database that is filled in one transaction. It has no journal, since nobody sees the file before it is whole.
#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
    messages: i64,
}

/// Nothing about the file depends on the machine or the time.
const SETTINGS: &str = "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; \
    PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = NONE; PRAGMA cache_size = -65536;";

impl Database {
    pub(super) fn begin(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SETTINGS)?;
        connection.execute_batch(&format!(
            "BEGIN; PRAGMA user_version = {}; {}",
            crate::records::VERSION,
            schema::create()
        ))?;
        connection.set_prepared_statement_cache_capacity(16);
        Ok(Self { connection, messages: 0 })
    }

    pub(super) fn commit(self) -> Result<()> {
        self.connection.execute_batch(schema::indexes())?;
        self.connection.execute_batch("COMMIT;")?;
        self.connection.close().map_err(|(_, error)| error)
    }

    pub(super) fn accounts(&mut self, rows: &Rows) -> Result<()> {
        self.numbered("accounts", 1, None, rows)
    }

    pub(super) fn tags(&mut self, rows: &Rows) -> Result<()> {
        self.numbered("tags", 1, None, rows)
    }

    /// A folder by its place in the profile, and that of its account.
    pub(super) fn folder(&mut self, place: usize, account: usize, row: &Rows) -> Result<()> {
        self.numbered("folders", id(place), Some(id(account)), row)
    }

    /// Adds messages of a folder; answers the id of the first.
    pub(super) fn messages(&mut self, place: usize, rows: &Rows) -> Result<i64> {
        let first = self.messages + 1;
        self.numbered("messages", first, Some(id(place)), rows)?;
        self.messages += i64::try_from(rows.rows().count()).unwrap_or(0);
        Ok(first)
    }

    /// Rows with an id of their own, and that of what they belong to.
    fn numbered(&mut self, table: &str, first: i64, owner: Option<i64>, rows: &Rows) -> Result<()> {
        let rows = (first..).zip(rows.rows()).map(|(id, row)| {
            let ids = std::iter::once(id).chain(owner).map(ValueRef::Integer);
            ids.chain(row)
        });
        self.insert(table, rows)
    }

    /// Rows that belong to a folder.
    pub(super) fn of_folder(&mut self, table: &str, place: usize, rows: &Rows) -> Result<()> {
        let owner = ValueRef::Integer(id(place));
        self.insert(table, rows.rows().map(|row| std::iter::once(owner).chain(row)))
    }

    /// Rows that begin with the number of a message among those of its folder, of which the first has this id.
    pub(super) fn of_messages(&mut self, table: &str, first: i64, rows: &Rows) -> Result<()> {
        let rows = rows.rows().map(|row| {
            row.enumerate().map(|(at, value)| match value {
                ValueRef::Integer(number) if at == 0 => ValueRef::Integer(first + number),
                value => value,
            })
        });
        self.insert(table, rows)
    }

    /// A file may have columns that are called the same: of such properties of a message the first is kept.
    fn insert<'v>(
        &mut self,
        table: &str,
        rows: impl Iterator<Item = impl Iterator<Item = ValueRef<'v>>>,
    ) -> Result<()> {
        let mut statement = None;
        let mut values = Vec::new();
        for row in rows {
            values.clear();
            values.extend(row);
            let statement = match &mut statement {
                Some(statement) => statement,
                none => none.insert(self.connection.prepare_cached(&sql(table, values.len()))?),
            };
            for (at, value) in (1..).zip(&values) {
                statement.raw_bind_parameter(at, ToSqlOutput::Borrowed(*value))?;
            }
            statement.raw_execute()?;
        }
        Ok(())
    }
}

fn sql(table: &str, values: usize) -> String {
    let places = vec!["?"; values].join(",");
    format!("INSERT OR IGNORE INTO {table} VALUES ({places})")
}

/// Ids count from 1.
fn id(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX - 1) + 1
}

//! The tables of the database, made from the columns of the records.

use std::fmt::Write as _;

use crate::records::schema::{Column, Kind, Table, VERSION};
use crate::records::{ACCOUNTS, account, context, folder, message, operation, tags};

/// A table: columns of its own, then those of a record that are not in other tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    name: &'static str,
    /// In the words of SQL.
    own: &'static str,
    columns: &'static [&'static [Column]],
    passed_over: &'static [&'static str],
}

pub(super) const FOLDERS: Shape = Shape {
    name: "folders",
    own: "id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts",
    columns: &[context::CONTEXT, folder::FOLDER],
    passed_over: &["custodian", "profile", "account", "account_key", "account_type"],
};

pub(super) const MESSAGES: Shape = Shape {
    name: "messages",
    own: "id INTEGER PRIMARY KEY, folder_id INTEGER NOT NULL REFERENCES folders",
    columns: &[message::MESSAGE],
    passed_over: &["keywords", "tags", "properties"],
};

const OPERATIONS: Shape = Shape {
    name: "operations",
    own: "folder_id INTEGER NOT NULL REFERENCES folders",
    columns: &[operation::OPERATION],
    passed_over: &[],
};

const ACCOUNT: Shape = Shape {
    name: "accounts",
    own: "id INTEGER PRIMARY KEY",
    columns: &[context::OWNER, account::ACCOUNT],
    passed_over: &[],
};

const TAG: Shape = Shape {
    name: "tags",
    own: "id INTEGER PRIMARY KEY",
    columns: &[context::OWNER, tags::TAG],
    passed_over: &[],
};

/// Tables that are not those of records.
const OTHERS: &str = "
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE threads(folder_id INTEGER NOT NULL REFERENCES folders, thread_key INTEGER NOT NULL, subject TEXT,
  watched INTEGER NOT NULL, ignored INTEGER NOT NULL, messages INTEGER NOT NULL, unread INTEGER NOT NULL,
  newest_date TEXT, root_key INTEGER, PRIMARY KEY(folder_id, thread_key)) WITHOUT ROWID;
CREATE TABLE keywords(message INTEGER NOT NULL REFERENCES messages, position INTEGER NOT NULL, keyword TEXT NOT NULL,
  tag TEXT, PRIMARY KEY(message, position)) WITHOUT ROWID;
CREATE TABLE properties(message INTEGER NOT NULL REFERENCES messages, name TEXT NOT NULL, value NOT NULL,
  PRIMARY KEY(message, name)) WITHOUT ROWID;
";

/// Made when all rows are there.
const INDEXES: &str = "
CREATE INDEX messages_of_folder ON messages(folder_id, key);
CREATE INDEX messages_by_id ON messages(message_id);
CREATE INDEX messages_by_date ON messages(date);
CREATE INDEX messages_by_keyword ON keywords(keyword);
";

impl Shape {
    /// For each column of the record, whether it is passed over.
    pub(super) fn passed_over(self) -> impl Iterator<Item = bool> {
        let columns = self.columns.iter().copied().flatten();
        columns.map(move |column| self.passed_over.contains(&column.name))
    }

    fn create(self, sql: &mut String) {
        // Writing to a string does not fail.
        _ = write!(sql, "CREATE TABLE {}({}", self.name, self.own);
        let columns = self.columns.iter().copied().flatten();
        for column in columns.filter(|column| !self.passed_over.contains(&column.name)) {
            _ = write!(sql, ", \"{}\" {}", column.name, sql_type(column.kind));
        }
        sql.push_str(");\n");
    }
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Word | Kind::Time => "TEXT",
        Kind::Number | Kind::Long | Kind::Bool => "INTEGER",
        Kind::List | Kind::Json => "TEXT NOT NULL",
    }
}

/// What makes the tables.
pub(super) fn create() -> String {
    let mut sql = String::new();
    for shape in [ACCOUNT, TAG, FOLDERS, MESSAGES, OPERATIONS] {
        shape.create(&mut sql);
    }
    sql.push_str(OTHERS);
    let version = env!("CARGO_PKG_VERSION");
    _ = writeln!(
        sql,
        "INSERT INTO meta VALUES ('schema_version', '{VERSION}'), ('mork_version', '{version}');"
    );
    sql.push_str(&view());
    sql
}

/// A view with the columns that messages have in the other formats, but for lists and properties.
fn view() -> String {
    let of = |table: &Table| table.columns().map(|column| column.name).collect::<Vec<_>>();
    let accounts = of(&ACCOUNTS);
    let mut sql = "CREATE VIEW all_messages AS SELECT ".to_owned();
    for column in context::CONTEXT {
        let table = if accounts.contains(&column.name) { "accounts" } else { "folders" };
        _ = write!(sql, "{table}.\"{}\", ", column.name);
    }
    let own = message::MESSAGE.iter().filter(|column| !MESSAGES.passed_over.contains(&column.name));
    let own: Vec<_> = own.map(|column| format!("messages.\"{}\"", column.name)).collect();
    _ = writeln!(
        sql,
        "{} FROM messages JOIN folders ON folders.id = folder_id JOIN accounts ON accounts.id = account_id;",
        own.join(", ")
    );
    sql
}

/// What makes looking things up fast.
pub(super) fn indexes() -> &'static str {
    INDEXES
}

//! What cannot be done to a store, with names in place of tokens.

use morkdb::Store;
use morkdb::file::Unwritable;
use morkdb::id::{Kind, Oid};
use morkdb::store::{EditError, TableRef};

use crate::input::{Failure, Source, quoted};
use crate::names;

/// How many lines that mend a file are shown.
const SHOWN: usize = 5;

/// Why a change was not made.
pub(crate) fn edit(store: &Store, error: EditError) -> String {
    let text = error.to_string();
    match error {
        EditError::NoRow { row } | EditError::ReservedRow { row } | EditError::RowFull { row } => {
            named(&text, store, row)
        }
        EditError::NoTable { table } => named(&text, store, table),
        EditError::NoIdLeft { scope } => {
            text.replacen(&format!("scope {scope}"), &format!("scope {}", names::short(store, scope)), 1)
        }
        _ => text,
    }
}

/// Why nothing was written, and where the store can be mended by a script, how.
pub(super) fn unwritable(source: &Source, store: &Store, what: &Unwritable) -> Failure {
    let text = what.to_string();
    let text = match *what {
        Unwritable::NoKind { table } => named(&text, store, table),
        Unwritable::RowTooLong { row, .. } | Unwritable::Duplicates { row } | Unwritable::NoScope { row } => {
            named(&text, store, row)
        }
        Unwritable::Edit(error) => edit(store, error),
        _ => text,
    };
    let hint = matches!(what, Unwritable::NoKind { .. }).then(|| kinds(source, store));
    Failure { sentence: format!("{}: {text}; nothing was written", source.label()), hint }
}

/// The text with the name of the scope in place of its token.
fn named(text: &str, store: &Store, oid: Oid) -> String {
    text.replacen(&oid.to_string(), &names::id(store, oid, None), 1)
}

/// The script that gives a kind to all tables that have none.
fn kinds(source: &Source, store: &Store) -> String {
    let tables = store.tables().filter(|table| matches!(table.kind(), Kind::NONE | Kind(0)));
    let mut lines: Vec<_> = tables
        .map(TableRef::oid)
        .map(|table| format!("table ^{:X} {:X} KIND", table.scope.0, table.id))
        .collect();
    if lines.len() > SHOWN {
        lines.truncate(SHOWN);
        lines.push("and so on".to_owned());
    }
    let file = quoted(&source.name());
    format!("`mork apply {file} -` with the lines `{}` and `commit large`", lines.join("`, `"))
}

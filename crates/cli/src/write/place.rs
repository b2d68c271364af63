//! Rows, tables and columns as they are named on the command line.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};

use morkdb::Store;
use morkdb::id::{Column, Oid, Scope};

use crate::names;
use crate::printable::printable;
use crate::script::{self, Name, Place};

/// The row or table that an argument names.
pub(super) fn place(text: &OsStr, what: &str) -> io::Result<Place> {
    script::oid(text.as_encoded_bytes(), what).map_err(invalid)
}

/// The column that an argument names.
pub(super) fn column_name(text: &OsStr) -> io::Result<Name> {
    script::name(text.as_encoded_bytes(), "COLUMN").map_err(invalid)
}

/// The value that an argument gives.
pub(super) fn value(text: &OsStr) -> io::Result<Vec<u8>> {
    script::escape::value(text.as_encoded_bytes()).map_err(|what| invalid(format!("VALUE: {what}")))
}

fn invalid(what: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, what)
}

/// Why a name does not say which scope is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Ambiguous(String);

impl std::fmt::Display for Ambiguous {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id, where the store has rows or tables of such a scope: named in full, or by the last part of its name where only
/// one is called so.
pub(super) fn known(store: &Store, place: &Place) -> Result<Option<Oid>, Ambiguous> {
    let scope = match &place.scope {
        Name::Token(token) => Some(Scope(*token)),
        Name::Text(name) => known_scope(store, name)?,
    };
    Ok(scope.map(|scope| Oid::new(scope, place.id)))
}

fn known_scope(store: &Store, name: &[u8]) -> Result<Option<Scope>, Ambiguous> {
    if let Some(scope) = store.scope(name).filter(|scope| store.scopes().any(|known| known == *scope)) {
        return Ok(Some(scope));
    }
    let is_called = |scope: &Scope| store.name(*scope).is_some_and(|full| names::last_part(&full) == name);
    let called: Vec<_> = store.scopes().filter(is_called).collect();
    match called[..] {
        [] => Ok(None),
        [scope] => Ok(Some(scope)),
        _ => {
            let all: Vec<_> = called.iter().map(|scope| names::full(store, *scope)).collect();
            Err(Ambiguous(format!("{} may be each of {}; name it in full", printable(name), all.join(", "))))
        }
    }
}

/// The column, where the store knows its name.
pub(super) fn known_column(store: &Store, name: &Name) -> Option<Column> {
    match name {
        Name::Token(token) => Some(Column(*token)),
        Name::Text(name) => store.column(name),
    }
}

//! The store as JSON, in the form that `testdata/README.md` describes.

use std::cmp::Ordering;

use morkdb::id::{Oid, Scope};
use morkdb::store::{CellRef, RowRef, Store, TableRef, Token, Value};
use serde_json::{Value as Json, json};

/// Bytes as JSON: text where they are UTF-8, else their hex digits.
fn bytes(bytes: &[u8]) -> Json {
    match std::str::from_utf8(bytes) {
        Ok(text) => Json::from(text),
        Err(_) => json!({ "hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() }),
    }
}

fn name(store: &Store, token: impl Into<Token>) -> Json {
    let token = token.into();
    match store.name(token) {
        Some(name) => bytes(&name),
        None => Json::from(format!("^{:X}?undefined", token.0)),
    }
}

fn sort_name(store: &Store, scope: Scope) -> Vec<u8> {
    store
        .name(scope)
        .map_or_else(|| format!("^{:X}?undefined", scope.0).into_bytes(), |name| name.into_owned())
}

fn order(store: &Store, one: Oid, other: Oid) -> Ordering {
    let key = |oid: Oid| (sort_name(store, oid.scope), oid.scope.0, oid.id);
    if one.scope == other.scope { one.id.cmp(&other.id) } else { key(one).cmp(&key(other)) }
}

fn oid(store: &Store, oid: Oid) -> Json {
    let scope = sort_name(store, oid.scope);
    Json::from(format!("{:X}:{}", oid.id, String::from_utf8_lossy(&scope)))
}

fn member(store: &Store, table: TableRef<'_>, row: RowRef<'_>) -> Json {
    if row.oid().scope == table.oid().scope {
        Json::from(format!("{:X}", row.oid().id))
    } else {
        oid(store, row.oid())
    }
}

fn table(store: &Store, table: TableRef<'_>) -> Json {
    json!({
        "scope": name(store, table.oid().scope),
        "id": format!("{:X}", table.oid().id),
        "kind": name(store, table.kind()),
        "priority": table.priority(),
        "unique": table.is_unique(),
        "verbose": table.is_verbose(),
        "meta_row": table.meta_row().map(|row| oid(store, row.oid())),
        "rows": table.rows().map(|row| member(store, table, row)).collect::<Vec<_>>(),
    })
}

fn value(value: Option<Value<'_>>) -> Json {
    value.map_or(Json::Null, |value| bytes(&value.bytes()))
}

fn cell(store: &Store, cell: CellRef<'_>) -> Json {
    json!([name(store, cell.column), value(cell.value)])
}

fn row(store: &Store, row: RowRef<'_>) -> Json {
    json!({
        "scope": name(store, row.oid().scope),
        "id": format!("{:X}", row.oid().id),
        "cells": row.cells().map(|c| cell(store, c)).collect::<Vec<_>>(),
    })
}

/// The whole store.
pub(crate) fn store(store: &Store) -> Json {
    let mut tables: Vec<_> = store.tables().collect();
    tables.sort_by(|one, other| order(store, one.oid(), other.oid()));
    let mut rows: Vec<_> = store.rows().collect();
    rows.sort_by(|one, other| order(store, one.oid(), other.oid()));
    json!({
        "opened": true,
        "tables": tables.into_iter().map(|t| table(store, t)).collect::<Vec<_>>(),
        "rows": rows.into_iter().map(|r| row(store, r)).collect::<Vec<_>>(),
    })
}

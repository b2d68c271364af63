//! `mork set`.

use std::io;

use morkdb::Store;
use morkdb::file::Commit;
use morkdb::id::Oid;
use morkdb::store::EditError;

use super::target::Target;
use super::{Stop, one, persistently, place, told, words};
use crate::args::SetArgs;
use crate::names;
use crate::run::{Outlet, Status};
use crate::script::{Name, Place};

/// Sets a cell.
pub(crate) fn run(args: &SetArgs) -> io::Result<Status> {
    let row = place::place(&args.row, "OID")?;
    let (column, value) = (place::column_name(&args.column)?, place::value(&args.value)?);
    one(&args.file, &args.write, |target, out| {
        persistently(out, |out| job(&row, &column, &value, target, out))
    })
}

fn job(
    row: &Place,
    column: &Name,
    value: &[u8],
    target: &mut Target<'_>,
    out: &mut Outlet<'_>,
) -> Result<Status, Stop> {
    let mut database = target.open()?;
    target.report(&database, out)?;
    let known = place::known(database.store(), row).map_err(|error| target.failure(error))?;
    let set = set(database.store_mut(), known, row, column, value);
    let what = set.map_err(|error| target.failure(words::edit(database.store(), error)))?;
    let written = target.commit(&mut database, Commit::Group, out)?;
    target.tell(out, &format!("{what}; {}", told::written(&written)))?;
    Ok(Status::Clean)
}

/// Sets the cell, and says what that is.
fn set(
    store: &mut Store,
    known: Option<Oid>,
    row: &Place,
    column: &Name,
    value: &[u8],
) -> Result<String, EditError> {
    let is_new_column = place::known_column(store, column).is_none();
    let oid = match known {
        Some(oid) => oid,
        None => row.oid(store)?,
    };
    let is_new_row = store.make_row_at(oid)?;
    let column = column.token(|name| store.make_column(name))?;
    let is_changed = store.set(oid, column, value)?;
    let cell = format!(
        "{}{} of row {}{}",
        names::short(store, column),
        if is_new_column { " (a new column)" } else { "" },
        names::id(store, oid, None),
        match (is_new_row, known) {
            (true, None) => " (a new row, of a new scope)",
            (true, Some(_)) => " (a new row)",
            (false, _) => "",
        },
    );
    Ok(if is_changed { format!("set {cell}") } else { format!("{cell} is that already") })
}

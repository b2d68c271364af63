//! `mork cut`.

use std::ffi::OsStr;
use std::io::{self, Write};

use morkdb::Store;
use morkdb::file::Commit;
use morkdb::id::Oid;
use morkdb::store::EditError;

use super::target::Target;
use super::{Stop, one, persistently, place, told, words};
use crate::args::CutArgs;
use crate::names;
use crate::printable::printable;
use crate::run::{Outlet, Status};
use crate::script::{Name, Place};

/// What is to be cut.
#[derive(Clone, Debug)]
enum Cut {
    Cells(Vec<Name>),
    AllCells,
    From(Place),
}

/// What was cut, and what was not there.
#[derive(Debug, Default)]
struct Done {
    cut: Vec<String>,
    absent: Vec<String>,
}

impl Done {
    fn note(&mut self, is_cut: bool, what: String, absent: String) {
        if is_cut { self.cut.push(what) } else { self.absent.push(absent) }
    }
}

/// Cuts cells, or a row out of a table.
pub(crate) fn run(args: &CutArgs) -> io::Result<Status> {
    let row = place::place(&args.row, "OID")?;
    let cut = match &args.from {
        Some(table) => Cut::From(place::place(table, "TABLE")?),
        None if args.all => Cut::AllCells,
        None => {
            let columns = args.columns.iter().map(|name| place::column_name(name));
            Cut::Cells(columns.collect::<Result<_, _>>()?)
        }
    };
    one(&args.file, &args.write, |target, out| persistently(out, |out| job(args, &row, &cut, target, out)))
}

fn job(
    args: &CutArgs,
    row: &Place,
    cut: &Cut,
    target: &mut Target<'_>,
    out: &mut Outlet<'_>,
) -> Result<Status, Stop> {
    let mut database = target.open()?;
    target.report(&database, out)?;
    let store = database.store();
    let known = |place| place::known(store, place).map_err(|error| target.failure(error));
    let row = known(row)?.filter(|row| store.row(*row).is_some());
    let table = if let Cut::From(table) = cut { known(table)? } else { None };
    let table = table.filter(|table| store.table(*table).is_some());
    let done = match (row, table, &args.from) {
        (None, ..) => missing("row", &args.row),
        (_, None, Some(name)) => missing("table", name),
        (Some(row), ..) => perform(database.store_mut(), cut, row, table)
            .map_err(|error| target.failure(words::edit(database.store(), error)))?,
    };
    for absent in &done.absent {
        writeln!(out.words(), "mork: {}: {absent}", target.label())?;
    }
    if !done.cut.is_empty() {
        let written = target.commit(&mut database, Commit::Group, out)?;
        target.tell(out, &format!("cut {}; {}", done.cut.join(", "), told::written(&written)))?;
    }
    Ok(if done.absent.is_empty() { Status::Clean } else { Status::Findings })
}

fn missing(what: &str, name: &OsStr) -> Done {
    let absent = format!("no {what} {}", printable(name.as_encoded_bytes()));
    Done { cut: Vec::new(), absent: vec![absent] }
}

fn perform(store: &mut Store, cut: &Cut, row: Oid, table: Option<Oid>) -> Result<Done, EditError> {
    let shown = format!("row {}", names::id(store, row, None));
    let mut done = Done::default();
    match (cut, table) {
        (Cut::Cells(columns), _) => {
            for name in columns {
                let (is_cut, name) = cut_cell(store, row, name)?;
                done.note(is_cut, format!("{name} of {shown}"), format!("no cell {name} in {shown}"));
            }
        }
        (_, Some(table)) => {
            let name = format!("table {}", names::id(store, table, None));
            let is_cut = store.cut_row(table, row)?;
            done.note(is_cut, format!("{shown} out of {name}"), format!("no {shown} in {name}"));
        }
        _ => {
            let is_cut = store.cut_all(row)?;
            done.note(is_cut, format!("all cells of {shown}"), format!("no cell in {shown}"));
        }
    }
    Ok(done)
}

/// Cuts a cell, if it is there, and says what its column is called.
fn cut_cell(store: &mut Store, row: Oid, name: &Name) -> Result<(bool, String), EditError> {
    let shown = match (place::known_column(store, name), name) {
        (Some(column), _) => names::short(store, column),
        (None, Name::Text(name)) => printable(name),
        (None, Name::Token(token)) => format!("^{token:X}"),
    };
    let is_cut = match place::known_column(store, name) {
        Some(column) => store.cut(row, column)?,
        None => false,
    };
    Ok((is_cut, shown))
}

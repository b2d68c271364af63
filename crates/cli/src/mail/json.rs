//! Messages as JSON, written piece by piece.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use morkdb::Store;
use morkdb::id::Column as Token;
use morkdb_folder::MessageHeader;
use morkdb_folder::number::Digits;
use serde::ser::{Serialize, Serializer};

use super::column::{Column, Kind, Known};
use super::marks;
use super::message::Message;
use super::pen::{Form, Pen};
use super::zone::Clock;
use crate::json::{self, Bytes};
use crate::printable::printable;
use crate::run::Outlet;

/// What is written of each message.
#[derive(Debug)]
pub(crate) struct Shape {
    columns: Vec<Column>,
    /// Whether all stored cells are written, too.
    cells: bool,
}

impl Shape {
    /// These columns; all, and the stored cells, where none were chosen.
    pub(crate) fn new(chosen: Option<Vec<Column>>) -> Self {
        match chosen {
            Some(columns) => Self { columns, cells: false },
            None => Self { columns: Known::ALL.iter().copied().map(Column::Known).collect(), cells: true },
        }
    }
}

/// Writes the messages: an object a line, or an array of them.
pub(crate) fn print<'f>(
    out: &mut Outlet<'_>,
    messages: impl Iterator<Item = MessageHeader<'f>>,
    shape: &Shape,
    clock: &Clock,
    is_array: bool,
) -> io::Result<()> {
    let pen = Pen::new(clock, Form::Exact);
    let mut names = Names::default();
    let mut line = Vec::new();
    let mut before: &[u8] = if is_array { b"[\n" } else { b"" };
    for header in messages {
        line.extend_from_slice(before);
        write(shape, &Message::new(header), &pen, &mut names, &mut line);
        out.write_all(&line)?;
        line.clear();
        before = if is_array { b",\n" } else { b"\n" };
    }
    match (is_array, before) {
        (true, b"[\n") => out.write_all(b"[]\n"),
        (true, _) => out.write_all(b"\n]\n"),
        (false, b"") => Ok(()),
        (false, _) => out.write_all(b"\n"),
    }
}

fn write<'f>(shape: &Shape, message: &Message<'f>, pen: &Pen<'f, '_>, names: &mut Names, out: &mut Vec<u8>) {
    let mut before = b'{';
    for column in &shape.columns {
        out.push(before);
        write_member(column, message, pen, out);
        before = b',';
    }
    if shape.cells {
        out.extend_from_slice(b",\"cells\":");
        write_cells(message.header, names, out);
    }
    out.push(b'}');
}

/// Appends what a message has in a column, with the name of the column.
pub(crate) fn write_member<'f>(column: &Column, message: &Message<'f>, pen: &Pen<'f, '_>, out: &mut Vec<u8>) {
    match column {
        Column::Known(known) => {
            write_value(known.json_name(), out);
            out.push(b':');
            write_known(*known, message, pen, out);
        }
        Column::Cell(_) => {
            write_value(&column.title(), out);
            out.push(b':');
            write_cell(column, message, out);
        }
    }
}

fn write_known<'f>(known: Known, message: &Message<'f>, pen: &Pen<'f, '_>, out: &mut Vec<u8>) {
    let header = message.header;
    match known.kind() {
        Kind::Text(_) | Kind::Names(_) | Kind::Addresses(_) => {
            let mut text = Vec::new();
            known.write(message, pen, &mut text);
            write_value(&Bytes(text.into()), out);
        }
        Kind::Date(_) => match known.number(message) {
            Some(_) => {
                out.push(b'"');
                known.write(message, pen, out);
                out.push(b'"');
            }
            None => out.extend_from_slice(b"null"),
        },
        Kind::Size | Kind::Number | Kind::Priority => match known.number(message) {
            Some(number) => out.extend_from_slice(Digits::decimal(number).as_ref()),
            None => out.extend_from_slice(b"null"),
        },
        Kind::Flags => write_list(marks::all(message).map(str::as_bytes), out),
        Kind::Tags => write_list(header.all_keywords().tags().map(|key| message.tag_name(key)), out),
        Kind::Keywords => write_list(header.all_keywords().iter(), out),
    }
}

fn write_list<'l>(items: impl Iterator<Item = &'l [u8]>, out: &mut Vec<u8>) {
    let mut before: &[u8] = b"";
    out.push(b'[');
    for item in items {
        out.extend_from_slice(before);
        match std::str::from_utf8(item) {
            Ok(text) => write_value(text, out),
            Err(_) => write_value(&printable(item), out),
        }
        before = b",";
    }
    out.push(b']');
}

fn write_cell(column: &Column, message: &Message<'_>, out: &mut Vec<u8>) {
    let Column::Cell(name) = column else { return };
    match message.header.property(name) {
        Some(value) => write_value(&Bytes(value), out),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends anything as JSON.
pub(crate) fn write_value<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Nothing that is written here fails, nor does memory.
    _ = serde_json::to_writer(out, value);
}

/// Writes all cells that have a value: of each column the first.
pub(crate) fn write_cells(header: MessageHeader<'_>, names: &mut Names, out: &mut Vec<u8>) {
    out.push(b'{');
    if let (Some(row), Some(folder)) = (header.row(), header.folder()) {
        names.write(folder.store(), row, out);
    }
    out.push(b'}');
}

/// All cells of a row that is no message: of each column the first.
#[derive(Debug)]
pub(crate) struct Cells<'f>(Vec<(String, Bytes<'f>)>);

impl<'f> Cells<'f> {
    /// The first of each name.
    pub(crate) fn first(cells: impl Iterator<Item = (Cow<'f, [u8]>, Cow<'f, [u8]>)>) -> Self {
        let mut seen = HashSet::new();
        let cells = cells.map(|(name, value)| (String::from_utf8_lossy(&name).into_owned(), Bytes(value)));
        Self(cells.filter(|(name, _)| seen.insert(name.clone())).collect())
    }
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Names of columns as JSON has them, made once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: HashMap<Token, Name>,
    /// How many objects were written.
    round: u64,
}

#[derive(Debug)]
struct Name {
    /// With a colon.
    json: Vec<u8>,
    /// When it was last written.
    round: u64,
}

impl Names {
    /// Writes the cells of a row, without braces.
    pub(crate) fn write(&mut self, store: &Store, row: morkdb::store::RowRef<'_>, out: &mut Vec<u8>) {
        self.round += 1;
        let mut before: &[u8] = b"";
        for cell in row.cells() {
            let Some(value) = cell.value else { continue };
            let name = self.names.entry(cell.column).or_insert_with(|| Name::of(store, cell.column));
            if std::mem::replace(&mut name.round, self.round) == self.round {
                continue;
            }
            out.extend_from_slice(before);
            out.extend_from_slice(&name.json);
            write_value(&json::content(value), out);
            before = b",";
        }
    }
}

impl Name {
    fn of(store: &Store, column: Token) -> Self {
        let mut json = Vec::new();
        write_value(&*String::from_utf8_lossy(&json::name(store, column).0), &mut json);
        json.push(b':');
        Self { json, round: 0 }
    }
}

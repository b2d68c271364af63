//! Rows that wait for the one thread that has the database.

use std::borrow::Cow;
use std::ops::Range;

use rusqlite::types::ValueRef;

use crate::records::memo::{Key, Memo};
use crate::records::sink::Sink;
use crate::records::{json, time};

#[derive(Clone, Debug)]
enum Cell {
    Null,
    Integer(i64),
    Text(Range<usize>),
    Blob(Range<usize>),
}

/// Rows of a table.
#[derive(Debug, Default)]
pub(super) struct Rows {
    cells: Vec<Cell>,
    bytes: Vec<u8>,
    /// Where each row ends.
    ends: Vec<usize>,
    /// Which columns of a record are passed over, a bit each.
    passed_over: u64,
    at: u32,
    /// Values that other records have as well, and whether these tell all.
    memo: Memo<(Cell, bool)>,
}

impl Rows {
    /// Keeps all columns of a record but some.
    pub(super) fn without(columns: impl Iterator<Item = bool>) -> Self {
        let passed_over = columns.take(64).enumerate().filter(|(_, is_passed)| *is_passed);
        Self { passed_over: passed_over.fold(0, |bits, (at, _)| bits | 1 << at), ..Self::default() }
    }

    /// The values, row by row.
    pub(super) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = ValueRef<'_>>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| {
            self.cells.get(start..*end).unwrap_or_default().iter().map(|cell| self.value(cell))
        })
    }

    fn value(&self, cell: &Cell) -> ValueRef<'_> {
        let bytes = |place: &Range<usize>| self.bytes.get(place.clone()).unwrap_or_default();
        match cell {
            Cell::Null => ValueRef::Null,
            Cell::Integer(number) => ValueRef::Integer(*number),
            Cell::Text(place) => ValueRef::Text(bytes(place)),
            Cell::Blob(place) => ValueRef::Blob(bytes(place)),
        }
    }
}

impl Rows {
    fn push(&mut self, cell: Cell) {
        if self.passed_over.checked_shr(self.at).unwrap_or(0) & 1 == 0 {
            self.cells.push(cell);
        }
        self.at += 1;
    }

    fn written(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        write(&mut self.bytes);
        self.push(Cell::Text(start..self.bytes.len()));
    }

    fn integer(&mut self, value: Option<i64>) {
        self.push(value.map_or(Cell::Null, Cell::Integer));
    }

    /// Text where it is UTF-8, else bytes.
    pub(super) fn bytes(&mut self, value: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(value);
        let place = start..self.bytes.len();
        self.push(if std::str::from_utf8(value).is_ok() { Cell::Text(place) } else { Cell::Blob(place) });
    }
}

impl Sink for Rows {
    fn text(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.utf8(value.as_bytes()),
            None => self.push(Cell::Null),
        }
    }

    fn utf8(&mut self, value: &[u8]) {
        self.written(|bytes| bytes.extend_from_slice(value));
    }

    fn number(&mut self, value: Option<u32>) {
        self.integer(value.map(i64::from));
    }

    fn long(&mut self, value: Option<i64>) {
        self.integer(value);
    }

    fn yes(&mut self, value: Option<bool>) {
        self.integer(value.map(i64::from));
    }

    fn time(&mut self, value: Option<u32>) {
        match value {
            Some(seconds) => self.written(|bytes| time::write(seconds, bytes)),
            None => self.push(Cell::Null),
        }
    }

    fn list<'a>(&mut self, items: impl Iterator<Item = Cow<'a, str>>) {
        self.written(|bytes| json::write_list(items, bytes));
    }

    fn json(&mut self, object: &[u8]) {
        self.utf8(object);
    }

    fn once(&mut self, key: Key, write: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some((cell, exact)) = self.memo.get(key).cloned() {
            self.push(cell);
            return exact;
        }
        let (before, at) = (self.cells.len(), self.at);
        let exact = write(self);
        if let Some(cell) = self.cells.get(before)
            && self.at == at + 1
        {
            self.memo.put(key, (cell.clone(), exact));
        }
        exact
    }

    fn end(&mut self) {
        self.ends.push(self.cells.len());
        self.at = 0;
    }
}

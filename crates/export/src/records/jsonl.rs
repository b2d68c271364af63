//! Records as lines of JSON.

use std::borrow::Cow;
use std::ops::Range;

use morkdb_folder::number::Digits;

use super::lines::{self, Lines};
use super::memo::{Key, Memo};
use super::schema::Table;
use super::sink::Sink;
use super::{json, time};
use crate::error::Error;
use crate::job::Job;
use crate::report::Report;

pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    lines::run::<Jsonl>(job)
}

/// An object a line, with all columns, those that are null too.
#[derive(Debug)]
struct Jsonl {
    /// The names of columns as JSON has them, with what stands before and behind.
    names: Vec<Vec<u8>>,
    at: usize,
    out: Vec<u8>,
    /// Where the values are that many records begin with, and how many columns they are of.
    same: Option<(Range<usize>, usize)>,
    /// Where values are that other records have as well, of how many columns, and whether these tell all.
    memo: Memo<(Range<usize>, usize, bool)>,
}

impl Lines for Jsonl {
    const ENDING: &'static str = "jsonl";

    fn new(table: &Table) -> Self {
        let name = |(at, column): (usize, &super::Column)| {
            let mut name = vec![if at == 0 { b'{' } else { b',' }];
            json::write_text(column.name, &mut name);
            name.push(b':');
            name
        };
        let names = table.columns().enumerate().map(name).collect();
        Self { names, at: 0, out: Vec::new(), same: None, memo: Memo::default() }
    }

    fn head(_table: &Table) -> Vec<u8> {
        Vec::new()
    }

    fn into_bytes(self) -> Vec<u8> {
        self.out
    }
}

impl Jsonl {
    /// Writes the name of the next column.
    fn name(&mut self) -> &mut Vec<u8> {
        if let Some(name) = self.names.get(self.at) {
            self.out.extend_from_slice(name);
        }
        self.at += 1;
        &mut self.out
    }

    fn value<T>(&mut self, value: Option<T>, write: impl FnOnce(T, &mut Vec<u8>)) {
        let out = self.name();
        match value {
            Some(value) => write(value, out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl Sink for Jsonl {
    fn text(&mut self, value: Option<&str>) {
        self.value(value, json::write_text);
    }

    fn utf8(&mut self, value: &[u8]) {
        json::write_utf8(value, self.name());
    }

    fn number(&mut self, value: Option<u32>) {
        self.value(value, |value, out| out.extend_from_slice(Digits::decimal(value).as_ref()));
    }

    fn long(&mut self, value: Option<i64>) {
        self.value(value, |value, out| {
            out.extend_from_slice(if value < 0 { b"-" } else { b"" });
            out.extend_from_slice(Digits::decimal(value.unsigned_abs()).as_ref());
        });
    }

    fn yes(&mut self, value: Option<bool>) {
        self.value(value, |value, out| out.extend_from_slice(if value { b"true" } else { b"false" }));
    }

    fn time(&mut self, value: Option<u32>) {
        self.value(value, |value, out| {
            out.push(b'"');
            time::write(value, out);
            out.push(b'"');
        });
    }

    fn list<'a>(&mut self, items: impl Iterator<Item = Cow<'a, str>>) {
        json::write_list(items, self.name());
    }

    fn json(&mut self, object: &[u8]) {
        self.name().extend_from_slice(object);
    }

    fn same(&mut self, write: impl FnOnce(&mut Self)) {
        if let Some((same, columns)) = &self.same {
            self.at = *columns;
            return self.out.extend_from_within(same.clone());
        }
        let start = self.out.len();
        write(self);
        self.same = Some((start..self.out.len(), self.at));
    }

    fn once(&mut self, key: Key, write: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some((written, columns, exact)) = self.memo.get(key).cloned() {
            self.out.extend_from_within(written);
            self.at += columns;
            return exact;
        }
        let (start, at) = (self.out.len(), self.at);
        let exact = write(self);
        self.memo.put(key, (start..self.out.len(), self.at - at, exact));
        exact
    }

    fn end(&mut self) {
        self.out.extend_from_slice(b"}\n");
        self.at = 0;
    }
}

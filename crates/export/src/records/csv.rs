//! Records as comma-separated values (RFC 4180).

use std::borrow::Cow;
use std::ops::Range;

use morkdb_folder::number::Digits;

use super::blocks::has_none;
use super::lines::{self, Lines};
use super::memo::{Key, Memo};
use super::schema::Table;
use super::sink::Sink;
use super::time;
use crate::error::Error;
use crate::job::Job;
use crate::report::Report;

/// What stands between the items of a list; within an item it has a `\` before it, and so has a `\`.
const SEPARATOR: u8 = b';';

pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    lines::run::<Csv>(job)
}

/// Lines that end with CR and LF. Null is an empty field, and a text that is empty is `""`.
#[derive(Debug, Default)]
struct Csv {
    out: Vec<u8>,
    is_within: bool,
    /// Where the values are that many records begin with.
    same: Option<Range<usize>>,
    /// Where values are that other records have as well, and whether these tell all.
    memo: Memo<(Range<usize>, bool)>,
}

impl Lines for Csv {
    const ENDING: &'static str = "csv";

    fn new(_table: &Table) -> Self {
        Self::default()
    }

    fn head(table: &Table) -> Vec<u8> {
        let mut head = Self::default();
        table.columns().for_each(|column| head.text(Some(column.name)));
        head.end();
        head.out
    }

    fn into_bytes(self) -> Vec<u8> {
        self.out
    }
}

impl Csv {
    fn field(&mut self) -> &mut Vec<u8> {
        if self.is_within {
            self.out.push(b',');
        }
        self.is_within = true;
        &mut self.out
    }
}

impl Sink for Csv {
    fn text(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.utf8(value.as_bytes()),
            None => _ = self.field(),
        }
    }

    fn utf8(&mut self, value: &[u8]) {
        write(value, self.field());
    }

    fn number(&mut self, value: Option<u32>) {
        let out = self.field();
        if let Some(value) = value {
            out.extend_from_slice(Digits::decimal(value).as_ref());
        }
    }

    fn long(&mut self, value: Option<i64>) {
        let out = self.field();
        if let Some(value) = value {
            out.extend_from_slice(if value < 0 { b"-" } else { b"" });
            out.extend_from_slice(Digits::decimal(value.unsigned_abs()).as_ref());
        }
    }

    fn yes(&mut self, value: Option<bool>) {
        self.field().extend_from_slice(match value {
            Some(true) => b"true",
            Some(false) => b"false",
            None => b"",
        });
    }

    fn time(&mut self, value: Option<u32>) {
        let out = self.field();
        if let Some(value) = value {
            time::write(value, out);
        }
    }

    fn list<'a>(&mut self, items: impl Iterator<Item = Cow<'a, str>>) {
        let out = self.field();
        let start = out.len();
        for (at, item) in items.enumerate() {
            if at > 0 {
                out.push(SEPARATOR);
            }
            write_item(item.as_bytes(), out);
        }
        if out.get(start..).is_some_and(|field| !field.is_empty() && !is_plain(field)) {
            let field = out.split_off(start);
            write_quoted(&field, out);
        }
    }

    fn json(&mut self, object: &[u8]) {
        self.utf8(object);
    }

    fn same(&mut self, write: impl FnOnce(&mut Self)) {
        if let Some(same) = &self.same {
            self.is_within = true;
            return self.out.extend_from_within(same.clone());
        }
        let start = self.out.len();
        write(self);
        self.same = Some(start..self.out.len());
    }

    fn once(&mut self, key: Key, write: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some((written, exact)) = self.memo.get(key).cloned() {
            self.field().extend_from_within(written);
            return exact;
        }
        let start = self.out.len() + usize::from(self.is_within);
        let exact = write(self);
        self.memo.put(key, (start..self.out.len(), exact));
        exact
    }

    fn end(&mut self) {
        self.out.extend_from_slice(b"\r\n");
        self.is_within = false;
    }
}

fn write(field: &[u8], out: &mut Vec<u8>) {
    if is_plain(field) {
        out.extend_from_slice(field);
    } else {
        write_quoted(field, out);
    }
}

/// Whether a field needs no quotes.
fn is_plain(field: &[u8]) -> bool {
    !field.is_empty() && has_none(field, |byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
}

fn write_quoted(field: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    // Fields with one have many of them, mostly: JSON, and names in quotes.
    let mut rest = field;
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        let (part, behind) = rest.split_at(at + 1);
        out.extend_from_slice(part);
        out.push(b'"');
        rest = behind;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn write_item(item: &[u8], out: &mut Vec<u8>) {
    if memchr::memchr2(SEPARATOR, b'\\', item).is_none() {
        return out.extend_from_slice(item);
    }
    for &byte in item {
        if matches!(byte, SEPARATOR | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_records_begin_with_is_written_as_at_first() {
        let mut csv = Csv::default();
        for number in 1..=2 {
            csv.same(|csv| csv.text(Some("a,b")));
            csv.number(Some(number));
            csv.end();
        }
        assert_eq!(csv.into_bytes(), b"\"a,b\",1\r\n\"a,b\",2\r\n");
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        for (field, expected) in [
            ("", "\"\""),
            ("plain text; 'so'", "plain text; 'so'"),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("\r", "\"\r\""),
            ("\"", "\"\"\"\""),
        ] {
            let mut line = Csv::default();
            line.number(Some(1));
            line.text(Some(field));
            line.text(None);
            line.end();
            assert_eq!(String::from_utf8(line.out).unwrap(), format!("1,{expected},\r\n"));
        }
    }

    #[test]
    fn items_of_lists_can_be_told_apart() {
        let mut line = Csv::default();
        line.list(["a;b", "c\\", "d"].map(Cow::from).into_iter());
        line.list(["x,y"].map(Cow::from).into_iter());
        line.list(std::iter::empty());
        line.long(Some(i64::MIN));
        assert_eq!(String::from_utf8(line.out).unwrap(), "a\\;b;c\\\\;d,\"x,y\",,-9223372036854775808");
    }
}

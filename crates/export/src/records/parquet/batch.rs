//! Rows that wait to be encoded, column by column.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;

use super::encode::Encoder;
use super::levels::Levels;
use super::{GROUP, GROUP_BYTES};
use crate::records::memo::{Key, Memo};
use crate::records::schema::{Kind, Table};
use crate::records::sink::Sink;

/// The values of a column, with the levels by which Parquet tells null and lists.
#[derive(Debug)]
pub(super) enum Values {
    Text(Texts),
    Number(Vec<i32>),
    Long(Vec<i64>),
    Bool(Vec<bool>),
}

/// Texts one behind the other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) bytes: Vec<u8>,
    pub(super) places: Vec<Range<usize>>,
    /// What is handed to the library: the texts, and the bytes that they share.
    lent: (Vec<ByteArray>, Bytes),
}

impl Texts {
    /// A text that is that of the row before is not kept twice.
    fn push(&mut self, text: &[u8]) {
        let last = self.places.last().cloned().unwrap_or_default();
        if self.bytes.get(last.clone()) == Some(text) {
            return self.places.push(last);
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text);
        self.places.push(start..self.bytes.len());
    }

    /// The texts as the library takes them; nothing can be added behind that.
    pub(super) fn lend(&mut self) -> &[ByteArray] {
        let (values, bytes) = &mut self.lent;
        *bytes = std::mem::take(&mut self.bytes).into();
        let all = ByteArray::from(bytes.clone());
        values.extend(self.places.iter().map(|place| all.slice(place.start, place.len())));
        values
    }

    /// Forgets all, but keeps the memory, unless the library still has a part of it.
    fn clear(&mut self) {
        let (values, bytes) = &mut self.lent;
        values.clear();
        let bytes = std::mem::take(bytes);
        if bytes.is_unique() {
            self.bytes = bytes.into();
        }
        self.bytes.clear();
        self.places.clear();
    }
}

/// A column.
#[derive(Debug)]
pub(super) struct Buffer {
    pub(super) values: Values,
    /// For each value or null: 1 where there is one; of a list without items, one 0.
    pub(super) definitions: Levels,
    /// Of lists: 0 for the first item, 1 for the others.
    pub(super) repetitions: Option<Vec<i16>>,
}

impl Buffer {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text | Kind::Word | Kind::List | Kind::Json => Values::Text(Texts::default()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Long | Kind::Time => Values::Long(Vec::new()),
            Kind::Bool => Values::Bool(Vec::new()),
        };
        let repetitions = (kind == Kind::List).then(Vec::new);
        Self { values, definitions: Levels::default(), repetitions }
    }

    #[inline(always)]
    fn define(&mut self, is_there: bool) {
        self.definitions.push(i16::from(is_there));
    }

    /// Forgets all, but keeps the memory.
    fn clear(&mut self) {
        self.definitions.clear();
        self.repetitions.iter_mut().for_each(Vec::clear);
        match &mut self.values {
            Values::Text(texts) => texts.clear(),
            Values::Number(values) => values.clear(),
            Values::Long(values) => values.clear(),
            Values::Bool(values) => values.clear(),
        }
    }

    /// Where the text of the last row is; not for lists.
    fn last_text(&self) -> Option<Range<usize>> {
        match (&self.values, self.definitions.last(), &self.repetitions) {
            (Values::Text(texts), Some(1), None) => texts.places.last().cloned(),
            _ => None,
        }
    }

    /// The last value again; not for lists.
    fn again(&mut self) {
        let Some(level) = self.definitions.last() else { return };
        self.definitions.push(level);
        if level > 0 {
            match &mut self.values {
                Values::Text(texts) => texts.places.extend(texts.places.last().cloned()),
                Values::Number(values) => values.extend(values.last().copied()),
                Values::Long(values) => values.extend(values.last().copied()),
                Values::Bool(values) => values.extend(values.last().copied()),
            }
        }
    }
}

/// Rows of a table.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) columns: Vec<Buffer>,
    len: usize,
    bytes: usize,
}

impl Batch {
    pub(super) fn new(table: &Table) -> Self {
        Self { columns: table.columns().map(|column| Buffer::new(column.kind)).collect(), len: 0, bytes: 0 }
    }

    /// Forgets all, but keeps the memory.
    fn clear(&mut self) {
        self.columns.iter_mut().for_each(Buffer::clear);
        (self.len, self.bytes) = (0, 0);
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many bytes of text it has, or more.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

/// Takes records as rows.
#[derive(Debug)]
pub(super) struct Rows {
    table: &'static Table,
    batch: Batch,
    /// The column that is next.
    at: usize,
    /// How many columns are the same in all rows.
    same: usize,
    /// Where texts of the batch are that other rows have as well, and whether these tell all.
    memo: Memo<(Range<usize>, bool)>,
    full: Vec<Batch>,
    encoder: Option<Encoder<Vec<u8>>>,
    error: Option<ParquetError>,
}

impl Rows {
    /// Keeps all rows.
    pub(super) fn new(table: &'static Table) -> Self {
        Self {
            table,
            batch: Batch::new(table),
            at: 0,
            same: 0,
            memo: Memo::default(),
            full: Vec::new(),
            encoder: None,
            error: None,
        }
    }

    /// Has rows encoded as soon as there are enough of them. `batch`: an empty one of the table, whose memory is used.
    pub(super) fn encoded(table: &'static Table, batch: Batch, encoder: Encoder<Vec<u8>>) -> Self {
        Self { encoder: Some(encoder), batch, ..Self::new(table) }
    }

    pub(super) fn into_batches(mut self) -> Vec<Batch> {
        self.pass_on();
        self.full
    }

    /// The file, `None` where there are no rows; and the batch, which is empty again.
    pub(super) fn into_file(mut self) -> Result<(Option<Vec<u8>>, Batch), ParquetError> {
        self.pass_on();
        match (self.error, self.encoder) {
            (Some(error), _) => Err(error),
            (None, Some(encoder)) if encoder.has_rows() => Ok((Some(encoder.finish()?), self.batch)),
            (None, _) => Ok((None, self.batch)),
        }
    }

    fn pass_on(&mut self) {
        if self.batch.len == 0 {
            return;
        }
        self.memo.clear();
        if let Some(encoder) = &mut self.encoder {
            if self.error.is_none() {
                self.error = encoder.write(std::slice::from_mut(&mut self.batch)).err();
            }
            self.batch.clear();
        } else {
            self.full.push(std::mem::replace(&mut self.batch, Batch::new(self.table)));
        }
    }

    fn bytes(&mut self, value: Option<&[u8]>) {
        self.batch.bytes += value.map_or(0, <[u8]>::len);
        let Some(column) = self.next() else { return };
        column.define(value.is_some());
        if let (Some(value), Values::Text(texts)) = (value, &mut column.values) {
            texts.push(value);
        }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<&mut Buffer> {
        let column = self.batch.columns.get_mut(self.at);
        self.at += 1;
        column
    }
}

impl Sink for Rows {
    fn text(&mut self, value: Option<&str>) {
        self.bytes(value.map(str::as_bytes));
    }

    fn utf8(&mut self, value: &[u8]) {
        self.bytes(Some(value));
    }

    fn number(&mut self, value: Option<u32>) {
        let Some(column) = self.next() else { return };
        column.define(value.is_some());
        if let (Some(value), Values::Number(numbers)) = (value, &mut column.values) {
            numbers.push(value.cast_signed());
        }
    }

    fn long(&mut self, value: Option<i64>) {
        let Some(column) = self.next() else { return };
        column.define(value.is_some());
        if let (Some(value), Values::Long(numbers)) = (value, &mut column.values) {
            numbers.push(value);
        }
    }

    fn yes(&mut self, value: Option<bool>) {
        let Some(column) = self.next() else { return };
        column.define(value.is_some());
        if let (Some(value), Values::Bool(bools)) = (value, &mut column.values) {
            bools.push(value);
        }
    }

    fn time(&mut self, value: Option<u32>) {
        self.long(value.map(|seconds| i64::from(seconds) * 1_000_000));
    }

    fn list<'a>(&mut self, items: impl Iterator<Item = Cow<'a, str>>) {
        let mut bytes = 0;
        let Some(column) = self.next() else { return };
        let mut repetitions = column.repetitions.take().unwrap_or_default();
        let before = repetitions.len();
        for item in items {
            repetitions.push(i16::from(repetitions.len() > before));
            column.define(true);
            bytes += item.len();
            if let Values::Text(texts) = &mut column.values {
                texts.push(item.as_bytes());
            }
        }
        if repetitions.len() == before {
            repetitions.push(0);
            column.define(false);
        }
        column.repetitions = Some(repetitions);
        self.batch.bytes += bytes;
    }

    fn json(&mut self, object: &[u8]) {
        self.utf8(object);
    }

    fn same(&mut self, write: impl FnOnce(&mut Self)) {
        if self.batch.len == 0 {
            write(self);
            self.same = self.at;
            return;
        }
        self.batch.columns.iter_mut().take(self.same).for_each(Buffer::again);
        self.at = self.same;
    }

    fn once(&mut self, key: Key, write: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some((place, exact)) = self.memo.get(key).cloned() {
            self.batch.bytes += place.len();
            if let Some(Buffer { values: Values::Text(texts), definitions, .. }) = self.next() {
                definitions.push(1);
                texts.places.push(place);
            }
            return exact;
        }
        let at = self.at;
        let exact = write(self);
        if self.at == at + 1
            && let Some(place) = self.batch.columns.get(at).and_then(Buffer::last_text)
        {
            self.memo.put(key, (place, exact));
        }
        exact
    }

    fn end(&mut self) {
        self.at = 0;
        self.batch.len += 1;
        if self.batch.len >= GROUP || self.batch.bytes >= GROUP_BYTES {
            self.pass_on();
        }
    }
}

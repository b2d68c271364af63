//! Columns that say the same in every row, which most columns of a folder do: they need no look at each row.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::batch::{Buffer, Values};

/// Longer texts are not told as the least and the greatest.
const LONGEST: usize = 64;

/// What is in every row.
enum Constant<'b> {
    Null,
    Text(&'b [u8]),
    Number(i32),
    Long(i64),
    Bool(bool),
}

/// A column as it is in a file; `None` where rows differ.
pub(super) fn chunk(
    buffer: &Buffer,
    column: &ColumnDescPtr,
) -> Result<Option<(Bytes, ColumnCloseResult)>, ParquetError> {
    let Some(constant) = Constant::of(buffer) else { return Ok(None) };
    let Ok(count) = u32::try_from(buffer.definitions.len()) else { return Ok(None) };
    let mut sink = TrackedWrite::new(Vec::new());
    let mut pages = SerializedPageWriter::new(&mut sink);
    let (mut sizes, mut stats, mut dictionary_at) = (0, Vec::new(), None);
    let mut put = |page: Page| {
        stats.push(PageEncodingStats { page_type: page.page_type(), encoding: page.encoding(), count: 1 });
        let size = page.buffer().len();
        let put = pages.write_page(CompressedPage::new(page, size))?;
        sizes += put.uncompressed_size;
        Ok::<_, ParquetError>(put.offset)
    };
    if let Some(buf) = constant.dictionary() {
        let page = Page::DictionaryPage { buf, num_values: 1, encoding: Encoding::PLAIN, is_sorted: false };
        dictionary_at = Some(signed(put(page)?));
    }
    let encoding = if dictionary_at.is_some() { Encoding::RLE_DICTIONARY } else { Encoding::PLAIN };
    let data_at = signed(put(Page::DataPage {
        buf: constant.data(count, column).into(),
        num_values: count,
        encoding,
        def_level_encoding: Encoding::RLE,
        rep_level_encoding: Encoding::RLE,
        statistics: None,
    })?);
    let bytes = sink.into_inner()?;
    let rows = u64::from(count);
    let nulls = if matches!(constant, Constant::Null) { rows } else { 0 };
    let metadata = ColumnChunkMetaData::builder(column.clone())
        .set_compression(Compression::UNCOMPRESSED)
        .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, encoding])
        .set_page_encoding_stats(stats)
        .set_total_compressed_size(signed(size(bytes.len())))
        .set_total_uncompressed_size(signed(size(sizes)))
        .set_num_values(signed(rows))
        .set_data_page_offset(data_at)
        .set_dictionary_page_offset(dictionary_at)
        .set_statistics(constant.statistics(nulls))
        .build()?;
    let close = ColumnCloseResult {
        bytes_written: size(bytes.len()),
        rows_written: rows,
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: None,
    };
    Ok(Some((bytes.into(), close)))
}

impl<'b> Constant<'b> {
    fn of(buffer: &'b Buffer) -> Option<Self> {
        if buffer.definitions.only()? == 0 {
            return Some(Self::Null);
        }
        // Items of lists are not rows.
        if buffer.repetitions.is_some() {
            return None;
        }
        Some(match &buffer.values {
            Values::Text(texts) => Self::Text(texts.bytes.get(only(&texts.places)?.clone())?),
            Values::Number(numbers) => Self::Number(*only(numbers)?),
            Values::Long(numbers) => Self::Long(*only(numbers)?),
            Values::Bool(bools) => Self::Bool(*only(bools)?),
        })
    }

    /// The page that has the value, if it is not in the page of the rows.
    fn dictionary(&self) -> Option<Bytes> {
        match self {
            Self::Null | Self::Bool(_) => None,
            Self::Number(number) => Some(number.to_le_bytes().to_vec().into()),
            Self::Long(number) => Some(number.to_le_bytes().to_vec().into()),
            Self::Text(text) => {
                let len = u32::try_from(text.len()).ok()?;
                Some([&len.to_le_bytes(), *text].concat().into())
            }
        }
    }

    /// The page of the rows: levels and values, each a run.
    fn data(&self, count: u32, column: &ColumnDescPtr) -> Vec<u8> {
        let mut data = Vec::new();
        let level = u8::from(!matches!(self, Self::Null));
        for (most, level) in [(column.max_rep_level(), 0), (column.max_def_level(), level)] {
            if most > 0 {
                let run = run(count, level);
                data.extend(u8::try_from(run.len()).unwrap_or(0).to_le_bytes());
                data.extend([0; 3]);
                data.extend(run);
            }
        }
        match self {
            Self::Null => {}
            Self::Bool(bool) => {
                data.resize(data.len() + count.div_ceil(8) as usize, if *bool { 0xFF } else { 0 });
            }
            Self::Text(_) | Self::Number(_) | Self::Long(_) => {
                // The places in the dictionary have one bit.
                data.push(1);
                data.extend(run(count, 0));
            }
        }
        data
    }

    fn statistics(&self, nulls: u64) -> Statistics {
        let nulls = Some(nulls);
        match *self {
            Self::Null => Statistics::byte_array(None, None, None, nulls, false),
            Self::Bool(bool) => Statistics::boolean(Some(bool), Some(bool), None, nulls, false),
            Self::Number(number) => Statistics::int32(Some(number), Some(number), None, nulls, false),
            Self::Long(number) => Statistics::int64(Some(number), Some(number), None, nulls, false),
            Self::Text(text) => {
                let text = (text.len() <= LONGEST).then(|| ByteArray::from(text.to_vec()));
                Statistics::byte_array(text.clone(), text, None, nulls, false)
            }
        }
    }
}

/// What all of these are.
fn only<T: PartialEq>(values: &[T]) -> Option<&T> {
    let first = values.first()?;
    values.iter().all(|value| value == first).then_some(first)
}

/// A run of levels or places below 2, as Parquet's RLE has it.
fn run(count: u32, value: u8) -> Vec<u8> {
    let (mut run, mut rest) = (Vec::new(), u64::from(count) << 1);
    while rest >= 0x80 {
        run.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    run.extend([rest.to_le_bytes()[0], value]);
    run
}

fn size(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_its_length_and_its_value() {
        for (count, expected) in
            [(1, &[2, 1][..]), (63, &[126, 1]), (64, &[0x80, 1, 1]), (100, &[0xC8, 1, 1])]
        {
            assert_eq!(run(count, 1), expected);
        }
    }

    #[test]
    fn what_differs_in_one_row_is_not_constant() {
        assert_eq!(only(&[7, 7, 7]), Some(&7));
        assert_eq!(only(&[7, 7, 8]), None);
        assert_eq!(only::<u8>(&[]), None);
    }
}

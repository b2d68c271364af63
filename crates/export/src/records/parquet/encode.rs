//! Rows as a Parquet file.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{BoolType, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::batch::{Batch, Buffer, Values};
use super::constant;
use crate::records::schema::{Column, Kind, Table, VERSION};

/// Compresses well, and is faster than what it is given.
const LEVEL: i32 = 1;

/// Texts that differ from row to row, so that a dictionary of them saves nothing.
const UNIQUE: [&str; 5] = ["message_id", "preview", "store_token", "gm_message_id", "properties"];

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Encoder<W: Write + Send> {
    file: SerializedFileWriter<W>,
    has_rows: bool,
}

impl<W: Write + Send> Encoder<W> {
    /// Begins a file.
    pub(super) fn new(to: W, table: &Table) -> Result<Self, ParquetError> {
        let schema = Arc::new(parse_message_type(&schema(table))?);
        let file = SerializedFileWriter::new(to, schema, Arc::new(properties(table)?))?;
        Ok(Self { file, has_rows: false })
    }

    pub(super) fn has_rows(&self) -> bool {
        self.has_rows
    }

    /// Writes rows as a group.
    pub(super) fn write(&mut self, batches: &mut [Batch]) -> Result<(), ParquetError> {
        if batches.is_empty() {
            return Ok(());
        }
        self.has_rows = true;
        let columns = self.file.schema_descr().columns().to_vec();
        let mut group = self.file.next_row_group()?;
        for (at, column) in columns.iter().enumerate() {
            if let [batch] = &*batches
                && let Some(buffer) = batch.columns.get(at)
                && let Some((bytes, close)) = constant::chunk(buffer, column)?
            {
                group.append_column(&bytes, close)?;
                continue;
            }
            let Some(mut column) = group.next_column()? else { break };
            for buffer in batches.iter_mut().filter_map(|batch| batch.columns.get_mut(at)) {
                write(buffer, &mut column)?;
            }
            column.close()?;
        }
        group.close().map(drop)
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<W, ParquetError> {
        self.file.into_inner()
    }
}

/// Writes the values of a column.
fn write(buffer: &mut Buffer, to: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
    let (definitions, repetitions) = (Some(buffer.definitions.spread()), buffer.repetitions.as_deref());
    match &mut buffer.values {
        Values::Number(values) => to.typed::<Int32Type>().write_batch(values, definitions, repetitions)?,
        Values::Long(values) => to.typed::<Int64Type>().write_batch(values, definitions, repetitions)?,
        Values::Bool(values) => to.typed::<BoolType>().write_batch(values, definitions, repetitions)?,
        Values::Text(texts) => {
            to.typed::<ByteArrayType>().write_batch(texts.lend(), definitions, repetitions)?
        }
    };
    Ok(())
}

/// The schema in Parquet's own words.
fn schema(table: &Table) -> String {
    let mut text = format!("message {} {{\n", table.name);
    for column in table.columns() {
        let name = column.name;
        // Writing to a string does not fail.
        _ = match column.kind {
            Kind::Text | Kind::Word => writeln!(text, "optional binary {name} (STRING);"),
            Kind::Json => writeln!(text, "required binary {name} (STRING);"),
            Kind::Number => writeln!(text, "optional int32 {name} (INTEGER(32,false));"),
            Kind::Long => writeln!(text, "optional int64 {name};"),
            Kind::Bool => writeln!(text, "optional boolean {name};"),
            Kind::Time => writeln!(text, "optional int64 {name} (TIMESTAMP(MICROS,true));"),
            Kind::List => writeln!(
                text,
                "required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}"
            ),
        };
    }
    text.push('}');
    text
}

fn properties(table: &Table) -> Result<WriterProperties, ParquetError> {
    let version = env!("CARGO_PKG_VERSION");
    let note = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let notes = vec![
        note("mork.schema", format!("{}/{VERSION}", table.name)),
        note("mork.version", version.to_owned()),
    ];
    let builder = WriterProperties::builder()
        .set_created_by(format!("morkdb-export {version}"))
        .set_key_value_metadata(Some(notes))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true);
    Ok(table.columns().fold(builder, encoding).build())
}

/// Numbers that grow from row to row are stored as differences, and texts that are in many rows once. What has few bits has nothing to compress.
fn encoding(builder: WriterPropertiesBuilder, column: &Column) -> WriterPropertiesBuilder {
    let path = ColumnPath::from(column.name);
    match column.kind {
        Kind::Number | Kind::Long | Kind::Time => builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
        Kind::Bool => builder.set_column_compression(path, Compression::UNCOMPRESSED),
        Kind::Text | Kind::Json if UNIQUE.contains(&column.name) => {
            builder.set_column_dictionary_enabled(path, false)
        }
        _ => builder,
    }
}

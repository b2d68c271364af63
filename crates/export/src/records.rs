//! What the summaries say of messages, as records: one set of columns for JSON lines, CSV, SQLite and Parquet.
//!
//! Nothing that a summary has of a message is lost: what no column tells, or tells less exactly than the file, is in the
//! column `properties`. `SCHEMA.md` beside the sources of this crate says what every column means.

mod account;
mod blocks;
mod cells;
mod context;
pub(crate) mod csv;
mod exact;
mod folder;
mod json;
pub(crate) mod jsonl;
mod lines;
mod memo;
mod message;
mod operation;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod rows;
mod schema;
mod sink;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod tags;
mod time;

use std::borrow::Cow;

pub use schema::{Column, Kind, Table, VERSION};

/// The tables, with their columns in the order in which CSV, JSON lines and Parquet have them.
pub const TABLES: [Table; 5] = [MESSAGES, FOLDERS, OPERATIONS, ACCOUNTS, TAGS];

const MESSAGES: Table = Table { name: "messages", owner: context::CONTEXT, own: message::MESSAGE };
const FOLDERS: Table = Table { name: "folders", owner: context::CONTEXT, own: folder::FOLDER };
const OPERATIONS: Table = Table { name: "operations", owner: context::CONTEXT, own: operation::OPERATION };
const ACCOUNTS: Table = Table { name: "accounts", owner: context::OWNER, own: account::ACCOUNT };
const TAGS: Table = Table { name: "tags", owner: context::OWNER, own: tags::TAG };

/// Stands for what was left out.
#[cfg(not(feature = "parquet"))]
pub(crate) mod parquet {
    use crate::error::Error;
    use crate::job::Job;
    use crate::report::Report;

    pub(crate) fn run(_job: &Job<'_>) -> Result<Report, Error> {
        Err(Error::NotBuilt("Parquet"))
    }
}

/// Stands for what was left out.
#[cfg(not(feature = "sqlite"))]
pub(crate) mod sqlite {
    use crate::error::Error;
    use crate::job::Job;
    use crate::report::Report;

    pub(crate) fn run(_job: &Job<'_>) -> Result<Report, Error> {
        Err(Error::NotBuilt("SQLite"))
    }
}

/// Bytes as text, with U+FFFD for what is not UTF-8.
fn lossy(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        }),
    }
}

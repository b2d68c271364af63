//! Commands that read.

use std::path::PathBuf;

use clap::Args;

use super::{Files, Format, Reading, WriteArgs};

/// `mork dump`.
#[derive(Debug, Args)]
pub(crate) struct DumpArgs {
    #[command(flatten)]
    pub(crate) input: Files,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// How to understand the file.
    #[arg(long, value_enum, default_value_t = Reading::Lenient)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) select: Select,
    /// Lay text out for this many columns, and cut longer values. Default: the terminal's width; 100 and nothing cut
    /// where the output is none.
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,
    /// Do not cut long values in text.
    #[arg(long)]
    pub(crate) full: bool,
}

/// What to dump.
#[derive(Debug, Args)]
pub(crate) struct Select {
    /// Only tables of this kind, or of this id (hexadecimal, ID or ID:SCOPE), and their rows.
    #[arg(long, value_name = "KIND|ID")]
    pub(crate) table: Vec<String>,
    /// Only tables and rows of this scope.
    #[arg(long, value_name = "NAME")]
    pub(crate) scope: Vec<String>,
    /// Only the row of this id (hexadecimal, ID or ID:SCOPE), and the tables it is in.
    #[arg(long, value_name = "ID")]
    pub(crate) row: Vec<String>,
    /// Only cells of these columns, and rows that have any.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) column: Vec<String>,
}

/// `mork stat`.
#[derive(Debug, Args)]
pub(crate) struct StatArgs {
    #[command(flatten)]
    pub(crate) input: Files,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// How to understand the file.
    #[arg(long, value_enum, default_value_t = Reading::Lenient)]
    pub(crate) reading: Reading,
}

/// `mork check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) input: Files,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Put right in mail folders what can be without guessing, and write that to the file. The mail is not touched. The options
    /// below go with it, --reading also without it.
    #[arg(long)]
    pub(crate) repair: bool,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `mork diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The old file; `-` is standard input.
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The new file; `-` is standard input.
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// How to understand the files.
    #[arg(long, value_enum, default_value_t = Reading::Lenient)]
    pub(crate) reading: Reading,
    /// Lay text out for this many columns, and cut longer values. Default: the terminal's width; nothing is cut where
    /// the output is none.
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,
    /// Do not cut long values in text.
    #[arg(long)]
    pub(crate) full: bool,
}

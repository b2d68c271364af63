//! Commands that write.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{Durability, Reading, Writing};

/// What all commands that write have in common.
#[derive(Debug, Args)]
pub(crate) struct WriteArgs {
    /// How to understand the file. Default: lenient; mozilla where --writing is.
    #[arg(long, value_enum)]
    pub(crate) reading: Option<Reading>,
    /// How to write.
    #[arg(long, value_enum, default_value_t = Writing::Safe)]
    pub(crate) writing: Writing,
    /// What has reached the disk when the command ends.
    #[arg(long, value_enum, default_value_t = Durability::Full)]
    pub(crate) durability: Durability,
    /// Write nothing: print the bytes that would be appended, and say what else would be done.
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
    /// Copy the file to FILE.~1~ first (or .~2~ and so on) if anything is to be written. Thunderbird takes no file of
    /// such a name for a mail folder.
    #[arg(short, long)]
    pub(crate) backup: bool,
    /// Write even while Thunderbird, or another Mozilla program, holds the profile that the file is in; and with --writing
    /// mozilla even where that loses what is in the file.
    #[arg(short, long)]
    pub(crate) force: bool,
}

/// `mork set`.
#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// The file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The row, as ID:SCOPE (1F:msgs). It is made if it is not there.
    #[arg(value_name = "OID")]
    pub(crate) row: OsString,
    /// The column, by name or by token (^81).
    #[arg(value_name = "COLUMN")]
    pub(crate) column: OsString,
    /// The value, with the escapes \n \r \t \xHH \\ and \R100,x; (x a hundred times).
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) value: OsString,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `mork cut`.
#[derive(Debug, Args)]
#[command(
    override_usage = "mork cut [OPTIONS] <FILE> <OID> <COLUMN>...\n       mork cut [OPTIONS] <FILE> <OID> --all\n       mork cut [OPTIONS] <FILE> <OID> --from <TABLE>"
)]
#[command(group = ArgGroup::new("what").required(true).args(["columns", "all", "from"]))]
pub(crate) struct CutArgs {
    /// The file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The row, as ID:SCOPE (1F:msgs).
    #[arg(value_name = "OID")]
    pub(crate) row: OsString,
    /// The columns whose cells are cut, by name or by token (^81).
    #[arg(value_name = "COLUMN")]
    pub(crate) columns: Vec<OsString>,
    /// Cut all cells of the row.
    #[arg(long)]
    pub(crate) all: bool,
    /// Cut the row out of this table, as ID:SCOPE; its cells stay.
    #[arg(long, value_name = "TABLE")]
    pub(crate) from: Option<OsString>,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `mork apply`.
#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// The file. If there is none, the first commit makes it.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The script; `-` is standard input.
    #[arg(value_name = "SCRIPT")]
    pub(crate) script: PathBuf,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `mork compress`.
#[derive(Debug, Args)]
pub(crate) struct CompressArgs {
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `mork new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The file, which must not be there.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

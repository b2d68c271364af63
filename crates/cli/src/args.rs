//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  mork dump INBOX.msf                    what is in the folder, for people
  mork dump --table msgs --column subject,sender INBOX.msf
  mork dump --format json INBOX.msf      the same for programs
  mork stat *.msf                        size, tables, rows, log, waste
  mork check *.msf                       damage, and what Thunderbird would do
  xzcat old.msf.xz | mork stat -         from standard input

Exit status: 0 all is well; 1 `check` has found something; 2 a file cannot be
read, or the chosen reading refuses it, or the command line is wrong.";

const DUMP_EXAMPLES: &str = "\
Examples:
  mork dump INBOX.msf
      Every table and every row. A row that is in several tables is shown in the
      largest and mentioned in the others.
  mork dump --table msgs --column subject,sender,date INBOX.msf
      Three columns of the table of messages, a row a line.
  mork dump --table FFFFFFFD INBOX.msf
      The table of that id. `--table FFFFFFFD:threads` names its scope, too.
  mork dump --row 1F:msgs --full INBOX.msf
      One row, its long values not cut.
  mork dump --format jsonl INBOX.msf | jq -c '.row.cells? // empty'
      One object a line: the file, then its tables, then its rows.
  mork dump --reading mozilla --format json damaged.msf
      What Thunderbird would see of a damaged file.

Names may be given in full (ns:msg:db:table:kind:msgs), by their last part as
shown (msgs), or by token (^96). Bytes that are no text are shown as \\xNN in
text and as {\"hex\": ...} in JSON. For several files, json is one array.";

const STAT_EXAMPLES: &str = "\
Examples:
  mork stat INBOX.msf
  mork stat --format json Mail/*/*.msf | jq '.[] | select(.waste.rewrite) | .file'
      The files that Thunderbird would rewrite at its next commit.

`waste` is the share of the file behind its first commit group, as Thunderbird
computes it; from 30 percent on, it rewrites the file.";

const CHECK_EXAMPLES: &str = "\
Examples:
  mork check INBOX.msf
      Every oddity with its place, and what Thunderbird would do with the file.
  mork check --format jsonl *.msf | jq -c 'select(.finding.effect? == \"refuses\")'

Severities: `warning`: Thunderbird reads on, and mostly in silence; `error`: it
drops the rest of the file; `fatal`: it does not open the file, deletes it and
builds it anew from the mail, without what only the file knew.

Exit status: 0 nothing found; 1 something found; 2 a file cannot be read.";

/// Looks into Mork files: Thunderbird's .msf mail folder summaries, and the address books (.mab), history and form data
/// of older Mozilla programs.
#[derive(Debug, Parser)]
#[command(name = "mork", version, propagate_version = true, arg_required_else_help = true)]
#[command(after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    /// When to colour text.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show tables, rows and cells.
    #[command(after_help = DUMP_EXAMPLES)]
    Dump(DumpArgs),
    /// Show figures: size, tables, rows, atoms, commit groups, waste.
    #[command(after_help = STAT_EXAMPLES)]
    Stat(StatArgs),
    /// Show damage and oddities, and what Thunderbird would do with the file.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  mork completions bash > ~/.local/share/bash-completion/completions/mork"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, or write one for every command.
    #[command(after_help = "Examples:\n  mork man | man -l -\n  mork man -o ~/.local/share/man/man1")]
    Man {
        /// Write mork.1, mork-dump.1 and the others into this directory.
        #[arg(short, long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// The files, for every command that reads some.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// The files; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

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
}

/// `--format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON value; an array where there are several files.
    Json,
    /// One JSON object a line.
    Jsonl,
}

/// `--reading`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Reading {
    /// All that can be had; damage is reported and skipped.
    Lenient,
    /// What Thunderbird would see.
    Mozilla,
    /// The first deviation is an error.
    Strict,
}

impl From<Reading> for morkdb::Reading {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::Lenient => Self::Lenient,
            Reading::Mozilla => Self::Mozilla,
            Reading::Strict => Self::Strict,
        }
    }
}

/// `--color`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

//! The command line.

mod help;
mod mail;
mod mark;
mod read;
mod write;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use help::{
    APPLY_EXAMPLES, CHECK_EXAMPLES, COMPRESS_EXAMPLES, CUT_EXAMPLES, DIFF_EXAMPLES, DUMP_EXAMPLES, EXAMPLES,
    NEW_EXAMPLES, SET_EXAMPLES, STAT_EXAMPLES,
};
use mail::{FOLDER_EXAMPLES, MESSAGES_EXAMPLES, OPS_EXAMPLES, THREADS_EXAMPLES};
pub(crate) use mail::{
    FolderArgs, FolderInput, ListFormat, MessagesArgs, OpsArgs, PageFormat, ThreadsArgs, TreeFormat,
};
use mark::{DELETE_EXAMPLES, MARK_EXAMPLES, WATCH_EXAMPLES};
pub(crate) use mark::{DeleteArgs, MarkArgs, MarksArgs, StreamFormat, WatchArgs, WhichArgs};
pub(crate) use read::{CheckArgs, DiffArgs, DumpArgs, Select, StatArgs};
pub(crate) use write::{ApplyArgs, CompressArgs, CutArgs, NewArgs, SetArgs, WriteArgs};

/// Looks into Mork files, and changes them: Thunderbird's .msf mail folder summaries, and the address books (.mab),
/// history and form data of older Mozilla programs.
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
    /// Show what is different between two files: tables, rows and cells.
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffArgs),
    /// Show the messages of a mail folder.
    #[command(after_help = MESSAGES_EXAMPLES)]
    Messages(MessagesArgs),
    /// Show the threads of a mail folder.
    #[command(after_help = THREADS_EXAMPLES)]
    Threads(ThreadsArgs),
    /// Show what a mail folder says of itself: names, counts, view, server.
    #[command(after_help = FOLDER_EXAMPLES)]
    Folder(FolderArgs),
    /// Show what waits for the IMAP server of a mail folder.
    #[command(after_help = OPS_EXAMPLES)]
    Ops(OpsArgs),
    /// Mark messages of a mail folder as read, with a star, with a tag, as junk.
    #[command(after_help = MARK_EXAMPLES)]
    Mark(MarkArgs),
    /// Delete messages from a mail folder.
    #[command(after_help = DELETE_EXAMPLES)]
    Delete(DeleteArgs),
    /// Show what happens to mail folders, as it happens.
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(WatchArgs),
    /// Set a cell.
    #[command(after_help = SET_EXAMPLES)]
    Set(SetArgs),
    /// Cut cells out of a row, or a row out of a table.
    #[command(after_help = CUT_EXAMPLES)]
    Cut(CutArgs),
    /// Run a script of changes.
    #[command(after_help = APPLY_EXAMPLES)]
    Apply(ApplyArgs),
    /// Write files anew, without what is waste in them.
    #[command(after_help = COMPRESS_EXAMPLES)]
    Compress(CompressArgs),
    /// Make an empty file.
    #[command(after_help = NEW_EXAMPLES)]
    New(NewArgs),
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

/// `--writing`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Writing {
    /// Without the faults of Mozilla's engine; every file is one that Thunderbird reads whole.
    Safe,
    /// Byte for byte as Mozilla's engine writes, its faults included.
    Mozilla,
}

impl From<Writing> for morkdb::Writing {
    fn from(writing: Writing) -> Self {
        match writing {
            Writing::Safe => Self::Safe,
            Writing::Mozilla => Self::Mozilla,
        }
    }
}

/// `--durability`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Durability {
    /// The system writes to the disk when it likes.
    None,
    /// What is written is on the disk when the command ends.
    Data,
    /// And all that the system says of the file: its time, its owner, its rights.
    Full,
}

impl From<Durability> for morkdb::Durability {
    fn from(durability: Durability) -> Self {
        match durability {
            Durability::None => Self::None,
            Durability::Data => Self::Data,
            Durability::Full => Self::Full,
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

//! The command line.

mod anonymize;
mod contacts;
mod export;
mod help;
mod mail;
mod mark;
mod profile;
mod read;
mod write;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use anonymize::AnonymizeArgs;
pub(crate) use contacts::{CardFormat, ContactsArgs, HistoryArgs, Order};
pub(crate) use export::{ExportArgs, ReportFormat, Target};
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
pub(crate) use profile::{
    AccountsArgs, CatArgs, FoldersArgs, ProfilesArgs, Scope, SearchArgs, UnreadArgs, UnreadFormat,
};
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
    /// Find Thunderbird's profiles, and those of its relatives.
    #[command(after_help = profile::PROFILES_EXAMPLES)]
    Profiles(ProfilesArgs),
    /// Show the accounts of a profile: servers, identities, tags.
    #[command(after_help = profile::ACCOUNTS_EXAMPLES)]
    Accounts(AccountsArgs),
    /// Show the folders of a profile: messages, unread, size, and how good each summary is.
    #[command(after_help = profile::FOLDERS_EXAMPLES)]
    Folders(FoldersArgs),
    /// Show how many messages of each folder are unread, while Thunderbird runs.
    #[command(after_help = profile::UNREAD_EXAMPLES)]
    Unread(UnreadArgs),
    /// Search the messages of all folders of a profile.
    #[command(after_help = profile::SEARCH_EXAMPLES)]
    Search(SearchArgs),
    /// Print a message itself.
    #[command(after_help = profile::CAT_EXAMPLES)]
    Cat(CatArgs),
    /// Take the mail of a profile elsewhere: Maildir, mbox, JSON lines, CSV, SQLite, Parquet, notmuch, JMAP.
    #[command(after_help = export::EXPORT_EXAMPLES)]
    Export(ExportArgs),
    /// Take address books elsewhere: vCard, LDIF, CSV.
    #[command(after_help = contacts::CONTACTS_EXAMPLES)]
    Contacts(ContactsArgs),
    /// Show the history and the form data of old Mozilla browsers.
    #[command(after_help = contacts::HISTORY_EXAMPLES)]
    History(HistoryArgs),
    /// Replace all that is personal in a file, and keep its structure.
    #[command(after_help = anonymize::ANONYMIZE_EXAMPLES)]
    Anonymize(AnonymizeArgs),
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

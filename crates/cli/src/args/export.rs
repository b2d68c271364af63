//! `mork export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::profile::{ProfileInput, Scope};

/// `mork export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) input: ProfileInput,
    /// What to make of it.
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) to: Target,
    /// The folder that everything is written into; it is made if it is not there.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// Take along messages that are deleted and still there: not yet compacted away, or in the mail but not in a summary that is up to date; for jmap also those that are marked as deleted on the server.
    #[arg(long)]
    pub(crate) deleted: bool,
    /// Write nothing, and report what would be lost.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Whose profile it is: the value of the column and of the partition `custodian`, for collections of many profiles.
    #[arg(long, value_name = "NAME")]
    pub(crate) custodian: Option<String>,
    /// For parquet: one file for all folders, rather than one for each. The others have no choice.
    #[arg(long)]
    pub(crate) single_file: bool,
    /// Read folders with so many threads. Default: as many as there are processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// The form of the report. Text goes to standard error, or with --dry-run to standard output; json always to standard output.
    #[arg(long, value_enum, value_name = "FORM", default_value_t = ReportFormat::Text)]
    pub(crate) report: ReportFormat,
}

/// `--to`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Target {
    /// Maildir++: a folder a folder, a file a message, flags in their names, dovecot-keywords.
    Maildir,
    /// An mbox file a folder, with Status, X-Status, X-Keywords and Thunderbird's own headers.
    Mbox,
    /// JSON lines: what the summaries say, a message a line.
    Jsonl,
    /// CSV (RFC 4180): the same, without what is no table.
    Csv,
    /// An SQLite database: folders, messages, threads, properties, keywords, operations.
    Sqlite,
    /// Parquet files, for `DuckDB`, Spark, Polars and others.
    Parquet,
    /// A batch for `notmuch tag`.
    Notmuch,
    /// Mailboxes, `EmailImport` objects and blobs (RFC 8621).
    Jmap,
}

impl From<Target> for morkdb_export::Kind {
    fn from(target: Target) -> Self {
        match target {
            Target::Maildir => Self::Maildir,
            Target::Mbox => Self::Mbox,
            Target::Jsonl => Self::Jsonl,
            Target::Csv => Self::Csv,
            Target::Sqlite => Self::Sqlite,
            Target::Parquet => Self::Parquet,
            Target::Notmuch => Self::Notmuch,
            Target::Jmap => Self::Jmap,
        }
    }
}

/// `--report`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    Text,
    /// One JSON object: folders, total, warnings, files.
    Json,
}

/// Of `mork export`.
pub(super) const EXPORT_EXAMPLES: &str = "\
Examples:
  mork export PROFILE --to maildir -o ~/Maildir
  mork export PROFILE --to mbox -o out --account 'Local Folders' --folder 'archive*'
  mork export PROFILE --to parquet -o lake --custodian anna
  mork export PROFILE --to jmap -o out --dry-run
      What would be lost, and nothing is written.
  mork export PROFILE --to sqlite -o out --report json | jq .total

Read, starred, replied, forwarded, tags, junk, dates received and folder names go along
as far as the target has a place for them. The report says what it has none for, and of
how many messages; which messages have no mail here, and which mail no message. The
messages themselves are listed in problems.jsonl in DIR; that and report.json are of the
last export into DIR.

maildir, mbox and jmap have the mail itself. It is found by the place that the summary
says, or else by a Message-ID that nothing else has; what cannot be found is counted,
never guessed. Messages that are deleted and not yet compacted away are left out unless
--deleted is given; beside a summary that is stale, missing or damaged, mail that it does
not have goes along. What is only marked as deleted on the server keeps that mark, and
goes along; for jmap, which has no such mark, it is left out likewise.

Run again, it writes only what has changed; after an interruption it goes on. Each file
gets its name when it is whole and on the disk. Nothing of the profile is changed.
A DIR is for one profile. Where folders share files (jsonl, csv, sqlite, notmuch, jmap),
another choice with --account or --folder replaces what the last one wrote, and says so.

Exit status:
  0  complete: everything went along that the target can hold.
  1  complete, with warnings: of some messages the mail is not here (for targets that
     take it) or cut, a summary is missing or damaged, or stale (for targets that take no
     mail), or something was skipped or guessed. That the target has no place for
     something is no warning, nor is mail without summary that was exported, nor a
     message found by its Message-ID.
  2  failed: the profile cannot be read, or the target not be written; what was finished
     stays.";

//! What to export, and how.

use std::path::PathBuf;

/// The kind of target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Maildir++: flags in names, `dovecot-keywords`.
    Maildir,
    /// An mbox file a folder.
    Mbox,
    /// JSON lines.
    Jsonl,
    /// CSV, as RFC 4180 has it.
    Csv,
    /// An SQLite database.
    Sqlite,
    /// Parquet files.
    Parquet,
    /// A batch of `notmuch tag`.
    Notmuch,
    /// Mailboxes, `EmailImport` objects and blobs, as RFC 8621 has them.
    Jmap,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Maildir,
        Self::Mbox,
        Self::Jsonl,
        Self::Csv,
        Self::Sqlite,
        Self::Parquet,
        Self::Notmuch,
        Self::Jmap,
    ];

    /// Its name: `maildir`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Maildir => "maildir",
            Self::Mbox => "mbox",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Sqlite => "sqlite",
            Self::Parquet => "parquet",
            Self::Notmuch => "notmuch",
            Self::Jmap => "jmap",
        }
    }

    /// Whether it takes what the summaries say, all of it, as records.
    pub fn is_records(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv | Self::Sqlite | Self::Parquet)
    }

    /// Whether it takes the mail itself, rather than what the summaries say of it.
    pub fn has_bodies(self) -> bool {
        matches!(self, Self::Maildir | Self::Mbox | Self::Jmap)
    }
}

/// What to export, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The kind of target.
    pub kind: Kind,
    /// The folder that everything is written below; it is made where it is not there.
    pub out: PathBuf,
    /// Whether messages go along that are deleted and still there: rows that are marked as expunged, and mail that a summary
    /// which is up to date does not have. For JMAP, also those that are marked as deleted on the server: it has no such mark.
    pub deleted: bool,
    /// Whether nothing is written, and only the report made.
    pub dry_run: bool,
    /// Which folders, as places in [`Profile::folders`](morkdb_profile::Profile::folders); all where it is `None`.
    pub folders: Option<Vec<usize>>,
    /// The value of the column and the partition `custodian`, for collections of many profiles.
    pub custodian: Option<String>,
    /// For Parquet: one file for all folders, rather than one for each.
    pub single_file: bool,
    /// How many threads read folders; at least 1.
    pub threads: usize,
}

impl Options {
    /// An export of everything that is not deleted, on as many threads as there are processors.
    pub fn new(kind: Kind, out: impl Into<PathBuf>) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (deleted, dry_run, folders, custodian, single_file) = (false, false, None, None, false);
        Self { kind, out: out.into(), deleted, dry_run, folders, custodian, single_file, threads }
    }
}

/// Who is told how far an export is. Calls come from several threads.
pub trait Progress: Sync {
    /// How many folders there are, and the bytes of their summaries and mail.
    fn begin(&self, folders: usize, bytes: u64);
    /// A folder is finished, or was as it is already.
    fn folder(&self, name: &str, bytes: u64);
}

/// Nobody is told.
impl Progress for () {
    fn begin(&self, _folders: usize, _bytes: u64) {}

    fn folder(&self, _name: &str, _bytes: u64) {}
}

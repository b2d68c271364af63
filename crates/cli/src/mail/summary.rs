//! Opening the summary of a folder.

use std::io;

use morkdb::OpenOptions;
use morkdb_folder::{Error, Folder};

use crate::args::FolderInput;
use crate::input::{Failure, Source, quoted};
use crate::run::{self, Outlet, Status};
use crate::trouble;

/// A summary, and where it is from.
#[derive(Debug)]
pub(super) struct Summary {
    /// Where it is from.
    pub(super) source: Source,
    /// The folder.
    pub(super) folder: Folder,
}

impl Summary {
    /// Reads it.
    pub(super) fn open(input: &FolderInput) -> Result<Self, Failure> {
        let source = Source::new(&input.file);
        let database = source.open(&OpenOptions::new().reading(input.reading.into()))?;
        match Folder::from_database(database) {
            Ok(folder) => Ok(Self { source, folder }),
            Err(error) => Err(failure(&source, &error)),
        }
    }
}

/// Reads a summary and shows what is wanted of it, then what is odd about the file. `words` are said first.
pub(super) fn with<F>(input: &FolderInput, words: Option<Failure>, show: F) -> io::Result<Status>
where
    F: FnOnce(&mut Outlet<'_>, &Summary) -> io::Result<()>,
{
    run::once(|out| {
        if let Some(failure) = &words {
            trouble::fail(out, failure)?;
        }
        let summary = match Summary::open(input) {
            Ok(summary) => summary,
            Err(failure) => return trouble::fail(out, &failure),
        };
        show(out, &summary)?;
        trouble::report(out, &summary.source, summary.folder.database())?;
        Ok(Status::Clean)
    })
}

/// Why a file cannot be taken for a folder.
pub(super) fn failure(source: &Source, error: &Error) -> Failure {
    match error {
        Error::File(error) => source.failure(error),
        Error::NoSummary => {
            let what = "this is a Mork file, but no summary of a mail folder: it has no folder information";
            let sentence = format!("{}: {what}", source.label());
            let hint = format!("`mork dump {}` shows what is in it", quoted(&source.name()));
            Failure { sentence, hint: Some(hint) }
        }
        other => Failure { sentence: format!("{}: {other}", source.label()), hint: None },
    }
}

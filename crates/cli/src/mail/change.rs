//! Changing a mail folder, and what has to be said of it.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use morkdb::Commit;
use morkdb_folder::cache::FolderCache;
use morkdb_folder::view::FolderFlags;
use morkdb_folder::{Error, Folder, MessageKey};
use morkdb_profile::lock;

use super::summary;
use super::which::Which;
use crate::args::WhichArgs;
use crate::input::{Failure, Source};
use crate::run::{Outlet, Status};
use crate::trouble;
use crate::write::{Stop, Target, persistently, told, words};

/// Where Thunderbird keeps what it knows of all folders: today, and before.
const CACHES: [&str; 2] = ["folderCache.json", "panacea.dat"];

/// A change of some messages of a folder.
pub(super) trait Change {
    /// Makes it. Nothing is written yet.
    fn make(&self, folder: &mut Folder, keys: &[MessageKey]) -> Result<Made, Refusal>;

    /// What has to be said of it.
    fn note(&self, folder: &Folder, keys: &[MessageKey], file: &Path) -> Vec<Note>;
}

/// What was done.
#[derive(Debug)]
pub(super) struct Made {
    /// In words.
    pub(super) what: String,
    /// Whether that is anything.
    pub(super) is_something: bool,
}

/// Why a change is not made.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The folder does not take it.
    Folder(Error),
    /// It has to be said in another way.
    Wrong(Box<Note>),
    /// Some messages cannot be changed so.
    Keys { keys: Vec<MessageKey>, why: &'static str },
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Folder(error)
    }
}

/// Something to be said of a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Note {
    /// What is so.
    pub(super) what: String,
    /// What can be done.
    pub(super) hint: Option<String>,
}

impl Note {
    /// Without a hint.
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None }
    }

    fn tell(&self, label: &str, out: &mut Outlet<'_>) -> io::Result<()> {
        writeln!(out.words(), "{label}: {}", self.what)?;
        match &self.hint {
            Some(hint) => writeln!(out.words(), "hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Changes the messages that are meant, and writes that.
pub(super) fn run(
    args: &WhichArgs,
    write: &crate::args::WriteArgs,
    change: &impl Change,
) -> io::Result<Status> {
    let (which, trouble) = Which::new(args)?;
    crate::write::one(&args.file, write, |target, out| {
        if let Some(failure) = &trouble {
            trouble::fail(out, failure)?;
        }
        persistently(out, |out| job(args, &which, change, target, out))
    })
}

fn job(
    args: &WhichArgs,
    which: &Which,
    change: &impl Change,
    target: &mut Target<'_>,
    out: &mut Outlet<'_>,
) -> Result<Status, Stop> {
    let mut folder = open(args, target, out)?;
    let label = target.label();
    let keys = match which.of(folder.read(), &label, out)? {
        Ok(keys) => keys,
        Err(status) => return Ok(status),
    };
    let made = match change.make(&mut folder, &keys) {
        Ok(made) => made,
        Err(Refusal::Keys { keys, why }) => return Ok(super::which::refuse(&keys, &label, why, out)?),
        Err(Refusal::Wrong(note)) => {
            return Err(Failure { sentence: format!("{label}: {}", note.what), hint: note.hint }.into());
        }
        Err(Refusal::Folder(error)) => return Err(failure(target, &folder, error).into()),
    };
    let notes = if made.is_something { change.note(&folder, &keys, &args.file) } else { Vec::new() };
    let mut database = folder.into_database();
    let written = target.commit(&mut database, Commit::Group, out)?;
    target.tell(out, &format!("{}; {}", made.what, told::written(&written)))?;
    notes.iter().try_for_each(|note| note.tell(&label, out))?;
    Ok(Status::Clean)
}

fn open(args: &WhichArgs, target: &mut Target<'_>, out: &mut Outlet<'_>) -> Result<Folder, Stop> {
    let database = target.open()?;
    target.report(&database, out)?;
    let source = Source::new(&args.file);
    let mut folder = Folder::from_database(database).map_err(|error| summary::failure(&source, &error))?;
    if let Some(server) = args.server {
        folder.set_protocol(server.into());
    }
    Ok(folder)
}

fn failure(target: &Target<'_>, folder: &Folder, error: Error) -> Failure {
    match error {
        Error::Edit(error) => target.failure(words::edit(folder.database().store(), error)),
        other => target.failure(other),
    }
}

/// What has to be said where something was recorded for an IMAP server.
pub(super) fn recorded(file: &Path, what: impl fmt::Display) -> Note {
    let hint = forgetful_cache(file).map(|cache| {
        let name = cache.display();
        format!(
            "delete {name}, which Thunderbird makes anew: it says that nothing waits, and goes before the summary"
        )
    });
    let what =
        format!("{what}, which Thunderbird sends to the IMAP server when it next opens the folder online");
    Note { what, hint }
}

/// Whether the folder is on an Exchange server: for one that is, the file has the id that it has there.
pub(super) fn is_on_exchange(folder: &Folder) -> bool {
    !folder.read().info().ews_id().is_empty()
}

/// What has to be said where the folder is on an Exchange server, for which nothing can be recorded.
pub(super) fn undone_by_exchange() -> Note {
    Note::new(
        "the Exchange server does not hear of the change, and the next synchronisation with it may undo it",
    )
}

/// The folder cache of the profile, where it says of this folder that no operations wait. Thunderbird then does not look for
/// them.
fn forgetful_cache(file: &Path) -> Option<PathBuf> {
    let folders = lock::folders(file);
    let path = folders
        .iter()
        .find_map(|folder| CACHES.iter().map(|name| folder.join(name)).find(|path| path.is_file()))?;
    let cache = FolderCache::read(std::fs::read(&path).ok()?).ok()?;
    let names = [std::path::absolute(file).ok(), file.canonicalize().ok()];
    let entry = names.iter().flatten().find_map(|name| cache.get(name.to_str()?))?;
    let knows = entry.flags().is_none_or(|flags| flags.contains(FolderFlags::OFFLINE_EVENTS));
    (!knows).then_some(path)
}

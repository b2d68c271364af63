//! `mork delete`: messages leave the summary.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use morkdb_folder::offline::Deletion;
use morkdb_folder::view::FolderFlags;
use morkdb_folder::{Folder, MailStore, MessageKey, Protocol};

use super::change::{self, Change, Made, Note, Refusal};
use super::which::messages;
use crate::args::DeleteArgs;
use crate::run::Status;

/// Deletes the messages.
pub(crate) fn run(args: &DeleteArgs) -> io::Result<Status> {
    change::run(&args.which, &args.write, args)
}

impl DeleteArgs {
    /// What the server is to do.
    fn deletion(&self) -> Option<Deletion<'_>> {
        match &self.to_trash {
            Some(uri) => Some(Deletion::Trash(uri.as_bytes())),
            None if self.remove => Some(Deletion::Remove),
            None if self.mark => Some(Deletion::Mark),
            None => None,
        }
    }

    fn delete_on_imap(&self, folder: &mut Folder, keys: &[MessageKey]) -> Result<Made, Refusal> {
        let is_trash = folder.read().info().flags().contains(FolderFlags::TRASH);
        let how = self.deletion().or(is_trash.then_some(Deletion::Remove));
        let how = how.ok_or_else(|| Refusal::Wrong(Box::new(undecided())))?;
        if self.to_trash.as_deref().is_some_and(|uri| !is_folder(uri)) {
            return Err(Refusal::Wrong(Box::new(no_folder())));
        }
        let deleted: HashSet<_> = folder.record_delete(keys, how)?.into_iter().collect();
        let left: Vec<_> = keys.iter().copied().filter(|key| !deleted.contains(key)).collect();
        if !left.is_empty() {
            let why = "these were moved here offline, and cannot be deleted before the server has them:";
            return Err(Refusal::Keys { keys: left, why });
        }
        let count = messages(keys.len());
        let is_marked = how == Deletion::Mark;
        let what = if is_marked { format!("marked {count} as deleted") } else { format!("deleted {count}") };
        Ok(Made { what, is_something: true })
    }
}

impl Change for DeleteArgs {
    fn make(&self, folder: &mut Folder, keys: &[MessageKey]) -> Result<Made, Refusal> {
        if folder.protocol() == Protocol::Imap {
            return self.delete_on_imap(folder, keys);
        }
        if self.deletion().is_some() {
            return Err(Refusal::Wrong(Box::new(no_server())));
        }
        folder.delete_all(keys)?;
        Ok(Made { what: format!("deleted {}", messages(keys.len())), is_something: true })
    }

    fn note(&self, folder: &Folder, keys: &[MessageKey], file: &Path) -> Vec<Note> {
        let note = match (folder.protocol(), MailStore::beside(file, folder.read(), folder.protocol())) {
            (Protocol::Imap, _) if !is_recorded(folder, keys) => return Vec::new(),
            (Protocol::Imap, _) => change::recorded(file, "the deletion is recorded"),
            (Protocol::News, _) => Note::new("the articles themselves stay on the server"),
            _ if change::is_on_exchange(folder) => change::undone_by_exchange(),
            (_, MailStore::Maildir { .. }) => Note::new(
                "the files of the messages stay in the maildir, and bring them back with Repair Folder",
            ),
            _ => Note::new(
                "the mail itself stays in the mailbox until the folder is compacted, and comes back with Repair Folder before that",
            ),
        };
        vec![note]
    }
}

/// Whether the server is to do anything. It knows nothing of drafts that were written while it could not be reached.
fn is_recorded(folder: &Folder, keys: &[MessageKey]) -> bool {
    let keys: HashSet<_> = keys.iter().copied().collect();
    folder.read().offline_operations().iter().any(|operation| keys.contains(&operation.key()))
}

/// Whether this is the URI of a folder on an IMAP server.
fn is_folder(uri: &str) -> bool {
    let parts = uri.strip_prefix("imap://").and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(server, folder)| !server.is_empty() && !folder.is_empty())
        && uri.bytes().all(|byte| byte.is_ascii_graphic())
}

fn no_folder() -> Note {
    Note {
        what: "--to-trash: this is no URI of an IMAP folder; nothing was written".to_owned(),
        hint: Some("it is as in imap://anna@example.org/Trash, with %20 for a space".to_owned()),
    }
}

fn undecided() -> Note {
    Note {
        what: "this is an IMAP folder, and what the server is to do is not given; nothing was written".to_owned(),
        hint: Some(
            "give --to-trash URI, --remove or --mark (`mork delete --help`), or --server local if it is no IMAP folder"
                .to_owned(),
        ),
    }
}

fn no_server() -> Note {
    Note {
        what: "this is no IMAP folder: there is no server to delete the messages; nothing was written"
            .to_owned(),
        hint: Some(
            "leave --to-trash, --remove and --mark out, or give --server imap if it is one".to_owned(),
        ),
    }
}

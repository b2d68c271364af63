//! A folder: its messages, read and changed.

mod add;
mod change;
mod delete;
mod mark;
mod open;
mod read;
mod settings;

pub use add::NewKey;
pub use read::{Counts, FolderRef};
pub use settings::{Preferences, Protocol};

use morkdb::Database;

use crate::events::{Instigator, Listeners};
use crate::news::ArticleSet;
use crate::state::State;

/// A folder summary (`nsIMsgDatabase`): an `.msf` file as messages, threads and folder information.
///
/// Reading goes through [`read`](Self::read) and never changes anything. Changes are made in memory, and written by
/// [`commit`](Self::commit).
///
/// ```
/// let folder = morkdb_folder::Folder::open("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
/// for message in folder.read().messages() {
///     println!("{} {}", message.key(), String::from_utf8_lossy(&message.subject()));
/// }
/// # Ok::<(), morkdb_folder::Error>(())
/// ```
#[derive(Debug)]
pub struct Folder {
    pub(crate) file: Database,
    pub(crate) state: State,
    /// How many changes since the last commit have been taken note of.
    pub(crate) told: usize,
    pub(crate) listeners: Listeners,
    pub(crate) instigator: Option<Instigator>,
    pub(crate) preferences: Preferences,
    pub(crate) protocol: Protocol,
    /// What was read of a newsgroup.
    pub(crate) read_set: Option<ArticleSet>,
}

impl Folder {
    /// The folder as it is now, to be read.
    pub fn read(&self) -> FolderRef<'_> {
        FolderRef::new(self.file.store(), &self.state)
    }

    /// The file below.
    pub fn database(&self) -> &Database {
        &self.file
    }

    /// The file below, with all changes that were not committed.
    pub fn into_database(self) -> Database {
        self.file
    }
}

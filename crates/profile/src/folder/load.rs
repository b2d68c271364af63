//! Reading the messages of a folder.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use morkdb::Database;
use morkdb_folder::validity::{LEEWAY, check};
use morkdb_folder::view::FolderFlags;
use morkdb_folder::{Field, Folder, MailStore, Protocol};

use super::summary::{self, Summary};
use super::{Loaded, MailFolder, Origin, State};
use crate::body::Bodies;
use crate::error::{Error, why};
use crate::store::Store;

impl MailFolder {
    /// Reads its messages: its summary, in the lenient reading; where that is missing or cannot be read at all, its mail. A file that is
    /// caught in the middle of being rewritten is read again, for half a second at most.
    ///
    /// A summary that is out of date is read all the same; see [`State`]. Where there is neither a summary nor mail, as in a folder that
    /// only has others in it, the folder is empty and its summary is [missing](State::Missing). Saved searches have no messages of
    /// their own.
    ///
    /// # Errors
    /// [`Error::Summary`] where there is a summary that cannot be read, and no mail; [`Error::Io`] where there is no summary that can be
    /// read, and the mail cannot be read.
    pub fn load(&self) -> Result<Loaded, Error> {
        match self.read_summary() {
            Summary::Read { folder, damage, .. } => {
                let state = self.judged(&folder, damage);
                Ok(Loaded { folder: *folder, state, origin: Origin::Summary })
            }
            Summary::Missing => {
                let folder = match self.index()? {
                    Some(folder) => folder,
                    None => self.empty()?,
                };
                Ok(Loaded { folder, state: State::Missing, origin: Origin::Mail })
            }
            Summary::Unusable(source) => {
                let state = State::Damaged(why(&source));
                match self.index()? {
                    Some(folder) => Ok(Loaded { folder, state, origin: Origin::Mail }),
                    None => Err(Error::Summary { path: self.summary.clone(), source }),
                }
            }
        }
    }

    /// How good its summary is, where its messages are not wanted. Reads the summary and no mail.
    pub fn state(&self) -> State {
        match self.read_summary() {
            Summary::Read { folder, damage, .. } => self.judged(&folder, damage),
            Summary::Missing => State::Missing,
            Summary::Unusable(source) => State::Damaged(why(&source)),
        }
    }

    fn read_summary(&self) -> Summary {
        if self.has_summary { summary::read(&self.summary) } else { Summary::Missing }
    }

    /// How good a summary is that was read.
    fn judged(&self, folder: &Folder, damage: Option<String>) -> State {
        if let Some(damage) = damage {
            return State::Damaged(damage);
        }
        let reasons = check(folder.read(), &self.mail_store(folder), LEEWAY);
        if reasons.is_empty() { State::Valid } else { State::Stale(reasons) }
    }

    /// What the summary is to be compared with. Of folders on servers and of saved searches only the summary itself can tell.
    fn mail_store(&self, folder: &Folder) -> MailStore {
        let info = folder.read().info();
        if self.is_remote || self.is_virtual() || info.flags().contains(FolderFlags::VIRTUAL) {
            return MailStore::None;
        }
        match &self.store {
            Store::Mbox(path) => mbox(path),
            Store::Maildir(path) => MailStore::Maildir { has_cur: path.join("cur").is_dir() },
            // A maildir is not made before the first message.
            Store::None if info.get(Field::MaildirValid).is_some() => MailStore::Maildir { has_cur: false },
            Store::None => MailStore::Missing,
        }
    }

    /// The messages of its mail, if it has mail. Those that were deleted are left out.
    fn index(&self) -> Result<Option<Folder>, Error> {
        if self.is_virtual() {
            return Ok(None);
        }
        let found = Bodies::open(self).and_then(|bodies| {
            let Some(mut bodies) = bodies else { return Ok(None) };
            let mut kept = Vec::new();
            for body in bodies.rest()? {
                if !bodies.is_expunged(&body)? {
                    kept.push(body);
                }
            }
            bodies.index(&kept).map(Some)
        });
        let path = match &self.store {
            Store::Mbox(path) | Store::Maildir(path) => path,
            Store::None => &self.summary,
        };
        found.map_err(|source| Error::Io { path: path.clone(), source })
    }

    fn empty(&self) -> Result<Folder, Error> {
        let file = Database::from_bytes(Vec::new()).map_err(morkdb_folder::Error::from);
        let protocol = if self.is_remote { Protocol::Imap } else { Protocol::Local };
        let folder = file.and_then(|file| Folder::create_in(file, protocol));
        folder.map_err(|source| Error::Summary { path: self.summary.clone(), source })
    }
}

fn mbox(path: &Path) -> MailStore {
    let Ok(there) = fs::metadata(path) else { return MailStore::Missing };
    let time = there.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    // Thunderbird keeps 32 bits, which last until 2106.
    let modified = time.and_then(|time| u32::try_from(time.as_secs()).ok()).unwrap_or(0);
    MailStore::Mbox { size: there.len(), modified }
}

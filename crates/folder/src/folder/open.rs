//! Opening, creating, committing.

use std::path::Path;

use morkdb::file::Written;
use morkdb::{Commit, Database, OpenOptions};

use super::{Folder, Preferences, Protocol};
use crate::error::Error;
use crate::events::{FolderEvent, Listeners};
use crate::state::State;

impl Folder {
    /// Opens the summary at `path`, whether it is up to date or not; see [`FolderService`](crate::FolderService) for that.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(&OpenOptions::new(), path)
    }

    /// Opens it with options: the reading, the writing, durability.
    pub fn open_with(options: &OpenOptions, path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::from_database(options.open(path)?)
    }

    /// Reads a summary that is in memory already.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        Self::from_database(Database::from_bytes(bytes)?)
    }

    /// Takes a database for a summary.
    ///
    /// # Errors
    ///
    /// It has no folder information.
    pub fn from_database(file: Database) -> Result<Self, Error> {
        Self::recognize(file).map_err(|_| Error::NoSummary)
    }

    /// Takes a database for a summary, or gives it back where it is none.
    pub fn recognize(file: Database) -> Result<Self, Box<Database>> {
        let folder = Self::over(file);
        if folder.state.schema.info_row.is_some() { Ok(folder) } else { Err(Box::new(folder.file)) }
    }

    /// Creates the summary of an empty folder, as Thunderbird does. Nothing is written before the first
    /// [`commit`](Self::commit) but an empty file.
    ///
    /// # Errors
    ///
    /// There is a file already, or it cannot be created.
    pub fn create(options: &OpenOptions, path: impl AsRef<Path>, protocol: Protocol) -> Result<Self, Error> {
        Self::create_in(options.create(path)?, protocol)
    }

    /// Makes an empty database the summary of an empty folder (`nsMsgDatabase::InitNewDB`).
    pub fn create_in(file: Database, protocol: Protocol) -> Result<Self, Error> {
        let mut folder = Self::over(file);
        folder.protocol = protocol;
        folder.state.schema.complete(folder.file.store_mut(), true)?;
        folder.state.complete = true;
        folder.tell();
        Ok(folder)
    }

    fn over(file: Database) -> Self {
        let state = State::of(file.store());
        let mut folder = Self {
            file,
            state,
            told: 0,
            listeners: Listeners::default(),
            instigator: None,
            preferences: Preferences::default(),
            protocol: Protocol::default(),
            read_set: None,
        };
        folder.protocol = Protocol::guess(folder.read());
        folder
    }

    /// What kind of server it is on: as [`Protocol::guess`] finds, until it is set.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Says what kind of server it is on.
    pub fn set_protocol(&mut self, protocol: Protocol) {
        self.protocol = protocol;
    }

    /// The preferences that are heeded.
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Sets preferences.
    pub fn set_preferences(&mut self, preferences: Preferences) {
        self.preferences = preferences;
    }

    /// Whether anything was changed since the last commit.
    pub fn is_changed(&self) -> bool {
        self.file.store().is_changed()
    }

    /// Writes what was changed, as Thunderbird decides: as a group at the end, or the whole file where a third of it are
    /// such groups.
    pub fn commit(&mut self) -> Result<Written, Error> {
        self.commit_as(Commit::Thunderbird)
    }

    /// Writes the whole file.
    pub fn compress(&mut self) -> Result<Written, Error> {
        self.commit_as(Commit::Whole)
    }

    /// Writes what was changed, in the way that is asked for.
    pub fn commit_as(&mut self, how: Commit) -> Result<Written, Error> {
        self.note_read_set()?;
        self.tell();
        let written = self.file.commit_as(how)?;
        self.told = self.file.store().change_count();
        Ok(written)
    }

    /// Forgets all changes since the last commit. Which messages are new stays.
    pub fn rollback(&mut self) {
        self.file.rollback();
        self.renew();
    }

    /// Everything may be different: looks at it anew, and tells listeners.
    pub(crate) fn renew(&mut self) {
        self.state.renew(self.file.store());
        self.told = self.file.store().change_count();
        self.emit(&FolderEvent::Reset);
    }
}

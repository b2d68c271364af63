//! What users of the service hold.

use std::path::Path;
use std::sync::Arc;

use super::Refreshed;
use super::cache::Cache;
use super::entry::{Entry, How};
use crate::error::Error;
use crate::events::{Listener, Notice};
use crate::folder::Folder;
use crate::validity::Reason;

/// A folder of a [`FolderService`](super::FolderService), shared by all who have a handle of it, on any thread. Several can read it
/// at a time.
///
/// A handle stays good when the folder is closed: the next use reads the file again. What the file does not have, such as which
/// messages are new, is kept.
#[derive(Clone, Debug)]
pub struct FolderHandle {
    cache: Arc<Cache>,
    entry: Arc<Entry>,
}

impl FolderHandle {
    pub(super) fn new(cache: &Arc<Cache>, entry: Arc<Entry>) -> Self {
        Self { cache: Arc::clone(cache), entry }
    }

    /// The file, without symbolic links.
    pub fn path(&self) -> &Path {
        &self.entry.path
    }

    /// Whether the folder is open at this moment.
    pub fn is_open(&self) -> bool {
        self.entry.is_open()
    }

    /// Lets a closure read the folder. It must not use this or another handle of the same folder: that may wait for ever.
    ///
    /// # Errors
    ///
    /// The folder had been closed, and cannot be opened any more.
    pub fn read<T>(&self, f: impl FnOnce(&Folder) -> T) -> Result<T, Error> {
        self.using(|| self.entry.read(self.cache.settings(), f))
    }

    /// Lets a closure change the folder, alone. Nothing is written unless it commits. What it changed before an error stays changed;
    /// [`Folder::rollback`] undoes it. It must not use a handle of the same folder.
    ///
    /// # Errors
    ///
    /// That of the closure; or the folder had been closed, and cannot be opened any more.
    pub fn write<T>(&self, f: impl FnOnce(&mut Folder) -> Result<T, Error>) -> Result<T, Error> {
        self.using(|| self.entry.write(self.cache.settings(), f))
    }

    /// Looks whether another program has changed the file, and reads it again then. Listeners are told what is different.
    /// Changes that were not committed are made to it again, see [`Folder::rebase`]. A folder that is not open is not opened.
    ///
    /// # Errors
    ///
    /// There is no summary in the file any more, or not yet. The folder stays as it was.
    pub fn refresh(&self) -> Result<Refreshed, Error> {
        self.entry.refresh(self.cache.settings())
    }

    /// Everything that keeps the summary from being up to date with its mailbox; nothing where it is valid.
    ///
    /// # Errors
    ///
    /// The folder had been closed, and cannot be opened any more.
    pub fn validity(&self) -> Result<Vec<Reason>, Error> {
        self.read(|folder| self.entry.reasons(folder, self.cache.settings()))
    }

    /// Registers a listener, which stays when the folder is closed and opened again; see
    /// [`FolderService::listen_to`](super::FolderService::listen_to).
    pub fn listen(&self, callback: impl FnMut(&Notice<'_>) + Send + 'static) -> Listener {
        self.entry.listeners.listen(callback)
    }

    pub(super) fn open(&self, how: How) -> Result<(), Error> {
        self.using(|| self.entry.open(self.cache.settings(), how))
    }

    /// Does something with the folder, and closes others where there is too much open then.
    fn using<T>(&self, f: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let before = (self.is_open(), self.entry.bytes());
        self.cache.touch(&self.entry);
        let answer = f();
        if before < (self.is_open(), self.entry.bytes()) {
            self.cache.trim(&self.entry);
        }
        answer
    }
}

//! Open folders, shared: one for each file, with a bound on how many there are and how much memory they take.
//!
//! Thunderbird's `nsIMsgDBService` hands out raw pointers, keeps a file handle open for each, and deletes what it does not like.
//! Here a [`FolderHandle`] stands for a folder whether that is open or not; closing one costs its next user the time to read
//! it again, and nothing else. No file is open between two calls, and none is ever deleted.

mod cache;
mod entry;
mod handle;
mod path;
mod refresh;
mod settings;

pub use handle::FolderHandle;
pub use refresh::Refreshed;
pub use settings::Settings;

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::events::{Listener, Notice};
use crate::folder::Protocol;
use cache::Cache;
use entry::How;

/// Opens folders and keeps them (`nsIMsgDBService`). Clones are the same service.
///
/// Where more folders are open than the [settings](Settings) allow, those that were used least recently are closed: but none that
/// has changes that were not committed, nor one that is being used at that moment.
///
/// Dropping the service and all handles commits nothing; see [`close_all`](Self::close_all).
///
/// ```
/// use morkdb_folder::FolderService;
/// let service = FolderService::new();
/// let inbox = service.open("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
/// let unread = inbox.read(|folder| folder.read().recount().unread)?;
/// println!("{unread} unread");
/// # Ok::<(), morkdb_folder::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FolderService {
    cache: Arc<Cache>,
}

impl FolderService {
    /// With the default [settings](Settings).
    pub fn new() -> Self {
        Self::default()
    }

    /// With these settings.
    pub fn with_settings(settings: Settings) -> Self {
        Self { cache: Arc::new(Cache::new(settings)) }
    }

    /// Opens a folder, whether it is up to date or not (`openFolderDB` with `leaveInvalidDB`). One that is open already is
    /// read again where another program has changed the file; but not where there are changes that were not committed: that
    /// is for [`FolderHandle::refresh`], which says what becomes of them.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`], where there is no summary that can be read.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<FolderHandle, Error> {
        self.open_how(path.as_ref(), How::Any)
    }

    /// Opens a folder if its summary is up to date, by the rules in [`validity`](crate::validity).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with everything that is wrong. The file stays as it is: [`open`](Self::open) opens it all the same,
    /// to take over what a new summary is to keep.
    pub fn open_if_valid(&self, path: impl AsRef<Path>) -> Result<FolderHandle, Error> {
        self.open_how(path.as_ref(), How::Valid)
    }

    /// Creates the summary of an empty folder (`createNewDB`). It is written by the first commit.
    ///
    /// # Errors
    ///
    /// There is a file with something in it already, or it cannot be looked at.
    pub fn create(&self, path: impl AsRef<Path>, protocol: Protocol) -> Result<FolderHandle, Error> {
        self.open_how(path.as_ref(), How::New(protocol))
    }

    fn open_how(&self, path: &Path, how: How) -> Result<FolderHandle, Error> {
        let handle = self.handle(path)?;
        handle.open(how)?;
        Ok(handle)
    }

    /// The handle of a folder, without opening it: that is done when it is first used, and may fail then.
    ///
    /// # Errors
    ///
    /// Nobody can say which file the path leads to.
    pub fn handle(&self, path: impl AsRef<Path>) -> Result<FolderHandle, Error> {
        Ok(FolderHandle::new(&self.cache, self.cache.entry(path.as_ref())?))
    }

    /// The handle of a folder, if it is open (`cachedDBForFolder`).
    pub fn cached(&self, path: impl AsRef<Path>) -> Option<FolderHandle> {
        let entry = self.cache.open_entry(path.as_ref())?;
        Some(FolderHandle::new(&self.cache, entry))
    }

    /// The handles of all open folders (`openDBs`), the one that was used least recently first.
    pub fn open_folders(&self) -> Vec<FolderHandle> {
        let open = self.cache.open_entries().into_iter();
        open.map(|entry| FolderHandle::new(&self.cache, entry)).collect()
    }

    /// Registers a listener for a folder that need not be open, nor be there (`registerPendingListener`). It is told
    /// [`Opened`](crate::FolderEvent::Opened) whenever the service opens the folder, and
    /// [`GoingAway`](crate::FolderEvent::GoingAway) when it closes it, until the answer is dropped.
    ///
    /// A listener is called while the folder is locked, on the thread of whoever changes, opens or closes it. It reads the
    /// folder that it is given; a handle, of this folder or another, may make it wait for ever.
    ///
    /// # Errors
    ///
    /// Nobody can say which file the path leads to.
    pub fn listen_to(
        &self,
        path: impl AsRef<Path>,
        callback: impl FnMut(&Notice<'_>) + Send + 'static,
    ) -> Result<Listener, Error> {
        Ok(self.handle(path)?.listen(callback))
    }

    /// Closes a folder (`forceClosed`): what was not committed is committed, listeners are told, and its memory is freed. Its
    /// handles stay good; using one opens it again. `false` where it was not open.
    ///
    /// # Errors
    ///
    /// It cannot be committed. Then it stays open.
    pub fn close(&self, path: impl AsRef<Path>) -> Result<bool, Error> {
        match self.cache.open_entry(path.as_ref()) {
            Some(entry) => entry.close(),
            None => Ok(false),
        }
    }

    /// Closes all folders.
    ///
    /// # Errors
    ///
    /// The first one; those that cannot be committed stay open, and all others are closed.
    pub fn close_all(&self) -> Result<(), Error> {
        let closed = self.cache.open_entries().into_iter().map(|entry| entry.close().map(drop));
        closed.fold(Ok(()), Result::and)
    }
}

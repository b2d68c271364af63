//! Folders whose files were changed by another program.

use morkdb::file::Rebased;

use super::entry::Kept;
use crate::error::Error;
use crate::folder::Folder;
use crate::validity::is_virtual;
use crate::watch::differences;

/// What became of an open folder when its file was looked at.
#[must_use = "what could not be made again is said here"]
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Refreshed {
    /// The file is as it was when it was last read or written.
    Unchanged,
    /// It was read again, and listeners were told what is different.
    Reloaded,
    /// It was read again, and what was not committed here was made to it again. Listeners were told that everything may be
    /// different.
    Rebased(Rebased),
}

impl Folder {
    /// Reads the file again, and makes to it what was not committed here ([`morkdb::Database::rebase`]); counts the messages
    /// then. A message that was added here may get another key, which the answer says: what else names its key, as threads do,
    /// is not changed.
    ///
    /// # Errors
    ///
    /// The file cannot be read any more, or the changes cannot be made to it.
    pub fn rebase(&mut self) -> Result<Rebased, Error> {
        let rebased = self.file.rebase();
        self.renew();
        let rebased = rebased?;
        // Where two programs add one message each, both set the count to the same number.
        if !is_virtual(self.read()) {
            self.sync_counts()?;
        }
        Ok(rebased)
    }
}

/// Goes over to what was read again.
pub(super) fn refresh(folder: &mut Folder, mut fresh: Folder) -> Result<Refreshed, Error> {
    if folder.is_changed() {
        return folder.rebase().map(Refreshed::Rebased);
    }
    Kept::of(folder).restore(&mut fresh);
    fresh.listeners = folder.listeners.clone();
    fresh.instigator = folder.instigator;
    if !fresh.listeners.is_empty() {
        differences(folder.read(), fresh.read(), &mut |event| fresh.emit(event));
    }
    *folder = fresh;
    Ok(Refreshed::Reloaded)
}

//! A folder of the service, open or not.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockWriteGuard, TryLockError};

use morkdb::file::Stamp;

use super::Settings;
use super::refresh::{Refreshed, refresh};
use crate::error::Error;
use crate::events::{FolderEvent, Listeners};
use crate::folder::{Folder, Preferences, Protocol};
use crate::key::MessageKey;
use crate::news::ArticleSet;
use crate::validity::{self, MailStore, Reason};

/// How a folder is to be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// Up to date or not.
    Any,
    /// Only if it is up to date.
    Valid,
    /// As a new one.
    New(Protocol),
}

/// A folder, by its path.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    /// They stay when the folder is closed.
    pub(super) listeners: Listeners,
    slot: RwLock<Slot>,
    /// What of the folder can be asked while it is locked.
    is_open: AtomicBool,
    bytes: AtomicU64,
    /// When it was used: a higher number is later.
    used: AtomicU64,
}

#[derive(Debug, Default)]
struct Slot {
    folder: Option<Folder>,
    /// What the file does not have, of a folder that was closed.
    kept: Option<Kept>,
}

/// What only memory knows of a folder.
#[derive(Debug)]
pub(super) struct Kept {
    new: Vec<MessageKey>,
    protocol: Protocol,
    preferences: Preferences,
    read_set: Option<ArticleSet>,
}

impl Kept {
    pub(super) fn of(folder: &Folder) -> Self {
        Self {
            new: folder.read().new_keys().collect(),
            protocol: folder.protocol(),
            preferences: folder.preferences().clone(),
            read_set: folder.read_set().cloned(),
        }
    }

    /// Gives it to the same folder, read again. Of new messages those are still new that were not read meanwhile.
    pub(super) fn restore(self, folder: &mut Folder) {
        folder.set_protocol(self.protocol);
        folder.set_preferences(self.preferences);
        for key in self.new {
            if folder.read().message(key).is_some_and(|message| !message.is_read()) {
                folder.state.new.insert(key);
            }
        }
        if let Some(set) = self.read_set {
            // It can only fail where the store has no room left; the set is attached all the same.
            _ = folder.set_read_set(set);
        }
    }
}

impl Entry {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            listeners: Listeners::default(),
            slot: RwLock::default(),
            is_open: AtomicBool::new(false),
            bytes: AtomicU64::new(0),
            used: AtomicU64::new(0),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Acquire)
    }

    /// An estimate of how much memory the folder takes.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    pub(super) fn touch(&self, now: u64) {
        self.used.store(now, Ordering::Relaxed);
    }

    /// Whether forgetting it loses nothing.
    pub(super) fn is_blank(&self) -> bool {
        let new = |slot: &Slot| slot.kept.as_ref().is_some_and(|kept| !kept.new.is_empty());
        !self.is_open()
            && self.listeners.is_empty()
            && self.slot.try_read().is_ok_and(|slot| slot.folder.is_none() && !new(&slot))
    }

    /// What the closure answers, of the folder, which is opened for it if it is closed.
    pub(super) fn read<T>(&self, settings: &Settings, f: impl FnOnce(&Folder) -> T) -> Result<T, Error> {
        let slot = self.slot.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = &slot.folder {
            return Ok(f(folder));
        }
        drop(slot);
        let mut slot = self.lock();
        self.opened(&mut slot, settings).map(|folder| f(folder))
    }

    /// The same with changes.
    pub(super) fn write<T>(
        &self,
        settings: &Settings,
        f: impl FnOnce(&mut Folder) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut slot = self.lock();
        let folder = self.opened(&mut slot, settings)?;
        let answer = f(folder);
        self.note(folder);
        answer
    }

    /// Opens the folder. If it is open and another program has changed the file, it is read again, unless there are changes
    /// that were not committed.
    pub(super) fn open(&self, settings: &Settings, how: How) -> Result<(), Error> {
        let mut slot = self.lock();
        match (&mut slot.folder, how) {
            (Some(_), How::New(_)) => Err(morkdb::Error::Exists { path: self.path.clone() }.into()),
            (None, How::New(protocol)) => {
                let mut folder = Folder::create(&settings.options, &self.path, protocol)?;
                folder.set_preferences(settings.preferences.clone());
                slot.kept = None;
                self.install(&mut slot, folder);
                Ok(())
            }
            (Some(folder), _) => {
                // What becomes of somebody's changes is for him to see, in the answer to his refresh.
                if !folder.is_changed() {
                    let _ = self.refresh_folder(folder, settings)?;
                }
                self.check(folder, settings, how)
            }
            (None, _) => {
                let folder = self.read_file(settings)?;
                self.check(&folder, settings, how)?;
                self.install(&mut slot, folder);
                Ok(())
            }
        }
    }

    /// Reads the folder again if another program has changed the file. One that is closed has nothing to read again.
    pub(super) fn refresh(&self, settings: &Settings) -> Result<Refreshed, Error> {
        match &mut self.lock().folder {
            Some(folder) => self.refresh_folder(folder, settings),
            None => Ok(Refreshed::Unchanged),
        }
    }

    /// Everything that keeps the summary from being up to date.
    pub(super) fn reasons(&self, folder: &Folder, settings: &Settings) -> Vec<Reason> {
        let store = MailStore::beside(&self.path, folder.read(), folder.protocol());
        validity::check(folder.read(), &store, settings.leeway)
    }

    /// Commits what was not, and closes the folder. `false` where it was closed.
    pub(super) fn close(&self) -> Result<bool, Error> {
        let mut slot = self.lock();
        if let Some(folder) = slot.folder.as_mut().filter(|folder| folder.is_changed()) {
            folder.commit()?;
        }
        Ok(self.take(&mut slot))
    }

    /// Closes the folder if nobody uses it at this moment and it has no changes that were not committed.
    pub(super) fn close_if_idle(&self) -> bool {
        let mut slot = match self.slot.try_write() {
            Ok(slot) => slot,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let is_idle = slot.folder.as_ref().is_some_and(|folder| !folder.is_changed());
        is_idle && self.take(&mut slot)
    }

    /// A panic of somebody's closure leaves the folder with part of his changes, as an error does.
    fn lock(&self) -> RwLockWriteGuard<'_, Slot> {
        self.slot.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened<'s>(&self, slot: &'s mut Slot, settings: &Settings) -> Result<&'s mut Folder, Error> {
        let Some(folder) = slot.folder.take() else {
            return Ok(self.install(slot, self.read_file(settings)?));
        };
        Ok(slot.folder.insert(folder))
    }

    fn read_file(&self, settings: &Settings) -> Result<Folder, Error> {
        let read = validity::read(&settings.options, &self.path);
        let mut folder = read.map_err(|reason| self.invalid(vec![reason]))?;
        folder.set_preferences(settings.preferences.clone());
        Ok(folder)
    }

    fn install<'s>(&self, slot: &'s mut Slot, mut folder: Folder) -> &'s mut Folder {
        folder.listeners = self.listeners.clone();
        if let Some(kept) = slot.kept.take() {
            kept.restore(&mut folder);
        }
        self.note(&folder);
        self.is_open.store(true, Ordering::Release);
        folder.emit(&FolderEvent::Opened);
        slot.folder.insert(folder)
    }

    fn take(&self, slot: &mut Slot) -> bool {
        let Some(folder) = slot.folder.take() else { return false };
        folder.emit(&FolderEvent::GoingAway);
        slot.kept = Some(Kept::of(&folder));
        self.is_open.store(false, Ordering::Release);
        self.bytes.store(0, Ordering::Relaxed);
        true
    }

    fn note(&self, folder: &Folder) {
        self.bytes.store(folder.database().size().saturating_mul(3), Ordering::Relaxed);
    }

    fn refresh_folder(&self, folder: &mut Folder, settings: &Settings) -> Result<Refreshed, Error> {
        if is_unchanged(folder, &self.path) {
            return Ok(Refreshed::Unchanged);
        }
        let fresh = self.read_file(settings)?;
        let refreshed = refresh(folder, fresh)?;
        self.note(folder);
        Ok(refreshed)
    }

    fn check(&self, folder: &Folder, settings: &Settings, how: How) -> Result<(), Error> {
        if how != How::Valid {
            return Ok(());
        }
        let reasons = self.reasons(folder, settings);
        if reasons.is_empty() { Ok(()) } else { Err(self.invalid(reasons)) }
    }

    fn invalid(&self, reasons: Vec<Reason>) -> Error {
        Error::Invalid { path: self.path.clone(), reasons }
    }
}

/// Where nobody can look at the file, reading it says why.
fn is_unchanged(folder: &Folder, path: &Path) -> bool {
    Stamp::at(path).is_ok_and(|stamp| stamp == folder.database().stamp())
}

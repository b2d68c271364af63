//! Which folders are open, and which are closed for others.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;

use super::Settings;
use super::entry::Entry;
use super::path::canonical;
use crate::error::Error;

/// All folders that a service knows.
#[derive(Debug, Default)]
pub(super) struct Cache {
    settings: Settings,
    entries: Mutex<Entries>,
    clock: AtomicU64,
}

#[derive(Debug, Default)]
struct Entries {
    by_path: HashMap<PathBuf, Arc<Entry>>,
    /// At so many entries it is next looked for those that can be forgotten.
    sweep_at: usize,
}

impl Entries {
    fn entry(&mut self, path: PathBuf) -> Arc<Entry> {
        if let Some(entry) = self.by_path.get(&path) {
            return Arc::clone(entry);
        }
        self.sweep();
        let entry = Arc::new(Entry::new(path.clone()));
        self.by_path.insert(path, Arc::clone(&entry));
        entry
    }

    /// Forgets what nobody holds and nothing is known of. That is done when there are twice as many as the last time.
    fn sweep(&mut self) {
        const FEW: usize = 64;
        if self.by_path.len() >= self.sweep_at.max(FEW) {
            self.by_path.retain(|_, entry| Arc::strong_count(entry) > 1 || !entry.is_blank());
            self.sweep_at = self.by_path.len() * 2;
        }
    }
}

impl Cache {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn entry(&self, path: &Path) -> Result<Arc<Entry>, Error> {
        let path = canonical(path)?;
        Ok(self.entries().entry(path))
    }

    pub(super) fn open_entry(&self, path: &Path) -> Option<Arc<Entry>> {
        let path = canonical(path).ok()?;
        self.entries().by_path.get(&path).filter(|entry| entry.is_open()).cloned()
    }

    /// The one that was used least recently first.
    pub(super) fn open_entries(&self) -> Vec<Arc<Entry>> {
        let entries = self.entries();
        let mut open: Vec<_> = entries.by_path.values().filter(|entry| entry.is_open()).cloned().collect();
        drop(entries);
        open.sort_by_cached_key(|entry| entry.used());
        open
    }

    pub(super) fn touch(&self, entry: &Entry) {
        entry.touch(self.clock.fetch_add(1, Ordering::Relaxed) + 1);
    }

    /// Closes folders that were used least recently until what is open is within the bounds; not this one.
    pub(super) fn trim(&self, but: &Arc<Entry>) {
        let open = self.open_entries();
        let mut count = open.len();
        let mut bytes = open.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.bytes()));
        for entry in open {
            if count <= self.settings.max_open && bytes <= self.settings.max_bytes {
                break;
            }
            let own = entry.bytes();
            if !Arc::ptr_eq(&entry, but) && entry.close_if_idle() {
                count -= 1;
                bytes = bytes.saturating_sub(own);
            }
        }
    }
}

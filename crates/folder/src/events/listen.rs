//! Who is told.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Notice;

type Callback = dyn FnMut(&Notice<'_>) + Send;

struct Entry {
    active: AtomicBool,
    callback: Mutex<Box<Callback>>,
}

#[derive(Default)]
struct Registry {
    entries: Mutex<Vec<Arc<Entry>>>,
    /// How many entries there are, to be asked without a lock.
    count: AtomicUsize,
}

/// The listeners of a folder; clones are the same listeners.
#[derive(Clone, Default)]
pub struct Listeners(Arc<Registry>);

/// A registered listener: it is called until this is dropped.
#[must_use = "a listener is called until this is dropped"]
pub struct Listener {
    entry: Arc<Entry>,
    registry: Arc<Registry>,
}

/// A panic of a listener leaves nothing half done here.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Listeners {
    /// Registers a listener. An event that is being told at this moment is not told to it.
    pub fn listen(&self, callback: impl FnMut(&Notice<'_>) + Send + 'static) -> Listener {
        let entry =
            Arc::new(Entry { active: AtomicBool::new(true), callback: Mutex::new(Box::new(callback)) });
        let mut entries = lock(&self.0.entries);
        entries.push(Arc::clone(&entry));
        self.0.count.store(entries.len(), Ordering::Release);
        drop(entries);
        Listener { entry, registry: Arc::clone(&self.0) }
    }

    /// How many listeners there are.
    pub fn len(&self) -> usize {
        self.0.count.load(Ordering::Acquire)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls everyone who was registered when the event happened and has not been dropped since.
    pub(crate) fn tell(&self, notice: &Notice<'_>) {
        if self.is_empty() {
            return;
        }
        let entries = lock(&self.0.entries).clone();
        for entry in entries.iter().filter(|entry| entry.active.load(Ordering::Acquire)) {
            lock(&entry.callback)(notice);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.entry.active.store(false, Ordering::Release);
        let mut entries = lock(&self.registry.entries);
        entries.retain(|other| !Arc::ptr_eq(other, &self.entry));
        self.registry.count.store(entries.len(), Ordering::Release);
    }
}

impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listeners").field("len", &self.len()).finish()
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}

//! Listeners: who is told of changes.
//!
//! A listener is called after each change, with the store as it is then, which it can read and not change: so no change is
//! ever seen half made, and none can be made from within another. It may register others and drop itself or others.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Store;
use super::change::{Change, Record};

/// What a listener is told.
#[derive(Clone, Debug)]
pub struct Notice<'s> {
    /// The store, as it is after the event.
    pub store: &'s Store,
    /// What happened.
    pub event: Event<'s>,
}

/// What happened to a store.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'s> {
    /// Something was changed.
    Changed(Change<'s>),
    /// Changes that belong together follow.
    BatchBegan,
    /// The changes that belong together have been made.
    BatchEnded,
    /// The changes are about to be written.
    Committing,
    /// The changes were written, or there was nothing to write.
    Committed,
    /// The changes could not be written. The store still has them.
    CommitFailed,
    /// All changes since the last commit were undone.
    RolledBack,
    /// The file was read again: the store is another one.
    Reloaded,
}

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

/// The listeners of a store; clones are the same listeners. See [`Store::listeners`].
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
    /// Registers a listener, which is called from the next event on, in the order of registration. An event that is being
    /// told at this moment is not told to it.
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
    fn tell(&self, notice: &Notice<'_>) {
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

impl Store {
    /// The listeners of this store, to register one with. They stay when the file is read again.
    ///
    /// ```
    /// use morkdb::store::Event;
    /// # fn main() -> Result<(), morkdb::store::EditError> {
    /// let mut store = morkdb::Store::default();
    /// let listener = store.listeners().listen(|notice| {
    ///     if let Event::Changed(change) = &notice.event {
    ///         println!("{change:?}");
    ///     }
    /// });
    /// let scope = store.make_scope("cards")?;
    /// store.make_row(scope)?;
    /// drop(listener);
    /// # Ok(())
    /// # }
    /// ```
    pub fn listeners(&self) -> Listeners {
        self.listeners.clone()
    }

    pub(crate) fn set_listeners(&mut self, listeners: Listeners) {
        self.listeners = listeners;
    }

    /// Tells the listeners of an event.
    pub(crate) fn tell(&self, event: Event<'_>) {
        if !self.listeners.is_empty() {
            self.listeners.tell(&Notice { store: self, event });
        }
    }

    /// Records a change that was made, and tells the listeners.
    pub(super) fn note(&mut self, record: Record) {
        self.touched |= record.touches();
        self.log.records.push(record);
        if !self.listeners.is_empty()
            && let Some(change) = self.change(record)
        {
            self.tell(Event::Changed(change));
        }
    }
}

/// Changes that belong together: a store to make them to. Listeners are told where the outermost batch begins and ends.
#[derive(Debug)]
pub struct Batch<'s> {
    store: &'s mut Store,
}

impl Store {
    /// Begins a batch, which ends when the answer is dropped. Batches nest.
    pub fn batch(&mut self) -> Batch<'_> {
        if self.batches == 0 {
            self.tell(Event::BatchBegan);
        }
        self.batches += 1;
        Batch { store: self }
    }
}

impl std::ops::Deref for Batch<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store
    }
}

impl std::ops::DerefMut for Batch<'_> {
    fn deref_mut(&mut self) -> &mut Store {
        self.store
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        // Whoever has put another store in the place of this one has ended the batch.
        self.store.batches = self.store.batches.saturating_sub(1);
        if self.store.batches == 0 {
            self.store.tell(Event::BatchEnded);
        }
    }
}

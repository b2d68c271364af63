//! Telling of what happens to a folder.
//!
//! Every event follows from the store's own record of what was changed, so none can be missed, whichever way a change is made;
//! and an event is told once all that belongs to it is in the store. [`FolderEvent`] lists them, with the names that Thunderbird
//! has for them.

mod event;
mod listen;
mod translate;

pub use event::{FolderEvent, Instigator, Notice};
pub use listen::{Listener, Listeners};

use crate::folder::{Folder, FolderRef};

impl Folder {
    /// Registers a listener (`addListener`): it is called until the answer is dropped, in the order of registration, with the
    /// folder as it is then, which it can read and not change.
    pub fn listen(&self, callback: impl FnMut(&Notice<'_>) + Send + 'static) -> Listener {
        self.listeners.listen(callback)
    }

    /// The listeners, to be registered with from elsewhere.
    pub fn listeners(&self) -> Listeners {
        self.listeners.clone()
    }

    /// Says who makes the changes from now on: listeners are told, so that one can pass over its own.
    pub fn set_instigator(&mut self, instigator: Option<Instigator>) {
        self.instigator = instigator;
    }

    /// Takes note of what was changed in the store since the last time, and tells listeners.
    pub(crate) fn tell(&mut self) {
        let store = self.file.store();
        if self.told == store.change_count() {
            return;
        }
        if self.listeners.is_empty() {
            self.state.note_from(store, self.told);
            self.told = store.change_count();
        }
        for change in store.changes_from(self.told) {
            self.state.note(store, &change);
            if !self.listeners.is_empty() {
                let folder = FolderRef::new(store, &self.state);
                translate::translate(folder, &self.state.new, &change, &mut |event| {
                    self.listeners.tell(&Notice { folder, event, instigator: self.instigator });
                });
            }
        }
        self.told = store.change_count();
        self.state.new.told();
    }

    /// Tells of what no change of the store says.
    pub(crate) fn emit(&self, event: &FolderEvent<'_>) {
        let folder = self.read();
        self.listeners.tell(&Notice { folder, event, instigator: self.instigator });
    }
}

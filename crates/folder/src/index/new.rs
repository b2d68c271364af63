//! Which messages are new: that is known in memory only.

use std::collections::BTreeSet;

use crate::key::MessageKey;

/// The keys of new messages (`m_newSet`).
#[derive(Clone, Debug, Default)]
pub(crate) struct NewList {
    keys: BTreeSet<MessageKey>,
    /// Those that ceased to be new since listeners were last told.
    ceased: BTreeSet<MessageKey>,
}

impl NewList {
    /// Ascending.
    pub(crate) fn keys(&self) -> impl ExactSizeIterator<Item = MessageKey> {
        self.keys.iter().copied()
    }

    pub(crate) fn contains(&self, key: MessageKey) -> bool {
        self.keys.contains(&key)
    }

    /// Whether it was new when listeners were last told.
    pub(crate) fn contained(&self, key: MessageKey) -> bool {
        self.contains(key) || self.ceased.contains(&key)
    }

    pub(crate) fn insert(&mut self, key: MessageKey) {
        self.keys.insert(key);
    }

    pub(crate) fn remove(&mut self, key: MessageKey) -> bool {
        let was_new = self.keys.remove(&key);
        if was_new {
            self.ceased.insert(key);
        }
        was_new
    }

    /// Empties it, and answers what was in it.
    pub(crate) fn take(&mut self) -> BTreeSet<MessageKey> {
        std::mem::take(&mut self.keys)
    }

    /// Listeners have been told.
    pub(crate) fn told(&mut self) {
        self.ceased.clear();
    }
}

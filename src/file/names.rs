//! Names that a file uses without ever having defined them, or before it does. Mozilla's engine stops at the first; the
//! lenient reading reads the file a second time, with an id for each.

use hashbrown::HashMap;

use crate::id::Scope;
use crate::store::{FIRST_ID, Store};

/// Names that the dicts of a file do not account for in time, in the order of first use.
#[derive(Debug, Default)]
pub(super) struct Undefined {
    names: HashMap<Box<[u8]>, usize>,
}

/// The same names with ids.
pub(super) type Supplement = Vec<(u32, Box<[u8]>)>;

impl Undefined {
    pub(super) fn add(&mut self, name: &[u8]) {
        let next = self.names.len();
        if !self.names.contains_key(name) {
            self.names.insert(name.into(), next);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Gives each name an id: the one that the file defines later on, or the next that is free in all of the file.
    pub(super) fn supplement(self, store: &mut Store, bytes: &[u8]) -> Supplement {
        let mut next = store.highest_name().saturating_add(1).max(FIRST_ID);
        let mut names: Vec<_> = self.names.into_iter().collect();
        names.sort_unstable_by_key(|(_, order)| *order);
        let identified =
            names.into_iter().map(|(name, _)| match store.find_body(bytes, Scope::NAMES, &name) {
                Some(atom) => (store.atom_id(atom), name),
                None => {
                    next = next.saturating_add(1);
                    (next - 1, name)
                }
            });
        identified.collect()
    }
}

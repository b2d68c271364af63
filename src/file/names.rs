//! Names that a file uses without ever having defined them, or before it does. Mozilla's engine stops at the first; the
//! lenient reading reads the file a second time, with an id for each.

use hashbrown::HashSet;

use crate::id::Scope;
use crate::store::{Store, Text};
use crate::syntax::encode;

/// The lowest id that Mozilla's engine gives to a name (`morkAtomSpace_kMinUnderId`).
const LOWEST_ID: u32 = 0x80;

/// Names that the dicts of a file do not account for in time.
#[derive(Debug, Default)]
pub(super) struct Undefined {
    names: Vec<Vec<u8>>,
    seen: HashSet<Vec<u8>>,
}

/// The same names with ids, as a text to define them from.
#[derive(Debug, Default)]
pub(super) struct Supplement {
    /// Values, each with the `)` that ends it.
    pub(super) text: Vec<u8>,
    /// Id, and offset in `text`.
    pub(super) aliases: Vec<(u32, u32)>,
    /// The names.
    pub(super) names: HashSet<Vec<u8>>,
}

impl Undefined {
    pub(super) fn add(&mut self, name: &[u8]) {
        if self.seen.insert(name.to_vec()) {
            self.names.push(name.to_vec());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Gives each name an id: the one that the file defines later on, or the next that is free in all of the file.
    pub(super) fn supplement(self, store: &mut Store, text: Text<'_>) -> Supplement {
        let mut next = store.highest_name().saturating_add(1).max(LOWEST_ID);
        let mut supplement = Supplement::default();
        for name in &self.names {
            let id = match store.find_body(text, Scope::NAMES, name) {
                Some(atom) => store.atom_id(atom),
                None => {
                    next = next.saturating_add(1);
                    next - 1
                }
            };
            let offset = u32::try_from(supplement.text.len()).unwrap_or(u32::MAX);
            supplement.aliases.push((id, offset));
            supplement.text.extend(encode(name));
            supplement.text.push(b')');
        }
        supplement.names = self.seen;
        supplement
    }
}

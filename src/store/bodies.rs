//! From a value to the atom that has it.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::atom::{AtomSpaces, Slot};
use super::text::Text;

/// An index from values to atoms. Of two atoms with the same value it has the later one, as Mozilla's map has.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// Hash of the value, slot of the atom.
    table: HashTable<(u32, u32)>,
    hasher: DefaultHashBuilder,
    /// Whether anyone has asked yet.
    pub(super) asked: bool,
    /// Atoms that are not in the table, once someone has asked.
    pub(super) fresh: Vec<Slot>,
    /// The atoms that had the value of an atom in the table before that one, in order of definition.
    pub(super) earlier: HashMap<u32, Vec<Slot>>,
}

/// The hash that the table uses, from the part of it that is kept: growing reads no value again.
const fn spread(&(hash, _): &(u32, u32)) -> u64 {
    (hash as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Bodies {
    /// Makes room for so many atoms.
    pub(super) fn reserve(&mut self, atoms: usize) {
        self.table.reserve(atoms, spread);
    }

    #[inline(always)]
    pub(super) fn note(&mut self, slot: Slot) {
        if self.asked {
            self.fresh.push(slot);
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "any 32 bits will do")]
    fn hash(&self, body: &[u8]) -> u32 {
        self.hasher.hash_one(body) as u32
    }

    pub(super) fn find(&self, text: Text<'_>, atoms: &AtomSpaces, body: &[u8]) -> Option<Slot> {
        let hash = self.hash(body);
        let same =
            |entry: &(u32, u32)| entry.0 == hash && *text.value(atoms.start(Slot(entry.1))).bytes() == *body;
        self.table.find(spread(&(hash, 0)), same).map(|entry| Slot(entry.1))
    }

    /// Takes the latest atom of a value out; the one before it counts again.
    pub(super) fn remove(&mut self, text: Text<'_>, atoms: &AtomSpaces, slot: Slot) {
        let hash = self.hash(&text.value(atoms.start(slot)).bytes());
        let mut earlier = self.earlier.remove(&slot.0).unwrap_or_default();
        if let Ok(mut entry) = self.table.find_entry(spread(&(hash, 0)), |entry| entry.1 == slot.0) {
            match earlier.pop() {
                Some(before) => {
                    entry.get_mut().1 = before.0;
                    self.earlier.insert(before.0, earlier);
                }
                None => _ = entry.remove(),
            }
        }
        self.fresh.retain(|fresh| *fresh != slot);
    }

    pub(super) fn insert(&mut self, text: Text<'_>, atoms: &AtomSpaces, slot: Slot) {
        let start = atoms.start(slot);
        let body = text.value(start).bytes();
        let entry = (self.hash(&body), slot.0);
        let same =
            |other: &(u32, u32)| other.0 == entry.0 && text.value(atoms.start(Slot(other.1))).bytes() == body;
        match self.table.find_mut(spread(&entry), same) {
            Some(old) => {
                let before = std::mem::replace(&mut old.1, slot.0);
                let mut earlier = self.earlier.remove(&before).unwrap_or_default();
                earlier.push(Slot(before));
                self.earlier.insert(slot.0, earlier);
            }
            None => _ = self.table.insert_unique(spread(&entry), entry, spread),
        }
    }
}

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
    /// Short values that were found last, by the number of each: most values that are set are one of few.
    /// In a box, since most of the many scopes that a hostile file makes up are never asked.
    recent: Option<Box<[(u64, u32); RECENT]>>,
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

/// How many short values are kept at hand; a power of two.
const RECENT: usize = 1 << 9;

/// A number for a value of one to seven bytes, which is never 0.
#[inline]
pub(super) fn short(body: &[u8]) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes.get_mut(1..=body.len())?.copy_from_slice(body);
    bytes[0] = u8::try_from(body.len()).ok().filter(|len| *len > 0)?;
    Some(u64::from_le_bytes(bytes))
}

/// Where a short value is kept at hand.
const fn recent_place(number: u64) -> usize {
    (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize % RECENT
}

impl Bodies {
    /// Makes room for so many atoms.
    pub(super) fn reserve(&mut self, atoms: usize) {
        self.table.reserve(atoms, spread);
    }

    /// Whether there is an index, of all atoms.
    #[inline]
    pub(super) fn is_current(&self) -> bool {
        self.asked && self.fresh.is_empty()
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
        let same = |entry: &(u32, u32)| entry.0 == hash && text.says(atoms.start(Slot(entry.1)), body);
        self.table.find(spread(&(hash, 0)), same).map(|entry| Slot(entry.1))
    }

    /// The atom of a short value, by its number, if it is at hand.
    #[inline]
    pub(super) fn recent(&self, number: u64) -> Option<Slot> {
        let known = self.recent.as_ref()?[recent_place(number)];
        if known.0 != number {
            return None;
        }
        Some(Slot(known.1))
    }

    /// Keeps the atom of a short value at hand.
    pub(super) fn remember(&mut self, number: u64, slot: Slot) {
        // No value has the number 0.
        let recent = self.recent.get_or_insert_with(|| Box::new([(0, 0); RECENT]));
        recent[recent_place(number)] = (number, slot.0);
    }

    /// Another atom has this value now, or none.
    fn forget_recent(&mut self, body: &[u8]) {
        if let (Some(number), Some(recent)) = (short(body), &mut self.recent) {
            recent[recent_place(number)] = (0, 0);
        }
    }

    /// Takes the latest atom of a value out; the one before it counts again.
    pub(super) fn remove(&mut self, text: Text<'_>, atoms: &AtomSpaces, slot: Slot) {
        let body = text.value(atoms.start(slot)).bytes();
        let hash = self.hash(&body);
        self.forget_recent(&body);
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

    /// Takes the atom that was made last in, whose value no other has.
    pub(super) fn insert_new(&mut self, slot: Slot, body: &[u8]) {
        if self.fresh.pop_if(|fresh| *fresh == slot).is_some() {
            let entry = (self.hash(body), slot.0);
            self.table.insert_unique(spread(&entry), entry, spread);
            if let Some(number) = short(body) {
                self.remember(number, slot);
            }
        }
    }

    pub(super) fn insert(&mut self, text: Text<'_>, atoms: &AtomSpaces, slot: Slot) {
        let start = atoms.start(slot);
        let body = text.value(start).bytes();
        let entry = (self.hash(&body), slot.0);
        self.forget_recent(&body);
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

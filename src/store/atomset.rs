//! Sets of atoms, such as those that the file does not define yet.

use super::Store;
use super::atom::Slot;

/// A set of atoms. Atoms are made with rising ids, so it is a bit for each atom from some point on.
#[derive(Clone, Debug, Default)]
pub(crate) struct AtomSet {
    values: Window,
    others: Window,
}

/// A set of numbers from `base` on.
#[derive(Clone, Debug, Default)]
struct Window {
    base: u32,
    words: Vec<u64>,
}

impl Window {
    fn get(&self, number: u32) -> bool {
        let Some(at) = number.checked_sub(self.base) else { return false };
        self.words.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn insert(&mut self, number: u32) {
        let Some(at) = number.checked_sub(self.base) else { return };
        let word = at as usize / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (at % 64);
    }

    fn remove(&mut self, number: u32) {
        let Some(at) = number.checked_sub(self.base) else { return };
        if let Some(word) = self.words.get_mut(at as usize / 64) {
            *word &= !(1 << (at % 64));
        }
    }
}

impl AtomSet {
    /// A set that any atom can be in.
    pub(crate) fn any() -> Self {
        Self::from(0, 0)
    }

    /// A set of atoms with these and higher ids and places.
    pub(super) fn from(value: u32, other: u32) -> Self {
        Self {
            values: Window { base: value, words: Vec::new() },
            others: Window { base: other, words: Vec::new() },
        }
    }

    #[inline]
    pub(crate) fn contains(&self, slot: Slot) -> bool {
        match slot.as_other() {
            Some(at) => self.others.get(super::idmap::index(at)),
            None => self.values.get(slot.0),
        }
    }

    pub(crate) fn insert(&mut self, slot: Slot) {
        match slot.as_other() {
            Some(at) => self.others.insert(super::idmap::index(at)),
            None => self.values.insert(slot.0),
        }
    }

    #[inline]
    pub(crate) fn remove(&mut self, slot: Slot) {
        match slot.as_other() {
            Some(at) => self.others.remove(super::idmap::index(at)),
            None => self.values.remove(slot.0),
        }
    }
}

impl Store {
    pub(crate) fn unwritten(&self) -> &AtomSet {
        &self.unwritten
    }

    pub(crate) fn set_unwritten(&mut self, unwritten: AtomSet) {
        self.unwritten = unwritten;
    }

    /// All atoms: what a file that is written anew has to define, if it is used.
    pub(crate) fn all_unwritten(&self) -> AtomSet {
        let mut all = AtomSet::any();
        for atom in self.atoms() {
            all.insert(atom.slot);
        }
        all
    }
}

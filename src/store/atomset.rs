//! Sets of atoms, such as those that the file does not define yet.

use super::Store;
use super::atom::Slot;

/// A set of atoms. Atoms are made with rising ids, so it is a bit for each atom from some point on.
#[derive(Clone, Debug, Default)]
pub(crate) struct AtomSet {
    values: Window,
    others: Window,
}

/// A set of numbers from `base` on, which is a multiple of 64.
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

    /// Ids below the first are given where the highest is taken.
    fn insert(&mut self, number: u32) {
        if number < self.base {
            let base = number / 64 * 64;
            let more = (self.base - base) as usize / 64;
            self.words.splice(..0, std::iter::repeat_n(0, more));
            self.base = base;
        }
        let at = number - self.base;
        let word = at as usize / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (at % 64);
    }

    /// Takes a number out. Answers whether it was in.
    #[inline]
    fn take(&mut self, number: u32) -> bool {
        let Some(at) = number.checked_sub(self.base) else { return false };
        let Some(word) = self.words.get_mut(at as usize / 64) else { return false };
        let bit = 1 << (at % 64);
        let was = *word & bit != 0;
        *word &= !bit;
        was
    }
}

impl AtomSet {
    /// A set that any atom can be in.
    pub(crate) fn any() -> Self {
        Self::from(0, 0)
    }

    /// A set of atoms with these and higher ids and places.
    pub(super) fn from(value: u32, other: u32) -> Self {
        let window = |base: u32| Window { base: base / 64 * 64, words: Vec::new() };
        Self { values: window(value), others: window(other) }
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

    /// Takes an atom out. Answers whether it was in.
    #[inline]
    pub(crate) fn take(&mut self, slot: Slot) -> bool {
        match slot.as_other() {
            Some(at) => self.others.take(super::idmap::index(at)),
            None => self.values.take(slot.0),
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

    /// Takes the set of atoms out that the file does not define. It has to be given back.
    pub(crate) fn take_unwritten(&mut self) -> AtomSet {
        std::mem::take(&mut self.unwritten)
    }

    /// These atoms were written.
    pub(crate) fn note_written(&mut self, atoms: &[Slot]) {
        for &atom in atoms {
            self.unwritten.take(atom);
        }
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

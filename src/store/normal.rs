//! Cells in the form that can be written: a value of up to 1024 bytes is an atom of space `v` that its id leads to.

use hashbrown::HashTable;

use super::Store;
use super::atom::Slot;
use super::cell::{Cell, Content};
use super::error::EditError;
use super::row::RowIndex;
use crate::id::Scope;

/// Short values that were looked up before, by the [number](super::Encoding::short) of their text.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    known: HashTable<(u64, Slot)>,
    /// Those that were asked for last, by their hash: most literals are one of very few.
    recent: Vec<(u64, Slot)>,
}

/// How many are kept at hand; a power of two.
const RECENT: usize = 1 << 10;

/// The hash of a number.
const fn spread(&(number, _): &(u64, Slot)) -> u64 {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32)
}

impl Literals {
    /// All short values that have an atom: of several the latest.
    pub(crate) fn of(store: &Store) -> Self {
        let mut literals = Self::default();
        let text = store.text();
        for slot in store.atoms.slots_of(Scope::VALUES) {
            let start = store.atoms.start(slot);
            let Some(number) = text.short(start) else { continue };
            if !store.stands(Scope::VALUES, slot) {
                continue;
            }
            let found = literals.known.find_mut(spread(&(number, slot)), |entry| entry.0 == number);
            match found {
                Some(entry) if store.atoms.start(entry.1) > start => {}
                Some(entry) => entry.1 = slot,
                None => literals.put(number, slot),
            }
        }
        literals
    }

    /// The atom of a short value.
    #[inline]
    pub(crate) fn get(&mut self, number: u64) -> Option<Slot> {
        let hash = spread(&(number, Slot(0)));
        // The lowest bits are those that the table goes by: others are as good.
        let place = (hash >> 20) as usize % RECENT;
        if let Some(&(_, slot)) = self.recent.get(place).filter(|entry| entry.0 == number) {
            return Some(slot);
        }
        let entry = *self.known.find(hash, |entry| entry.0 == number)?;
        self.recent.resize(RECENT, (0, Slot(0))); // no value has the number 0
        self.recent[place] = entry;
        Some(entry.1)
    }

    /// Remembers the atom of a short value that it does not know.
    pub(crate) fn put(&mut self, number: u64, atom: Slot) {
        self.known.insert_unique(spread(&(number, atom)), (number, atom), spread);
    }
}

impl Store {
    /// Makes atoms of the values of a row that are none, or whose ids lead elsewhere.
    pub(crate) fn normalize_row(&mut self, row: RowIndex, literals: &mut Literals) -> Result<(), EditError> {
        let run = self.rows[row.0 as usize].run;
        for at in 0..run.len() {
            let cell = self.cells.get(run)[at];
            if let Some(normal) = self.normal(cell, literals)? {
                self.cells.get_mut(run)[at] = Cell::new(cell.column(), Content::Atom(normal), false);
            }
        }
        Ok(())
    }

    /// Makes atoms of all values.
    pub(crate) fn normalize(&mut self) -> Result<(), EditError> {
        let literal = |cell: &Cell| matches!(cell.content(), Content::Literal(_));
        let any = self.rows.iter().any(|row| self.cells.get(row.run).iter().any(literal));
        let mut literals = if any { Literals::of(self) } else { Literals::default() };
        for row in 0..super::idmap::index(self.rows.len()) {
            self.normalize_row(RowIndex(row), &mut literals)?;
        }
        Ok(())
    }

    /// The atom that a cell should have; `None` where it has it, or has none.
    fn normal(&mut self, cell: Cell, literals: &mut Literals) -> Result<Option<Slot>, EditError> {
        let start = match cell.content() {
            Content::Literal(start) => start,
            Content::Atom(slot) if !self.stands(Scope::VALUES, slot) => self.atoms.start(slot),
            _ => return Ok(None),
        };
        let short = self.text().short(start);
        if let Some(slot) = short.and_then(|number| literals.get(number)) {
            return Ok(Some(slot));
        }
        let body = self.text().value(start).bytes().into_owned();
        let (slot, _) = self.intern(Scope::VALUES, &body)?;
        if let Some(number) = short {
            literals.put(number, slot);
        }
        Ok(Some(slot))
    }

    /// Whether an atom is the one of a space that its id leads to, and can be written: Mozilla's engine stops at the id 0.
    pub(super) fn stands(&self, scope: Scope, slot: Slot) -> bool {
        match slot.as_other() {
            None => {
                slot.0 != 0 && (!self.atoms.is_redefined() || self.atoms.find(scope, slot.0) == Some(slot))
            }
            Some(_) => {
                let atom = super::AtomRef { store: self, slot };
                let id = atom.id();
                atom.scope() == scope && id != 0 && self.atoms.find(scope, id) == Some(slot)
            }
        }
    }
}

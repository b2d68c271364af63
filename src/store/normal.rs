//! Cells in the form that can be written: a value of up to 1024 bytes is an atom of space `v` that its id leads to.

use super::Store;
use super::atom::Slot;
use super::cell::{Cell, Content};
use super::error::EditError;
use super::row::RowIndex;
use crate::id::Scope;

/// Short literals that were looked up before, by their text: there are few of them and they are everywhere.
#[derive(Debug)]
pub(crate) struct Literals {
    known: Vec<(u64, u32)>,
}

const KNOWN: usize = 1 << 12;

impl Default for Literals {
    fn default() -> Self {
        Self { known: vec![(0, 0); KNOWN] }
    }
}

impl Literals {
    /// The text of a short literal as a number, up to seven bytes and the `)`; and where it is looked for.
    fn key(raw: &[u8]) -> Option<(u64, usize)> {
        let mut word = [0; 8];
        word.get_mut(..raw.len())?.copy_from_slice(raw);
        *word.get_mut(raw.len())? = b')';
        let key = u64::from_le_bytes(word);
        Some((key, (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52) as usize % KNOWN))
    }

    /// The atom of a literal that was looked up before.
    pub(crate) fn get(&self, raw: &[u8]) -> Option<Slot> {
        let (key, at) = Self::key(raw)?;
        let (known, slot) = self.known[at];
        (known == key).then_some(Slot(slot))
    }

    /// Remembers the atom of a literal.
    pub(crate) fn put(&mut self, raw: &[u8], atom: Slot) {
        if let Some((key, at)) = Self::key(raw) {
            self.known[at] = (key, atom.0);
        }
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
        let mut literals = Literals::default();
        for row in 0..super::idmap::index(self.rows.len()) {
            self.normalize_row(RowIndex(row), &mut literals)?;
        }
        Ok(())
    }

    /// The atom that a cell should have; `None` where it has it, or has none.
    fn normal(&mut self, cell: Cell, literals: &mut Literals) -> Result<Option<Slot>, EditError> {
        let start = match cell.content() {
            Content::Literal(start) => start,
            Content::Atom(slot) if !self.is_normal(slot) => self.atoms.start(slot),
            _ => return Ok(None),
        };
        let raw = self.text().value(start).raw();
        if let Some(slot) = literals.get(raw) {
            return Ok(Some(slot));
        }
        let body = self.text().value(start).bytes().into_owned();
        let slot = self.normal_atom(&body)?;
        let raw = self.text().value(start).raw();
        literals.put(raw, slot);
        Ok(Some(slot))
    }

    /// The atom of this value in space `v`, made if none that its id leads to has it.
    fn normal_atom(&mut self, body: &[u8]) -> Result<Slot, EditError> {
        let (slot, _) = self.intern(Scope::VALUES, body)?;
        if self.is_normal(slot) {
            return Ok(slot);
        }
        let id = self.atoms.next_id(Scope::VALUES).ok_or(EditError::NoIdLeft { scope: Scope::VALUES })?;
        let start = self.keep_value(body).ok_or(EditError::Full)?;
        let slot = self.atoms.add_new(Scope::VALUES, id, start);
        self.unwritten.insert(slot);
        Ok(slot)
    }

    /// Whether an atom is the one of space `v` that its id leads to.
    fn is_normal(&self, slot: Slot) -> bool {
        match slot.as_other() {
            None => !self.atoms.is_redefined() || self.atoms.find(Scope::VALUES, slot.0) == Some(slot),
            Some(_) => {
                let atom = super::AtomRef { store: self, slot };
                let id = atom.id();
                atom.scope() == Scope::VALUES && id != 0 && self.atoms.find(Scope::VALUES, id) == Some(slot)
            }
        }
    }
}

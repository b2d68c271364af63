//! Which atoms are still of use.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::Store;
use super::atom::{AtomRef, Slot};
use super::cell::{Cell, Content};
use crate::id::Scope;

impl Store {
    /// The atoms that nothing in the store needs any more: values that no cell has, by id or as a literal, and names that
    /// no column, scope or kind goes by. Rewriting the file would lose the values and keep the names.
    ///
    /// The answer takes one pass over all cells, and a byte of memory for each atom.
    pub fn unused_atoms(&self) -> impl Iterator<Item = AtomRef<'_>> {
        let mut used = vec![false; self.atoms.positions()];
        self.mark_tokens(&mut used);
        self.mark_values(&mut used);
        self.mark_literals(&mut used);
        self.atoms().filter(move |atom| !used[self.atoms.position(atom.slot)])
    }

    fn live_cells(&self) -> impl Iterator<Item = &Cell> {
        self.rows.iter().flat_map(|row| self.cells.get(row.run))
    }

    fn mark_tokens(&self, used: &mut [bool]) {
        let scopes = self.scopes().map(|scope| scope.0);
        let kinds = self.tables.iter().map(|table| table.kind);
        let columns = self.live_cells().map(|cell| cell.column().0);
        for token in scopes.chain(kinds).chain(columns) {
            if let Some(atom) = self.atoms.find(Scope::NAMES, token) {
                used[self.atoms.position(atom)] = true;
            }
        }
    }

    fn mark_values(&self, used: &mut [bool]) {
        for cell in self.live_cells() {
            if let Content::Atom(atom) = cell.content() {
                used[self.atoms.position(atom)] = true;
            }
        }
    }

    /// Marks the atoms of space `v` that a cell has as a literal. Of atoms with the same value one stands for all.
    fn mark_literals(&self, used: &mut [bool]) {
        let idle = self.atoms().filter(|atom| !used[self.atoms.position(atom.slot)]);
        let idle: Vec<u32> =
            idle.filter(|atom| atom.scope() == Scope::VALUES).map(|atom| atom.slot.0).collect();
        let hasher = DefaultHashBuilder::default();
        let body = |atom: u32| self.text().value(self.atoms.start(Slot(atom))).bytes();
        let hash = |bytes: &[u8]| hasher.hash_one(bytes);
        let mut first: HashTable<u32> = HashTable::with_capacity(idle.len());
        for &atom in &idle {
            let value = body(atom);
            let entry = first.entry(hash(&value), |&other| body(other) == value, |&other| hash(&body(other)));
            entry.or_insert(atom);
        }
        let standing =
            |value: &[u8]| first.find(hash(value), |&other| *body(other) == *value).map(|&atom| Slot(atom));
        for cell in self.live_cells() {
            if let Content::Literal(start) = cell.content()
                && let Some(atom) = standing(&self.text().value(start).bytes())
            {
                used[self.atoms.position(atom)] = true;
            }
        }
        for atom in idle {
            let stands = standing(&body(atom)).is_some_and(|atom| used[self.atoms.position(atom)]);
            used[self.atoms.position(Slot(atom))] |= stands;
        }
    }
}

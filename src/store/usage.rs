//! Which atoms are still of use.

use hashbrown::HashSet;

use super::Store;
use super::atom::AtomRef;
use super::cell::Content;
use super::table::Table;
use crate::id::Scope;

impl Store {
    /// The atoms that nothing in the store needs any more: values that no cell has, by id or as a literal, and names that
    /// no column, scope or kind goes by. Rewriting the file would lose the values and keep the names.
    pub fn unused_atoms(&self) -> Vec<AtomRef<'_>> {
        let mut used = vec![false; self.atoms.positions()];
        let literals = self.mark_cells(&mut used);
        self.mark_tokens(&mut used);
        let is_literal = |atom: AtomRef<'_>| literals.contains(&*atom.value().bytes());
        self.atoms()
            .filter(|atom| {
                !used[self.atoms.position(atom.slot)] && !(atom.scope() == Scope::VALUES && is_literal(*atom))
            })
            .collect()
    }

    /// Marks the atoms that cells refer to, and gives back the literals.
    fn mark_cells(&self, used: &mut [bool]) -> HashSet<std::borrow::Cow<'_, [u8]>> {
        let mut literals = HashSet::new();
        for cell in self.rows.iter().flat_map(|row| self.cells.get(row.run)) {
            match cell.content() {
                Content::Atom(atom) => used[self.atoms.position(atom)] = true,
                Content::Literal(start) => _ = literals.insert(self.text().value(start).bytes()),
                Content::Long(_) | Content::Empty => {}
            }
            self.mark_token(used, cell.column().0);
        }
        literals
    }

    fn mark_tokens(&self, used: &mut [bool]) {
        for scope in self.scopes() {
            self.mark_token(used, scope.0);
        }
        for Table { kind, .. } in &self.tables {
            self.mark_token(used, *kind);
        }
    }

    fn mark_token(&self, used: &mut [bool], token: u32) {
        if let Some(atom) = self.atoms.find(Scope::NAMES, token) {
            used[self.atoms.position(atom)] = true;
        }
    }
}

//! Atoms that no file has: which ids they get, and how they go again.

use super::atom::{Atom, AtomSpaces, NAMES, Slot};
use super::atomset::AtomSet;
use super::bodies::short;
use super::idmap::index;
use super::text::Text;
use crate::id::{Column, Scope};

/// The lowest id that is given automatically (`kMinUnderId`).
pub(crate) const FIRST_ID: u32 = 0x80;

/// How many values are looked for without an index, in a file with at least so many.
const SCANS: u8 = 8;
const LARGE: usize = 0x1_0000;

impl AtomSpaces {
    /// The next id of a space: one more than the highest, which Mozilla's engine counts from 80 on; where that is no id, the
    /// lowest that is free. Names are also columns, whose ids have 24 bits.
    pub(super) fn next_id(&mut self, scope: Scope) -> Option<u32> {
        let last = if scope == Scope::NAMES { Column::MASK } else { u32::MAX };
        let next = match self.space(scope).and_then(|space| space.next) {
            Some(next) => next,
            None => self.highest(scope).map_or(FIRST_ID, |highest| highest.saturating_add(1).max(FIRST_ID)),
        };
        let taken = |id: &u32| self.find(scope, *id).is_some();
        let id = if next > last || taken(&next) { (FIRST_ID..=last).find(|id| !taken(id))? } else { next };
        self.space_mut(scope).next = Some(next.max(id.saturating_add(1)));
        Some(id)
    }

    fn highest(&self, scope: Scope) -> Option<u32> {
        let values = if scope == Scope::VALUES { &self.values[..] } else { &[] };
        let value = values.iter().rposition(|&start| start != 0).map(index);
        let others = self.others.iter().filter(|atom| atom.scope == scope && atom.start != 0);
        let others = others.map(|atom| atom.id).max();
        value.max(others)
    }

    /// Adds an atom that no file has.
    pub(super) fn add_new(&mut self, scope: Scope, id: u32, start: u32) -> Slot {
        // An id that comes next is in proportion, and so are as many behind it.
        if id as usize <= self.values.len() + 1 {
            self.limit = self.limit.max(id.saturating_mul(2)).min(Slot::OTHER);
        }
        self.add(Atom { scope, id, start })
    }

    /// The latest atom of a scope with this value. An index costs time and memory in proportion to the file, so the first few
    /// values are looked for without.
    pub(super) fn find_latest(&mut self, text: Text<'_>, scope: Scope, body: &[u8]) -> Option<Slot> {
        if self.may_scan(scope) {
            let same = self.slots_of(scope).filter(|slot| text.says(self.start(*slot), body));
            return same.max_by_key(|slot| self.start(*slot));
        }
        self.index_bodies(text, scope);
        let Some(number) = short(body) else { return self.find_indexed(text, scope, body) };
        if let Some(recent) = self.space_mut(scope).bodies.recent(number) {
            return Some(recent);
        }
        let found = self.find_indexed(text, scope, body)?;
        self.space_mut(scope).bodies.remember(number, found);
        Some(found)
    }

    fn may_scan(&mut self, scope: Scope) -> bool {
        let large = scope == Scope::VALUES && self.values.len() >= LARGE;
        let space = self.space_mut(scope);
        if !large || space.bodies.asked || space.scans == SCANS {
            return false;
        }
        space.scans += 1;
        true
    }

    /// Takes a new atom into the index of a scope, if there is one. `known`: whether the value has an atom already.
    pub(super) fn update_bodies(&mut self, text: Text<'_>, scope: Scope, new: (Slot, &[u8]), known: bool) {
        if !known {
            self.space_mut(scope).bodies.insert_new(new.0, new.1);
        }
        if self.space_mut(scope).bodies.asked {
            self.index_bodies(text, scope);
        }
    }

    /// Takes the latest name of a value out.
    pub(super) fn forget_name(&mut self, text: Text<'_>, slot: Slot) {
        let Some(at) = slot.as_other() else { return };
        let Atom { id, .. } = self.others[at];
        let mut bodies = std::mem::take(&mut self.spaces[NAMES].bodies);
        bodies.remove(text, self, slot);
        let space = &mut self.spaces[NAMES];
        (space.bodies, space.next) = (bodies, None);
        space.ids.remove(id);
        self.others[at].start = 0;
    }

    /// The set of atoms that the file does not define, when it has just been read.
    pub(super) fn none_unwritten(&self) -> AtomSet {
        let value = self.values.iter().rposition(|&start| start != 0).map_or(0, |last| last + 1);
        AtomSet::from(index(value), index(self.others.len()))
    }
}

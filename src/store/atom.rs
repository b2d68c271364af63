//! Atoms: values that have an id. A file is interned already: its dicts say which id stands for which value, and cells
//! refer to ids. Looking up an id by value needs an index that is only built when someone asks.

use super::Store;
use super::bodies::Bodies;
use super::idmap::{IdMap, index};
use super::text::{Text, Value};
use crate::id::Scope;

/// Which atom: its id, for an atom of space `v` that is in the table of those; else [`Slot::OTHER`] and its place among
/// the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slot(pub(crate) u32);

impl Slot {
    pub(super) const OTHER: u32 = 1 << 31;

    fn other(at: usize) -> Self {
        Self(index(at) | Self::OTHER)
    }

    pub(super) const fn as_other(self) -> Option<usize> {
        if self.0 & Self::OTHER == 0 { None } else { Some((self.0 & !Self::OTHER) as usize) }
    }
}

/// An atom that is not in the table of values. One that was taken out begins at 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    pub(super) scope: Scope,
    pub(super) id: u32,
    pub(super) start: u32,
}

/// All atoms of all spaces.
#[derive(Debug)]
pub(super) struct AtomSpaces {
    /// Where the values of space `v` begin, by id; 0 for ids that have none.
    pub(super) values: Vec<u32>,
    /// Ids below this have their place in `values`.
    pub(super) limit: u32,
    /// Names, atoms with ids that are out of proportion to the file, and ids that were given a second value. In order of
    /// definition.
    pub(super) others: Vec<Atom>,
    pub(super) spaces: Vec<Space>,
    /// Places of the other spaces.
    by_scope: IdMap,
    /// Whether an id in `values` has a second value, which is the one that counts from then on.
    redefined: bool,
}

/// One atom space.
#[derive(Debug, Default)]
pub(super) struct Space {
    /// Places in `others`. They come before `values`.
    pub(super) ids: IdMap,
    pub(super) bodies: Bodies,
    /// The next id to give, once someone has asked.
    pub(super) next: Option<u32>,
    /// How many values were looked for without an index.
    pub(super) scans: u8,
}

/// The places of the spaces that every store has.
const VALUES: usize = 0;
pub(super) const NAMES: usize = 1;

/// Why a definition was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refused {
    /// It has the id 0.
    Zero,
    /// Its id has another value already.
    Duplicate,
}

impl AtomSpaces {
    /// Spaces for a file of `size` bytes.
    pub(super) fn new(size: u32) -> Self {
        Self {
            values: Vec::new(),
            limit: (size / 4).max(0x1000),
            others: Vec::new(),
            spaces: vec![Space::default(), Space::default()],
            by_scope: IdMap::default(),
            redefined: false,
        }
    }

    pub(super) fn space(&self, scope: Scope) -> Option<&Space> {
        self.spaces.get(self.space_place(scope)?)
    }

    /// Nearly always one of the two spaces that every store has.
    #[inline]
    fn space_place(&self, scope: Scope) -> Option<usize> {
        match scope {
            Scope::VALUES => Some(VALUES),
            Scope::NAMES => Some(NAMES),
            _ => self.by_scope.get(scope.0).map(|place| place as usize),
        }
    }

    pub(super) fn space_mut(&mut self, scope: Scope) -> &mut Space {
        let found = self.space_place(scope).unwrap_or_else(|| {
            let new = self.spaces.len();
            self.by_scope.insert(scope.0, index(new));
            self.spaces.push(Space::default());
            new
        });
        &mut self.spaces[found]
    }

    /// The atom of this id.
    pub(super) fn find(&self, scope: Scope, id: u32) -> Option<Slot> {
        match self.space(scope)?.ids.get(id) {
            Some(other) => Some(Slot::other(other as usize)),
            None if scope == Scope::VALUES => self.find_value(id),
            None => None,
        }
    }

    #[inline(always)]
    fn find_value(&self, id: u32) -> Option<Slot> {
        match self.values.get(id as usize) {
            Some(&start) if start != 0 => Some(Slot(id)),
            _ => None,
        }
    }

    fn atom(&self, slot: Slot) -> Atom {
        match slot.as_other() {
            Some(at) => self.others[at],
            None => Atom { scope: Scope::VALUES, id: slot.0, start: self.values[slot.0 as usize] },
        }
    }

    /// The offset of the value of an atom.
    #[inline]
    pub(super) fn start(&self, slot: Slot) -> u32 {
        match slot.as_other() {
            Some(at) => self.others.get(at).map_or(0, |atom| atom.start),
            None => self.values.get(slot.0 as usize).copied().unwrap_or(0),
        }
    }

    /// Adds an atom, which from now on is the one of its id.
    pub(super) fn add(&mut self, atom: Atom) -> Slot {
        let slot = match atom {
            Atom { scope: Scope::VALUES, id, .. }
                if id < self.limit && self.find(Scope::VALUES, id).is_none() =>
            {
                self.make_room(id);
                self.values[id as usize] = atom.start;
                Slot(id)
            }
            _ => self.add_other(atom),
        };
        self.space_mut(atom.scope).bodies.note(slot);
        slot
    }

    fn add_other(&mut self, atom: Atom) -> Slot {
        let at = self.others.len();
        self.redefined |= atom.scope == Scope::VALUES && self.find_value(atom.id).is_some();
        self.space_mut(atom.scope).ids.insert(atom.id, index(at));
        self.others.push(atom);
        Slot::other(at)
    }

    /// Makes the table of values long enough for an id. New memory is asked for zeroed, so pages that are never written are
    /// never there.
    fn make_room(&mut self, id: u32) {
        if id as usize >= self.values.len() {
            let double = (self.values.len() * 2).max(0x400).min(self.limit as usize);
            let mut values = vec![0; double.max(id as usize + 1)];
            values[..self.values.len()].copy_from_slice(&self.values);
            self.values = values;
        }
    }

    fn value_slots(&self) -> impl Iterator<Item = Slot> + '_ {
        let defined = self.values.iter().enumerate().filter(|(_, start)| **start != 0);
        defined.map(|(id, _)| Slot(index(id)))
    }

    /// All atoms of a space.
    pub(super) fn slots_of(&self, scope: Scope) -> impl Iterator<Item = Slot> + '_ {
        let values = if scope == Scope::VALUES { usize::MAX } else { 0 };
        let others = self.other_slots().filter(move |slot| self.atom(*slot).scope == scope);
        self.value_slots().take(values).chain(others)
    }

    fn other_slots(&self) -> impl Iterator<Item = Slot> + '_ {
        let others = self.others.iter().enumerate().filter(|(_, atom)| atom.start != 0);
        others.map(|(at, _)| Slot::other(at))
    }

    /// Whether an id in the table of values has a second value.
    pub(super) fn is_redefined(&self) -> bool {
        self.redefined
    }

    /// A number for each slot, below [`Self::positions`].
    pub(super) fn position(&self, slot: Slot) -> usize {
        slot.as_other().map_or(slot.0 as usize, |at| self.values.len() + at)
    }

    pub(super) fn positions(&self) -> usize {
        self.values.len() + self.others.len()
    }
}

impl AtomSpaces {
    /// Brings the index of a scope's values up to the last atom.
    pub(super) fn index_bodies(&mut self, text: Text<'_>, scope: Scope) {
        if self.space_mut(scope).bodies.is_current() {
            return;
        }
        let mut bodies = std::mem::take(&mut self.space_mut(scope).bodies);
        if bodies.asked {
            for slot in std::mem::take(&mut bodies.fresh) {
                bodies.insert(text, self, slot);
            }
        } else {
            bodies.asked = true;
            let mut slots: Vec<Slot> = self.slots_of(scope).collect();
            slots.sort_unstable_by_key(|slot| self.start(*slot));
            bodies.reserve(slots.len());
            for slot in slots {
                bodies.insert(text, self, slot);
            }
        }
        self.space_mut(scope).bodies = bodies;
    }

    /// The atom of `scope` with this value, among those that are indexed.
    pub(super) fn find_indexed(&self, text: Text<'_>, scope: Scope, body: &[u8]) -> Option<Slot> {
        self.space(scope)?.bodies.find(text, self, body)
    }
}

impl Store {
    /// The atom of this id in space `v`, where no id has a second value and none is out of proportion.
    #[inline(always)]
    pub(crate) fn find_value(&self, id: u32) -> Option<Slot> {
        self.atoms.find_value(id)
    }

    /// Whether an id in space `v` has a second value.
    pub(crate) fn has_redefined(&self) -> bool {
        self.atoms.redefined
    }

    /// Gives an id in space `v` the value that begins at `start`, if that is as simple as it nearly always is.
    #[inline(always)]
    pub(crate) fn add_value(&mut self, id: u32, start: u32) -> bool {
        match self.atoms.values.get_mut(id as usize) {
            Some(slot) if *slot == 0 => *slot = start,
            _ => return false,
        }
        self.atoms.spaces[VALUES].bodies.note(Slot(id));
        true
    }

    /// The atom of this id.
    pub(crate) fn find_atom(&self, scope: Scope, id: u32) -> Option<Slot> {
        self.atoms.find(scope, id)
    }

    /// Gives `id` the value that begins at `start`, in the place of any other.
    pub(crate) fn add_atom(&mut self, scope: Scope, id: u32, start: u32) {
        self.attached.clear();
        self.atoms.add(Atom { scope, id, start });
    }

    /// What speaks against giving `id` the value that begins at `start`. `Ok(false)`: it has just that value already.
    pub(crate) fn check_atom(
        &self,
        bytes: &[u8],
        scope: Scope,
        id: u32,
        start: u32,
    ) -> Result<bool, Refused> {
        let text = Text { bytes, more: &self.more, encoding: self.encoding };
        match self.atoms.find(scope, id) {
            None if id == 0 => Err(Refused::Zero),
            None => Ok(true),
            Some(old) if text.value(self.atoms.start(old)) == text.value(start) => Ok(false),
            Some(_) => Err(Refused::Duplicate),
        }
    }

    /// The atom of `scope` with this value: the latest, where several have it.
    pub(crate) fn find_body(&mut self, bytes: &[u8], scope: Scope, body: &[u8]) -> Option<Slot> {
        self.find_body_before(bytes, scope, body, u32::MAX)
    }

    /// The atom of `scope` that a literal of this value stood for at the offset `before`.
    pub(crate) fn find_body_before(
        &mut self,
        bytes: &[u8],
        scope: Scope,
        body: &[u8],
        before: u32,
    ) -> Option<Slot> {
        let text = Text { bytes, more: &self.more, encoding: self.encoding };
        self.atoms.index_bodies(text, scope);
        let latest = self.atoms.find_indexed(text, scope, body)?;
        let earlier = self.atoms.space(scope)?.bodies.earlier.get(&latest.0);
        let began = |slot: &Slot| self.atoms.start(*slot) < before;
        if began(&latest) {
            return Some(latest);
        }
        let earlier = earlier?;
        earlier.partition_point(began).checked_sub(1).map(|at| earlier[at])
    }

    /// Whether the value of an atom is one that the file does not have, kept before this offset.
    pub(crate) fn is_kept_before(&self, slot: Slot, end: u32) -> bool {
        (self.size..end).contains(&self.atoms.start(slot))
    }

    /// The id of an atom.
    pub(crate) fn atom_id(&self, slot: Slot) -> u32 {
        self.atoms.atom(slot).id
    }

    /// The highest id in use in space `c`.
    pub(crate) fn highest_name(&self) -> u32 {
        let names = self.atoms.others.iter().filter(|atom| atom.scope == Scope::NAMES);
        names.map(|atom| atom.id).max().unwrap_or(0)
    }

    /// All atoms: those of space `v` by id, then all others in the order in which the file defines them. An atom of space
    /// `v` is among the others where its id is out of proportion to the size of the file, or has a value already.
    pub fn atoms(&self) -> impl Iterator<Item = AtomRef<'_>> {
        let slots = self.atoms.value_slots().chain(self.atoms.other_slots());
        slots.map(|slot| AtomRef { store: self, slot })
    }

    /// The atom of this id.
    pub fn atom(&self, scope: Scope, id: u32) -> Option<AtomRef<'_>> {
        self.atoms.find(scope, id).map(|slot| AtomRef { store: self, slot })
    }
}

/// An atom: a value that has an id.
#[derive(Clone, Copy)]
pub struct AtomRef<'s> {
    pub(super) store: &'s Store,
    pub(crate) slot: Slot,
}

impl<'s> AtomRef<'s> {
    /// The atom space that it is in.
    pub fn scope(self) -> Scope {
        self.store.atoms.atom(self.slot).scope
    }

    /// Its id.
    pub fn id(self) -> u32 {
        self.store.atom_id(self.slot)
    }

    /// Its value.
    pub fn value(self) -> Value<'s> {
        self.store.text().value(self.store.atoms.start(self.slot))
    }
}

impl std::fmt::Debug for AtomRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:X}:{}={:?}", self.id(), self.scope(), self.value())
    }
}

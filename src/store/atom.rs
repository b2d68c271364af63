//! Atoms: values that have an id. A file is interned already: its dicts say which id stands for which value, and cells
//! refer to ids. Looking up an id by value needs an index that is only built when someone asks.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::Store;
use super::idmap::{IdMap, index};
use super::text::{Text, Value};
use crate::id::Scope;

/// An atom as it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Atom {
    /// Offset of the value.
    pub(super) start: u32,
    pub(super) id: u32,
}

/// All atoms of all spaces, in order of definition.
#[derive(Debug)]
pub(super) struct AtomSpaces {
    pub(super) list: Vec<Atom>,
    /// From which atom on they are in which scope.
    runs: Vec<(u32, Scope)>,
    values: Space,
    names: Space,
    others: Vec<(Scope, Space)>,
    by_scope: IdMap,
}

/// One atom space.
#[derive(Debug)]
struct Space {
    ids: IdMap,
    bodies: Bodies,
}

/// Why a definition was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refused {
    /// It has the id 0.
    Zero,
    /// Its id has another value already.
    Duplicate,
}

impl AtomSpaces {
    pub(super) fn new(direct: u32, count: usize) -> Self {
        let space = |direct| Space { ids: IdMap::with_direct(direct), bodies: Bodies::default() };
        Self {
            list: Vec::with_capacity(count),
            runs: Vec::new(),
            values: space(direct),
            names: space(0),
            others: Vec::new(),
            by_scope: IdMap::default(),
        }
    }

    #[inline(always)]
    fn space(&self, scope: Scope) -> Option<&Space> {
        if scope == Scope::VALUES { Some(&self.values) } else { self.other_space(scope) }
    }

    #[inline(never)]
    fn other_space(&self, scope: Scope) -> Option<&Space> {
        if scope == Scope::NAMES {
            return Some(&self.names);
        }
        self.others.get(self.by_scope.get(scope.0)? as usize).map(|(_, space)| space)
    }

    #[inline(always)]
    fn space_mut(&mut self, scope: Scope) -> &mut Space {
        if scope == Scope::VALUES { &mut self.values } else { self.other_space_mut(scope) }
    }

    #[inline(never)]
    fn other_space_mut(&mut self, scope: Scope) -> &mut Space {
        if scope == Scope::NAMES {
            return &mut self.names;
        }
        let found = self.by_scope.get(scope.0).unwrap_or_else(|| {
            let new = index(self.others.len());
            self.by_scope.insert(scope.0, new);
            self.others.push((scope, Space { ids: IdMap::default(), bodies: Bodies::default() }));
            new
        });
        &mut self.others[found as usize].1
    }

    /// The index of the atom of this id.
    #[inline(always)]
    pub(super) fn find(&self, scope: Scope, id: u32) -> Option<u32> {
        self.space(scope)?.ids.get(id)
    }

    /// Adds an atom, in the place of any other of that id.
    #[inline(always)]
    fn add(&mut self, scope: Scope, atom: Atom) -> u32 {
        let new = index(self.list.len());
        if self.runs.last().is_none_or(|run| run.1 != scope) {
            self.runs.push((new, scope));
        }
        self.list.push(atom);
        self.space_mut(scope).ids.insert(atom.id, new);
        new
    }

    /// The scope of an atom.
    fn scope_of(&self, atom: u32) -> Scope {
        let behind = self.runs.partition_point(|run| run.0 <= atom);
        self.runs.get(behind.wrapping_sub(1)).map_or(Scope::VALUES, |run| run.1)
    }

    /// The atoms of a scope, as ranges of indices.
    fn ranges(&self, scope: Scope) -> impl Iterator<Item = Range<u32>> + '_ {
        let ends = self.runs.iter().skip(1).map(|run| run.0).chain([index(self.list.len())]);
        self.runs.iter().zip(ends).filter(move |(run, _)| run.1 == scope).map(|(run, end)| run.0..end)
    }
}

/// An index from values to atoms, of those atoms that it has been brought up to. Of two atoms with the same value it has
/// the later one, as Mozilla's map has.
#[derive(Debug, Default)]
struct Bodies {
    /// Hash of the value, index of the atom.
    table: HashTable<(u32, u32)>,
    hasher: DefaultHashBuilder,
    /// Atoms below this index are in.
    upto: u32,
}

/// The hash that the table uses, from the part of it that is kept: growing reads no value again.
const fn spread(&(hash, _): &(u32, u32)) -> u64 {
    (hash as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Bodies {
    #[allow(clippy::cast_possible_truncation, reason = "any 32 bits will do")]
    fn hash(&self, body: &[u8]) -> u32 {
        self.hasher.hash_one(body) as u32
    }

    fn find(&self, text: Text<'_>, list: &[Atom], body: &[u8]) -> Option<u32> {
        let hash = self.hash(body);
        let same = |entry: &(u32, u32)| entry.0 == hash && is_body(text, list, entry.1, body);
        self.table.find(spread(&(hash, 0)), same).map(|entry| entry.1)
    }

    fn insert(&mut self, text: Text<'_>, list: &[Atom], atom: u32) {
        let body = text.value(list[atom as usize].start).bytes();
        let entry = (self.hash(&body), atom);
        let same = |other: &(u32, u32)| other.0 == entry.0 && is_body(text, list, other.1, &body);
        match self.table.find_mut(spread(&entry), same) {
            Some(old) => old.1 = atom,
            None => {
                self.table.insert_unique(spread(&entry), entry, spread);
            }
        }
    }
}

fn is_body(text: Text<'_>, list: &[Atom], atom: u32, body: &[u8]) -> bool {
    *text.value(list[atom as usize].start).bytes() == *body
}

impl AtomSpaces {
    /// Brings the index of a scope's values up to the last atom.
    pub(super) fn index_bodies(&mut self, text: Text<'_>, scope: Scope) {
        let end = index(self.list.len());
        let upto = std::mem::replace(&mut self.space_mut(scope).bodies.upto, end);
        if upto == end {
            return;
        }
        let first_run = self.runs.partition_point(|run| run.0 <= upto).saturating_sub(1);
        for run in first_run..self.runs.len() {
            let run_end = self.runs.get(run + 1).map_or(end, |next| next.0);
            if self.runs[run].1 == scope {
                self.index_range(text, scope, self.runs[run].0.max(upto)..run_end);
            }
        }
    }

    fn index_range(&mut self, text: Text<'_>, scope: Scope, atoms: Range<u32>) {
        let mut bodies = std::mem::take(&mut self.space_mut(scope).bodies);
        for atom in atoms {
            bodies.insert(text, &self.list, atom);
        }
        self.space_mut(scope).bodies = bodies;
    }

    /// The atom of `scope` with this value, among those that are indexed.
    pub(super) fn find_indexed(&self, text: Text<'_>, scope: Scope, body: &[u8]) -> Option<u32> {
        self.space(scope)?.bodies.find(text, &self.list, body)
    }
}

impl Store {
    /// The index of the atom of this id in space `v`.
    #[inline(always)]
    pub(crate) fn find_value(&self, id: u32) -> Option<u32> {
        self.atoms.values.ids.get(id)
    }

    /// The index of the atom of this id.
    #[inline(always)]
    pub(crate) fn find_atom(&self, scope: Scope, id: u32) -> Option<u32> {
        self.atoms.find(scope, id)
    }

    /// Gives `id` the value that begins at `start`, in the place of any other.
    #[inline(always)]
    pub(crate) fn add_atom(&mut self, scope: Scope, id: u32, start: u32) {
        self.atoms.add(scope, Atom { start, id });
    }

    /// What speaks against giving `id` the value that begins at `start`. `Ok(false)`: it has just that value already.
    pub(crate) fn check_atom(
        &self,
        text: Text<'_>,
        scope: Scope,
        id: u32,
        start: u32,
    ) -> Result<bool, Refused> {
        match self.atoms.find(scope, id) {
            None if id == 0 => Err(Refused::Zero),
            None => Ok(true),
            Some(old) if text.value(self.atoms.list[old as usize].start) == text.value(start) => Ok(false),
            Some(_) => Err(Refused::Duplicate),
        }
    }

    /// The atom of `scope` with this value: the latest, where several have it.
    pub(crate) fn find_body(&mut self, text: Text<'_>, scope: Scope, body: &[u8]) -> Option<u32> {
        self.atoms.index_bodies(text, scope);
        self.atoms.find_indexed(text, scope, body)
    }

    /// The id of an atom.
    pub(crate) fn atom_id(&self, atom: u32) -> u32 {
        self.atoms.list.get(atom as usize).map_or(0, |atom| atom.id)
    }

    /// The highest id of a scope.
    pub(crate) fn highest_atom_id(&self, scope: Scope) -> u32 {
        self.atoms.ranges(scope).flatten().map(|atom| self.atom_id(atom)).max().unwrap_or(0)
    }

    /// All atoms, in the order in which the file defines them.
    pub fn atoms(&self) -> Atoms<'_> {
        Atoms { store: self, indices: 0..index(self.atoms.list.len()) }
    }

    /// The atom of this id.
    pub fn atom(&self, scope: Scope, id: u32) -> Option<AtomRef<'_>> {
        self.atoms.find(scope, id).map(|index| AtomRef { store: self, index })
    }
}

/// An atom: a value that has an id.
#[derive(Clone, Copy)]
pub struct AtomRef<'s> {
    store: &'s Store,
    index: u32,
}

impl<'s> AtomRef<'s> {
    /// Its place in the order of definition.
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The atom space that it is in.
    pub fn scope(self) -> Scope {
        self.store.atoms.scope_of(self.index)
    }

    /// Its id.
    pub fn id(self) -> u32 {
        self.store.atom_id(self.index)
    }

    /// Its value.
    pub fn value(self) -> Value<'s> {
        self.store.text().value(self.store.atoms.list[self.index as usize].start)
    }
}

impl std::fmt::Debug for AtomRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:X}:{}={:?}", self.id(), self.scope(), self.value())
    }
}

/// The atoms of a store.
#[derive(Clone, Debug)]
pub struct Atoms<'s> {
    store: &'s Store,
    indices: Range<u32>,
}

impl<'s> Iterator for Atoms<'s> {
    type Item = AtomRef<'s>;

    fn next(&mut self) -> Option<AtomRef<'s>> {
        self.indices.next().map(|index| AtomRef { store: self.store, index })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.indices.size_hint()
    }
}

impl ExactSizeIterator for Atoms<'_> {}

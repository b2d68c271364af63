//! From an object id of the file to an index of ours.

use hashbrown::HashMap;

use super::idmap::IdMap;
use crate::id::{Oid, Scope};

/// A map from object ids to indices. The first scopes have maps of their own, since a file has only a few that matter; ids of
/// all others share one, so that a file with many scopes takes no more memory than one with few.
#[derive(Debug)]
pub(super) struct OidMap {
    near: Vec<(Scope, IdMap)>,
    far: HashMap<Oid, u32>,
    /// The scope asked for last, which is nearly always the next one too.
    last: usize,
    /// How many ids of each near scope may be looked up directly from the start.
    direct: u32,
}

/// How many scopes have maps of their own.
const NEAR: usize = 8;

impl OidMap {
    pub(super) fn with_direct(direct: u32) -> Self {
        Self { near: Vec::new(), far: HashMap::new(), last: 0, direct }
    }

    /// The index of an object.
    pub(super) fn get(&self, oid: Oid) -> Option<u32> {
        match self.near.iter().find(|(scope, _)| *scope == oid.scope) {
            Some((_, ids)) => ids.get(oid.id),
            None => self.far.get(&oid).copied(),
        }
    }

    /// The index of an object, or `new`, which it has from then on.
    #[inline]
    pub(super) fn get_or_insert(&mut self, oid: Oid, new: u32) -> u32 {
        if self.near.get(self.last).is_none_or(|(scope, _)| *scope != oid.scope) && !self.seek(oid.scope) {
            return *self.far.entry(oid).or_insert(new);
        }
        let ids = &mut self.near[self.last].1;
        if let Some(found) = ids.get(oid.id) {
            return found;
        }
        ids.insert(oid.id, new);
        new
    }

    /// Takes an object out.
    pub(super) fn remove(&mut self, oid: Oid) {
        match self.near.iter_mut().find(|(scope, _)| *scope == oid.scope) {
            Some((_, ids)) => ids.remove(oid.id),
            None => _ = self.far.remove(&oid),
        }
    }

    /// Turns to a scope, if it is among the first.
    fn seek(&mut self, scope: Scope) -> bool {
        let found = self.near.iter().position(|(near, _)| *near == scope);
        if found.is_none() && self.near.len() == NEAR {
            return false;
        }
        self.last = found.unwrap_or(self.near.len());
        if found.is_none() {
            self.near.push((scope, IdMap::with_direct(self.direct)));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_many_scopes_are_found() {
        let mut map = OidMap::with_direct(4);
        let oids: Vec<Oid> = (0..2000).map(|n| Oid::new(Scope(n % 37), n / 3)).collect();
        for (new, &oid) in (0..).zip(&oids) {
            assert_eq!(map.get_or_insert(oid, new), new, "{oid}");
            assert_eq!(map.get_or_insert(oid, u32::MAX), new, "{oid}");
        }
        for (index, &oid) in (0..).zip(&oids) {
            assert_eq!(map.get(oid), Some(index), "{oid}");
            assert_eq!(map.get(Oid::new(Scope(99), oid.id)), None);
        }
    }
}

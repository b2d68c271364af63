//! Keeping what a saved search has found.

use morkdb::Store;
use morkdb::id::{Oid, Scope};
use morkdb::store::TableRef;

use super::CachedHits;
use crate::error::Error;
use crate::folder::Folder;
use crate::key::{MessageKey, ThreadKey};

/// What Thunderbird takes for the first table of hits where there is a thread of message 1.
const LAST: u32 = 0xFFFF_FFFF;
/// Tables of hits have ids from here on downwards: above the keys of messages that were made while the server could not be
/// reached, and far enough from the highest id.
const FIRST: u32 = 0xFFFF_FFA0;

/// One step of bringing a table up to date.
enum Step {
    /// A message is found now that was not: it goes to this place.
    Insert { key: MessageKey, to: usize },
    /// A row is no hit any more.
    Cut { key: MessageKey },
}

impl Folder {
    /// Says anew what the saved search of this URI finds here (`refreshCache`), and answers what it found before and does not
    /// find any more, deleted messages among them. Keys of no message are passed over.
    ///
    /// The table of a search that was never kept is made. Thunderbird takes the highest id of any table and adds one. That is
    /// `FFFFFFFF` where there is a thread of message 1, and so it is here. Where there is none, that would be what the next
    /// message gets for a key, and when that message founds a thread, Thunderbird makes that thread of the hits. So here it is
    /// an id that no message has for a key: `FFFFFFA0`, or the next lower one that is free, other than the keys from `FFFFFF80`
    /// down to `FFFFFF01` that messages have which are made while the server cannot be reached. `FFFFFFFF` is not taken
    /// without need: when Mozilla's engine reads such a table, its count of tables starts over at 0.
    ///
    /// Takes time in proportion to the keys and the rows of the table, and sorts the keys where they do not ascend.
    pub fn refresh_hits(
        &mut self,
        uri: impl AsRef<[u8]>,
        keys: &[MessageKey],
    ) -> Result<Vec<MessageKey>, Error> {
        let table = self.make_hit_table(uri.as_ref())?;
        let found = self.live_keys(keys);
        let old = self.hit_keys(table);
        if old.is_sorted_by(|a, b| a < b) {
            self.merge_hits(table, &old, &found)?;
        } else {
            self.refill_hits(table, &found)?;
        }
        self.tell();
        let is_stale = |key: &MessageKey| found.binary_search(key).is_err();
        Ok(old.into_iter().filter(is_stale).collect())
    }

    /// Adds a message to what the saved search of this URI finds here, at its place by key (`updateHdrInCache`). `false` where it
    /// is there already. Takes time in proportion to the rows of the table; for many, use [`refresh_hits`](Self::refresh_hits).
    ///
    /// # Errors
    ///
    /// There is no such message.
    pub fn add_hit(&mut self, uri: impl AsRef<[u8]>, key: MessageKey) -> Result<bool, Error> {
        let row = self.live_row(key)?;
        let table = self.make_hit_table(uri.as_ref())?;
        let to = self.hit_keys(table).iter().take_while(|other| **other < key).count();
        let store = self.file.store_mut();
        let added = store.add_row(table, row)?;
        if added {
            store.move_row(table, row, to)?;
        }
        self.tell();
        Ok(added)
    }

    /// Takes a message from what the saved search of this URI finds here (`updateHdrInCache`). `false` where it was not there.
    /// Thunderbird makes a table where there is none; here there is none afterwards either.
    pub fn remove_hit(&mut self, uri: impl AsRef<[u8]>, key: MessageKey) -> Result<bool, Error> {
        let table = self.read().cached_hits(uri).map(CachedHits::table);
        let (Some(table), Some(row)) = (table, self.read().row_of(key)) else { return Ok(false) };
        if self.file.store().row(row).is_none() {
            return Ok(false);
        }
        let cut = self.file.store_mut().cut_row(table, row)?;
        self.tell();
        Ok(cut)
    }

    /// The keys that are those of messages, ascending.
    fn live_keys(&self, keys: &[MessageKey]) -> Vec<MessageKey> {
        let mut keys: Vec<_> = keys.iter().copied().filter(|key| self.read().contains(*key)).collect();
        if !keys.is_sorted_by(|a, b| a < b) {
            keys.sort_unstable();
            keys.dedup();
        }
        keys
    }

    fn hit_keys(&self, table: Oid) -> Vec<MessageKey> {
        let rows = self.file.store().table(table).into_iter().flat_map(TableRef::rows);
        rows.filter(|row| row.oid().scope == table.scope).map(|row| MessageKey(row.oid().id)).collect()
    }

    /// The table of a saved search.
    fn make_hit_table(&mut self, uri: &[u8]) -> Result<Oid, Error> {
        self.prepare()?;
        if let Some(hits) = self.read().cached_hits(uri) {
            return Ok(hits.table());
        }
        let scope = self.state.schema.messages.ok_or(Error::NoSummary)?;
        let store = self.file.store_mut();
        let kind = store.make_kind(uri)?;
        let table = free_table(store, scope).ok_or(Error::NoKeyLeft)?;
        store.make_table_at(table, kind)?;
        store.set_unique(table, true)?;
        Ok(table)
    }

    /// Changes the table in the steps that Thunderbird takes, one row after the other.
    fn merge_hits(&mut self, table: Oid, old: &[MessageKey], found: &[MessageKey]) -> Result<(), Error> {
        for step in steps(old, found) {
            match step {
                Step::Insert { key, to } => self.insert_hit(table, key, to)?,
                Step::Cut { key } => {
                    self.file.store_mut().cut_row(table, Oid::new(table.scope, key.0))?;
                }
            }
        }
        Ok(())
    }

    fn insert_hit(&mut self, table: Oid, key: MessageKey, to: usize) -> Result<(), Error> {
        let row = Oid::new(table.scope, key.0);
        let store = self.file.store_mut();
        store.add_row(table, row)?;
        store.move_row(table, row, to)?;
        Ok(())
    }

    /// A table that is out of order is filled anew.
    fn refill_hits(&mut self, table: Oid, found: &[MessageKey]) -> Result<(), Error> {
        let store = self.file.store_mut();
        store.cut_all_rows(table)?;
        for key in found {
            store.add_row(table, Oid::new(table.scope, key.0))?;
        }
        Ok(())
    }
}

/// An id for a table of hits, which can never become a thread's.
fn free_table(store: &Store, scope: Scope) -> Option<Oid> {
    let is_table = |id| store.table(Oid::new(scope, id)).is_some();
    if is_table(ThreadKey::OF_MESSAGE_ONE.0) && !is_table(LAST) {
        return Some(Oid::new(scope, LAST));
    }
    let is_fake = |id| MessageKey(id).is_fake() && id <= MessageKey::FIRST_FAKE.0;
    let is_free = |id: &u32| !is_fake(*id) && !is_table(*id) && store.row(Oid::new(scope, *id)).is_none();
    (2..=FIRST).rev().find(is_free).map(|id| Oid::new(scope, id))
}

/// How a table of these keys becomes one of those; both ascend.
fn steps(old: &[MessageKey], found: &[MessageKey]) -> Vec<Step> {
    let (mut old, mut found) = (old.iter().peekable(), found.iter().peekable());
    let (mut steps, mut place) = (Vec::new(), 0);
    loop {
        match (old.peek(), found.peek()) {
            (Some(a), Some(b)) if a == b => {
                old.next();
                found.next();
                place += 1;
            }
            (Some(&&key), b) if b.is_none_or(|b| key < **b) => {
                old.next();
                steps.push(Step::Cut { key });
            }
            (_, Some(&&key)) => {
                found.next();
                steps.push(Step::Insert { key, to: place });
                place += 1;
            }
            _ => return steps,
        }
    }
}

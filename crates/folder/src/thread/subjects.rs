//! Threads by their subject.

use std::cmp::Reverse;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap};
use morkdb::Store;
use morkdb::id::{Column, Oid};

use crate::field::Field;
use crate::folder::FolderRef;
use crate::key::ThreadKey;

/// The thread that was given a subject last, by the hash of the subject. Rows of threads that have no messages any more count:
/// Thunderbird leaves them, too.
#[derive(Clone, Debug, Default)]
pub(super) struct Subjects {
    threads: HashMap<u64, u32>,
    hasher: DefaultHashBuilder,
}

impl Subjects {
    /// Those that a folder has now. Of several threads with a subject the last in the order of Mozilla's map of rows counts: slots,
    /// of which there are 11 or twice as many as often as it takes, and in each the latest row first.
    pub(super) fn of(folder: FolderRef<'_>) -> Self {
        let mut subjects = Self::default();
        let schema = folder.schema();
        let (Some(scope), Some(column)) = (schema.threads, schema.column(Field::ThreadSubject)) else {
            return subjects;
        };
        let mut rows: Vec<_> = folder.store().rows_in(scope).collect();
        let mut slots = 11_u32;
        while usize::try_from(slots).is_ok_and(|slots| slots < rows.len()) {
            slots = slots.saturating_mul(2);
        }
        rows.sort_by_cached_key(|row| (((scope.0 << 16) ^ row.oid().id) % slots, Reverse(row.index())));
        for row in rows {
            if let Some(subject) = row.get(column) {
                subjects.set(row.oid(), &subject.bytes());
            }
        }
        subjects
    }

    /// A thread was given a subject.
    pub(super) fn set(&mut self, row: Oid, subject: &[u8]) {
        self.threads.insert(self.hasher.hash_one(subject), row.id);
    }

    /// The thread of this subject.
    pub(super) fn find(
        &self,
        store: &Store,
        rows: (morkdb::id::Scope, Column),
        subject: &[u8],
    ) -> Option<ThreadKey> {
        let id = *self.threads.get(&self.hasher.hash_one(subject))?;
        let stored = store.row(Oid::new(rows.0, id))?.get(rows.1)?;
        (*stored.bytes() == *subject).then_some(ThreadKey(id))
    }
}

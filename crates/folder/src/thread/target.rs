//! A thread that is being changed.

use morkdb::id::Oid;
use morkdb::store::RowRef;

use super::Thread;
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::Folder;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

/// The table of a thread, and its meta row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) table: Oid,
    pub(super) meta: Oid,
}

impl Target {
    /// The thread of this key. It is given a meta row if it has none, as Thunderbird does.
    pub(super) fn open(folder: &mut Folder, key: ThreadKey) -> Result<Option<Self>, Error> {
        let Some(thread) = folder.read().thread(key) else { return Ok(None) };
        let table = thread.table().oid();
        let meta = match thread.meta_row() {
            Some(row) => row.oid(),
            None => folder.file.store_mut().make_meta_row(table, None)?,
        };
        Ok(Some(Self { table, meta }))
    }

    /// The thread of a message.
    pub(super) fn of_message(folder: &mut Folder, row: Oid) -> Result<Option<Self>, Error> {
        let read = folder.read();
        let thread = read.any_row(MessageKey(row.id)).and_then(|message| read.thread_of(message));
        match thread.map(Thread::key) {
            Some(key) => Self::open(folder, key),
            None => Ok(None),
        }
    }

    pub(super) const fn key(self) -> ThreadKey {
        ThreadKey(self.table.id)
    }

    pub(super) fn number(self, folder: &Folder, field: Field) -> u32 {
        folder.number(self.meta, field).unwrap_or(0)
    }

    pub(super) fn put(self, folder: &mut Folder, field: Field, number: u32) -> Result<(), Error> {
        folder.put_number(self.meta, field, number)?;
        Ok(())
    }

    /// How many of its rows count.
    pub(super) fn len(self, folder: &Folder) -> u32 {
        let rows = folder
            .read()
            .store()
            .table(self.table)
            .map_or(0, |table| u32::try_from(table.len()).unwrap_or(u32::MAX));
        self.number(folder, Field::Children).min(rows)
    }

    pub(super) fn set_len(self, folder: &mut Folder, len: u32) -> Result<(), Error> {
        self.put(folder, Field::Children, len)
    }

    /// Counts one more or one less unread message; there are never less than none.
    pub(super) fn change_unread(self, folder: &mut Folder, delta: i32) -> Result<(), Error> {
        let count =
            i32::try_from(self.number(folder, Field::UnreadChildren)).unwrap_or(0).saturating_add(delta);
        self.put(folder, Field::UnreadChildren, u32::try_from(count).unwrap_or(0))
    }

    pub(super) fn root(self, folder: &Folder) -> Option<MessageKey> {
        folder.number(self.meta, Field::ThreadRoot).and_then(MessageKey::new)
    }

    pub(super) fn set_root(self, folder: &mut Folder, row: Oid) -> Result<(), Error> {
        self.put(folder, Field::ThreadRoot, row.id)
    }

    pub(super) fn flags(self, folder: &Folder) -> MessageFlags {
        MessageFlags(self.number(folder, Field::ThreadFlags))
    }

    /// Its rows that count, in the order of the table.
    pub(super) fn rows(self, folder: &Folder) -> Vec<Oid> {
        let read = folder.read();
        let rows = read.thread(self.key()).into_iter().flat_map(Thread::children);
        rows.filter_map(MessageHeader::row).map(RowRef::oid).collect()
    }

    /// Where a row is among those that count.
    pub(super) fn place_of(self, folder: &mut Folder, row: Oid) -> Option<usize> {
        let len = usize::try_from(self.len(folder)).unwrap_or(usize::MAX);
        folder.file.store_mut().place_of(self.table, row).filter(|place| *place < len)
    }

    /// Moves a row of the table.
    pub(super) fn move_row(self, folder: &mut Folder, row: Oid, to: usize) -> Result<(), Error> {
        folder.file.store_mut().move_row(self.table, row, to)?;
        Ok(())
    }

    /// The root, if what is stored is one: a message of the thread that has no parent.
    pub(super) fn sound_root(self, folder: &mut Folder) -> Option<Oid> {
        let root = self.root(folder)?;
        let row = Oid::new(self.table.scope, root.0);
        let is_root = folder.parent(row).is_none() && self.place_of(folder, row).is_some();
        is_root.then_some(row)
    }
}

impl Folder {
    /// The message that the one of a row answers.
    pub(super) fn parent(&self, row: Oid) -> Option<MessageKey> {
        self.number(row, Field::ThreadParent).and_then(MessageKey::new)
    }

    pub(super) fn set_parent(&mut self, row: Oid, parent: Option<MessageKey>) -> Result<(), Error> {
        self.put_number(row, Field::ThreadParent, MessageKey::number(parent))?;
        Ok(())
    }

    /// The row of a message that is in a thread.
    pub(super) fn row_in(&self, thread: Target, key: MessageKey) -> Option<Oid> {
        let message = self.read().message(key).filter(|message| message.thread_key() == thread.key())?;
        message.row().map(RowRef::oid)
    }
}

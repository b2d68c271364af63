//! Messages are placed in threads anew; threads are merged and split.

use hashbrown::HashSet;
use morkdb::id::Oid;
use morkdb::store::RowRef;

use super::Thread;
use super::ThreadIndex;
use super::found::found;
use super::place::{add, added, place};
use super::remove::{remove, take_out};
use super::target::Target;
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::Folder;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

impl Folder {
    /// Builds all threads anew from what the messages refer to, as if they were added one after the other in the order of the table.
    /// Threads that are ignored or watched are so again, as long as their roots are there.
    pub fn rethread_all(&mut self) -> Result<(), Error> {
        self.prepare()?;
        self.tell();
        let flags = self.flags_of_threads();
        self.empty_threads()?;
        let rows: Vec<Oid> =
            self.read().all_messages().filter_map(MessageHeader::row).map(RowRef::oid).collect();
        place_again(self, &rows)?;
        for (root, flags) in flags {
            if let Some(thread) = Target::of_message(self, root)? {
                let all = thread.flags(self) | flags;
                thread.put(self, Field::ThreadFlags, all.0)?;
            }
        }
        self.tell();
        Ok(())
    }

    /// Takes messages out of their threads and places them anew, in the order of the table. Keys of no message are passed over.
    pub fn rethread(&mut self, keys: &[MessageKey]) -> Result<(), Error> {
        self.prepare()?;
        let wanted: HashSet<MessageKey> = keys.iter().copied().collect();
        let messages = self.read().all_messages().filter(|message| wanted.contains(&message.key()));
        let rows: Vec<Oid> = messages.filter_map(MessageHeader::row).map(RowRef::oid).collect();
        for row in &rows {
            remove(self, *row)?;
        }
        place_again(self, &rows)
    }

    /// Puts all messages of a thread into another one. They answer what they answered; the root answers the root.
    ///
    /// # Errors
    ///
    /// There is no such thread, or it is empty.
    pub fn merge_threads(&mut self, into: ThreadKey, from: ThreadKey) -> Result<(), Error> {
        let (to, old) = (self.known_thread(into)?, self.known_thread(from)?);
        if into == from {
            return Ok(());
        }
        self.prepare()?;
        self.tell();
        let root = |thread| self.read().thread(thread).and_then(Thread::root).map(MessageHeader::key);
        let (top, first) = (root(into), root(from));
        // What is answered enters before its answers.
        let moved = first.map_or_else(Vec::new, |first| self.below(first));
        for (row, _) in moved.iter().rev() {
            take_out(self, old, *row)?;
        }
        for (row, parent) in moved {
            let parent = if first == Some(MessageKey(row.id)) { top } else { parent.or(top) };
            self.enter(to, row, parent)?;
        }
        self.tell();
        Ok(())
    }

    /// Makes a message and all that is below it a thread of its own. Answers the key of that; the key of the message, unless the
    /// old thread has that.
    ///
    /// # Errors
    ///
    /// There is no such message.
    pub fn split_thread(&mut self, key: MessageKey) -> Result<ThreadKey, Error> {
        let founder = self.live_row(key)?;
        self.prepare()?;
        self.tell();
        let moved = self.below(key);
        if let Some(old) = Target::of_message(self, founder)? {
            for (row, _) in moved.iter().rev() {
                take_out(self, old, *row)?;
            }
        }
        let thread = found(self, founder)?;
        for (row, parent) in moved {
            let parent = parent.filter(|_| row != founder);
            self.set_parent(row, None)?;
            self.enter(thread, row, parent)?;
        }
        self.tell();
        Ok(thread.key())
    }

    /// A message and all that is below it, in the order of the tree, with what each answers.
    fn below(&self, key: MessageKey) -> Vec<(Oid, Option<MessageKey>)> {
        let read = self.read();
        let thread = read.message(key).and_then(|message| read.thread_of(message));
        let mut items =
            thread.into_iter().flat_map(Thread::tree).skip_while(|item| item.message.key() != key);
        let first = items.next();
        let depth = first.as_ref().map_or(0, |item| item.depth);
        let below =
            first.into_iter().chain(items.take_while(|item| item.depth > depth)).map(|item| item.message);
        let mut rows: Vec<_> =
            below.filter_map(|message| Some((message.row()?.oid(), message.parent()))).collect();
        if rows.is_empty() {
            rows.extend(read.row_of(key).map(|row| (row, None)));
        }
        rows
    }

    fn known_thread(&mut self, key: ThreadKey) -> Result<Target, Error> {
        let thread = Target::open(self, key)?.ok_or(Error::NoThread { key })?;
        if thread.len(self) == 0 { Err(Error::NoThread { key }) } else { Ok(thread) }
    }

    /// Adds a message to a thread.
    fn enter(&mut self, thread: Target, row: Oid, parent: Option<MessageKey>) -> Result<(), Error> {
        self.put_number(row, Field::ThreadId, thread.key().0)?;
        add(self, thread, row, parent)
    }

    /// The flags of threads, by their roots.
    fn flags_of_threads(&self) -> Vec<(Oid, MessageFlags)> {
        let flagged = self.read().threads().filter(|thread| thread.flags() != MessageFlags::NONE);
        flagged.filter_map(|thread| Some((thread.root()?.row()?.oid(), thread.flags()))).collect()
    }

    fn empty_threads(&mut self) -> Result<(), Error> {
        let keys: Vec<_> = self.read().all_threads().into_iter().map(Thread::key).collect();
        for key in keys {
            let Some(thread) = Target::open(self, key)? else { continue };
            self.file.store_mut().cut_all_rows(thread.table)?;
            for field in [Field::Children, Field::UnreadChildren, Field::NewestDate, Field::ThreadFlags] {
                thread.put(self, field, 0)?;
            }
        }
        if let Some(all) = self.state.schema.threads_table() {
            self.file.store_mut().cut_all_rows(all)?;
        }
        Ok(())
    }

    /// Sorts the rows of messages as the table of all messages has them.
    pub(super) fn in_table_order(&mut self, rows: &mut Vec<Oid>) {
        let Some(table) = self.state.schema.messages_table() else { return };
        let store = self.file.store_mut();
        rows.sort_by_cached_key(|row| store.place_of(table, *row));
        rows.dedup();
    }
}

/// Places messages that are in no thread, one after the other, as if they were new: none sees those behind it.
pub(super) fn place_again(folder: &mut Folder, rows: &[Oid]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    folder.tell();
    folder.state.threads = ThreadIndex::default();
    // They can only be taken out of what is made already.
    folder.state.ids(folder.file.store());
    for row in rows {
        folder.state.hide(folder.file.store(), *row);
    }
    let placed = rows.iter().try_for_each(|row| {
        let count = folder.file.store().change_count();
        place(folder, *row)?;
        folder.note_threads_from(count);
        folder.state.show(folder.file.store(), *row);
        folder.state.threads.came(folder.file.store(), &folder.state.schema, *row);
        added(folder, *row);
        Ok(())
    });
    // Whatever came of it, all are there again.
    folder.state.renew(folder.file.store());
    folder.tell();
    placed
}

impl Folder {
    /// Takes note of changes of threads that listeners are told of later.
    fn note_threads_from(&mut self, count: usize) {
        let store = self.file.store();
        for change in store.changes_from(count) {
            self.state.threads.note(store, &self.state.schema, &self.state.live, &change);
        }
    }
}

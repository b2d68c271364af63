//! Marking threads, and what is below a message.

use morkdb::id::Oid;

use super::target::Target;
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::Folder;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

impl Folder {
    /// Marks all messages of a thread as read, and answers those that were not (`markThreadRead`).
    ///
    /// # Errors
    ///
    /// There is no such thread.
    pub fn mark_thread_read(&mut self, thread: ThreadKey) -> Result<Vec<MessageKey>, Error> {
        let found = self.read().thread(thread).ok_or(Error::NoThread { key: thread })?;
        let unread = found.children().filter(|message| message.is_live() && !message.is_read());
        let unread: Vec<_> = unread.map(MessageHeader::key).collect();
        self.mark_all(&unread, MessageFlags::READ, true)
    }

    /// Ignores a thread, or does so no more; an ignored thread is not watched. Messages that come into it later are read already
    /// (`markThreadIgnored`). Answers whether that changed anything.
    ///
    /// # Errors
    ///
    /// There is no such thread.
    pub fn mark_thread_ignored(&mut self, thread: ThreadKey, ignored: bool) -> Result<bool, Error> {
        self.mark_thread(thread, (MessageFlags::IGNORED, MessageFlags::WATCHED), ignored)
    }

    /// Watches a thread, or does so no more; a watched thread is not ignored (`markThreadWatched`). Answers whether that changed
    /// anything.
    ///
    /// # Errors
    ///
    /// There is no such thread.
    pub fn mark_thread_watched(&mut self, thread: ThreadKey, watched: bool) -> Result<bool, Error> {
        self.mark_thread(thread, (MessageFlags::WATCHED, MessageFlags::IGNORED), watched)
    }

    fn mark_thread(
        &mut self,
        key: ThreadKey,
        flags: (MessageFlags, MessageFlags),
        set: bool,
    ) -> Result<bool, Error> {
        let thread = Target::open(self, key)?.ok_or(Error::NoThread { key })?;
        let old = thread.flags(self);
        let (flag, opposite) = flags;
        let new = if set { old.with(flag, true).with(opposite, false) } else { old.with(flag, false) };
        if new != old {
            self.prepare()?;
            thread.put(self, Field::ThreadFlags, new.0)?;
            self.tell();
        }
        Ok(new != old)
    }

    /// Ignores a message and all that answers it, or does so no more (`markKilled`). What comes later and answers them is read
    /// already. Answers whether that changed anything.
    ///
    /// # Errors
    ///
    /// There is no such message.
    pub fn mark_killed(&mut self, key: MessageKey, killed: bool) -> Result<bool, Error> {
        self.mark(key, MessageFlags::IGNORED, killed)
    }
}

/// A message in a thread was read or is unread again: the count of the thread follows.
pub(crate) fn child_read(folder: &mut Folder, row: Oid, read: bool) -> Result<(), Error> {
    match Target::of_message(folder, row)? {
        Some(thread) => thread.change_unread(folder, if read { -1 } else { 1 }),
        None => Ok(()),
    }
}

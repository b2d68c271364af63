//! Marking messages.

use morkdb::id::Oid;

use super::Folder;
use crate::error::Error;
use crate::events::FolderEvent;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::key::MessageKey;
use crate::message::MessageHeader;
use crate::thread;

impl Folder {
    /// Marks a message as read or not (`markRead`). Answers whether that changed anything.
    pub fn mark_read(&mut self, key: MessageKey, read: bool) -> Result<bool, Error> {
        self.mark(key, MessageFlags::READ, read)
    }

    /// Gives a message a star or takes it (`markMarked`).
    pub fn mark_flagged(&mut self, key: MessageKey, flagged: bool) -> Result<bool, Error> {
        self.mark(key, MessageFlags::MARKED, flagged)
    }

    /// Marks a message as replied to.
    pub fn mark_replied(&mut self, key: MessageKey, replied: bool) -> Result<bool, Error> {
        self.mark(key, MessageFlags::REPLIED, replied)
    }

    /// Marks a message as forwarded.
    pub fn mark_forwarded(&mut self, key: MessageKey, forwarded: bool) -> Result<bool, Error> {
        self.mark(key, MessageFlags::FORWARDED, forwarded)
    }

    /// Sets flags of a message or takes them away; the counts of unread messages follow (`markOffline`, `markImapDeleted` and the
    /// others). Answers whether that changed anything.
    pub fn mark(&mut self, key: MessageKey, flags: MessageFlags, set: bool) -> Result<bool, Error> {
        let row = self.live_row(key)?;
        let old = self.stored_flags(row);
        self.set_flags_of(row, old.with(flags, set))
    }

    /// Sets flags of all of these or takes them away; keys of no message are passed over. Answers those that were changed.
    pub fn mark_all(
        &mut self,
        keys: &[MessageKey],
        flags: MessageFlags,
        set: bool,
    ) -> Result<Vec<MessageKey>, Error> {
        let mut changed = Vec::new();
        for &key in keys {
            if self.read().contains(key) && self.mark(key, flags, set)? {
                changed.push(key);
            }
        }
        Ok(changed)
    }

    /// Marks every message as read, and answers those that were not (`markAllRead`).
    pub fn mark_all_read(&mut self) -> Result<Vec<MessageKey>, Error> {
        let unread: Vec<_> =
            self.read().messages().filter(|message| !message.is_read()).map(MessageHeader::key).collect();
        let marked = self.mark_all(&unread, MessageFlags::READ, true)?;
        let info = self.info_row()?;
        self.put_number(info, Field::NumUnread, 0)?;
        self.all_articles_read();
        self.tell();
        Ok(marked)
    }

    /// Gives a message a tag or another keyword. Answers whether it had it not.
    pub fn add_keyword(&mut self, key: MessageKey, keyword: &[u8]) -> Result<bool, Error> {
        let row = self.live_row(key)?;
        let message = self.read().message(key).ok_or(Error::NoMessage { key })?;
        match message.keywords().with(keyword) {
            Some(text) => self.set_field(row, Field::Keywords, &text),
            None => Ok(false),
        }
    }

    /// Takes a keyword from a message. Answers whether it had it.
    pub fn remove_keyword(&mut self, key: MessageKey, keyword: &[u8]) -> Result<bool, Error> {
        let row = self.live_row(key)?;
        let message = self.read().message(key).ok_or(Error::NoMessage { key })?;
        match message.keywords().without(keyword) {
            Some(text) => self.set_field(row, Field::Keywords, &text),
            None => Ok(false),
        }
    }

    /// A message is new (`addToNewList`): in memory only.
    ///
    /// # Errors
    ///
    /// There is no such message.
    pub fn mark_new(&mut self, key: MessageKey) -> Result<(), Error> {
        self.live_row(key)?;
        self.state.new.insert(key);
        Ok(())
    }

    /// A message is not new any more (`markNotNew`). Answers whether it was.
    pub fn mark_not_new(&mut self, key: MessageKey) -> bool {
        self.state.new.remove(key)
    }

    /// No message is new any more (`clearNewList`). Listeners are told for each, backwards, where `notify` is set.
    pub fn clear_new_list(&mut self, notify: bool) {
        let keys = self.state.new.take();
        for key in keys.into_iter().rev().filter(|_| notify) {
            self.tell_not_new(key);
        }
    }

    fn tell_not_new(&self, key: MessageKey) {
        let folder = self.read();
        if let Some(message) = folder.message(key) {
            let new = message.flags();
            let old = new | MessageFlags::NEW;
            self.emit(&FolderEvent::FlagsChanged { message, old, new });
        }
    }

    pub(crate) fn stored_flags(&self, row: Oid) -> MessageFlags {
        MessageFlags(self.number(row, Field::Flags).unwrap_or(0))
    }

    /// Sets the flags of a row. Where that is a message and the flag for read is among those that change, the counts of its thread
    /// and of the folder follow first, as in Thunderbird (`MarkHdrReadInDB`).
    pub(crate) fn set_flags_of(&mut self, row: Oid, flags: MessageFlags) -> Result<bool, Error> {
        let flags = flags.with(MessageFlags::NEW, false);
        let old = self.stored_flags(row);
        if old == flags {
            return Ok(false);
        }
        self.prepare()?;
        let key = MessageKey(row.id);
        if self.read().contains(key) {
            self.count_flags(row, old, flags)?;
        }
        self.put_number(row, Field::Flags, flags.0)?;
        if old.is_read() != flags.is_read() && self.read().contains(key) {
            self.article_marked(key, flags.is_read());
        }
        self.tell();
        Ok(true)
    }

    /// The flags of a message are about to change: the counts follow.
    fn count_flags(&mut self, row: Oid, old: MessageFlags, new: MessageFlags) -> Result<(), Error> {
        if old.is_read() != new.is_read() {
            thread::child_read(self, row, new.is_read())?;
            self.state.new.remove(MessageKey(row.id));
        }
        let ((total, unread), (was_total, was_unread)) = (counted(new), counted(old));
        if total != was_total {
            self.change_count(Field::NumMsgs, total - was_total)?;
        }
        if unread != was_unread {
            self.change_count(Field::NumUnread, unread - was_unread)?;
        }
        Ok(())
    }

    /// Changes a count of the folder information, which is never below 0 (`ChangeNumMessages`).
    pub(crate) fn change_count(&mut self, field: Field, delta: i32) -> Result<(), Error> {
        let info = self.info_row()?;
        let count = self.number(info, field).unwrap_or(0).cast_signed().max(0);
        self.put_number(info, field, count.saturating_add(delta).max(0).cast_unsigned())?;
        Ok(())
    }
}

/// What a message of these flags adds to the counts of all messages, and of unread ones: nothing where it is expunged.
pub(super) fn counted(flags: MessageFlags) -> (i32, i32) {
    let is_there = !flags.contains(MessageFlags::EXPUNGED);
    (i32::from(is_there), i32::from(is_there && !flags.is_read()))
}

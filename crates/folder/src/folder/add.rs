//! Adding messages.

use morkdb::id::Oid;
use morkdb::store::{NewId, RowRef};

use super::{Folder, Protocol};
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::key::{MessageKey, tables};
use crate::message::{DetachedHeader, MessageHeader};
use crate::thread;

/// Which key a new message gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewKey {
    /// The next one: one more than the highest that any row of the folder has. For mail that is stored locally.
    Next,
    /// This one: an IMAP UID, or the number of an article.
    At(MessageKey),
    /// The highest of the range for messages that were made while the server could not be reached, that is free
    /// (`nextFakeOfflineMsgKey`).
    Fake,
}

impl Folder {
    /// Adds a message: places it in its thread, counts it, and puts it behind all others (`addMsgHdr`, `attachHdr`,
    /// `addNewHdrToDB`). [`MessageFlags::NEW`] among its flags makes it new.
    ///
    /// The header stays what it is: it can be added to several folders. Columns that belong to the folder it came from, such as
    /// where the message is stored, are the caller's to [take away](DetachedHeader::cut) first.
    ///
    /// # Errors
    ///
    /// There is a message of this key already, no message can have it, or there is no key left.
    pub fn add(&mut self, header: &DetachedHeader, key: NewKey) -> Result<MessageKey, Error> {
        self.prepare()?;
        let id = self.new_id(key)?;
        self.clear_leftover(id)?;
        let row = self.file.store_mut().attach(header.as_row(), id).map_err(Self::no_key)?;
        self.attach(row)?;
        Ok(MessageKey(row.id))
    }

    /// A copy of the header of a message, or of a row that is none, that belongs to no folder.
    pub fn detach(&self, message: MessageHeader<'_>) -> Option<DetachedHeader> {
        let row = message.row()?.oid();
        self.file.store().detach(row).map(DetachedHeader::of)
    }

    /// The first key of the range for messages made while the server could not be reached that is free, going down.
    pub fn next_fake_key(&self) -> MessageKey {
        let mut keys = (0..=MessageKey::FIRST_FAKE.0).rev().map(MessageKey);
        let is_free = |key: &MessageKey| !self.read().contains(*key);
        keys.find(is_free).unwrap_or(MessageKey(0))
    }

    fn new_id(&self, key: NewKey) -> Result<NewId, Error> {
        let key = match key {
            NewKey::Next => return Ok(NewId::Next),
            NewKey::At(key) => key,
            NewKey::Fake => self.next_fake_key(),
        };
        if key.0 >= tables::THREADS {
            return Err(Error::ReservedKey { key });
        }
        if self.read().contains(key) {
            return Err(Error::MessageExists { key });
        }
        Ok(NewId::At(key.0))
    }

    /// A row of this id that is no message any more: what it still says must not become the new one's.
    fn clear_leftover(&mut self, id: NewId) -> Result<(), Error> {
        let NewId::At(id) = id else { return Ok(()) };
        let folder = self.read();
        let leftover = folder.any_row(MessageKey(id)).and_then(MessageHeader::row);
        if let Some(row) = leftover.filter(|row| !row.is_empty()).map(RowRef::oid) {
            self.file.store_mut().cut_all(row)?;
        }
        Ok(())
    }

    fn no_key(error: morkdb::store::EditError) -> Error {
        match error {
            morkdb::store::EditError::NoIdLeft { .. } => Error::NoKeyLeft,
            other => other.into(),
        }
    }

    /// Makes a row a message (`AddNewHdrToDB`): it is placed in its thread before it is in the table of all messages, so that it
    /// does not find itself.
    pub(crate) fn attach(&mut self, row: Oid) -> Result<(), Error> {
        thread::place(self, row)?;
        let flags = self.stored_flags(row);
        let is_silenced = thread::is_silenced(self, row);
        if flags.contains(MessageFlags::NEW) {
            self.put_number(row, Field::Flags, flags.with(MessageFlags::NEW, false).0)?;
            if !is_silenced {
                self.state.new.insert(MessageKey(row.id));
            }
        }
        self.change_count(Field::NumMsgs, 1)?;
        if !flags.is_read() {
            self.change_count(Field::NumUnread, 1)?;
        }
        self.note_key(MessageKey(row.id))?;
        if is_silenced {
            self.read_silently(row)?;
        }
        let table = self.state.schema.messages_table().ok_or(Error::NoSummary)?;
        self.file.store_mut().add_row(table, row)?;
        self.tell();
        thread::added(self, row);
        if self.protocol == Protocol::Imap {
            self.pending_arrived(row)?;
        }
        Ok(())
    }

    /// Marks a message that is not in the table of all messages yet as read, after it was counted (Thunderbird does so through the
    /// folder, and tells of it before it tells that there is such a message).
    fn read_silently(&mut self, row: Oid) -> Result<(), Error> {
        let flags = self.stored_flags(row);
        if !flags.is_read() {
            thread::child_read(self, row, true)?;
            self.change_count(Field::NumUnread, -1)?;
            self.put_number(row, Field::Flags, flags.with(MessageFlags::READ, true).0)?;
        }
        Ok(())
    }

    /// Raises the highest key that was ever added (`OnKeyAdded`).
    fn note_key(&mut self, key: MessageKey) -> Result<(), Error> {
        let info = self.info_row()?;
        if self.number(info, Field::HighWaterKey).unwrap_or(0) < key.0 {
            self.put_number(info, Field::HighWaterKey, key.0)?;
        }
        Ok(())
    }
}

//! Deleting messages.

use morkdb::id::Oid;

use super::mark::counted;
use super::{Folder, Protocol};
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::key::MessageKey;
use crate::number::{Digits, hex64};
use crate::thread;

impl Folder {
    /// Deletes a message from the summary (`deleteHeader`): it leaves its thread, is not counted any more, and its row is
    /// emptied. The mailbox is not touched.
    ///
    /// # Errors
    ///
    /// There is no such message.
    pub fn delete(&mut self, key: MessageKey) -> Result<(), Error> {
        let row = self.live_row(key)?;
        self.prepare()?;
        self.state.deleting = Some(key);
        let done = self.delete_row(row);
        self.state.deleting = None;
        done
    }

    fn delete_row(&mut self, row: Oid) -> Result<(), Error> {
        self.discount(row)?;
        thread::remove(self, row)?;
        let table = self.state.schema.messages_table().ok_or(Error::NoSummary)?;
        self.file.store_mut().cut_row(table, row)?;
        // Listeners are told while the row can still be read, though it has left the table.
        self.tell();
        thread::removed(self, row);
        self.file.store_mut().cut_all(row)?;
        self.tell();
        Ok(())
    }

    /// Deletes these; keys of no message are passed over (`deleteMessages`). Answers how many there were. They go in this order,
    /// but for those of a long thread, of which the last in the thread goes first; what is left is the same.
    pub fn delete_all(&mut self, keys: &[MessageKey]) -> Result<usize, Error> {
        let mut deleted = 0;
        for key in thread::deletion_order(self.read(), keys) {
            if self.read().contains(key) {
                self.delete(key)?;
                deleted += 1;
            }
        }
        Ok(deleted)
    }

    /// Takes a message off the counts, and marks it as expunged.
    fn discount(&mut self, row: Oid) -> Result<(), Error> {
        let flags = self.stored_flags(row);
        self.put_number(row, Field::Flags, flags.with(MessageFlags::EXPUNGED, true).0)?;
        self.state.new.remove(MessageKey(row.id));
        let (total, unread) = counted(flags);
        if total != 0 {
            self.change_count(Field::NumMsgs, -total)?;
        }
        if unread != 0 {
            self.change_count(Field::NumUnread, -unread)?;
        }
        let bytes = self.expunged_bytes_of(row, flags);
        self.add_expunged_bytes(bytes)
    }

    /// How many bytes a compaction wins by it: all of a local message, else those of the local copy
    /// (`AdjustExpungedBytesOnDelete`).
    fn expunged_bytes_of(&self, row: Oid, flags: MessageFlags) -> Option<u32> {
        match self.protocol {
            Protocol::Local => Some(self.number(row, Field::Size).unwrap_or(0)),
            _ if flags.contains(MessageFlags::OFFLINE) => {
                Some(self.number(row, Field::OfflineMsgSize).unwrap_or(0))
            }
            _ => None,
        }
    }

    fn add_expunged_bytes(&mut self, bytes: Option<u32>) -> Result<(), Error> {
        let Some(bytes) = bytes else { return Ok(()) };
        let stored = self.read().info_cell(Field::ExpungedBytes).and_then(|text| hex64(&text)).unwrap_or(0);
        let info = self.info_row()?;
        self.put(info, Field::ExpungedBytes, Digits::hex(stored.saturating_add(u64::from(bytes))))?;
        Ok(())
    }
}

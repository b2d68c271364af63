//! Attributes of messages that have not arrived yet: what a copy is to have once the server has made it.

use std::borrow::Cow;
use std::fmt;

use morkdb::id::{Column, Oid};
use morkdb::store::{RowRef, TableRef, Value};

use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::{Folder, FolderRef};
use crate::key::{MessageKey, tables};
use crate::message::MessageHeader;
use crate::schema::{kind, scope};

/// What a message is to have once it arrives: a row of its own, which is found by message id.
#[derive(Clone, Copy)]
pub struct PendingHeader<'f> {
    folder: FolderRef<'f>,
    row: RowRef<'f>,
}

impl<'f> PendingHeader<'f> {
    /// The message id. Empty where the row is damaged.
    pub fn message_id(self) -> Cow<'f, [u8]> {
        self.get(Field::MessageId).unwrap_or_default()
    }

    /// A column that the message is to have.
    pub fn get(self, field: Field) -> Option<Cow<'f, [u8]>> {
        let column = self.folder.schema().column(field)?;
        self.row.get(column).map(Value::bytes)
    }

    /// Names and values of all columns that the message is to have. The first cell, which is the message id, is not one of them.
    pub fn properties(self) -> impl Iterator<Item = (Cow<'f, [u8]>, Cow<'f, [u8]>)> {
        let cells = self.row.cells().skip(1);
        cells.filter_map(move |cell| Some((self.folder.column_name(cell.column), cell.value?.bytes())))
    }
}

impl<'f> FolderRef<'f> {
    fn pending_table(self) -> Option<TableRef<'f>> {
        self.store().table(Oid::new(self.schema().pending?, tables::FIRST))
    }

    /// What messages that have not arrived yet are to have, in the order of the table.
    pub fn pending(self) -> impl Iterator<Item = PendingHeader<'f>> {
        let rows = self.pending_table().into_iter().flat_map(TableRef::rows);
        rows.map(move |row| PendingHeader { folder: self, row })
    }
}

impl Folder {
    /// Says that a message is to have a column once it arrives (`setAttributeOnPendingHdr`). `message_id` has no brackets.
    /// Numbers are the caller's to [encode](crate::number::Digits).
    ///
    /// A message without an id cannot be told when it arrives, so nothing is done for an empty one; Thunderbird then leaves
    /// an empty row.
    pub fn set_pending_attribute(
        &mut self,
        message_id: &[u8],
        name: impl AsRef<[u8]>,
        value: impl AsRef<[u8]>,
    ) -> Result<bool, Error> {
        if message_id.is_empty() {
            return Ok(false);
        }
        let row = self.make_pending_row(message_id)?;
        self.set_named(row, name.as_ref(), value.as_ref())
    }

    fn make_pending_row(&mut self, message_id: &[u8]) -> Result<Oid, Error> {
        let table = self.make_pending_table()?;
        let row = match self.read().pending_row(message_id) {
            Some(row) => row.oid(),
            None => self.file.store_mut().make_row(table.scope)?,
        };
        self.file.store_mut().add_row(table, row)?;
        // It has to be the first cell, since that is the one that does not become a column of the message.
        self.put(row, Field::MessageId, message_id)?;
        Ok(row)
    }

    fn make_pending_table(&mut self) -> Result<Oid, Error> {
        self.prepare()?;
        let store = self.file.store_mut();
        let scope = store.make_scope(scope::PENDING)?;
        let kind = store.make_kind(kind::PENDING)?;
        self.state.schema.pending = Some(scope);
        let table = Oid::new(scope, tables::FIRST);
        self.file.store_mut().make_table_at(table, kind)?;
        Ok(table)
    }

    /// Gives a message that has arrived what it is to have (`updatePendingAttributes`): every column, over its own; flags are
    /// added to its own. Answers whether anything waited for it. Adding a message to an IMAP folder does this.
    ///
    /// # Errors
    ///
    /// There is no such message.
    pub fn update_pending(&mut self, key: MessageKey) -> Result<bool, Error> {
        let row = self.live_row(key)?;
        let merged = self.merge_pending(row)?;
        self.tell();
        Ok(merged)
    }

    /// A message was added. In an IMAP folder, Thunderbird makes the table of what messages are to have, however little
    /// waits for them.
    pub(crate) fn pending_arrived(&mut self, row: Oid) -> Result<(), Error> {
        self.make_pending_table()?;
        if self.merge_pending(row)? {
            self.tell();
        }
        Ok(())
    }

    fn merge_pending(&mut self, row: Oid) -> Result<bool, Error> {
        let folder = self.read();
        let Some(pending) = folder.pending_table().filter(|table| !table.is_empty()) else {
            return Ok(false);
        };
        let table = pending.oid();
        let id = folder.any_row(MessageKey(row.id)).map(MessageHeader::message_id);
        let found = id.filter(|id| !id.is_empty()).and_then(|id| folder.pending_row(&id));
        let Some((from, cells)) = found.map(|found| (found.oid(), cells_but_first(found))) else {
            return Ok(false);
        };
        self.take_over(row, &cells)?;
        let store = self.file.store_mut();
        store.cut_row(table, from)?;
        store.cut_all(from)?;
        Ok(true)
    }

    fn take_over(&mut self, row: Oid, cells: &[(Column, Vec<u8>)]) -> Result<(), Error> {
        let old = self.stored_flags(row);
        let flags_column = self.column(Field::Flags)?;
        let mut flags = old;
        for (column, value) in cells {
            if *column == flags_column {
                flags |= MessageFlags(crate::number::hex32(value).unwrap_or(0));
            } else {
                self.file.store_mut().set(row, *column, value)?;
            }
        }
        if flags != old {
            self.set_flags_of(row, flags)?;
        }
        Ok(())
    }
}

fn cells_but_first(row: RowRef<'_>) -> Vec<(Column, Vec<u8>)> {
    let cells = row.cells().skip(1);
    cells.filter_map(|cell| Some((cell.column, cell.value?.bytes().into_owned()))).collect()
}

/// Its message id.
impl fmt::Debug for PendingHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingHeader")
            .field("message_id", &String::from_utf8_lossy(&self.message_id()))
            .finish_non_exhaustive()
    }
}

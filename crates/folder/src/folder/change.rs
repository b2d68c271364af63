//! Changing cells, and telling of it.

use morkdb::Store;
use morkdb::id::{Column, Oid};
use morkdb::store::{EditError, RowRef};

use super::Folder;
use crate::error::Error;
use crate::field::Field;
use crate::key::MessageKey;
use crate::message::HeaderEdit;
use crate::number::{Digits, hex32};

impl Folder {
    /// To change the columns of a message; nothing is written before the next commit.
    ///
    /// # Errors
    ///
    /// There is no such message. What was deleted cannot be changed: Thunderbird can, and loses it.
    pub fn edit(&mut self, key: MessageKey) -> Result<HeaderEdit<'_>, Error> {
        let row = self.live_row(key)?;
        Ok(HeaderEdit::row(self, row))
    }

    /// Changes the store below as it likes. Listeners are told afterwards.
    pub fn change_store<T>(&mut self, change: impl FnOnce(&mut Store) -> T) -> T {
        let answer = change(self.file.store_mut());
        self.state.renew_schema(self.file.store());
        self.tell();
        answer
    }

    /// The row of a message.
    pub(crate) fn live_row(&self, key: MessageKey) -> Result<Oid, Error> {
        let message = self.read().message(key).ok_or(Error::NoMessage { key })?;
        message.row().map(RowRef::oid).ok_or(Error::NoMessage { key })
    }

    /// Before the first change: gives the file the tokens and tables that Thunderbird gives every file when it opens it.
    pub(crate) fn prepare(&mut self) -> Result<(), EditError> {
        if !self.state.complete {
            self.state.schema.complete(self.file.store_mut(), false)?;
            self.state.complete = true;
        }
        Ok(())
    }

    pub(crate) fn column(&mut self, field: Field) -> Result<Column, EditError> {
        self.state.schema.make_column(self.file.store_mut(), field)
    }

    /// Sets a cell, and tells nobody yet.
    pub(crate) fn put(&mut self, row: Oid, field: Field, value: impl AsRef<[u8]>) -> Result<bool, EditError> {
        self.prepare()?;
        let column = self.column(field)?;
        self.file.store_mut().set(row, column, value)
    }

    /// Sets a cell to a number in hexadecimal, and tells nobody yet.
    pub(crate) fn put_number(&mut self, row: Oid, field: Field, value: u32) -> Result<bool, EditError> {
        self.put(row, field, Digits::hex(value))
    }

    /// The number in a cell.
    pub(crate) fn number(&self, row: Oid, field: Field) -> Option<u32> {
        let column = self.state.schema.column(field)?;
        hex32(&self.file.store().row(row)?.get(column)?.bytes())
    }

    pub(crate) fn set_field(&mut self, row: Oid, field: Field, value: &[u8]) -> Result<bool, Error> {
        let changed = self.put(row, field, value)?;
        self.tell();
        Ok(changed)
    }

    pub(crate) fn set_named(&mut self, row: Oid, name: &[u8], value: &[u8]) -> Result<bool, Error> {
        if let Some(field) = Field::from_name(name) {
            return self.set_field(row, field, value);
        }
        self.prepare()?;
        let store = self.file.store_mut();
        let column = store.make_column(name)?;
        let changed = store.set(row, column, value)?;
        self.tell();
        Ok(changed)
    }

    /// The row of the folder information.
    pub(crate) fn info_row(&self) -> Result<Oid, Error> {
        self.state.schema.info_row.ok_or(Error::NoSummary)
    }
}

//! Changing an operation.

use morkdb::id::Oid;

use super::operation::SEPARATOR;
use super::{ImapFlags, OfflineOperation, OfflineOps};
use crate::error::Error;
use crate::field::Field;
use crate::folder::Folder;
use crate::key::{MessageKey, tables};
use crate::message::{Keywords, MessageHeader};
use crate::number::Digits;
use crate::schema::{kind, scope};
use crate::view::FolderFlags;

/// Changes the operation for a message. Every setter writes what Thunderbird writes, in its order, and listeners are told
/// nothing: there is no event for operations.
#[derive(Debug)]
pub struct OperationEdit<'f> {
    folder: &'f mut Folder,
    row: Oid,
}

impl Folder {
    /// The operation for a message, made where there is none (`getOfflineOpForKey`): the folder then has
    /// [`FolderFlags::OFFLINE_EVENTS`], without which Thunderbird does not look for operations, and the flags that the message
    /// is to have begin as those that it has.
    ///
    /// These are not flags of IMAP but, as for Thunderbird, the low 16 bits of [`MessageFlags`](crate::MessageFlags): see
    /// [`OfflineOperation::new_flags`]. [`record_flags`](Self::record_flags) translates them.
    pub fn operation(&mut self, key: MessageKey) -> Result<OperationEdit<'_>, Error> {
        let table = self.make_operations_table()?;
        let row = Oid::new(table.scope, key.0);
        let store = self.file.store_mut();
        store.make_row_at(row)?;
        let is_new = store.add_row(table, row)?;
        // Thunderbird reads these before it sets any, which gives them their tokens.
        for field in [Field::Op, Field::OpKey, Field::OpFlags, Field::NewFlags] {
            self.column(field)?;
        }
        self.put_number(row, Field::OpKey, key.0)?;
        if is_new {
            let flags = self.read().any_row(key).map(MessageHeader::stored_flags);
            if let Some(flags) = flags {
                self.put_number(row, Field::NewFlags, flags.0 & 0xFFFF)?;
            }
            self.set_folder_flags(FolderFlags::OFFLINE_EVENTS, true)?;
        }
        self.tell();
        Ok(OperationEdit { folder: self, row })
    }

    /// Forgets what was to be done with a message (`removeOfflineOp`). `false` where there was nothing. The folder keeps
    /// [`FolderFlags::OFFLINE_EVENTS`], which Thunderbird takes away when it has looked for operations.
    pub fn remove_operation(&mut self, key: MessageKey) -> Result<bool, Error> {
        let folder = self.read();
        let Some(table) = folder.operations_table() else { return Ok(false) };
        let row = Oid::new(table.scope, key.0);
        if folder.store().row(row).is_none() || folder.store().table(table).is_none() {
            return Ok(false);
        }
        self.prepare()?;
        let store = self.file.store_mut();
        let removed = store.cut_row(table, row)?;
        if removed {
            store.cut_all(row)?;
        }
        self.tell();
        Ok(removed)
    }

    fn make_operations_table(&mut self) -> Result<Oid, Error> {
        self.prepare()?;
        let store = self.file.store_mut();
        let scope = store.make_scope(scope::OPERATIONS)?;
        let kind = store.make_kind(kind::OPERATIONS)?;
        self.state.schema.operations = Some(scope);
        let table = Oid::new(scope, tables::FIRST);
        self.file.store_mut().make_table_at(table, kind)?;
        Ok(table)
    }
}

impl OperationEdit<'_> {
    /// To read it.
    fn read(&self) -> Result<OfflineOperation<'_>, Error> {
        let folder = self.folder.read();
        let row = folder.store().row(self.row).ok_or(Error::NoMessage { key: MessageKey(self.row.id) })?;
        Ok(OfflineOperation::new(folder, row))
    }

    fn put(&mut self, field: Field, value: impl AsRef<[u8]>) -> Result<&mut Self, Error> {
        self.folder.put(self.row, field, value)?;
        self.folder.tell();
        Ok(self)
    }

    fn put_number(&mut self, field: Field, number: u32) -> Result<&mut Self, Error> {
        self.put(field, Digits::hex(number))
    }

    /// Sets what is to be done, beside what is to be done already (`operation`).
    pub fn add_ops(&mut self, ops: OfflineOps) -> Result<&mut Self, Error> {
        let ops = self.read()?.ops() | ops;
        self.put_number(Field::Op, ops.0)
    }

    /// Says that these are done (`clearOperation`). Of several copies, that is the first, and there is still one to be made;
    /// Thunderbird forgets the first in memory and leaves it in the file, so that it is made again.
    pub fn clear_ops(&mut self, ops: OfflineOps) -> Result<&mut Self, Error> {
        let mut left = self.read()?.ops().with(ops, false);
        if ops.contains(OfflineOps::COPY) {
            let copies: Vec<_> = self.read()?.copy_destinations().into_iter().skip(1).collect();
            left = left.with(OfflineOps::COPY, !copies.is_empty());
            self.put(Field::CopyDests, copies.join(&SEPARATOR))?;
        }
        self.put_number(Field::Op, left.0)
    }

    /// Sets the flags that the message is to have on the server, and nothing else (`newFlags`).
    pub fn set_new_flags(&mut self, flags: ImapFlags) -> Result<&mut Self, Error> {
        self.put_number(Field::NewFlags, flags.0)
    }

    /// The message is to have these flags on the server, and no others (`flagOperation`).
    pub fn set_flags(&mut self, flags: ImapFlags) -> Result<&mut Self, Error> {
        self.add_ops(OfflineOps::FLAGS_CHANGED)?;
        self.set_new_flags(flags)?;
        let ever = self.read()?.flag_operation() | flags;
        self.put_number(Field::OpFlags, ever.0)
    }

    /// The message is to get a keyword (`addKeywordToAdd`); it is not to lose it any more.
    pub fn add_keyword(&mut self, keyword: &[u8]) -> Result<&mut Self, Error> {
        self.add_ops(OfflineOps::ADD_KEYWORDS)?;
        self.move_keyword(keyword, Field::AddedKeywords, Field::RemovedKeywords)
    }

    /// The message is to lose a keyword (`addKeywordToRemove`); it is not to get it any more.
    pub fn remove_keyword(&mut self, keyword: &[u8]) -> Result<&mut Self, Error> {
        self.add_ops(OfflineOps::REMOVE_KEYWORDS)?;
        self.move_keyword(keyword, Field::RemovedKeywords, Field::AddedKeywords)
    }

    /// Puts a keyword into one list and takes it out of the other. The lists are those that are stored: Thunderbird begins with
    /// empty ones, and loses what was stored before.
    fn move_keyword(&mut self, keyword: &[u8], to: Field, from: Field) -> Result<&mut Self, Error> {
        let list = |field| Ok::<_, Error>(Keywords::new(self.read()?.get(field).unwrap_or_default()));
        let (with, without) = (list(to)?.with(keyword), list(from)?.without(keyword));
        if let Some(text) = without {
            self.put(from, text)?;
        }
        if let Some(text) = with {
            self.put(to, text)?;
        }
        Ok(self)
    }

    /// The message is to be moved to the folder of this URI (`destinationFolderURI`).
    pub fn set_move(&mut self, uri: &[u8]) -> Result<&mut Self, Error> {
        self.put(Field::MoveDest, uri)?;
        self.add_ops(OfflineOps::MOVED)
    }

    /// The message, which is [here](Folder::operation) and not on the server, is to be put into the folder of this URI, as a
    /// draft, or as a template.
    pub fn set_append(&mut self, uri: &[u8], template: bool) -> Result<&mut Self, Error> {
        self.add_ops(if template { OfflineOps::APPEND_TEMPLATE } else { OfflineOps::APPEND_DRAFT })?;
        self.put(Field::MoveDest, uri)
    }

    /// The message is to be copied to the folder of this URI, beside those that it is to be copied to already
    /// (`addMessageCopyOperation`).
    pub fn add_copy(&mut self, uri: &[u8]) -> Result<&mut Self, Error> {
        self.add_ops(OfflineOps::COPY)?;
        let mut uris = self.read()?.copy_destinations();
        uris.push(uri.to_vec());
        self.put(Field::CopyDests, uris.join(&SEPARATOR))
    }

    /// The message is what that of this key, in the folder of this URI, will be once it was moved or copied here
    /// (`sourceFolderURI`, `srcMessageKey`).
    pub fn set_source(&mut self, uri: &[u8], key: MessageKey) -> Result<&mut Self, Error> {
        self.add_ops(OfflineOps::MOVE_RESULT)?;
        self.put(Field::SourceFolder, uri)?;
        self.put_number(Field::SourceKey, key.0)
    }

    /// Bytes of the message.
    pub fn set_size(&mut self, bytes: u32) -> Result<&mut Self, Error> {
        self.put_number(Field::OpSize, bytes)
    }

    /// Whether it is under way.
    pub fn set_in_playback(&mut self, playback: bool) -> Result<&mut Self, Error> {
        self.put_number(Field::InPlayback, u32::from(playback))
    }
}

//! Reading an operation.

use std::borrow::Cow;
use std::fmt;

use morkdb::store::{RowRef, Value};

use super::{ImapFlags, OfflineOps};
use crate::field::Field;
use crate::folder::FolderRef;
use crate::key::MessageKey;
use crate::message::Keywords;
use crate::number::hex32;

/// What stands between the folders that a message is to be copied to.
pub(super) const SEPARATOR: u8 = 1;

/// What is to be done with a message once the server can be reached (`nsIMsgOfflineImapOperation`). Reading never changes
/// anything.
#[derive(Clone, Copy)]
pub struct OfflineOperation<'f> {
    folder: FolderRef<'f>,
    row: RowRef<'f>,
}

impl<'f> OfflineOperation<'f> {
    pub(super) const fn new(folder: FolderRef<'f>, row: RowRef<'f>) -> Self {
        Self { folder, row }
    }

    /// The key of the message, which is the id of the row; whatever the column `msgKey` says, as for Thunderbird.
    pub fn key(self) -> MessageKey {
        MessageKey(self.row.oid().id)
    }

    /// The stored value of a column. `None` where there is no such cell.
    pub fn get(self, field: Field) -> Option<Cow<'f, [u8]>> {
        let column = self.folder.schema().column(field)?;
        self.row.get(column).map(Value::bytes)
    }

    /// Names and values of all its cells, in their order.
    pub fn properties(self) -> impl Iterator<Item = (Cow<'f, [u8]>, Cow<'f, [u8]>)> {
        let cells = self.row.cells();
        cells.filter_map(move |cell| Some((self.folder.column_name(cell.column), cell.value?.bytes())))
    }

    fn number(self, field: Field) -> Option<u32> {
        hex32(&self.get(field)?)
    }

    fn count(self, field: Field) -> u32 {
        self.number(field).unwrap_or(0)
    }

    /// Flags of IMAP have 16 bits in Thunderbird.
    fn flags(self, field: Field) -> ImapFlags {
        ImapFlags(self.count(field) & 0xFFFF)
    }

    fn text(self, field: Field) -> Cow<'f, [u8]> {
        self.get(field).unwrap_or_default()
    }

    /// What is to be done (`operation`). Nothing is left of an operation that was played back in part.
    pub fn ops(self) -> OfflineOps {
        OfflineOps(self.count(Field::Op))
    }

    /// All flags of IMAP that were ever among those that the message was to have (`flagOperation`).
    pub fn flag_operation(self) -> ImapFlags {
        self.flags(Field::OpFlags)
    }

    /// The flags that the message is to have on the server; those that are not among them are taken away.
    ///
    /// Only where [`ops`](Self::ops) has [`OfflineOps::FLAGS_CHANGED`]: otherwise, and in the bits that were not changed,
    /// Thunderbird has the flags of the message here, so that `Re:` looks like [`ImapFlags::DRAFT`] and a local copy like
    /// [`ImapFlags::MDN_SENT`]; it sends these to the server.
    pub fn new_flags(self) -> ImapFlags {
        self.flags(Field::NewFlags)
    }

    /// The key in the folder that it comes from, for [`OfflineOps::MOVE_RESULT`].
    pub fn source_key(self) -> Option<MessageKey> {
        MessageKey::new(self.number(Field::SourceKey).unwrap_or(MessageKey::NONE))
    }

    /// The URI of the folder that it comes from, for [`OfflineOps::MOVE_RESULT`].
    pub fn source_folder(self) -> Cow<'f, [u8]> {
        self.text(Field::SourceFolder)
    }

    /// The URI of the folder that it is to be moved to, or put into.
    pub fn destination(self) -> Cow<'f, [u8]> {
        self.text(Field::MoveDest)
    }

    /// The URIs of the folders that it is to be copied to, in their order.
    pub fn copy_destinations(self) -> Vec<Vec<u8>> {
        let text = self.text(Field::CopyDests);
        if text.is_empty() {
            return Vec::new();
        }
        text.split(|byte| *byte == SEPARATOR).map(<[u8]>::to_vec).collect()
    }

    /// The keywords that it gets.
    pub fn keywords_to_add(self) -> Keywords<'f> {
        Keywords::new(self.text(Field::AddedKeywords))
    }

    /// The keywords that it loses.
    pub fn keywords_to_remove(self) -> Keywords<'f> {
        Keywords::new(self.text(Field::RemovedKeywords))
    }

    /// Bytes of the message, for a move after which the header is gone.
    pub fn size(self) -> u32 {
        self.count(Field::OpSize)
    }

    /// Whether it is under way: Thunderbird was stopped while the server was asked.
    pub fn in_playback(self) -> bool {
        self.count(Field::InPlayback) != 0
    }

    /// Whether the message is as good as deleted: it is to be moved away, or to be marked as deleted.
    pub fn is_delete(self) -> bool {
        let ops = self.ops();
        let marked = ops.contains(OfflineOps::FLAGS_CHANGED) && self.new_flags().contains(ImapFlags::DELETED);
        ops.contains(OfflineOps::MOVED) || marked
    }

    /// What Thunderbird takes for [`is_delete`](Self::is_delete) (`listAllOfflineDeletes`): it looks for the bit 0x80 among the
    /// flags, which is [`OfflineOps::MARKED_DELETED`] and no flag of IMAP that means deleted; messages with a local copy often
    /// have it.
    pub fn is_delete_for_thunderbird(self) -> bool {
        let ops = self.ops();
        let marked = self.new_flags().0 & OfflineOps::MARKED_DELETED.0 != 0;
        ops.contains(OfflineOps::MOVED) || ops.contains(OfflineOps::FLAGS_CHANGED) && marked
    }
}

/// What is to be done, and with what.
impl fmt::Debug for OfflineOperation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfflineOperation")
            .field("key", &self.key())
            .field("ops", &self.ops())
            .field("new_flags", &self.new_flags())
            .finish_non_exhaustive()
    }
}

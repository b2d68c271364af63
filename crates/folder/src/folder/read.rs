//! Reading a folder.

use std::borrow::Cow;

use morkdb::Store;
use morkdb::id::{Column, Oid};
use morkdb::store::{RowRef, TableRef, Value};

use crate::field::Field;
use crate::flags::MessageFlags;
use crate::key::MessageKey;
use crate::message::MessageHeader;
use crate::schema::Schema;
use crate::state::State;
use crate::thread::ThreadIndex;

/// A folder as it is at a moment.
#[derive(Clone, Copy, Debug)]
pub struct FolderRef<'f> {
    store: &'f Store,
    state: &'f State,
}

/// How many messages there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// All that are not [expunged](MessageFlags::EXPUNGED).
    pub total: u32,
    /// Those that were not read.
    pub unread: u32,
}

impl<'f> FolderRef<'f> {
    pub(crate) const fn new(store: &'f Store, state: &'f State) -> Self {
        Self { store, state }
    }

    /// The store below.
    pub const fn store(self) -> &'f Store {
        self.store
    }

    pub(crate) const fn schema(self) -> &'f Schema {
        &self.state.schema
    }

    pub(crate) const fn thread_index(self) -> &'f ThreadIndex {
        &self.state.threads
    }

    /// The table of all messages. An empty folder may have none.
    pub(crate) fn table(self) -> Option<TableRef<'f>> {
        self.store.table(self.schema().messages_table()?)
    }

    /// The id of the row that a message has, or would have.
    pub(crate) fn row_of(self, key: MessageKey) -> Option<Oid> {
        self.schema().messages.map(|scope| Oid::new(scope, key.0))
    }

    pub(crate) fn is_live(self, row: RowRef<'_>) -> bool {
        self.state.live.contains(row)
    }

    pub(crate) fn is_being_deleted(self, key: MessageKey) -> bool {
        self.state.deleting == Some(key)
    }

    pub(crate) fn header(self, row: RowRef<'f>) -> MessageHeader<'f> {
        MessageHeader::new(self, row)
    }

    /// The name of a column; its token where it has none.
    pub(crate) fn column_name(self, column: Column) -> Cow<'f, [u8]> {
        self.store.name(column).unwrap_or_else(|| Cow::Owned(column.to_string().into_bytes()))
    }

    /// How many messages the table of all messages has, expunged ones too.
    pub fn len(self) -> usize {
        self.table().map_or(0, TableRef::len)
    }

    /// Whether that has no messages.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The messages in the order of their table, which is that in which they were added; backwards with `rev`. Expunged ones are
    /// left out (`enumerateMessages`).
    pub fn messages(self) -> impl DoubleEndedIterator<Item = MessageHeader<'f>> + Clone + 'f {
        self.all_messages().filter(|message| !message.stored_flags().contains(MessageFlags::EXPUNGED))
    }

    /// All messages of the table, expunged ones too (`listAllKeys`).
    pub fn all_messages(self) -> impl DoubleEndedIterator<Item = MessageHeader<'f>> + Clone + 'f {
        let rows = self.table().into_iter().flat_map(TableRef::rows);
        rows.map(move |row| self.header(row))
    }

    /// Whether there is a message of this key (`containsKey`).
    pub fn contains(self, key: MessageKey) -> bool {
        self.message(key).is_some()
    }

    /// The message of this key. Rows that are in the store and not in the table of all messages are no messages.
    pub fn message(self, key: MessageKey) -> Option<MessageHeader<'f>> {
        self.any_row(key).filter(|message| message.is_live())
    }

    /// What the row of this id says, a message or not: it may be detached, deleted, or the hit of a search.
    pub fn any_row(self, key: MessageKey) -> Option<MessageHeader<'f>> {
        let row = self.store.row(self.row_of(key)?)?;
        Some(self.header(row))
    }

    /// Rows that are no messages: detached ones, and those of deleted messages. In the order of the file.
    pub fn leftover_rows(self) -> impl Iterator<Item = MessageHeader<'f>> + 'f {
        let rows = self.schema().messages.into_iter().flat_map(move |scope| self.store.rows_in(scope));
        rows.filter(move |row| !self.is_live(*row)).map(move |row| self.header(row))
    }

    /// The message of this message id, without brackets. Where several have it: the one of the lowest key. Thunderbird
    /// takes any row that has it, even of a message that is none.
    pub fn message_by_id(self, message_id: impl AsRef<[u8]>) -> Option<MessageHeader<'f>> {
        let row = self.rows_by_id(message_id.as_ref()).next()?;
        self.store.row(row).map(|row| self.header(row))
    }

    /// All messages of this message id, by ascending keys.
    pub fn messages_by_id(self, message_id: impl AsRef<[u8]>) -> Vec<MessageHeader<'f>> {
        let message_id = message_id.as_ref();
        let rows = self.rows_by_id(message_id).filter_map(|row| self.store.row(row));
        rows.map(|row| self.header(row)).collect()
    }

    /// The row of the pending header of this message id, of several the lowest.
    pub(crate) fn pending_row(self, message_id: &[u8]) -> Option<RowRef<'f>> {
        let (scope, column) = (self.schema().pending?, self.schema().column(Field::MessageId)?);
        let ids = self.state.pending(self.store);
        ids.rows(self.store, scope, column, message_id).next().and_then(|row| self.store.row(row))
    }

    /// The message of this message id of which a new message is taken for an answer. Where several have it: the one of the highest
    /// key. So does Thunderbird where they came after it first looked for an id; of those that were there the last in the order of
    /// its map of rows counts, which in most folders is that of keys, turned.
    pub(crate) fn answered_by_id(self, message_id: &[u8]) -> Option<MessageHeader<'f>> {
        let row = self.rows_by_id(message_id).next_back()?;
        self.store.row(row).map(|row| self.header(row))
    }

    fn rows_by_id<'i>(self, message_id: &'i [u8]) -> Box<dyn DoubleEndedIterator<Item = Oid> + 'i>
    where
        'f: 'i,
    {
        let schema = self.schema();
        match (schema.messages, schema.column(Field::MessageId)) {
            (Some(scope), Some(column)) => {
                Box::new(self.state.ids(self.store).rows(self.store, scope, column, message_id))
            }
            _ => Box::new(std::iter::empty()),
        }
    }

    /// The first message with this value in this column: for `X-GM-MSGID` and `ewsId`. Looks through all messages.
    pub fn message_by_property(
        self,
        name: impl AsRef<[u8]>,
        value: impl AsRef<[u8]>,
    ) -> Option<MessageHeader<'f>> {
        let column = self.store.column(name)?;
        let value = value.as_ref();
        let has_it = |row: &RowRef<'_>| row.get(column).is_some_and(|own| *own.bytes() == *value);
        self.table()?.rows().find(has_it).map(|row| self.header(row))
    }

    /// Whether a message is new.
    pub fn is_new(self, key: MessageKey) -> bool {
        self.state.new.contains(key)
    }

    /// The keys of new messages, ascending (`getNewList`).
    pub fn new_keys(self) -> impl ExactSizeIterator<Item = MessageKey> + 'f {
        self.state.new.keys()
    }

    /// Counts the messages: looks at the flags of each.
    pub fn recount(self) -> Counts {
        let mut counts = Counts::default();
        for message in self.messages() {
            counts.total += 1;
            counts.unread += u32::from(!message.is_read());
        }
        counts
    }

    /// The row of the folder information.
    pub(crate) fn info_row(self) -> Option<RowRef<'f>> {
        self.store.row(self.schema().info_row?)
    }

    /// The stored value of a column of the folder information.
    pub(crate) fn info_cell(self, field: Field) -> Option<Cow<'f, [u8]>> {
        let column = self.schema().column(field)?;
        self.info_row()?.get(column).map(Value::bytes)
    }
}

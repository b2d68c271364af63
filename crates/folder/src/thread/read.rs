//! Threads, as the file has them.

use std::borrow::Cow;
use std::fmt;

use morkdb::id::{Kind, Oid, Scope};
use morkdb::store::{RowRef, TableRef, Value};

use super::tree::{Tree, TreeItem};
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::FolderRef;
use crate::key::{MessageKey, ThreadKey, tables};
use crate::message::MessageHeader;
use crate::number::hex32;

/// So many messages one above the other are looked at without further ado.
const FEW: u32 = 64;

/// A thread (`nsIMsgThread`): a table of messages, and a row that says something about them.
///
/// Reading never changes anything. Thunderbird mends what it finds wrong while it reads; here the answers are those that it
/// would come to, and [`Folder::repair_threads`](crate::Folder::repair_threads) is what mends.
#[derive(Clone, Copy)]
pub struct Thread<'f> {
    folder: FolderRef<'f>,
    table: TableRef<'f>,
    meta: Option<RowRef<'f>>,
}

impl<'f> Thread<'f> {
    fn of(folder: FolderRef<'f>, table: TableRef<'f>) -> Self {
        Self { folder, table, meta: table.meta_row() }
    }

    fn number(self, field: Field) -> Option<u32> {
        hex32(&self.meta?.get(self.folder.schema().column(field)?)?.bytes())
    }

    /// The table.
    pub fn table(self) -> TableRef<'f> {
        self.table
    }

    /// The row that says something about the thread. A damaged file may lack it.
    pub fn meta_row(self) -> Option<RowRef<'f>> {
        self.meta
    }

    /// Its key: that of the message that founded it, which need not be in it any more.
    pub fn key(self) -> ThreadKey {
        ThreadKey(self.table.oid().id)
    }

    /// The key that its meta row names; another one than [`key`](Self::key) in a damaged file only.
    pub fn stored_key(self) -> Option<ThreadKey> {
        self.number(Field::MetaThreadId).map(ThreadKey)
    }

    /// Its flags: [`MessageFlags::IGNORED`] and [`MessageFlags::WATCHED`].
    pub fn flags(self) -> MessageFlags {
        MessageFlags(self.number(Field::ThreadFlags).unwrap_or(0))
    }

    /// Whether the user wants to see no more of it.
    pub fn is_ignored(self) -> bool {
        self.flags().contains(MessageFlags::IGNORED)
    }

    /// Whether the user watches it.
    pub fn is_watched(self) -> bool {
        self.flags().contains(MessageFlags::WATCHED)
    }

    /// The count of messages that is stored.
    pub fn stored_len(self) -> u32 {
        self.number(Field::Children).unwrap_or(0)
    }

    /// How many messages it has: the count that is stored, but no more than there are rows. Rows behind those that are counted
    /// cannot be seen.
    pub fn len(self) -> usize {
        self.table.len().min(usize::try_from(self.stored_len()).unwrap_or(usize::MAX))
    }

    /// Whether it has no messages. The table of such a thread stays in the file until that is compressed.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The stored count of messages that were not read. Negative numbers count as 0.
    pub fn unread(self) -> u32 {
        let count = self.number(Field::UnreadChildren).unwrap_or(0);
        if i32::try_from(count).is_ok() { count } else { 0 }
    }

    /// The date of its newest message, in seconds since 1970: the one that is stored, or where that is 0 the highest there is.
    pub fn newest_date(self) -> u32 {
        match self.stored_newest_date() {
            0 => self.children().map(MessageHeader::date).max().unwrap_or(0),
            date => date,
        }
    }

    /// The date of the newest message that is stored; 0 where it has to be looked for.
    pub fn stored_newest_date(self) -> u32 {
        self.number(Field::NewestDate).unwrap_or(0)
    }

    /// The subject of the message that founded it, without `Re:`. It does not follow later changes. `None` where the row of the
    /// thread among all threads is lost.
    pub fn subject(self) -> Option<Cow<'f, [u8]>> {
        let schema = self.folder.schema();
        let row = self.folder.store().row(Oid::new(schema.threads?, self.key().0))?;
        row.get(schema.column(Field::ThreadSubject)?).map(Value::bytes)
    }

    /// Its messages, in the order of the table: the first one is the root as a rule, the others come by date as far as Thunderbird
    /// managed. In a damaged file there may be rows among them that are [no messages](MessageHeader::is_live).
    pub fn children(
        self,
    ) -> impl DoubleEndedIterator<Item = MessageHeader<'f>> + ExactSizeIterator + Clone + 'f {
        let folder = self.folder;
        self.table.rows().take(self.len()).map(move |row| folder.header(row))
    }

    /// All rows of its table, those that are not counted too.
    pub fn all_rows(
        self,
    ) -> impl DoubleEndedIterator<Item = MessageHeader<'f>> + ExactSizeIterator + Clone + 'f {
        let folder = self.folder;
        self.table.rows().map(move |row| folder.header(row))
    }

    /// The message of this key, if it is in the thread (`getChild`). Looks through the thread.
    pub fn child(self, key: MessageKey) -> Option<MessageHeader<'f>> {
        self.children().find(|message| message.key() == key)
    }

    /// The key of the root that is stored.
    pub fn stored_root(self) -> Option<MessageKey> {
        MessageKey::new(self.number(Field::ThreadRoot).unwrap_or(MessageKey::NONE))
    }

    /// The first message (`getRootHdr`): the one that is stored as such, if it is in the thread and has no parent; else the
    /// first that has no parent; else the first of all. `None` where the thread is empty.
    pub fn root(self) -> Option<MessageHeader<'f>> {
        let orphan = |message: &MessageHeader<'_>| message.parent().is_none();
        let found = self.stored_root().and_then(|root| {
            let stored = self.child(root).filter(orphan);
            stored.or_else(|| self.children().find(orphan))
        });
        found.or_else(|| self.children().next())
    }

    /// The messages that answer this one directly, in the order of the table (`enumerateMessages`). Messages without a parent
    /// answer the root. Looks through the thread; see [`tree`](Self::tree) for all of it.
    pub fn children_of(self, parent: MessageKey) -> impl Iterator<Item = MessageHeader<'f>> + 'f {
        let is_root = self.root().is_some_and(|root| root.key() == parent);
        self.children().filter(move |message| match message.parent() {
            Some(key) => key == parent,
            None => is_root && message.key() != parent,
        })
    }

    /// All its messages, depth first, from the root, each once. Messages without a parent, with one that is not in the thread, or that
    /// would answer themselves, answer the root. Where messages answer each other in a circle, the first of them in the table
    /// answers the root.
    pub fn tree(self) -> impl ExactSizeIterator<Item = TreeItem<'f>> + 'f {
        Tree::of(self).into_items()
    }

    /// The unread message that is the nearest to the root, the first in the table of several (`getFirstUnreadChild`).
    pub fn first_unread(self) -> Option<MessageHeader<'f>> {
        let tree = Tree::of(self);
        let unread = (0..).zip(self.children()).filter(|(_, message)| !message.is_read());
        unread.min_by_key(|(at, _)| tree.depth(*at)).map(|(_, message)| message)
    }
}

impl fmt::Debug for Thread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("key", &self.key().0)
            .field("flags", &self.flags())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl<'f> FolderRef<'f> {
    /// The threads that have messages, in the order in which Thunderbird comes upon them, which is that of a hash table
    /// (`enumerateThreads`).
    pub fn threads(self) -> impl ExactSizeIterator<Item = Thread<'f>> + 'f {
        let threads = self.thread_tables().into_iter().map(|table| Thread::of(self, table));
        threads.filter(|thread| !thread.is_empty()).collect::<Vec<_>>().into_iter()
    }

    /// The thread of this key, be it empty.
    pub fn thread(self, key: ThreadKey) -> Option<Thread<'f>> {
        let table = self.store().table(Oid::new(self.schema().messages?, key.0))?;
        self.is_thread(table).then(|| Thread::of(self, table))
    }

    /// The thread of a message: the one that it names, or where there is none such the one of its own key
    /// (`getThreadContainingMsgHdr`).
    pub fn thread_of(self, message: MessageHeader<'_>) -> Option<Thread<'f>> {
        self.thread(message.thread_key()).or_else(|| self.thread(ThreadKey(message.key().0)))
    }

    /// Whether the user wants to see no more of a message and its answers: it or one of those that it answers is
    /// [ignored](MessageFlags::IGNORED) (`isKilled`). Not where the parents are damaged.
    pub fn is_killed(self, message: MessageHeader<'_>) -> bool {
        let mut left = self.thread_of(message).map_or(0, |thread| thread.len().saturating_sub(1));
        let mut at = message;
        let mut steps = 0;
        while !at.stored_flags().contains(MessageFlags::IGNORED) {
            let above =
                at.parent().filter(|parent| *parent != at.key()).and_then(|parent| self.message(parent));
            let above = above.filter(|above| above.thread_key() == at.thread_key() && left > 0);
            steps += 1;
            match above {
                // Before the long way up it is asked whether there is anything to be found.
                Some(above) if steps != FEW || self.thread_index().any_ignored(self) => at = above,
                _ => return false,
            }
            left -= 1;
        }
        true
    }

    /// Whether the thread of a message is ignored (`isIgnored`).
    pub fn is_ignored(self, message: MessageHeader<'_>) -> bool {
        self.thread_of(message).is_some_and(Thread::is_ignored)
    }

    /// Whether the thread of a message is watched (`isWatched`).
    pub fn is_watched(self, message: MessageHeader<'_>) -> bool {
        self.thread_of(message).is_some_and(Thread::is_watched)
    }

    pub(crate) fn is_thread(self, table: TableRef<'_>) -> bool {
        let schema = self.schema();
        let oid = table.oid();
        schema.messages == Some(oid.scope)
            && oid.id != tables::MESSAGES
            && schema.thread_kind == Some(table.kind())
    }

    /// The tables of threads, empty ones too, in the order of Mozilla's map of tables: by slot, then the latest first.
    pub(crate) fn thread_tables(self) -> Vec<TableRef<'f>> {
        let schema = self.schema();
        let (Some(scope), Some(kind)) = (schema.messages, schema.thread_kind) else { return Vec::new() };
        let slots = self.table_slots(scope);
        let mut tables = self.tables_of_kind(scope, kind);
        tables.sort_by_cached_key(|table| (table.oid().id % slots, std::cmp::Reverse(table.index())));
        tables
    }

    fn tables_of_kind(self, scope: Scope, kind: Kind) -> Vec<TableRef<'f>> {
        let tables = self.store().tables_of(kind).filter(|table| table.oid().scope == scope);
        tables.filter(|table| table.oid().id != tables::MESSAGES).collect()
    }

    /// How many slots Mozilla's map of the tables of a scope has: 11, doubled until they suffice.
    fn table_slots(self, scope: Scope) -> u32 {
        let count = self.store().tables().filter(|table| table.oid().scope == scope).count();
        let mut slots = 11_u32;
        while usize::try_from(slots).is_ok_and(|slots| slots < count) {
            slots = slots.saturating_mul(2);
        }
        slots
    }
}

//! What saved searches have found in a folder, as it is kept until they search again.
//!
//! The folder that is searched has a table for each saved search, whose kind is the URI of the saved search. It has the rows
//! of the messages, by ascending keys. What is found there is no truth: it is as old as the last search.

mod change;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use hashbrown::HashSet;
use morkdb::id::{Kind, Oid};
use morkdb::store::TableRef;

use crate::flags::MessageFlags;
use crate::folder::FolderRef;
use crate::key::MessageKey;
use crate::message::MessageHeader;
use crate::schema::kind;

/// What a saved search has found in a folder (`getCachedHits`).
#[derive(Clone, Copy)]
pub struct CachedHits<'f> {
    folder: FolderRef<'f>,
    table: TableRef<'f>,
}

impl<'f> CachedHits<'f> {
    /// The URI of the saved search.
    pub fn uri(self) -> Cow<'f, [u8]> {
        self.folder.store().name(self.table.kind()).unwrap_or_default()
    }

    /// The id of the table; see [`Folder::refresh_hits`](crate::Folder::refresh_hits).
    pub fn table(self) -> Oid {
        self.table.oid()
    }

    /// The messages, in the order of the table. Thunderbird also has the rows of messages that were deleted, as messages
    /// without content; these are [elsewhere](Self::dangling).
    pub fn messages(self) -> impl Iterator<Item = MessageHeader<'f>> {
        let is_message =
            |row: &MessageHeader<'_>| row.is_live() && !row.stored_flags().contains(MessageFlags::EXPUNGED);
        self.rows().filter(is_message)
    }

    /// Rows that are no messages any more, in the order of the table. The next search takes them out.
    pub fn dangling(self) -> impl Iterator<Item = MessageKey> {
        self.rows().filter(|row| !row.is_live()).map(MessageHeader::key)
    }

    /// Whether a message is among them.
    pub fn contains(self, key: MessageKey) -> bool {
        self.folder.contains(key) && self.rows().any(|row| row.key() == key)
    }

    /// All rows of the table, messages or not.
    pub(crate) fn rows(self) -> impl Iterator<Item = MessageHeader<'f>> {
        let scope = self.table.oid().scope;
        let rows = self.table.rows().filter(move |row| row.oid().scope == scope);
        rows.map(move |row| self.folder.header(row))
    }
}

impl<'f> FolderRef<'f> {
    /// What the saved search of this URI has found here. `None` where it was never kept.
    pub fn cached_hits(self, uri: impl AsRef<[u8]>) -> Option<CachedHits<'f>> {
        let kind = self.store().kind(uri)?;
        let table = self.hit_tables().find(|table| table.kind() == kind)?;
        Some(CachedHits { folder: self, table })
    }

    /// What each saved search has found here, in the order in which the file first mentions them. A search that has several
    /// tables, which can only be damage, is there once.
    pub fn all_cached_hits(self) -> impl Iterator<Item = CachedHits<'f>> {
        let mut seen = HashSet::new();
        let tables = self.hit_tables().filter(move |table| seen.insert(table.kind()));
        tables.map(move |table| CachedHits { folder: self, table })
    }

    /// The tables of saved searches: those in the scope of messages that are neither the one of all messages nor a thread's.
    pub(crate) fn hit_tables(self) -> impl Iterator<Item = TableRef<'f>> {
        let (scope, messages) = (self.schema().messages, self.store().kind(kind::MESSAGES));
        let thread = self.schema().thread_kind;
        let is_other = move |own: Kind| Some(own) != messages && Some(own) != thread && own != Kind::NONE;
        let of_scope = self.store().tables().filter(move |table| Some(table.oid().scope) == scope);
        of_scope.filter(move |table| {
            is_other(table.kind()) && Some(table.oid()) != self.schema().messages_table()
        })
    }
}

/// Its URI, and how many rows it has.
impl fmt::Debug for CachedHits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedHits")
            .field("uri", &String::from_utf8_lossy(&self.uri()))
            .field("table", &self.table())
            .field("rows", &self.table.len())
            .finish_non_exhaustive()
    }
}

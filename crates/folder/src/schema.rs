//! Which tokens a file has for the names that Thunderbird uses. They differ from file to file.

use morkdb::Store;
use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::store::{EditError, RowRef};

use crate::field::Field;
use crate::key::tables;

/// Names of row scopes.
pub(crate) mod scope {
    pub(crate) const MESSAGES: &str = "ns:msg:db:row:scope:msgs:all";
    pub(crate) const THREADS: &str = "ns:msg:db:row:scope:threads:all";
    pub(crate) const INFO: &str = "ns:msg:db:row:scope:dbfolderinfo:all";
    pub(crate) const OPERATIONS: &str = "ns:msg:db:row:scope:ops:all";
    pub(crate) const PENDING: &str = "ns:msg:db:row:scope:pending:all";
}

/// Names of kinds of tables.
pub(crate) mod kind {
    pub(crate) const MESSAGES: &str = "ns:msg:db:table:kind:msgs";
    pub(crate) const THREAD: &str = "ns:msg:db:table:kind:thread";
    pub(crate) const THREADS: &str = "ns:msg:db:table:kind:allthreads";
    pub(crate) const INFO: &str = "ns:msg:db:table:kind:dbfolderinfo";
    pub(crate) const OPERATIONS: &str = "ns:msg:db:table:kind:ops";
    pub(crate) const PENDING: &str = "ns:msg:db:table:kind:pending";
}

/// The tokens of a file, as far as it has them.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    pub(crate) messages: Option<Scope>,
    pub(crate) threads: Option<Scope>,
    pub(crate) info: Option<Scope>,
    pub(crate) operations: Option<Scope>,
    pub(crate) pending: Option<Scope>,
    pub(crate) thread_kind: Option<Kind>,
    pub(crate) info_kind: Option<Kind>,
    /// The row of the folder information.
    pub(crate) info_row: Option<Oid>,
    columns: [Option<Column>; Field::COUNT],
}

impl Schema {
    /// Looks the names up.
    pub(crate) fn of(store: &Store) -> Self {
        let mut schema = Self {
            messages: store.scope(scope::MESSAGES),
            threads: store.scope(scope::THREADS),
            info: store.scope(scope::INFO),
            operations: store.scope(scope::OPERATIONS),
            pending: store.scope(scope::PENDING),
            thread_kind: store.kind(kind::THREAD),
            info_kind: store.kind(kind::INFO),
            info_row: None,
            columns: [None; Field::COUNT],
        };
        for (place, field) in schema.columns.iter_mut().zip(Field::ALL) {
            *place = store.column(field.name());
        }
        schema.info_row = schema.find_info(store);
        schema
    }

    /// The first row of the first table of the folder information, whatever its id: that is the one Thunderbird takes.
    fn find_info(&self, store: &Store) -> Option<Oid> {
        let (scope, kind) = (self.info?, self.info_kind?);
        let mut tables = store.tables_of(kind).filter(|table| table.oid().scope == scope);
        tables.find_map(|table| table.rows().next()).map(RowRef::oid)
    }

    #[inline]
    pub(crate) fn column(&self, field: Field) -> Option<Column> {
        self.columns[field as usize]
    }

    /// Takes note of a name that was given a token: by whoever changed the store, perhaps a header that was added.
    pub(crate) fn note_name(&mut self, token: u32, name: &[u8]) {
        if let Some(field) = Field::from_name(name) {
            self.columns[field as usize].get_or_insert(Column(token));
        }
    }

    /// The column, made if the file has none of this name.
    pub(crate) fn make_column(&mut self, store: &mut Store, field: Field) -> Result<Column, EditError> {
        if let Some(column) = self.column(field) {
            return Ok(column);
        }
        let column = store.make_column(field.name())?;
        self.columns[field as usize] = Some(column);
        Ok(column)
    }

    /// The id of the table of all messages, whether there is such a table or not.
    pub(crate) fn messages_table(&self) -> Option<Oid> {
        self.messages.map(|scope| Oid::new(scope, tables::MESSAGES))
    }

    /// The id of the table of all threads, whether there is such a table or not.
    pub(crate) fn threads_table(&self) -> Option<Oid> {
        self.threads.map(|scope| Oid::new(scope, tables::THREADS))
    }

    /// Gives the file all that Thunderbird gives every one that it opens: tokens in its order, the two tables
    /// (`nsMsgDatabase::InitMDBInfo`, `InitExistingDB`). `new`: and the folder information (`InitNewDB`).
    pub(crate) fn complete(&mut self, store: &mut Store, new: bool) -> Result<(), EditError> {
        self.make_tokens(store)?;
        if new {
            self.make_info(store)?;
        } else {
            self.make_info_tokens(store)?;
        }
        if let Some(table) = self.messages_table() {
            let kind = store.make_kind(kind::MESSAGES)?;
            store.make_table_at(table, kind)?;
        }
        if let Some(table) = self.threads_table() {
            let kind = store.make_kind(kind::THREADS)?;
            store.make_table_at(table, kind)?;
        }
        Ok(())
    }

    /// Tokens 80 to 9E of a new file.
    fn make_tokens(&mut self, store: &mut Store) -> Result<(), EditError> {
        self.messages = Some(store.make_scope(scope::MESSAGES)?);
        self.make_columns(store, Field::Subject, Field::CharSet)?;
        store.make_kind(kind::MESSAGES)?;
        self.thread_kind = Some(store.make_kind(kind::THREAD)?);
        store.make_kind(kind::THREADS)?;
        self.threads = Some(store.make_scope(scope::THREADS)?);
        self.make_columns(store, Field::ThreadParent, Field::UidOnServer)
    }

    fn make_columns(&mut self, store: &mut Store, first: Field, last: Field) -> Result<(), EditError> {
        for field in Field::ALL.iter().filter(|field| (first..=last).contains(field)) {
            self.make_column(store, *field)?;
        }
        Ok(())
    }

    /// Tokens 9F to AD of a new file, and its folder information (`nsDBFolderInfo::AddToNewMDB`).
    fn make_info(&mut self, store: &mut Store) -> Result<(), EditError> {
        self.make_info_tokens(store)?;
        let (Some(scope), Some(kind)) = (self.info, self.info_kind) else { return Ok(()) };
        let table = store.make_unique_table(scope, kind)?;
        let row = Oid::new(scope, 1);
        store.make_row_at(row)?;
        store.add_row(table, row)?;
        self.info_row = Some(row);
        for (field, value) in
            [(Field::Version, "1"), (Field::ForceReparse, "0"), (Field::FixedBadRefThreading, "1")]
        {
            let column = self.make_column(store, field)?;
            store.set(row, column, value)?;
        }
        Ok(())
    }

    fn make_info_tokens(&mut self, store: &mut Store) -> Result<(), EditError> {
        self.info = Some(store.make_scope(scope::INFO)?);
        self.info_kind = Some(store.make_kind(kind::INFO)?);
        for field in INFO {
            self.make_column(store, field)?;
        }
        Ok(())
    }
}

/// The columns of the folder information that have a token in every file, in Thunderbird's order.
const INFO: [Field; 13] = [
    Field::NumMsgs,
    Field::NumUnread,
    Field::Flags,
    Field::FolderSize,
    Field::ExpungedBytes,
    Field::FolderDate,
    Field::HighWaterKey,
    Field::MailboxName,
    Field::UidValidity,
    Field::TotalPending,
    Field::UnreadPending,
    Field::Version,
    Field::ForceReparse,
];

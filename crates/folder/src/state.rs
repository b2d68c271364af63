//! What is known of a folder beside its store: tokens, what is looked up, what is new.

use std::sync::OnceLock;

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::{Change, RowRef, TableRef};

use crate::field::Field;
use crate::index::{LiveRows, MessageIds, NewList};
use crate::key::{MessageKey, tables};
use crate::schema::Schema;
use crate::thread::ThreadIndex;

/// All of it can be made anew from the store, but for which messages are new.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) schema: Schema,
    pub(crate) live: LiveRows,
    /// Made when it is first asked for.
    ids: OnceLock<MessageIds>,
    /// Which messages attributes wait for. Rows that are done stay in it: they have no message id any more.
    pending: OnceLock<MessageIds>,
    pub(crate) new: NewList,
    /// What placing messages in threads looks up.
    pub(crate) threads: ThreadIndex,
    /// The message that is being deleted.
    pub(crate) deleting: Option<MessageKey>,
    /// Whether the file has all tokens and tables that Thunderbird gives every file.
    pub(crate) complete: bool,
}

/// The columns of messages that something is known of.
const FOLLOWED: [Field; 6] =
    [Field::ThreadParent, Field::Flags, Field::Date, Field::References, Field::MessageId, Field::ThreadId];

impl State {
    pub(crate) fn of(store: &Store) -> Self {
        let schema = Schema::of(store);
        let live = LiveRows::of(messages_table(store, &schema));
        Self {
            schema,
            live,
            ids: OnceLock::new(),
            pending: OnceLock::new(),
            new: NewList::default(),
            threads: ThreadIndex::default(),
            deleting: None,
            complete: false,
        }
    }

    /// Starts over from the store, which was read anew or rolled back.
    pub(crate) fn renew(&mut self, store: &Store) {
        let new = std::mem::take(&mut self.new);
        *self = Self { new, ..Self::of(store) };
    }

    /// Looks the tokens up again, after somebody else has changed the store.
    pub(crate) fn renew_schema(&mut self, store: &Store) {
        self.schema = Schema::of(store);
    }

    pub(crate) fn ids(&self, store: &Store) -> &MessageIds {
        self.ids.get_or_init(|| {
            MessageIds::of(messages_table(store, &self.schema), self.schema.column(Field::MessageId))
        })
    }

    pub(crate) fn pending(&self, store: &Store) -> &MessageIds {
        self.pending.get_or_init(|| {
            let table = self.schema.pending.and_then(|scope| store.table(Oid::new(scope, tables::FIRST)));
            MessageIds::of(table, self.schema.column(Field::MessageId))
        })
    }

    /// Takes note of the changes of the store from this one on. Cells that nothing here follows from are not read.
    pub(crate) fn note_from(&mut self, store: &Store, count: usize) {
        for at in count..store.change_count() {
            let change = store.change_at(at, |row, column, had_cell| self.is_noted(row, column, had_cell));
            if let Some(change) = change {
                self.note(store, &change);
            }
        }
    }

    /// Whether anything is known that a set cell could touch. A row that is no message yet only has cells to lose.
    fn is_noted(&self, row: RowRef<'_>, column: morkdb::id::Column, had_cell: bool) -> bool {
        let scope = Some(row.oid().scope);
        let is = |field| self.schema.column(field) == Some(column);
        if self.schema.messages == scope {
            (had_cell || self.live.contains(row)) && FOLLOWED.into_iter().any(is)
        } else {
            (self.schema.threads == scope && is(Field::ThreadSubject))
                || (self.schema.pending == scope && is(Field::MessageId))
        }
    }

    /// Takes note of a change of the store.
    pub(crate) fn note(&mut self, store: &Store, change: &Change<'_>) {
        self.threads.note(store, &self.schema, &self.live, change);
        match change {
            Change::NameAdded { token, name } => self.schema.note_name(*token, &name.bytes()),
            Change::RowAdded { table, row } if self.is_messages(*table) => self.row_added(store, *row),
            Change::RowCut { table, row, .. } if self.is_messages(*table) => self.row_cut(store, *row),
            Change::RowsCut { table, old } if self.is_messages(*table) => {
                for row in old {
                    self.row_cut(store, *row);
                }
            }
            Change::CellSet { row, column, new, .. } if self.is_pending_id(*row, *column) => {
                if let Some(ids) = self.pending.get_mut() {
                    ids.insert(&new.bytes(), row.id);
                }
            }
            Change::CellSet { row, column, old, new } if self.is_message_id(*row, *column) => {
                self.id_lost(*row, old.and_then(|cell| cell.value));
                let is_live = store.row(*row).is_some_and(|row| self.live.contains(row));
                if let Some(ids) = self.ids.get_mut().filter(|_| is_live) {
                    ids.insert(&new.bytes(), row.id);
                }
            }
            Change::CellCut { row, old } if self.is_message_id(*row, old.column) => {
                self.id_lost(*row, old.value);
            }
            Change::CellsCut { row, old } | Change::CellsEmptied { row, old } => {
                let cell = old.iter().find(|cell| self.is_message_id(*row, cell.column));
                self.id_lost(*row, cell.and_then(|cell| cell.value));
            }
            _ => {}
        }
    }

    /// A message is to be looked up no more, until it is [shown](Self::show) again.
    pub(crate) fn hide(&mut self, store: &Store, row: Oid) {
        self.row_cut(store, row);
    }

    /// A hidden message is to be looked up again.
    pub(crate) fn show(&mut self, store: &Store, row: Oid) {
        self.row_added(store, row);
    }

    fn row_added(&mut self, store: &Store, row: Oid) {
        let Some(row) = store.row(row) else { return };
        self.live.insert(row);
        if let (Some(ids), Some(id)) = (self.ids.get_mut(), message_id(&self.schema, row)) {
            ids.insert(&id.bytes(), row.oid().id);
        }
    }

    fn row_cut(&mut self, store: &Store, row: Oid) {
        let Some(row) = store.row(row) else { return };
        self.live.remove(row);
        self.id_lost(row.oid(), message_id(&self.schema, row));
    }

    fn id_lost(&mut self, row: Oid, id: Option<morkdb::store::Value<'_>>) {
        if let (Some(ids), Some(id)) = (self.ids.get_mut(), id) {
            ids.remove(&id.bytes(), row.id);
        }
    }

    pub(crate) fn is_messages(&self, table: Oid) -> bool {
        self.schema.messages_table() == Some(table)
    }

    fn is_pending_id(&self, row: Oid, column: morkdb::id::Column) -> bool {
        self.schema.pending == Some(row.scope) && self.schema.column(Field::MessageId) == Some(column)
    }

    fn is_message_id(&self, row: Oid, column: morkdb::id::Column) -> bool {
        self.schema.messages == Some(row.scope) && self.schema.column(Field::MessageId) == Some(column)
    }
}

fn message_id<'s>(schema: &Schema, row: RowRef<'s>) -> Option<morkdb::store::Value<'s>> {
    row.get(schema.column(Field::MessageId)?)
}

fn messages_table<'s>(store: &'s Store, schema: &Schema) -> Option<TableRef<'s>> {
    store.table(schema.messages_table()?)
}

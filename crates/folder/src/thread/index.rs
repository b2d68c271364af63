//! What placing messages in threads and taking them out looks up.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use hashbrown::HashMap;
use morkdb::Store;
use morkdb::id::{Column, Oid};
use morkdb::store::{CellRef, Change, Value};

use super::references::ReferenceMap;
use super::subjects::Subjects;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::FolderRef;
use crate::index::LiveRows;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;
use crate::number::hex32;
use crate::schema::Schema;

/// What is known of threads beside what the file says. Each part is made when it is first asked for, and follows the changes
/// of the store from then on.
#[derive(Debug, Default)]
pub(crate) struct ThreadIndex {
    references: OnceLock<ReferenceMap>,
    subjects: OnceLock<Subjects>,
    /// Parents and their answers, of all messages.
    answers: OnceLock<BTreeSet<(u32, u32)>>,
    /// Messages whose answers the user does not want to see.
    ignored: OnceLock<BTreeSet<u32>>,
    /// A date that no message of a thread is after, by the key of the thread.
    latest: HashMap<u32, u32>,
}

impl ThreadIndex {
    /// The thread that has a reference to this message id.
    pub(super) fn thread_referring_to(&self, folder: FolderRef<'_>, id: &[u8]) -> Option<ThreadKey> {
        self.references.get_or_init(|| ReferenceMap::of(folder)).thread(id)
    }

    pub(super) fn knows_references(&self) -> bool {
        self.references.get().is_some()
    }

    /// The thread of this subject.
    pub(super) fn thread_with_subject(&self, folder: FolderRef<'_>, subject: &[u8]) -> Option<ThreadKey> {
        let schema = folder.schema();
        let rows = (schema.threads?, schema.column(Field::ThreadSubject)?);
        self.subjects.get_or_init(|| Subjects::of(folder)).find(folder.store(), rows, subject)
    }

    /// The messages that say they answer this one, by ascending keys.
    pub(super) fn answers_to(&self, folder: FolderRef<'_>, key: u32) -> impl Iterator<Item = u32> {
        let answers = self.answers.get_or_init(|| {
            let pair = |message: MessageHeader<'_>| Some((message.parent()?.0, message.key().0));
            folder.all_messages().filter_map(pair).collect()
        });
        answers.range((key, 0)..=(key, u32::MAX)).map(|pair| pair.1)
    }

    /// Whether there is any message whose answers the user does not want to see.
    pub(super) fn any_ignored(&self, folder: FolderRef<'_>) -> bool {
        let is_ignored = |message: &MessageHeader<'_>| message.stored_flags().contains(MessageFlags::IGNORED);
        let ignored = self.ignored.get_or_init(|| {
            folder.all_messages().filter(is_ignored).map(|message| message.key().0).collect()
        });
        !ignored.is_empty()
    }

    /// A date that no message of a thread is after, if one is known.
    pub(super) fn latest(&self, thread: ThreadKey) -> Option<u32> {
        self.latest.get(&thread.0).copied()
    }

    /// No message of a thread is after this date.
    pub(super) fn set_latest(&mut self, thread: ThreadKey, date: u32) {
        self.latest.insert(thread.0, date);
    }

    /// The messages that are referred to, to be put back with [`put_references`](Self::put_references) after a change.
    pub(super) fn take_references(&mut self) -> Option<ReferenceMap> {
        self.references.take()
    }

    pub(super) fn put_references(&mut self, map: ReferenceMap) {
        self.references = map.into();
    }

    /// Takes note of a change of the store. What is told twice does no harm.
    pub(crate) fn note(&mut self, store: &Store, schema: &Schema, live: &LiveRows, change: &Change<'_>) {
        match change {
            Change::RowAdded { table, row } if schema.messages == Some(row.scope) => {
                self.row_added(store, schema, *table, *row);
            }
            Change::RowCut { table, row, .. } if schema.messages_table() == Some(*table) => {
                self.message_lost(store, schema, *row);
            }
            Change::RowsCut { table, .. } if schema.messages_table() == Some(*table) => {
                *self = Self::default();
            }
            Change::CellSet { row, column, old, new } => {
                let cell = CellChange {
                    row: *row,
                    column: *column,
                    old: old.and_then(|cell| cell.value),
                    new: Some(*new),
                };
                self.cell_changed(store, schema, live, &cell);
            }
            Change::CellCut { row, old } => self.cells_lost(store, schema, live, *row, &[*old]),
            Change::CellsCut { row, old } | Change::CellsEmptied { row, old } => {
                self.cells_lost(store, schema, live, *row, old);
            }
            _ => {}
        }
    }

    /// A message is there now.
    pub(super) fn came(&mut self, store: &Store, schema: &Schema, row: Oid) {
        if let Some(table) = schema.messages_table() {
            self.row_added(store, schema, table, row);
        }
    }

    fn row_added(&mut self, store: &Store, schema: &Schema, table: Oid, row: Oid) {
        if schema.messages_table() != Some(table) {
            if let Some(latest) = self.latest.get_mut(&table.id) {
                *latest = (*latest).max(number(store, schema, row, Field::Date).unwrap_or(0));
            }
            return;
        }
        if let (Some(answers), Some(parent)) = (self.answers.get_mut(), parent(store, schema, row)) {
            answers.insert((parent, row.id));
        }
        let flags = MessageFlags(number(store, schema, row, Field::Flags).unwrap_or(0));
        if let Some(ignored) = self.ignored.get_mut().filter(|_| flags.contains(MessageFlags::IGNORED)) {
            ignored.insert(row.id);
        }
    }

    fn message_lost(&mut self, store: &Store, schema: &Schema, row: Oid) {
        if let (Some(answers), Some(parent)) = (self.answers.get_mut(), parent(store, schema, row)) {
            answers.remove(&(parent, row.id));
        }
        if let Some(ignored) = self.ignored.get_mut() {
            ignored.remove(&row.id);
        }
    }

    fn cells_lost(
        &mut self,
        store: &Store,
        schema: &Schema,
        live: &LiveRows,
        row: Oid,
        cells: &[CellRef<'_>],
    ) {
        for cell in cells {
            let cell = CellChange { row, column: cell.column, old: cell.value, new: None };
            self.cell_changed(store, schema, live, &cell);
        }
    }

    fn cell_changed(&mut self, store: &Store, schema: &Schema, live: &LiveRows, cell: &CellChange<'_>) {
        let is = |field| schema.column(field) == Some(cell.column);
        if schema.threads == Some(cell.row.scope) {
            if let (Some(subjects), true, Some(new)) =
                (self.subjects.get_mut(), is(Field::ThreadSubject), cell.new)
            {
                subjects.set(cell.row, &new.bytes());
            }
            return;
        }
        if schema.messages != Some(cell.row.scope) || !self.is_used() {
            return;
        }
        let is_live = store.row(cell.row).is_some_and(|row| live.contains(row));
        if is(Field::ThreadParent) {
            self.parent_changed(cell, is_live);
        } else if is_live && is(Field::Flags) {
            self.flags_changed(cell);
        } else if is_live && is(Field::Date) {
            self.latest.clear();
        } else if is_live && [Field::References, Field::MessageId, Field::ThreadId].into_iter().any(is) {
            // Thunderbird does not notice: what is known of the references is then wrong until the folder is closed.
            self.references = OnceLock::new();
        }
    }

    /// Whether anything is known that a change of a message could touch.
    fn is_used(&self) -> bool {
        self.references.get().is_some()
            || self.answers.get().is_some()
            || self.ignored.get().is_some()
            || !self.latest.is_empty()
    }

    fn parent_changed(&mut self, cell: &CellChange<'_>, is_live: bool) {
        let Some(answers) = self.answers.get_mut() else { return };
        if let Some(old) = cell.old.and_then(parent_in) {
            answers.remove(&(old, cell.row.id));
        }
        if let Some(new) = cell.new.and_then(parent_in).filter(|_| is_live) {
            answers.insert((new, cell.row.id));
        }
    }

    fn flags_changed(&mut self, cell: &CellChange<'_>) {
        let Some(ignored) = self.ignored.get_mut() else { return };
        let flags = MessageFlags(cell.new.and_then(|value| hex32(&value.bytes())).unwrap_or(0));
        if flags.contains(MessageFlags::IGNORED) {
            ignored.insert(cell.row.id);
        } else {
            ignored.remove(&cell.row.id);
        }
    }
}

/// A cell that was changed.
struct CellChange<'c> {
    row: Oid,
    column: Column,
    old: Option<Value<'c>>,
    new: Option<Value<'c>>,
}

fn number(store: &Store, schema: &Schema, row: Oid, field: Field) -> Option<u32> {
    hex32(&store.row(row)?.get(schema.column(field)?)?.bytes())
}

fn parent(store: &Store, schema: &Schema, row: Oid) -> Option<u32> {
    number(store, schema, row, Field::ThreadParent).and_then(MessageKey::new).map(|key| key.0)
}

fn parent_in(value: Value<'_>) -> Option<u32> {
    hex32(&value.bytes()).and_then(MessageKey::new).map(|key| key.0)
}

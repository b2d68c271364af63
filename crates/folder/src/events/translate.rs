//! From changes of the store to events of the folder.

use morkdb::id::{Column, Oid, Scope};
use morkdb::store::{CellRef, Change, RowRef, Value};

use super::FolderEvent;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::FolderRef;
use crate::index::NewList;
use crate::key::{MessageKey, ThreadKey, tables};
use crate::number::hex32;

/// A cell that was changed.
struct CellChange<'c> {
    row: RowRef<'c>,
    column: Column,
    old: Option<Value<'c>>,
    new: Option<Value<'c>>,
}

/// Tells what a change means. The folder is as it is after the change, but for later changes that belong to the same event.
pub(super) fn translate<'f>(
    folder: FolderRef<'f>,
    new: &NewList,
    change: &Change<'f>,
    tell: &mut dyn FnMut(&FolderEvent<'f>),
) {
    match change {
        Change::RowAdded { table, row } if is_messages(folder, *table) => added(folder, *row, tell),
        Change::RowCut { table, row, .. } if is_messages(folder, *table) => deleted(folder, new, *row, tell),
        Change::RowsCut { table, old } if is_messages(folder, *table) => {
            for row in old {
                deleted(folder, new, *row, tell);
            }
        }
        Change::CellSet { row, column, old, new: value } => {
            if let Some(row) = folder.store().row(*row) {
                let old = old.and_then(|cell| cell.value);
                let change = CellChange { row, column: *column, old, new: Some(*value) };
                cell_changed(folder, new, &change, tell);
            }
        }
        Change::CellCut { row, old } => cells_lost(folder, new, *row, &[*old], tell),
        Change::CellsCut { row, old } | Change::CellsEmptied { row, old } => {
            cells_lost(folder, new, *row, old, tell);
        }
        _ => {}
    }
}

fn is_messages(folder: FolderRef<'_>, table: Oid) -> bool {
    folder.schema().messages_table() == Some(table)
}

fn added<'f>(folder: FolderRef<'f>, row: Oid, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
    let Some(row) = folder.store().row(row) else { return };
    let message = folder.header(row);
    tell(&FolderEvent::HeaderAdded { message, parent: message.parent(), flags: message.flags() });
}

fn deleted<'f>(folder: FolderRef<'f>, new: &NewList, row: Oid, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
    let Some(row) = folder.store().row(row) else { return };
    let message = folder.header(row);
    let was_new = new.contained(message.key());
    let flags = message.stored_flags() | MessageFlags::EXPUNGED;
    tell(&FolderEvent::HeaderDeleted {
        message,
        parent: message.parent(),
        flags: flags.with(MessageFlags::NEW, was_new),
    });
}

fn cells_lost<'f>(
    folder: FolderRef<'f>,
    new: &NewList,
    row: Oid,
    old: &[CellRef<'f>],
    tell: &mut dyn FnMut(&FolderEvent<'f>),
) {
    let Some(row) = folder.store().row(row) else { return };
    for cell in old {
        let change = CellChange { row, column: cell.column, old: cell.value, new: None };
        cell_changed(folder, new, &change, tell);
    }
}

fn cell_changed<'f>(
    folder: FolderRef<'f>,
    new: &NewList,
    change: &CellChange<'f>,
    tell: &mut dyn FnMut(&FolderEvent<'f>),
) {
    let schema = folder.schema();
    let row = change.row.oid();
    if schema.messages == Some(row.scope) {
        if folder.is_live(change.row) {
            message_changed(folder, new, change, tell);
        }
    } else if schema.info_row == Some(row) {
        tell(&FolderEvent::InfoChanged {
            name: folder.column_name(change.column),
            old: change.old.map(Value::bytes),
            new: change.new.map(Value::bytes),
        });
    } else if row.scope == Scope::META && schema.column(Field::ThreadFlags) == Some(change.column) {
        thread_changed(folder, change, tell);
    }
}

fn number(value: Option<Value<'_>>) -> Option<u32> {
    hex32(&value?.bytes())
}

fn message_changed<'f>(
    folder: FolderRef<'f>,
    new: &NewList,
    change: &CellChange<'f>,
    tell: &mut dyn FnMut(&FolderEvent<'f>),
) {
    let schema = folder.schema();
    let column = Some(change.column);
    if column == schema.column(Field::Flags) {
        flags_changed(folder, new, change, tell);
    } else if column == schema.column(Field::ThreadParent) {
        parent_changed(change, tell);
    } else {
        if column == schema.column(Field::JunkScore) && !is_first_good(change) {
            tell(&FolderEvent::JunkScoreChanged);
        }
        tell(&FolderEvent::PropertyChanged {
            message: folder.header(change.row),
            name: folder.column_name(change.column),
            old: change.old.map(Value::bytes),
            new: change.new.map(Value::bytes),
        });
    }
}

/// That a message is good is no news where nobody had judged it.
fn is_first_good(change: &CellChange<'_>) -> bool {
    change.old.is_none_or(|old| old.bytes().is_empty()) && change.new.is_some_and(|new| *new.bytes() == *b"0")
}

fn flags_changed<'f>(
    folder: FolderRef<'f>,
    new: &NewList,
    change: &CellChange<'f>,
    tell: &mut dyn FnMut(&FolderEvent<'f>),
) {
    let message = folder.header(change.row);
    let flags = |value| MessageFlags(number(value).unwrap_or(0));
    let (before, after) = (flags(change.old), flags(change.new));
    // That a message is expunged because it is deleted is told when it leaves the folder.
    if before != after && !folder.is_being_deleted(message.key()) {
        tell(&FolderEvent::FlagsChanged {
            message,
            old: before.with(MessageFlags::NEW, new.contained(message.key())),
            new: after.with(MessageFlags::NEW, new.contains(message.key())),
        });
    }
}

fn parent_changed<'f>(change: &CellChange<'f>, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
    let parent = |value| MessageKey::new(number(value).unwrap_or(MessageKey::NONE));
    let (old, new) = (parent(change.old), parent(change.new));
    if old != new {
        tell(&FolderEvent::ParentChanged { key: MessageKey(change.row.oid().id), old, new });
    }
}

fn thread_changed<'f>(
    folder: FolderRef<'f>,
    change: &CellChange<'f>,
    tell: &mut dyn FnMut(&FolderEvent<'f>),
) {
    let schema = folder.schema();
    let key = schema.column(Field::MetaThreadId).and_then(|column| number(change.row.get(column)));
    let (Some(key), Some(scope)) = (key, schema.messages) else { return };
    // A thread that is being founded is not yet one.
    let table = folder.store().table(Oid::new(scope, key));
    let flags = |value| MessageFlags(number(value).unwrap_or(0));
    let (old, new) = (flags(change.old), flags(change.new));
    if old != new && key != tables::MESSAGES && table.is_some_and(|table| !table.is_empty()) {
        tell(&FolderEvent::ThreadFlagsChanged { thread: ThreadKey(key), old, new });
    }
}

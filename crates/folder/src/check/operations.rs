//! Offline operations and pending headers: 23.

use morkdb::id::{Oid, Scope};
use morkdb::store::{RowRef, TableRef};

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Place, Places, Subject};
use crate::field::Field;
use crate::key::{MessageKey, tables};
use crate::number::hex32;
use crate::view::FolderFlags;

/// All operations that there are.
const KNOWN: u32 = 0xFFF;
/// A message that came from another folder.
const MOVE_RESULT: u32 = 8;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    let schema = subject.folder.schema();
    let operations: Vec<_> = rows(subject, schema.operations).collect();
    report.note(keys(subject, &operations));
    report.note(kinds(subject, &operations));
    report.note(sources(subject, &operations));
    report.note(folder_flag(subject, operations.len()));
    report.note(pending(subject));
}

fn rows(subject: Subject<'_>, scope: Option<Scope>) -> impl Iterator<Item = RowRef<'_>> {
    let table = scope.and_then(|scope| subject.folder.store().table(Oid::new(scope, tables::FIRST)));
    table.into_iter().flat_map(TableRef::rows)
}

fn number(subject: Subject<'_>, row: RowRef<'_>, field: Field) -> Option<u32> {
    hex32(&row.get(subject.column(field)?)?.bytes())
}

fn where_it<'c>(rows: &[RowRef<'c>], is_it: impl Fn(RowRef<'c>) -> bool) -> Places {
    let rows = rows.iter().copied().filter(|row| is_it(*row));
    rows.map(|row| Place::Row(row.oid())).collect()
}

fn keys(subject: Subject<'_>, rows: &[RowRef<'_>]) -> Option<Finding> {
    let wrong = where_it(rows, |row| number(subject, row, Field::OpKey) != Some(row.oid().id));
    wrong.finding(Invariant::Operations, |count| {
        format!("{} whose msgKey is not that of the row", counted(count, "offline operation"))
    })
}

fn kinds(subject: Subject<'_>, rows: &[RowRef<'_>]) -> Option<Finding> {
    let unknown = where_it(rows, |row| number(subject, row, Field::Op).unwrap_or(0) & !KNOWN != 0);
    unknown.finding(Invariant::Operations, |count| {
        format!("{} of unknown kinds", counted(count, "offline operation"))
    })
}

fn sources(subject: Subject<'_>, rows: &[RowRef<'_>]) -> Option<Finding> {
    let has_source = |row: RowRef<'_>| {
        let folder = subject.column(Field::SourceFolder).and_then(|column| row.get(column));
        let key = number(subject, row, Field::SourceKey).and_then(MessageKey::new);
        folder.is_some_and(|folder| !folder.bytes().is_empty()) && key.is_some()
    };
    let is_result = |row| number(subject, row, Field::Op).unwrap_or(0) & MOVE_RESULT != 0;
    let wrong = where_it(rows, |row| is_result(row) && !has_source(row));
    wrong.finding(Invariant::Operations, |count| {
        format!(
            "{} of messages that came from another folder, without that folder or the key in it",
            counted(count, "offline operation")
        )
    })
}

/// The flag makes Thunderbird play the operations back.
fn folder_flag(subject: Subject<'_>, count: usize) -> Option<Finding> {
    let is_set = subject.folder_flags().contains(FolderFlags::OFFLINE_EVENTS);
    let message = match (is_set, count) {
        (false, 1..) => format!("{}, and no folder flag says so", counted(count, "offline operation")),
        (true, 0) => "the folder flag for offline operations, and no such operations".to_owned(),
        _ => return None,
    };
    Some(Finding::new(Invariant::Operations, message))
}

fn pending(subject: Subject<'_>) -> Option<Finding> {
    let column = subject.column(Field::MessageId);
    let rows: Vec<_> = rows(subject, subject.folder.schema().pending).collect();
    let wrong = where_it(&rows, |row| row.cells().next().is_none_or(|cell| Some(cell.column) != column));
    wrong.finding(Invariant::Operations, |count| {
        format!("{} that do not begin with a message id", counted(count, "pending header"))
    })
}

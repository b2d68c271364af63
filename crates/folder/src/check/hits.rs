//! What saved searches have found here: 14.

use hashbrown::HashSet;
use morkdb::store::TableRef;

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Place, Places, Repair, Severity, Subject};
use crate::key::MessageKey;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    let tables: Vec<_> = subject.folder.hit_tables().collect();
    report.note(dangling(subject, &tables));
    report.note(unordered(&tables));
    report.note(collisions(subject, &tables));
    match subject.context.virtual_folders {
        Some(_) => report.note(unknown(subject, &tables)),
        None if tables.is_empty() => {}
        None => report.skip(Invariant::SearchHits, "which saved searches there are is not known"),
    }
}

fn dangling(subject: Subject<'_>, tables: &[TableRef<'_>]) -> Option<Finding> {
    let rows = tables.iter().copied().flat_map(TableRef::rows);
    let places: Places = rows
        .filter(|row| !subject.folder.is_live(*row))
        .map(|row| Place::Message(MessageKey(row.oid().id)))
        .collect();
    let found = places.finding(Invariant::SearchHits, |count| {
        format!("{} of saved searches that are no messages any more", counted(count, "hit"))
    })?;
    Some(found.repaired_by(Repair::SearchHits))
}

/// Thunderbird looks for a place in them by halving.
fn unordered(tables: &[TableRef<'_>]) -> Option<Finding> {
    let unordered = tables.iter().filter(|table| !is_ordered(**table));
    let places: Places = unordered.map(|table| Place::Table(table.oid())).collect();
    let found = places.finding(Invariant::SearchHits, |count| {
        format!("hits in no ascending order, in {}", counted(count, "table"))
    })?;
    Some(found.repaired_by(Repair::SearchHits))
}

pub(super) fn is_ordered(table: TableRef<'_>) -> bool {
    table.rows().map(|row| row.oid().id).is_sorted()
}

/// A thread is made in the table of its key, whatever that table is.
fn collisions(subject: Subject<'_>, tables: &[TableRef<'_>]) -> Option<Finding> {
    let collides = tables.iter().filter(|table| subject.folder.contains(MessageKey(table.oid().id)));
    let places: Places = collides.map(|table| Place::Table(table.oid())).collect();
    let found = places.finding(Invariant::SearchHits, |count| {
        let tables = counted(count, "table");
        format!(
            "{tables} of hits whose id is the key of a message, which takes the table if it founds a thread"
        )
    })?;
    Some(found.severe(Severity::Hygiene))
}

fn unknown(subject: Subject<'_>, tables: &[TableRef<'_>]) -> Option<Finding> {
    let folders = subject.context.virtual_folders.into_iter().flat_map(|file| &file.folders);
    let known: HashSet<&[u8]> = folders.map(|folder| folder.uri.as_bytes()).collect();
    let is_unknown = |table: &&TableRef<'_>| {
        let name = subject.folder.store().name(table.kind());
        name.is_none_or(|uri| !known.contains(&*uri))
    };
    let places: Places = tables.iter().filter(is_unknown).map(|table| Place::Table(table.oid())).collect();
    let found = places.finding(Invariant::SearchHits, |count| {
        format!("{} of hits of saved searches that are not there", counted(count, "table"))
    })?;
    Some(found.severe(Severity::Hygiene))
}

//! Whether Thunderbird reads the file whole, and keeps it: 1, 2, 27 and 29.

use morkdb::Database;
use morkdb::file::Outcome;
use morkdb::read::{Diagnostic, Effect};
use morkdb::store::TableRef;

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Place, Places, Severity, Subject};
use crate::field::Field;

/// The waste from which on Thunderbird writes a file anew, in percent.
const MOST_WASTE: u32 = 30;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    report.note(information(subject));
    report.note(version(subject));
    match subject.context.database {
        Some(database) => {
            report.note(stop(database));
            report.note(dropped(database));
            report.note(waste(database));
            report.note(oddities(database));
            report.note(line_ends(database.store().bytes()));
        }
        None => {
            for invariant in [Invariant::Readable, Invariant::Waste, Invariant::Oddities] {
                report.skip(invariant, "the file below is not known");
            }
        }
    }
}

fn information(subject: Subject<'_>) -> Option<Finding> {
    let (schema, store) = (subject.folder.schema(), subject.folder.store());
    let tables = schema.info_kind.into_iter().flat_map(|kind| store.tables_of(kind));
    let tables: Vec<_> = tables.filter(|table| schema.info == Some(table.oid().scope)).collect();
    let rows: usize = tables.iter().copied().map(TableRef::len).sum();
    let places = || tables.iter().map(|table| Place::Table(table.oid())).collect::<Places>();
    match (tables.len(), rows) {
        (1, 1) => None,
        (_, 0) => Some(Finding::new(Invariant::Information, "there is no folder information")),
        (count, rows) => {
            let tables = counted(count, "table");
            let message =
                format!("folder information in {tables} with {}: the first row counts", counted(rows, "row"));
            let severity = if count > 1 { Severity::Loss } else { Severity::Display };
            Some(Finding::new(Invariant::Information, message).at(places()).severe(severity))
        }
    }
}

fn version(subject: Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // Thunderbird keeps 16 bits of it.
    match subject.info(Field::Version).unwrap_or(0) & 0xFFFF {
        1 => {}
        0 => found
            .push("the summary is marked as out of date (version 0): Thunderbird builds it anew".to_owned()),
        other => {
            found.push(format!("the version is {other}, and not 1: Thunderbird builds the summary anew"));
        }
    }
    if subject.info(Field::ForceReparse).unwrap_or(0) != 0 {
        found.push("forceReparse is set: Thunderbird builds the summary anew".to_owned());
    }
    found.into_iter().map(|message| Finding::new(Invariant::Information, message)).collect()
}

fn stop(database: &Database) -> Option<Finding> {
    let ends_reading = |found: &&Diagnostic| found.effect != Effect::None;
    let stop = database.stopped_by().or_else(|| database.diagnostics().iter().find(ends_reading).copied())?;
    let what = if stop.effect == Effect::Refuses { "refuses the file" } else { "stops reading" };
    Some(Finding::new(Invariant::Readable, format!("Thunderbird {what} at byte {}: {stop}", stop.span.start)))
}

fn dropped(database: &Database) -> Option<Finding> {
    let groups = database.groups();
    let dropped = groups.iter().filter(|group| group.outcome != Outcome::Committed).count();
    let sentence = || format!("{} of {} not applied", dropped, counted(groups.len(), "commit group"));
    (dropped > 0).then(|| Finding::new(Invariant::Readable, sentence()))
}

fn waste(database: &Database) -> Option<Finding> {
    let groups = database.groups();
    let percent = groups.waste_percent(u32::try_from(database.size()).unwrap_or(u32::MAX));
    let sentence = || {
        let groups = counted(groups.len(), "commit group");
        format!(
            "{percent} percent of the file are waste, in {groups}: Thunderbird writes it anew at its next commit"
        )
    };
    (percent >= MOST_WASTE).then(|| Finding::new(Invariant::Waste, sentence()))
}

fn oddities(database: &Database) -> Option<Finding> {
    let odd: Vec<_> = database.diagnostics().iter().filter(|found| found.effect == Effect::None).collect();
    let (first, rest) = odd.split_first()?;
    let more =
        if rest.is_empty() { String::new() } else { format!(", and {}", counted(rest.len(), "other")) };
    Some(Finding::new(Invariant::Oddities, format!("{first} (byte {}){more}", first.span.start)))
}

/// Files of any line end are genuine; of several, they were written on different systems.
fn line_ends(bytes: &[u8]) -> Option<Finding> {
    let mut counts = [0_usize; 3];
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => counts[1] += 1,
            (Some(b'\r'), _) => counts[2] += 1,
            _ if at > 0 && bytes.get(at - 1) == Some(&b'\r') => {}
            _ => counts[0] += 1,
        }
    }
    let [lf, crlf, cr] = counts;
    let kinds = counts.iter().filter(|count| **count > 0).count();
    let sentence = || format!("line ends of {kinds} systems: {lf} LF, {crlf} CRLF, {cr} CR");
    (kinds > 1).then(|| Finding::new(Invariant::Oddities, sentence()))
}

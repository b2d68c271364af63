//! What `--writing mozilla` would lose: Mozilla's engine does so without a word.

use morkdb::file::{Commit, Outcome};
use morkdb::read::Diagnostic;
use morkdb::syntax::LineIndex;
use morkdb::{Database, Error, OpenOptions, Reading, Store};

use crate::check::Loss;
use crate::input::Failure;
use crate::printable::{counted, grouped};

/// A commit group as Mozilla's engine appends it, without content.
const GROUP: &[u8] = b"\n@$${1{@\n@$$}1}@\n";

const HINT: &str =
    "without --writing mozilla, all that can be read is kept; with --force it is written nevertheless";

/// Why nothing should be written as Mozilla's engine does it: what is in the file would be lost, or what is written to it.
pub(super) fn danger(label: &str, database: &Database, how: Commit) -> Option<Failure> {
    let sentence = match database.stopped_by() {
        Some(stop) if how == Commit::Whole => stopped(label, stop, database.store().bytes()),
        Some(stop) => stopped(label, stop, database.store().bytes()) + ", and what is appended",
        None if how == Commit::Whole || database.size() == 0 => return None,
        None => format!("{label}: {}", end(database)?),
    };
    Some(Failure { sentence, hint: Some(HINT.to_owned()) })
}

fn stopped(label: &str, stop: Diagnostic, bytes: &[u8]) -> String {
    let at = stop.span.start;
    let place = LineIndex::new(bytes).position(at);
    let unread = counted(bytes.len().saturating_sub(at as usize), "byte");
    // The store itself may have been changed already.
    let read = |reading| OpenOptions::new().reading(reading).from_bytes(bytes.to_vec()).ok();
    let what = match (read(Reading::Lenient), read(Reading::Mozilla)) {
        (Some(full), Some(part)) => contents(Loss::new(full.store(), part.store())),
        _ => String::new(),
    };
    format!(
        "{label}:{place}: Thunderbird stops reading here, at byte {}: {stop}; what is behind would be lost: {unread}{what}",
        grouped(at as usize)
    )
}

fn contents(loss: Loss) -> String {
    let all = [
        (loss.tables, "table"),
        (loss.changed_tables, "changed table"),
        (loss.rows, "row"),
        (loss.cells, "cell"),
        (loss.changed_cells, "changed cell"),
    ];
    let parts: Vec<_> =
        all.iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(*count, what)).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// What Thunderbird would do with a group behind the end of the file, where that is not to read it.
fn end(database: &Database) -> Option<String> {
    let bytes = [database.store().bytes(), GROUP].concat();
    match OpenOptions::new().reading(Reading::Mozilla).from_bytes(bytes) {
        Err(Error::Refused(fault)) => Some(format!(
            "Thunderbird would not open the file with anything behind its end: {}",
            fault.diagnostic
        )),
        Err(error) => Some(error.to_string()),
        Ok(longer) => {
            let groups = longer.groups();
            let is_read = groups.iter().count() > database.groups().iter().count()
                && groups.iter().last().is_some_and(|group| group.outcome == Outcome::Committed);
            let what = longer.diagnostics().iter().last().map(|odd| format!(": {odd}")).unwrap_or_default();
            (!is_read || longer.stopped_by().is_some())
                .then(|| format!("Thunderbird would not read what is behind the end of the file{what}"))
        }
    }
}

/// What Mozilla's engine has dropped from a store when it has written this file.
pub(super) fn dropped(store: &Store, file: Vec<u8>) -> Option<String> {
    let written = OpenOptions::new().reading(Reading::Mozilla).from_bytes(file).ok()?;
    let tables = store.tables().len().saturating_sub(written.store().tables().len());
    let rows = store.rows().len().saturating_sub(written.store().rows().len());
    let parts: Vec<_> = [(tables, "table"), (rows, "row")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| counted(count, what))
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "{} fewer: Mozilla's engine drops tables without rows, and rows that are in no table",
            parts.join(" and ")
        )
    })
}

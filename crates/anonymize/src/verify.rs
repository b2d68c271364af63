//! Whether a file still has the structure that it had.

use morkdb::read::Reader;
use morkdb::syntax::{Event, EventKind, Slot};
use morkdb::{Database, OpenOptions, Reading};

/// Whether two files are the same pieces with the same oddities at the same places, for a lenient reading and for Mozilla's.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    [Reading::Lenient, Reading::Mozilla]
        .into_iter()
        .all(|reading| is_same_for(one, other, reading) && is_as_odd(one, other, reading))
}

/// Whether the same is odd at the same places once names and values are looked up, which the pieces alone do not tell.
fn is_as_odd(one: &[u8], other: &[u8], reading: Reading) -> bool {
    let read = |bytes: &[u8]| OpenOptions::new().reading(reading).audit(true).from_bytes(bytes.to_vec());
    let is_as_odd = |one: &Database, other: &Database| {
        one.diagnostics() == other.diagnostics()
            && one.stopped_by() == other.stopped_by()
            && one.unread() == other.unread()
    };
    match (read(one), read(other)) {
        (Ok(one), Ok(other)) => is_as_odd(&one, &other),
        (one, other) => one.is_err() && other.is_err(),
    }
}

fn is_same_for(one: &[u8], other: &[u8], reading: Reading) -> bool {
    let (mut one, mut other) = (Reader::with_reading(one, reading), Reader::with_reading(other, reading));
    loop {
        match (one.next(), other.next()) {
            (None, None) => break,
            (Some(one), Some(other)) if is_same_event(one, other) => {}
            _ => return false,
        }
    }
    one.diagnostics().as_slice() == other.diagnostics().as_slice()
        && one.diagnostics().count() == other.diagnostics().count()
}

fn is_same_event(one: Event<'_>, other: Event<'_>) -> bool {
    let length = |value: morkdb::syntax::RawValue<'_>| value.decode().len();
    let kinds = match (one.kind, other.kind) {
        (EventKind::Alias(one), EventKind::Alias(other)) => {
            one.id == other.id && one.value.map(length) == other.value.map(length)
        }
        (EventKind::Cell(one), EventKind::Cell(other)) => {
            let slots = match (one.slot, other.slot) {
                (Slot::Literal(one), Slot::Literal(other)) => length(one) == length(other),
                (one, other) => one == other,
            };
            one.column == other.column && slots
        }
        (one, other) => one == other,
    };
    one.span == other.span && kinds
}

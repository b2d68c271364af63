//! Whether Mozilla's engine, too, reads a file to its end and has the very same store, so that it is safe to append to.

use std::ops::ControlFlow;

use super::database::Database;
use crate::id::Scope;
use crate::read::{Diagnostic, DiagnosticKind, EventSink, Reading, read_into};
use crate::store::{Literals, Store};
use crate::syntax::{Cell, Event, EventKind, MAX_ALIASED, RawValue, Slot};

/// Whatever is odd about a file speaks against it, but for two things that every reader takes alike.
pub(super) fn is_sound(database: &mut Database) -> bool {
    let harmless = |diagnostic: &Diagnostic| {
        matches!(diagnostic.kind, DiagnosticKind::DuplicateColumn | DiagnosticKind::CutOfNonMember)
    };
    let diagnostics = &database.diagnostics;
    if database.stopped_by().is_some() || !database.unread().is_empty() {
        return false;
    }
    if diagnostics.count() > diagnostics.as_slice().len() || !diagnostics.iter().all(harmless) {
        return false;
    }
    database.options.reading != Reading::Lenient || literals_are_known(&mut database.store)
}

/// Whether each literal has an alias before it. The lenient reading does not mind; Mozilla's engine stops where one has none.
fn literals_are_known(store: &mut Store) -> bool {
    let bytes = store.take_bytes();
    let mut check =
        LiteralCheck { store, bytes: &bytes, known: Literals::default(), in_row: false, unknown: false };
    let stopped = read_into(&bytes, Reading::Lenient, &mut check);
    let known = !check.unknown && stopped.is_none();
    store.give_bytes(bytes);
    known
}

struct LiteralCheck<'s> {
    store: &'s mut Store,
    bytes: &'s [u8],
    known: Literals,
    in_row: bool,
    unknown: bool,
}

impl LiteralCheck<'_> {
    fn look_up(&mut self, value: RawValue<'_>, before: u32) -> bool {
        if value.is_longer_than(MAX_ALIASED) || self.known.get(value.raw()).is_some() {
            return true;
        }
        let atom = self.store.find_body_before(self.bytes, Scope::VALUES, &value.decode(), before);
        if let Some(atom) = atom {
            self.known.put(value.raw(), atom);
        }
        atom.is_some()
    }
}

impl<'a> EventSink<'a> for LiteralCheck<'_> {
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()> {
        match event.kind {
            EventKind::RowStart(_) => self.in_row = true,
            EventKind::RowEnd { .. } => self.in_row = false,
            EventKind::Cell(Cell { slot: Slot::Literal(value), .. }) if self.in_row => {
                self.unknown = !self.look_up(value, event.span.start);
            }
            _ => {}
        }
        if self.unknown { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

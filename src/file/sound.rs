//! Whether Mozilla's engine, too, reads a file to its end and has the very same store, so that it is safe to append to.

use std::ops::ControlFlow;

use super::database::Database;
use crate::id::Scope;
use crate::read::{Diagnostic, DiagnosticKind, EventSink, Reading, read_into};
use crate::store::{Literals, Store};
use crate::syntax::{Cell, Event, EventKind, MAX_ALIASED, RawValue, Slot, Span, short_value};

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
    match database.options.reading {
        Reading::Lenient => literals_are_known(&mut database.store),
        // The others take the start of a group for one, wherever it stands. What we write must be there for them, too.
        Reading::Mozilla => read_into(database.store.bytes(), Reading::Strict, &mut Nobody).is_none(),
        Reading::Strict => true,
    }
}

/// Somebody has to take the events.
struct Nobody;

impl<'a> EventSink<'a> for Nobody {
    fn event(&mut self, _event: Event<'a>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Whether each literal has an alias before it. The lenient reading does not mind; Mozilla's engine stops where one has none.
fn literals_are_known(store: &mut Store) -> bool {
    let known = Literals::of(store);
    let bytes = store.take_bytes();
    let mut check = LiteralCheck { store, bytes: &bytes, known, in_row: false, form: 0, unknown: false };
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
    /// The charset form of the row. Aliases have none, so no literal of a row with one has an alias.
    form: u32,
    unknown: bool,
}

impl LiteralCheck<'_> {
    /// Looks up a literal of a cell.
    fn look_up(&mut self, value: RawValue<'_>, cell: Span) -> bool {
        let (before, end) = (cell.start, cell.end as usize - 1);
        if value.is_longer_than(MAX_ALIASED) {
            return true;
        }
        let short = short_value(&self.bytes[end - value.raw().len()..]);
        if self.form != 0 {
            return false;
        }
        let known = short.and_then(|number| self.known.get(number));
        known.is_some_and(|atom| self.store.atom_start(atom) < before)
            || self.store.find_body_before(self.bytes, Scope::VALUES, &value.decode(), before).is_some()
    }
}

impl<'a> EventSink<'a> for LiteralCheck<'_> {
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()> {
        match event.kind {
            EventKind::RowStart(_) => (self.in_row, self.form) = (true, 0),
            EventKind::Form(form) => self.form = form,
            EventKind::RowEnd { .. } => self.in_row = false,
            EventKind::Cell(Cell { slot: Slot::Literal(value), .. }) if self.in_row => {
                self.unknown = !self.look_up(value, event.span);
            }
            _ => {}
        }
        if self.unknown { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

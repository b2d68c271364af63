//! The walk through rows and their cells.

use super::diagnostic::{DiagnosticKind as Odd, Effect};
use super::grammar;
use super::plain::{self, PlainCell};
use super::reader::EventSink;
use super::recovery;
use super::scan;
use super::walk::{Flow, GO, State, Walk};
use crate::syntax::{Cell, ColumnName, Event, EventKind, Mid, RawValue, RowHead, ScopeName, Slot, Span};

impl<'a> Walk<'a> {
    pub(super) fn row<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        loop {
            self.plain_cells(sink)?;
            match self.peek() {
                Some(b']') => return self.row_end(sink),
                Some(b'(') if self.in_meta => self.meta_cell(sink)?,
                Some(b'(') => self.cell(sink)?,
                Some(b'-') => self.bracket(sink, State::Row, EventKind::Minus)?,
                Some(b'[') => return self.meta_start(sink, State::RowMeta, EventKind::RowMetaStart),
                _ => {
                    self.trivia(sink)?;
                    match self.peek() {
                        Some(b'(' | b']' | b'-' | b'[') => {}
                        Some(b'@') if self.at_group() => return self.row_cut_short(sink),
                        Some(_) => recovery::junk_in_row(self, sink)?,
                        None => return self.row_cut_short(sink),
                    }
                }
            }
        }
    }

    /// Cells in their usual form, with line breaks between them, as long as there are any: the loop that most of the time
    /// of a reading is spent in.
    #[inline(always)]
    pub(super) fn plain_cells<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let text = self.text;
        let mut at = self.at;
        while let Some(window) = text.get(at..).and_then(<[u8]>::first_chunk) {
            let start = at;
            let flow = if let Some(plain) = plain::plain_cell(window) {
                at += PlainCell::VALUE + plain.length + 1;
                plain_event(sink, plain, Span::within(start, at), &window[PlainCell::VALUE..])
            } else if let Some((length, _)) = scan::blanks(window) {
                at += length;
                sink.event(Event { span: Span::within(start, at), kind: EventKind::Trivia })
            } else {
                break;
            };
            if flow.is_break() {
                self.at = at;
                return flow;
            }
        }
        self.at = at;
        GO
    }

    pub(super) fn row_meta<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.trivia(sink)?;
        match self.peek() {
            Some(b'(') => self.meta_cell(sink),
            Some(b']') => self.meta_end(sink, State::Row, 1, EventKind::RowMetaEnd),
            Some(b'[') if self.table_open => self.row_start(sink, State::RowMeta),
            Some(byte) if self.table_open && scan::is_hex(byte) => self.row_ref(sink),
            Some(b'<' | b'[' | b'{') if self.skips_damage() => {
                self.meta_cut_short(sink, State::Row, EventKind::RowMetaEnd)
            }
            Some(b'@') if self.at_group() => self.meta_cut_short(sink, State::Row, EventKind::RowMetaEnd),
            None => self.meta_cut_short(sink, State::Row, EventKind::RowMetaEnd),
            _ => self.junk(sink, Odd::JunkInMeta),
        }
    }

    #[inline(always)]
    pub(super) fn row_start<S: EventSink<'a>>(&mut self, sink: &mut S, parent: State) -> Flow {
        let plain = plain::plain_mid(&self.rest()[1..], |row, length| {
            self.enter_row(parent);
            self.emit(sink, self.at + 1 + length, EventKind::RowStart(RowHead { row, rewrite: false }))
        });
        plain.unwrap_or_else(|| self.any_row_start(sink, parent))
    }

    pub(super) fn enter_row(&mut self, parent: State) {
        if parent == State::RowMeta {
            self.nested += 1;
        } else {
            self.row_parent = parent;
        }
        self.state = State::Row;
    }

    #[inline(never)]
    pub(super) fn any_row_start<S: EventSink<'a>>(&mut self, sink: &mut S, parent: State) -> Flow {
        match grammar::row_start(self.rest()) {
            Ok((rest, (head, odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.enter_row(parent);
                self.emit(sink, end, EventKind::RowStart(head))
            }
            Err(error) if parent == State::Content => self.fault(sink, error, Effect::Refuses),
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }

    #[inline]
    pub(super) fn row_end<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let behind = self.at + 1;
        let next = behind + scan::trivia(&self.text[behind..]).0;
        if !matches!(self.text.get(next), Some(b'!' | 0)) {
            self.leave_row();
            return self.emit(sink, behind, EventKind::RowEnd { position: None });
        }
        self.any_row_end(sink)
    }

    #[inline(never)]
    pub(super) fn any_row_end<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match grammar::row_end(self.rest()) {
            Ok((rest, (position, odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.leave_row();
                self.emit(sink, end, EventKind::RowEnd { position })
            }
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }

    pub(super) fn row_cut_short<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.unclosed(sink, Odd::UnclosedRow)?;
        self.leave_row();
        self.emit(sink, self.at, EventKind::RowEnd { position: None })
    }

    pub(super) fn leave_row(&mut self) {
        self.state = match self.nested.checked_sub(1) {
            Some(outer) => {
                self.nested = outer;
                State::RowMeta
            }
            None => self.row_parent,
        };
    }

    #[inline(never)]
    pub(super) fn cell<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match grammar::cell(self.rest()) {
            Ok((rest, _)) if self.swallows_group(self.offset(rest)) => GO,
            Ok((rest, (cell, odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.emit(sink, end, EventKind::Cell(cell))
            }
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }

    /// A cell of a meta part, where `(f` begins a charset form and not a column.
    pub(super) fn meta_cell<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let plain = plain::plain_setting(self.rest(), |cell, length| {
            let usual = length < 16 || !self.swallows_group(self.at + length);
            if usual { self.emit(sink, self.at + length, EventKind::Cell(cell)) } else { GO }
        });
        plain.unwrap_or_else(|| self.any_meta_cell(sink))
    }

    pub(super) fn any_meta_cell<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        if !self.in_meta || !self.rest().starts_with(b"(f") {
            return self.cell(sink);
        }
        match grammar::form(self.rest()) {
            Ok((rest, (form, odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.emit(sink, end, EventKind::Form(form))
            }
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }
}

/// Emits a cell in its usual form. The two kinds are emitted apart, so that whoever takes them has no need to ask.
#[inline(always)]
fn plain_event<'a, S: EventSink<'a>>(sink: &mut S, plain: PlainCell, span: Span, value: &'a [u8]) -> Flow {
    let column = ColumnName::Mid(Mid { id: plain.column, scope: ScopeName::Default });
    if let Some(id) = plain.alias {
        let slot = Slot::Alias(Mid { id, scope: ScopeName::Default });
        sink.event(Event { span, kind: EventKind::Cell(Cell { column, slot }) })
    } else {
        let slot = Slot::Literal(RawValue::new(value.get(..plain.length).unwrap_or_default()));
        sink.event(Event { span, kind: EventKind::Cell(Cell { column, slot }) })
    }
}

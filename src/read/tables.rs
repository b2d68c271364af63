//! The walk through tables: their meta part, references to rows, and the rows themselves (see [`super::rows`]).

use super::diagnostic::{DiagnosticKind as Odd, Effect};
use super::grammar;
use super::plain;
use super::reader::EventSink;
use super::scan::{self, Oddities};
use super::walk::{Flow, GO, State, Walk};
use crate::syntax::{EventKind, Mid, ScopeName, Span, TableHead};

impl<'a> Walk<'a> {
    pub(super) fn table<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        while self.state == State::Table {
            match self.peek() {
                Some(b'[') => {
                    self.row_start(sink, State::Table)?;
                    if self.state == State::Row {
                        self.row(sink)?;
                    }
                }
                Some(byte) if scan::is_hex(byte) => self.row_ref(sink)?,
                Some(b' ' | b'\n' | b'\r') => self.trivia(sink)?,
                Some(b'-') => self.bracket(sink, State::Table, EventKind::Minus)?,
                Some(b'{') => {
                    self.meta_start(sink, State::TableMeta, EventKind::TableMetaStart)?;
                    self.table_meta(sink)?;
                }
                Some(b'}') => return self.table_end(sink, true),
                _ => {
                    self.trivia(sink)?;
                    match self.peek() {
                        Some(b'[' | b'}' | b'-' | b'{') => {}
                        Some(byte) if scan::is_hex(byte) => {}
                        Some(b'<') if self.skips_damage() => return self.table_end(sink, false),
                        Some(b'@') if self.at_group() => return self.table_end(sink, false),
                        Some(_) => return self.junk(sink, Odd::JunkInTable),
                        None => return self.table_end(sink, false),
                    }
                }
            }
        }
        GO
    }

    pub(super) fn table_meta<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        while self.state == State::TableMeta {
            match self.peek() {
                Some(b'(') => self.meta_cell(sink)?,
                Some(b'}') => return self.meta_end(sink, State::Table, 1, EventKind::TableMetaEnd),
                Some(b'[') => return self.row_start(sink, State::TableMeta),
                Some(byte) if scan::is_hex(byte) => self.meta_row_ref(sink)?,
                _ => {
                    self.trivia(sink)?;
                    match self.peek() {
                        Some(b'(' | b'}' | b'[') => {}
                        Some(byte) if scan::is_hex(byte) => {}
                        Some(b'<' | b'{') if self.skips_damage() => return self.table_meta_cut_short(sink),
                        Some(b'@') if self.at_group() => return self.table_meta_cut_short(sink),
                        Some(_) => return self.junk(sink, Odd::JunkInMeta),
                        None => return self.table_meta_cut_short(sink),
                    }
                }
            }
        }
        GO
    }

    pub(super) fn table_meta_cut_short<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.meta_cut_short(sink, State::Table, EventKind::TableMetaEnd)
    }

    /// The meta row of a table as a reference.
    pub(super) fn meta_row_ref<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let rest = self.rest();
        let plain = plain::plain_mid(rest, |row, length| {
            matches!(rest.get(length..), Some([b' ', b'}', ..]))
                .then(|| self.emit(sink, self.at + length, EventKind::RowRef { row, position: None }))
        });
        plain.flatten().unwrap_or_else(|| self.any_row_ref(sink))
    }

    pub(super) fn table_start<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let plain = plain::plain_mid(&self.rest()[1..], |table, length| {
            self.table_open = true;
            self.state = State::Table;
            let head = TableHead { table, rewrite: false };
            self.emit(sink, self.at + 1 + length, EventKind::TableStart(head))
        });
        plain.unwrap_or_else(|| self.any_table_start(sink))
    }

    #[inline(never)]
    pub(super) fn any_table_start<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match grammar::table_start(self.rest()) {
            // An opening brace at the very end is no table.
            Ok((rest, (_, odd))) if odd.has(Oddities::MET_END) => {
                let end = self.offset(rest);
                self.met_end = true;
                self.report(sink, Odd::UnclosedTable, Span::within(self.at, end), Effect::None)?;
                self.emit(sink, end, EventKind::Junk)
            }
            Ok((rest, (head, odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.table_open = true;
                self.state = State::Table;
                self.emit(sink, end, EventKind::TableStart(head))
            }
            Err(error) => self.fault(sink, error, Effect::Refuses),
        }
    }

    pub(super) fn table_end<S: EventSink<'a>>(&mut self, sink: &mut S, closed: bool) -> Flow {
        if !closed {
            self.unclosed(sink, Odd::UnclosedTable)?;
        }
        self.table_open = false;
        self.state = State::Content;
        self.emit(sink, self.at + usize::from(closed), EventKind::TableEnd { closed })
    }

    #[inline(always)]
    pub(super) fn row_ref<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        while let Some((id, digits)) = plain::plain_ref(self.rest()) {
            let row = Mid { id, scope: ScopeName::Default };
            self.emit(sink, self.at + digits, EventKind::RowRef { row, position: None })?;
            self.emit(sink, self.at + 1, EventKind::Trivia)?;
        }
        if self.peek().is_some_and(scan::is_hex) { self.any_row_ref(sink) } else { GO }
    }

    #[inline(never)]
    pub(super) fn any_row_ref<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match grammar::row_ref(self.rest()) {
            Ok((rest, ((row, position), odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.emit(sink, end, EventKind::RowRef { row, position })
            }
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }
}

//! The walk through a file: which production applies where, one function for every kind of container.
//!
//! Containers nest to a fixed depth (group, table, meta part, row, meta part of a row), but for one corner: within a table,
//! a row's meta part may hold rows again. A counter is all that has to be remembered for it, so no input makes the
//! walk use more stack.

use std::ops::ControlFlow;

use nom::Err;

use super::diagnostic::{Diagnostic, DiagnosticKind as Odd, Effect};
use super::grammar::{self, Fault, PlainCell};
use super::reader::EventSink;
use super::reading::Reading;
use super::recovery;
use super::scan::{self, Oddities};
use crate::syntax::{
    Cell, ColumnName, Event, EventKind, HEADER, Mid, RawValue, RowHead, ScopeName, Slot, Span, TableHead,
};

/// Whether to go on. A break is final for a push and means "one event is there" for the pull iterator.
pub(crate) type Flow = ControlFlow<()>;

const GO: Flow = ControlFlow::Continue(());

/// Which container the walk is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// Before the header.
    Start,
    /// Between dicts, tables, rows and groups.
    Content,
    /// In `<...>`.
    Dict,
    /// In `<...>` in a dict.
    DictMeta,
    /// In `{...}`.
    Table,
    /// In `{...}` in a table.
    TableMeta,
    /// In `[...]`.
    Row,
    /// In `[...]` in a row.
    RowMeta,
    /// The reading does not go on; what is left is unread.
    Stopped,
    /// Everything is read.
    Finished,
}

/// A place in a file, and what has to be known there to go on.
#[derive(Clone, Debug)]
pub(crate) struct Walk<'a> {
    /// The whole file.
    pub(super) input: &'a [u8],
    /// The file up to where the present part must end: the end of the file, the end marker of the open group, or the start
    /// marker of a group that a value or a comment would swallow. In the `Mozilla` reading it is always the end of the file.
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) reading: Reading,
    pub(super) state: State,
    /// Where the outermost open row stands.
    row_parent: State,
    /// How many rows stand within meta parts of rows, one in the other.
    nested: usize,
    table_open: bool,
    /// As Mozilla's parser has it: cleared by the end of any meta part, even one within another.
    in_meta: bool,
    /// Id of the open group.
    pub(super) group: Option<u32>,
    /// Whether the end was met while white space was skipped: from then on errors are not noticed.
    pub(super) met_end: bool,
    /// Why the reading stopped.
    pub(super) stopped_by: Option<Diagnostic>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(input: &'a [u8], reading: Reading) -> Self {
        Self {
            input,
            text: input,
            at: 0,
            reading,
            state: State::Start,
            row_parent: State::Content,
            nested: 0,
            table_open: false,
            in_meta: false,
            group: None,
            met_end: false,
            stopped_by: None,
        }
    }

    /// Why the reading stopped before the end, where it did.
    pub(crate) fn stopped_by(&self) -> Option<Diagnostic> {
        self.stopped_by
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.state == State::Finished
    }

    /// Walks until the sink breaks or the file ends.
    pub(crate) fn run<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        while !self.is_finished() {
            let flow = self.step(sink);
            if flow.is_break() && self.state != State::Stopped {
                return flow;
            }
        }
        GO
    }

    /// Walks through the present container, or a part of it.
    pub(crate) fn step<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match self.state {
            State::Start => self.header(sink),
            State::Content => self.content(sink),
            State::Dict => self.dict(sink),
            State::DictMeta => self.dict_meta(sink),
            State::Table => self.table(sink),
            State::TableMeta => self.table_meta(sink),
            State::Row => self.row(sink),
            State::RowMeta => self.row_meta(sink),
            State::Stopped => {
                self.state = State::Finished;
                self.emit(sink, self.input.len(), EventKind::Unread)
            }
            State::Finished => GO,
        }
    }

    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Goes on to `end` and says what lies between.
    #[inline(always)]
    pub(super) fn emit<S: EventSink<'a>>(&mut self, sink: &mut S, end: usize, kind: EventKind<'a>) -> Flow {
        let span = Span::within(self.at, end);
        self.at = end;
        sink.event(Event { span, kind })
    }

    /// Emits a token of one byte.
    #[inline]
    fn bracket<S: EventSink<'a>>(&mut self, sink: &mut S, state: State, kind: EventKind<'a>) -> Flow {
        self.state = state;
        self.emit(sink, self.at + 1, kind)
    }

    /// Reports an oddity; the reading may end here.
    #[cold]
    #[inline(never)]
    pub(super) fn report<S: EventSink<'a>>(
        &mut self,
        sink: &mut S,
        kind: Odd,
        span: Span,
        effect: Effect,
    ) -> Flow {
        let effect = if effect == Effect::Refuses && self.met_end { Effect::Truncates } else { effect };
        let diagnostic = Diagnostic { kind, span, effect };
        let flow = sink.diagnostic(diagnostic);
        let stops = match self.reading {
            Reading::Mozilla => effect != Effect::None,
            Reading::Strict => true,
            Reading::Lenient => false,
        };
        if stops {
            self.state = State::Stopped;
            self.stopped_by = Some(diagnostic);
            return Flow::Break(());
        }
        flow
    }

    /// Reports what is odd about the token from here to `end`.
    #[inline]
    pub(super) fn note<S: EventSink<'a>>(&mut self, sink: &mut S, odd: Oddities, end: usize) -> Flow {
        if odd.is_none() { GO } else { self.note_each(sink, odd, end) }
    }

    #[cold]
    #[inline(never)]
    fn note_each<S: EventSink<'a>>(&mut self, sink: &mut S, odd: Oddities, end: usize) -> Flow {
        self.meet_end(odd.has(Oddities::MET_END));
        let span = Span::within(self.at, end);
        for (oddity, kind) in [
            (Oddities::LONE_SLASH, Odd::LoneSlash),
            (Oddities::UNCLOSED_COMMENT, Odd::UnclosedComment),
            (Oddities::NO_DIGITS, Odd::MissingHexDigits),
            (Oddities::NO_EQUALS, Odd::MissingEquals),
        ] {
            if odd.has(oddity) {
                self.report(sink, kind, span, Effect::None)?;
            }
        }
        GO
    }

    /// Remembers that the end was met. The end of a part is none.
    #[inline]
    pub(super) fn meet_end(&mut self, met: bool) {
        self.met_end |= met && self.text.len() == self.input.len();
    }

    /// What is left behind a production, as an offset.
    #[inline]
    fn offset(&self, rest: &[u8]) -> usize {
        self.text.len() - rest.len()
    }

    /// White space and comments, where there are any.
    #[inline(always)]
    fn trivia<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let (length, odd) = scan::trivia(self.rest());
        if length == 0 && odd.is_none() {
            return GO;
        }
        if length > 8 && self.swallows_group(self.at + length) {
            return GO;
        }
        if odd.has(Oddities::LONE_SLASH.with(Oddities::UNCLOSED_COMMENT)) {
            recovery::note_slashes(self, sink, length)?;
        }
        self.meet_end(odd.has(Oddities::MET_END));
        if length == 0 { GO } else { self.emit(sink, self.at + length, EventKind::Trivia) }
    }

    fn header<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        if let (0, Some(length)) = (self.at, recovery::byte_order_mark(self.rest())) {
            self.report(sink, Odd::ByteOrderMark, Span::within(0, length), Effect::Refuses)?;
            return self.emit(sink, length, EventKind::Junk);
        }
        if !self.rest().starts_with(HEADER) {
            recovery::header(self, sink)?;
        }
        self.state = State::Content;
        let line = scan::line_comment(self.rest());
        if self.rest().starts_with(b"//") { self.emit(sink, self.at + line, EventKind::Header) } else { GO }
    }

    fn content<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        while self.state == State::Content {
            self.trivia(sink)?;
            match self.peek() {
                Some(b'[') => self.row_start(sink, State::Content)?,
                Some(b'{') => self.table_start(sink)?,
                Some(b'<') => {
                    self.in_meta = false;
                    self.bracket(sink, State::Dict, EventKind::DictStart)?;
                    self.dict(sink)?;
                }
                Some(b'@') => return self.marker(sink),
                Some(_) => return self.junk(sink, Odd::JunkAtTop),
                None => return self.end_of_part(sink),
            }
            match self.state {
                State::Row => self.row(sink)?,
                State::Table => self.table(sink)?,
                _ => {}
            }
        }
        GO
    }

    fn dict<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        loop {
            self.plain_aliases(sink)?;
            match self.peek() {
                Some(b'(') => self.alias(sink)?,
                Some(b'>') => return self.bracket(sink, State::Content, EventKind::DictEnd),
                Some(b'<') => return self.meta_start(sink, State::DictMeta, EventKind::DictMetaStart),
                _ => {
                    self.trivia(sink)?;
                    match self.peek() {
                        Some(b'(' | b'>' | b'<') => {}
                        Some(b'[' | b'{') if self.skips_damage() => return self.dict_end(sink),
                        Some(b'@') if self.at_group() => return self.dict_end(sink),
                        Some(_) => return self.junk(sink, Odd::JunkInDict),
                        None => return self.dict_end(sink),
                    }
                }
            }
        }
    }

    /// Aliases in their usual form, as long as there are any.
    #[inline(always)]
    fn plain_aliases<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let text = self.text;
        let mut digits = 2;
        while let Some(rest) = text.get(self.at..) {
            if rest.first() == Some(&b'(') {
                let Some((alias, length, escaped)) = grammar::plain_alias(rest, &mut digits) else { break };
                if escaped && recovery::has_dollar(alias) && self.swallows_group(self.at + length) {
                    continue;
                }
                self.emit(sink, self.at + length, EventKind::Alias(alias))?;
            } else {
                let Some((length, _)) = scan::blanks(rest) else { break };
                self.emit(sink, self.at + length, EventKind::Trivia)?;
            }
        }
        GO
    }

    fn dict_meta<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.trivia(sink)?;
        match self.peek() {
            Some(b'(') => self.meta_cell(sink),
            Some(b'>') => self.meta_end(sink, State::Dict, 1, EventKind::DictMetaEnd),
            Some(b'<' | b'[' | b'{') if self.skips_damage() => {
                self.meta_cut_short(sink, State::Dict, EventKind::DictMetaEnd)
            }
            Some(b'@') if self.at_group() => self.meta_cut_short(sink, State::Dict, EventKind::DictMetaEnd),
            None => self.meta_cut_short(sink, State::Dict, EventKind::DictMetaEnd),
            _ => self.junk(sink, Odd::JunkInMeta),
        }
    }

    fn table<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    fn table_meta<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    fn table_meta_cut_short<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.meta_cut_short(sink, State::Table, EventKind::TableMetaEnd)
    }

    fn meta_cut_short<S: EventSink<'a>>(&mut self, sink: &mut S, state: State, kind: EventKind<'a>) -> Flow {
        self.unclosed(sink, Odd::UnclosedMeta)?;
        self.meta_end(sink, state, 0, kind)
    }

    /// The meta row of a table as a reference.
    fn meta_row_ref<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let rest = self.rest();
        let plain = grammar::plain_mid(rest, |row, length| {
            matches!(rest.get(length..), Some([b' ', b'}', ..]))
                .then(|| self.emit(sink, self.at + length, EventKind::RowRef { row, position: None }))
        });
        plain.flatten().unwrap_or_else(|| self.any_row_ref(sink))
    }

    fn row<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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
    fn plain_cells<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let text = self.text;
        let mut at = self.at;
        while let Some(window) = text.get(at..).and_then(<[u8]>::first_chunk) {
            let start = at;
            let flow = if let Some(plain) = grammar::plain_cell(window) {
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

    fn row_meta<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    fn meta_start<S: EventSink<'a>>(&mut self, sink: &mut S, state: State, kind: EventKind<'a>) -> Flow {
        self.in_meta = true;
        self.bracket(sink, state, kind)
    }

    fn meta_end<S: EventSink<'a>>(
        &mut self,
        sink: &mut S,
        state: State,
        length: usize,
        kind: EventKind<'a>,
    ) -> Flow {
        self.in_meta = false;
        self.state = state;
        self.emit(sink, self.at + length, kind)
    }

    fn dict_end<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.unclosed(sink, Odd::UnclosedDict)?;
        self.state = State::Content;
        self.emit(sink, self.at, EventKind::DictEnd)
    }

    fn table_start<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let plain = grammar::plain_mid(&self.rest()[1..], |table, length| {
            self.table_open = true;
            self.state = State::Table;
            let head = TableHead { table, rewrite: false };
            self.emit(sink, self.at + 1 + length, EventKind::TableStart(head))
        });
        plain.unwrap_or_else(|| self.any_table_start(sink))
    }

    #[inline(never)]
    fn any_table_start<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    fn table_end<S: EventSink<'a>>(&mut self, sink: &mut S, closed: bool) -> Flow {
        if !closed {
            self.unclosed(sink, Odd::UnclosedTable)?;
        }
        self.table_open = false;
        self.state = State::Content;
        self.emit(sink, self.at + usize::from(closed), EventKind::TableEnd { closed })
    }

    #[inline(always)]
    fn row_start<S: EventSink<'a>>(&mut self, sink: &mut S, parent: State) -> Flow {
        let plain = grammar::plain_mid(&self.rest()[1..], |row, length| {
            self.enter_row(parent);
            self.emit(sink, self.at + 1 + length, EventKind::RowStart(RowHead { row, rewrite: false }))
        });
        plain.unwrap_or_else(|| self.any_row_start(sink, parent))
    }

    fn enter_row(&mut self, parent: State) {
        if parent == State::RowMeta {
            self.nested += 1;
        } else {
            self.row_parent = parent;
        }
        self.state = State::Row;
    }

    #[inline(never)]
    fn any_row_start<S: EventSink<'a>>(&mut self, sink: &mut S, parent: State) -> Flow {
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
    fn row_end<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let behind = self.at + 1;
        let next = behind + scan::trivia(&self.text[behind..]).0;
        if !matches!(self.text.get(next), Some(b'!' | 0)) {
            self.leave_row();
            return self.emit(sink, behind, EventKind::RowEnd { position: None });
        }
        self.any_row_end(sink)
    }

    #[inline(never)]
    fn any_row_end<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    fn row_cut_short<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.unclosed(sink, Odd::UnclosedRow)?;
        self.leave_row();
        self.emit(sink, self.at, EventKind::RowEnd { position: None })
    }

    fn leave_row(&mut self) {
        self.state = match self.nested.checked_sub(1) {
            Some(outer) => {
                self.nested = outer;
                State::RowMeta
            }
            None => self.row_parent,
        };
    }

    #[inline(always)]
    fn row_ref<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        while let Some((id, digits)) = grammar::plain_ref(self.rest()) {
            let row = Mid { id, scope: ScopeName::Default };
            self.emit(sink, self.at + digits, EventKind::RowRef { row, position: None })?;
            self.emit(sink, self.at + 1, EventKind::Trivia)?;
        }
        if self.peek().is_some_and(scan::is_hex) { self.any_row_ref(sink) } else { GO }
    }

    #[inline(never)]
    fn any_row_ref<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match grammar::row_ref(self.rest()) {
            Ok((rest, ((row, position), odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.emit(sink, end, EventKind::RowRef { row, position })
            }
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }

    #[inline(never)]
    fn cell<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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
    fn meta_cell<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let plain = grammar::plain_setting(self.rest(), |cell, length| {
            let usual = length < 16 || !self.swallows_group(self.at + length);
            if usual { self.emit(sink, self.at + length, EventKind::Cell(cell)) } else { GO }
        });
        plain.unwrap_or_else(|| self.any_meta_cell(sink))
    }

    fn any_meta_cell<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    #[inline(never)]
    fn alias<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match grammar::alias(self.rest()) {
            Ok((rest, _)) if self.swallows_group(self.offset(rest)) => GO,
            Ok((rest, (alias, odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.emit(sink, end, EventKind::Alias(alias))
            }
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }

    /// The end comes while a container is open. Mozilla's parser minds that only before another part of the file.
    fn unclosed<S: EventSink<'a>>(&mut self, sink: &mut S, kind: Odd) -> Flow {
        let at_end = self.at == self.input.len();
        let effect = if at_end { Effect::None } else { Effect::Truncates };
        self.report(sink, kind, Span::within(self.at, self.at), effect)
    }

    /// A production has failed: says so, and goes on behind the damage where the reading does.
    #[cold]
    #[inline(never)]
    fn fault<S: EventSink<'a>>(&mut self, sink: &mut S, error: Err<Fault>, effect: Effect) -> Flow {
        let (Err::Error(fault) | Err::Failure(fault)) = error else {
            return self.junk(sink, Odd::UnexpectedEnd);
        };
        self.meet_end(fault.met_end);
        let found = (self.text.len() - fault.left).max(self.at);
        self.report(sink, fault.kind, Span::within(self.at, found), effect)?;
        let end = recovery::damage_end(self.text, self.at, found, self.state);
        self.emit(sink, end, EventKind::Junk)
    }

    /// Bytes that mean nothing in the present container.
    #[cold]
    #[inline(never)]
    fn junk<S: EventSink<'a>>(&mut self, sink: &mut S, kind: Odd) -> Flow {
        let end = recovery::junk_end(self.text, self.at, self.state);
        self.report(sink, kind, Span::within(self.at, end), Effect::Truncates)?;
        self.emit(sink, end, EventKind::Junk)
    }

    /// Whether a start marker of a group stands here, at the beginning of a line, where the reading minds that.
    #[cold]
    fn at_group(&self) -> bool {
        self.reading != Reading::Mozilla && recovery::group_begins(self.text, self.at)
    }

    /// Whether a start marker of a group stands at the beginning of a line between here and `end`, within a single token.
    /// The text then ends there from now on, and the token must be looked at again.
    #[inline(never)]
    fn swallows_group(&mut self, end: usize) -> bool {
        if self.reading == Reading::Mozilla {
            return false;
        }
        let marker = recovery::next_group(&self.text[..end], self.at);
        if let Some(at) = marker {
            self.text = &self.text[..at];
        }
        marker.is_some()
    }

    /// Whether an opening bracket in the wrong place closes what is open.
    fn skips_damage(&self) -> bool {
        self.reading == Reading::Lenient
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

//! The walk through a file: which production applies where, one function for every kind of container.
//!
//! Containers nest to a fixed depth (group, table, meta part, row, meta part of a row), but for one corner: within a table,
//! a row's meta part may hold rows again. A counter is all that has to be remembered for it, so no input makes the
//! walk use more stack.

use std::ops::ControlFlow;

use nom::Err;

use super::diagnostic::{Diagnostic, DiagnosticKind as Odd, Effect};
use super::grammar::Fault;
use super::reader::EventSink;
use super::reading::Reading;
use super::recovery;
use super::scan::{self, Oddities};
use crate::syntax::{Event, EventKind, HEADER, Span};

/// Whether to go on. A break is final for a push and means "one event is there" for the pull iterator.
pub(crate) type Flow = ControlFlow<()>;

pub(super) const GO: Flow = ControlFlow::Continue(());

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
    pub(super) row_parent: State,
    /// How many rows stand within meta parts of rows, one in the other.
    pub(super) nested: usize,
    pub(super) table_open: bool,
    /// As Mozilla's parser has it: cleared by the end of any meta part, even one within another.
    pub(super) in_meta: bool,
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
    pub(super) fn peek(&self) -> Option<u8> {
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
    pub(super) fn bracket<S: EventSink<'a>>(
        &mut self,
        sink: &mut S,
        state: State,
        kind: EventKind<'a>,
    ) -> Flow {
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
    pub(super) fn note_each<S: EventSink<'a>>(&mut self, sink: &mut S, odd: Oddities, end: usize) -> Flow {
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
    pub(super) fn offset(&self, rest: &[u8]) -> usize {
        self.text.len() - rest.len()
    }

    /// White space and comments, where there are any.
    #[inline(always)]
    pub(super) fn trivia<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    pub(super) fn header<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    pub(super) fn content<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
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

    pub(super) fn meta_cut_short<S: EventSink<'a>>(
        &mut self,
        sink: &mut S,
        state: State,
        kind: EventKind<'a>,
    ) -> Flow {
        self.unclosed(sink, Odd::UnclosedMeta)?;
        self.meta_end(sink, state, 0, kind)
    }

    pub(super) fn meta_start<S: EventSink<'a>>(
        &mut self,
        sink: &mut S,
        state: State,
        kind: EventKind<'a>,
    ) -> Flow {
        self.in_meta = true;
        self.bracket(sink, state, kind)
    }

    pub(super) fn meta_end<S: EventSink<'a>>(
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

    /// The end comes while a container is open. Mozilla's parser minds that only before another part of the file.
    pub(super) fn unclosed<S: EventSink<'a>>(&mut self, sink: &mut S, kind: Odd) -> Flow {
        let at_end = self.at == self.input.len();
        let effect = if at_end { Effect::None } else { Effect::Truncates };
        self.report(sink, kind, Span::within(self.at, self.at), effect)
    }

    /// A production has failed: says so, and goes on behind the damage where the reading does.
    #[cold]
    #[inline(never)]
    pub(super) fn fault<S: EventSink<'a>>(
        &mut self,
        sink: &mut S,
        error: Err<Fault>,
        effect: Effect,
    ) -> Flow {
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
    pub(super) fn junk<S: EventSink<'a>>(&mut self, sink: &mut S, kind: Odd) -> Flow {
        let end = recovery::junk_end(self.text, self.at, self.state);
        self.report(sink, kind, Span::within(self.at, end), Effect::Truncates)?;
        self.emit(sink, end, EventKind::Junk)
    }

    /// Whether a start marker of a group stands here, at the beginning of a line, where the reading minds that.
    #[cold]
    pub(super) fn at_group(&self) -> bool {
        self.reading != Reading::Mozilla && recovery::group_begins(self.text, self.at)
    }

    /// Whether a start marker of a group stands at the beginning of a line between here and `end`, within a single token.
    /// The text then ends there from now on, and the token must be looked at again.
    #[inline(never)]
    pub(super) fn swallows_group(&mut self, end: usize) -> bool {
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
    pub(super) fn skips_damage(&self) -> bool {
        self.reading == Reading::Lenient
    }
}

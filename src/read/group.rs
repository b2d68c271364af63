//! Commit groups: where they end, and whether they count.

use memchr::memmem;

use super::diagnostic::{DiagnosticKind as Odd, Effect};
use super::grammar;
use super::reader::EventSink;
use super::reading::Reading;
use super::recovery;
use super::walk::{Flow, State, Walk};
use crate::syntax::{Dropped, EventKind, Span};

/// What a search for the end of a group comes to. Offsets are of the file.
enum End {
    /// The end marker begins here.
    At(usize),
    /// The group does not count; what follows it begins here.
    Dropped(usize, Dropped),
    /// A malformed marker stands here, which Mozilla's parser does not get over.
    Broken { at: usize, kind: Odd, met_end: bool },
}

impl<'a> Walk<'a> {
    /// `@` between items.
    pub(super) fn marker<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        if self.rest().starts_with(b"@$$}") {
            return self.end_marker(sink);
        }
        if self.group.is_some() && self.rest().starts_with(b"@$${") {
            return self.bad_marker(sink, Odd::NestedGroup, 4);
        }
        if self.reading != Reading::Mozilla && !recovery::has_id(self.rest()) {
            return self.bad_marker(sink, Odd::MalformedGroupMarker, 1);
        }
        match grammar::group_start(self.input.get(self.at..).unwrap_or_default()) {
            Ok((rest, (id, odd))) => {
                let content = self.input.len() - rest.len();
                self.note(sink, odd, content)?;
                self.group_start(sink, id, content)
            }
            Err(nom::Err::Failure(fault)) => {
                self.meet_end(fault.met_end);
                self.bad_marker(sink, Odd::MalformedGroupMarker, 1)
            }
            Err(_) => self.bad_marker(sink, Odd::MalformedGroupMarker, 1),
        }
    }

    /// Reports a marker that means nothing here, and skips it.
    fn bad_marker<S: EventSink<'a>>(&mut self, sink: &mut S, kind: Odd, length: usize) -> Flow {
        let end = (self.at + length).min(self.text.len());
        self.report(sink, kind, Span::new(self.at, end), Effect::Refuses)?;
        let stump = self.at + recovery::marker_stump(self.rest()).max(1);
        let end = recovery::junk_end(self.text, stump.max(end) - 1, State::Content);
        self.emit(sink, end, EventKind::Junk)
    }

    fn group_start<S: EventSink<'a>>(&mut self, sink: &mut S, id: u32, content: usize) -> Flow {
        let end = match self.reading {
            Reading::Mozilla => mozilla_end(self.input, content, id),
            _ => self.sound_end(sink, content, id)?,
        };
        match end {
            End::At(end) => {
                self.group = Some(id);
                self.text = if self.reading == Reading::Mozilla { self.input } else { &self.input[..end] };
                self.emit(sink, content, EventKind::GroupStart { id })
            }
            End::Dropped(end, why) => self.drop_group(sink, id, end, why),
            End::Broken { at, kind, met_end } => {
                self.met_end |= met_end;
                self.report(sink, kind, Span::new(at, (at + 4).min(self.input.len())), Effect::Refuses)
            }
        }
    }

    /// The end of a group for the readings that go on behind damage, and what is malformed on the way there.
    fn sound_end<S: EventSink<'a>>(
        &mut self,
        sink: &mut S,
        content: usize,
        id: u32,
    ) -> std::ops::ControlFlow<(), End> {
        let (end, malformed) = sound_end(self.input, content, id);
        if let Some(at) = malformed {
            self.report(sink, Odd::MalformedGroupMarker, Span::new(at, at + 3), Effect::Refuses)?;
        }
        std::ops::ControlFlow::Continue(end)
    }

    fn drop_group<S: EventSink<'a>>(&mut self, sink: &mut S, id: u32, end: usize, why: Dropped) -> Flow {
        let at_end = end == self.input.len();
        let (kind, effect) = match why {
            Dropped::Aborted if at_end => (Odd::AbortedGroup, Effect::Truncates),
            Dropped::Aborted => (Odd::AbortedGroup, Effect::Refuses),
            Dropped::IdMismatch => (Odd::GroupIdMismatch, Effect::Refuses),
            Dropped::Unterminated if at_end => (Odd::UnterminatedGroup, Effect::Truncates),
            Dropped::Unterminated => (Odd::UnterminatedGroup, Effect::Refuses),
        };
        let whole = Span::new(self.at, end);
        if self.reading == Reading::Mozilla {
            // Dropped to the end of the file in silence: there is nothing left to stop before.
            sink.diagnostic(super::Diagnostic { kind, span: whole, effect })?;
        } else {
            self.report(sink, kind, whole, effect)?;
        }
        self.text = self.input;
        self.emit(sink, end, EventKind::GroupDropped { id, why })
    }

    /// `@$$}` between items.
    fn end_marker<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let Some(open) = self.group else {
            return self.stray_end(sink);
        };
        if let Ok((rest, _)) = grammar::group_abort(self.rest()) {
            // Mozilla's parser forgets the id and goes on as if the group were still open.
            self.group = Some(0);
            let end = self.text.len() - rest.len();
            self.report(sink, Odd::AbortedGroup, Span::new(self.at, end), Effect::None)?;
            return self.emit(sink, end, EventKind::Junk);
        }
        match grammar::group_end(self.rest()) {
            Ok((rest, (id, odd))) if id == open => {
                let end = self.text.len() - rest.len();
                self.note(sink, odd, end)?;
                self.group_end(sink, id, end)
            }
            Ok(_) => self.bad_marker(sink, Odd::GroupIdMismatch, 4),
            Err(nom::Err::Failure(fault)) => {
                self.meet_end(fault.met_end);
                self.bad_marker(sink, Odd::MalformedGroupMarker, 4)
            }
            Err(_) => self.bad_marker(sink, Odd::MalformedGroupMarker, 4),
        }
    }

    fn stray_end<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let whole = if recovery::has_id(self.rest()) { self.rest() } else { &[] };
        match grammar::group_end(whole) {
            Ok((rest, _)) => {
                let end = self.text.len() - rest.len();
                self.report(sink, Odd::UnmatchedGroupEnd, Span::new(self.at, end), Effect::Refuses)?;
                self.emit(sink, end, EventKind::Junk)
            }
            Err(_) => self.bad_marker(sink, Odd::UnmatchedGroupEnd, 4),
        }
    }

    fn group_end<S: EventSink<'a>>(&mut self, sink: &mut S, id: u32, end: usize) -> Flow {
        self.group = None;
        self.text = self.input;
        self.emit(sink, end, EventKind::GroupEnd { id })
    }

    /// The present part is read: its group ends here, or the next one begins, or the file ends.
    pub(super) fn end_of_part<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        if self.at == self.input.len() {
            self.state = State::Finished;
            return Flow::Continue(());
        }
        self.text = self.input;
        self.marker(sink)
    }
}

/// The end of a group as `morkParser::FindGroupEnd` looks for it: any `@$$` counts, wherever it stands.
fn mozilla_end(input: &[u8], content: usize, id: u32) -> End {
    let mut dropped = Dropped::Unterminated;
    for at in memmem::find_iter(&input[content..], b"@$$").map(|at| content + at) {
        let marker = &input[at..];
        if marker == b"@$$}" {
            break; // the end of the file, where the marker is given up in silence
        }
        if grammar::group_abort(marker).is_ok() {
            dropped = Dropped::Aborted;
            continue;
        }
        return match grammar::group_end(marker) {
            Ok((_, (found, _))) if found == id => End::At(at),
            Ok(_) => End::Broken { at, kind: Odd::GroupIdMismatch, met_end: false },
            Err(error) => End::Broken { at, kind: Odd::MalformedGroupMarker, met_end: met_end(&error) },
        };
    }
    End::Dropped(input.len(), dropped)
}

fn met_end(error: &nom::Err<grammar::Fault>) -> bool {
    matches!(error, nom::Err::Error(fault) | nom::Err::Failure(fault) if fault.met_end)
}

/// The end of a group as it must have been meant: a whole marker. Also the place of the first `@$$` that is none.
fn sound_end(input: &[u8], content: usize, id: u32) -> (End, Option<usize>) {
    let mut malformed = None;
    for at in memmem::find_iter(&input[content..], b"@$$").map(|at| content + at) {
        let marker = &input[at..];
        if let Ok((rest, _)) = grammar::group_abort(marker) {
            return (End::Dropped(input.len() - rest.len(), Dropped::Aborted), malformed);
        }
        match grammar::group_end(if recovery::has_id(marker) { marker } else { &[] }) {
            Ok((_, (found, _))) if found == id => return (End::At(at), malformed),
            Ok((rest, _)) => return (End::Dropped(input.len() - rest.len(), Dropped::IdMismatch), malformed),
            _ if recovery::group_begins(input, at) => {
                return (End::Dropped(at, Dropped::Unterminated), malformed);
            }
            _ => malformed = malformed.or(Some(at)),
        }
    }
    (End::Dropped(input.len(), Dropped::Unterminated), malformed)
}

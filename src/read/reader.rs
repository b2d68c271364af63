//! The two faces of reading: an iterator that is asked for events, and a sink that is given them.

use std::ops::ControlFlow;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::reading::Reading;
use super::walk::Walk;
use crate::syntax::Event;

/// What takes the events of a file.
pub trait EventSink<'a> {
    /// Takes one event; a break ends the reading.
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()>;

    /// Takes one oddity, which comes before the event that it is about; a break ends the reading.
    fn diagnostic(&mut self, diagnostic: Diagnostic) -> ControlFlow<()> {
        let _ = diagnostic;
        ControlFlow::Continue(())
    }
}

/// Pushes the events of `input` into `sink`, and returns the oddity that ended the reading before the end of the file,
/// where one did.
///
/// Only the syntax is read here. What an id or a name stands for, and whether it stands for anything, is the business of
/// whoever takes the events.
///
/// Spans have 32 bits: bytes behind the first 4 GiB minus one are not read.
pub fn read_into<'a, S: EventSink<'a>>(
    input: &'a [u8],
    reading: Reading,
    sink: &mut S,
) -> Option<Diagnostic> {
    let mut walk = Walk::new(addressable(input), reading);
    let _ = walk.run(sink);
    walk.stopped_by()
}

fn addressable(input: &[u8]) -> &[u8] {
    let limit = usize::try_from(u32::MAX).unwrap_or(usize::MAX);
    &input[..input.len().min(limit)]
}

/// The events of a file, one by one.
///
/// The spans of all events put together are the file: nothing is left out, whatever is in it.
///
/// ```
/// use morkdb::read::Reader;
///
/// let text = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<(80=hello)>[1:m(^81^80)]";
/// let events: Vec<_> = Reader::new(text).collect();
/// let length: usize = events.iter().map(|event| event.span.len()).sum();
/// assert_eq!(length, text.len());
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    walk: Walk<'a>,
    inbox: Inbox<'a>,
}

/// Holds the one event that the walk stops behind.
#[derive(Clone, Debug, Default)]
struct Inbox<'a> {
    event: Option<Event<'a>>,
    diagnostics: Diagnostics,
}

impl<'a> EventSink<'a> for Inbox<'a> {
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()> {
        self.event = Some(event);
        ControlFlow::Break(())
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) -> ControlFlow<()> {
        self.diagnostics.push(diagnostic);
        ControlFlow::Continue(())
    }
}

impl<'a> Reader<'a> {
    /// Reads `input` in the [`Lenient`](Reading::Lenient) reading.
    pub fn new(input: &'a [u8]) -> Self {
        Self::with_reading(input, Reading::default())
    }

    /// Reads `input` in the given reading.
    pub fn with_reading(input: &'a [u8], reading: Reading) -> Self {
        Self { walk: Walk::new(addressable(input), reading), inbox: Inbox::default() }
    }

    /// The oddities up to here.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.inbox.diagnostics
    }

    /// The oddity that ended the reading before the end of the file, where one did.
    pub fn stopped_by(&self) -> Option<Diagnostic> {
        self.walk.stopped_by()
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        while self.inbox.event.is_none() && !self.walk.is_finished() {
            let _ = self.walk.step(&mut self.inbox);
        }
        self.inbox.event.take()
    }
}

impl std::iter::FusedIterator for Reader<'_> {}

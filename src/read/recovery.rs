//! Getting over damage: where a part of a file must end, and where reading may go on behind bytes that mean nothing.

use std::ops::ControlFlow;

use memchr::memmem;

use super::diagnostic::{DiagnosticKind as Odd, Effect};
use super::grammar;
use super::reader::EventSink;
use super::scan::{self, Oddities};
use super::walk::{Flow, State, Walk};
use crate::syntax::{Alias, EventKind, HEADER, HEADER_STEM, Span};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What is odd about the header, where anything is. A byte order mark is skipped, and the header then looked at again.
pub(super) fn header<'a, S: EventSink<'a>>(walk: &mut Walk<'a>, sink: &mut S) -> Flow {
    let rest = walk.rest();
    if rest.is_empty() {
        return walk.report(sink, Odd::EmptyFile, Span::default(), Effect::Refuses);
    }
    let line = Span::new(walk.at, walk.at + scan::line_comment(rest).min(HEADER.len()));
    let kind = if rest.starts_with(HEADER_STEM) { Odd::OldVersion } else { Odd::MissingHeader };
    walk.report(sink, kind, line, Effect::Refuses)
}

/// The length of the byte order mark before a header.
pub(super) fn byte_order_mark(bytes: &[u8]) -> Option<usize> {
    bytes.starts_with(BYTE_ORDER_MARK).then_some(BYTE_ORDER_MARK.len())
}

/// The offset of the next well-formed start marker at the beginning of a line that begins in `text`, at `from` or later.
/// Whatever is open there was cut short by a crash.
pub(super) fn next_group(text: &[u8], from: usize) -> Option<usize> {
    memmem::find_iter(&text[from..], b"@$${").map(|at| from + at).find(|&at| group_begins(text, at))
}

/// Whether the value of an alias may hold the start marker of a group, which has dollars.
#[inline(always)]
pub(super) fn has_dollar(alias: Alias<'_>) -> bool {
    alias.value.is_some_and(|value| value.raw().len() > 8 && memchr::memchr(b'$', value.raw()).is_some())
}

/// Whether a well-formed start marker stands at the beginning of a line, here.
pub(super) fn group_begins(input: &[u8], at: usize) -> bool {
    begins_line(input, at) && is_group_start(&input[at..])
}

fn begins_line(input: &[u8], at: usize) -> bool {
    at == 0 || matches!(input[at - 1], b'\n' | b'\r')
}

/// How far behind the beginning of a marker its id is looked for.
const NEAR: usize = 64;

/// Whether digits follow the first four bytes of a marker, or white space and comments and then digits, not far behind. Mozilla's parser
/// would go on for as long as it takes; behind each of many markers that would take quadratic time.
pub(super) fn has_id(marker: &[u8]) -> bool {
    let behind = marker.get(4..).unwrap_or_default();
    let near = &behind[..behind.len().min(NEAR)];
    let (length, odd) = scan::trivia(near);
    !odd.has(Oddities::LONE_SLASH) && near.get(length).is_some_and(|&byte| scan::is_hex(byte))
}

/// The length of as much of a marker as there is: `@$$`, a brace, digits, a brace, `@`.
pub(super) fn marker_stump(bytes: &[u8]) -> usize {
    let is_brace = |byte: &u8| matches!(byte, b'{' | b'}');
    let mut length = bytes.iter().zip(b"@$$").take_while(|(one, other)| one == other).count();
    length += usize::from(length == 3 && bytes.get(length).is_some_and(is_brace));
    length += scan::hex_digits(&bytes[length..]).1;
    length += usize::from(bytes.get(length).is_some_and(is_brace) && length > 3);
    length + usize::from(bytes.get(length) == Some(&b'@') && length > 4)
}

fn is_group_start(bytes: &[u8]) -> bool {
    if !has_id(bytes) {
        return false;
    }
    matches!(grammar::group_start(bytes), Ok((_, (_, odd))) if !odd.has(Oddities::NO_DIGITS))
}

/// Reports each lone slash and each open comment in white space of this length, at its own place.
#[cold]
pub(super) fn note_slashes<'a, S: EventSink<'a>>(walk: &mut Walk<'a>, sink: &mut S, length: usize) -> Flow {
    let (start, end) = (walk.at, walk.at + length);
    let mut at = start;
    while at < end {
        let (skipped, odd) = match walk.text[at] {
            byte if scan::is_white(byte) => (1, Oddities::NONE),
            _ => scan::skipped(&walk.text[at..]),
        };
        let span = Span::new(at, at + skipped);
        if odd.has(Oddities::LONE_SLASH) {
            walk.report(sink, Odd::LoneSlash, span, Effect::None)?;
        }
        if odd.has(Oddities::UNCLOSED_COMMENT) {
            walk.report(sink, Odd::UnclosedComment, span, Effect::None)?;
        }
        at += skipped;
    }
    ControlFlow::Continue(())
}

/// A row is the one container in which Mozilla's parser skips what it does not know, byte by byte.
#[cold]
pub(super) fn junk_in_row<'a, S: EventSink<'a>>(walk: &mut Walk<'a>, sink: &mut S) -> Flow {
    let known =
        |byte: &u8| matches!(byte, b'(' | b']' | b'-' | b'[' | b'/' | b'\\' | b'@') || scan::is_white(*byte);
    let behind = &walk.rest()[1..];
    let end = walk.at + 1 + behind.iter().position(known).unwrap_or(behind.len());
    walk.report(sink, Odd::JunkInRow, Span::new(walk.at, end), Effect::None)?;
    walk.emit(sink, end, EventKind::Junk)
}

/// Where junk that begins at `at` ends: at the next byte that can begin or end something here. Behind junk of printable
/// bytes, white space is boundary enough; behind anything else it may be a part of the damage.
pub(super) fn junk_end(text: &[u8], at: usize, state: State) -> usize {
    let mut printable = true;
    for (offset, &byte) in text.iter().enumerate().skip(at + 1) {
        printable &= (b' '..=b'~').contains(&text[offset - 1]);
        if is_boundary(byte, state) || (printable && scan::is_white(byte)) || is_marker(text, offset) {
            return offset;
        }
    }
    text.len()
}

fn is_marker(text: &[u8], at: usize) -> bool {
    text[at] == b'@' && group_begins(text, at)
}

fn is_boundary(byte: u8, state: State) -> bool {
    match state {
        State::Dict => matches!(byte, b'(' | b'<' | b'>' | b'[' | b'{'),
        State::Table => matches!(byte, b'[' | b'{' | b'}' | b'<'),
        State::DictMeta | State::TableMeta | State::RowMeta | State::Row => {
            matches!(byte, b'(' | b'<' | b'>' | b'[' | b']' | b'{' | b'}')
        }
        _ => matches!(byte, b'<' | b'[' | b'{' | b'@'),
    }
}

/// Where the damage of a broken token from `at` on ends, which was found broken at `found`: behind its `)`, where that
/// comes before anything else begins or ends.
pub(super) fn damage_end(text: &[u8], at: usize, found: usize, state: State) -> usize {
    let from = found.max(at + 1).min(text.len());
    let is_cell = text.get(at) == Some(&b'(');
    let stops =
        |at: usize| is_boundary(text[at], state) || (is_cell && text[at] == b')') || is_marker(text, at);
    match (from..text.len()).find(|&at| stops(at)).map(|at| at - from) {
        Some(next) if is_cell && text[from + next] == b')' => from + next + 1,
        Some(next) => from + next,
        None => text.len(),
    }
}

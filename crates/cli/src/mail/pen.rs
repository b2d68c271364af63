//! How values are written, and what was decoded last.

use std::borrow::Cow;
use std::cell::RefCell;

use morkdb_folder::Field;
use morkdb_folder::text::{decode, display, names};

use super::message::Message;
use super::zone::Clock;

/// For whom a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// For programs: all digits.
    Exact,
    /// For people: as much as they want to know.
    Human,
}

/// How text is decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decoding {
    /// As a line.
    Line,
    /// The names of mailboxes.
    Names,
}

impl Decoding {
    fn of<'a>(self, raw: &'a [u8], charset: &str) -> Cow<'a, str> {
        match self {
            Self::Names => names(raw, charset),
            Self::Line => match decode(raw, charset) {
                Cow::Borrowed(text) => display(text),
                Cow::Owned(text) => Cow::Owned(display(&text).into_owned()),
            },
        }
    }
}

/// What values are written with.
#[derive(Debug)]
pub(crate) struct Pen<'f, 'c> {
    /// For moments.
    pub(crate) clock: &'c Clock,
    /// For whom.
    pub(crate) form: Form,
    recent: RefCell<Vec<Option<Recent<'f>>>>,
}

/// Text that was decoded. Messages of a thread and of a sender share their stored bytes, which are in the file once.
#[derive(Debug)]
struct Recent<'f> {
    raw: &'f [u8],
    decoding: Decoding,
    text: String,
}

/// How many decoded texts are remembered; a power of two.
const REMEMBERED: usize = 1024;

impl<'f, 'c> Pen<'f, 'c> {
    /// A pen.
    pub(crate) fn new(clock: &'c Clock, form: Form) -> Self {
        Self { clock, form, recent: RefCell::new(Vec::new()) }
    }

    /// Appends the text of a column, decoded.
    pub(crate) fn write_text(
        &self,
        message: &Message<'f>,
        field: Field,
        decoding: Decoding,
        out: &mut Vec<u8>,
    ) {
        match message.raw(field) {
            raw if decoding == Decoding::Line && is_plain(&raw) => out.extend_from_slice(&raw),
            // What is no ASCII may depend on the charset of the message.
            Cow::Borrowed(raw) if raw.is_ascii() => self.write_remembered(raw, decoding, out),
            raw => out.extend_from_slice(decoding.of(&raw, message.charset()).as_bytes()),
        }
    }

    fn write_remembered(&self, raw: &'f [u8], decoding: Decoding, out: &mut Vec<u8>) {
        let place = raw.as_ptr().addr().wrapping_mul(0x9E37_79B1) >> 12 & (REMEMBERED - 1);
        let mut recent = self.recent.borrow_mut();
        if let Some(Some(found)) = recent.get(place)
            && std::ptr::eq(found.raw, raw)
            && found.decoding == decoding
        {
            return out.extend_from_slice(found.text.as_bytes());
        }
        let text = decoding.of(raw, "");
        out.extend_from_slice(text.as_bytes());
        if let Cow::Owned(text) = text {
            if recent.is_empty() {
                recent.resize_with(REMEMBERED, || None);
            }
            if let Some(slot) = recent.get_mut(place) {
                *slot = Some(Recent { raw, decoding, text });
            }
        }
    }
}

/// Whether a line is certainly shown as it is stored.
fn is_plain(raw: &[u8]) -> bool {
    // Without early exits, this is vector code. A `?` may be that of an encoded word.
    let odd = |byte: &u8| u8::from(!(b' '..=b'~').contains(byte)) | u8::from(*byte == b'?');
    raw.iter().fold(0, |any, byte| any | odd(byte)) == 0
        && raw.first() != Some(&b' ')
        && raw.last() != Some(&b' ')
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    /// The same bytes may be decoded in several ways.
    #[test]
    fn what_is_remembered_is_what_was_asked_for() {
        let clock = Clock::new(TimeZone::UTC, Timestamp::UNIX_EPOCH);
        let pen = Pen::new(&clock, Form::Exact);
        let raws: Vec<_> = (0..3000).map(|number| format!("=?utf-8?Q?Zo=C3=AB_{number}?= <z@x>")).collect();
        for _ in 0..2 {
            for (number, raw) in raws.iter().enumerate() {
                let mut out = Vec::new();
                pen.write_remembered(raw.as_bytes(), Decoding::Names, &mut out);
                out.push(b'|');
                pen.write_remembered(raw.as_bytes(), Decoding::Line, &mut out);
                let expected = format!("Zoë {number}|Zoë {number} <z@x>");
                assert_eq!(String::from_utf8(out).unwrap(), expected);
            }
        }
    }
}

//! What a message has in a column.

use morkdb_folder::number::Digits;

use super::column::{Column, Kind, Known};
use super::marks;
use super::message::Message;
use super::pen::{Decoding, Form, Pen};
use crate::printable::printable;

impl Known {
    /// The number that a message has in this column, if it has one and the column is one of numbers.
    pub(super) fn number(self, message: &Message<'_>) -> Option<u64> {
        let header = message.header;
        match self {
            Self::Key => Some(header.key().0.into()),
            Self::Date => some_time(header.date()),
            Self::Received => some_time(header.date_received()),
            Self::Size => Some(header.size().into()),
            Self::Lines => Some(header.line_count().into()),
            Self::Priority => Some(header.priority().0.into()),
            Self::Junk => header.junk().score.map(u64::from),
            Self::Thread => Some(header.thread_key().0.into()),
            Self::Parent => header.parent().map(|key| key.0.into()),
            _ => None,
        }
    }

    /// Appends the value as text.
    pub(crate) fn write<'f>(self, message: &Message<'f>, pen: &Pen<'f, '_>, out: &mut Vec<u8>) {
        if self == Self::Subject && message.has_re() {
            out.extend_from_slice(b"Re: ");
        }
        match self.kind() {
            Kind::Text(field) | Kind::Addresses(field) => pen.write_text(message, field, Decoding::Line, out),
            Kind::Names(field) => pen.write_text(message, field, Decoding::Names, out),
            Kind::Flags => write_list(marks::shown(message).map(str::as_bytes), b" ", out),
            Kind::Tags => {
                write_list(message.header.all_keywords().tags().map(|key| message.tag_name(key)), b", ", out);
            }
            Kind::Keywords => write_list(message.header.all_keywords().iter(), b" ", out),
            kind => {
                if let Some(number) = self.number(message) {
                    write_number(kind, number, pen, out);
                }
            }
        }
    }
}

impl Column {
    /// Appends the value as text; of a stored column, what is no text as `\xNN`.
    pub(crate) fn write<'f>(&self, message: &Message<'f>, pen: &Pen<'f, '_>, out: &mut Vec<u8>) {
        match self {
            Self::Known(known) => known.write(message, pen, out),
            Self::Cell(name) => {
                let value = message.header.property(name).unwrap_or_default();
                match std::str::from_utf8(&value) {
                    Ok(text) => out.extend_from_slice(text.as_bytes()),
                    Err(_) => out.extend_from_slice(printable(&value).as_bytes()),
                }
            }
        }
    }
}

/// A moment; 0 is that of a message without one.
fn some_time(seconds: u32) -> Option<u64> {
    (seconds != 0).then_some(seconds.into())
}

fn write_list<'l>(items: impl Iterator<Item = &'l [u8]>, between: &[u8], out: &mut Vec<u8>) {
    let mut gap: &[u8] = b"";
    for item in items {
        out.extend_from_slice(gap);
        // What no charset is known for is shown as far as it is text.
        match std::str::from_utf8(item) {
            Ok(_) => out.extend_from_slice(item),
            Err(_) => out.extend_from_slice(printable(item).as_bytes()),
        }
        gap = between;
    }
}

fn write_number(kind: Kind, number: u64, pen: &Pen<'_, '_>, out: &mut Vec<u8>) {
    let seconds = || i64::try_from(number).unwrap_or(i64::MAX);
    match (kind, pen.form) {
        (Kind::Date(_), Form::Exact) => pen.clock.write_exact(seconds(), out),
        (Kind::Date(_), Form::Human) => pen.clock.write_short(seconds(), out),
        (Kind::Size, Form::Human) => out.extend_from_slice(size(number).as_bytes()),
        (Kind::Priority, _) => {
            match u32::try_from(number).ok().and_then(|own| morkdb_folder::Priority(own).name()) {
                // A message that says nothing of its priority is like one that is not known.
                Some("none") => {}
                Some(name) => out.extend_from_slice(name.as_bytes()),
                None if number == 0 => {}
                None => out.extend_from_slice(Digits::decimal(number).as_ref()),
            }
        }
        _ => out.extend_from_slice(Digits::decimal(number).as_ref()),
    }
}

/// A size for people, as Thunderbird shows it: a KB has 1,024 bytes.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KB", "MB", "GB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    // In tenths of the unit.
    let (mut tenths, mut unit) = (bytes.saturating_mul(10) / 1024, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    let unit = UNITS.get(unit).unwrap_or(&"GB");
    if tenths < 100 {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", tenths / 10)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_two_digits_or_more() {
        assert_eq!(size(0), "0 B");
        assert_eq!(size(1023), "1023 B");
        assert_eq!(size(1024), "1.0 KB");
        assert_eq!(size(10_240), "10 KB");
        assert_eq!(size(1_500_000), "1.4 MB");
        assert_eq!(size(u64::from(u32::MAX)), "3.9 GB");
        assert_eq!(size(u64::MAX), format!("{} GB", (u64::MAX / 1024) / 1024 / 1024 / 10));
    }
}

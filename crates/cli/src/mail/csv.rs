//! Messages as comma-separated values (RFC 4180), with names in the first line. Lines end as they do on Unix.

use std::io::{self, Write};

use morkdb_folder::MessageHeader;

use super::column::Column;
use super::message::Message;
use super::pen::{Form, Pen};
use super::table::Content;
use super::zone::Clock;
use crate::run::Outlet;

/// Writes the messages.
pub(crate) fn print<'f>(
    out: &mut Outlet<'_>,
    messages: impl Iterator<Item = MessageHeader<'f>>,
    columns: &[Column],
    clock: &Clock,
) -> io::Result<()> {
    let pen = Pen::new(clock, Form::Exact);
    let mut line = Vec::new();
    write_line(columns, &mut line, |column, line| {
        line.extend_from_slice(column.title().as_bytes());
        Content::Text
    });
    out.write_all(&line)?;
    for header in messages {
        let message = Message::new(header);
        line.clear();
        write_line(columns, &mut line, |column, line| {
            column.write(&message, &pen, line);
            column.content()
        });
        out.write_all(&line)?;
    }
    Ok(())
}

/// Appends a line with a field for each column. `write` appends its value, and says what it is: text is put into quotes where it needs them.
pub(crate) fn write_line<C>(
    columns: &[C],
    line: &mut Vec<u8>,
    mut write: impl FnMut(&C, &mut Vec<u8>) -> Content,
) {
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            line.push(b',');
        }
        let start = line.len();
        if write(column, line) == Content::Text {
            quote(line, start);
        }
    }
    line.push(b'\n');
}

/// Puts the field that begins at `start` into quotes if it needs them.
fn quote(line: &mut Vec<u8>, start: usize) {
    let field = line.get(start..).unwrap_or_default();
    let is_plain =
        memchr::memchr3(b',', b'"', b'\n', field).is_none() && memchr::memchr(b'\r', field).is_none();
    if is_plain {
        return;
    }
    let field = line.split_off(start);
    line.push(b'"');
    for part in field.split_inclusive(|byte| *byte == b'"') {
        line.extend_from_slice(part);
        if part.ends_with(b"\"") {
            line.push(b'"');
        }
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        for (field, expected) in [
            ("", ""),
            ("plain text; 'so'", "plain text; 'so'"),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("\r", "\"\r\""),
            ("\"", "\"\"\"\""),
        ] {
            let mut line = format!("x,{field}").into_bytes();
            quote(&mut line, 2);
            assert_eq!(String::from_utf8(line).unwrap(), format!("x,{expected}"));
        }
    }
}

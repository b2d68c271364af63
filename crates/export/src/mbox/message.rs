//! A message as it stands in an mbox.

use memchr::memchr;
use morkdb_profile::store::lines::to_lf;

use super::head;
use crate::job::Mail;

/// Fields that other programs have left, and that say what our own say.
const REPLACED: [&[u8]; 6] =
    [b"status", b"x-status", b"x-keywords", b"x-mozilla-status", b"x-mozilla-status2", b"x-mozilla-keys"];

/// Writes a message with all that goes around it.
pub(super) fn write(mail: &Mail<'_>, bytes: &[u8], text: &mut Vec<u8>) {
    head::from_line(mail.header, text);
    head::fields(mail, text);
    lines(&to_lf(bytes), text);
}

/// Writes the lines of a message, without the fields that are replaced, and the empty line behind it.
pub(super) fn lines(message: &[u8], text: &mut Vec<u8>) {
    let (mut rest, mut in_header, mut is_dropped) = (message, true, false);
    while !rest.is_empty() {
        let end = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, b""));
        rest = behind;
        in_header &= !matches!(line, b"\n" | b"\r\n");
        if in_header && !matches!(line.first(), Some(b' ' | b'\t')) {
            is_dropped = is_replaced(line);
        }
        if !(in_header && is_dropped) {
            quote(line, text);
        }
    }
    if text.last() != Some(&b'\n') {
        text.push(b'\n');
    }
    text.push(b'\n');
}

fn is_replaced(line: &[u8]) -> bool {
    let name = memchr(b':', line).and_then(|at| line.get(..at)).unwrap_or_default();
    REPLACED.iter().any(|known| name.trim_ascii_end().eq_ignore_ascii_case(known))
}

/// Writes a line, with one `>` more where it would look like the beginning of a message.
fn quote(line: &[u8], text: &mut Vec<u8>) {
    let quotes = line.iter().take_while(|byte| **byte == b'>').count();
    if line.get(quotes..).is_some_and(|line| line.starts_with(b"From ")) {
        text.push(b'>');
    }
    text.extend_from_slice(line);
}

//! What stands in front of a message: the `From ` line, and what the summary says.

use std::io::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use morkdb_folder::text::mailboxes;
use morkdb_folder::{MessageFlags, MessageHeader};

use crate::flags::{keys_field, status_field, status2_field};
use crate::job::Mail;

/// Who wrote it where nobody is known.
const NOBODY: &str = "MAILER-DAEMON";

/// The line `From sender@example.org Fri Jul  4 12:13:14 2025`, in UTC as RFC 4155 has it.
pub(super) fn from_line(message: MessageHeader<'_>, text: &mut Vec<u8>) {
    let seconds = match message.date_received() {
        0 => message.date(),
        received => received,
    };
    let time = Timestamp::from_second(i64::from(seconds)).unwrap_or_default().to_zoned(TimeZone::UTC);
    let _ = writeln!(text, "From {} {}", sender(message), time.strftime("%a %b %e %H:%M:%S %Y"));
}

fn sender(message: MessageHeader<'_>) -> String {
    let first = mailboxes(&message.author(), "").into_iter().map(|mailbox| mailbox.address).next();
    let is_good =
        |address: &String| !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_graphic());
    first.filter(is_good).unwrap_or_else(|| NOBODY.to_owned())
}

/// The fields that say what the summary says. For what is deleted all of them say so, or Thunderbird would have it alive again.
pub(super) fn fields(mail: &Mail<'_>, text: &mut Vec<u8>) {
    let (message, marks) = (mail.header, &mail.marks);
    let flags = message.stored_flags().with(MessageFlags::EXPUNGED, mail.is_expunged);
    let _ = writeln!(text, "X-Mozilla-Status: {}", status_field(flags));
    let _ = writeln!(text, "X-Mozilla-Status2: {}", status2_field(flags));
    text.extend_from_slice(b"X-Mozilla-Keys: ");
    text.extend_from_slice(&keys_field(&keywords(message)));
    let _ = writeln!(text, "\nStatus: {}", marks.mbox_status());
    let x_status = marks.mbox_x_status();
    if !x_status.is_empty() {
        let _ = writeln!(text, "X-Status: {x_status}");
    }
    let words = marks.imap_keywords();
    if !words.is_empty() {
        let _ = writeln!(text, "X-Keywords: {}", words.join(" "));
    }
}

/// The keywords as they are stored, with one space between.
fn keywords(message: MessageHeader<'_>) -> Vec<u8> {
    let stored = message.keywords();
    let mut text: Vec<u8> = stored.iter().collect::<Vec<_>>().join(&b' ');
    text.retain(|byte| !byte.is_ascii_control());
    text
}

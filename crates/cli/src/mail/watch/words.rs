//! What a line says of messages.

use morkdb_folder::{Field, MessageFlags, MessageHeader};

use crate::mail::marks;
use crate::mail::message::Message;

/// The subject of a message, with its `Re:`.
pub(super) fn subject(header: MessageHeader<'_>) -> String {
    let message = Message::new(header);
    let re = if message.has_re() { "Re: " } else { "" };
    message.with_text(Field::Subject, |text| format!("{re}{text}"))
}

/// Whom a message is from.
pub(super) fn from(header: MessageHeader<'_>) -> String {
    Message::new(header).with_names(Field::Sender, str::to_owned)
}

/// The words for flags.
pub(super) fn flags(flags: MessageFlags) -> Vec<&'static str> {
    marks::of_flags(flags, true).collect()
}

/// The words for flags that people want to know of.
pub(super) fn shown(flags: MessageFlags) -> Vec<&'static str> {
    marks::of_flags(flags, false).collect()
}

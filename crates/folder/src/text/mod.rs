//! The text of message headers: what Thunderbird shows of the bytes in a row, and what it stores.
//!
//! A folder keeps `subject`, `sender` and `recipients` as the message has them: bytes, with encoded words (RFC 2047) and
//! with text in charsets that nobody declared. [`decode`] gives the text that Thunderbird's own code gives for them, and
//! [`display`] makes one line of it for a list. Nothing here changes what is stored.

mod addresses;
mod cache;
mod charset;
mod clean;
mod decode;
mod encode;
mod mailbox;
mod message_ids;
mod names;
mod subject;
mod tokens;
mod utf7;
mod words;

pub use addresses::{Mailbox, mailboxes};
pub use cache::{cached_name, name_for_cache};
pub use charset::effective_charset;
pub use clean::display;
pub use decode::decode;
pub use message_ids::{References, message_id, references};
pub use names::names;
pub use subject::{Stripped, strip_re, strip_re_news};

/// The bytes up to the first NUL. Thunderbird reads these cells as C strings.
fn until_nul(raw: &[u8]) -> &[u8] {
    memchr::memchr(0, raw).and_then(|end| raw.get(..end)).unwrap_or(raw)
}

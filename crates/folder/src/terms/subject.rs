//! What terms ask of a message.

use std::borrow::Cow;

use crate::flags::{MessageFlags, Priority};
use crate::text::Mailbox;

/// A message that terms are compared with. All text is decoded.
pub trait Subject {
    /// The subject as it is stored, without a `Re:` where [`MessageFlags::HAS_RE`] is set.
    fn subject(&self) -> Cow<'_, str>;

    /// A header of addresses, as a whole.
    fn addresses(&self, field: Field) -> Cow<'_, str>;

    /// The same, one by one: [`text::mailboxes`](crate::text::mailboxes).
    fn mailboxes(&self, field: Field) -> Vec<Mailbox>;

    /// The flags; [`MessageFlags::NEW`] where the caller knows that it is new.
    fn flags(&self) -> MessageFlags;

    /// The priority.
    fn priority(&self) -> Priority;

    /// The date, in seconds since 1970.
    fn date(&self) -> i64;

    /// The size, in bytes.
    fn size(&self) -> u32;

    /// Column `keywords`: the keys of tags and what else the server keeps, with spaces between.
    fn keywords(&self) -> Cow<'_, str>;

    /// Column `junkscore`: `0`, `100` or nothing.
    fn junk_score(&self) -> Cow<'_, str>;

    /// Column `junkpercent`: a decimal number or nothing.
    fn junk_percent(&self) -> Cow<'_, str>;

    /// Column `junkscoreorigin`: who set the score.
    fn junk_score_origin(&self) -> Cow<'_, str>;

    /// A header, by its name as [`Attribute::Header`](super::Attribute::Header) has it, which is that of the column.
    /// `None` where the summary does not keep it, so that only the message knows; text, even empty, where it does.
    fn header(&self, name: &str) -> Option<Cow<'_, str>>;

    /// Whether a keyword is the key of a tag. Thunderbird asks the tags of the profile; this takes all but the keywords
    /// that it uses itself.
    fn is_tag(&self, keyword: &str) -> bool {
        const OTHERS: [&str; 9] = [
            "junk",
            "nonjunk",
            "notjunk",
            "$junk",
            "$notjunk",
            "$forwarded",
            "$mdnsent",
            "$submitted",
            "$submitpending",
        ];
        !OTHERS.iter().any(|other| other.eq_ignore_ascii_case(keyword))
    }
}

/// Which addresses of a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    /// Who it is from: column `sender`.
    From,
    /// Who it is to: column `recipients`.
    To,
    /// Who has a copy: column `ccList`.
    Cc,
    /// Who has a blind copy: column `bccList`.
    Bcc,
}

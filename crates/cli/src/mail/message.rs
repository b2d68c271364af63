//! A message, and its text decoded.

use std::borrow::Cow;
use std::cell::OnceCell;

use morkdb_folder::number::decimal;
use morkdb_folder::text::{decode, display, effective_charset, names};
use morkdb_folder::{Field, Junk, MessageFlags, MessageHeader};

/// A message whose charset is looked up at most once.
#[derive(Debug)]
pub(super) struct Message<'f> {
    /// Its header.
    pub(super) header: MessageHeader<'f>,
    /// Its flags.
    pub(super) flags: MessageFlags,
    charset: OnceCell<Cow<'f, [u8]>>,
}

impl<'f> Message<'f> {
    /// The message of this header.
    pub(super) fn new(header: MessageHeader<'f>) -> Self {
        Self { header, flags: header.flags(), charset: OnceCell::new() }
    }

    /// Whether its subject had a `Re:`, which is not stored.
    pub(super) fn has_re(&self) -> bool {
        self.flags.contains(MessageFlags::HAS_RE)
    }

    /// Whether it is junk. Only the score says so; who gave it is not looked up.
    pub(super) fn is_junk(&self) -> bool {
        let score = self.header.get(Field::JunkScore).and_then(|text| decimal(&text));
        let score = score.and_then(|score| u32::try_from(score).ok());
        Junk { score, ..Junk::default() }.is_junk()
    }

    /// The charset of what declares none.
    pub(super) fn charset(&self) -> &str {
        effective_charset(self.charset.get_or_init(|| self.header.charset()), None)
    }

    /// The stored value of a column; empty where there is none.
    pub(super) fn raw(&self, field: Field) -> Cow<'f, [u8]> {
        self.header.get(field).unwrap_or_default()
    }

    /// The text of a column, decoded, as one line.
    pub(super) fn with_text<T>(&self, field: Field, look: impl FnOnce(&str) -> T) -> T {
        let raw = self.raw(field);
        if raw.is_empty() {
            return look("");
        }
        look(&display(&decode(&raw, self.charset())))
    }

    /// The names in a column of addresses.
    pub(super) fn with_names<T>(&self, field: Field, look: impl FnOnce(&str) -> T) -> T {
        let raw = self.raw(field);
        if raw.is_empty() {
            return look("");
        }
        look(&names(&raw, self.charset()))
    }

    /// Whether any name or address in a column of addresses is such.
    pub(super) fn any_mailbox(&self, field: Field, is_such: impl Fn(&str) -> bool) -> bool {
        let mailboxes = morkdb_folder::text::mailboxes(&self.raw(field), self.charset());
        mailboxes.iter().any(|mailbox| is_such(&mailbox.name) || is_such(&mailbox.address))
    }
}

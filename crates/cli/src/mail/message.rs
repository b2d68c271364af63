//! A message, and its text decoded.

use std::borrow::Cow;
use std::cell::OnceCell;

use morkdb_folder::number::decimal;
use morkdb_folder::text::{decode, display, effective_charset, names};
use morkdb_folder::{Field, Junk, MessageFlags, MessageHeader};
use morkdb_profile::Tags;

use super::tags;

/// A message whose charset is looked up at most once.
#[derive(Debug)]
pub(crate) struct Message<'f> {
    /// Its header.
    pub(crate) header: MessageHeader<'f>,
    /// Its flags.
    pub(crate) flags: MessageFlags,
    charset: OnceCell<Cow<'f, [u8]>>,
    tags: Option<&'f Tags>,
}

impl<'f> Message<'f> {
    /// The message of this header.
    pub(crate) fn new(header: MessageHeader<'f>) -> Self {
        Self { header, flags: header.flags(), charset: OnceCell::new(), tags: None }
    }

    /// The message of this header, in a profile with these tags.
    pub(crate) fn with_tags(header: MessageHeader<'f>, tags: &'f Tags) -> Self {
        Self { tags: Some(tags), ..Self::new(header) }
    }

    /// The name that a tag is shown with: what the user calls it, where that is known.
    pub(crate) fn tag_name<'k>(&self, key: &'k [u8]) -> &'k [u8]
    where
        'f: 'k,
    {
        let tag = self.tags.and_then(|tags| tags.get(std::str::from_utf8(key).ok()?));
        tag.map_or_else(|| tags::name(key), |tag| tag.name.as_bytes())
    }

    /// Whether its subject had a `Re:`, which is not stored.
    pub(crate) fn has_re(&self) -> bool {
        self.flags.contains(MessageFlags::HAS_RE)
    }

    /// Whether it is junk. Only the score says so; who gave it is not looked up.
    pub(crate) fn is_junk(&self) -> bool {
        let score = self.header.get(Field::JunkScore).and_then(|text| decimal(&text));
        let score = score.and_then(|score| u32::try_from(score).ok());
        Junk { score, ..Junk::default() }.is_junk()
    }

    /// The charset of what declares none.
    pub(crate) fn charset(&self) -> &str {
        effective_charset(self.charset.get_or_init(|| self.header.charset()), None)
    }

    /// The stored value of a column; empty where there is none.
    pub(crate) fn raw(&self, field: Field) -> Cow<'f, [u8]> {
        self.header.get(field).unwrap_or_default()
    }

    /// The text of a column, decoded, as one line.
    pub(crate) fn with_text<T>(&self, field: Field, look: impl FnOnce(&str) -> T) -> T {
        let raw = self.raw(field);
        if raw.is_empty() {
            return look("");
        }
        look(&display(&decode(&raw, self.charset())))
    }

    /// The names in a column of addresses.
    pub(crate) fn with_names<T>(&self, field: Field, look: impl FnOnce(&str) -> T) -> T {
        let raw = self.raw(field);
        if raw.is_empty() {
            return look("");
        }
        look(&names(&raw, self.charset()))
    }

    /// Whether any name or address in a column of addresses is such.
    pub(crate) fn any_mailbox(&self, field: Field, is_such: impl Fn(&str) -> bool) -> bool {
        let mailboxes = morkdb_folder::text::mailboxes(&self.raw(field), self.charset());
        mailboxes.iter().any(|mailbox| is_such(&mailbox.name) || is_such(&mailbox.address))
    }
}

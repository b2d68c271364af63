//! The tags that a profile has.

use std::borrow::Cow;

use morkdb_profile::{Tag, Tags};

use super::schema::columns;

columns! {
    /// What is known of each tag.
    TAG, write, tag: &Tag, out {
        "key" Text => out.text(Some(&tag.key));
        "name" Text => out.text(Some(&tag.name));
        "color" Text => out.text(tag.color.as_deref());
        "ordinal" Text => out.text(tag.ordinal.as_deref());
    }
}

/// What people see for a tag: the key itself where the profile has no such tag.
pub(crate) fn name<'k>(tags: &'k Tags, key: &'k [u8]) -> Cow<'k, str> {
    match String::from_utf8_lossy(key) {
        Cow::Borrowed(key) => Cow::Borrowed(tags.name(key)),
        owned @ Cow::Owned(_) => owned,
    }
}

//! Tags among the keywords of a message, and the tags that a profile has.

use std::borrow::Cow;

use morkdb_folder::Keywords;
use morkdb_profile::{Tag, Tags};

use super::schema::columns;

/// Keywords that say something else than a tag does.
const OTHERS: [&str; 16] = [
    "junk",
    "$junk",
    "nonjunk",
    "notjunk",
    "$notjunk",
    "$phishing",
    "forwarded",
    "$forwarded",
    "mdnsent",
    "$mdnsent",
    "redirected",
    "$submitpending",
    "$submitted",
    "$hasattachment",
    "$hasnoattachment",
    "$canunsubscribe",
];
/// How many of these say that it is junk, and how many more that it is not.
const JUNK: usize = 2;
const GOOD: usize = 3;

columns! {
    /// What is known of each tag.
    TAG, write, tag: &Tag, out {
        "key" Text => out.text(Some(&tag.key));
        "name" Text => out.text(Some(&tag.name));
        "color" Text => out.text(tag.color.as_deref());
        "ordinal" Text => out.text(tag.ordinal.as_deref());
    }
}

/// The tags, in their order.
pub(crate) fn of<'k>(keywords: &'k Keywords<'_>) -> impl Iterator<Item = &'k [u8]> {
    keywords.iter().filter(|keyword| other(keyword).is_none())
}

/// What people see for a tag: the key itself where the profile has no such tag.
pub(crate) fn name<'k>(tags: &'k Tags, key: &'k [u8]) -> Cow<'k, str> {
    match String::from_utf8_lossy(key) {
        Cow::Borrowed(key) => Cow::Borrowed(tags.name(key)),
        owned @ Cow::Owned(_) => owned,
    }
}

/// Whether a keyword says that it is junk, or that it is not. The first that says so counts.
pub(crate) fn is_junk(keywords: &Keywords<'_>) -> Option<bool> {
    let said = keywords.iter().filter_map(other).find(|place| *place < JUNK + GOOD);
    said.map(|place| place < JUNK)
}

fn other(keyword: &[u8]) -> Option<usize> {
    OTHERS.iter().position(|own| own.as_bytes().eq_ignore_ascii_case(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_marks_is_no_tag() {
        let keywords = Keywords::new(&b"$label2 NonJunk urgent  $Forwarded Junk"[..]);
        let important = Tag { key: "$Label2".into(), name: "Work".into(), color: None, ordinal: None };
        let tags = Tags(vec![important]);
        assert_eq!(of(&keywords).map(|key| name(&tags, key)).collect::<Vec<_>>(), ["Work", "urgent"]);
        assert_eq!(is_junk(&keywords), Some(false));
        assert_eq!(is_junk(&Keywords::new(&b"$junk"[..])), Some(true));
        assert_eq!(is_junk(&Keywords::new(&b"$phishing x"[..])), None);
    }
}

//! Keywords: tags among them.

use std::borrow::Cow;

use crate::flags::MessageFlags;

/// Keywords that say that a message is junk.
const JUNK: [&str; 2] = ["junk", "$junk"];

/// Keywords that say that it is not.
const GOOD: [&str; 3] = ["nonjunk", "notjunk", "$notjunk"];

/// More keywords that are no tags: mail programs and servers set them.
const MARKS: [&str; 11] = [
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

/// The keywords of a message: keys of tags (`$label1`), and keywords of the IMAP server. The stored text may have spaces too
/// many, which are kept until a keyword is removed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keywords<'k>(Cow<'k, [u8]>);

impl<'k> Keywords<'k> {
    /// The text of the column.
    pub fn new(text: impl Into<Cow<'k, [u8]>>) -> Self {
        Self(text.into())
    }

    /// The text of the column.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The keywords, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|byte| *byte == b' ').filter(|word| !word.is_empty())
    }

    /// Whether it is among them. Keywords are the same in upper and lower case, as for IMAP.
    pub fn contains(&self, keyword: &[u8]) -> bool {
        self.iter().any(|own| own.eq_ignore_ascii_case(keyword))
    }

    /// Those that are tags of the user, rather than marks of mail programs and servers.
    pub fn tags(&self) -> impl Iterator<Item = &[u8]> {
        self.iter().filter(|keyword| Self::is_tag(keyword))
    }

    /// Whether they say that it is junk, or that it is not. The first that says so counts.
    pub fn junk(&self) -> Option<bool> {
        self.iter().find_map(Self::junk_of)
    }

    /// Whether a keyword is a tag of the user.
    pub fn is_tag(keyword: &[u8]) -> bool {
        Self::junk_of(keyword).is_none() && !is_among(keyword, &MARKS)
    }

    /// Whether a keyword says that a message is junk, or that it is not.
    pub fn junk_of(keyword: &[u8]) -> Option<bool> {
        if is_among(keyword, &JUNK) { Some(true) } else { is_among(keyword, &GOOD).then_some(false) }
    }

    /// The label of old versions, 1 to 5, which they kept in the flags, or in a column of its own; 0 for none. The column counts where it
    /// has one.
    pub fn old_label(column: u32, flags: MessageFlags) -> u32 {
        let is_label = |label: &u32| (1..=5).contains(label);
        [column, (flags & MessageFlags::LABELS).0 >> 25].into_iter().find(is_label).unwrap_or(0)
    }

    /// These, with the tag that a label of old versions stands for behind them, unless it is there: `$label1` to `$label5`. For other
    /// numbers, these as they are.
    #[must_use]
    pub fn with_label(self, label: u32) -> Self {
        let tag = match label {
            1..=5 => format!("$label{label}"),
            _ => return self,
        };
        self.with(tag.as_bytes()).map_or(self, Self::new)
    }

    /// The text with a keyword more, as Thunderbird adds it (`nsMsgDBFolder::AddKeywordsToMessages`). `None` where it is
    /// there already.
    pub fn with(&self, keyword: &[u8]) -> Option<Vec<u8>> {
        if self.contains(keyword) {
            return None;
        }
        let mut text = self.0.to_vec();
        if !text.is_empty() && text.last() != Some(&b' ') {
            text.push(b' ');
        }
        text.extend_from_slice(keyword);
        Some(text)
    }

    /// The text with a keyword less, and with single spaces. `None` where it is not there.
    pub fn without(&self, keyword: &[u8]) -> Option<Vec<u8>> {
        if !self.contains(keyword) {
            return None;
        }
        let rest: Vec<_> = self.iter().filter(|own| !own.eq_ignore_ascii_case(keyword)).collect();
        Some(rest.join(&b' '))
    }
}

fn is_among(keyword: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_and_servers_mark_is_no_tag() {
        let keywords = Keywords::new(&b"$label2 NonJunk urgent  $Forwarded Junk"[..]);
        assert_eq!(keywords.tags().collect::<Vec<_>>(), [&b"$label2"[..], b"urgent"]);
        assert_eq!(keywords.junk(), Some(false));
        assert_eq!(Keywords::new(&b"$junk"[..]).junk(), Some(true));
        assert_eq!(Keywords::new(&b"$phishing x"[..]).junk(), None);
    }

    /// Before there were tags, there were five labels: in the flags, or in a column.
    #[test]
    fn labels_of_old_versions_are_tags() {
        let in_flags = |label: u32| MessageFlags(label << 25 | 0x91);
        for (column, flags, label) in
            [(0, 2, 2), (4, 0, 4), (4, 2, 4), (9, 2, 2), (0, 6, 0), (0, 0, 0), (u32::MAX, 7, 0)]
        {
            assert_eq!(Keywords::old_label(column, in_flags(flags)), label, "{column} {flags}");
        }
        let with = |text: &'static [u8], label| Keywords::new(text).with_label(label).as_bytes().to_vec();
        assert_eq!(with(b"", 3), b"$label3");
        assert_eq!(with(b"own", 3), b"own $label3");
        assert_eq!(with(b"$LABEL3  own", 3), b"$LABEL3  own");
        assert_eq!((with(b"own", 0), with(b"own", 6)), (b"own".to_vec(), b"own".to_vec()));
    }

    #[test]
    fn keywords_are_words() {
        let keywords = Keywords::new(&b"$label1  nonjunk "[..]);
        assert_eq!(keywords.iter().collect::<Vec<_>>(), [&b"$label1"[..], b"nonjunk"]);
        assert!(keywords.contains(b"NonJunk") && !keywords.contains(b"junk"));
        assert_eq!(keywords.with(b"$label2").unwrap(), b"$label1  nonjunk $label2");
        assert_eq!(keywords.without(b"$LABEL1").unwrap(), b"nonjunk");
        assert_eq!(keywords.with(b"nonjunk"), None);
        assert_eq!(keywords.without(b"junk"), None);
    }
}

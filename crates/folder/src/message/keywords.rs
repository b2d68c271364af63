//! Keywords: tags among them.

use std::borrow::Cow;

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

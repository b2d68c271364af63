//! Keywords: tags among them.

use std::borrow::Cow;

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

#[cfg(test)]
mod tests {
    use super::*;

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

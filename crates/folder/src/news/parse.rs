//! Reading a set from text.

use std::convert::Infallible;
use std::str::FromStr;

use super::ArticleSet;
use super::set::Chunk;

impl ArticleSet {
    /// Reads `1-20,25`, as Mozilla's `nsMsgKeySet` does. Nothing is an error:
    ///
    /// * white space and further commas between two numbers are passed over; a comma at the beginning is not;
    /// * reading ends at whatever else is no number, and at a zero byte;
    /// * `9-5`, `9-` and `9- 12` begin with the number 9 alone;
    /// * numbers that are not above those before them are left out, as Mozilla does when it writes the set;
    /// * 1 brings 0 with it.
    ///
    /// Numbers that do not fit 32 bits become the highest that does.
    pub fn parse(text: impl AsRef<[u8]>) -> Self {
        let mut text = Text { rest: text.as_ref() };
        let mut chunks: Vec<Chunk> = Vec::new();
        text.skip(is_space);
        while let Some(read) = text.range() {
            let behind = chunks.last().map_or(Some(0), |chunk| chunk.last.checked_add(1));
            if let Some(behind) = behind
                && behind <= read.last
            {
                chunks.push(Chunk { first: read.first.max(behind), ..read });
            }
        }
        Self::from_chunks(chunks)
    }
}

/// Never fails; see [`ArticleSet::parse`].
impl FromStr for ArticleSet {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::parse(text))
    }
}

struct Text<'t> {
    rest: &'t [u8],
}

impl Text<'_> {
    fn skip(&mut self, what: impl Fn(u8) -> bool) {
        while let [first, rest @ ..] = self.rest
            && what(*first)
        {
            self.rest = rest;
        }
    }

    /// One number or two with a dash between, and the commas behind.
    fn range(&mut self) -> Option<Chunk> {
        let first = self.number()?;
        self.skip(is_space);
        let mut last = first;
        if let [b'-', rest @ ..] = self.rest {
            self.rest = rest;
            last = self.number().unwrap_or(0).max(first);
        }
        self.skip(|byte| byte == b',' || is_space(byte));
        Some(Chunk { first: if first == 1 { 0 } else { first }, last })
    }

    fn number(&mut self) -> Option<u32> {
        let before = self.rest.len();
        let mut number: u32 = 0;
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            number = number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
            self.rest = rest;
        }
        (self.rest.len() < before).then_some(number)
    }
}

/// As C's `isspace`.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

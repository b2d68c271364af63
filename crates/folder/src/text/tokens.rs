//! The tokens of an address header, as Mozilla's parser takes it apart.

use std::borrow::Cow;

use super::clean::clean;
use super::decode::and_then;
use super::words::{self, Word};

/// A piece of an address header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// One of `:,;<>@()`. Within a comment, only the parentheses around all of it.
    Delimiter(u8),
    /// An atom, quoted string, domain literal or run of encoded words, decoded and without escapes.
    Text(Cow<'a, str>),
}

/// What the characters are part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// White space or the start.
    Nothing,
    /// An atom that began here.
    Atom(usize),
    /// A quoted string whose text began here.
    Quote(usize),
    /// A domain literal that began here.
    Literal(usize),
}

/// The tokens of a header in Unicode, in which encoded words are not decoded yet.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    header: &'a str,
    at: usize,
    inside: Inside,
    comments: usize,
    /// A delimiter that ended the token before it.
    waiting: Option<u8>,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(header: &'a str) -> Self {
        Self { header, at: 0, inside: Inside::Nothing, comments: 0, waiting: None }
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.header.get(from..to).unwrap_or_default()
    }

    /// The atom that ends before `end`, if one is open.
    fn atom(&mut self, end: usize) -> Option<Token<'a>> {
        match std::mem::replace(&mut self.inside, Inside::Nothing) {
            Inside::Atom(start) => Some(unescaped(Cow::Borrowed(self.slice(start, end)))),
            _ => None,
        }
    }

    /// What is open at the end of the header. A quoted string lacks its end then.
    fn last(&mut self) -> Option<Token<'a>> {
        let (Inside::Atom(start) | Inside::Quote(start) | Inside::Literal(start)) =
            std::mem::replace(&mut self.inside, Inside::Nothing)
        else {
            return None;
        };
        Some(unescaped(Cow::Borrowed(self.slice(start, self.header.len()))))
    }

    /// Takes a byte within a quoted string or domain literal.
    fn within(&mut self, byte: u8) -> Option<Token<'a>> {
        let token = match (self.inside, byte) {
            (Inside::Quote(start), b'"') => unescaped(words::decode(self.slice(start, self.at))),
            (Inside::Literal(start), b']') => unescaped(Cow::Borrowed(self.slice(start, self.at + 1))),
            _ => return None,
        };
        self.inside = Inside::Nothing;
        Some(token)
    }

    /// Takes the encoded words that begin here, with those that follow after white space only.
    fn encoded(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let end = Word::run(self.header, start)?;
        // The last byte is stepped over by the caller.
        self.at = end - 1;
        Some(Token::Text(and_then(words::decode(self.slice(start, end)), clean)))
    }

    /// Takes a byte outside of strings: what ends here is given, and a delimiter waits.
    fn outside(&mut self, byte: u8) -> Option<Token<'a>> {
        let at = self.at;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => self.atom(at),
            b':' | b',' | b';' | b'<' | b'>' | b'@' if self.comments == 0 => self.delimiter(byte),
            b'"' => self.open(Inside::Quote(at + 1)),
            b'[' => self.open(Inside::Literal(at)),
            b'(' => {
                self.comments += 1;
                if self.comments == 1 { self.delimiter(byte) } else { self.begin_atom() }
            }
            b')' => {
                self.comments = self.comments.saturating_sub(1);
                if self.comments == 0 { self.delimiter(byte) } else { self.begin_atom() }
            }
            _ => self.begin_atom(),
        }
    }

    fn begin_atom(&mut self) -> Option<Token<'a>> {
        if self.inside == Inside::Nothing {
            self.inside = Inside::Atom(self.at);
        }
        None
    }

    fn open(&mut self, inside: Inside) -> Option<Token<'a>> {
        let token = self.atom(self.at);
        self.inside = inside;
        token
    }

    fn delimiter(&mut self, byte: u8) -> Option<Token<'a>> {
        let token = self.atom(self.at);
        if token.is_none() {
            return Some(Token::Delimiter(byte));
        }
        self.waiting = Some(byte);
        token
    }

    /// Takes the byte at the front.
    fn step(&mut self, byte: u8) -> Option<Token<'a>> {
        if matches!(self.inside, Inside::Quote(_) | Inside::Literal(_)) {
            return self.within(byte);
        }
        if byte == b'=' && Word::at(self.header, self.at).is_some() {
            // An atom ends before the words: they are taken at the next call.
            return if matches!(self.inside, Inside::Atom(_)) {
                let token = self.atom(self.at);
                self.at -= 1;
                token
            } else {
                self.encoded()
            };
        }
        self.outside(byte)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(byte) = self.waiting.take() {
            return Some(Token::Delimiter(byte));
        }
        while let Some(&byte) = self.header.as_bytes().get(self.at) {
            if byte == b'\\' {
                // The backslash and what it escapes begin no token.
                let escaped = self.slice(self.at + 1, self.header.len()).chars().next();
                self.at += 1 + escaped.map_or(0, char::len_utf8);
                continue;
            }
            let token = self.step(byte);
            self.at += 1;
            if token.is_some() {
                return token;
            }
        }
        self.last()
    }
}

/// A token without the backslashes that escape characters.
fn unescaped(text: Cow<'_, str>) -> Token<'_> {
    Token::Text(and_then(and_then(text, without_escapes), clean))
}

fn without_escapes(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(header: &str) -> Vec<String> {
        let text = |token| match token {
            Token::Delimiter(byte) => char::from(byte).to_string(),
            Token::Text(text) => format!("'{text}'"),
        };
        Tokens::of(header).map(text).collect()
    }

    #[test]
    fn atoms_strings_and_delimiters() {
        assert_eq!(tokens("A b <c@d.e>,"), ["'A'", "'b'", "<", "'c'", "@", "'d.e'", ">", ","]);
        assert_eq!(tokens(r#"a"b \"c, d"[x y]"#), ["'a'", r#"'b "c, d'"#, "'[x y]'"]);
        assert_eq!(tokens("a (b, (c) d) e"), ["'a'", "(", "'b,'", "'(c)'", "'d'", ")", "'e'"]);
    }

    #[test]
    fn encoded_words_are_one_token_with_those_beside_them() {
        assert_eq!(tokens("x=?utf-8?Q?a=2C?= =?utf-8?Q?b?= <c>"), ["'x'", "'a,b'", "<", "'c'", ">"]);
        assert_eq!(tokens("\"=?utf-8?Q?a=2C?= b\""), ["'a, b'"]);
        assert_eq!(tokens("=?no =?word"), ["'=?no'", "'=?word'"]);
    }

    #[test]
    fn what_is_open_at_the_end() {
        assert_eq!(tokens("\"a b"), ["'a b'"]);
        assert_eq!(tokens("[a b"), ["'[a b'"]);
        assert_eq!(tokens("a\\"), ["'a'"]);
        assert_eq!(tokens("\\日a"), ["'a'"]);
        assert_eq!(tokens("((("), ["(", "'(('"]);
    }
}

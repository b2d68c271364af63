//! Taking a question apart.

use std::ops::Range;

use super::error::Fault;

/// How two things are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    /// `:`, has it in it.
    Has,
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

const OPERATORS: [(&str, Operator); 8] = [
    ("!=", Operator::IsNot),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("==", Operator::Is),
    (":", Operator::Has),
    ("=", Operator::Is),
    ("<", Operator::Below),
    (">", Operator::Above),
];

impl Operator {
    /// As it is written.
    pub(super) fn sign(self) -> &'static str {
        OPERATORS.iter().rev().find(|(_, own)| *own == self).map_or("", |(sign, _)| sign)
    }
}

/// A piece of a question, and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// What it says.
    pub(super) text: String,
    /// Where it is.
    pub(super) place: Range<usize>,
    /// Whether it was in quotes.
    pub(super) is_quoted: bool,
}

/// How far a question has been read.
#[derive(Clone, Debug)]
pub(super) struct Scanner<'q> {
    text: &'q str,
    at: usize,
}

impl<'q> Scanner<'q> {
    /// From the beginning.
    pub(super) fn new(text: &'q str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'q str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Where it is, behind white space.
    pub(super) fn place(&mut self) -> usize {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at
    }

    /// Where the next character is; an empty place at the end.
    pub(super) fn here(&mut self) -> Range<usize> {
        let start = self.place();
        start..start + self.peek().map_or(0, char::len_utf8)
    }

    /// The next character that is no white space.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.place();
        self.rest().chars().next()
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Takes this if it is next.
    pub(super) fn take(&mut self, sign: &str) -> bool {
        self.place();
        let is_next = self.rest().starts_with(sign);
        if is_next {
            self.at += sign.len();
        }
        is_next
    }

    /// Takes one of these words if it is next, in any case.
    pub(super) fn take_word(&mut self, words: &[&str]) -> bool {
        let before = self.clone();
        let (start, end) = self.word();
        let word = self.text.get(start..end).unwrap_or_default();
        let is_one = words.iter().any(|own| own.eq_ignore_ascii_case(word));
        if !is_one {
            *self = before;
        }
        is_one
    }

    fn word(&mut self) -> (usize, usize) {
        let start = self.place();
        let ends = |c: char| c.is_whitespace() || "():=<>!\"'".contains(c);
        let end = self.rest().find(ends).map_or(self.text.len(), |length| start + length);
        self.at = end;
        (start, end)
    }

    /// Takes the name of a mark or of a field, of which a part may be in quotes: `cells."a b"`. It may be empty.
    pub(super) fn name(&mut self) -> Result<Piece, Fault> {
        let (start, end) = self.word();
        let mut text = self.text.get(start..end).unwrap_or_default().to_owned();
        if text.ends_with('.') && self.rest().starts_with(['"', '\'']) {
            text.push_str(&self.quoted()?.text);
        }
        Ok(Piece { text, place: start..self.at, is_quoted: false })
    }

    /// Takes an operator if one is next.
    pub(super) fn operator(&mut self) -> Option<Operator> {
        OPERATORS.iter().find(|(sign, _)| self.take(sign)).map(|(_, operator)| *operator)
    }

    /// Takes a value: what is in quotes, or all before the next space or parenthesis that was not opened in it.
    pub(super) fn value(&mut self) -> Result<Piece, Fault> {
        if matches!(self.peek(), Some('"' | '\'')) {
            return self.quoted();
        }
        let start = self.place();
        let mut open = 0_usize;
        let ends = |c: char| {
            match c {
                '(' => open += 1,
                ')' if open == 0 => return true,
                ')' => open -= 1,
                _ => {}
            }
            c.is_whitespace()
        };
        let rest = self.rest();
        let length = rest.find(ends).unwrap_or(rest.len());
        self.at = start + length;
        let text = rest.get(..length).unwrap_or_default().to_owned();
        Ok(Piece { text, place: start..self.at, is_quoted: false })
    }

    /// Takes what is in quotes, in which `\` takes the meaning from the next character.
    fn quoted(&mut self) -> Result<Piece, Fault> {
        let (start, mut text, mut is_escaped) = (self.at, String::new(), false);
        let mut characters = self.rest().char_indices();
        let quote = characters.next().map_or('"', |(_, quote)| quote);
        for (place, character) in characters {
            match character {
                _ if is_escaped => is_escaped = false,
                '\\' => {
                    is_escaped = true;
                    continue;
                }
                _ if character == quote => {
                    self.at = start + place + quote.len_utf8();
                    return Ok(Piece { text, place: start..self.at, is_quoted: true });
                }
                _ => {}
            }
            text.push(character);
        }
        self.at = self.text.len();
        Err(Fault::new(start..start + quote.len_utf8(), format!("the quote {quote} is not closed")))
    }
}

//! Reading terms.

use std::str::FromStr;

use super::{Attribute, Criterion, Join, Operator, SearchTerms, Term, TermsError, Test};

impl SearchTerms {
    /// Reads the text of terms, as Mozilla's `ParseCondition` and `DeStreamNew`. What stands behind the last term is passed
    /// over.
    ///
    /// # Errors
    ///
    /// A term that is none; Thunderbird stops there, too.
    pub fn parse(text: &str) -> Result<Self, TermsError> {
        if text == "ALL" {
            return Ok(Self::all());
        }
        let mut terms = Vec::new();
        let mut behind = 0;
        while let Some(open) = memchr::memchr(b'(', text.as_bytes().get(behind..).unwrap_or_default()) {
            let at = behind + open;
            let before = text.get(behind..at).unwrap_or_default();
            let join = if before.contains('O') { Join::Or } else { Join::And };
            let rest = text.get(at + 1..).unwrap_or_default();
            let len = end_of_term(rest).ok_or(TermsError::Open { at })?;
            let term = rest.get(..len).unwrap_or_default().replace("\\\"", "\"");
            terms.push(Term { join, test: Test::parse(&term, at)? });
            behind = at + 1 + len;
        }
        Ok(Self(terms))
    }
}

impl FromStr for SearchTerms {
    type Err = TermsError;

    fn from_str(text: &str) -> Result<Self, TermsError> {
        Self::parse(text)
    }
}

/// The place of the parenthesis that ends a term: outside of quotes, where `\"` is no quote.
fn end_of_term(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((place, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next_if(|(_, next)| *next == b'"');
            }
            b'"' => quoted = !quoted,
            b')' if !quoted => return Some(place),
            _ => {}
        }
    }
    None
}

impl Test {
    fn parse(term: &str, at: usize) -> Result<Self, TermsError> {
        if term == "ALL" {
            return Ok(Self::All);
        }
        let attribute = attribute(term, at)?;
        let (_, rest) = term.split_once(',').ok_or(TermsError::NoComma { at })?;
        let (name, value) = rest.split_once(',').unwrap_or((rest, ""));
        let name = name.trim_start_matches(is_space);
        let operator =
            Operator::from_name(name).ok_or_else(|| TermsError::Operator { at, name: name.to_owned() })?;
        let value = if attribute.is_text() { unquoted(value) } else { value };
        Ok(Self::Of(Criterion { attribute, operator, value: value.to_owned() }))
    }
}

/// Headers are quoted, so that they are not taken for what has the same name.
fn attribute(term: &str, at: usize) -> Result<Attribute, TermsError> {
    let term = term.trim_start_matches(is_space);
    let Some(name) = term.strip_prefix('"') else {
        let end = term.find(',').unwrap_or(term.len());
        return Ok(Attribute::from_name(term.get(..end).unwrap_or_default()));
    };
    let name = name.split('"').next().unwrap_or_default();
    if name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') {
        Ok(Attribute::header(name))
    } else {
        Err(TermsError::Header { at, name: name.to_owned() })
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim_start_matches(is_space);
    match value.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').unwrap_or(quoted),
        None => value,
    }
}

/// As C's `isspace`.
pub(super) const fn is_space(char: char) -> bool {
    matches!(char, '\t'..='\r' | ' ')
}

//! Reading a question.

use super::Condition;
use super::error::{Fault, QueryError};
use super::scan::Scanner;
use super::term::{self, Term};
use super::text::Needle;
use crate::mail::zone::Clock;

/// How deep parentheses and `not` may be nested.
const DEEPEST: usize = 64;

/// Reads all of it.
pub(super) fn parse(text: &str, clock: &Clock) -> Result<Condition, QueryError> {
    let mut parser = Parser { scanner: Scanner::new(text), clock };
    let condition = parser.any(0).and_then(|condition| parser.end().map(|()| condition));
    condition.map_err(|fault| fault.in_text(text))
}

struct Parser<'q> {
    scanner: Scanner<'q>,
    clock: &'q Clock,
}

impl Parser<'_> {
    fn end(&mut self) -> Result<(), Fault> {
        if self.scanner.is_at_end() {
            return Ok(());
        }
        // All else would have been read.
        Err(Fault::new(self.scanner.here(), "this parenthesis was not opened"))
    }

    fn any(&mut self, depth: usize) -> Result<Condition, Fault> {
        let mut any = vec![self.all(depth)?];
        while self.scanner.take_word(&["or", "||"]) {
            any.push(self.all(depth)?);
        }
        Ok(only(any, Condition::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Condition, Fault> {
        let mut all = vec![self.one(depth)?];
        while self.scanner.take_word(&["and", "&&"]) || self.goes_on() {
            all.push(self.one(depth)?);
        }
        Ok(only(all, Condition::All))
    }

    /// Whether a condition follows that no word joins.
    fn goes_on(&mut self) -> bool {
        let is_or = self.scanner.clone().take_word(&["or", "||"]);
        !is_or && self.scanner.peek().is_some_and(|next| next != ')')
    }

    fn one(&mut self, depth: usize) -> Result<Condition, Fault> {
        let here = self.scanner.here();
        let nested = |this: &mut Self, read: fn(&mut Self, usize) -> Result<Condition, Fault>| {
            let too_deep = || Fault::new(here.clone(), format!("this is nested more than {DEEPEST} deep"));
            if depth < DEEPEST { read(this, depth + 1) } else { Err(too_deep()) }
        };
        if self.scanner.take_word(&["not"]) || self.scanner.take("!") {
            return Ok(Condition::Not(Box::new(nested(self, Self::one)?)));
        }
        if !self.scanner.take("(") {
            return self.term();
        }
        let condition = nested(self, Self::any)?;
        if self.scanner.take(")") {
            return Ok(condition);
        }
        Err(Fault::new(here, "this parenthesis is not closed"))
    }

    fn term(&mut self) -> Result<Condition, Fault> {
        let here = self.scanner.here();
        if matches!(self.scanner.peek(), Some('"' | '\'')) {
            let text = self.scanner.value()?;
            return Ok(Condition::of(Term::Anywhere(Needle::new(&text.text))));
        }
        let name = self.scanner.name()?;
        if name.text.is_empty() || is_word_of_the_language(&name.text) {
            return Err(missing(here));
        }
        let Some(operator) = self.scanner.operator() else { return term::mark(&name) };
        let value = self.scanner.value()?;
        if value.text.is_empty() && !value.is_quoted {
            let what = format!("`{}{}` needs a value behind it", name.text, operator.sign());
            return Err(Fault::new(value.place, what).hint("the empty value is \"\""));
        }
        term::comparison(&name, operator, &value, self.clock)
    }
}

fn is_word_of_the_language(word: &str) -> bool {
    ["and", "&&", "or", "||"].iter().any(|own| own.eq_ignore_ascii_case(word))
}

fn missing(place: std::ops::Range<usize>) -> Fault {
    Fault::new(place, "here a condition was expected, such as unread, from:anna or date>=2024-01-01")
}

/// One condition needs nothing around it.
fn only(mut conditions: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match conditions.pop() {
        Some(condition) if conditions.is_empty() => condition,
        last => {
            conditions.extend(last);
            join(conditions)
        }
    }
}

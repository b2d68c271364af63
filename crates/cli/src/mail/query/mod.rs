//! The language of `--where`: which messages are wanted.
//!
//! ```text
//! any  = all ("or" all)*
//! all  = one ("and"? one)*
//! one  = "not" one | "(" any ")" | mark | field operator value
//! ```

mod error;
mod moment;
mod number;
mod parse;
mod scan;
mod term;
mod text;

#[cfg(test)]
mod tests;

pub(crate) use error::QueryError;
pub(super) use text::fold;

use super::message::Message;
use super::zone::Clock;
use term::Term;

/// What is asked of a message.
#[derive(Debug)]
pub(crate) struct Query(Condition);

#[derive(Debug)]
enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Term(Box<Term>),
}

impl Query {
    /// Reads a question. Dates in it are those of the clock.
    pub(crate) fn parse(text: &str, clock: &Clock) -> Result<Self, QueryError> {
        parse::parse(text, clock).map(Self)
    }

    /// Whether a message is wanted.
    pub(crate) fn wants(&self, message: &Message<'_>) -> bool {
        self.0.holds(message)
    }
}

impl Condition {
    fn of(term: Term) -> Self {
        Self::Term(Box::new(term))
    }

    /// As deep as the question is nested, which is bounded.
    fn holds(&self, message: &Message<'_>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.holds(message)),
            Self::Any(any) => any.iter().any(|one| one.holds(message)),
            Self::Not(one) => !one.holds(message),
            Self::Term(term) => term.holds(message),
        }
    }
}

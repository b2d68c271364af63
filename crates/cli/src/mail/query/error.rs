//! What is wrong with a question, and where.

use std::fmt;
use std::ops::Range;

use crate::printable::{printable, width};

/// What is wrong with a question. As text it shows the place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct QueryError {
    /// Where on the command line the question is.
    argument: &'static str,
    text: String,
    place: Range<usize>,
    what: String,
    hint: Option<String>,
}

/// What is wrong with a part of a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    /// Where.
    pub(super) place: Range<usize>,
    /// What is wrong, and what was expected.
    pub(super) what: String,
    /// What to write instead.
    pub(super) hint: Option<String>,
}

impl Fault {
    /// A fault at a place.
    pub(super) fn new(place: Range<usize>, what: impl Into<String>) -> Self {
        Self { place, what: what.into(), hint: None }
    }

    /// With what to write instead.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The error that it is in this question.
    pub(super) fn in_text(self, text: &str) -> QueryError {
        let Self { place, what, hint } = self;
        QueryError { argument: "--where", text: text.to_owned(), place, what, hint }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.argument, printable(self.what.as_bytes()))?;
        if !self.text.trim().is_empty() {
            self.excerpt(f)?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {}", printable(hint.as_bytes())),
            None => Ok(()),
        }
    }
}

impl QueryError {
    /// The error in a question that is this argument of the command line.
    pub(crate) fn of_argument(self, argument: &'static str) -> Self {
        Self { argument, ..self }
    }

    /// The question, and carets under the place.
    fn excerpt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: Option<&str>| printable(text.unwrap_or_default().as_bytes());
        let before = width(&shown(self.text.get(..self.place.start)));
        let length = width(&shown(self.text.get(self.place.clone()))).max(1);
        write!(f, "\n  {}", shown(Some(&self.text)))?;
        write!(f, "\n  {:before$}{:^<length$}", "", "")
    }
}

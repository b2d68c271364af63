//! Terms.

use super::{Attribute, Operator};

/// What a saved search looks for (column `searchStr` of a folder's row; the conditions of filters, too):
/// `AND (subject,contains,test) OR (from,is,"a) b")`, or `ALL`.
///
/// Terms are joined from left to right, and what the first is joined by does not matter. Terms can be grouped while
/// Thunderbird runs, but the text has no groups. No terms at all find every message.
///
/// ```
/// use morkdb_folder::terms::{Attribute, SearchTerms, Test};
/// let terms = SearchTerms::parse("AND (subject,contains,test) OR (status,isn't,read)")?;
/// let Test::Of(criterion) = &terms.0[1].test else { panic!() };
/// assert_eq!(criterion.attribute, Attribute::Status);
/// assert_eq!(terms.to_string(), "AND (subject,contains,test) OR (status,isn't,read)");
/// # Ok::<(), morkdb_folder::terms::TermsError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SearchTerms(pub Vec<Term>);

/// A term, and how it is joined to those before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// How it is joined.
    pub join: Join,
    /// What it asks.
    pub test: Test,
}

/// How a term is joined to those before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Join {
    /// Both.
    And,
    /// Either.
    Or,
}

/// What a term asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Test {
    /// Nothing: every message passes. Terms among which one is this are written `ALL`.
    All,
    /// To compare something.
    Of(Criterion),
}

/// A comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Criterion {
    /// What is compared.
    pub attribute: Attribute,
    /// How.
    pub operator: Operator,
    /// With what: the text, without quotes around it. See [`value`](Self::value) for what it means.
    pub value: String,
}

impl SearchTerms {
    /// The terms that every message passes: `ALL`.
    pub fn all() -> Self {
        Self(vec![Term { join: Join::And, test: Test::All }])
    }
}

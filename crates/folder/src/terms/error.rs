//! Why text is no search terms.

/// Why text is no search terms. Thunderbird gives up at such a term, and a saved search finds what those before it find.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TermsError {
    /// A term does not end.
    #[error("the term at byte {at} has no closing parenthesis outside of quotes; quote a value that has one")]
    Open {
        /// Where the term begins, in bytes from the beginning of the text.
        at: usize,
    },
    /// A term has no comma.
    #[error("the term at byte {at} has no comma; write (attribute,operator,value)")]
    NoComma {
        /// Where the term begins.
        at: usize,
    },
    /// A term compares in a way that there is none of.
    #[error("the term at byte {at} has the operator {name:?}, which Thunderbird does not know")]
    Operator {
        /// Where the term begins.
        at: usize,
        /// What stands in the place of an operator.
        name: String,
    },
    /// A term asks for a header that no message can have.
    #[error("the term at byte {at} asks for the header {name:?}, whose name no header can have")]
    Header {
        /// Where the term begins.
        at: usize,
        /// The name.
        name: String,
    },
}

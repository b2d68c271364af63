//! What is odd about a file, and what Mozilla's engine does at that point.

use std::fmt;

use crate::syntax::Span;

/// One oddity of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Diagnostic {
    /// What is odd.
    pub kind: DiagnosticKind,
    /// The bytes concerned.
    pub span: Span,
    /// What Mozilla's engine does when it gets there.
    pub effect: Effect,
}

/// Displays as a sentence, without the place.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.sentence())
    }
}

/// The first oddities of a file, and how many more there are. A file can be odd at every other byte, and what is kept of
/// that must not outgrow the file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    dropped: usize,
}

impl Diagnostics {
    /// How many are kept.
    pub const LIMIT: usize = 10_000;

    /// Takes one in.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.kept.len() < Self::LIMIT { self.kept.push(diagnostic) } else { self.dropped += 1 }
    }

    /// The first ones, in the order of reading.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.kept
    }

    /// How many there were in all.
    pub fn count(&self) -> usize {
        self.kept.len() + self.dropped
    }

    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Those that are kept.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.kept.iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What Mozilla's engine does at an oddity, opened as Thunderbird opens it, if it gets there. What it does with the whole of
/// a damaged file is what the [`Mozilla`](super::Reading::Mozilla) reading says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Effect {
    /// It goes on, with a warning that nobody sees or with none.
    None,
    /// It opens the file with what it has read so far, and drops the rest in silence.
    Truncates,
    /// It does not open the file; Thunderbird then deletes it and builds it anew from the mail store.
    Refuses,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $sentence:literal,)*) => {
        /// The kinds of oddities.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum DiagnosticKind {
            $($(#[$doc])* #[doc = concat!("\n\n\"", $sentence, "\"")] $name,)*
        }

        impl DiagnosticKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The kind as one sentence for people: lower case, no full stop.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }

            /// A stable name for programs, such as `JunkInTable`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

kinds! {
    /// A file of no bytes.
    EmptyFile = "the file is empty",
    /// No header line.
    MissingHeader = "the file does not begin with the Mork 1.4 header",
    /// Mork 1.1, 1.2 or 1.3.
    OldVersion = "the header names another version of Mork than 1.4",
    /// A byte order mark before the header.
    ByteOrderMark = "a byte order mark stands before the header",
    /// Not an item.
    JunkAtTop = "bytes between tables, rows and dicts that begin none of them",
    /// Not an alias.
    JunkInDict = "bytes in a dict that are no alias",
    /// Not a row.
    JunkInTable = "bytes in a table that are no row",
    /// Not a cell.
    JunkInRow = "a byte in a row that is no cell",
    /// Not a cell.
    JunkInMeta = "bytes in a meta part that are no cell",
    /// `/` or `\` alone.
    LoneSlash = "a slash or backslash that begins no comment and no line continuation",
    /// `/*` without `*/`.
    UnclosedComment = "a comment is not closed before the end of the file",
    /// An id without digits.
    MissingHexDigits = "an id has no hex digits and counts as 0",
    /// `(80)`.
    MissingEquals = "an alias has no '=' and defines nothing",
    /// Something other than a name or `^` and hex behind `:`.
    MalformedScope = "no name and no '^' with hex digits follows the ':' of an id",
    /// Neither `=` nor `^` behind a column, or no column.
    MalformedCell = "a cell that is neither (column=value) nor (column^id)",
    /// `(f...)` where it cannot be understood.
    MalformedForm = "a charset form that cannot be understood",
    /// The end comes within a value or a name.
    UnexpectedEnd = "the end comes in the middle of a value or a name",
    /// The end comes before `>`.
    UnclosedDict = "a dict is not closed",
    /// The end comes before `}`.
    UnclosedTable = "a table is not closed",
    /// The end comes before `]`.
    UnclosedRow = "a row is not closed",
    /// The end comes before the end of a meta part.
    UnclosedMeta = "a meta part is not closed",
    /// `@` without the rest.
    MalformedGroupMarker = "the marker of a commit group is malformed",
    /// A group within a group.
    NestedGroup = "a commit group begins within another",
    /// An end marker without a start marker.
    UnmatchedGroupEnd = "a commit group ends that has not begun",
    /// A group without end.
    UnterminatedGroup = "a commit group has no end marker and is not applied",
    /// An aborted group.
    AbortedGroup = "a commit group was aborted and is not applied",
    /// An end marker with another id.
    GroupIdMismatch = "a commit group ends with another id than it begins with and is not applied",
    /// A literal without alias.
    UnknownLiteral = "a literal value that no dict has defined before",
    /// A name without alias.
    UnknownName = "a name that no dict has defined before",
    /// An id without alias.
    UndefinedAlias = "a cell refers to an alias that is not defined",
    /// Two values for one id.
    DuplicateAlias = "an alias id is defined again with another value",
    /// Alias 0.
    ZeroAlias = "an alias has the id 0",
    /// An alias of more than 1024 bytes.
    LongAlias = "an alias of more than 1024 bytes defines nothing",
    /// No `k` cell.
    MissingKind = "a table is mentioned without its kind",
    /// `(k^81)` without `:c`.
    KindScope = "a cell of a meta part refers to a scope other than c",
    /// Two meta rows.
    DuplicateMetaRow = "a table that has a meta row is given another",
    /// Row FFFFFFFF.
    MinusOneRow = "a row has the id FFFFFFFF, which stands for no row",
    /// A cell or a row's end where no row is open.
    CellWithoutRow = "a cell stands where no row is open",
    /// More than 65,535 cells.
    RowTooLong = "a row has more than 65535 cells",
    /// A column of more than 24 bits.
    WideColumn = "a column id has more than 24 bits and is cut to 24",
    /// A column twice in one row.
    DuplicateColumn = "a row has the same column twice, of which the first counts",
    /// A row that is cut but not in the table.
    CutOfNonMember = "a row is cut from a table that it is not in",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_plain() {
        for kind in DiagnosticKind::ALL {
            let sentence = kind.sentence();
            assert!(
                !sentence.ends_with('.') && !sentence.starts_with(|c: char| c.is_uppercase()),
                "{sentence}"
            );
        }
    }
}

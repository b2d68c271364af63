//! What a reader says of a file, piece by piece.

use super::{RawValue, Span};

/// One piece of a file. The spans of the events of a file, in order, are the file: each begins where the one before
/// ends, the first at 0, the last at the end.
///
/// The end of a container has an empty span where its bracket is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event<'a> {
    /// The bytes of the piece.
    pub span: Span,
    /// What they are.
    pub kind: EventKind<'a>,
}

/// The kinds of pieces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EventKind<'a> {
    /// The first line, without its line break.
    Header,
    /// White space, line breaks and comments between the pieces that mean something.
    Trivia,
    /// `<`: a dict begins. Its aliases are in space `v` until its meta part says otherwise.
    DictStart,
    /// `<` in a dict: its meta part begins.
    DictMetaStart,
    /// `>`: the meta part of a dict ends.
    DictMetaEnd,
    /// `(80=value)` in a dict.
    Alias(Alias<'a>),
    /// `>`: the dict ends.
    DictEnd,
    /// `{1:^80`: a table begins, or is mentioned again.
    TableStart(TableHead<'a>),
    /// `{` in a table: its meta part begins.
    TableMetaStart,
    /// `}`: the meta part of a table ends.
    TableMetaEnd,
    /// `}`: the table ends.
    TableEnd {
        /// Whether the `}` is there; without it the end has come first.
        closed: bool,
    },
    /// `[1:^80`: a row begins.
    RowStart(RowHead<'a>),
    /// `[` in a row: a meta part begins. Its cells are cells of the row.
    RowMetaStart,
    /// `]`: the meta part of a row ends.
    RowMetaEnd,
    /// `]`, with the `!5` behind it: the row ends, and is moved to that place in its table.
    RowEnd {
        /// The place, counted from 0.
        position: Option<u32>,
    },
    /// `1F` in a table: the row of that id, with nothing changed in it.
    RowRef {
        /// Which row.
        row: Mid<'a>,
        /// `!5`: the place in the table that it is moved to, counted from 0.
        position: Option<u32>,
    },
    /// `-` in a table or a row: the next row or cell is cut.
    Minus,
    /// `(^81^90)` or `(^81=value)`.
    Cell(Cell<'a>),
    /// `(f=w)` in a meta part: a charset form. Nothing but Mork's own reader knew what to do with it.
    Form(u32),
    /// `@$${1F{@`: a commit group begins, and its end has been found.
    GroupStart {
        /// Its id.
        id: u32,
    },
    /// `@$$}1F}@`: the group ends.
    GroupEnd {
        /// Its id.
        id: u32,
    },
    /// A commit group that is not applied, whole: markers, content and all.
    GroupDropped {
        /// Its id.
        id: u32,
        /// Why it is not applied.
        why: Dropped,
    },
    /// Bytes that mean nothing where they stand.
    Junk,
    /// Bytes that the chosen reading does not get to, because it stopped before them.
    Unread,
}

/// Why a commit group is not applied.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Dropped {
    /// The end of the file, or the start of the next group, comes before its end marker.
    Unterminated,
    /// It ends with the abort marker `@$$}~~}@`.
    Aborted,
    /// Its end marker has another id than its start marker.
    IdMismatch,
}

/// An id as the text has it: a number, and perhaps a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mid<'a> {
    /// The number, taken modulo 2^32; 0 where there are no digits.
    pub id: u32,
    /// What stands behind the `:`.
    pub scope: ScopeName<'a>,
}

/// The scope part of an id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeName<'a> {
    /// None is named: the context says which.
    Default,
    /// `:^80`, a token.
    Token(u32),
    /// `:m`, or `:name` of an alias in space `c`.
    Name(&'a [u8]),
}

/// `(80=value)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alias<'a> {
    /// The id that the value gets.
    pub id: u32,
    /// The value; `None` where there is no `=`, and so no alias.
    pub value: Option<RawValue<'a>>,
}

/// The beginning of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableHead<'a> {
    /// Which table.
    pub table: Mid<'a>,
    /// `-` before the id: all rows are taken out of the table first.
    pub rewrite: bool,
}

/// The beginning of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowHead<'a> {
    /// Which row.
    pub row: Mid<'a>,
    /// `-` before the id: all cells are taken out of the row first.
    pub rewrite: bool,
}

/// `(^81^90)` or `(^81=value)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell<'a> {
    /// The column.
    pub column: ColumnName<'a>,
    /// The value.
    pub slot: Slot<'a>,
}

/// The column of a cell as the text has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnName<'a> {
    /// `^81`.
    Mid(Mid<'a>),
    /// `name`.
    Name(&'a [u8]),
}

/// The value of a cell as the text has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot<'a> {
    /// `=value`.
    Literal(RawValue<'a>),
    /// `^90`: the value of an alias.
    Alias(Mid<'a>),
}

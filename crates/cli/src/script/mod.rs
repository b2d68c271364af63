//! Op scripts: a change a line.
//!
//! A line is an operation and its fields, with one space between them; `#` starts a comment. Names stand for scopes,
//! kinds and columns, with `%XX` for bytes that a field cannot have, or as tokens: `^HEX`. Ids and places are hexadecimal.
//! The last field of some operations is a value: the rest of the line, with the escapes that [`escape`] reads.

pub(crate) mod escape;
mod field;
mod op;
mod parse;
mod perform;

pub(crate) use field::{name, oid};
pub(crate) use op::{How, Name, Op, Place};
pub(crate) use parse::{Fault, Line, parse};
pub(crate) use perform::perform;

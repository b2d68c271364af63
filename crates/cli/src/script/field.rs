//! The fields of a line.

use super::escape;
use super::op::{Name, Place};

/// What is left of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Fields<'a> {
    /// All fields of a line.
    pub(super) fn new(line: &'a [u8]) -> Self {
        Self { rest: Some(line) }
    }

    /// The next field, where there is one.
    pub(super) fn optional(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let (field, rest) = match memchr::memchr(b' ', rest) {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        self.rest = rest;
        Some(field)
    }

    /// The next field, which is called `what`.
    pub(super) fn next(&mut self, what: &str) -> Result<&'a [u8], String> {
        match self.optional() {
            None => Err(format!("{what} is missing")),
            Some([]) => Err(format!("{what} is empty; fields are separated by one space")),
            Some(field) => Ok(field),
        }
    }

    /// A scope, kind or column.
    pub(super) fn name(&mut self, what: &str) -> Result<Name, String> {
        name(self.next(what)?, what)
    }

    /// An id.
    pub(super) fn id(&mut self, what: &str) -> Result<u32, String> {
        hex(self.next(what)?, what)
    }

    /// An id, or `auto` for the next one.
    pub(super) fn id_or_auto(&mut self, what: &str) -> Result<Option<u32>, String> {
        match self.next(what)? {
            b"auto" => Ok(None),
            field => hex(field, what).map(Some),
        }
    }

    /// A scope and an id.
    pub(super) fn place(&mut self, scope: &str, id: &str) -> Result<Place, String> {
        Ok(Place { scope: self.name(scope)?, id: self.id(id)? })
    }

    /// A value: all that is left. Nothing at all is the empty value.
    pub(super) fn value(&mut self) -> Result<Vec<u8>, String> {
        escape::value(self.rest.take().unwrap_or_default())
    }

    /// Makes sure that nothing is left, but for a comment.
    pub(super) fn end(&mut self) -> Result<(), String> {
        match self.optional() {
            None | Some([b'#', ..]) => Ok(()),
            // Nobody sees the spaces at the end of a line.
            Some([]) if is_blank(self.rest.unwrap_or_default()) => Ok(()),
            Some([]) => Err("there is a second space; fields are separated by one".to_owned()),
            Some(field) => Err(format!("there is more than belongs there: {}", shown(field))),
        }
    }
}

/// Whether there is nothing but a comment.
fn is_blank(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start(), [] | [b'#', ..])
}

/// `^96` or a name.
pub(crate) fn name(field: &[u8], what: &str) -> Result<Name, String> {
    match field {
        [b'^', digits @ ..] => {
            let token = hex(digits, what)
                .map_err(|_| format!("{what} {} is no token; %5E is a circumflex", shown(field)))?;
            Ok(Name::Token(token))
        }
        _ => escape::name(field).map(Name::Text),
    }
}

/// `ID:SCOPE`
pub(crate) fn oid(field: &[u8], what: &str) -> Result<Place, String> {
    let form = || format!("{what} is an id with its scope, as in 1F:msgs, which {} is not", shown(field));
    let at = memchr::memchr(b':', field).filter(|at| at + 1 < field.len()).ok_or_else(form)?;
    Ok(Place { id: hex(&field[..at], what).map_err(|_| form())?, scope: name(&field[at + 1..], what)? })
}

/// A hexadecimal number.
pub(super) fn hex(digits: &[u8], what: &str) -> Result<u32, String> {
    let wrong =
        || format!("{what} is a hexadecimal number of up to 8 digits, which {} is not", shown(digits));
    crate::names::hex(digits).ok_or_else(wrong)
}

/// A field as it is shown.
pub(super) fn shown(field: &[u8]) -> String {
    format!("`{}`", crate::printable::cut(crate::printable::printable(field), 40))
}

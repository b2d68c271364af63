//! A value as it stands in the file.

use std::borrow::Cow;
use std::fmt;

use super::escape;

/// The bytes between the `=` of a cell or an alias and its `)`, escapes and continued lines included.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RawValue<'a>(&'a [u8]);

impl<'a> RawValue<'a> {
    /// Wraps the bytes of a value as they stand in a file.
    pub const fn new(raw: &'a [u8]) -> Self {
        Self(raw)
    }

    /// The bytes as they stand in the file.
    pub const fn raw(self) -> &'a [u8] {
        self.0
    }

    /// What the value says. Borrowed where nothing in it is escaped.
    ///
    /// ```
    /// # use morkdb::syntax::RawValue;
    /// assert_eq!(*RawValue::new(b"caf$C3$A9 \\$5").decode(), *"café $5".as_bytes());
    /// ```
    pub fn decode(self) -> Cow<'a, [u8]> {
        escape::decode(self.0)
    }

    /// Whether the decoded value has more than `limit` bytes. Decodes only where the answer depends on it.
    pub fn is_longer_than(self, limit: usize) -> bool {
        self.0.len() > limit && self.decode().len() > limit
    }
}

impl fmt::Debug for RawValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

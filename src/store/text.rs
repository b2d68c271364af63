//! The bytes behind the values.

use std::borrow::Cow;
use std::fmt;

/// How stored bytes are read: where a value that begins at their front ends, and what it says. The store is given this,
/// since it knows no text.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// The length of the value at the front of the bytes, and whether something in it may be escaped; `None` where it has no end.
    pub length: fn(&[u8]) -> Option<(usize, bool)>,
    /// A number for the value at the front of the bytes, where it is short and nothing in it is escaped: two such values are
    /// the same where their numbers are.
    pub short: fn(&[u8]) -> Option<u64>,
    /// Whether the value at the front of the bytes says this.
    pub says: fn(&[u8], &[u8]) -> bool,
    /// What the bytes of a value say.
    pub decode: fn(&[u8]) -> Cow<'_, [u8]>,
    /// Appends bytes that say this, with what ends them.
    pub encode: fn(&[u8], &mut Vec<u8>),
}

/// The file, as it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'s> {
    pub(crate) bytes: &'s [u8],
    /// Values that the file does not have, or not in this form. Their offsets go on where those of the file end.
    pub(crate) more: &'s [u8],
    pub(crate) encoding: &'static Encoding,
}

impl<'s> Text<'s> {
    /// The number of a short value that begins at `start`.
    #[inline]
    pub(crate) fn short(self, start: u32) -> Option<u64> {
        (self.encoding.short)(self.from(start))
    }

    /// Whether the value that begins at `start` says this.
    pub(super) fn says(self, start: u32, body: &[u8]) -> bool {
        (self.encoding.says)(self.from(start), body)
    }

    /// The value that begins at `start`.
    #[inline(always)]
    pub(crate) fn value(self, start: u32) -> Value<'s> {
        Value { rest: self.from(start), encoding: self.encoding }
    }
}

impl<'s> Text<'s> {
    /// The bytes from `start` on.
    #[inline]
    fn from(self, start: u32) -> &'s [u8] {
        let start = start as usize;
        match self.bytes.get(start..) {
            Some(rest) if !rest.is_empty() => rest,
            _ => self.more.get(start - self.bytes.len()..).unwrap_or_default(),
        }
    }
}

/// A value of a cell or an atom: bytes, in whatever charset the program that wrote them used. Thunderbird writes UTF-8.
#[derive(Clone, Copy)]
pub struct Value<'s> {
    /// It, and all that stands behind it: where it ends is looked for when it is read, since many cells are only passed by.
    rest: &'s [u8],
    encoding: &'static Encoding,
}

impl<'s> Value<'s> {
    /// The bytes as they stand in the file, escapes and continued lines included.
    pub fn raw(self) -> &'s [u8] {
        self.extent().0
    }

    /// A number that tells where the value is stored: the same for cells that share a value, another for every other value of the same
    /// store. It means nothing once the store has changed.
    #[inline]
    pub fn place(self) -> usize {
        self.rest.as_ptr().addr()
    }

    /// The raw bytes, and whether there may be escapes in them.
    #[inline]
    fn extent(self) -> (&'s [u8], bool) {
        let (length, has_escapes) = (self.encoding.length)(self.rest).unwrap_or((self.rest.len(), true));
        (self.rest.get(..length).unwrap_or(self.rest), has_escapes)
    }

    /// What the value says. Borrowed where nothing in it is escaped.
    #[inline]
    pub fn bytes(self) -> Cow<'s, [u8]> {
        match self.extent() {
            (raw, false) => Cow::Borrowed(raw),
            (raw, true) => (self.encoding.decode)(raw),
        }
    }

    /// What the value says, as UTF-8, with U+FFFD for what is not.
    pub fn to_string_lossy(self) -> Cow<'s, str> {
        match self.bytes() {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// The value as a number: hex digits, as Thunderbird writes its numbers. `None` where it is anything else, or more
    /// than 64 bits.
    pub fn as_hex(self) -> Option<u64> {
        let bytes = self.bytes();
        let text = std::str::from_utf8(&bytes).ok()?;
        text.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u64::from_str_radix(text, 16).ok())?
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.bytes().escape_ascii())
    }
}

/// Values are equal when they say the same.
impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Value<'_> {}

impl PartialEq<[u8]> for Value<'_> {
    fn eq(&self, other: &[u8]) -> bool {
        *self.bytes() == *other
    }
}

impl PartialEq<str> for Value<'_> {
    fn eq(&self, other: &str) -> bool {
        self == other.as_bytes()
    }
}

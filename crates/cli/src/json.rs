//! What the JSON of all commands has in common.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::{Token, Value};
use morkdb_profile::Profile;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::args::Format;
use crate::input::{Failure, Source};
use crate::run::Outlet;

/// The place of a file's JSON value among those of the other files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// Which file, counted from 0.
    pub(crate) index: usize,
    /// How many there are.
    pub(crate) count: usize,
    /// `Json` or `Jsonl`.
    pub(crate) format: Format,
}

impl Frame {
    /// Whether the values are elements of an array.
    pub(crate) fn is_array(self) -> bool {
        self.format == Format::Json && self.count > 1
    }

    /// Writes what stands before the value.
    pub(crate) fn open(self, out: &mut Outlet<'_>) -> io::Result<()> {
        if self.is_array() && self.index == 0 { out.write_all(b"[") } else { Ok(()) }
    }

    /// Writes what stands behind the value.
    pub(crate) fn close(self, out: &mut Outlet<'_>) -> io::Result<()> {
        let is_last = self.index + 1 == self.count;
        let end: &[u8] = match self.is_array() {
            true if is_last => b"]\n",
            true => b",\n",
            false => b"\n",
        };
        out.write_all(end)
    }

    /// Writes a whole value.
    pub(crate) fn value(self, out: &mut Outlet<'_>, value: &impl Serialize) -> io::Result<()> {
        self.open(out)?;
        serde_json::to_writer(&mut *out, value)?;
        self.close(out)
    }

    /// Writes that a file is not opened. Only a dump of one file leaves out which and why.
    pub(crate) fn unopened(self, out: &mut Outlet<'_>, source: &Source, failure: &Failure) -> io::Result<()> {
        self.value(out, &Unopened { file: source.name(), opened: false, error: &failure.sentence })
    }
}

/// A file that is not opened.
#[derive(Debug, serde::Serialize)]
struct Unopened<'a> {
    file: String,
    opened: bool,
    error: &'a str,
}

/// Bytes as JSON: text where they are UTF-8, else their hex digits.
#[derive(Clone, Debug)]
pub(crate) struct Bytes<'a>(pub(crate) Cow<'a, [u8]>);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Ok(text) = std::str::from_utf8(&self.0) {
            return serializer.serialize_str(text);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("hex", &self.hex())?;
        map.end()
    }
}

impl Bytes<'_> {
    fn hex(&self) -> String {
        let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}

/// A path: where it is no Unicode, its own bytes, by which it can still be found. On Windows those are WTF-8.
pub(crate) fn path(path: &Path) -> Bytes<'_> {
    Bytes(Cow::Borrowed(path.as_os_str().as_encoded_bytes()))
}

/// A path of a file of a profile, as it can be shown.
pub(crate) fn profile_path<'p>(profile: &Profile, file: &'p Path) -> Bytes<'p> {
    Bytes(match profile.shown_path(file) {
        Cow::Borrowed(file) => Cow::Borrowed(file.as_os_str().as_encoded_bytes()),
        Cow::Owned(file) => Cow::Owned(file.into_os_string().into_encoded_bytes()),
    })
}

/// The name of a token. One that has none is `^HEX?undefined`.
pub(crate) fn name(store: &Store, token: impl Into<Token>) -> Bytes<'_> {
    let token = token.into();
    let undefined = || Cow::Owned(format!("^{:X}?undefined", token.0).into_bytes());
    Bytes(store.name(token).unwrap_or_else(undefined))
}

/// An id with the name of its scope.
pub(crate) fn oid(store: &Store, oid: Oid) -> String {
    format!("{:X}:{}", oid.id, String::from_utf8_lossy(&name(store, oid.scope).0))
}

/// What a value says.
pub(crate) fn content(value: Value<'_>) -> Bytes<'_> {
    Bytes(value.bytes())
}

/// Writes an array, an element a line.
pub(crate) fn array<T: Serialize>(out: &mut Outlet<'_>, elements: impl Iterator<Item = T>) -> io::Result<()> {
    let mut before: &[u8] = b"[\n";
    for element in elements {
        out.write_all(before)?;
        serde_json::to_writer(&mut *out, &element)?;
        before = b",\n";
    }
    out.write_all(if before == b"[\n" { b"[]" } else { b"\n]" })
}

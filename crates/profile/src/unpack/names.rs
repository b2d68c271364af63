//! The names of entries.

use std::ffi::OsString;
use std::path::{Component, Path};

use zip::System;
use zip::read::ZipFileEntry;

/// A name that leads to nowhere but into the archive.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// The names on the way.
    pub(super) parts: Vec<OsString>,
    /// Whether it is of a folder.
    pub(super) is_folder: bool,
    /// For people.
    pub(super) label: String,
}

impl Name {
    /// `None` where the name is absolute, goes up, or has a part that is no name here.
    pub(super) fn new(entry: &ZipFileEntry<'_>) -> Option<Self> {
        let raw = spelled(entry);
        let is_backslashed = entry.system() == System::Dos && !raw.contains(&b'/');
        let raw: Vec<u8> =
            raw.into_iter().map(|byte| if is_backslashed && byte == b'\\' { b'/' } else { byte }).collect();
        if raw.starts_with(b"/") {
            return None;
        }
        let parts = raw.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".");
        let parts: Vec<_> = parts.map(part).collect::<Option<_>>()?;
        let label = String::from_utf8_lossy(&raw).into_owned();
        (!parts.is_empty()).then_some(Self { parts, is_folder: raw.ends_with(b"/"), label })
    }
}

/// The bytes of a name: in UTF-8, or as the files of a Unix system have them. Names of a Windows that says nothing of UTF-8 are in
/// its old code page.
fn spelled(entry: &ZipFileEntry<'_>) -> Vec<u8> {
    let raw = entry.name_raw();
    if std::str::from_utf8(raw).is_err() && entry.system() == System::Dos {
        return entry.name().map_or_else(|_| raw.to_vec(), |name| name.into_owned().into_bytes());
    }
    raw.to_vec()
}

fn part(bytes: &[u8]) -> Option<OsString> {
    if bytes.contains(&0) {
        return None;
    }
    let name = os_string(bytes);
    let mut parts = Path::new(&name).components();
    let is_plain =
        matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name);
    is_plain.then_some(name)
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

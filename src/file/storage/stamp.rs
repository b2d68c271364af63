//! What a state of a file is recognized by.

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// What tells one state of a file from another, without reading it.
///
/// Two stamps that differ are of two states. Two that are the same may be of two states as well: a file can be changed
/// twice within one tick of the clock, which is 4 milliseconds on many systems.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Size in bytes.
    pub len: u64,
    /// When it was last written, where the system knows.
    pub modified: Option<SystemTime>,
    /// Which file it is, whatever its name: device and inode, where the system has them.
    pub identity: Option<(u64, u64)>,
}

impl Stamp {
    /// The stamp of the file at `path` as it is now, which is not read for that; `None` where there is no file.
    pub fn at(path: impl AsRef<Path>) -> io::Result<Option<Self>> {
        match std::fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            metadata => Ok(Some(Self::of(&metadata?))),
        }
    }

    pub(in crate::file) fn of(metadata: &Metadata) -> Self {
        Self { len: metadata.len(), modified: metadata.modified().ok(), identity: identity(metadata) }
    }
}

/// Device and inode.
#[cfg(unix)]
pub(super) fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

/// The standard library does not say.
#[cfg(not(unix))]
pub(super) fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

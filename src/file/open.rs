//! Getting the bytes of a file that others may be writing.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use memchr::memmem;

use super::error::Error;
use crate::syntax::HEADER_STEM;

/// How often a file that changes is read again.
const ATTEMPTS: usize = 8;

/// What Mork files are made of: one of these is in every file that holds anything.
const SIGNS: [&[u8]; 5] = [b"<mdb:mork:", b"(a=c)", b"(k^", b":c)(s=", b"@$${"];

/// Reads a file whole. Where its size or time differ afterwards, it is read again.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    for _ in 0..ATTEMPTS {
        let mut file = File::open(path).map_err(io)?;
        let before = file.metadata().map_err(io)?;
        if before.is_dir() {
            return Err(io(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if before.len() > u64::from(u32::MAX) {
            return Err(Error::TooLarge { size: before.len() });
        }
        let bytes = read_all(&mut file, before.len()).map_err(io)?;
        let after = std::fs::metadata(path).map_err(io)?;
        if !before.is_file() || (is_same(&before, &after) && bytes.len() as u64 == before.len()) {
            return Ok(bytes);
        }
    }
    Err(Error::KeepsChanging { path: path.to_owned() })
}

fn read_all(file: &mut File, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))?;
    file.take(u64::from(u32::MAX) + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_same(before: &Metadata, after: &Metadata) -> bool {
    let time = |metadata: &Metadata| metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    before.len() == after.len() && time(before) == time(after)
}

/// Whether there is a sign of Mork in it. An empty file may have been one.
pub(super) fn looks_like_mork(bytes: &[u8]) -> bool {
    bytes.is_empty()
        || bytes.starts_with(HEADER_STEM)
        || SIGNS.iter().any(|sign| memmem::find(bytes, sign).is_some())
}

//! Messages as blobs: with the line ends that RFC 5322 asks for, and named by what is in them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::names::hex;
use crate::output::{self, Output, at};

/// A message with `CR LF` at the end of each line. A `CR` alone is no line end, and stays.
pub(super) fn with_crlf(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + mail.len() / 32);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(text) if !text.ends_with(b"\r") => {
                out.extend_from_slice(text);
                out.extend_from_slice(b"\r\n");
            }
            _ => out.extend_from_slice(line),
        }
    }
    out
}

/// Writes a blob into this folder, unless it is there; gives its name: the SHA-256 of its bytes in 64 hex digits. [`sync`] has to follow.
pub(super) fn write(output: &Output, folder: &Path, blob: &[u8]) -> Result<String, Error> {
    let name = hex(&Sha256::digest(blob), 32);
    let path = output.path(folder).join(&name);
    let is_there = fs::metadata(&path).is_ok_and(|meta| u64::try_from(blob.len()) == Ok(meta.len()));
    if !is_there && !output.is_dry() {
        put(&path, blob).map_err(at(&path))?;
    }
    Ok(name)
}

fn put(path: &Path, blob: &[u8]) -> io::Result<()> {
    let mut file = output::temporary(path.parent().unwrap_or(Path::new("")))?;
    file.write_all(blob)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Has the names of the blobs in a folder written to the disk.
pub(super) fn sync(output: &Output, folder: &Path) -> Result<(), Error> {
    if output.is_dry() {
        return Ok(());
    }
    let path = output.path(folder);
    output::sync_folder(&path).map_err(at(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_line_ends_become_one() {
        for (mail, expected) in [
            (&b""[..], &b""[..]),
            (b"a\nb\n", b"a\r\nb\r\n"),
            (b"a\r\nb\r\n", b"a\r\nb\r\n"),
            (b"a\rb\r\r\n\nc", b"a\rb\r\r\n\r\nc"),
            (b"\n\n\r", b"\r\n\r\n\r"),
        ] {
            assert_eq!(with_crlf(mail), expected, "{}", mail.escape_ascii());
            assert_eq!(with_crlf(&with_crlf(mail)), expected);
        }
    }

    /// Messages of no bytes have a blob, too; and what a run left that was killed is not one.
    #[test]
    fn a_blob_is_written_once() {
        let target = tempfile::tempdir().unwrap();
        let output = Output::new(target.path().to_owned(), false);
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(write(&output, Path::new(""), b"").unwrap(), empty);
        let name = write(&output, Path::new(""), b"a").unwrap();
        let path = target.path().join(&name);
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        write(&output, Path::new(""), b"a").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        fs::write(&path, b"").unwrap();
        write(&output, Path::new(""), b"a").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a");
        sync(&output, Path::new("")).unwrap();
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 2);
    }
}

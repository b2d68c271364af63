//! Messages as blobs: with the line ends that RFC 5322 asks for, and named by what is in them.

use std::fs;
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use sha2::{Digest, Sha256};
use tempfile::TempPath;

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

/// How much is written before it gets its names together: the disk is waited for once.
const BATCH_BLOBS: usize = 4096;
const BATCH_BYTES: usize = 256 << 20;

/// What writes the blobs of an account. Dropped before it is finished, it leaves whole blobs only.
#[derive(Debug)]
pub(super) struct Blobs {
    folder: PathBuf,
    is_dry: bool,
    /// Blobs that have no names yet, by the names that they will have.
    waiting: HashMap<String, TempPath>,
    waiting_bytes: usize,
    is_changed: bool,
}

impl Blobs {
    /// `folder`: below the target.
    pub(super) fn new(output: &Output, folder: &Path) -> Self {
        Self {
            folder: output.path(folder),
            is_dry: output.is_dry(),
            waiting: HashMap::new(),
            waiting_bytes: 0,
            is_changed: false,
        }
    }

    /// Writes a blob, unless it is there; gives its name: the SHA-256 of its bytes in 64 hex digits. It has the name only after
    /// [`finish`](Self::finish).
    pub(super) fn add(&mut self, blob: &[u8]) -> Result<String, Error> {
        let name = hex(&Sha256::digest(blob), 32);
        if self.is_dry || self.waiting.contains_key(&name) {
            return Ok(name);
        }
        let path = self.folder.join(&name);
        if !fs::metadata(&path).is_ok_and(|meta| u64::try_from(blob.len()) == Ok(meta.len())) {
            let file = self.write(blob).map_err(at(&path))?;
            self.waiting.insert(name.clone(), file);
            self.waiting_bytes += blob.len();
        }
        if self.waiting.len() >= BATCH_BLOBS || self.waiting_bytes >= BATCH_BYTES {
            self.deliver()?;
        }
        Ok(name)
    }

    fn write(&self, blob: &[u8]) -> io::Result<TempPath> {
        let mut file = output::temporary(&self.folder)?;
        file.write_all(blob)?;
        Ok(file.into_temp_path())
    }

    /// Gives the blobs their names, once they are on the disk: after a power cut, too, none of these names is that of half a blob.
    fn deliver(&mut self) -> Result<(), Error> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        output::sync_files(&self.folder, self.waiting.values()).map_err(at(&self.folder))?;
        self.waiting_bytes = 0;
        self.is_changed = true;
        for (name, file) in mem::take(&mut self.waiting) {
            let path = self.folder.join(name);
            file.persist(&path).map_err(|error| at(&path)(error.error))?;
        }
        Ok(())
    }

    /// Everything was handed over: has the names of the blobs on the disk, too.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.deliver()?;
        if self.is_changed {
            output::sync_folder(&self.folder).map_err(at(&self.folder))?;
        }
        Ok(())
    }
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
        let put = |blob: &[u8]| {
            let mut blobs = Blobs::new(&output, Path::new(""));
            let name = blobs.add(blob).unwrap();
            blobs.finish().unwrap();
            name
        };
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(put(b""), empty);
        let path = target.path().join(put(b"a"));
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        put(b"a");
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        fs::write(&path, b"").unwrap();
        put(b"a");
        assert_eq!(fs::read(&path).unwrap(), b"a");
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 2);
    }

    /// Each blob was waited for alone, which took longer than all else. They are waited for together, and have no names before.
    #[test]
    fn blobs_get_their_names_together() {
        let target = tempfile::tempdir().unwrap();
        let output = Output::new(target.path().to_owned(), false);
        let names = || -> Vec<String> {
            let names = fs::read_dir(target.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap());
            names.filter(|name| !name.starts_with('.')).collect()
        };
        let mut blobs = Blobs::new(&output, Path::new(""));
        let number = |number: usize| number.to_string().into_bytes();
        for one in 0..BATCH_BLOBS - 1 {
            let name = blobs.add(&number(one)).unwrap();
            assert_eq!(blobs.add(&number(one)).unwrap(), name);
        }
        assert_eq!(names(), [""; 0]);
        let last = blobs.add(&number(BATCH_BLOBS)).unwrap();
        assert_eq!(names().len(), BATCH_BLOBS);
        assert_eq!(fs::read(target.path().join(last)).unwrap(), number(BATCH_BLOBS));
        // What an error leaves behind has no name, and goes.
        blobs.add(b"more").unwrap();
        drop(blobs);
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), BATCH_BLOBS);
    }
}

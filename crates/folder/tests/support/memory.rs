//! A file in memory.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use morkdb::file::{Durability, Image, Session, Stamp, Storage};

/// The bytes of a file, and what is written to them. Clones are the same file.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    path: PathBuf,
    bytes: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Memory {
    /// A file of these bytes; no file for `None`.
    pub(crate) fn new(bytes: Option<Vec<u8>>) -> Self {
        Self { path: PathBuf::from("memory.msf"), bytes: Arc::new(Mutex::new(bytes)) }
    }

    /// The bytes as they are now.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.lock().clone().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stamp(bytes: &[u8]) -> Stamp {
    Stamp { len: bytes.len() as u64, modified: None, identity: None }
}

impl Storage for Memory {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Option<Image>, morkdb::Error> {
        Ok(self.lock().as_ref().map(|bytes| Image { bytes: bytes.clone(), stamp: stamp(bytes) }))
    }

    fn open(&self) -> io::Result<Box<dyn Session + '_>> {
        Ok(Box::new(Writer { file: self.lock(), replacement: Vec::new() }))
    }
}

/// The file while it is written.
#[derive(Debug)]
struct Writer<'m> {
    file: MutexGuard<'m, Option<Vec<u8>>>,
    replacement: Vec<u8>,
}

impl Writer<'_> {
    fn bytes(&mut self) -> io::Result<&mut Vec<u8>> {
        self.file.as_mut().ok_or_else(|| ErrorKind::NotFound.into())
    }
}

fn offset(at: u64) -> io::Result<usize> {
    usize::try_from(at).map_err(|_| ErrorKind::InvalidInput.into())
}

impl Session for Writer<'_> {
    fn stamp(&mut self) -> io::Result<Option<Stamp>> {
        Ok(self.file.as_deref().map(stamp))
    }

    fn read_at(&mut self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let start = offset(at)?;
        let range = start..start.saturating_add(into.len());
        let bytes = self.bytes()?.get(range).ok_or(ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(bytes);
        Ok(())
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let (start, file) = (offset(at)?, self.bytes()?);
        let end = start.saturating_add(bytes.len());
        file.resize(file.len().max(end), 0);
        file[start..end].copy_from_slice(bytes);
        Ok(())
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        let len = offset(len)?;
        self.bytes()?.truncate(len);
        Ok(())
    }

    fn sync(&mut self, _: Durability) -> io::Result<()> {
        Ok(())
    }

    fn begin_replacement(&mut self) -> io::Result<()> {
        self.replacement.clear();
        Ok(())
    }

    fn write_replacement(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.replacement.extend_from_slice(bytes);
        Ok(())
    }

    fn sync_replacement(&mut self, _: Durability) -> io::Result<()> {
        Ok(())
    }

    fn install(&mut self) -> io::Result<()> {
        *self.file = Some(std::mem::take(&mut self.replacement));
        Ok(())
    }

    fn sync_folder(&mut self, _: Durability) -> io::Result<()> {
        Ok(())
    }
}

//! The file as we know it, to be compared with the file as it is.

use std::io;

use super::storage::{Session, Stamp};

/// So many bytes at the end of the file are compared.
const TAIL: usize = 256;

/// The file as it was last read or written.
#[derive(Debug, Default)]
pub(super) struct Saved {
    /// Its size in bytes.
    pub(super) size: u64,
    /// What the system said of it; `None` where there was no file.
    pub(super) stamp: Option<Stamp>,
    /// Whether its name is certain to be on the disk, as far as that is wanted. Who renamed a file to it may have been
    /// stopped before the folder was synced; then what is appended would be lost with the name.
    pub(super) is_name_synced: bool,
    tail: Vec<u8>,
}

impl Saved {
    /// A file with these bytes.
    pub(super) fn of(bytes: &[u8], stamp: Option<Stamp>) -> Self {
        let mut saved = Self { size: bytes.len() as u64, stamp, ..Self::default() };
        saved.end_with(bytes);
        saved
    }

    /// Notes the bytes that were written last.
    pub(super) fn end_with(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(TAIL)..]);
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
    }

    /// Whether the file that is open is as it was.
    pub(super) fn is_same(&self, session: &mut dyn Session) -> io::Result<bool> {
        let stamp = session.stamp()?;
        if stamp != self.stamp || stamp.as_ref().is_some_and(|stamp| stamp.len != self.size) {
            return Ok(false);
        }
        let mut tail = vec![0; self.tail.len()];
        if !tail.is_empty() {
            session.read_at(self.size - tail.len() as u64, &mut tail)?;
        }
        Ok(tail == self.tail)
    }
}

//! A file that may be larger than memory, seen through a window that moves over it.

use std::io::{self, Read, Seek, SeekFrom};

/// How much is read at a time.
const CHUNK: usize = 128 << 10;

/// A piece of a file in memory.
#[derive(Debug)]
pub(crate) struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    /// Where in the file the buffer begins.
    start: u64,
}

impl<R: Read + Seek> Window<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), start: 0 }
    }

    /// What the file has from `offset` on: at least so many bytes; fewer only where the file ends.
    pub(crate) fn get(&mut self, offset: u64, least: usize) -> io::Result<&[u8]> {
        if self.buffered(offset).len() < least {
            self.fill(offset, least)?;
        }
        Ok(self.buffered(offset))
    }

    fn buffered(&self, offset: u64) -> &[u8] {
        let skip = offset.checked_sub(self.start).and_then(|skip| usize::try_from(skip).ok());
        skip.and_then(|skip| self.buffer.get(skip..)).unwrap_or_default()
    }

    /// Moves the window to `offset`. What is in it already and is needed again is kept.
    fn fill(&mut self, offset: u64, least: usize) -> io::Result<()> {
        let kept = self.buffered(offset).len();
        self.buffer.drain(..self.buffer.len() - kept);
        self.start = offset;
        self.source.seek(SeekFrom::Start(offset.saturating_add(kept as u64)))?;
        let wanted = least.max(CHUNK).saturating_sub(kept) as u64;
        self.source.by_ref().take(wanted).read_to_end(&mut self.buffer).map(drop)
    }

    /// All of a range. Never more than there is.
    pub(crate) fn read(&mut self, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        let whole = usize::try_from(length).ok().filter(|length| *length <= CHUNK);
        if let Some(length) = whole {
            let text = self.get(offset, length)?;
            return Ok(text.get(..length).unwrap_or(text).to_vec());
        }
        let mut text = Vec::new();
        self.source.seek(SeekFrom::Start(offset))?;
        self.source.by_ref().take(length).read_to_end(&mut text)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn any_place_can_be_seen() {
        let file: Vec<u8> = (0..3 * CHUNK).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut window = Window::new(Cursor::new(file.clone()));
        for (offset, least) in
            [(0, 1), (5, 10), (CHUNK - 1, 4), (CHUNK * 2, 2 * CHUNK), (3, 7), (3 * CHUNK, 9)]
        {
            let seen = window.get(offset as u64, least).unwrap();
            assert!(seen.len() >= least.min(file.len() - offset));
            assert_eq!(*seen, file[offset..offset + seen.len()]);
        }
        assert_eq!(window.get(u64::MAX, 3).unwrap(), b"");
        assert_eq!(window.read(7, 2 * CHUNK as u64).unwrap(), file[7..7 + 2 * CHUNK]);
        assert_eq!(window.read(7, u64::MAX).unwrap(), file[7..]);
        assert_eq!(window.read(8, 2).unwrap(), file[8..10]);
    }
}

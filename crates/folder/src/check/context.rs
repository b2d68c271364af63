//! What is known of a folder beside its file.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use morkdb::Database;

use crate::cache;
use crate::folder::Protocol;
use crate::terms::VirtualFolders;

/// What is known of a folder beside its file. What needs more than there is, is not checked, and the report says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckContext<'c> {
    /// What kind of server it is on; `None`: what [`Protocol::guess`] finds.
    pub protocol: Option<Protocol>,
    /// The preference `mailnews.localizedRe`, as in [`Preferences`](crate::Preferences).
    pub localized_re: &'c str,
    /// Where the mail is.
    pub mail: Option<CheckedMail<'c>>,
    /// What the folder cache says.
    pub cache: Option<&'c cache::Entry>,
    /// The saved searches that there are.
    pub virtual_folders: Option<&'c VirtualFolders>,
    /// The time now, in seconds since 1970.
    pub now: Option<u64>,
    /// The file itself: what it says of damage, commit groups, line ends.
    pub database: Option<&'c Database>,
}

/// Where the mail of a folder is.
#[derive(Clone, Copy, Debug)]
pub enum CheckedMail<'c> {
    /// In one file.
    Mbox(&'c dyn Mailbox),
    /// In a file for each message; the names of those in `cur`.
    Maildir(&'c [Vec<u8>]),
}

/// A file of mail. It is read once, from the beginning to the end, and in a few other places.
pub trait Mailbox: fmt::Debug {
    /// Its size, in bytes.
    fn size(&self) -> io::Result<u64>;

    /// When it was last changed, in seconds since 1970. `None` where that is not to be looked at.
    fn modified(&self) -> io::Result<Option<u64>>;

    /// Reads what is at an offset, as much as there is, up to the length of `into`; answers how much. 0 is the end.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;
}

/// Bytes in memory.
impl Mailbox for &[u8] {
    fn size(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn modified(&self) -> io::Result<Option<u64>> {
        Ok(None)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..)).unwrap_or_default();
        rest.read(into)
    }
}

/// An mbox on disk. It is opened to be read only.
#[derive(Debug)]
pub struct MailboxFile {
    file: File,
}

impl MailboxFile {
    /// Opens it.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self { file: File::open(path)? })
    }
}

impl Mailbox for MailboxFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn modified(&self) -> io::Result<Option<u64>> {
        let time = self.file.metadata()?.modified()?;
        Ok(Some(time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())))
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        file.read(into)
    }
}

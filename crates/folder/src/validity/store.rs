//! The mailbox beside a summary.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::field::Field;
use crate::folder::{FolderRef, Protocol};
use crate::number::hex32;

/// What a summary is a summary of, as far as its validity depends on that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailStore {
    /// One file for all messages.
    Mbox {
        /// Its size in bytes.
        size: u64,
        /// When it was last written, in seconds since 1970.
        modified: u32,
    },
    /// A file for each message.
    Maildir {
        /// Whether it has its `cur`, which is where the messages are.
        has_cur: bool,
    },
    /// There should be a mailbox, and there is none.
    Missing,
    /// Nothing that the summary could be compared with: the folder is on an IMAP or news server, is virtual, or nobody knows.
    None,
}

impl MailStore {
    /// The one beside a summary: `X` for `X.msf`. Folders on servers and virtual ones have [none](Self::None), whatever
    /// is there: a local copy of some messages says nothing of the summary.
    pub fn beside(summary: &Path, folder: FolderRef<'_>, protocol: Protocol) -> Self {
        match store_of(summary) {
            Some(store) if protocol == Protocol::Local && !is_virtual(folder) => Self::at(&store, folder),
            _ => Self::None,
        }
    }

    fn at(store: &Path, folder: FolderRef<'_>) -> Self {
        match fs::metadata(store) {
            Ok(there) if there.is_dir() => Self::Maildir { has_cur: store.join("cur").exists() },
            Ok(there) => Self::Mbox { size: there.len(), modified: modified(&there) },
            Err(_) if folder.info_cell(Field::MaildirValid).is_some() => Self::Maildir { has_cur: false },
            Err(_) => Self::Missing,
        }
    }
}

fn store_of(summary: &Path) -> Option<PathBuf> {
    let is_summary = summary.extension() == Some(OsStr::new("msf"));
    is_summary.then(|| summary.with_extension(""))
}

/// Seconds since 1970; 0 where nobody knows. Thunderbird has 32 bits for them.
#[expect(clippy::cast_possible_truncation, reason = "until 2106")]
fn modified(file: &Metadata) -> u32 {
    let time = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    time.map_or(0, |time| time.as_secs() as u32)
}

/// Whether a folder is a saved search (`nsMsgFolderFlags::Virtual`).
pub(crate) fn is_virtual(folder: FolderRef<'_>) -> bool {
    const VIRTUAL: u32 = 0x20;
    let flags = folder.info_cell(Field::Flags).and_then(|text| hex32(&text)).unwrap_or(0);
    flags & VIRTUAL != 0
}

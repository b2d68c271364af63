//! Where the bytes of a database are: reading them, and writing them so that nothing is lost.
//!
//! [`DiskStorage`] is a file on disk. A program that keeps its bytes elsewhere, or a test that wants the disk to fail,
//! brings a [`Storage`] of its own.
//!
//! There are two ways to write. Bytes are written into the file where it is, and synced. Or a replacement is written
//! beside it, synced, and installed over it, and then the folder is synced. Until a replacement is installed, the file
//! is as it was, whatever fails.

mod attributes;
mod disk;
mod extended;
mod replacement;
mod stamp;

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

use super::error::Error;

pub use disk::DiskStorage;
pub use stamp::Stamp;

/// A place that the bytes of one database are in.
pub trait Storage: fmt::Debug + Send + Sync {
    /// What people call it. It stands before what an error says.
    fn path(&self) -> &Path;

    /// All bytes, in one state, and the stamp of that state; `None` where there is no file.
    ///
    /// Nothing is locked by this, and nothing is open when it returns.
    fn read(&self) -> Result<Option<Image>, Error>;

    /// Opens it for writing and locks it until the session is dropped. This waits for the session of another program to
    /// end. It creates and changes nothing; the session of a file that is not there has no [stamp](Session::stamp).
    ///
    /// A second session of the same storage must not be opened while there is a first: it may wait for ever.
    fn open(&self) -> io::Result<Box<dyn Session + '_>>;
}

/// A storage that is open for writing, and locked. Dropping it ends the lock, and removes a replacement that was not
/// installed.
///
/// After an error the file may have any part of what was to be written; nobody may rely on what a later call does.
pub trait Session {
    /// The state of the file that is locked; `None` where there is none. Behind [`install`](Self::install) that is the
    /// new file, which is locked as well.
    fn stamp(&mut self) -> io::Result<Option<Stamp>>;

    /// Fills `into` with the bytes from offset `at` on. Where there are fewer, the error is of the kind
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof).
    fn read_at(&mut self, at: u64, into: &mut [u8]) -> io::Result<()>;

    /// Writes all these bytes at the offset `at`, in the file itself.
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Takes what is behind `len` bytes off the file.
    fn truncate(&mut self, len: u64) -> io::Result<()>;

    /// Brings what was written into the file to the disk.
    fn sync(&mut self, durability: Durability) -> io::Result<()>;

    /// Begins a replacement, empty, beside the file. One that was begun before and not installed goes.
    fn begin_replacement(&mut self) -> io::Result<()>;

    /// Writes at the end of the replacement.
    fn write_replacement(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Brings the replacement to the disk.
    fn sync_replacement(&mut self, durability: Durability) -> io::Result<()>;

    /// Puts the replacement in the place of the file, all at once. The file must still be the one that is locked. Where
    /// there was no file, there must still be none: otherwise the error is of the kind
    /// [`AlreadyExists`](io::ErrorKind::AlreadyExists). In both cases the replacement is gone after an error.
    fn install(&mut self) -> io::Result<()>;

    /// Brings to the disk that the replacement has the file's name.
    fn sync_folder(&mut self, durability: Durability) -> io::Result<()>;
}

/// A file as it was at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Image {
    /// All its bytes.
    pub bytes: Vec<u8>,
    /// What to recognize that state by.
    pub stamp: Stamp,
}

/// What a commit that has returned without error is safe from.
///
/// That is for what it has written. One that found nothing to write has synced nothing either, neither what others wrote
/// before it, nor what a commit wrote that failed and whose file was opened again since then.
///
/// On every level the file is never less than the old state or the new one where only the program ends: by itself, by
/// being killed, by an error. The levels differ in what they promise where the whole machine stops.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Durability {
    /// The end of the program, killed or not. The system writes to the disk when it likes: where the machine stops, what
    /// was committed in the last seconds may be lost, and a file that was written anew may be incomplete or empty.
    None,
    /// The machine stopping, too: what was committed is on the disk, and a commit that had not returned leaves the old
    /// state or the new one, never less. (A group is synced once, as a whole: this holds where a file
    /// grows from its old end on, as journaling file systems have it. One that may keep the end of what was appended
    /// and lose its middle could show the engine a group with a hole.) Times and rights of the file may be older than its content.
    Data,
    /// As [`Data`](Self::Data), and all that the system says of the file (time, owner, rights) is on the disk as well.
    #[default]
    Full,
}

impl Durability {
    /// Brings a file to the disk, as far as this level asks for it.
    fn sync(self, file: &File) -> io::Result<()> {
        match self {
            Self::None => Ok(()),
            Self::Data => file.sync_data(),
            Self::Full => file.sync_all(),
        }
    }
}

/// The same error with words before it.
fn context(words: &str) -> impl FnOnce(io::Error) -> io::Error {
    move |source| io::Error::new(source.kind(), format!("{words}: {source}"))
}

/// Waits until nobody else has a lock on the file, and locks it until it is closed. File systems without locks do
/// without.
fn lock(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::Unsupported => return Ok(()),
            result => return result.map_err(context("it cannot be locked")),
        }
    }
}

/// Whether this file is still the one at `path`.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match std::fs::metadata(path) {
        Ok(there) => Ok(stamp::identity(&there) == stamp::identity(&file.metadata()?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The folder that a file is in.
fn directory(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod scratch {
    use std::path::{Path, PathBuf};

    /// A folder of ours, which goes when the test ends.
    pub(super) struct Scratch(PathBuf);

    impl Scratch {
        pub(super) fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("morkdb-storage-{}-{name}", std::process::id()));
            std::fs::create_dir(&path).expect("a folder can be made");
            Self(path)
        }

        pub(super) fn path(&self) -> &Path {
            &self.0
        }

        /// A file in it.
        pub(super) fn file(&self, name: &str, text: &str) -> PathBuf {
            let path = self.0.join(name);
            std::fs::write(&path, text).expect("a file can be made");
            path
        }

        /// The names of what is in it, sorted.
        pub(super) fn names(&self) -> Vec<String> {
            let name = |entry: std::io::Result<std::fs::DirEntry>| {
                entry.expect("an entry").file_name().to_string_lossy().into_owned()
            };
            let mut names: Vec<String> = std::fs::read_dir(&self.0).expect("a folder").map(name).collect();
            names.sort();
            names
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

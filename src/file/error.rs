//! What can go wrong with a file.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::read::{Diagnostic, Reading};
use crate::syntax::{LineIndex, Position};
use crate::write::Unwritable;

/// Why a file cannot be opened or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system does not give us the file.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Offsets have 32 bits.
    #[error(
        "the file has {size} bytes; Mork files of 4 GiB and more cannot be read, nor can Mozilla's engine read any of 2 GiB"
    )]
    TooLarge {
        /// Size in bytes.
        size: u64,
    },
    /// The file was another one after reading than before, again and again.
    #[error("{}: another program keeps changing the file; try again when it has finished", path.display())]
    KeepsChanging {
        /// The file.
        path: PathBuf,
    },
    /// There is no sign of Mork in it.
    #[error("this is no Mork file: no header, and nothing that a Mork file is made of")]
    NotMork,
    /// The reading does not go on here, and leaves no store.
    #[error("{0}")]
    Refused(Fault),
    /// A new file was to be made, and there is one.
    #[error("{}: there is such a file already; open it, or choose another name", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The database was read from memory.
    #[error("the database has no file that it could be written to; save it as a new one")]
    NoFile,
    /// Nothing was written: the file is not what was read, or was written last.
    #[error("{}: another program has changed the file; read it again, or rebase the changes onto it", path.display())]
    ChangedOnDisk {
        /// The file.
        path: PathBuf,
    },
    /// Writing into the file failed before, so nobody knows what is in it.
    #[error("{}: writing failed before; open the file again, or rebase the changes onto it", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
    },
    /// Nothing was written: Mozilla's engine reads no file of 2 GiB.
    #[error("{}: the file would have 2 GiB or more, and Mozilla's engine reads none of that size", path.display())]
    TooLargeToWrite {
        /// The file.
        path: PathBuf,
    },
    /// Nothing was written: the reading stopped before the end of the file, and what is behind would be lost.
    #[error(
        "{}: the reading stopped at byte {at}, and writing the file would lose what is behind; open it in the lenient reading",
        path.display()
    )]
    Unread {
        /// The file.
        path: PathBuf,
        /// Where the reading stopped, in bytes.
        at: u32,
    },
    /// Nothing was written: what only Mozilla's engine would lose is known only to its reading.
    #[error("writing as Mozilla's engine does needs the reading that reads as it does; open the file so")]
    NeedsMozillaReading,
    /// Nothing was written: a store was put in the place of the one that was read, and knows nothing of the file.
    #[error("the store is another one than that of the file; make the changes to that one")]
    AnotherStore,
    /// Nothing was written: the store has what no file can say.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
}

/// A place in a file at which a reading gave up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub diagnostic: Diagnostic,
    /// The line and column of the first byte concerned.
    pub position: Position,
    /// The reading that gave up.
    pub reading: Reading,
}

impl Fault {
    pub(super) fn new(diagnostic: Diagnostic, bytes: &[u8], reading: Reading) -> Self {
        let position = LineIndex::new(bytes).position(diagnostic.span.start);
        Self { diagnostic, position, reading }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { diagnostic, position, reading } = self;
        write!(f, "{position} (byte {}): {diagnostic}", diagnostic.span.start)?;
        match reading {
            Reading::Mozilla => f.write_str("; Mozilla's engine does not open such a file"),
            Reading::Strict => f.write_str("; the strict reading goes no further"),
            Reading::Lenient => Ok(()),
        }
    }
}

//! What ends an export.

use std::io;
use std::path::PathBuf;

/// Why an export ended before its end. What was finished stays; run again, it goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the target cannot be written or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The target is within the profile, or the profile within the target.
    #[error("{}: the target must not be in the profile", path.display())]
    WithinProfile {
        /// The target.
        path: PathBuf,
    },
    /// The target holds an export of another profile, whose files this one would replace.
    #[error("{}: this target holds an export of another profile, {there}; give each profile a folder or a custodian of its own", path.display())]
    OtherProfile {
        /// What says so.
        path: PathBuf,
        /// The name of the other profile.
        there: String,
    },
    /// A library that writes the target's format has failed.
    #[error("{}: {what}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it said.
        what: String,
    },
    /// The program was built without this kind.
    #[error("this program was built without {0}")]
    NotBuilt(&'static str),
}

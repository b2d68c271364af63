//! What is odd about a profile, where the rest goes on.

use std::fmt;
use std::path::PathBuf;

/// Something that was skipped or guessed; one line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Warning {
    /// The file or folder that it is about.
    pub path: PathBuf,
    /// What is wrong, and what was done about it.
    pub what: String,
}

impl Warning {
    /// One about this file.
    pub fn new(path: impl Into<PathBuf>, what: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into() }
    }
}

/// The path may hold control characters: print it with care.
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.what)
    }
}

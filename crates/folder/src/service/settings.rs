//! What a service does for all of its folders.

use morkdb::OpenOptions;

use crate::folder::Preferences;
use crate::validity::LEEWAY;

/// Settings of a [`FolderService`](super::FolderService).
#[derive(Clone, Debug)]
pub struct Settings {
    /// How files are read and written.
    pub options: OpenOptions,
    /// Preferences that every folder is opened with.
    pub preferences: Preferences,
    /// How many folders stay open (`mail.db.max_open`), 30.
    pub max_open: usize,
    /// How many bytes of memory open folders may take together, 256 MiB. That is estimated as three times the size of the file.
    pub max_bytes: u64,
    /// How many seconds the time of a mailbox may differ from what its summary says (`mail.db_timestamp_leeway`), 4000; 0 is
    /// exact.
    pub leeway: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            options: OpenOptions::new(),
            preferences: Preferences::default(),
            max_open: 30,
            max_bytes: 256 << 20,
            leeway: LEEWAY,
        }
    }
}

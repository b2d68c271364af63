//! Which messages a folder keeps, and which it fetches.

use super::RetainBy;

/// Which messages a folder keeps (columns `retainBy`, `daysToKeepHdrs`, `numHdrsToKeep`, `useServerDefaults` and
/// `applyToFlaggedMessages` of its row). The default is what holds where there are no such cells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Retention {
    /// By what messages are kept.
    pub by: RetainBy,
    /// For how many days, where they are kept by age.
    pub days: u32,
    /// How many, where they are kept by number.
    pub count: u32,
    /// Whether the settings of the account hold instead of these. The cell is that of [`Downloads::use_server_defaults`]
    /// too: writing one writes the other.
    pub use_server_defaults: bool,
    /// Whether messages with a star are removed as others are.
    pub apply_to_flagged: bool,
}

impl Default for Retention {
    fn default() -> Self {
        Self { by: RetainBy::All, days: 0, count: 0, use_server_defaults: true, apply_to_flagged: false }
    }
}

/// Which messages of a newsgroup are fetched to be read without the server (columns `downloadByDate`,
/// `downloadUnreadOnly`, `ageLimit` and `useServerDefaults`). The default is what holds where there are no such cells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Downloads {
    /// Only those that are not older than [`age_limit`](Self::age_limit).
    pub by_date: bool,
    /// Only those that were not read.
    pub unread_only: bool,
    /// In days.
    pub age_limit: u32,
    /// Whether the settings of the account hold instead of these; the cell is that of [`Retention`] too.
    pub use_server_defaults: bool,
}

impl Default for Downloads {
    fn default() -> Self {
        Self { by_date: false, unread_only: false, age_limit: 0, use_server_defaults: true }
    }
}

//! Whether a summary is up to date: Thunderbird's rules, with an answer for each that is broken. Nothing is deleted.
//!
//! Thunderbird reads the mailbox again, and makes a new summary, where any of these fails; an IMAP folder asks its server. That a
//! summary is valid does not say that it is whole: it says that Thunderbird believes it.

mod check;
mod mark;
mod reason;
mod store;

pub use check::{LEEWAY, check, check_at};
pub use reason::Reason;
pub use store::MailStore;

pub(crate) use check::{folder_of, read};
pub(crate) use store::is_virtual;

/// The version of the format (`kMsgDBVersion`).
const VERSION: u32 = 1;

//! What waits for the IMAP server: operations that were done while it could not be reached, and attributes of messages that
//! have not arrived yet.
//!
//! An operation is a row that says what to do with the message of its key. Thunderbird plays them back in this order when it
//! is online again: flags, keywords added, keywords removed, copies, moves, drafts, templates; and forgets them. Without an
//! operation, a change of the summary is undone by the next synchronisation.

mod edit;
mod operation;
mod pending;
mod record;
mod table;
mod types;

#[cfg(test)]
mod tests;

pub use edit::OperationEdit;
pub use operation::OfflineOperation;
pub use pending::PendingHeader;
pub use record::Deletion;
pub use types::{ImapFlags, OfflineOps};

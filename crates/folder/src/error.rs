//! What can go wrong with a folder.

use std::path::PathBuf;

use morkdb::store::EditError;

use crate::key::{MessageKey, ThreadKey};
use crate::validity::Reason;

/// Why something cannot be done with a folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] morkdb::Error),
    /// The store refuses a change.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The file is no summary of a folder.
    #[error(
        "this is no folder summary: it has no folder information (`ns:msg:db:row:scope:dbfolderinfo:all`)"
    )]
    NoSummary,
    /// There is no message of this key.
    #[error("there is no message with key {key}")]
    NoMessage {
        /// The key.
        key: MessageKey,
    },
    /// There is a message of this key already.
    #[error("there is a message with key {key} already")]
    MessageExists {
        /// The key.
        key: MessageKey,
    },
    /// There is no thread of this key.
    #[error("there is no thread with key {key}")]
    NoThread {
        /// The key.
        key: ThreadKey,
    },
    /// The key is one that no message can have.
    #[error("no message can have the key {key}: it is reserved")]
    ReservedKey {
        /// The key.
        key: MessageKey,
    },
    /// All keys are used up; Thunderbird reads the mailbox anew then, which gives the messages new keys.
    #[error("all message keys are used up: the folder has to be rebuilt")]
    NoKeyLeft,
    /// The summary is not up to date, or there is none that can be read.
    #[error("{}: {}", path.display(), listed(reasons))]
    Invalid {
        /// The summary.
        path: PathBuf,
        /// Why: at least one reason.
        reasons: Vec<Reason>,
    },
    /// There is no mailbox.
    #[error("there is no mailbox that the summary could be of")]
    NoMailStore,
}

fn listed(reasons: &[Reason]) -> String {
    let reasons: Vec<_> = reasons.iter().map(ToString::to_string).collect();
    reasons.join("; ")
}

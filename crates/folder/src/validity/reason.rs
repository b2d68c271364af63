//! Why a summary is not up to date.

use std::fmt;
use std::sync::Arc;

/// Why Thunderbird would not use a summary.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// There is no such file.
    Missing,
    /// The file has no bytes, as a new one has until it is first written.
    Empty,
    /// It cannot be read, or is no Mork.
    Unreadable(Arc<morkdb::Error>),
    /// It has no folder information. Thunderbird writes that last, so a file that was cut off is known by it.
    NoFolderInfo,
    /// Its version is not 1; 0 says that it was marked as invalid.
    Version {
        /// The version that it has; 0 where it says none.
        found: u32,
    },
    /// It says itself that the mailbox has to be read again (`forceReparse`): there were no message keys left.
    ForceReparse,
    /// There is no mailbox, and the summary is not of an empty one.
    StoreMissing,
    /// The mailbox is larger or smaller than when the summary was written.
    StoreSize {
        /// Bytes as the summary has it.
        summary: u64,
        /// Bytes of the mailbox.
        store: u64,
    },
    /// The mailbox was written at another time than the summary says, by more than is allowed.
    StoreDate {
        /// Seconds since 1970 as the summary has it.
        summary: u32,
        /// Seconds since 1970 when the mailbox was written.
        store: u32,
    },
    /// The count of unread messages is below 0.
    NegativeUnread,
    /// The summary of a maildir was not marked as valid.
    MaildirNotValid,
}

impl Reason {
    /// Whether there is no summary at all (`NS_MSG_ERROR_FOLDER_SUMMARY_MISSING`), rather than one that is out of date
    /// (`NS_MSG_ERROR_FOLDER_SUMMARY_OUT_OF_DATE`).
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing | Self::Empty)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Empty => f.write_str("the file is empty"),
            Self::Unreadable(error) => error.fmt(f),
            Self::NoFolderInfo => {
                f.write_str("it has no folder information, so it is cut off or no folder summary")
            }
            Self::Version { found: 0 } => f.write_str("it was marked as invalid"),
            Self::Version { found } => write!(f, "it is of version {found}, not {}", super::VERSION),
            Self::ForceReparse => f.write_str("it says that the mailbox has to be read again"),
            Self::StoreMissing => f.write_str("its mailbox is missing"),
            Self::StoreSize { summary, store } => {
                write!(f, "it was made when the mailbox had {summary} bytes, and that has {store} now")
            }
            Self::StoreDate { summary, store } => {
                let difference = i64::from(*store) - i64::from(*summary);
                write!(f, "the mailbox was written {difference:+} s from the time that it says")
            }
            Self::NegativeUnread => f.write_str("its count of unread messages is below 0"),
            Self::MaildirNotValid => f.write_str("it was not marked as valid for its maildir"),
        }
    }
}

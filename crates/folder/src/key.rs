//! Message keys, and the ids that mean something else.

use std::fmt;

/// The key of a message: the id of its row. On an IMAP server it is the UID, on a news server the number of the article;
/// elsewhere it is the next one that is free.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageKey(pub u32);

impl MessageKey {
    /// The number that stands for no message (`nsMsgKey_None`).
    pub const NONE: u32 = 0xFFFF_FFFF;
    /// The highest key that is looked at for a message that was made while the server could not be reached (`kIdStartOfFake`).
    pub const FIRST_FAKE: Self = Self(0xFFFF_FF80);
    /// Keys from here on are not those of a server or a mailbox: a folder whose highest key is above this has only had
    /// such keys added (Thunderbird then looks for the highest one anew).
    pub const HIGHEST_REAL: Self = Self(0xFFFF_FF00);
    /// From here on a key that was handed out makes Thunderbird read the mailbox again (`kForceReparseKey`).
    pub const REPARSE: Self = Self(0xFFFF_FFF0);

    /// The key that a cell names; `None` for `ffffffff`.
    pub fn new(number: u32) -> Option<Self> {
        (number != Self::NONE).then_some(Self(number))
    }

    /// The number that stands for it in a cell: `ffffffff` where there is none.
    pub fn number(key: Option<Self>) -> u32 {
        key.map_or(Self::NONE, |key| key.0)
    }

    /// Whether it is in the range of keys for messages that were made while the server could not be reached.
    pub const fn is_fake(self) -> bool {
        self.0 > Self::HIGHEST_REAL.0
    }
}

/// As a decimal number, which is how Thunderbird shows it.
impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u32> for MessageKey {
    fn from(key: u32) -> Self {
        Self(key)
    }
}

/// The key of a thread: that of the message that founded it. It stays when that message is deleted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ThreadKey(pub u32);

impl ThreadKey {
    /// The thread that was founded by message 1, since table 1 is that of all messages (`kTableKeyForThreadOne`).
    pub const OF_MESSAGE_ONE: Self = Self(0xFFFF_FFFE);

    /// The key of the thread that a message founds.
    pub const fn founded_by(message: MessageKey) -> Self {
        if message.0 == tables::MESSAGES { Self::OF_MESSAGE_ONE } else { Self(message.0) }
    }

    /// The message that founded it.
    pub const fn founder(self) -> MessageKey {
        if self.0 == Self::OF_MESSAGE_ONE.0 { MessageKey(tables::MESSAGES) } else { MessageKey(self.0) }
    }
}

impl fmt::Display for ThreadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u32> for ThreadKey {
    fn from(key: u32) -> Self {
        Self(key)
    }
}

/// Ids of tables that Thunderbird takes for granted.
pub(crate) mod tables {
    /// The table of all messages, in their scope (`kAllMsgHdrsTableKey`).
    pub(crate) const MESSAGES: u32 = 1;
    /// The table of all threads, in theirs (`kAllThreadsTableKey`).
    pub(crate) const THREADS: u32 = 0xFFFF_FFFD;
    /// The table of offline operations, and that of pending headers.
    pub(crate) const FIRST: u32 = 1;
}

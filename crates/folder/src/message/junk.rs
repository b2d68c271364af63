//! Whether a message is junk, and who says so.

/// What is known of a message being junk. "Unknown" and "not junk" are different things.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Junk {
    /// 0 for a good message, 100 for junk; `None` where nobody has judged.
    pub score: Option<u32>,
    /// Who judged.
    pub origin: Option<JunkOrigin>,
    /// How sure the classifier was, in percent.
    pub percent: Option<u32>,
}

impl Junk {
    /// The score of junk (`IS_SPAM_SCORE`).
    pub const IS_JUNK: u32 = 100;
    /// The score of what is not junk (`IS_HAM_SCORE`).
    pub const IS_GOOD: u32 = 0;

    /// Whether the score is above half, as Thunderbird decides.
    pub fn is_junk(&self) -> bool {
        self.score.is_some_and(|score| score > 50)
    }
}

/// Who judged a message.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum JunkOrigin {
    /// The user.
    User,
    /// The classifier.
    Plugin,
    /// A filter.
    Filter,
    /// A keyword of the IMAP server.
    ImapFlag,
    /// The sender is in an address book.
    Whitelist,
    /// Something else.
    Other(Box<[u8]>),
}

impl JunkOrigin {
    /// As the column says it; `None` for nothing.
    pub fn from_bytes(text: &[u8]) -> Option<Self> {
        Some(match text {
            b"" => return None,
            b"user" => Self::User,
            b"plugin" => Self::Plugin,
            b"filter" => Self::Filter,
            b"imapflag" => Self::ImapFlag,
            b"whitelist" => Self::Whitelist,
            other => Self::Other(other.into()),
        })
    }

    /// What the column says.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::User => b"user",
            Self::Plugin => b"plugin",
            Self::Filter => b"filter",
            Self::ImapFlag => b"imapflag",
            Self::Whitelist => b"whitelist",
            Self::Other(text) => text,
        }
    }
}

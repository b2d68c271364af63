//! What is marked on a message.

use std::fmt;
use std::ops::{BitAnd, BitOr, BitOrAssign, Not};

/// The flags of a message, and those of a thread (`nsMsgMessageFlags`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct MessageFlags(pub u32);

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident = $bits:literal, $word:literal;)*) => {
        impl MessageFlags {
            $($(#[$doc])* pub const $name: Self = Self($bits);)*

            const NAMES: &'static [(Self, &'static str)] = &[$((Self::$name, $word)),*];
        }
    };
}

flags! {
    /// It was read.
    READ = 0x1, "read";
    /// It was replied to.
    REPLIED = 0x2, "replied";
    /// It has a star.
    MARKED = 0x4, "marked";
    /// It is deleted, and waits for the mailbox to be compacted. No listing shows it.
    EXPUNGED = 0x8, "expunged";
    /// Its subject had a `Re:`, which is not in the stored subject.
    HAS_RE = 0x10, "has-re";
    /// Its thread is collapsed. Only views have it.
    ELIDED = 0x20, "elided";
    /// It came from a feed.
    FEED = 0x40, "feed";
    /// Its text is stored locally.
    OFFLINE = 0x80, "offline";
    /// On a thread: it is watched. On a message it is moved to the thread.
    WATCHED = 0x100, "watched";
    /// Its sender was authenticated.
    SENDER_AUTHED = 0x200, "sender-authed";
    /// Only its headers were fetched (POP).
    PARTIAL = 0x400, "partial";
    /// It waits to be sent.
    QUEUED = 0x800, "queued";
    /// It was forwarded.
    FORWARDED = 0x1000, "forwarded";
    /// It was redirected.
    REDIRECTED = 0x2000, "redirected";
    /// It is new since the folder was last looked at. This is never stored.
    NEW = 0x1_0000, "new";
    /// On a thread: it is ignored. On a message: it and its replies are.
    IGNORED = 0x4_0000, "ignored";
    /// It is marked as deleted on the IMAP server.
    IMAP_DELETED = 0x20_0000, "imap-deleted";
    /// Its sender asks for a receipt.
    MDN_NEEDED = 0x40_0000, "mdn-needed";
    /// The receipt was sent.
    MDN_SENT = 0x80_0000, "mdn-sent";
    /// It is a template.
    TEMPLATE = 0x100_0000, "template";
    /// It has attachments.
    ATTACHMENT = 0x1000_0000, "attachment";
}

impl MessageFlags {
    /// No flags.
    pub const NONE: Self = Self(0);
    /// The labels of old versions, as they stand in `X-Mozilla-Status2`.
    pub const LABELS: Self = Self(0x0E00_0000);
    /// What is never written to a message's own status headers.
    pub const RUNTIME_ONLY: Self = Self(Self::ELIDED.0 | Self::NEW.0 | Self::OFFLINE.0);
    /// What only views have.
    pub const VIEW_ONLY: Self = Self(0x6800_0000);

    /// Whether all of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is set.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// These flags with `other` set or taken away.
    #[must_use]
    pub const fn with(self, other: Self, set: bool) -> Self {
        Self(if set { self.0 | other.0 } else { self.0 & !other.0 })
    }

    /// Whether the message was read.
    pub const fn is_read(self) -> bool {
        self.contains(Self::READ)
    }

    /// The names of the flags that are set, in the order of their bits. Bits without a name are left out.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().filter(move |(flag, _)| self.contains(*flag)).map(|(_, name)| *name)
    }

    /// The flag of this name, as [`names`](Self::names) gives them.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, own)| *own == name).map(|(flag, _)| *flag)
    }
}

impl BitOr for MessageFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for MessageFlags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl BitAnd for MessageFlags {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Not for MessageFlags {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0)
    }
}

impl fmt::Debug for MessageFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageFlags({:#x}", self.0)?;
        self.names().try_for_each(|name| write!(f, " {name}"))?;
        f.write_str(")")
    }
}

/// How urgent a message is (`nsMsgPriority`). Numbers that are none of these are kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Priority(pub u32);

impl Priority {
    /// Nothing is known of it.
    pub const NOT_SET: Self = Self(0);
    /// The message says none.
    pub const NONE: Self = Self(1);
    /// Lowest.
    pub const LOWEST: Self = Self(2);
    /// Low.
    pub const LOW: Self = Self(3);
    /// Normal.
    pub const NORMAL: Self = Self(4);
    /// High.
    pub const HIGH: Self = Self(5);
    /// Highest.
    pub const HIGHEST: Self = Self(6);

    /// Its name in English; `None` where it is not set or is a number without a name.
    pub fn name(self) -> Option<&'static str> {
        ["none", "lowest", "low", "normal", "high", "highest"]
            .get(usize::try_from(self.0).ok()?.checked_sub(1)?)
            .copied()
    }

    /// What a header field `Priority` or `X-Priority` says: a digit from 1, the highest, to 5; or a word. Thunderbird looks for the words
    /// anywhere in the text, in this order (`NS_MsgGetPriorityFromString`); so `non-urgent` is high. What says neither is normal.
    ///
    /// ```
    /// # use morkdb_folder::Priority;
    /// assert_eq!(Priority::from_field(b"2 (High)"), Priority::HIGH);
    /// assert_eq!(Priority::from_field(b"Lowest"), Priority::LOWEST);
    /// ```
    pub fn from_field(text: &[u8]) -> Self {
        if let Some(digit) = text.iter().find(|byte| (b'1'..=b'5').contains(byte)) {
            return Self(u32::from(b'7' - digit));
        }
        let words: [(&[u8], Self); 6] = [
            (b"normal", Self::NORMAL),
            (b"lowest", Self::LOWEST),
            (b"highest", Self::HIGHEST),
            (b"high", Self::HIGH),
            (b"urgent", Self::HIGH),
            (b"low", Self::LOW),
        ];
        let text = text.to_ascii_lowercase();
        let found = words.iter().find(|(word, _)| memchr::memmem::find(&text, word).is_some());
        found.map_or(Self::NORMAL, |(_, priority)| *priority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_flags() {
        let flags = MessageFlags::READ | MessageFlags::ATTACHMENT;
        assert_eq!(flags.names().collect::<Vec<_>>(), ["read", "attachment"]);
        assert_eq!(MessageFlags::from_name("attachment"), Some(MessageFlags::ATTACHMENT));
        assert_eq!(flags.with(MessageFlags::READ, false), MessageFlags::ATTACHMENT);
    }

    #[test]
    fn priorities_without_a_name_are_kept() {
        assert_eq!(Priority::HIGHEST.name(), Some("highest"));
        assert_eq!(Priority(77).name(), None);
        assert_eq!(Priority::NOT_SET.name(), None);
    }
}

//! What is marked on a message, in words.

use morkdb_folder::MessageFlags;

use super::message::Message;

/// A word for something that a message is or has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// The word.
    pub(super) word: &'static str,
    /// Other words for it.
    also: &'static [&'static str],
    test: Test,
    /// Whether a list for people has it.
    shown: bool,
}

#[derive(Clone, Copy, Debug)]
enum Test {
    Flag(MessageFlags),
    Unread,
    Junk,
    Tagged,
}

const fn mark(word: &'static str, also: &'static [&'static str], test: Test, shown: bool) -> Mark {
    Mark { word, also, test, shown }
}

/// All of them.
pub(super) const ALL: &[Mark] = &[
    mark("unread", &[], Test::Unread, true),
    mark("new", &[], Test::Flag(MessageFlags::NEW), true),
    mark("starred", &["flagged", "marked", "star"], Test::Flag(MessageFlags::MARKED), true),
    mark("replied", &["answered"], Test::Flag(MessageFlags::REPLIED), true),
    mark("forwarded", &[], Test::Flag(MessageFlags::FORWARDED), true),
    mark("redirected", &[], Test::Flag(MessageFlags::REDIRECTED), true),
    mark("attachment", &["attachments"], Test::Flag(MessageFlags::ATTACHMENT), true),
    mark("junk", &["spam"], Test::Junk, true),
    mark("ignored", &["killed"], Test::Flag(MessageFlags::IGNORED), true),
    mark("watched", &[], Test::Flag(MessageFlags::WATCHED), true),
    mark("deleted", &["imap-deleted"], Test::Flag(MessageFlags::IMAP_DELETED), true),
    mark("expunged", &[], Test::Flag(MessageFlags::EXPUNGED), true),
    mark("queued", &[], Test::Flag(MessageFlags::QUEUED), true),
    mark("partial", &[], Test::Flag(MessageFlags::PARTIAL), true),
    mark("template", &[], Test::Flag(MessageFlags::TEMPLATE), true),
    mark("read", &[], Test::Flag(MessageFlags::READ), false),
    mark("reply", &["has-re"], Test::Flag(MessageFlags::HAS_RE), false),
    mark("feed", &[], Test::Flag(MessageFlags::FEED), false),
    mark("offline", &[], Test::Flag(MessageFlags::OFFLINE), false),
    mark("receipt-wanted", &["mdn-needed"], Test::Flag(MessageFlags::MDN_NEEDED), false),
    mark("receipt-sent", &["mdn-sent"], Test::Flag(MessageFlags::MDN_SENT), false),
    mark("tagged", &[], Test::Tagged, false),
];

impl Mark {
    /// The mark of this word, in any case.
    pub(super) fn named(word: &str) -> Option<Self> {
        let is = |own: &&str| own.eq_ignore_ascii_case(word);
        ALL.iter().copied().find(|mark| is(&mark.word) || mark.also.iter().any(is))
    }

    /// Whether a message has it.
    pub(super) fn is_on(self, message: &Message<'_>) -> bool {
        self.is_set(message.flags, message)
    }

    fn is_set(self, flags: MessageFlags, message: &Message<'_>) -> bool {
        match self.test {
            Test::Flag(flag) => flags.contains(flag),
            Test::Unread => !flags.is_read(),
            Test::Junk => message.is_junk(),
            Test::Tagged => message.header.all_keywords().tags().next().is_some(),
        }
    }
}

/// The words for a message that a list for people has: not that it was read.
pub(super) fn shown<'m>(message: &'m Message<'_>) -> impl Iterator<Item = &'static str> + 'm {
    words(message, |mark| mark.shown)
}

/// All words for the flags of a message, and whether it is junk.
pub(super) fn all<'m>(message: &'m Message<'_>) -> impl Iterator<Item = &'static str> + 'm {
    words(message, |mark| !matches!(mark.test, Test::Tagged))
}

/// The words for flags: all, or those that a list for people has.
pub(super) fn of_flags(flags: MessageFlags, all: bool) -> impl Iterator<Item = &'static str> {
    let is_set = move |mark: &&Mark| match mark.test {
        Test::Flag(flag) => flags.contains(flag),
        Test::Unread => !flags.is_read(),
        Test::Junk | Test::Tagged => false,
    };
    ALL.iter().filter(move |mark| all || mark.shown).filter(is_set).map(|mark| mark.word)
}

fn words<'m>(message: &'m Message<'_>, wanted: fn(&Mark) -> bool) -> impl Iterator<Item = &'static str> + 'm {
    let flags = message.flags;
    let is_set = move |mark: &&Mark| wanted(mark) && mark.is_set(flags, message);
    ALL.iter().filter(is_set).map(|mark| mark.word)
}

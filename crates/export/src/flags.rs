//! What a target is told of a message: its marks and keywords, in each target's words.

mod losses;
mod mozilla;
mod words;

#[cfg(test)]
mod tests;

use morkdb_folder::{Keywords, MessageFlags, MessageHeader};
use morkdb_profile::Role;

pub(crate) use losses::{count as count_losses, has_priority, of_folder as losses_of_folder};
pub use mozilla::{keys_field, status_field, status2_field};

/// What is marked on a message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// It was read.
    pub seen: bool,
    /// It was replied to.
    pub answered: bool,
    /// It has a star.
    pub flagged: bool,
    /// It is being written: it is in a folder of drafts, or waits to be sent.
    pub draft: bool,
    /// It is deleted: expunged, or marked so on the server.
    pub deleted: bool,
    /// It was forwarded.
    pub forwarded: bool,
    /// It was redirected.
    pub redirected: bool,
    /// Its thread is watched.
    pub watched: bool,
    /// Its thread is ignored, or the answers to it are.
    pub ignored: bool,
    /// A receipt was sent.
    pub mdn_sent: bool,
    /// A receipt is wanted.
    pub mdn_needed: bool,
    /// Its sender was authenticated.
    pub sender_authed: bool,
    /// It has attachments.
    pub attachment: bool,
    /// It waits to be sent.
    pub queued: bool,
    /// Only a part of it was fetched.
    pub partial: bool,
    /// It came from a feed.
    pub feed: bool,
    /// It is a template.
    pub template: bool,
    /// Whether it is junk; `None` where nobody has judged.
    pub junk: Option<bool>,
    /// Its keywords as they are stored, tags among them, in their order and each once; the labels of old versions are `$label1` to `$label5`.
    /// What says whether it is junk is left out: see [`junk`](Self::junk).
    pub keywords: Vec<String>,
}

impl Marks {
    /// The marks of a message in a folder of this role.
    ///
    /// A keyword that is not UTF-8 has U+FFFD in place of what is not; no target can write it.
    pub fn of(message: MessageHeader<'_>, role: Option<Role>) -> Self {
        let flags = message.stored_flags();
        let folder = message.folder();
        let mut marks = Self::of_flags(flags);
        marks.draft |= role == Some(Role::Drafts);
        marks.watched |= folder.is_some_and(|folder| folder.is_watched(message));
        marks.ignored |= folder.is_some_and(|folder| folder.is_ignored(message));
        marks.junk = message.junk().score.map(|score| score > 50);
        for keyword in message.all_keywords().iter() {
            marks.take_keyword(&String::from_utf8_lossy(keyword));
        }
        marks
    }

    fn of_flags(flags: MessageFlags) -> Self {
        let has = |flag| flags.contains(flag);
        Self {
            seen: has(MessageFlags::READ),
            answered: has(MessageFlags::REPLIED),
            flagged: has(MessageFlags::MARKED),
            draft: has(MessageFlags::QUEUED),
            deleted: has(MessageFlags::EXPUNGED) || has(MessageFlags::IMAP_DELETED),
            forwarded: has(MessageFlags::FORWARDED),
            redirected: has(MessageFlags::REDIRECTED),
            watched: has(MessageFlags::WATCHED),
            ignored: has(MessageFlags::IGNORED),
            mdn_sent: has(MessageFlags::MDN_SENT),
            mdn_needed: has(MessageFlags::MDN_NEEDED),
            sender_authed: has(MessageFlags::SENDER_AUTHED),
            attachment: has(MessageFlags::ATTACHMENT),
            queued: has(MessageFlags::QUEUED),
            partial: has(MessageFlags::PARTIAL),
            feed: has(MessageFlags::FEED),
            template: has(MessageFlags::TEMPLATE),
            junk: None,
            keywords: Vec::new(),
        }
    }

    /// A keyword that says whether it is junk counts where there is no score.
    fn take_keyword(&mut self, keyword: &str) {
        let junk = Keywords::junk_of(keyword.as_bytes());
        self.junk = self.junk.or(junk);
        if junk.is_none() && !self.keywords.iter().any(|known| known.eq_ignore_ascii_case(keyword)) {
            self.keywords.push(keyword.to_owned());
        }
    }
}

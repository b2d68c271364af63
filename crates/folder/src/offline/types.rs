//! What is to be done, and the flags of IMAP.

use crate::flags::MessageFlags;
use crate::view::bits::bits;

bits! {
    /// What is to be done with a message once the server can be reached (`nsOfflineImapOperationType`, column `op`).
    OfflineOps {
        /// Its flags on the server are to be [these](super::OfflineOperation::new_flags).
        FLAGS_CHANGED = 0x1 "flags-changed",
        /// It is to be moved.
        MOVED = 0x2 "moved",
        /// It is to be copied.
        COPY = 0x4 "copy",
        /// It is what a message of another folder will become when that is moved or copied here.
        MOVE_RESULT = 0x8 "move-result",
        /// It is a draft that is to be put on the server.
        APPEND_DRAFT = 0x10 "append-draft",
        /// Its header was added. Nothing sets this now.
        ADDED_HEADER = 0x20 "added-header",
        /// It was deleted.
        DELETED = 0x40 "deleted",
        /// It was marked as deleted.
        MARKED_DELETED = 0x80 "marked-deleted",
        /// It is a template that is to be put on the server.
        APPEND_TEMPLATE = 0x100 "append-template",
        /// All messages of the folder, which is the trash, are to be deleted.
        DELETE_ALL = 0x200 "delete-all",
        /// It gets keywords.
        ADD_KEYWORDS = 0x400 "add-keywords",
        /// It loses keywords.
        REMOVE_KEYWORDS = 0x800 "remove-keywords",
    }
}

bits! {
    /// Flags of a message on an IMAP server (`imapMessageFlagsType`). They are not [`MessageFlags`]: only the first three
    /// bits mean the same.
    ImapFlags {
        /// `\Seen`.
        SEEN = 0x1 "seen",
        /// `\Answered`.
        ANSWERED = 0x2 "answered",
        /// `\Flagged`.
        FLAGGED = 0x4 "flagged",
        /// `\Deleted`.
        DELETED = 0x8 "deleted",
        /// `\Draft`.
        DRAFT = 0x10 "draft",
        /// `\Recent`, which only the server sets.
        RECENT = 0x20 "recent",
        /// `$Forwarded`.
        FORWARDED = 0x40 "forwarded",
        /// `$MDNSent`: a receipt was sent.
        MDN_SENT = 0x80 "mdn-sent",
        /// There are keywords.
        CUSTOM_KEYWORDS = 0x100 "custom-keywords",
    }
}

/// Which flag of IMAP says the same as which of a message.
const SAME: [(ImapFlags, MessageFlags); 6] = [
    (ImapFlags::SEEN, MessageFlags::READ),
    (ImapFlags::ANSWERED, MessageFlags::REPLIED),
    (ImapFlags::FLAGGED, MessageFlags::MARKED),
    (ImapFlags::DELETED, MessageFlags::IMAP_DELETED),
    (ImapFlags::FORWARDED, MessageFlags::FORWARDED),
    (ImapFlags::MDN_SENT, MessageFlags::MDN_SENT),
];

impl ImapFlags {
    /// What the flags of a message are on the server.
    ///
    /// ```
    /// use morkdb_folder::MessageFlags;
    /// use morkdb_folder::offline::ImapFlags;
    /// let flags = MessageFlags::READ | MessageFlags::HAS_RE | MessageFlags::FORWARDED;
    /// assert_eq!(ImapFlags::of(flags), ImapFlags::SEEN | ImapFlags::FORWARDED);
    /// ```
    pub fn of(flags: MessageFlags) -> Self {
        let same = SAME.iter().filter(|(_, own)| flags.contains(*own));
        same.fold(Self::NONE, |sum, (flag, _)| sum | *flag)
    }

    /// What these are on a message. Flags that a message has no flag for are left out.
    pub fn of_message(self) -> MessageFlags {
        let same = SAME.iter().filter(|(own, _)| self.contains(*own));
        same.fold(MessageFlags::NONE, |sum, (_, flag)| sum | *flag)
    }
}

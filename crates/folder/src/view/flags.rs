//! Flags of folders and views.

use super::bits::bits;

bits! {
    /// What a folder is and what was asked for it (`nsMsgFolderFlags`, column `flags` of the folder's row, hexadecimal).
    ///
    /// ```
    /// use morkdb_folder::view::FolderFlags;
    /// let flags = FolderFlags(0x1006);
    /// assert!(flags.contains(FolderFlags::INBOX));
    /// assert_eq!(flags.to_string(), "Mail|Inbox|0x2");
    /// ```
    FolderFlags {
        /// A newsgroup.
        NEWSGROUP = 0x1 "Newsgroup",
        /// A folder of mail.
        MAIL = 0x4 "Mail",
        /// It can have folders in it.
        DIRECTORY = 0x8 "Directory",
        /// Its folders are not shown.
        ELIDED = 0x10 "Elided",
        /// A saved search.
        VIRTUAL = 0x20 "Virtual",
        /// The trash.
        TRASH = 0x100 "Trash",
        /// For what was sent.
        SENT_MAIL = 0x200 "SentMail",
        /// For drafts.
        DRAFTS = 0x400 "Drafts",
        /// For what waits to be sent.
        QUEUE = 0x800 "Queue",
        /// The inbox.
        INBOX = 0x1000 "Inbox",
        /// A folder on an IMAP server.
        IMAP_BOX = 0x2000 "ImapBox",
        /// An archive.
        ARCHIVE = 0x4000 "Archive",
        /// Gmail's folder of all mail.
        ALL_MAIL = 0x8000 "AllMail",
        /// In the IMAP server's personal namespace.
        IMAP_PERSONAL = 0x8_0000 "ImapPersonal",
        /// In its public namespace.
        IMAP_PUBLIC = 0x10_0000 "ImapPublic",
        /// Another user's.
        IMAP_OTHER_USER = 0x20_0000 "ImapOtherUser",
        /// For templates.
        TEMPLATES = 0x40_0000 "Templates",
        /// One's own, which others may see.
        PERSONAL_SHARED = 0x80_0000 "PersonalShared",
        /// It cannot be opened on the IMAP server.
        IMAP_NOSELECT = 0x100_0000 "ImapNoselect",
        /// It was made while the server could not be reached. Nothing sets this now, but Thunderbird still heeds it.
        CREATED_OFFLINE = 0x200_0000 "CreatedOffline",
        /// It cannot have folders in it on the IMAP server.
        IMAP_NOINFERIORS = 0x400_0000 "ImapNoinferiors",
        /// Its messages are kept locally.
        OFFLINE = 0x800_0000 "Offline",
        /// It has operations that wait for the server.
        OFFLINE_EVENTS = 0x1000_0000 "OfflineEvents",
        /// It is looked at for new messages.
        CHECK_NEW = 0x2000_0000 "CheckNew",
        /// For junk.
        JUNK = 0x4000_0000 "Junk",
        /// One of the user's favourites.
        FAVORITE = 0x8000_0000 "Favorite",
    }
}

impl FolderFlags {
    /// Folders with a purpose that Thunderbird knows (`SpecialUse`).
    pub const SPECIAL_USE: Self = Self(
        Self::INBOX.0
            | Self::DRAFTS.0
            | Self::TRASH.0
            | Self::SENT_MAIL.0
            | Self::TEMPLATES.0
            | Self::JUNK.0
            | Self::ARCHIVE.0
            | Self::QUEUE.0,
    );
}

bits! {
    /// How messages are arranged (`nsMsgViewFlagsType`, column `viewFlags`, hexadecimal).
    ViewFlags {
        /// In threads.
        THREADED = 0x1 "ThreadedDisplay",
        /// With those that are ignored.
        SHOW_IGNORED = 0x8 "ShowIgnored",
        /// Only those that were not read.
        UNREAD_ONLY = 0x10 "UnreadOnly",
        /// With all threads open.
        EXPAND_ALL = 0x20 "ExpandAll",
        /// In groups of what they are sorted by.
        GROUP_BY_SORT = 0x40 "GroupBySort",
    }
}

bits! {
    /// Which groups are open where messages are grouped by date (column `dateGroupFlags`, hexadecimal).
    DateGroups {
        /// Today.
        TODAY = 0x2 "Today",
        /// Yesterday.
        YESTERDAY = 0x4 "Yesterday",
        /// The last seven days.
        LAST_WEEK = 0x8 "LastWeek",
        /// The last fourteen days.
        TWO_WEEKS = 0x10 "TwoWeeks",
        /// Before that.
        OLDER = 0x20 "Older",
        /// In the future.
        FUTURE = 0x40 "Future",
    }
}

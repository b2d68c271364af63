//! Settings that are one of several, which a cell holds as a number.

/// Makes a type of the meanings of a number. Numbers without one are kept.
macro_rules! numbered {
    ($(#[$type_doc:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $number:literal $name:literal,)* }) => {
        $(#[$type_doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $type {
            $($(#[$doc])* $variant,)*
            /// A number that means nothing to Thunderbird, or nothing yet.
            Other(u32),
        }

        impl $type {
            /// All that have a name, in the order of their numbers.
            pub const NAMED: &'static [Self] = &[$(Self::$variant),*];

            /// What a number means.
            pub const fn from_number(number: u32) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Other(other),
                }
            }

            /// The number.
            pub const fn number(self) -> u32 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Other(number) => number,
                }
            }

            /// Its name; `None` for a number that has none.
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($name),)*
                    Self::Other(_) => None,
                }
            }

            /// What has this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::NAMED.iter().copied().find(|own| own.name() == Some(name))
            }
        }

        /// The name, or the number where it has none.
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => self.number().fmt(f),
                }
            }
        }
    };
}

numbered! {
    /// Which messages are shown (`nsMsgViewType`, column `viewType`).
    ViewType {
        /// All threads.
        AllThreads = 0 "all",
        /// Threads with messages that were not read.
        UnreadThreads = 2 "unread",
        /// Such threads that are watched.
        WatchedUnreadThreads = 3 "watched-unread",
        /// What a quick search has found.
        QuickSearch = 4 "quick-search",
        /// What a saved search has found.
        Virtual = 5 "virtual",
        /// What a search has found.
        Search = 6 "search",
    }
}

numbered! {
    /// What messages are sorted by (`nsMsgViewSortType`, column `sortType`, and in `sortColumns`).
    SortType {
        /// Nothing.
        None = 0x11 "none",
        /// Their date.
        Date = 0x12 "date",
        /// Their subject.
        Subject = 0x13 "subject",
        /// Who they are from.
        Author = 0x14 "author",
        /// Their keys, which is the order in which they came.
        Id = 0x15 "id",
        /// Their threads.
        Thread = 0x16 "thread",
        /// Their priority.
        Priority = 0x17 "priority",
        /// Whether they are new, were replied to, forwarded or read.
        Status = 0x18 "status",
        /// Their size.
        Size = 0x19 "size",
        /// Whether they have a star.
        Flagged = 0x1A "flagged",
        /// Whether they were read.
        Unread = 0x1B "unread",
        /// Who they are to.
        Recipient = 0x1C "recipient",
        /// Their folder, where a search shows several.
        Location = 0x1D "location",
        /// Their tags.
        Tags = 0x1E "tags",
        /// Whether they are junk.
        JunkStatus = 0x1F "junk-status",
        /// Whether they have attachments.
        Attachments = 0x20 "attachments",
        /// The account through which they came.
        Account = 0x21 "account",
        /// A column of an add-on.
        Custom = 0x22 "custom",
        /// When they were received.
        Received = 0x23 "received",
        /// Who they are from or, for what was sent, to.
        Correspondent = 0x24 "correspondent",
    }
}

numbered! {
    /// In which direction messages are sorted (`nsMsgViewSortOrder`, column `sortOrder`, and in `sortColumns`).
    SortOrder {
        /// In neither.
        None = 0 "none",
        /// Upwards.
        Ascending = 1 "ascending",
        /// Downwards.
        Descending = 2 "descending",
    }
}

numbered! {
    /// Which messages of a folder are to be kept (`nsMsgRetainByPreference`, column `retainBy`).
    RetainBy {
        /// All of them.
        All = 1 "all",
        /// Those of the last [days](super::Retention::days).
        Age = 2 "age",
        /// The [newest](super::Retention::count).
        Number = 3 "number",
    }
}

numbered! {
    /// The view that the user has chosen from the list of views (column `current-view`). From 9 on, it is one of the
    /// user's own, whose name is in `current-view-tag`.
    MailView {
        /// All messages.
        All = 0 "all",
        /// Those that were not read.
        Unread = 1 "unread",
        /// Those with the tag that `current-view-tag` names, behind a colon.
        Tags = 2 "tags",
        /// Those that are not marked as deleted.
        NotDeleted = 3 "not-deleted",
        /// The entry of the list that makes a saved search.
        Virtual = 7 "virtual",
        /// The entry that opens the list of the user's own.
        Customize = 8 "customize",
    }
}

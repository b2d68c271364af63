//! The columns that Thunderbird knows, by name.

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A column that Thunderbird gives a meaning. There is no type in the file: what a cell says follows from its column.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$doc])* $variant,)*
        }

        impl Field {
            /// All of them. Those that Thunderbird makes tokens for in every file come first, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the column, as the file has it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

fields! {
    // Columns of messages and threads.
    /// Subject without its `Re:`, as in the message otherwise.
    Subject = "subject",
    /// From, else Sender, as in the message.
    Sender = "sender",
    /// Message-ID without its brackets.
    MessageId = "message-id",
    /// References with their brackets, else In-Reply-To.
    References = "references",
    /// To, else Cc, else Newsgroups, as in the message.
    Recipients = "recipients",
    /// Seconds since 1970, hexadecimal.
    Date = "date",
    /// Bytes, hexadecimal: of the message as it is stored, or on the server.
    Size = "size",
    /// [`MessageFlags`](crate::MessageFlags), hexadecimal. In the folder information: flags of the folder.
    Flags = "flags",
    /// [`Priority`](crate::Priority), hexadecimal.
    Priority = "priority",
    /// Label of old versions.
    Label = "label",
    /// Lines of the body, hexadecimal.
    NumLines = "numLines",
    /// Cc, as in the message.
    CcList = "ccList",
    /// Bcc, as in the message.
    BccList = "bccList",
    /// Key of the thread, hexadecimal.
    ThreadId = "msgThreadId",
    /// On the meta row of a thread: its key.
    MetaThreadId = "threadId",
    /// On the meta row of a thread: its flags.
    ThreadFlags = "threadFlags",
    /// On the meta row of a thread: seconds since 1970.
    NewestDate = "threadNewestMsgDate",
    /// On the meta row of a thread: how many messages it has.
    Children = "children",
    /// On the meta row of a thread: how many of them are unread.
    UnreadChildren = "unreadChildren",
    /// On the row of a thread among all threads: subject of the message that founded it.
    ThreadSubject = "threadSubject",
    /// Charset, as Content-Type has it.
    CharSet = "msgCharSet",
    /// Key of the message that this one answers; `ffffffff` for none.
    ThreadParent = "threadParent",
    /// On the meta row of a thread: key of its first message.
    ThreadRoot = "threadRoot",
    /// Where the message begins in the mailbox, in files of old versions.
    MsgOffset = "msgOffset",
    /// Bytes of the local copy, hexadecimal.
    OfflineMsgSize = "offlineMsgSize",
    /// Reserved by Thunderbird, and not written yet.
    UidOnServer = "uidOnServer",
    /// Where the message is stored: an offset in decimal, or the name of a file.
    StoreToken = "storeToken",
    /// Seconds since 1970, hexadecimal.
    DateReceived = "dateReceived",
    /// Tags and other keywords, separated by spaces.
    Keywords = "keywords",
    /// Keywords as they were last seen on the server.
    PrevKeywords = "prevkeywords",
    /// 0 to 100, decimal.
    JunkScore = "junkscore",
    /// Who set the junk score.
    JunkScoreOrigin = "junkscoreorigin",
    /// 0 to 100, decimal.
    JunkPercent = "junkpercent",
    /// Reply-To, where it differs from From.
    ReplyTo = "replyTo",
    /// Key of the account that the message came by.
    Account = "account",
    /// Flags that wait to be moved to the thread.
    ProtoThreadFlags = "ProtoThreadFlags",
    /// Id in the search index.
    GlodaId = "gloda-id",
    /// Whether the search index is behind.
    GlodaDirty = "gloda-dirty",
    /// Cached display name of the sender.
    SenderName = "sender_name",
    /// Cached display names of the recipients.
    RecipientNames = "recipient_names",
    /// The beginning of the text.
    Preview = "preview",
    /// Whether remote content may be shown.
    RemoteContentPolicy = "remoteContentPolicy",
    /// Whether a warning of fraud was dismissed.
    NotAPhish = "notAPhishMessage",
    /// Gmail's id of the message.
    GmMsgId = "X-GM-MSGID",
    /// Gmail's id of the thread.
    GmThreadId = "X-GM-THRID",
    /// Gmail's labels.
    GmLabels = "X-GM-LABELS",
    /// Exchange's id, of a message or a folder.
    EwsId = "ewsId",
    /// Whether the message is a placeholder with a made-up key.
    PseudoHdr = "pseudoHdr",
    /// Whether the local copy is to go with the next compaction.
    PendingRemoval = "pendingRemoval",
    /// Bytes of the whole of a message that was fetched in part.
    OnlineSize = "onlineSize",
    /// Whether compaction has to make room for more keywords in the message.
    GrowKeywords = "growKeywords",
    /// Set while an attachment is detached.
    AttachmentDetached = "attachmentDetached",
    /// State of `OpenPGP`.
    Enigmail = "enigmail",
    /// Of a draft: the messages that it answers.
    OrigUris = "origURIs",
    /// Of a draft: what these are to be marked as.
    QueuedDisposition = "queuedDisposition",
    /// Of a draft: which identity writes it.
    IdentityKey = "X-Identity-Key",
    /// Text that old versions sorted by.
    ImageSize = "imageSize",
    /// Content-Base of a feed's item: its address.
    ContentBase = "content-base",
    /// Where `X-Mozilla-Status` is in the message, in files of old versions.
    StatusOffset = "statusOfset",
    /// How many references there are, in files of old versions.
    NumRefs = "numRefs",

    // Columns of the folder information.
    /// Version of the format, 1; 0 marks the summary as invalid.
    Version = "version",
    /// Whether the mailbox has to be read anew.
    ForceReparse = "forceReparse",
    /// Whether old threads were mended.
    FixedBadRefThreading = "fixedBadRefThreading",
    /// How many messages there are.
    NumMsgs = "numMsgs",
    /// How many are unread, despite the name.
    NumUnread = "numNewMsgs",
    /// Bytes of the mailbox when the summary was last valid.
    FolderSize = "folderSize",
    /// Time of the mailbox when the summary was last valid, seconds since 1970.
    FolderDate = "folderDate",
    /// Bytes that a compaction would win.
    ExpungedBytes = "expungedBytes",
    /// The highest key that was ever added.
    HighWaterKey = "highWaterKey",
    /// UIDVALIDITY of the IMAP mailbox.
    UidValidity = "UIDValidity",
    /// Messages on the server that are not here yet.
    TotalPending = "totPendingMsgs",
    /// Unread ones among these.
    UnreadPending = "unreadPendingMsgs",
    /// Name of the folder, or of the mailbox on the server.
    MailboxName = "mailboxName",
    /// Name to show, where it differs from the name of the file.
    FolderName = "folderName",
    /// Locale of old versions.
    Locale = "locale",
    /// News: articles that were fetched.
    KnownArts = "knownArts",
    /// News: articles that were read.
    ReadSet = "readSet",
    /// Which threads a view shows.
    ViewType = "viewType",
    /// How a view shows them.
    ViewFlags = "viewFlags",
    /// What a view is sorted by.
    SortType = "sortType",
    /// In which direction.
    SortOrder = "sortOrder",
    /// The whole order, of several columns.
    SortColumns = "sortColumns",
    /// A column of an extension that a view is sorted by.
    CustomSortCol = "customSortCol",
    /// Columns of the list, as JSON.
    ColumnStates = "columnStates",
    /// Groups that are expanded.
    DateGroupFlags = "dateGroupFlags",
    /// The chosen view.
    CurrentView = "current-view",
    /// Its tag or name.
    CurrentViewTag = "current-view-tag",
    /// Place of the folder among others.
    UserSortOrder = "userSortOrder",
    /// Which messages are kept.
    RetainBy = "retainBy",
    /// For how many days.
    DaysToKeepHdrs = "daysToKeepHdrs",
    /// How many.
    NumHdrsToKeep = "numHdrsToKeep",
    /// Whether the settings of the server are used instead.
    UseServerDefaults = "useServerDefaults",
    /// The same, as it is cached.
    UseServerRetention = "useServerRetention",
    /// Whether messages with a star go as well.
    ApplyToFlagged = "applyToFlaggedMessages",
    /// Retention of old versions.
    DaysToKeepBodies = "daysToKeepBodies",
    /// Retention of old versions.
    CleanupBodies = "cleanupBodies",
    /// Retention of old versions.
    KeepUnreadOnly = "keepUnreadOnly",
    /// News: whether articles are fetched by age.
    DownloadByDate = "downloadByDate",
    /// News: whether only unread articles are fetched.
    DownloadUnreadOnly = "downloadUnreadOnly",
    /// News: age in days.
    AgeLimit = "ageLimit",
    /// When messages were last purged.
    LastPurgeTime = "LastPurgeTime",
    /// When the folder was last used, decimal seconds.
    MruTime = "MRUTime",
    /// When a message was last moved to it, decimal seconds.
    MrmTime = "MRMTime",
    /// Whether the summary of a maildir is valid.
    MaildirValid = "maildirValid",
    /// Priority in the search index.
    IndexingPriority = "indexingPriority",
    /// Whether filters run on what arrives.
    ApplyIncomingFilters = "applyIncomingFilters",
    /// IMAP: name of the mailbox.
    OnlineName = "onlineName",
    /// IMAP: flags that users may set.
    ImapFlags = "imapFlags",
    /// IMAP: rights.
    AclFlags = "aclFlags",
    /// IMAP: HIGHESTMODSEQ, decimal.
    HighestModSeq = "highestModSeq",
    /// IMAP: highest UID.
    HighestRecordedUid = "highestRecordedUID",
    /// IMAP: how many messages are marked as deleted.
    NumDeletedHeaders = "numDeletedHeaders",
    /// Exchange: state of the synchronisation.
    EwsSyncState = "ewsSyncStateToken",
    /// Saved search: its terms.
    SearchStr = "searchStr",
    /// Saved search: the folders that it searches.
    SearchFolderUri = "searchFolderUri",
    /// Saved search: whether it asks the server.
    SearchOnline = "searchOnline",
    /// Saved search: which unified folder it is.
    SearchFolderFlag = "searchFolderFlag",
    /// Charset of old versions.
    FolderCharSet = "charSet",
    /// Whether that goes before those of messages.
    CharSetOverride = "charSetOverride",

    // Columns of offline operations.
    /// Which operations, as bits.
    Op = "op",
    /// Flags that were ever set.
    OpFlags = "opFlags",
    /// Flags that it is to have.
    NewFlags = "newFlags",
    /// Key of the message.
    OpKey = "msgKey",
    /// Its key in the folder that it comes from.
    SourceKey = "srcMsgKey",
    /// The folder that it comes from.
    SourceFolder = "srcFolderURI",
    /// The folder that it goes to.
    MoveDest = "moveDest",
    /// The folders that it is copied to.
    CopyDests = "copyDests",
    /// Keywords that it gets.
    AddedKeywords = "addedKeywords",
    /// Keywords that it loses.
    RemovedKeywords = "removedKeywords",
    /// Bytes of the message.
    OpSize = "msgSize",
    /// Whether the operation is under way.
    InPlayback = "inPlayback",
}

impl Field {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::ALL.len();

    /// The column of this name, if Thunderbird knows it.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name().as_bytes() == name)
    }
}

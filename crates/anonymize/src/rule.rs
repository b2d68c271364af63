//! What is known of columns: which values may stay.

use crate::shift::Unit;

/// A rule for the values of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rule {
    /// Everything is replaced.
    Replace,
    /// The same, and nothing is known of the column.
    Unknown,
    /// Numbers stay, decimal or hexadecimal, and lists of them.
    Number,
    /// Dates stay, or are moved.
    Date(Unit),
    /// Words that Thunderbird itself uses stay.
    Words,
    /// Words stay that name folders which every account has.
    Folder,
    /// Words of the language of searches stay.
    Search,
    /// Names of charsets stay.
    Charset,
    /// Numbers of accounts and identities stay.
    Account,
    /// The value is UTF-16.
    Utf16,
}

/// Rules as a set: an atom may be used by several columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Rules(u16);

const ALL: [Rule; 12] = [
    Rule::Replace,
    Rule::Unknown,
    Rule::Number,
    Rule::Date(Unit::HexSeconds),
    Rule::Date(Unit::Seconds),
    Rule::Date(Unit::Microseconds),
    Rule::Words,
    Rule::Folder,
    Rule::Search,
    Rule::Charset,
    Rule::Account,
    Rule::Utf16,
];

impl Rules {
    pub(crate) fn of(rule: Rule) -> Self {
        let place = ALL.iter().position(|known| *known == rule).unwrap_or(0);
        Self(1 << place)
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Rule> {
        ALL.into_iter().enumerate().filter(move |(place, _)| self.0 >> place & 1 == 1).map(|(_, rule)| rule)
    }

    pub(crate) fn has(self, wanted: Rule) -> bool {
        self.iter().any(|rule| rule == wanted)
    }
}

/// Columns of numbers: of messages, threads, folders, operations, the cache of folders, address books and browsers.
const NUMBERS: &str = "\
    size flags priority label numLines msgThreadId threadParent msgOffset offlineMsgSize uidOnServer \
    storeToken junkscore junkpercent ProtoThreadFlags gloda-id gloda-dirty remoteContentPolicy \
    notAPhishMessage pseudoHdr pendingRemoval onlineSize growKeywords attachmentDetached enigmail \
    imageSize statusOfset numRefs threadId threadFlags children unreadChildren threadRoot version \
    forceReparse fixedBadRefThreading numMsgs numNewMsgs folderSize expungedBytes highWaterKey \
    UIDValidity totPendingMsgs unreadPendingMsgs knownArts readSet viewType viewFlags sortType sortOrder \
    sortColumns dateGroupFlags current-view userSortOrder retainBy daysToKeepHdrs numHdrsToKeep \
    useServerDefaults applyToFlaggedMessages useServerRetention daysToKeepBodies cleanupBodies \
    keepUnreadOnly downloadByDate downloadUnreadOnly ageLimit maildirValid indexingPriority imapFlags \
    aclFlags highestModSeq highestRecordedUID numDeletedHeaders searchOnline searchFolderFlag \
    charSetOverride expiredMark op opFlags newFlags msgKey srcMsgKey numCopyDests msgSize inPlayback \
    hierDelim nextUID pendingMsgs pendingUnreadMsgs serverRecent serverTotal serverUnseen totalMsgs \
    totalUnreadMsgs boxFlags MRUTime.empty MRMTime.empty PreferMailFormat AllowRemoteContent \
    PopularityIndex CardType DbRowID PreferDisplayName RecordKey LastRecordKey ListTotalAddresses \
    VisitCount GeckoFlags Hidden Typed";

const DATES: &[(&str, Unit)] = &[
    ("date", Unit::HexSeconds),
    ("dateReceived", Unit::HexSeconds),
    ("threadNewestMsgDate", Unit::HexSeconds),
    ("folderDate", Unit::HexSeconds),
    ("lastSyncTimeInSec", Unit::HexSeconds),
    ("LastModifiedDate", Unit::HexSeconds),
    ("MRUTime", Unit::Seconds),
    ("MRMTime", Unit::Seconds),
    ("FirstVisitDate", Unit::Microseconds),
    ("LastVisitDate", Unit::Microseconds),
];

const OTHERS: &[(&str, Rule)] = &[
    ("keywords", Rule::Words),
    ("prevkeywords", Rule::Words),
    ("addedKeywords", Rule::Words),
    ("removedKeywords", Rule::Words),
    ("current-view-tag", Rule::Words),
    ("junkscoreorigin", Rule::Words),
    ("queuedDisposition", Rule::Words),
    ("columnStates", Rule::Words),
    ("customSortCol", Rule::Words),
    ("applyIncomingFilters", Rule::Words),
    ("dobayes.mailnews@mozilla.org#junk", Rule::Words),
    ("LastPurgeTime", Rule::Words),
    ("PhotoType", Rule::Words),
    ("ByteOrder", Rule::Words),
    ("mailboxName", Rule::Folder),
    ("folderName", Rule::Folder),
    ("onlineName", Rule::Folder),
    ("searchFolderUri", Rule::Folder),
    ("srcFolderURI", Rule::Folder),
    ("moveDest", Rule::Folder),
    ("copyDests", Rule::Folder),
    ("X-GM-LABELS", Rule::Folder),
    ("key", Rule::Folder),
    ("searchStr", Rule::Search),
    ("msgCharSet", Rule::Charset),
    ("charSet", Rule::Charset),
    ("AddrCharSet", Rule::Charset),
    ("account", Rule::Account),
    ("X-Identity-Key", Rule::Account),
    ("X-Account-Key", Rule::Account),
];

/// Columns that are known, and personal.
const PERSONAL: &str = "\
    subject sender recipients ccList bccList message-id references replyTo preview threadSubject \
    sender_name recipient_names X-GM-MSGID X-GM-THRID ewsId ewsSyncStateToken origURIs content-base \
    dummyMsgUrl locale URL Referrer Hostname LastPageVisited Name Value UID FirstName LastName \
    PhoneticFirstName PhoneticLastName DisplayName NickName PrimaryEmail LowercasePrimaryEmail \
    SecondEmail LowercaseSecondEmail DefaultEmail WorkPhone HomePhone FaxNumber PagerNumber \
    CellularNumber WorkPhoneType HomePhoneType FaxNumberType PagerNumberType CellularNumberType \
    HomeAddress HomeAddress2 HomeCity HomeState HomeZipCode HomeCountry WorkAddress WorkAddress2 \
    WorkCity WorkState WorkZipCode WorkCountry JobTitle Department Company _AimScreenName _GoogleTalk \
    _Yahoo _Skype _QQ _MSN _ICQ _JabberId _IRC AnniversaryYear AnniversaryMonth AnniversaryDay \
    SpouseName FamilyName DefaultAddress Category WebPage1 WebPage2 BirthYear BirthMonth BirthDay \
    Custom1 Custom2 Custom3 Custom4 Notes PhotoName PhotoURI ListName ListNickName ListDescription \
    LowercaseListName";

/// What is known of a column. In files of browsers titles and what was typed are UTF-16.
pub(crate) fn of_column(name: &[u8], is_browser: bool) -> Rule {
    let Ok(name) = std::str::from_utf8(name) else { return Rule::Unknown };
    if is_browser && (name == "Name" || name == "Value") {
        return Rule::Utf16;
    }
    if let Some((_, unit)) = DATES.iter().find(|(known, _)| *known == name) {
        return Rule::Date(*unit);
    }
    if let Some((_, rule)) = OTHERS.iter().find(|(known, _)| *known == name) {
        return *rule;
    }
    if is_among(name, NUMBERS) || is_numbered(name) {
        return Rule::Number;
    }
    if is_among(name, PERSONAL) { Rule::Replace } else { Rule::Unknown }
}

fn is_among(name: &str, names: &str) -> bool {
    names.split_ascii_whitespace().any(|known| known == name)
}

/// Members of lists, and traits of the junk filter.
fn is_numbered(name: &str) -> bool {
    let member = name
        .strip_prefix("Address")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    member || name.starts_with("bayespercent/")
}

/// Whether a value that no cell uses is a name that means nothing personal.
pub(crate) fn is_known_name(value: &[u8]) -> bool {
    !matches!(of_column(value, false), Rule::Unknown) || (value.starts_with(b"ns:") && !is_address(value))
}

/// Whether a name of a kind is the address of a saved search.
pub(crate) fn is_address(name: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(name, part).is_some();
    has(b"://") || (has(b"@") && !has(b"@mozilla.org#"))
}

impl Rule {
    /// Whether a value is what such a column is known to have, so that it may stay whole.
    pub(crate) fn is_harmless(self, value: &[u8]) -> bool {
        match self {
            Self::Number => is_number(value),
            Self::Date(_) => value.len() <= 20 && value.iter().all(u8::is_ascii_hexdigit),
            Self::Charset => value.is_empty() || is_charset(&value.to_ascii_lowercase()),
            Self::Account => is_account(value),
            _ => value.is_empty(),
        }
    }

    /// Whether a word stays.
    pub(crate) fn keeps(self, word: &[u8]) -> bool {
        let among = |words: &str| {
            words.split_ascii_whitespace().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
        };
        let is_small_number = || word.len() <= 4 && word.iter().all(u8::is_ascii_digit);
        match self {
            Self::Words => among(WORDS) || is_small_number(),
            Self::Folder => among(FOLDERS),
            Self::Search => among(SEARCH),
            _ => false,
        }
    }
}

/// Numbers as the engine's users write them: decimal or hexadecimal, negative, lists and ranges; and bytes that stand for numbers.
fn is_number(value: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b',' | b' ' | 0..=0x1F);
    let is_hex = value.len() <= 20 && value.iter().all(u8::is_ascii_hexdigit);
    let is_truth = matches!(value, b"true" | b"false");
    is_hex || is_truth || value.iter().all(is_part)
}

fn is_account(value: &[u8]) -> bool {
    let number = value.strip_prefix(b"account").or_else(|| value.strip_prefix(b"id"));
    value.is_empty() || number.is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
}

/// Whether this is the name of a charset, in small letters.
pub(crate) fn is_charset(name: &[u8]) -> bool {
    const STEMS: [&[u8]; 20] = [
        b"utf-",
        b"utf",
        b"us-ascii",
        b"ascii",
        b"iso-8859-",
        b"iso8859-",
        b"iso_8859-",
        b"iso-2022-",
        b"windows-",
        b"cp",
        b"koi8-",
        b"gb",
        b"big5",
        b"euc-",
        b"shift_jis",
        b"shift-jis",
        b"ks_c_5601-",
        b"macintosh",
        b"tis-",
        b"viscii",
    ];
    const ENDS: [&[u8]; 14] = [
        b"",
        b"jp",
        b"kr",
        b"cn",
        b"tw",
        b"r",
        b"u",
        b"k",
        b"i",
        b"e",
        b"le",
        b"be",
        b"hkscs",
        b"imap4-utf7",
    ];
    let is_end = |end: &[u8]| {
        let end = end
            .iter()
            .position(u8::is_ascii_lowercase)
            .map_or(&b""[..], |at| end.get(at..).unwrap_or_default());
        ENDS.contains(&end)
    };
    name.len() <= 20 && STEMS.iter().any(|stem| name.strip_prefix(*stem).is_some_and(is_end))
}

const WORDS: &str = "label1 label2 label3 label4 label5 junk nonjunk notjunk forwarded replied redirected MDNSent seen \
    answered flagged draft deleted recent phishing nophishing submitted submitpending user plugin filter imapflag whitelist true \
    false LE BE llll BBBB generic file web binary Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec \
    visible ordinal width threadCol flaggedCol attachmentCol subjectCol unreadButtonColHeader senderCol recipientCol \
    correspondentCol junkStatusCol dateCol receivedCol locationCol statusCol sizeCol tagsCol accountCol priorityCol unreadCol \
    totalCol idCol selectCol deleteCol l r h i m p o e n u t";

const FOLDERS: &str = "inbox sent drafts draft templates trash junk archives archive outbox unsent messages spam deleted items \
    all mail important starred bin gmail googlemail local folders nobody smart mailboxes feeds news localhost imapmail sbd msf \
    queue 20Messages 20Folders 20mailboxes 20Mail 20Items";

const SEARCH: &str = "and or all subject from to cc body date priority status size tag tags keywords age in days junk score \
    percent origin attachment any header custom contains doesn t isn is begins with ends empty before after higher than lower \
    greater less matches doesnt isnt true false replied read new forwarded flagged starred deleted spam";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_or_replaced() {
        assert_eq!(of_column(b"size", false), Rule::Number);
        assert_eq!(of_column(b"Address12", false), Rule::Number);
        assert_eq!(of_column(b"Address", false), Rule::Unknown);
        assert_eq!(of_column(b"subject", false), Rule::Replace);
        assert_eq!(of_column(b"x-custom", false), Rule::Unknown);
        assert_eq!((of_column(b"Name", true), of_column(b"Name", false)), (Rule::Utf16, Rule::Replace));
    }

    #[test]
    fn only_what_is_expected_is_harmless() {
        for value in ["5f", "ffffffff", "-1", "1-20,25", "", "\u{12}1"] {
            assert!(Rule::Number.is_harmless(value.as_bytes()), "{value}");
        }
        assert!(!Rule::Number.is_harmless(b"anna") && !Rule::Number.is_harmless(b"1607.M1.host"));
        for value in
            ["UTF-8", "iso-8859-15", "ISO-2022-JP", "windows-1252", "GB18030", "Big5", "koi8-r", "us-ascii"]
        {
            assert!(Rule::Charset.is_harmless(value.as_bytes()), "{value}");
        }
        assert!(!Rule::Charset.is_harmless(b"windows-anna") && !Rule::Charset.is_harmless(b"anna"));
        assert!(Rule::Account.is_harmless(b"account12") && !Rule::Account.is_harmless(b"account-anna"));
    }

    #[test]
    fn rules_are_a_set() {
        let both = Rules::of(Rule::Number).with(Rules::of(Rule::Utf16));
        assert!(both.has(Rule::Number) && both.has(Rule::Utf16) && !both.has(Rule::Replace));
        assert_eq!(
            ALL.into_iter().fold(Rules::default(), |all, rule| all.with(Rules::of(rule))).iter().count(),
            ALL.len()
        );
    }

    #[test]
    fn addresses_of_saved_searches_are_no_names() {
        assert!(is_address(b"mailbox://nobody@smart%20mailboxes/Inbox"));
        assert!(
            !is_address(b"dobayes.mailnews@mozilla.org#junk") && !is_address(b"ns:msg:db:row:scope:msgs:all")
        );
    }
}

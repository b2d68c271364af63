//! Reading the folder information: what servers keep in it.

use std::borrow::Cow;

use super::FolderInfo;
use crate::field::Field;
use crate::key::MessageKey;
use crate::news::ArticleSet;

impl<'f> FolderInfo<'f> {
    /// UIDVALIDITY of the IMAP mailbox. `None` where it is not known: where there is no cell, and where it says `ffffffff` or
    /// 0, or `-1`, which a repair of the folder leaves and which reads as 0.
    pub fn uid_validity(self) -> Option<u32> {
        self.number(Field::UidValidity).filter(|validity| *validity != 0 && *validity != u32::MAX)
    }

    /// Messages on the server that are not here yet, as was last stored. May be negative. Thunderbird stores it and never reads
    /// it: what it shows is in its folder cache.
    pub fn total_pending(self) -> i32 {
        self.count(Field::TotalPending).cast_signed()
    }

    /// Unread ones among these; as for [`total_pending`](Self::total_pending).
    pub fn unread_pending(self) -> i32 {
        self.count(Field::UnreadPending).cast_signed()
    }

    /// The name of the mailbox on the server.
    pub fn online_name(self) -> Cow<'f, str> {
        self.text(Field::OnlineName)
    }

    /// Which flags the server lets users set in the mailbox, as bits of Thunderbird's own.
    pub fn imap_flags(self) -> u32 {
        self.count(Field::ImapFlags)
    }

    /// What one may do in the mailbox, as bits of Thunderbird's own.
    pub fn acl_flags(self) -> u32 {
        self.count(Field::AclFlags)
    }

    /// HIGHESTMODSEQ of the mailbox. `None` where the server has none.
    pub fn highest_mod_seq(self) -> Option<u64> {
        self.decimal(Field::HighestModSeq)
    }

    /// The highest UID that was seen.
    pub fn highest_recorded_uid(self) -> MessageKey {
        MessageKey(self.count(Field::HighestRecordedUid))
    }

    /// How many messages are marked as deleted on the server.
    pub fn deleted_header_count(self) -> u32 {
        self.count(Field::NumDeletedHeaders)
    }

    /// Exchange: the id of the folder.
    pub fn ews_id(self) -> Cow<'f, str> {
        self.text(Field::EwsId)
    }

    /// Exchange: the state of the synchronisation.
    pub fn ews_sync_state(self) -> Cow<'f, str> {
        self.text(Field::EwsSyncState)
    }

    /// News: the articles whose headers were fetched (`knownArtsSet`).
    pub fn known_articles(self) -> ArticleSet {
        ArticleSet::parse(self.get(Field::KnownArts).unwrap_or_default())
    }

    /// News: the articles that were read, as of the last commit. It is a copy of what `newsrc` had then.
    pub fn read_articles(self) -> ArticleSet {
        ArticleSet::parse(self.get(Field::ReadSet).unwrap_or_default())
    }
}

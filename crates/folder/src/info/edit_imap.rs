//! Changing the folder information: what servers keep in it, and what a saved search searches.

use super::{InfoEdit, SearchScope};
use crate::error::Error;
use crate::field::Field;
use crate::key::MessageKey;
use crate::news::ArticleSet;
use crate::number::Digits;
use crate::view::FolderFlags;

impl InfoEdit<'_> {
    /// UIDVALIDITY of the IMAP mailbox.
    pub fn set_uid_validity(&mut self, validity: u32) -> Result<bool, Error> {
        self.set_number(Field::UidValidity, validity)
    }

    /// Messages on the server that are not here yet; negative numbers have eight digits.
    pub fn set_total_pending(&mut self, count: i32) -> Result<bool, Error> {
        self.set_number(Field::TotalPending, count.cast_unsigned())
    }

    /// Unread ones among these.
    pub fn set_unread_pending(&mut self, count: i32) -> Result<bool, Error> {
        self.set_number(Field::UnreadPending, count.cast_unsigned())
    }

    /// The name of the mailbox on the server.
    pub fn set_online_name(&mut self, name: &str) -> Result<bool, Error> {
        self.set(Field::OnlineName, name)
    }

    /// Which flags the server lets users set in the mailbox.
    pub fn set_imap_flags(&mut self, flags: u32) -> Result<bool, Error> {
        self.set_number(Field::ImapFlags, flags)
    }

    /// What one may do in the mailbox.
    pub fn set_acl_flags(&mut self, flags: u32) -> Result<bool, Error> {
        self.set_number(Field::AclFlags, flags)
    }

    /// HIGHESTMODSEQ of the mailbox; an empty cell for none.
    pub fn set_highest_mod_seq(&mut self, sequence: Option<u64>) -> Result<bool, Error> {
        match sequence {
            Some(sequence) => self.set(Field::HighestModSeq, Digits::decimal(sequence)),
            None => self.set(Field::HighestModSeq, b""),
        }
    }

    /// The highest UID that was seen.
    pub fn set_highest_recorded_uid(&mut self, uid: MessageKey) -> Result<bool, Error> {
        self.set_number(Field::HighestRecordedUid, uid.0)
    }

    /// How many messages are marked as deleted on the server.
    pub fn set_deleted_header_count(&mut self, count: u32) -> Result<bool, Error> {
        self.set_number(Field::NumDeletedHeaders, count)
    }

    /// Exchange: the id of the folder.
    pub fn set_ews_id(&mut self, id: &str) -> Result<bool, Error> {
        self.set(Field::EwsId, id)
    }

    /// Exchange: the state of the synchronisation.
    pub fn set_ews_sync_state(&mut self, state: &str) -> Result<bool, Error> {
        self.set(Field::EwsSyncState, state)
    }

    /// News: the articles whose headers were fetched.
    pub fn set_known_articles(&mut self, articles: &ArticleSet) -> Result<bool, Error> {
        self.set(Field::KnownArts, articles.to_string())
    }

    /// News: the copy of what `newsrc` has. A folder with a [set of its own](crate::Folder::set_read_set) writes this whenever it is
    /// committed.
    pub fn set_read_articles(&mut self, articles: &ArticleSet) -> Result<bool, Error> {
        self.set(Field::ReadSet, articles.to_string())
    }

    /// Saved search: its terms, as [`terms`](crate::terms) writes them.
    pub fn set_search_terms(&mut self, terms: &str) -> Result<bool, Error> {
        self.set(Field::SearchStr, terms)
    }

    /// Saved search: the folders that it searches.
    pub fn set_search_scope(&mut self, scope: &SearchScope) -> Result<bool, Error> {
        self.set(Field::SearchFolderUri, scope.to_text())
    }

    /// Saved search: whether it asks the server.
    pub fn set_search_online(&mut self, online: bool) -> Result<bool, Error> {
        self.set_yes(Field::SearchOnline, online)
    }

    /// Saved search: which unified folder it is.
    pub fn set_search_folder_flag(&mut self, flag: FolderFlags) -> Result<bool, Error> {
        self.set_number(Field::SearchFolderFlag, flag.0)
    }
}

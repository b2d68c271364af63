//! Changing what is kept with a header that is no header of the message.

use super::HeaderEdit;
use crate::error::Error;
use crate::field::Field;
use crate::number::Digits;
use crate::text;

impl HeaderEdit<'_> {
    /// Reply-To. Thunderbird stores it only where it differs from From.
    pub fn set_reply_to(&mut self, reply_to: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::ReplyTo, reply_to)
    }

    /// The keywords that the server was last seen to have, separated by spaces.
    pub fn set_previous_keywords(&mut self, keywords: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::PrevKeywords, keywords)
    }

    /// The label of old versions, 1 to 5; 0 for none. Thunderbird has tags instead and does not read it any more.
    pub fn set_label(&mut self, label: u32) -> Result<bool, Error> {
        self.set_number(Field::Label, label)
    }

    /// The account that it came by.
    pub fn set_account(&mut self, account: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::Account, account)
    }

    /// The beginning of its text, with single spaces. All of it is stored; Thunderbird keeps about 255 characters.
    pub fn set_preview(&mut self, preview: &str) -> Result<bool, Error> {
        self.set(Field::Preview, preview)
    }

    /// The name that is shown for the sender, and the version of display names that it is of (`mail.displayname.version`); see
    /// [`text::name_for_cache`].
    pub fn set_cached_sender(&mut self, version: u32, name: &str) -> Result<bool, Error> {
        self.set(Field::SenderName, text::name_for_cache(version, name))
    }

    /// The names that are shown for the recipients, as [`set_cached_sender`](Self::set_cached_sender).
    pub fn set_cached_recipients(&mut self, version: u32, names: &str) -> Result<bool, Error> {
        self.set(Field::RecipientNames, text::name_for_cache(version, names))
    }

    /// Its id in the search index; below 32 it is in none.
    pub fn set_gloda_id(&mut self, id: u32) -> Result<bool, Error> {
        self.set_number(Field::GlodaId, id)
    }

    /// Whether the search index is behind: 0 no, 1 yes, 2 the index has to forget the message first.
    pub fn set_gloda_dirty(&mut self, dirty: u32) -> Result<bool, Error> {
        self.set_number(Field::GlodaDirty, dirty)
    }

    /// Whether remote content may be shown: 0 not decided, 1 no, 2 yes.
    pub fn set_remote_content(&mut self, policy: u32) -> Result<bool, Error> {
        self.set_number(Field::RemoteContentPolicy, policy)
    }

    /// Whether a warning of fraud was dismissed.
    pub fn set_no_phish(&mut self, dismissed: bool) -> Result<bool, Error> {
        self.set_number(Field::NotAPhish, u32::from(dismissed))
    }

    /// Whether it stands for a message that was made while the server could not be reached.
    pub fn set_pseudo(&mut self, pseudo: bool) -> Result<bool, Error> {
        self.set_number(Field::PseudoHdr, u32::from(pseudo))
    }

    /// Whether the local copy goes with the next compaction: `1`, or an empty cell.
    pub fn set_pending_removal(&mut self, pending: bool) -> Result<bool, Error> {
        self.set(Field::PendingRemoval, if pending { "1" } else { "" })
    }

    /// Bytes of the whole message where it was fetched in part.
    pub fn set_online_size(&mut self, bytes: u32) -> Result<bool, Error> {
        self.set_number(Field::OnlineSize, bytes)
    }

    /// Gmail's id of the message, which is stored in decimal.
    pub fn set_gm_message_id(&mut self, id: u64) -> Result<bool, Error> {
        self.set(Field::GmMsgId, Digits::decimal(id))
    }

    /// Gmail's id of the thread, which is stored in decimal.
    pub fn set_gm_thread_id(&mut self, id: u64) -> Result<bool, Error> {
        self.set(Field::GmThreadId, Digits::decimal(id))
    }

    /// Gmail's labels, as the server lists them.
    pub fn set_gm_labels(&mut self, labels: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::GmLabels, labels)
    }

    /// Exchange's id.
    pub fn set_ews_id(&mut self, id: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::EwsId, id)
    }
}

#[cfg(test)]
mod tests {
    use crate::{DetachedHeader, Field, Folder, MessageFlags, NewKey, Protocol};

    #[test]
    fn properties_have_the_encodings_of_thunderbird() {
        let mut row = DetachedHeader::new();
        let mut edit = row.edit();
        edit.set_gloda_id(0x20).unwrap();
        edit.set_no_phish(true).unwrap();
        edit.set_gm_message_id(u64::MAX).unwrap();
        edit.set_online_size(0x1F).unwrap();
        edit.set_pending_removal(true).unwrap();
        assert!(edit.set_pending_removal(false).unwrap());
        assert!(!edit.set_pending_removal(false).unwrap());
        let header = row.header();
        let cell = |field| header.get(field).unwrap().into_owned();
        assert_eq!(cell(Field::GlodaId), b"20");
        assert_eq!(cell(Field::NotAPhish), b"1");
        assert_eq!(cell(Field::GmMsgId), b"18446744073709551615");
        assert_eq!(cell(Field::OnlineSize), b"1f");
        assert_eq!(cell(Field::PendingRemoval), b"");
        assert!(!header.is_pending_removal());
    }

    /// A message whose flags were set as a property was counted as unread for ever.
    #[test]
    fn flags_by_name_are_counted_too() {
        let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
        let mut folder = Folder::create_in(file, Protocol::Local).unwrap();
        let key = folder.add(&DetachedHeader::new(), NewKey::Next).unwrap();
        let unread = |folder: &Folder| folder.read().info().unread_count();
        assert_eq!(unread(&folder), 1);
        assert!(folder.edit(key).unwrap().set_property("flags", "5").unwrap());
        assert_eq!(unread(&folder), 0);
        assert!(folder.edit(key).unwrap().set_number(Field::Flags, MessageFlags::MARKED.0).unwrap());
        assert_eq!(unread(&folder), 1);
        assert!(!folder.edit(key).unwrap().set(Field::Flags, "4").unwrap());
        assert!(folder.edit(key).unwrap().set(Field::Flags, "1").unwrap());
        assert_eq!(unread(&folder), 0);
    }
}

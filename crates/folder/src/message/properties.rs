//! What is kept with a header that is no header of the message: columns that programs use for themselves.

use std::borrow::Cow;

use super::MessageHeader;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::number::{decimal, hex64};

impl<'f> MessageHeader<'f> {
    /// The account that it came by.
    pub fn account(self) -> Cow<'f, [u8]> {
        self.text(Field::Account)
    }

    /// The beginning of its text, in UTF-8.
    pub fn preview(self) -> Cow<'f, [u8]> {
        self.text(Field::Preview)
    }

    /// Its id in the search index; below 32 it is in none.
    pub fn gloda_id(self) -> u32 {
        self.number(Field::GlodaId).unwrap_or(0)
    }

    /// Whether the search index is behind: 0 no, 1 yes, 2 the index has to forget the message first.
    pub fn gloda_dirty(self) -> u32 {
        self.number(Field::GlodaDirty).unwrap_or(0)
    }

    /// Whether remote content may be shown: 0 not decided, 1 no, 2 yes.
    pub fn remote_content(self) -> u32 {
        self.number(Field::RemoteContentPolicy).unwrap_or(0)
    }

    /// Whether a warning of fraud was dismissed.
    pub fn is_no_phish(self) -> bool {
        self.number(Field::NotAPhish).unwrap_or(0) != 0
    }

    /// Whether it stands for a message that was made while the server could not be reached.
    pub fn is_pseudo(self) -> bool {
        self.number(Field::PseudoHdr).unwrap_or(0) != 0
    }

    /// Bytes of the whole message where it was fetched in part; 0 otherwise.
    pub fn online_size(self) -> u32 {
        self.number(Field::OnlineSize).unwrap_or(0)
    }

    /// Whether the local copy goes with the next compaction.
    pub fn is_pending_removal(self) -> bool {
        self.get(Field::PendingRemoval).is_some_and(|text| !text.is_empty())
    }

    /// Gmail's id of the message, decimal.
    pub fn gm_message_id(self) -> Cow<'f, [u8]> {
        self.text(Field::GmMsgId)
    }

    /// Gmail's id of the thread, decimal.
    pub fn gm_thread_id(self) -> Cow<'f, [u8]> {
        self.text(Field::GmThreadId)
    }

    /// Gmail's labels, as the server lists them.
    pub fn gm_labels(self) -> Cow<'f, [u8]> {
        self.text(Field::GmLabels)
    }

    /// Exchange's id.
    pub fn ews_id(self) -> Cow<'f, [u8]> {
        self.text(Field::EwsId)
    }

    /// How likely a trait of the Bayes filter is, other than junk, in percent: the column `bayespercent/` and the number of
    /// the trait. `None` where it was not classified by that trait, or the cell is no decimal number.
    pub fn trait_percent(self, id: u32) -> Option<u32> {
        let percent = self.property(format!("bayespercent/{id}"))?;
        u32::try_from(decimal(&percent)?).ok()
    }

    /// Flags that a filter gave it for its thread: [`MessageFlags::IGNORED`] and [`MessageFlags::WATCHED`]. None any more once
    /// it is in a thread.
    pub fn proto_thread_flags(self) -> MessageFlags {
        MessageFlags(self.number(Field::ProtoThreadFlags).unwrap_or(0))
    }

    /// Whether compaction has to make room for more keywords in the message.
    pub fn needs_keyword_room(self) -> bool {
        self.number(Field::GrowKeywords).unwrap_or(0) != 0
    }

    /// Whether an attachment is being detached from it.
    pub fn is_attachment_detached(self) -> bool {
        self.number(Field::AttachmentDetached).unwrap_or(0) != 0
    }

    /// What `OpenPGP` has found, as bits that are its own (`enigmail`); 0 for nothing.
    pub fn openpgp_status(self) -> u32 {
        self.number(Field::Enigmail).unwrap_or(0)
    }

    /// Of a draft: the URIs of the messages that it answers or forwards, in UTF-8, separated by commas.
    pub fn original_uris(self) -> Cow<'f, [u8]> {
        self.text(Field::OrigUris)
    }

    /// Of a draft: what the [original messages](Self::original_uris) are marked as when it was sent, such as `replied` or
    /// `forwarded`.
    pub fn queued_disposition(self) -> Cow<'f, [u8]> {
        self.text(Field::QueuedDisposition)
    }

    /// Of a draft: the key of the identity that writes it.
    pub fn identity_key(self) -> Cow<'f, [u8]> {
        self.text(Field::IdentityKey)
    }

    /// The column that Thunderbird reserves for the UID, as it is stored: nothing writes it yet, and the UID is the
    /// [key](Self::key).
    pub fn uid_on_server(self) -> Cow<'f, [u8]> {
        self.text(Field::UidOnServer)
    }

    /// Content-Base: of an item of a feed, its address.
    pub fn content_base(self) -> Cow<'f, [u8]> {
        self.text(Field::ContentBase)
    }

    /// Text that views of old versions sorted by (`imageSize`).
    pub fn image_size(self) -> Cow<'f, [u8]> {
        self.text(Field::ImageSize)
    }

    /// Where old versions say that the message begins in the mailbox, in bytes. [`store_token`](Self::store_token) uses it.
    pub fn message_offset(self) -> Option<u64> {
        hex64(&self.get(Field::MsgOffset)?)
    }

    /// Where old versions say that `X-Mozilla-Status` is, in bytes from the beginning of the message; 0 for nowhere.
    pub fn status_offset(self) -> u32 {
        self.number(Field::StatusOffset).unwrap_or(0)
    }

    /// How many references old versions say that it has.
    pub fn reference_count(self) -> u32 {
        self.number(Field::NumRefs).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use crate::{DetachedHeader, Field, MessageFlags};

    #[test]
    fn what_programs_keep_has_types() {
        let mut row = DetachedHeader::new();
        let mut edit = row.edit();
        edit.set_property("bayespercent/100", "87").unwrap();
        edit.set_property("bayespercent/101", "x").unwrap();
        edit.set(Field::ProtoThreadFlags, "40000").unwrap();
        edit.set(Field::GrowKeywords, "1").unwrap();
        edit.set(Field::AttachmentDetached, "0").unwrap();
        edit.set(Field::Enigmail, "81").unwrap();
        edit.set(Field::MsgOffset, "100000000").unwrap();
        edit.set(Field::NumRefs, "a").unwrap();
        let header = row.header();
        assert_eq!([100, 101, 102].map(|id| header.trait_percent(id)), [Some(87), None, None]);
        assert_eq!(header.proto_thread_flags(), MessageFlags::IGNORED);
        assert!(header.needs_keyword_room() && !header.is_attachment_detached());
        assert_eq!(
            (header.openpgp_status(), header.reference_count(), header.status_offset()),
            (0x81, 10, 0)
        );
        assert_eq!(header.message_offset(), Some(1 << 32));
        assert!(header.identity_key().is_empty());
    }
}

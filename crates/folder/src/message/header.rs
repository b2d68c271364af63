//! The header of a message: every column that Thunderbird knows, with its type and its default.

use std::borrow::Cow;
use std::fmt;

use morkdb::store::{DetachedRow, RowRef};

use super::{Junk, JunkOrigin, Keywords, Property, Source};
use crate::field::Field;
use crate::flags::{MessageFlags, Priority};
use crate::folder::FolderRef;
use crate::key::{MessageKey, ThreadKey};
use crate::number::{decimal, hex32, hex64};

/// The header of a message (`nsIMsgDBHdr`): of one in a folder, or of a [`DetachedHeader`](super::DetachedHeader).
///
/// Text comes as the bytes that are stored, which are those of the message; see [`text`](crate::text) for decoding. What is
/// not stored has the default that Thunderbird gives it. Reading never changes anything.
#[derive(Clone, Copy)]
pub struct MessageHeader<'f> {
    source: Source<'f>,
}

impl<'f> MessageHeader<'f> {
    pub(crate) fn new(folder: FolderRef<'f>, row: RowRef<'f>) -> Self {
        Self { source: Source::Row { folder, row } }
    }

    pub(crate) fn detached(row: &'f DetachedRow) -> Self {
        Self { source: Source::Detached(row) }
    }

    /// The row, if it is in a store.
    pub fn row(self) -> Option<RowRef<'f>> {
        match self.source {
            Source::Row { row, .. } => Some(row),
            Source::Detached(_) => None,
        }
    }

    /// The folder, if it is in one.
    pub fn folder(self) -> Option<FolderRef<'f>> {
        match self.source {
            Source::Row { folder, .. } => Some(folder),
            Source::Detached(_) => None,
        }
    }

    /// Its key. A detached header has the one of the row that it was copied from, if any; else
    /// [`MessageKey::NONE`].
    pub fn key(self) -> MessageKey {
        MessageKey(match self.source {
            Source::Row { row, .. } => row.oid().id,
            Source::Detached(row) => row.id().unwrap_or(MessageKey::NONE),
        })
    }

    /// Whether it is in the table of all messages. Rows that are not are left over: detached, deleted, or hits of a search.
    pub fn is_live(self) -> bool {
        match self.source {
            Source::Row { folder, row } => folder.is_live(row),
            Source::Detached(_) => false,
        }
    }

    /// The stored value of a column. `None` where there is no such cell.
    #[inline]
    pub fn get(self, field: Field) -> Option<Cow<'f, [u8]>> {
        self.source.get(field)
    }

    /// The stored value of any column, by name. `None` where there is no such cell.
    pub fn property(self, name: impl AsRef<[u8]>) -> Option<Cow<'f, [u8]>> {
        self.source.property(name.as_ref())
    }

    /// Names and values of all its cells, in their order.
    pub fn properties(self) -> Vec<Property<'f>> {
        self.source.cells()
    }

    #[inline]
    pub(super) fn text(self, field: Field) -> Cow<'f, [u8]> {
        self.get(field).unwrap_or_default()
    }

    #[inline]
    pub(super) fn number(self, field: Field) -> Option<u32> {
        hex32(&self.get(field)?)
    }

    /// Subject without its `Re:`; see [`MessageFlags::HAS_RE`]. May have encoded words (RFC 2047) and 8-bit text.
    pub fn subject(self) -> Cow<'f, [u8]> {
        self.text(Field::Subject)
    }

    /// From, else Sender.
    pub fn author(self) -> Cow<'f, [u8]> {
        self.text(Field::Sender)
    }

    /// To, else Cc, else Newsgroups.
    pub fn recipients(self) -> Cow<'f, [u8]> {
        self.text(Field::Recipients)
    }

    /// Cc.
    pub fn cc_list(self) -> Cow<'f, [u8]> {
        self.text(Field::CcList)
    }

    /// Bcc.
    pub fn bcc_list(self) -> Cow<'f, [u8]> {
        self.text(Field::BccList)
    }

    /// Reply-To, where it differs from From.
    pub fn reply_to(self) -> Cow<'f, [u8]> {
        self.text(Field::ReplyTo)
    }

    /// Message-ID without its brackets. A message without one has `md5:` and a hash instead.
    pub fn message_id(self) -> Cow<'f, [u8]> {
        self.text(Field::MessageId)
    }

    /// References with their brackets, else In-Reply-To. See [`text::references`](crate::text::references) for the ids.
    pub fn references(self) -> Cow<'f, [u8]> {
        self.text(Field::References)
    }

    /// Seconds since 1970; 0 where it is not known.
    pub fn date(self) -> u32 {
        self.number(Field::Date).unwrap_or(0)
    }

    /// When it arrived, in seconds since 1970; 0 where it is not known.
    pub fn date_received(self) -> u32 {
        self.number(Field::DateReceived).unwrap_or(0)
    }

    /// Bytes: of the message as it is stored, or on the server.
    pub fn size(self) -> u32 {
        self.number(Field::Size).unwrap_or(0)
    }

    /// How many lines its body has.
    pub fn line_count(self) -> u32 {
        self.number(Field::NumLines).unwrap_or(0)
    }

    /// Bytes of the local copy; 0 where there is none.
    pub fn offline_size(self) -> u64 {
        self.get(Field::OfflineMsgSize).and_then(|text| hex64(&text)).unwrap_or(0)
    }

    /// The flags as they are stored.
    #[inline]
    pub fn stored_flags(self) -> MessageFlags {
        MessageFlags(self.number(Field::Flags).unwrap_or(0))
    }

    /// The flags, with [`MessageFlags::NEW`] as it is in memory: that is never read from the file.
    pub fn flags(self) -> MessageFlags {
        let new = self.folder().is_some_and(|folder| folder.is_new(self.key()));
        self.stored_flags().with(MessageFlags::NEW, new)
    }

    /// Whether it was read.
    pub fn is_read(self) -> bool {
        self.stored_flags().is_read()
    }

    /// Whether it has a star.
    pub fn is_marked(self) -> bool {
        self.stored_flags().contains(MessageFlags::MARKED)
    }

    /// Its priority.
    pub fn priority(self) -> Priority {
        Priority(self.number(Field::Priority).unwrap_or(0))
    }

    /// The label of old versions, 1 to 5; 0 for none.
    pub fn label(self) -> u32 {
        self.number(Field::Label).unwrap_or(0)
    }

    /// The thread that it says it is in; thread 0 where it says none, as for Thunderbird.
    pub fn thread_key(self) -> ThreadKey {
        ThreadKey(self.number(Field::ThreadId).unwrap_or(0))
    }

    /// The message that it answers, as far as the folder has it.
    pub fn parent(self) -> Option<MessageKey> {
        MessageKey::new(self.number(Field::ThreadParent).unwrap_or(MessageKey::NONE))
    }

    /// Its charset as the message declares it.
    pub fn charset(self) -> Cow<'f, [u8]> {
        self.text(Field::CharSet)
    }

    /// Its tags and other keywords, as they are stored. See [`all_keywords`](Self::all_keywords) for what old versions kept elsewhere.
    pub fn keywords(self) -> Keywords<'f> {
        Keywords::new(self.text(Field::Keywords))
    }

    /// Its keywords, and the tag that the label of old versions stands for, which was kept in the flags or in a column of its own.
    ///
    /// Thunderbird itself looks at stored keywords alone now: it has made tags of all labels when it was updated. Files that have not been
    /// opened since still have them.
    pub fn all_keywords(self) -> Keywords<'f> {
        self.keywords().with_label(Keywords::old_label(self.label(), self.stored_flags()))
    }

    /// The keywords that the server was last seen to have.
    pub fn previous_keywords(self) -> Keywords<'f> {
        Keywords::new(self.text(Field::PrevKeywords))
    }

    /// Whether it is junk.
    pub fn junk(self) -> Junk {
        let number = |field| decimal(&self.get(field)?).and_then(|number| u32::try_from(number).ok());
        Junk {
            score: number(Field::JunkScore),
            origin: self.get(Field::JunkScoreOrigin).and_then(|text| JunkOrigin::from_bytes(&text)),
            percent: number(Field::JunkPercent),
        }
    }

    /// Where the message is stored: the offset in the mailbox as decimal text, or the name of a file. Where there is none, the
    /// offset that old versions kept elsewhere. Empty where there is no local copy.
    pub fn store_token(self) -> Cow<'f, [u8]> {
        let token = self.text(Field::StoreToken);
        let old =
            if token.is_empty() { self.get(Field::MsgOffset).and_then(|text| hex64(&text)) } else { None };
        old.map_or(token, |offset| Cow::Owned(offset.to_string().into_bytes()))
    }
}

impl fmt::Debug for MessageHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        map.entry(&"key", &self.key().0);
        for (name, value) in self.properties() {
            map.entry(&name.escape_ascii().to_string(), &value.escape_ascii().to_string());
        }
        map.finish()
    }
}

//! Reading the folder information: any cell, and what describes the folder and its messages.

use std::borrow::Cow;
use std::fmt;

use hashbrown::HashSet;
use morkdb::store::{RowRef, Value};

use crate::field::Field;
use crate::folder::FolderRef;
use crate::key::MessageKey;
use crate::message::MessageHeader;
use crate::number::{decimal, hex32, hex64};
use crate::view::FolderFlags;

/// What a file says of the folder itself (`nsIDBFolderInfo`): a row of cells, each with a type of its own.
///
/// Every getter reads its cell as Thunderbird does; what is not stored, or is stored empty, has Thunderbird's default. Text
/// that is no UTF-8 is shown with U+FFFD; [`get`](Self::get) has the bytes. Nothing is cached, and reading never changes
/// anything.
///
/// ```
/// let folder = morkdb_folder::Folder::open("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
/// let info = folder.read().info();
/// assert_eq!(info.version(), 1);
/// assert_eq!(info.mailbox_name(), "INBOX");
/// # Ok::<(), morkdb_folder::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct FolderInfo<'f> {
    folder: FolderRef<'f>,
}

impl<'f> FolderInfo<'f> {
    pub(super) const fn new(folder: FolderRef<'f>) -> Self {
        Self { folder }
    }

    /// The folder.
    pub const fn folder(self) -> FolderRef<'f> {
        self.folder
    }

    /// The stored value of a column. `None` where there is no such cell.
    pub fn get(self, field: Field) -> Option<Cow<'f, [u8]>> {
        self.folder.info_cell(field)
    }

    /// The stored value of any column, by name (`getCharProperty`). `None` where there is no such cell.
    pub fn property(self, name: impl AsRef<[u8]>) -> Option<Cow<'f, [u8]>> {
        let column = self.folder.store().column(name)?;
        self.folder.info_row()?.get(column).map(Value::bytes)
    }

    /// A property as text (`getProperty`); empty where there is no such cell.
    pub fn text_property(self, name: impl AsRef<[u8]>) -> Cow<'f, str> {
        to_text(self.property(name).unwrap_or_default())
    }

    /// A property as a number (`getUint32Property`). `None` where there is no such cell, or it is empty.
    pub fn u32_property(self, name: impl AsRef<[u8]>) -> Option<u32> {
        hex32(&self.property(name)?)
    }

    /// A property as a number (`getInt64Property`). `None` where there is no such cell, or it is empty.
    pub fn i64_property(self, name: impl AsRef<[u8]>) -> Option<i64> {
        hex64(&self.property(name)?).map(u64::cast_signed)
    }

    /// A property as yes or no (`getBooleanProperty`): any number but 0 is yes. `None` where there is no such cell, or it is
    /// empty.
    pub fn bool_property(self, name: impl AsRef<[u8]>) -> Option<bool> {
        self.u32_property(name).map(|number| number != 0)
    }

    /// Names and values of all its cells, in their order. Of cells of the same column, which old files may have, the first
    /// counts and the others are left out.
    pub fn properties(self) -> impl Iterator<Item = (Cow<'f, [u8]>, Cow<'f, [u8]>)> {
        let mut seen = HashSet::new();
        let cells = self.folder.info_row().into_iter().flat_map(RowRef::cells);
        let first = cells.filter(move |cell| seen.insert(cell.column));
        first.filter_map(move |cell| Some((self.folder.column_name(cell.column), cell.value?.bytes())))
    }

    pub(super) fn text(self, field: Field) -> Cow<'f, str> {
        to_text(self.get(field).unwrap_or_default())
    }

    pub(super) fn number(self, field: Field) -> Option<u32> {
        hex32(&self.get(field)?)
    }

    pub(super) fn count(self, field: Field) -> u32 {
        self.number(field).unwrap_or(0)
    }

    pub(super) fn yes(self, field: Field) -> bool {
        self.count(field) != 0
    }

    pub(super) fn decimal(self, field: Field) -> Option<u64> {
        decimal(&self.get(field)?)
    }

    /// Which version of the format the summary has, of which 16 bits count; 1 today, and 0 where the summary was marked as
    /// invalid or says none.
    pub fn version(self) -> u32 {
        self.count(Field::Version) & 0xFFFF
    }

    /// Whether the mailbox has to be read anew, because keys were used up.
    pub fn force_reparse(self) -> bool {
        self.yes(Field::ForceReparse)
    }

    /// Whether threads of old versions were mended. Where not, Thunderbird looks through all messages when it opens the file.
    pub fn fixed_bad_ref_threading(self) -> bool {
        self.yes(Field::FixedBadRefThreading)
    }

    /// How many messages the folder says it has. A number that would be negative is 0. See
    /// [`recount`](FolderRef::recount) for what it really has.
    pub fn message_count(self) -> u32 {
        not_negative(self.count(Field::NumMsgs))
    }

    /// How many of them the folder says are unread; the column is called `numNewMsgs`. A number that would be negative is 0.
    pub fn unread_count(self) -> u32 {
        not_negative(self.count(Field::NumUnread))
    }

    /// What the folder is.
    pub fn flags(self) -> FolderFlags {
        FolderFlags(self.count(Field::Flags))
    }

    /// Bytes of the mailbox when the summary was last valid.
    pub fn folder_size(self) -> u64 {
        self.get(Field::FolderSize).and_then(|text| hex64(&text)).unwrap_or(0)
    }

    /// Time of the mailbox when the summary was last valid, in seconds since 1970.
    pub fn folder_date(self) -> u32 {
        self.count(Field::FolderDate)
    }

    /// Bytes that a compaction would win. Sums that went wrong may be negative.
    pub fn expunged_bytes(self) -> i64 {
        self.get(Field::ExpungedBytes).and_then(|text| hex64(&text)).map_or(0, u64::cast_signed)
    }

    /// The highest key that was ever added. Where that is one of those for messages that were made while the server could not be
    /// reached, it is the highest of the last 100 messages instead, and at least 1, as for Thunderbird;
    /// [`stored_high_water`](Self::stored_high_water) is what is stored.
    pub fn high_water(self) -> MessageKey {
        let stored = self.stored_high_water();
        if !stored.is_fake() {
            return stored;
        }
        let last = self.folder.messages().rev().take(100).map(MessageHeader::key);
        last.max().unwrap_or(MessageKey(1)).max(MessageKey(1))
    }

    /// The highest key that was ever added, as it is stored.
    pub fn stored_high_water(self) -> MessageKey {
        MessageKey(self.count(Field::HighWaterKey))
    }

    /// The name of the folder, or of the mailbox on the server.
    pub fn mailbox_name(self) -> Cow<'f, str> {
        self.text(Field::MailboxName)
    }

    /// The name to show, where it differs from that of the file.
    pub fn folder_name(self) -> Cow<'f, str> {
        self.text(Field::FolderName)
    }

    /// The locale by which old versions sorted.
    pub fn locale(self) -> Cow<'f, str> {
        self.text(Field::Locale)
    }

    /// The charset that old versions took for messages that say none.
    pub fn charset(self) -> Cow<'f, str> {
        self.text(Field::FolderCharSet)
    }

    /// Whether old versions took it for messages that say another.
    pub fn charset_override(self) -> bool {
        self.yes(Field::CharSetOverride)
    }
}

/// Thunderbird has these as signed numbers that are never below 0.
const fn not_negative(number: u32) -> u32 {
    if number.cast_signed() < 0 { 0 } else { number }
}

/// Text of a cell, without a copy where it is UTF-8.
pub(super) fn to_text(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Cow::Owned(text),
            Err(error) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        },
    }
}

/// All its cells.
impl fmt::Debug for FolderInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = self.properties().map(|(name, value)| {
            (String::from_utf8_lossy(&name).into_owned(), String::from_utf8_lossy(&value).into_owned())
        });
        f.debug_map().entries(cells).finish()
    }
}

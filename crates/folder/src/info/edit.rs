//! Changing the folder information: any cell, and what describes the folder and its messages.

use super::{FolderInfo, TransferInfo};
use crate::error::Error;
use crate::field::Field;
use crate::folder::Folder;
use crate::key::MessageKey;
use crate::number::Digits;
use crate::view::FolderFlags;

/// Sets the cells of the folder information, in the encodings that Thunderbird uses. Every setter answers whether that changed
/// anything, and fails where the store has no room left. Nothing is written before the next commit.
///
/// ```
/// # use morkdb_folder::{Folder, view::FolderFlags};
/// let mut folder = Folder::open("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
/// let mut info = folder.edit_info()?;
/// info.set_folder_name("Post")?;
/// info.set_flag(FolderFlags::FAVORITE, true)?;
/// assert_eq!(folder.read().info().folder_name(), "Post");
/// # Ok::<(), morkdb_folder::Error>(())
/// ```
#[derive(Debug)]
pub struct InfoEdit<'f> {
    folder: &'f mut Folder,
}

impl Folder {
    /// To change the folder information.
    ///
    /// # Errors
    ///
    /// The file has none any more.
    pub fn edit_info(&mut self) -> Result<InfoEdit<'_>, Error> {
        self.prepare()?;
        self.info_row()?;
        Ok(InfoEdit { folder: self })
    }

    /// Sets flags of the folder or takes them away (`OrFlags`, `AndFlags`), and tells nobody yet.
    pub(crate) fn set_folder_flags(&mut self, flags: FolderFlags, set: bool) -> Result<bool, Error> {
        let row = self.info_row()?;
        let flags = self.read().info().flags().with(flags, set);
        Ok(self.put_number(row, Field::Flags, flags.0)?)
    }
}

impl InfoEdit<'_> {
    /// To read it.
    pub fn info(&self) -> FolderInfo<'_> {
        self.folder.read().info()
    }

    /// Sets a column to these bytes.
    pub fn set(&mut self, field: Field, value: impl AsRef<[u8]>) -> Result<bool, Error> {
        let row = self.folder.info_row()?;
        self.folder.set_field(row, field, value.as_ref())
    }

    /// Sets any column, by name (`setCharProperty`).
    pub fn set_property(&mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<bool, Error> {
        let row = self.folder.info_row()?;
        self.folder.set_named(row, name.as_ref(), value.as_ref())
    }

    /// Sets any column to a number, in hexadecimal (`setUint32Property`).
    pub fn set_u32_property(&mut self, name: impl AsRef<[u8]>, value: u32) -> Result<bool, Error> {
        self.set_property(name, Digits::hex(value))
    }

    /// Sets any column to a number, in hexadecimal; what is negative has 16 digits (`setInt64Property`).
    pub fn set_i64_property(&mut self, name: impl AsRef<[u8]>, value: i64) -> Result<bool, Error> {
        self.set_property(name, Digits::hex(value.cast_unsigned()))
    }

    /// Sets any column to yes or no (`setBooleanProperty`).
    pub fn set_bool_property(&mut self, name: impl AsRef<[u8]>, value: bool) -> Result<bool, Error> {
        self.set_u32_property(name, u32::from(value))
    }

    /// Takes a column away. Thunderbird never does: it sets it to nothing. `false` where there was none.
    pub fn cut_property(&mut self, name: impl AsRef<[u8]>) -> Result<bool, Error> {
        let row = self.folder.info_row()?;
        let store = self.folder.file.store_mut();
        let Some(column) = store.column(name) else { return Ok(false) };
        let cut = store.cut(row, column)?;
        self.folder.tell();
        Ok(cut)
    }

    pub(super) fn set_number(&mut self, field: Field, value: u32) -> Result<bool, Error> {
        self.set(field, Digits::hex(value))
    }

    pub(super) fn set_yes(&mut self, field: Field, value: bool) -> Result<bool, Error> {
        self.set_number(field, u32::from(value))
    }

    /// Sets every cell to what was copied from a folder (`initFromTransferInfo`). Cells that it does not name stay. Counts and
    /// the wish to be read anew come with it: a folder that was built anew sets these afterwards, with
    /// [`sync_counts`](Folder::sync_counts) and [`set_force_reparse`](Self::set_force_reparse).
    pub fn restore(&mut self, info: &TransferInfo) -> Result<bool, Error> {
        let mut changed = false;
        for (name, value) in info.iter() {
            changed |= self.set_property(name, value)?;
        }
        Ok(changed)
    }

    /// Which version of the format the summary has: 1, or 0 to mark it as invalid.
    pub fn set_version(&mut self, version: u16) -> Result<bool, Error> {
        self.set_number(Field::Version, u32::from(version))
    }

    /// Whether the mailbox has to be read anew.
    pub fn set_force_reparse(&mut self, reparse: bool) -> Result<bool, Error> {
        self.set_yes(Field::ForceReparse, reparse)
    }

    /// How many messages there are. Adding and deleting keep it; [`sync_counts`](Folder::sync_counts) counts anew.
    pub fn set_message_count(&mut self, count: u32) -> Result<bool, Error> {
        self.set_number(Field::NumMsgs, count)
    }

    /// How many are unread. Marking keeps it; [`sync_counts`](Folder::sync_counts) counts anew.
    pub fn set_unread_count(&mut self, count: u32) -> Result<bool, Error> {
        self.set_number(Field::NumUnread, count)
    }

    /// All flags of the folder at once.
    pub fn set_flags(&mut self, flags: FolderFlags) -> Result<bool, Error> {
        self.set_number(Field::Flags, flags.0)
    }

    /// Sets flags of the folder or takes them away.
    pub fn set_flag(&mut self, flags: FolderFlags, set: bool) -> Result<bool, Error> {
        let changed = self.folder.set_folder_flags(flags, set)?;
        self.folder.tell();
        Ok(changed)
    }

    /// Bytes of the mailbox that the summary is of.
    pub fn set_folder_size(&mut self, bytes: u64) -> Result<bool, Error> {
        self.set(Field::FolderSize, Digits::hex(bytes))
    }

    /// Time of the mailbox that the summary is of, in seconds since 1970.
    pub fn set_folder_date(&mut self, seconds: u32) -> Result<bool, Error> {
        self.set_number(Field::FolderDate, seconds)
    }

    /// Bytes that a compaction would win.
    pub fn set_expunged_bytes(&mut self, bytes: i64) -> Result<bool, Error> {
        self.set(Field::ExpungedBytes, Digits::hex(bytes.cast_unsigned()))
    }

    /// Adds to the bytes that a compaction would win, or takes from them.
    pub fn change_expunged_bytes(&mut self, delta: i32) -> Result<bool, Error> {
        let bytes = self.info().expunged_bytes();
        self.set_expunged_bytes(bytes.wrapping_add(i64::from(delta)))
    }

    /// The highest key that was ever added. Adding a message raises it.
    pub fn set_high_water(&mut self, key: MessageKey) -> Result<bool, Error> {
        self.set_number(Field::HighWaterKey, key.0)
    }

    /// The name of the folder, or of the mailbox on the server.
    pub fn set_mailbox_name(&mut self, name: &str) -> Result<bool, Error> {
        self.set(Field::MailboxName, name)
    }

    /// The name to show, where it differs from that of the file.
    pub fn set_folder_name(&mut self, name: &str) -> Result<bool, Error> {
        self.set(Field::FolderName, name)
    }

    /// The locale by which old versions sorted.
    pub fn set_locale(&mut self, locale: &str) -> Result<bool, Error> {
        self.set(Field::Locale, locale)
    }
}

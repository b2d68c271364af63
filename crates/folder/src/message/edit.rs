//! Changing a header, column by column.

use morkdb::id::Oid;
use morkdb::store::DetachedRow;

use super::Junk;
use crate::error::Error;
use crate::field::Field;
use crate::flags::{MessageFlags, Priority};
use crate::folder::Folder;
use crate::key::MessageKey;
use crate::number::{Digits, hex32};
use crate::text;

/// Sets the columns of a header, in the encodings that Thunderbird uses. Every setter answers whether that changed anything,
/// and fails where the store has no room left.
#[derive(Debug)]
pub struct HeaderEdit<'f> {
    target: Target<'f>,
}

#[derive(Debug)]
enum Target<'f> {
    Row { folder: &'f mut Folder, row: Oid },
    Detached(&'f mut DetachedRow),
}

impl<'f> HeaderEdit<'f> {
    pub(crate) fn row(folder: &'f mut Folder, row: Oid) -> Self {
        Self { target: Target::Row { folder, row } }
    }

    pub(crate) fn detached(row: &'f mut DetachedRow) -> Self {
        Self { target: Target::Detached(row) }
    }

    /// Sets a column to these bytes. For [`Field::Flags`] of a message in a folder this is [`set_flags`](Self::set_flags) with the
    /// number that the bytes stand for ([`hex32`]; 0 where they are empty), so that the counts follow.
    pub fn set(&mut self, field: Field, value: impl AsRef<[u8]>) -> Result<bool, Error> {
        match &mut self.target {
            Target::Row { folder, row } if field == Field::Flags => {
                folder.set_flags_of(*row, MessageFlags(hex32(value.as_ref()).unwrap_or(0)))
            }
            Target::Row { folder, row } => folder.set_field(*row, field, value.as_ref()),
            Target::Detached(row) => Ok(set_detached(row, field.name().as_bytes(), value.as_ref())),
        }
    }

    /// Sets any column, by name. A name that is a [`Field`]'s is set [as that](Self::set).
    pub fn set_property(&mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<bool, Error> {
        if let Some(field) = Field::from_name(name.as_ref()) {
            return self.set(field, value);
        }
        match &mut self.target {
            Target::Row { folder, row } => folder.set_named(*row, name.as_ref(), value.as_ref()),
            Target::Detached(row) => Ok(set_detached(row, name.as_ref(), value.as_ref())),
        }
    }

    /// Sets a column to a number, in hexadecimal.
    pub fn set_number(&mut self, field: Field, value: u32) -> Result<bool, Error> {
        self.set(field, Digits::hex(value))
    }

    /// Subject, without its `Re:`; see [`text::strip_re`].
    pub fn set_subject(&mut self, subject: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::Subject, subject)
    }

    /// From.
    pub fn set_author(&mut self, author: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::Sender, author)
    }

    /// To.
    pub fn set_recipients(&mut self, recipients: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::Recipients, recipients)
    }

    /// Cc.
    pub fn set_cc_list(&mut self, cc: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::CcList, cc)
    }

    /// Bcc.
    pub fn set_bcc_list(&mut self, bcc: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::BccList, bcc)
    }

    /// Message-ID; brackets around it are taken off, as Thunderbird does ([`text::message_id`]).
    pub fn set_message_id(&mut self, id: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::MessageId, text::message_id(id.as_ref()))
    }

    /// References, with brackets.
    pub fn set_references(&mut self, references: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::References, references)
    }

    /// Seconds since 1970.
    pub fn set_date(&mut self, seconds: u32) -> Result<bool, Error> {
        self.set_number(Field::Date, seconds)
    }

    /// When it arrived, in seconds since 1970.
    pub fn set_date_received(&mut self, seconds: u32) -> Result<bool, Error> {
        self.set_number(Field::DateReceived, seconds)
    }

    /// Bytes.
    pub fn set_size(&mut self, bytes: u32) -> Result<bool, Error> {
        self.set_number(Field::Size, bytes)
    }

    /// Lines of the body.
    pub fn set_line_count(&mut self, lines: u32) -> Result<bool, Error> {
        self.set_number(Field::NumLines, lines)
    }

    /// Bytes of the local copy.
    pub fn set_offline_size(&mut self, bytes: u64) -> Result<bool, Error> {
        self.set(Field::OfflineMsgSize, Digits::hex(bytes))
    }

    /// All flags at once. In a folder, the counts of unread messages follow.
    /// [`MessageFlags::NEW`] is not stored there; a header that has it when it is added is new from then on.
    pub fn set_flags(&mut self, flags: MessageFlags) -> Result<bool, Error> {
        match &mut self.target {
            Target::Row { folder, row } => folder.set_flags_of(*row, flags),
            Target::Detached(_) => self.set_number(Field::Flags, flags.0),
        }
    }

    /// Its priority.
    pub fn set_priority(&mut self, priority: Priority) -> Result<bool, Error> {
        self.set_number(Field::Priority, priority.0)
    }

    /// Its charset, as the message declares it.
    pub fn set_charset(&mut self, charset: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::CharSet, charset)
    }

    /// Its keywords, separated by spaces.
    pub fn set_keywords(&mut self, keywords: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::Keywords, keywords)
    }

    /// Whether it is junk. What is `None` is left as it is stored.
    pub fn set_junk(&mut self, junk: &Junk) -> Result<bool, Error> {
        let mut changed = false;
        if let Some(score) = junk.score {
            changed |= self.set(Field::JunkScore, Digits::decimal(score))?;
        }
        if let Some(origin) = &junk.origin {
            changed |= self.set(Field::JunkScoreOrigin, origin.as_bytes())?;
        }
        if let Some(percent) = junk.percent {
            changed |= self.set(Field::JunkPercent, Digits::decimal(percent))?;
        }
        Ok(changed)
    }

    /// Where the message is stored.
    pub fn set_store_token(&mut self, token: impl AsRef<[u8]>) -> Result<bool, Error> {
        self.set(Field::StoreToken, token)
    }

    /// The message that it answers. Threads are not changed: that is for repairs and copies.
    pub fn set_parent(&mut self, parent: Option<MessageKey>) -> Result<bool, Error> {
        self.set_number(Field::ThreadParent, MessageKey::number(parent))
    }
}

fn set_detached(row: &mut DetachedRow, name: &[u8], value: &[u8]) -> bool {
    let changed = row.get(name) != Some(value);
    if changed {
        row.set(name, value);
    }
    changed
}

//! Saying that a summary is up to date, or that it is not.

use super::store::is_virtual;
use super::{MailStore, VERSION};
use crate::error::Error;
use crate::field::Field;
use crate::folder::{Folder, FolderRef};
use crate::number::{Digits, hex32};

impl Folder {
    /// Says that the summary is up to date with its mailbox as that is now (`SetSummaryValid(true)`). Thunderbird commits right
    /// after this.
    ///
    /// # Errors
    ///
    /// The mailbox is [missing](MailStore::Missing): nothing is changed then.
    pub fn mark_valid(&mut self, store: &MailStore) -> Result<(), Error> {
        if *store == MailStore::Missing {
            return Err(Error::NoMailStore);
        }
        let info = self.info_row()?;
        self.put_number(info, Field::Version, VERSION)?;
        match *store {
            MailStore::Mbox { size, modified } => {
                self.put(info, Field::FolderSize, Digits::hex(size))?;
                self.put_number(info, Field::FolderDate, modified)?;
            }
            MailStore::Maildir { .. } => {
                self.put_number(info, Field::MaildirValid, 1)?;
            }
            MailStore::Missing | MailStore::None => {}
        }
        self.tell();
        Ok(())
    }

    /// Says that the summary is not up to date (`SetSummaryValid(false)`): Thunderbird makes it anew when it opens the folder.
    pub fn mark_invalid(&mut self, store: &MailStore) -> Result<(), Error> {
        let info = self.info_row()?;
        self.put_number(info, Field::Version, 0)?;
        if matches!(store, MailStore::Maildir { .. }) {
            self.put_number(info, Field::MaildirValid, 0)?;
        }
        self.tell();
        Ok(())
    }
}

impl FolderRef<'_> {
    /// Whether the folder information has another count of messages than there are in the table. That is the only error of counts
    /// that Thunderbird finds when it opens a folder; [`Folder::sync_counts`] mends it. The counts of a virtual folder are those
    /// of its search.
    pub fn has_wrong_total(self) -> bool {
        let total = self.info_cell(Field::NumMsgs).and_then(|text| hex32(&text)).unwrap_or(0);
        !is_virtual(self) && usize::try_from(total).ok() != Some(self.len())
    }
}

#[cfg(test)]
mod tests {
    use morkdb::Database;

    use super::*;
    use crate::folder::{NewKey, Protocol};
    use crate::message::DetachedHeader;
    use crate::validity::{LEEWAY, check};

    fn folder() -> Folder {
        Folder::create_in(Database::from_bytes(Vec::new()).unwrap(), Protocol::Local).unwrap()
    }

    #[test]
    fn what_is_marked_is_so() {
        let mbox = MailStore::Mbox { size: 0x1234, modified: 1_700_000_000 };
        for store in [mbox, MailStore::Maildir { has_cur: true }, MailStore::None] {
            let mut folder = folder();
            folder.mark_invalid(&store).unwrap();
            assert!(!check(folder.read(), &store, LEEWAY).is_empty());
            folder.mark_valid(&store).unwrap();
            assert!(check(folder.read(), &store, 0).is_empty(), "{store:?}");
        }
    }

    #[test]
    fn nothing_is_valid_for_a_missing_mailbox() {
        let mut folder = folder();
        folder.mark_invalid(&MailStore::Missing).unwrap();
        assert!(matches!(folder.mark_valid(&MailStore::Missing), Err(Error::NoMailStore)));
        assert_eq!(folder.read().info_cell(Field::Version).as_deref(), Some(&b"0"[..]));
    }

    #[test]
    fn a_wrong_total_is_found() {
        let mut folder = folder();
        folder.add(&DetachedHeader::new(), NewKey::Next).unwrap();
        assert!(!folder.read().has_wrong_total());
        let info = folder.info_row().unwrap();
        folder.put_number(info, Field::NumMsgs, 7).unwrap();
        assert!(folder.read().has_wrong_total());
        folder.sync_counts().unwrap();
        assert!(!folder.read().has_wrong_total());
        assert_eq!(folder.number(info, Field::NumUnread), Some(1));
        folder.put_number(info, Field::Flags, 0x24).unwrap();
        folder.put_number(info, Field::NumMsgs, 7).unwrap();
        assert!(!folder.read().has_wrong_total());
    }
}

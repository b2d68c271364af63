//! Counting messages anew.

use crate::error::Error;
use crate::field::Field;
use crate::folder::{Counts, Folder};

impl Folder {
    /// Counts the messages, and sets the two counts of the folder information where they differ (`syncCounts`). Answers what
    /// was counted. Thunderbird does this when it opens a folder, but only where the count of all messages differs from the
    /// rows of their table.
    pub fn sync_counts(&mut self) -> Result<Counts, Error> {
        let counts = self.read().recount();
        let info = self.read().info();
        let (total, unread) = (info.message_count(), info.unread_count());
        let row = self.info_row()?;
        if unread != counts.unread {
            self.put_number(row, Field::NumUnread, counts.unread)?;
        }
        if total != counts.total {
            self.put_number(row, Field::NumMsgs, counts.total)?;
        }
        self.tell();
        Ok(counts)
    }
}

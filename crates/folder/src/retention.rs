//! Deleting messages that a folder is not to keep.

use crate::error::Error;
use crate::flags::MessageFlags;
use crate::folder::{Folder, FolderRef};
use crate::key::MessageKey;
use crate::message::MessageHeader;
use crate::view::{FolderFlags, LocalTime, RetainBy, Retention};

const SECONDS_OF_DAY: i64 = 86_400;

/// Folders whose messages are never removed. Thunderbird also spares the folders in them, of which a summary knows nothing.
const SPARED: FolderFlags =
    FolderFlags(FolderFlags::DRAFTS.0 | FolderFlags::TEMPLATES.0 | FolderFlags::QUEUE.0);

impl FolderRef<'_> {
    /// The messages that are not to be kept, in the order of the table. `now` is in seconds since 1970, of UTC.
    ///
    /// By age: those whose date is more than so many days ago; messages without a date are the oldest. By number: the first of
    /// the table until so many are left, whether they were read or not. Messages with a star are kept, unless
    /// [`Retention::apply_to_flagged`] says otherwise; by number, they count among those that are kept. Whether
    /// [`Retention::use_server_defaults`] is set makes no difference: the settings are those of the account then, which
    /// the caller has.
    ///
    /// There are none in folders of drafts, templates, and mail that waits to be sent.
    pub fn not_retained(self, retention: &Retention, now: i64) -> Vec<MessageKey> {
        if self.info().flags().intersects(SPARED) {
            return Vec::new();
        }
        let spares = !retention.apply_to_flagged;
        let candidates = self
            .messages()
            .filter(move |message| !(spares && message.stored_flags().contains(MessageFlags::MARKED)));
        match retention.by {
            RetainBy::Age => {
                let oldest = now.saturating_sub(i64::from(retention.days) * SECONDS_OF_DAY);
                candidates
                    .filter(|message| i64::from(message.date()) < oldest)
                    .map(MessageHeader::key)
                    .collect()
            }
            RetainBy::Number => {
                let count = usize::try_from(retention.count).unwrap_or(usize::MAX);
                candidates.take(self.len().saturating_sub(count)).map(MessageHeader::key).collect()
            }
            RetainBy::All | RetainBy::Other(_) => Vec::new(),
        }
    }
}

impl Folder {
    /// Deletes the messages that are [not to be kept](FolderRef::not_retained) from the summary, answers their keys, and notes
    /// when that was (`applyRetentionSettings`). `now` is in seconds since 1970, of UTC; `clock` is what the clock on the
    /// wall shows.
    ///
    /// Messages of an IMAP server come back with the next synchronisation, unless they are deleted with
    /// [`record_delete`](Self::record_delete) instead.
    pub fn apply_retention(
        &mut self,
        retention: &Retention,
        now: i64,
        clock: LocalTime,
    ) -> Result<Vec<MessageKey>, Error> {
        if self.read().info().flags().intersects(SPARED) {
            return Ok(Vec::new());
        }
        let keys = self.read().not_retained(retention, now);
        self.delete_all(&keys)?;
        self.edit_info()?.set_last_purge_time(clock)?;
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::DetachedHeader;
    use crate::{NewKey, Protocol};

    const NOW: i64 = 10 * SECONDS_OF_DAY;

    /// Four messages, of days 1, 9, 3 and none; the third has a star.
    fn folder() -> Folder {
        let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
        let mut folder = Folder::create_in(file, Protocol::Local).unwrap();
        for (day, flags) in [(1, MessageFlags::NONE), (9, MessageFlags::NONE), (3, MessageFlags::MARKED)] {
            let mut header = DetachedHeader::new();
            header.edit().set_date(day * 86_400).unwrap();
            header.edit().set_flags(flags).unwrap();
            folder.add(&header, NewKey::Next).unwrap();
        }
        folder.add(&DetachedHeader::new(), NewKey::Next).unwrap();
        folder
    }

    fn keys(retention: Retention) -> Vec<u32> {
        folder().read().not_retained(&retention, NOW).iter().map(|key| key.0).collect()
    }

    #[test]
    fn old_messages_are_not_kept() {
        let retention = Retention { by: RetainBy::Age, days: 7, ..Retention::default() };
        assert_eq!(keys(retention), [1, 4]);
        assert_eq!(keys(Retention { days: 9, ..retention }), [4]);
        assert_eq!(keys(Retention { days: 6, apply_to_flagged: true, ..retention }), [1, 3, 4]);
        assert!(keys(Retention { days: u32::MAX, ..retention }).is_empty());
        assert!(keys(Retention { by: RetainBy::All, ..retention }).is_empty());
        assert!(keys(Retention { by: RetainBy::Other(9), ..retention }).is_empty());
    }

    #[test]
    fn a_number_of_messages_is_kept() {
        let retention = Retention { by: RetainBy::Number, count: 2, ..Retention::default() };
        assert_eq!(keys(retention), [1, 2]);
        assert_eq!(keys(Retention { count: 0, ..retention }), [1, 2, 4]);
        assert_eq!(keys(Retention { count: 0, apply_to_flagged: true, ..retention }), [1, 2, 3, 4]);
        assert!(keys(Retention { count: 4, ..retention }).is_empty());
    }

    #[test]
    fn what_is_not_kept_is_deleted_and_the_time_noted() {
        let retention = Retention { by: RetainBy::Number, count: 3, ..Retention::default() };
        let clock = LocalTime::parse(b"Wed Feb 03 14:39:24 2010").unwrap();
        let mut folder = folder();
        assert_eq!(folder.apply_retention(&retention, NOW, clock).unwrap(), [MessageKey(1)]);
        assert_eq!(folder.read().info().last_purge_time(), Some(clock));
        assert_eq!(folder.read().info().message_count(), 3);
        assert!(folder.apply_retention(&retention, NOW, clock).unwrap().is_empty());
    }

    #[test]
    fn drafts_are_spared() {
        let retention = Retention { by: RetainBy::Number, count: 0, ..Retention::default() };
        let clock = LocalTime::parse(b"Wed Feb 03 14:39:24 2010").unwrap();
        let mut folder = folder();
        folder.edit_info().unwrap().set_flag(FolderFlags::DRAFTS, true).unwrap();
        assert!(folder.apply_retention(&retention, NOW, clock).unwrap().is_empty());
        assert_eq!(folder.read().info().last_purge_time(), None);
        assert_eq!(folder.read().len(), 4);
    }
}

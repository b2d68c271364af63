//! Changing the folder information: how the folder is shown, and what is kept in it.

use super::InfoEdit;
use crate::error::Error;
use crate::field::Field;
use crate::number::Digits;
use crate::view::{
    ColumnStates, DateGroups, Downloads, LocalTime, MailView, Retention, SortColumns, SortOrder, SortType,
    ViewFlags, ViewType,
};

impl InfoEdit<'_> {
    /// Which threads are shown.
    pub fn set_view_type(&mut self, view: ViewType) -> Result<bool, Error> {
        self.set_number(Field::ViewType, view.number())
    }

    /// How they are shown.
    pub fn set_view_flags(&mut self, flags: ViewFlags) -> Result<bool, Error> {
        self.set_number(Field::ViewFlags, flags.0)
    }

    /// What messages are sorted by.
    pub fn set_sort_type(&mut self, by: SortType) -> Result<bool, Error> {
        self.set_number(Field::SortType, by.number())
    }

    /// In which direction.
    pub fn set_sort_order(&mut self, order: SortOrder) -> Result<bool, Error> {
        self.set_number(Field::SortOrder, order.number())
    }

    /// All columns that messages are sorted by. Thunderbird sets [`set_sort_type`](Self::set_sort_type) and
    /// [`set_sort_order`](Self::set_sort_order) to the first of them.
    pub fn set_sort_columns(&mut self, columns: &SortColumns) -> Result<bool, Error> {
        self.set(Field::SortColumns, columns.encode())
    }

    /// The column of an add-on that messages are sorted by.
    pub fn set_custom_sort_column(&mut self, id: &str) -> Result<bool, Error> {
        self.set(Field::CustomSortCol, id)
    }

    /// Which columns are shown.
    pub fn set_column_states(&mut self, columns: &ColumnStates) -> Result<bool, Error> {
        self.set(Field::ColumnStates, columns.to_json())
    }

    /// Which groups are expanded where messages are grouped by date.
    pub fn set_date_groups(&mut self, groups: DateGroups) -> Result<bool, Error> {
        self.set_number(Field::DateGroupFlags, groups.0)
    }

    /// The chosen view.
    pub fn set_mail_view(&mut self, view: MailView) -> Result<bool, Error> {
        self.set_number(Field::CurrentView, view.number())
    }

    /// The tag that it shows, behind a colon, or the name of the user's own view.
    pub fn set_mail_view_tag(&mut self, tag: &str) -> Result<bool, Error> {
        self.set(Field::CurrentViewTag, tag)
    }

    /// The place of the folder among others.
    pub fn set_user_sort_order(&mut self, place: Option<u32>) -> Result<bool, Error> {
        self.set_number(Field::UserSortOrder, place.unwrap_or(u32::MAX))
    }

    /// Which messages are kept (`msgRetentionSettings`). Thunderbird also writes what old versions had for bodies; that
    /// is written with what they have, or with nothing to clean up.
    pub fn set_retention(&mut self, retention: &Retention) -> Result<bool, Error> {
        let info = self.info();
        let (days, cleanup) = (info.count(Field::DaysToKeepBodies), info.yes(Field::CleanupBodies));
        let mut changed = self.set_number(Field::RetainBy, retention.by.number())?;
        changed |= self.set_number(Field::DaysToKeepHdrs, retention.days)?;
        changed |= self.set_number(Field::NumHdrsToKeep, retention.count)?;
        changed |= self.set_number(Field::DaysToKeepBodies, days)?;
        changed |= self.set_yes(Field::CleanupBodies, cleanup)?;
        changed |= self.set_yes(Field::UseServerDefaults, retention.use_server_defaults)?;
        changed |= self.set_yes(Field::ApplyToFlagged, retention.apply_to_flagged)?;
        Ok(changed)
    }

    /// Which articles of a newsgroup are fetched (`msgDownloadSettings`).
    pub fn set_downloads(&mut self, downloads: &Downloads) -> Result<bool, Error> {
        let mut changed = self.set_yes(Field::UseServerDefaults, downloads.use_server_defaults)?;
        changed |= self.set_yes(Field::DownloadByDate, downloads.by_date)?;
        changed |= self.set_yes(Field::DownloadUnreadOnly, downloads.unread_only)?;
        changed |= self.set_number(Field::AgeLimit, downloads.age_limit)?;
        Ok(changed)
    }

    /// The copy of [`Retention::use_server_defaults`] that the folder itself keeps.
    pub fn set_use_server_retention(&mut self, server: bool) -> Result<bool, Error> {
        self.set(Field::UseServerRetention, if server { b"1" } else { b"0" })
    }

    /// When messages were last purged, as the clock on the wall shows.
    pub fn set_last_purge_time(&mut self, time: LocalTime) -> Result<bool, Error> {
        self.set(Field::LastPurgeTime, time.to_string())
    }

    /// When the folder was last used, in seconds since 1970.
    pub fn set_last_used(&mut self, seconds: u64) -> Result<bool, Error> {
        self.set(Field::MruTime, Digits::decimal(seconds))
    }

    /// When a message was last moved to the folder, in seconds since 1970.
    pub fn set_last_moved_to(&mut self, seconds: u64) -> Result<bool, Error> {
        self.set(Field::MrmTime, Digits::decimal(seconds))
    }

    /// Whether the summary of a maildir is valid.
    pub fn set_maildir_valid(&mut self, valid: bool) -> Result<bool, Error> {
        self.set_yes(Field::MaildirValid, valid)
    }

    /// The priority of the folder in the search index: -1 for never, 0 for normal.
    pub fn set_indexing_priority(&mut self, priority: i64) -> Result<bool, Error> {
        self.set(Field::IndexingPriority, priority.to_string())
    }

    /// Whether filters run on what arrives.
    pub fn set_apply_incoming_filters(&mut self, apply: bool) -> Result<bool, Error> {
        self.set(Field::ApplyIncomingFilters, if apply { "true" } else { "false" })
    }
}

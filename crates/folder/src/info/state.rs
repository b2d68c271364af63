//! Reading the folder information: how the folder is shown, and what is kept in it.

use std::borrow::Cow;

use super::FolderInfo;
use crate::field::Field;
use crate::folder::Protocol;
use crate::view::{
    ColumnStates, ColumnsError, DateGroups, Downloads, LocalTime, MailView, RetainBy, Retention, SortColumns,
    SortOrder, SortType, ViewFlags, ViewType,
};

impl<'f> FolderInfo<'f> {
    /// Which threads are shown.
    pub fn view_type(self) -> ViewType {
        ViewType::from_number(self.count(Field::ViewType))
    }

    /// How they are shown. Where that is not stored: in threads, which is what Thunderbird is shipped with
    /// (`mailnews.default_view_flags`).
    pub fn view_flags(self) -> ViewFlags {
        self.number(Field::ViewFlags).map_or(ViewFlags::THREADED, ViewFlags)
    }

    /// What messages are sorted by. Where that is not stored: the date, and in newsgroups the order in which they came, which is
    /// what Thunderbird is shipped with (`mailnews.default_sort_type`).
    pub fn sort_type(self) -> SortType {
        self.number(Field::SortType).map_or_else(|| self.default_sort_type(), SortType::from_number)
    }

    fn default_sort_type(self) -> SortType {
        match Protocol::guess(self.folder()) {
            Protocol::News => SortType::Id,
            _ => SortType::Date,
        }
    }

    /// In which direction. Where that is not stored: downwards (`mailnews.default_sort_order`).
    pub fn sort_order(self) -> SortOrder {
        self.number(Field::SortOrder).map_or(SortOrder::Descending, SortOrder::from_number)
    }

    /// All columns that messages are sorted by.
    pub fn sort_columns(self) -> SortColumns {
        SortColumns::decode(&self.text(Field::SortColumns))
    }

    /// The column of an add-on that messages are sorted by.
    pub fn custom_sort_column(self) -> Cow<'f, str> {
        self.text(Field::CustomSortCol)
    }

    /// Which columns are shown. `None` where the folder says nothing of it.
    ///
    /// # Errors
    ///
    /// The cell cannot be read.
    pub fn column_states(self) -> Option<Result<ColumnStates, ColumnsError>> {
        let json = self.get(Field::ColumnStates).filter(|json| !json.is_empty())?;
        Some(ColumnStates::parse(&json))
    }

    /// Which groups are expanded where messages are grouped by date.
    pub fn date_groups(self) -> DateGroups {
        DateGroups(self.count(Field::DateGroupFlags))
    }

    /// The chosen view. `None` where none was ever chosen.
    pub fn mail_view(self) -> Option<MailView> {
        self.number(Field::CurrentView).map(MailView::from_number)
    }

    /// The tag that it shows, behind a colon, or the name of the user's own view.
    pub fn mail_view_tag(self) -> Cow<'f, str> {
        self.text(Field::CurrentViewTag)
    }

    /// The place of the folder among others, where the user has given it one.
    pub fn user_sort_order(self) -> Option<u32> {
        self.number(Field::UserSortOrder).filter(|place| *place != u32::MAX)
    }

    /// Which messages are kept (`msgRetentionSettings`).
    pub fn retention(self) -> Retention {
        let default = Retention::default();
        Retention {
            by: self.number(Field::RetainBy).map_or(default.by, RetainBy::from_number),
            days: self.count(Field::DaysToKeepHdrs),
            count: self.count(Field::NumHdrsToKeep),
            use_server_defaults: self.use_server_defaults(),
            apply_to_flagged: self.yes(Field::ApplyToFlagged),
        }
    }

    /// Which articles of a newsgroup are fetched (`msgDownloadSettings`).
    pub fn downloads(self) -> Downloads {
        Downloads {
            by_date: self.yes(Field::DownloadByDate),
            unread_only: self.yes(Field::DownloadUnreadOnly),
            age_limit: self.count(Field::AgeLimit),
            use_server_defaults: self.use_server_defaults(),
        }
    }

    fn use_server_defaults(self) -> bool {
        self.number(Field::UseServerDefaults) != Some(0)
    }

    /// The copy of [`Retention::use_server_defaults`] that the folder itself keeps, as the text `1` or `0`.
    pub fn use_server_retention(self) -> Option<bool> {
        let text = self.get(Field::UseServerRetention).filter(|text| !text.is_empty())?;
        Some(*text == *b"1")
    }

    /// When messages were last purged, as the clock on the wall showed. `None` where that is not stored, or is no time.
    pub fn last_purge_time(self) -> Option<LocalTime> {
        LocalTime::parse(&self.get(Field::LastPurgeTime)?)
    }

    /// When the folder was last used, in seconds since 1970.
    pub fn last_used(self) -> Option<u64> {
        self.decimal(Field::MruTime)
    }

    /// When a message was last moved to the folder, in seconds since 1970.
    pub fn last_moved_to(self) -> Option<u64> {
        self.decimal(Field::MrmTime)
    }

    /// Whether the summary of a maildir is valid.
    pub fn maildir_valid(self) -> bool {
        self.yes(Field::MaildirValid)
    }

    /// The priority of the folder in the search index: -1 for never, 0 for normal.
    pub fn indexing_priority(self) -> Option<i64> {
        let text = self.get(Field::IndexingPriority)?;
        std::str::from_utf8(&text).ok()?.trim().parse().ok()
    }

    /// Whether filters run on what arrives, where the folder says so itself.
    pub fn apply_incoming_filters(self) -> Option<bool> {
        match &*self.get(Field::ApplyIncomingFilters)? {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }
}

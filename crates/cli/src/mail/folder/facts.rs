//! What a file says of the folder, typed. The names in JSON are Thunderbird's where it has any.

use std::borrow::Cow;

use morkdb_folder::info::SearchScope;
use morkdb_folder::validity::{self, MailStore};
use morkdb_folder::{Counts, Field, Folder, FolderInfo, FolderRef, Protocol};

use crate::mail::json::Cells;

/// What a file says of the folder.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Facts<'f> {
    pub(super) protocol: &'static str,
    pub(super) mailbox_name: Cow<'f, str>,
    pub(super) folder_name: Cow<'f, str>,
    pub(super) flags: Flags,
    pub(super) messages: Stored,
    /// The same, counted.
    pub(super) counted: Stored,
    pub(super) pending: Pending,
    pub(super) threads: usize,
    pub(super) highest_key: u32,
    pub(super) validity: Validity,
    pub(super) view: View<'f>,
    pub(super) retention: Keep,
    pub(super) downloads: Fetch,
    pub(super) last_purge_time: Option<String>,
    pub(super) last_used: Option<u64>,
    pub(super) last_moved_to: Option<u64>,
    pub(super) imap: Imap<'f>,
    pub(super) news: News<'f>,
    pub(super) search: Search<'f>,
    pub(super) exchange: Exchange<'f>,
    pub(super) cached_hits: Vec<Hits>,
    pub(super) indexing_priority: Option<i64>,
    pub(super) apply_incoming_filters: Option<bool>,
    raw: Cells<'f>,
}

/// Bits with names.
#[derive(Debug, serde::Serialize)]
pub(super) struct Flags {
    pub(super) number: u32,
    pub(super) names: Vec<&'static str>,
}

/// How many messages there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub(super) struct Stored {
    pub(super) total: u32,
    pub(super) unread: u32,
}

/// How many messages are on the server and not here yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub(super) struct Pending {
    pub(super) total: i32,
    pub(super) unread: i32,
}

/// Whether Thunderbird would use the summary, as far as the file says.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Validity {
    pub(super) valid: bool,
    pub(super) reasons: Vec<String>,
    version: u32,
    force_reparse: bool,
    fixed_bad_ref_threading: bool,
    pub(super) folder_size: u64,
    pub(super) folder_date: u32,
    pub(super) expunged_bytes: i64,
    maildir_valid: bool,
}

/// How the folder is shown.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the output")]
pub(super) struct View<'f> {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) flags: Flags,
    pub(super) sort_type: String,
    pub(super) sort_order: String,
    pub(super) sort_columns: Vec<SortColumn>,
    pub(super) custom_sort_column: Cow<'f, str>,
    /// `None` where nothing is stored, or nothing that can be read.
    pub(super) columns: Option<Vec<Column>>,
    date_groups: Flags,
    pub(super) mail_view: Option<String>,
    pub(super) mail_view_tag: Cow<'f, str>,
    user_sort_order: Option<u32>,
}

/// A column that a view is sorted by.
#[derive(Debug, serde::Serialize)]
pub(super) struct SortColumn {
    by: String,
    order: String,
    custom: String,
}

/// A column of a view.
#[derive(Debug, serde::Serialize)]
pub(super) struct Column {
    pub(super) id: String,
    pub(super) visible: Option<bool>,
    pub(super) ordinal: Option<u64>,
    width: Option<u64>,
}

/// Which messages are kept.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Keep {
    pub(super) by: String,
    pub(super) days: u32,
    pub(super) count: u32,
    pub(super) use_server_defaults: bool,
    pub(super) apply_to_flagged: bool,
}

/// Which articles are fetched.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fetch {
    by_date: bool,
    unread_only: bool,
    age_limit: u32,
}

/// State of an IMAP mailbox.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the output")]
pub(super) struct Imap<'f> {
    pub(super) uid_validity: Option<u32>,
    pub(super) online_name: Cow<'f, str>,
    pub(super) highest_mod_seq: Option<u64>,
    pub(super) highest_recorded_uid: u32,
    pub(super) deleted_headers: u32,
    imap_flags: u32,
    acl_flags: u32,
    pub(super) offline_operations: usize,
}

/// State of a newsgroup.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct News<'f> {
    pub(super) known_articles: Cow<'f, str>,
    pub(super) read_articles: Cow<'f, str>,
}

/// What a saved search looks for.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Search<'f> {
    pub(super) terms: Cow<'f, str>,
    /// `*` for all.
    pub(super) folders: Vec<String>,
    pub(super) online: bool,
    folder_flag: Flags,
}

/// State of an Exchange folder.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Exchange<'f> {
    pub(super) id: Cow<'f, str>,
    sync_state: Cow<'f, str>,
}

/// What a saved search has found here.
#[derive(Debug, serde::Serialize)]
pub(super) struct Hits {
    pub(super) search: String,
    pub(super) messages: usize,
}

macro_rules! flags {
    ($flags:expr) => {{
        let flags = $flags;
        Flags { number: flags.0, names: flags.names().collect() }
    }};
}

impl<'f> Facts<'f> {
    /// What the file says.
    pub(super) fn of(folder: &'f Folder) -> Self {
        let read = folder.read();
        let info = read.info();
        let Counts { total, unread } = read.recount();
        Self {
            protocol: protocol(folder.protocol()),
            mailbox_name: info.mailbox_name(),
            folder_name: info.folder_name(),
            flags: flags!(info.flags()),
            messages: Stored { total: info.message_count(), unread: info.unread_count() },
            counted: Stored { total, unread },
            pending: Pending { total: info.total_pending(), unread: info.unread_pending() },
            threads: read.threads().len(),
            highest_key: info.high_water().0,
            validity: Validity::of(read, info),
            view: View::of(info),
            retention: Keep::of(info),
            downloads: Fetch::of(info),
            last_purge_time: info.last_purge_time().map(|time| time.to_string()),
            last_used: info.last_used(),
            last_moved_to: info.last_moved_to(),
            imap: Imap::of(read, info),
            news: News {
                known_articles: text(info, Field::KnownArts),
                read_articles: text(info, Field::ReadSet),
            },
            search: Search::of(info),
            exchange: Exchange { id: info.ews_id(), sync_state: info.ews_sync_state() },
            cached_hits: read.all_cached_hits().map(Hits::of).collect(),
            indexing_priority: info.indexing_priority(),
            apply_incoming_filters: info.apply_incoming_filters(),
            raw: Cells::first(info.properties()),
        }
    }
}

fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Imap => "imap",
        Protocol::News => "news",
        _ => "local",
    }
}

fn text(info: FolderInfo<'_>, field: Field) -> Cow<'_, str> {
    info.text_property(field.name())
}

impl Validity {
    fn of(folder: FolderRef<'_>, info: FolderInfo<'_>) -> Self {
        let reasons = validity::check(folder, &MailStore::None, validity::LEEWAY);
        Self {
            valid: reasons.is_empty(),
            reasons: reasons.iter().map(ToString::to_string).collect(),
            version: info.version(),
            force_reparse: info.force_reparse(),
            fixed_bad_ref_threading: info.fixed_bad_ref_threading(),
            folder_size: info.folder_size(),
            folder_date: info.folder_date(),
            expunged_bytes: info.expunged_bytes(),
            maildir_valid: info.maildir_valid(),
        }
    }
}

impl<'f> View<'f> {
    fn of(info: FolderInfo<'f>) -> Self {
        let sort_column = |column: morkdb_folder::view::SortColumn| SortColumn {
            by: column.by.to_string(),
            order: column.order.to_string(),
            custom: column.custom,
        };
        Self {
            kind: info.view_type().to_string(),
            flags: flags!(info.view_flags()),
            sort_type: info.sort_type().to_string(),
            sort_order: info.sort_order().to_string(),
            sort_columns: info.sort_columns().0.into_iter().map(sort_column).collect(),
            custom_sort_column: info.custom_sort_column(),
            columns: columns(info),
            date_groups: flags!(info.date_groups()),
            mail_view: info.mail_view().map(|view| view.to_string()),
            mail_view_tag: info.mail_view_tag(),
            user_sort_order: info.user_sort_order(),
        }
    }
}

fn columns(info: FolderInfo<'_>) -> Option<Vec<Column>> {
    let states = info.column_states()?.ok()?;
    let column = |state: morkdb_folder::view::ColumnState<'_>| Column {
        id: state.id().to_owned(),
        visible: state.visible(),
        ordinal: state.ordinal(),
        width: state.width(),
    };
    Some(states.iter().map(column).collect())
}

impl Keep {
    fn of(info: FolderInfo<'_>) -> Self {
        let retention = info.retention();
        Self {
            by: retention.by.to_string(),
            days: retention.days,
            count: retention.count,
            use_server_defaults: retention.use_server_defaults,
            apply_to_flagged: retention.apply_to_flagged,
        }
    }
}

impl Fetch {
    fn of(info: FolderInfo<'_>) -> Self {
        let downloads = info.downloads();
        Self {
            by_date: downloads.by_date,
            unread_only: downloads.unread_only,
            age_limit: downloads.age_limit,
        }
    }
}

impl<'f> Imap<'f> {
    fn of(folder: FolderRef<'f>, info: FolderInfo<'f>) -> Self {
        Self {
            uid_validity: info.uid_validity(),
            online_name: info.online_name(),
            highest_mod_seq: info.highest_mod_seq(),
            highest_recorded_uid: info.highest_recorded_uid().0,
            deleted_headers: info.deleted_header_count(),
            imap_flags: info.imap_flags(),
            acl_flags: info.acl_flags(),
            offline_operations: folder.offline_operations().len(),
        }
    }
}

impl<'f> Search<'f> {
    fn of(info: FolderInfo<'f>) -> Self {
        Self {
            terms: info.search_terms(),
            folders: match info.search_scope() {
                SearchScope::Everywhere => vec!["*".to_owned()],
                SearchScope::Folders(folders) => folders,
            },
            online: info.search_online(),
            folder_flag: flags!(info.search_folder_flag()),
        }
    }
}

impl Hits {
    fn of(hits: morkdb_folder::hits::CachedHits<'_>) -> Self {
        Self { search: String::from_utf8_lossy(&hits.uri()).into_owned(), messages: hits.messages().count() }
    }
}

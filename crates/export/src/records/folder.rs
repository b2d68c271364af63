//! What is known of a folder.

use std::borrow::Cow;
use std::path::Path;

use morkdb_folder::{Field, FolderInfo, FolderRef, MessageFlags};
use morkdb_profile::{Loaded, State, Store};

use super::context::Context;
use super::json;
use super::schema::columns;

columns! {
    /// What is known of each folder.
    FOLDER, write, folder: &Folder<'_>, out {
        "name" Text => out.text(Some(folder.context.entry.name()));
        "flags" Number => out.number(Some(folder.flags()));
        "messages" Number => out.number(Some(folder.counts.messages));
        "unread" Number => out.number(Some(folder.counts.unread));
        "deleted" Number => out.number(Some(folder.counts.deleted));
        "size" Long => out.long(Some(folder.counts.size));
        "threads" Number => out.number(Some(folder.counts.threads));
        "operations" Number => out.number(Some(folder.counts.operations));
        "stored_messages" Number => out.number(folder.number(Field::NumMsgs));
        "stored_unread" Number => out.number(folder.number(Field::NumUnread));
        "stale_reasons" List => out.list(folder.reasons().into_iter().map(Cow::Owned));
        "summary" Text => out.text(Some(&folder.below(&folder.context.entry.summary)));
        "store_type" Word => out.text(Some(folder.store().0));
        "store" Text => out.text(folder.store().1.map(|path| folder.below(path)).as_deref());
        "store_size" Long => out.long(folder.info_cell(Field::FolderSize, |info| i64::try_from(info.folder_size()).unwrap_or(i64::MAX)));
        "store_date" Time => out.time(folder.number(Field::FolderDate).filter(|date| *date != 0));
        "expunged_bytes" Long => out.long(folder.info_cell(Field::ExpungedBytes, FolderInfo::expunged_bytes));
        "highest_key" Number => out.number(folder.number(Field::HighWaterKey));
        "uid_validity" Number => out.number(folder.number(Field::UidValidity));
        "virtual" Bool => out.yes(Some(folder.context.entry.is_virtual()));
        "search_scope" List => out.list(folder.scope().iter().map(|uri| Cow::Borrowed(uri.as_str())));
        "search_terms" Text => out.text(folder.search().map(|search| search.terms.as_str()));
        "search_online" Bool => out.yes(folder.search().map(|search| search.online));
        "properties" Json => out.json(folder.properties().as_bytes());
    }
}

/// A folder of a profile.
#[derive(Debug)]
pub(crate) struct Folder<'f> {
    pub(crate) context: &'f Context<'f>,
    /// The root of the profile.
    pub(crate) root: &'f Path,
    /// What could be read.
    pub(crate) loaded: Option<&'f Loaded>,
    counts: Counts,
}

/// What the rows of a folder come to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    messages: u32,
    unread: u32,
    deleted: u32,
    size: i64,
    threads: u32,
    operations: u32,
}

impl Counts {
    /// Takes a message.
    pub(crate) fn add(&mut self, flags: MessageFlags, size: u32) {
        if flags.contains(MessageFlags::EXPUNGED) {
            self.deleted += 1;
            return;
        }
        self.messages += 1;
        self.unread += u32::from(!flags.is_read());
        self.size = self.size.saturating_add(size.into());
    }

    /// Takes messages that are deleted, and are not exported.
    pub(crate) fn add_deleted(&mut self, count: u64) {
        self.deleted = self.deleted.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
    }

    fn with(self, folder: FolderRef<'_>) -> Self {
        let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let (threads, operations) = (count(folder.threads().len()), count(folder.offline_operations().len()));
        Self { threads, operations, ..self }
    }
}

impl<'f> Folder<'f> {
    /// `counts`: of its messages.
    pub(crate) fn new(
        context: &'f Context<'f>,
        root: &'f Path,
        loaded: Option<&'f Loaded>,
        counts: Counts,
    ) -> Self {
        let counts = match loaded {
            Some(loaded) if !context.entry.is_virtual() => counts.with(loaded.folder.read()),
            _ => counts,
        };
        Self { context, root, loaded, counts }
    }

    fn info(&self) -> Option<FolderInfo<'f>> {
        self.loaded.map(|loaded| loaded.folder.read().info())
    }

    fn number(&self, field: Field) -> Option<u32> {
        morkdb_folder::number::hex32(&self.info()?.get(field)?)
    }

    fn info_cell(&self, field: Field, read: impl FnOnce(FolderInfo<'f>) -> i64) -> Option<i64> {
        let info = self.info()?;
        info.get(field)?;
        Some(read(info))
    }

    /// Those that the summary has, with those that are known otherwise.
    fn flags(&self) -> u32 {
        self.info().map_or(0, |info| info.flags().0) | self.context.entry.flags.0
    }

    fn reasons(&self) -> Vec<String> {
        match self.loaded.map(|loaded| &loaded.state) {
            Some(State::Stale(reasons)) => reasons.iter().map(ToString::to_string).collect(),
            Some(State::Damaged(what)) => vec![what.clone()],
            _ => Vec::new(),
        }
    }

    fn store(&self) -> (&'static str, Option<&'f Path>) {
        match &self.context.entry.store {
            Store::Mbox(path) => ("mbox", Some(path)),
            Store::Maildir(path) => ("maildir", Some(path)),
            Store::None => ("none", None),
        }
    }

    /// A path below the root of the profile, with `/` between names whatever the system.
    fn below(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let names: Vec<_> = below.iter().map(std::ffi::OsStr::to_string_lossy).collect();
        names.join("/")
    }

    fn search(&self) -> Option<&'f morkdb_profile::SavedSearch> {
        self.context.entry.saved_search.as_ref()
    }

    fn scope(&self) -> &'f [String] {
        self.search().map_or(&[], |search| &search.scope)
    }

    fn properties(&self) -> String {
        self.info().map_or_else(|| "{}".to_owned(), |info| json::object(info.properties()))
    }
}

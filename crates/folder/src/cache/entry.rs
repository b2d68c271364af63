//! What a cache knows of a folder.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Value;
use crate::number::decimal;
use crate::view::FolderFlags;

/// What a cache knows of a folder: values by the names of columns, in the order of the names' bytes. What it does not know
/// is in the summary.
///
/// Counts and sizes are -1 where they are not known, and `None` here.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entry {
    values: BTreeMap<String, Value>,
}

/// A property that a folder has from its account unless it has its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inherited<'e> {
    /// The account's holds.
    FromAccount,
    /// The folder has its own; it may be empty.
    Own(Cow<'e, str>),
}

impl Entry {
    /// All columns and their values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of a column.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Sets the value of a column.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.values.insert(name.into(), value.into());
    }

    /// Forgets the value of a column; what it was.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.values.remove(name)
    }

    /// The value of a column as text; numbers in decimal.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name)?.as_text()
    }

    /// The value of a column as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_number()
    }

    fn known(&self, name: &str) -> Option<i64> {
        self.number(name).filter(|number| *number != -1)
    }

    fn signed(&self, name: &str) -> Option<i32> {
        self.known(name).and_then(|number| i32::try_from(number).ok())
    }

    fn unsigned(&self, name: &str) -> Option<u32> {
        self.number(name).and_then(|number| u32::try_from(number).ok())
    }

    fn seconds(&self, name: &str) -> Option<u64> {
        decimal(self.text(name)?.as_bytes())
    }

    /// What kind of folder it is (`flags`).
    pub fn flags(&self) -> Option<FolderFlags> {
        self.unsigned("flags").map(FolderFlags)
    }

    /// How many messages its summary has (`totalMsgs`).
    pub fn total_messages(&self) -> Option<i32> {
        self.signed("totalMsgs")
    }

    /// How many of them were not read (`totalUnreadMsgs`).
    pub fn total_unread(&self) -> Option<i32> {
        self.signed("totalUnreadMsgs")
    }

    /// How many messages the server has that the summary has not (`pendingMsgs`). It may be negative; -1 cannot be told
    /// from what is not known.
    pub fn pending_messages(&self) -> Option<i32> {
        self.signed("pendingMsgs")
    }

    /// How many of them were not read (`pendingUnreadMsgs`).
    pub fn pending_unread(&self) -> Option<i32> {
        self.signed("pendingUnreadMsgs")
    }

    /// How many bytes compacting it would free (`expungedBytes`).
    pub fn expunged_bytes(&self) -> Option<i64> {
        self.known("expungedBytes")
    }

    /// The size of its messages on disk, in bytes (`folderSize`).
    pub fn folder_size(&self) -> Option<i64> {
        self.known("folderSize")
    }

    /// Its name for people, where it is not that of its file (`folderName`).
    pub fn folder_name(&self) -> Option<Cow<'_, str>> {
        self.text("folderName")
    }

    /// Its place among its siblings, where the user has chosen one (`userSortOrder`).
    pub fn user_sort_order(&self) -> Option<u32> {
        self.unsigned("userSortOrder").filter(|order| *order != u32::MAX)
    }

    /// When it was last used, in seconds since 1970 (`MRUTime`, decimal text).
    pub fn last_used(&self) -> Option<u64> {
        self.seconds("MRUTime")
    }

    /// When messages were last moved into it, in seconds since 1970 (`MRMTime`, decimal text).
    pub fn last_moved_to(&self) -> Option<u64> {
        self.seconds("MRMTime")
    }

    /// Its charset, which only old versions had (`charset`).
    pub fn charset(&self) -> Option<Cow<'_, str>> {
        self.text("charset")
    }

    /// Its name on the IMAP server (`onlineName`).
    pub fn online_name(&self) -> Option<Cow<'_, str>> {
        self.text("onlineName")
    }

    /// What the IMAP server says of the folder (`boxFlags`, `kMarked` and so on).
    pub fn box_flags(&self) -> Option<u32> {
        self.unsigned("boxFlags")
    }

    /// What the user may do on the IMAP server (`aclFlags`).
    pub fn acl_flags(&self) -> Option<u32> {
        self.unsigned("aclFlags")
    }

    /// What stands between the names of an IMAP folder and those in it (`hierDelim`); `None` while that is not known, which
    /// is written `^`.
    pub fn hierarchy_delimiter(&self) -> Option<char> {
        self.unsigned("hierDelim")
            .and_then(char::from_u32)
            .filter(|delimiter| !matches!(delimiter, '^' | '\0'))
    }

    /// When it was last synchronised with the IMAP server, in seconds since 1970 (`lastSyncTimeInSec`); 0 is never.
    pub fn last_sync(&self) -> Option<i32> {
        self.signed("lastSyncTimeInSec")
    }

    /// The UID that the next message gets on the IMAP server (`nextUID`). It is kept as a number with a sign, and not known
    /// where that is negative.
    pub fn next_uid(&self) -> Option<i32> {
        self.signed("nextUID")
    }

    /// How many messages the IMAP server has (`serverTotal`).
    pub fn server_total(&self) -> Option<i32> {
        self.signed("serverTotal")
    }

    /// How many of them were not read (`serverUnseen`).
    pub fn server_unseen(&self) -> Option<i32> {
        self.signed("serverUnseen")
    }

    /// How many of them are new (`serverRecent`).
    pub fn server_recent(&self) -> Option<i32> {
        self.signed("serverRecent")
    }

    /// A property that is the account's unless the folder has its own. One that is empty is the folder's where the column of
    /// the same name with `.empty` behind says `true`.
    pub fn inherited(&self, name: &str) -> Inherited<'_> {
        let own = self.text(name).unwrap_or_default();
        let emptied = || self.text(&format!("{name}.empty")).is_some_and(|text| text == "true");
        if own.is_empty() && !emptied() { Inherited::FromAccount } else { Inherited::Own(own) }
    }
}

impl<N: Into<String>, V: Into<Value>> Extend<(N, V)> for Entry {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, values: I) {
        self.values.extend(values.into_iter().map(|(name, value)| (name.into(), value.into())));
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Entry {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Self {
        let mut entry = Self::default();
        entry.extend(values);
        entry
    }
}

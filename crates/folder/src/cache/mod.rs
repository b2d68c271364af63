//! The cache of what is known of a profile's folders: `folderCache.json`, and `panacea.dat` before it.

mod entry;
mod error;
mod json;
mod mork;
mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use entry::{Entry, Inherited};
pub use error::CacheError;
pub use value::Value;

/// What Thunderbird keeps of all folders of a profile, so that it need not open their summaries: an [`Entry`] for each, by
/// the path of the summary (of a server's root, the path of its directory), in the order of the paths' bytes.
///
/// It is a cache, but the only place in which counts of pending messages outlive a session, and what it says of a column
/// hides what the summary says.
///
/// Old profiles have `panacea.dat`, a Mork file. Thunderbird reads it where there is no `folderCache.json`, writes that,
/// and deletes it; [`read`](Self::read) and [`to_json`](Self::to_json) do the same:
///
/// ```
/// use morkdb_folder::cache::FolderCache;
/// let panacea = br#"// <!-- <mdb:mork:z v="1.4"/> -->
/// < <(a=c)> (80=ns:msg:db:row:scope:folders:all)(81=ns:msg:db:table:kind:folders)(82=key)(83=totalMsgs)>
/// {1:^80 {(k^81:c)(s=9)} [1(^82=/mail/Inbox.msf)(^83=1f)]}
/// "#;
/// let cache = FolderCache::read(panacea.to_vec())?;
/// assert_eq!(cache.get("/mail/Inbox.msf").unwrap().total_messages(), Some(31));
/// assert_eq!(cache.to_json(), "{\n\t\"/mail/Inbox.msf\" : \n\t{\n\t\t\"totalMsgs\" : 31\n\t}\n}");
/// # Ok::<(), morkdb_folder::cache::CacheError>(())
/// ```
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FolderCache {
    entries: BTreeMap<String, Entry>,
}

impl FolderCache {
    /// A cache of nothing.
    pub const fn new() -> Self {
        Self { entries: BTreeMap::new() }
    }

    /// Reads either file: Mork where it begins as Mork does, JSON otherwise.
    pub fn read(bytes: Vec<u8>) -> Result<Self, CacheError> {
        if bytes.trim_ascii_start().starts_with(b"//") {
            Self::from_mork(morkdb::Database::from_bytes(bytes)?.store())
        } else {
            Self::from_json(&bytes)
        }
    }

    /// How many folders there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All paths and what is known of their folders.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// What is known of a folder.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// What is known of a folder, to be changed; where that is nothing, it is added.
    pub fn entry(&mut self, path: impl Into<String>) -> &mut Entry {
        self.entries.entry(path.into()).or_default()
    }

    /// Forgets a folder; what was known of it.
    pub fn remove(&mut self, path: &str) -> Option<Entry> {
        self.entries.remove(path)
    }

    /// Gives what is known of a folder another path. `false`, and nothing is changed: there is no such folder, or there is
    /// one of the other path.
    pub fn rename(&mut self, path: &str, to: impl Into<String>) -> bool {
        let to = to.into();
        if self.entries.contains_key(&to) {
            return false;
        }
        match self.entries.remove(path) {
            Some(entry) => self.entries.insert(to, entry).is_none(),
            None => false,
        }
    }
}

impl Extend<(String, Entry)> for FolderCache {
    fn extend<I: IntoIterator<Item = (String, Entry)>>(&mut self, entries: I) {
        self.entries.extend(entries);
    }
}

impl FromIterator<(String, Entry)> for FolderCache {
    fn from_iter<I: IntoIterator<Item = (String, Entry)>>(entries: I) -> Self {
        Self { entries: entries.into_iter().collect() }
    }
}

//! The folders of all accounts, found on disk.

mod known;
mod names;
mod order;
mod roles;
mod saved;
mod skip;
mod walk;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use morkdb_folder::cache::Entry;
use morkdb_folder::view::FolderFlags;

use crate::account::Account;
use crate::boundary::Boundary;
use crate::folder::{MailFolder, Role, SavedSearch};
use crate::prefs::Preferences;
use crate::store::Store;
use crate::warning::Warning;

/// A folder as it lies on disk.
#[derive(Debug)]
struct Node {
    account: usize,
    parent: Option<usize>,
    /// Its file's name, without `.msf` and `.sbd`.
    file: OsString,
    summary: PathBuf,
    has_summary: bool,
    store: Store,
}

/// What is known of a folder by and by.
#[derive(Debug, Default)]
struct Facts {
    name: String,
    uri: String,
    flags: FolderFlags,
    role: Option<Role>,
    saved_search: Option<SavedSearch>,
}

/// The folders of all accounts: account by account, each folder before those in it, special ones first, then by name.
///
/// Summaries are read only where a name or the kind of a folder cannot be known in another way.
pub(crate) fn folders(
    root: &Path,
    preferences: &Preferences,
    accounts: &[Account],
    warnings: &mut Vec<Warning>,
) -> Vec<MailFolder> {
    let before = warnings.len();
    let boundary = match Boundary::new(root) {
        Ok(boundary) => boundary,
        Err(error) => {
            warnings.push(Warning::new(root, format!("cannot be read: {error}")));
            return Vec::new();
        }
    };
    let nodes = walk::walk(&boundary, accounts, warnings);
    let cache = known::read_cache(&boundary, warnings);
    let entries = known::entries(&cache, root, &nodes);
    let mut facts = names::name(&nodes, accounts, &entries, warnings);
    for (fact, entry) in facts.iter_mut().zip(&entries) {
        fact.flags = entry.and_then(Entry::flags).unwrap_or_default();
    }
    saved::find(&boundary, accounts, &nodes, &entries, &mut facts, warnings);
    // Directories list their files in any order.
    if let Some(own) = warnings.get_mut(before..) {
        own.sort();
    }
    roles::find(preferences, accounts, &nodes, &mut facts);
    order::in_order(nodes, facts, accounts)
}

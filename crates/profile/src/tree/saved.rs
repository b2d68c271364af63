//! Saved searches.

use std::fs;

use hashbrown::HashMap;
use morkdb_folder::cache::Entry;
use morkdb_folder::terms::{VirtualFolder, VirtualFolders};
use morkdb_folder::view::FolderFlags;
use morkdb_folder::{Field, Folder};

use super::known;
use super::{Facts, Node};
use crate::account::Account;
use crate::boundary::Boundary;
use crate::folder::SavedSearch;
use crate::name::unescaped;
use crate::store::Store;
use crate::warning::Warning;

/// The size in bytes above which a summary is not read just to see whether it is of a saved search. Those have no messages.
const LARGEST: u64 = 1 << 18;

/// Finds which folders are saved searches: `virtualFolders.dat` says it, else the flags in the cache, else, where there is nothing but a
/// summary that the cache does not know, that summary.
pub(super) fn find(
    boundary: &Boundary,
    accounts: &[Account],
    nodes: &[Node],
    entries: &[Option<&Entry>],
    facts: &mut [Facts],
    warnings: &mut Vec<Warning>,
) {
    let text = known::read(boundary, "virtualFolders.dat", warnings).unwrap_or_default();
    let file = VirtualFolders::parse(&String::from_utf8_lossy(&text));
    let listed: HashMap<Vec<u8>, VirtualFolder> =
        file.folders.into_iter().map(|folder| (unescaped(&folder.uri), folder)).collect();
    for ((node, entry), fact) in nodes.iter().zip(entries).zip(facts) {
        let is_local = accounts.get(node.account).is_some_and(|account| !account.server.kind.is_remote());
        if let Some(folder) = listed.get(&unescaped(&fact.uri)) {
            fact.saved_search = Some(of_file(folder));
        } else if fact.flags.contains(FolderFlags::VIRTUAL) {
            fact.saved_search = Some(of_summary(node).map(|(_, search)| search).unwrap_or_default());
        } else if is_local && entry.is_none() && node.store == Store::None && is_small(node) {
            let Some((flags, search)) = of_summary(node) else { continue };
            fact.flags = flags;
            fact.saved_search = flags.contains(FolderFlags::VIRTUAL).then_some(search);
        }
        if fact.saved_search.is_some() {
            fact.flags.0 |= FolderFlags::VIRTUAL.0;
        }
    }
}

fn is_small(node: &Node) -> bool {
    node.has_summary && fs::metadata(&node.summary).is_ok_and(|there| there.len() <= LARGEST)
}

fn of_file(folder: &VirtualFolder) -> SavedSearch {
    SavedSearch {
        scope: folder.folders().map(str::to_owned).collect(),
        terms: folder.terms.clone(),
        online: folder.online,
    }
}

fn of_summary(node: &Node) -> Option<(FolderFlags, SavedSearch)> {
    let folder = node.has_summary.then(|| Folder::open(&node.summary).ok()).flatten()?;
    let info = folder.read().info();
    let text = |field: Field| info.text_property(field.name()).into_owned();
    let scope = VirtualFolder { scope: text(Field::SearchFolderUri), ..VirtualFolder::default() };
    let search = SavedSearch {
        scope: scope.folders().map(str::to_owned).collect(),
        terms: text(Field::SearchStr),
        online: info.bool_property(Field::SearchOnline.name()).unwrap_or_default(),
    };
    Some((info.flags(), search))
}

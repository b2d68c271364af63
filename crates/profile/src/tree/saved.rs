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

/// Where the saved searches of a profile are listed.
const FILE: &str = "virtualFolders.dat";

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
    let text = known::read(boundary, FILE, warnings).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    if let Some(what) = oddity(&text) {
        warnings.push(Warning::new(boundary.root().join(FILE), what));
    }
    let file = VirtualFolders::parse(&text);
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

/// What is wrong with the list, which Thunderbird reads without a word: it begins with its version, and each line has a word and a value.
fn oddity(text: &str) -> Option<String> {
    let mut lines = text.split(['\n', '\r']).filter(|line| !line.is_empty());
    if !lines.next()?.starts_with("version=") {
        return Some("this is no list of saved searches: it does not begin with version=".to_owned());
    }
    let is_word = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic());
    let odd = lines.filter(|line| !line.split_once('=').is_some_and(|(key, _)| is_word(key))).count();
    let words = if odd == 1 { "line of it is no setting" } else { "lines of it are no settings" };
    (odd > 0).then(|| format!("{odd} {words}: saved searches may be missing"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_whole_and_others() {
        let whole =
            "version=1\r\nuri=mailbox://x\nsearchFolderFlag=4096\n\nscope=*\nterms=ALL\nsearchOnline=false\n";
        assert_eq!((oddity(whole), oddity(""), oddity("version=1\n")), (None, None, None));
        assert!(oddity("\u{FFFD}\0\u{FFFD}=\nterms=ALL").unwrap().starts_with("this is no list"));
        assert!(oddity(&whole.replace("uri=", "\0=")).unwrap().starts_with("1 line "));
        assert!(oddity("version=1\nx\n=y\n").unwrap().starts_with("2 lines "));
    }
}

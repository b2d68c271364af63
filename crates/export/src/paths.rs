//! Where each folder goes: names of accounts and folders that are unique and that any system can hold.

use std::collections::HashMap;

use morkdb_profile::{MailFolder, Profile};

use crate::names::{Names, escape, hash};

/// What a path may have below its account, in bytes: systems hold 4096 in all, some less.
const LONGEST: usize = 900;
/// Names at the top of the target that are not those of accounts.
const RESERVED: [&str; 3] = ["report", "blobs", "problems"];

/// Where a folder goes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct FolderPath {
    /// The name of its account, escaped and unique.
    pub(crate) account: String,
    /// Its names from the top of the account, escaped and unique among those beside them.
    pub(crate) names: Vec<String>,
}

impl FolderPath {
    /// The account and the names, joined with `/`: unique in the target, whether case counts or not.
    pub(crate) fn joined(&self) -> String {
        let mut path = self.account.clone();
        for name in &self.names {
            path.push('/');
            path.push_str(name);
        }
        path
    }
}

/// Where the folders of a profile go, in their order.
pub(crate) fn of(profile: &Profile) -> Vec<FolderPath> {
    let accounts = accounts(profile);
    let mut siblings: HashMap<(usize, Option<usize>), Names> = HashMap::new();
    let mut paths: Vec<FolderPath> = Vec::with_capacity(profile.folders().len());
    for folder in profile.folders() {
        let account = accounts.get(folder.account).cloned().unwrap_or_default();
        let above = folder.parent.and_then(|parent| paths.get(parent)).map(|path| path.names.clone());
        let used = siblings.entry((folder.account, folder.parent)).or_default();
        let mut names = above.unwrap_or_default();
        names.push(used.unique(escape(folder.name())));
        if names.iter().map(|name| name.len() + 1).sum::<usize>() > LONGEST {
            let top = siblings.entry((folder.account, None)).or_default();
            names = vec![top.unique(short(folder))];
        }
        paths.push(FolderPath { account, names });
    }
    paths
}

/// A name at the top that stands for a path that is too long.
fn short(folder: &MailFolder) -> String {
    format!("{}%~{}", escape(folder.name()), hash(folder.path().as_bytes()))
}

/// The accounts by the names of their servers, or by their keys where they have none.
fn accounts(profile: &Profile) -> Vec<String> {
    let mut names = Names::default();
    for name in RESERVED {
        names.reserve(name);
    }
    let name = |account: &morkdb_profile::Account| match account.server.name.as_str() {
        "" => escape(&account.key),
        name => escape(name),
    };
    profile.accounts().iter().map(|account| names.unique(name(account))).collect()
}

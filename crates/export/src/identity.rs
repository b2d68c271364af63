//! What tells a profile from others of the same name, wherever it lies.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use morkdb_profile::{Account, Profile, ServerKind};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::names::hex;
use crate::paths::FolderPath;

/// Thunderbird writes a profile's times when it makes it; they are some dozen bytes.
const TIMES: &str = "times.json";
const LONGEST_TIMES: u64 = 4096;

/// What stays as it is when a profile is moved, or put into a zip.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// When the profile was made, in milliseconds since 1970. An archive need not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created: Option<i64>,
    /// Hashes of the accounts that are of one person, in order: of key, kind, host and user.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    accounts: BTreeSet<String>,
}

/// The folders of a profile, as the notes of a run name them.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    /// Those that every profile may have: Inbox, Trash.
    pub(crate) usual: BTreeSet<String>,
    /// Those that somebody has made.
    pub(crate) own: BTreeSet<String>,
}

impl Folders {
    /// Those of a profile, whose places in the target are these.
    pub(crate) fn of(profile: &Profile, paths: &[FolderPath]) -> Self {
        let mut all = Self::default();
        for (folder, path) in profile.folders().iter().zip(paths) {
            let set = if folder.role.is_some() { &mut all.usual } else { &mut all.own };
            set.insert(path.joined());
        }
        all
    }

    /// Whether half of the folders of an earlier run are still there, those that every profile may have not counted.
    fn are_those(&self, earlier: impl Iterator<Item = String>) -> bool {
        let (there, gone): (BTreeSet<_>, BTreeSet<_>) =
            earlier.filter(|id| !self.usual.contains(id)).partition(|id| self.own.contains(id));
        there.len() >= gone.len()
    }
}

impl Identity {
    pub(crate) fn of(profile: &Profile) -> Self {
        let accounts = profile.accounts().iter().filter(|account| tells(account)).map(hash).collect();
        Self { created: created(profile.root()), accounts }
    }

    /// Whether the profile is the one of an earlier run. It is where both were made at the same time; where that is not known, where they
    /// share an account, so that others may come and go; and where one of them has none but Local Folders, where they share folders. Two
    /// profiles that only have folders which every profile has are told apart by their times alone.
    pub(crate) fn is_same(
        &self,
        earlier: &Self,
        folders: &Folders,
        earlier_folders: impl Iterator<Item = String>,
    ) -> bool {
        if let (Some(one), Some(other)) = (self.created, earlier.created) {
            return one == other;
        }
        if self.accounts.is_empty() || earlier.accounts.is_empty() {
            return folders.are_those(earlier_folders);
        }
        !self.accounts.is_disjoint(&earlier.accounts)
    }
}

/// Local Folders and feeds are the same in every profile, and what is made up for folders without an account is not certain.
fn tells(account: &Account) -> bool {
    !account.is_orphan && !matches!(account.server.kind, ServerKind::Local | ServerKind::Feeds)
}

fn hash(account: &Account) -> String {
    let server = &account.server;
    hex(&Sha256::digest(format!("{:?}", (&account.key, server.kind.name(), &server.host, &server.user))), 8)
}

fn created(root: &Path) -> Option<i64> {
    #[derive(Deserialize)]
    struct Times {
        created: i64,
    }
    let path = root.join(TIMES);
    // Nor is a link followed: it may lead out of the profile.
    let meta = fs::symlink_metadata(&path).ok()?;
    let text = (meta.is_file() && meta.len() <= LONGEST_TIMES).then(|| fs::read(&path).ok()).flatten()?;
    Some(serde_json::from_slice::<Times>(&text).ok()?.created)
}

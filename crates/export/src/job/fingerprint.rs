//! What stands for everything that the export of a folder is made from.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use morkdb_profile::{Profile, Store};
use sha2::{Digest, Sha256};

use super::Job;
use crate::names::hex;
use crate::options::Options;
use crate::state::FORMAT;

/// What is the same for all folders: the options, the tags and the accounts.
pub(super) fn shape(profile: &Profile, options: &Options) -> String {
    let shape = (FORMAT, options.kind, options.deleted, &options.custodian, options.single_file);
    let mut text = format!("{shape:?} {} {:?}", profile.name(), profile.tags());
    for account in profile.accounts() {
        // Without its folder: an archive is unpacked to another place each time.
        let server = (&account.server.kind, &account.server.host, &account.server.user, &account.server.name);
        let _ = write!(text, "{:?} {server:?} {:?} {}", account.key, account.identities, account.is_default);
    }
    hex(&Sha256::digest(text), 16)
}

impl Job<'_> {
    /// The options, what the profile says of a folder, and the sizes and times of its files.
    pub(super) fn fingerprint(&self, place: usize) -> String {
        let mut digest = Sha256::new();
        let mut take = |text: &str| {
            digest.update(text.len().to_le_bytes());
            digest.update(text.as_bytes());
        };
        take(&self.shape);
        if let Some(entry) = self.profile.folders().get(place) {
            let account = self.profile.account_of(entry).map(|account| &account.server.name);
            take(&format!("{account:?} {:?} {:?}", self.path(place), entry.names));
            take(&format!("{} {:?} {} {:?}", entry.uri, entry.role, entry.is_remote, entry.saved_search));
            take(&stamp(&entry.summary));
            take(&mail(&entry.store));
        }
        hex(&digest.finalize(), 16)
    }

    /// That of all folders that are exported.
    pub(super) fn whole_fingerprint(&self) -> String {
        whole(self.places().iter().map(|place| self.fingerprint(*place)))
    }
}

/// What stands for several fingerprints in their order.
pub(super) fn whole(all: impl Iterator<Item = String>) -> String {
    let mut digest = Sha256::new();
    all.for_each(|one| digest.update(one));
    hex(&digest.finalize(), 16)
}

fn mail(store: &Store) -> String {
    match store {
        Store::Mbox(path) => stamp(path),
        Store::Maildir(path) => files(&path.join("cur")) + &files(&path.join("new")),
        Store::None => String::new(),
    }
}

/// The files of a folder, in any order that they are listed.
fn files(folder: &Path) -> String {
    let Ok(entries) = fs::read_dir(folder) else { return String::new() };
    let one = |entry: fs::DirEntry| format!("{} {}\n", entry.file_name().display(), stamp(&entry.path()));
    let mut lines: Vec<String> = entries.flatten().map(one).collect();
    lines.sort_unstable();
    hex(&Sha256::digest(lines.concat()), 16)
}

/// Size and time of a file.
fn stamp(path: &Path) -> String {
    let Ok(meta) = fs::metadata(path) else { return "none".to_owned() };
    let time = meta.modified().map(|time| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (true, after),
        Err(before) => (false, before.duration()),
    });
    format!("{} {:?}", meta.len(), time.ok())
}

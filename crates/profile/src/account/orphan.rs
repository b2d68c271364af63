//! Mail that no account has: of accounts that were removed, or whose preferences are lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hashbrown::HashSet;

use super::directory::{MAIL_FOLDERS, usual_newsrc};
use super::{Account, Server, ServerKind};
use crate::boundary::{Boundary, Reach};
use crate::warning::Warning;

/// The accounts that are made up for folders below `ImapMail`, `Mail` and `News` that none of the known accounts has; each is a warning,
/// unless it is known already why it `is_expected`.
pub(super) fn accounts(
    boundary: &Boundary,
    owned: &BTreeMap<PathBuf, String>,
    known: &[Account],
    is_expected: bool,
    warnings: &mut Vec<Warning>,
) -> Vec<Account> {
    let mut keys: HashSet<String> = known.iter().map(|account| account.key.clone()).collect();
    let mut orphans = Vec::new();
    for parent in MAIL_FOLDERS {
        let folder = boundary.root().join(parent);
        if boundary.reach(&folder) == Reach::Outside {
            warnings.push(Warning::new(folder, "this leads out of the profile: it was not followed"));
            continue;
        }
        for path in folders(&folder, warnings) {
            let is_ours = match boundary.reach(&path) {
                Reach::Inside(real) => !owned.contains_key(&real),
                Reach::Outside => {
                    warnings.push(Warning::new(&path, "this leads out of the profile: it was not followed"));
                    false
                }
                Reach::Missing => false,
            };
            if is_ours && has_mail(&path) {
                if !is_expected {
                    warnings.push(Warning::new(&path, "no account has this folder"));
                }
                orphans.push(orphan(parent, path, &mut keys));
            }
        }
    }
    orphans
}

/// The folders in a folder, in order; what a mail folder has of its own is none of them.
fn folders(folder: &Path, warnings: &mut Vec<Warning>) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                warnings.push(Warning::new(folder, format!("cannot be read: {error}")));
            }
            return Vec::new();
        }
    };
    let mut folders: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            !has_extension(path, &["sbd", "mozmsgs"]) && !path.join("cur").is_dir() && path.is_dir()
        })
        .collect();
    folders.sort();
    folders
}

/// Whether a folder has anything but what accounts have beside their mail.
fn has_mail(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else { return true };
    entries.any(|entry| {
        entry.is_ok_and(|entry| !has_extension(&entry.path(), &["dat", "json", "html", "rc", "rdf", "lock"]))
    })
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().unwrap_or_default();
    extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn orphan(parent: &str, directory: PathBuf, keys: &mut HashSet<String>) -> Account {
    let host = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kind = kind(parent, &directory);
    let user = if kind.is_remote() || kind == ServerKind::Pop3 { "" } else { "nobody" };
    Account {
        key: free_key(parent, &host, keys),
        server: Server {
            key: String::new(),
            user: user.to_owned(),
            name: host.clone(),
            port: None,
            is_maildir: is_maildir(&directory),
            deferred_to: None,
            newsrc: (kind == ServerKind::News).then(|| usual_newsrc(directory.parent()?, &host)).flatten(),
            kind,
            host,
            directory,
        },
        identities: Vec::new(),
        is_default: false,
        is_orphan: true,
    }
}

/// What kind of server it was, by what it left behind.
fn kind(parent: &str, directory: &Path) -> ServerKind {
    let has = |names: &[&str]| names.iter().any(|name| directory.join(name).is_file());
    match parent {
        "ImapMail" => ServerKind::Imap,
        "News" => ServerKind::News,
        _ if has(&["feeds.json", "feeds.rdf", "feeditems.json", "feeditems.rdf"]) => ServerKind::Feeds,
        _ if has(&["popstate.dat"]) => ServerKind::Pop3,
        _ => ServerKind::Local,
    }
}

/// Whether one of its folders is a maildir.
fn is_maildir(directory: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(directory) else { return false };
    entries.any(|entry| entry.is_ok_and(|entry| entry.path().join("cur").is_dir()))
}

/// The name of the folder; with the folder that it is in, or a number, where another account has that key.
fn free_key(parent: &str, name: &str, keys: &mut HashSet<String>) -> String {
    let long = format!("{parent}/{name}");
    let mut key = if keys.contains(name) { long.clone() } else { name.to_owned() };
    // Names that are not UTF-8 may look alike.
    let mut number = 2_u32;
    while keys.contains(&key) {
        key = format!("{long} ({number})");
        number = number.saturating_add(1);
    }
    keys.insert(key.clone());
    key
}

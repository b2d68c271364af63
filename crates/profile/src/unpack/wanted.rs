//! What is needed of a profile. Passwords and keys are not.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::names::Name;
use crate::account::MAIL_FOLDERS;
use crate::prefs::{Preferences, Value};

/// The files that are needed.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The folder of the profile in the archive; `None` where it is the root.
    folder: Option<OsString>,
    /// The folders of the profile that have mail.
    mail: BTreeSet<OsString>,
}

impl Wanted {
    /// Where the profile is in an archive.
    pub(super) fn find<'n>(names: impl Iterator<Item = &'n Name> + Clone) -> Option<Self> {
        let mail = MAIL_FOLDERS.map(OsString::from).into();
        if names.clone().any(|name| is_of_profile(&name.parts, name.is_folder)) {
            return Some(Self { folder: None, mail });
        }
        let mut folders = names.clone().filter_map(|name| Some((name, name.parts.split_first()?))).filter(
            |(name, (first, rest))| {
                // What a Mac puts into every archive.
                (name.is_folder || !rest.is_empty()) && *first != "__MACOSX"
            },
        );
        let (_, (only, _)) = folders.next()?;
        let mut is_profile = false;
        for name in names {
            match name.parts.split_first() {
                Some((first, rest)) if first == only => is_profile |= is_of_profile(rest, name.is_folder),
                Some((first, rest)) if first != "__MACOSX" && (name.is_folder || !rest.is_empty()) => {
                    return None;
                }
                _ => {}
            }
        }
        is_profile.then(|| Self { folder: Some(only.clone()), mail })
    }

    /// Adds the folders of the profile in which accounts have their mail.
    pub(super) fn add_folders(&mut self, preferences: &Preferences) {
        for (name, value) in preferences.below("mail.server.") {
            let Value::Text(text) = value else { continue };
            let is_folder = name.ends_with(".directory-rel");
            let Some(tail) = text.strip_prefix("[ProfD]").filter(|_| is_folder) else { continue };
            self.mail.insert(tail.split('/').next().unwrap_or_default().into());
        }
    }

    /// Where an entry is put, below the folder of the profile, if it is needed.
    pub(super) fn target(&self, name: &Name) -> Option<PathBuf> {
        let parts = match &self.folder {
            Some(folder) => name.parts.split_first().filter(|(first, _)| *first == folder)?.1,
            None => &name.parts,
        };
        let is_needed = match parts {
            [] => false,
            [file] if !name.is_folder => is_needed_file(&file.to_string_lossy().to_ascii_lowercase()),
            [folder, ..] => self.mail.contains(folder),
        };
        is_needed.then(|| parts.iter().collect())
    }
}

fn is_of_profile(parts: &[OsString], is_folder: bool) -> bool {
    match parts {
        [file] if !is_folder => file == "prefs.js",
        [folder, ..] => MAIL_FOLDERS.iter().any(|known| folder.as_os_str() == OsStr::new(known)),
        [] => false,
    }
}

/// Whether a file of the profile's own folder is needed.
fn is_needed_file(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(OsStr::to_str);
    match extension {
        Some("mab" | "dat") => true,
        Some("sqlite" | "sqlite-wal") => {
            ["abook", "history", "impab", "ldap"].iter().any(|start| name.starts_with(start))
        }
        _ => matches!(name, "prefs.js" | "foldercache.json" | "foldertree.json"),
    }
}

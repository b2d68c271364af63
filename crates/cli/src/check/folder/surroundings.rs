//! What is found around the summary of a folder: its mail, and the files of its profile.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use morkdb_folder::cache::{self, FolderCache};
use morkdb_folder::check::MailboxFile;
use morkdb_folder::terms::VirtualFolders;

use crate::input::Source;

/// How far above a summary the folder of the profile may be.
const DEPTH: usize = 24;

/// The profiles that were looked into. Many files are of one profile.
#[derive(Debug, Default)]
pub(in crate::check) struct Profiles {
    known: Mutex<HashMap<PathBuf, Option<Arc<Profile>>>>,
}

/// What is of use in a profile.
#[derive(Debug)]
struct Profile {
    cache: Option<FolderCache>,
    virtual_folders: Option<VirtualFolders>,
}

/// What is found around a summary.
#[derive(Debug, Default)]
pub(in crate::check) struct Surroundings {
    path: Option<PathBuf>,
    maildir: Option<Vec<Vec<u8>>>,
    profile: Option<Arc<Profile>>,
}

impl Surroundings {
    /// Looks around a file.
    pub(in crate::check) fn of(source: &Source, profiles: &Profiles) -> Self {
        let Source::File(path) = source else { return Self::default() };
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let profile = real.ancestors().skip(1).take(DEPTH).find_map(|folder| profiles.get(folder));
        Self { maildir: names(&real.with_extension("").join("cur")), profile, path: Some(real) }
    }

    /// The mailbox beside it, where there is one. It is opened anew each time.
    pub(in crate::check) fn mailbox(&self) -> Option<MailboxFile> {
        let path = self.path.as_ref()?;
        let is_summary = path.extension().is_some_and(|end| end == "msf");
        let mailbox = path.with_extension("");
        if is_summary && mailbox.is_file() { MailboxFile::open(mailbox).ok() } else { None }
    }

    pub(in crate::check) fn maildir(&self) -> Option<&[Vec<u8>]> {
        self.maildir.as_deref()
    }

    /// What the folder cache of the profile says. It names folders by their whole paths.
    pub(in crate::check) fn cache(&self) -> Option<&cache::Entry> {
        let path = self.path.as_ref()?.to_str()?;
        self.profile.as_ref()?.cache.as_ref()?.get(path)
    }

    pub(in crate::check) fn virtual_folders(&self) -> Option<&VirtualFolders> {
        self.profile.as_ref()?.virtual_folders.as_ref()
    }
}

impl Profiles {
    fn get(&self, folder: &Path) -> Option<Arc<Profile>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(folder.to_owned()).or_insert_with(|| Profile::of(folder)).clone()
    }
}

impl Profile {
    /// What is in a folder, if it is that of a profile.
    fn of(folder: &Path) -> Option<Arc<Self>> {
        let read = |name: &str| fs::read(folder.join(name)).ok();
        let cache = read("folderCache.json").and_then(|json| FolderCache::from_json(&json).ok());
        let virtual_folders = read("virtualFolders.dat");
        let virtual_folders =
            virtual_folders.map(|text| VirtualFolders::parse(&String::from_utf8_lossy(&text)));
        let is_profile = cache.is_some() || virtual_folders.is_some();
        is_profile.then(|| Arc::new(Self { cache, virtual_folders }))
    }
}

fn names(folder: &Path) -> Option<Vec<Vec<u8>>> {
    let entries = fs::read_dir(folder).ok()?;
    Some(entries.flatten().map(|entry| entry.file_name().into_encoded_bytes()).collect())
}

/// In seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

//! Folders with their mail.

use std::fs;
use std::path::{Path, PathBuf};

use morkdb::Database;
use morkdb_folder::{Folder, Protocol};
use morkdb_profile::{Bodies, Store};
use tempfile::TempDir;

/// A summary and its mail.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) summary: PathBuf,
    pub(crate) store: Store,
    pub(crate) is_remote: bool,
    _place: Option<TempDir>,
}

impl Case {
    fn of(summary: PathBuf) -> Option<Self> {
        let mail = summary.with_extension("");
        let store = match () {
            () if mail.join("cur").is_dir() => Store::Maildir(mail),
            () if mail.is_file() => Store::Mbox(mail),
            () => return None,
        };
        Folder::open(&summary).ok()?;
        let path = summary.to_string_lossy();
        let is_snapshot = ["imap/snap", "news/snap"].iter().any(|part| path.contains(part));
        let is_remote =
            is_snapshot && !path.contains("/local/") || path.contains("ImapMail") || path.contains("/News/");
        Some(Self { summary, store, is_remote, _place: None })
    }

    pub(crate) fn folder(&self) -> Folder {
        Folder::open(&self.summary).unwrap()
    }

    pub(crate) fn bodies(&self) -> Bodies {
        Bodies::of(&self.store, self.is_remote).unwrap().unwrap()
    }

    /// The summary of all messages of the mail.
    pub(crate) fn index(&self) -> Folder {
        let all = self.bodies().rest().unwrap();
        self.bodies().index(&all).unwrap()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn summaries(place: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            summaries(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "msf") {
            found.push(path);
        }
    }
}

/// All summaries below a place that have mail.
pub(crate) fn cases(place: &str) -> Vec<Case> {
    let mut found = Vec::new();
    summaries(&root().join(place), &mut found);
    found.sort();
    found.into_iter().filter_map(Case::of).collect()
}

const SHARED: &str = "../shared/thunderbird/cases";

/// Whether there is more than the test data.
pub(crate) fn is_shared() -> bool {
    root().join(SHARED).join("local/snap/01-parsed").is_dir()
}

pub(crate) fn all_cases() -> Vec<Case> {
    let mut all = cases("testdata/profile");
    assert!(all.len() >= 3);
    all.extend(cases(SHARED));
    all
}

/// An mbox of messages with these ids, as Thunderbird writes it; where the id is empty, there is none.
pub(crate) fn mail(ids: &[&str]) -> Vec<u8> {
    let mut text = String::new();
    for (number, id) in ids.iter().enumerate() {
        text.push_str(
            "From - Tue Dec 09 15:30:45 2014\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n",
        );
        text.push_str(&format!("X-Mozilla-Keys: {:40}\nSubject: message {number}\n", ""));
        if !id.is_empty() {
            text.push_str(&format!("Message-ID: <{id}>\n"));
        }
        text.push_str("Date: Tue, 9 Dec 2014 15:30:45 +0000\n\n>From here on\ntext\n\n");
    }
    text.into_bytes()
}

/// A folder of this mail without summary.
pub(crate) fn scratch(mail: &[u8]) -> Case {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("mail");
    fs::write(&path, mail).unwrap();
    Case {
        summary: path.with_extension("msf"),
        store: Store::Mbox(path),
        is_remote: false,
        _place: Some(place),
    }
}

/// The summary of an empty folder.
pub(crate) fn empty() -> Folder {
    Folder::create_in(Database::from_bytes(Vec::new()).unwrap(), Protocol::Local).unwrap()
}

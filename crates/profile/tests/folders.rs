//! Folders of profiles that Thunderbird wrote, against its own dumps of them.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use morkdb_profile::{MailFolder, Origin, Profile, Role, State, Store};
use serde_json::Value as Json;

/// The folder of the whole project.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Profiles that have a dump beside them.
fn profiles() -> Vec<(PathBuf, PathBuf)> {
    let shared = std::env::var_os("MORK_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from);
    let list = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let mut found = list(&project().join("testdata/profile"));
    for case in list(&shared.join("thunderbird/cases")) {
        found.extend(list(&case));
    }
    found.retain(|path| path.is_dir() && path.with_extension("json").is_file());
    found.sort();
    assert!(!found.is_empty());
    found.into_iter().map(|path| (path.clone(), path.with_extension("json"))).collect()
}

fn dump(path: &Path) -> Vec<Json> {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap()
}

/// Calls this for each folder of each profile and what the dump says of it.
fn each(mut check: impl FnMut(&str, &MailFolder, &Json)) {
    for (path, json) in profiles() {
        let profile = Profile::open(&path).unwrap();
        assert!(profile.warnings().is_empty(), "{}: {:?}", path.display(), profile.warnings());
        let mut folders: BTreeMap<&str, &MailFolder> =
            profile.folders().iter().map(|folder| (folder.uri.as_str(), folder)).collect();
        for said in &dump(&json) {
            let uri = text(&said["folder"]);
            let folder = folders.remove(uri).unwrap_or_else(|| panic!("{}: no {uri}", path.display()));
            check(&format!("{}: {uri}", path.display()), folder, said);
        }
        assert!(folders.is_empty(), "{}: Thunderbird has no {:?}", path.display(), folders.keys());
    }
}

/// Thunderbird shows some names in its own language, and those of which it had no cache when the dump was made as their files are called.
const SHOWN: [(&str, &str); 5] = [
    ("Outbox", "Unsent Messages"),
    ("Spam", "Junk"),
    ("Inbox", "INBOX"),
    ("&A7EDsgOz-", "αβγ"),
    ("Wörk da0e34b3", "Wörk / renamed: ünïcode?"),
];

#[test]
fn names_and_kinds() {
    each(|at, folder, said| {
        let shown = text(&said["name"]);
        let name = SHOWN.iter().find(|(other, _)| *other == shown).map_or(shown, |(_, name)| name);
        assert_eq!(folder.name(), name, "{at}");
        assert_eq!(folder.has_summary, said["msfExists"].as_bool().unwrap(), "{at}");
        let flags = said["folderFlags"].as_i64().unwrap();
        let is_virtual = flags & 0x20 != 0;
        assert_eq!((folder.is_virtual(), folder.saved_search.is_some()), (is_virtual, is_virtual), "{at}");
        let role = match flags & 0x4040_5F00 {
            0x100 => Some(Role::Trash),
            0x200 => Some(Role::Sent),
            0x400 => Some(Role::Drafts),
            0x800 => Some(Role::Outbox),
            0x1000 => Some(Role::Inbox),
            0x4000_0000 => Some(Role::Junk),
            _ => None,
        };
        // Folders of a server may go by their names alone.
        let by_name = matches!(folder.role, Some(Role::Archive | Role::Templates)) && folder.is_remote;
        assert!(folder.role == role || (role.is_none() && by_name), "{at}: {:?}", folder.role);
        let end = folder.summary.strip_prefix(folder.directory()).unwrap();
        assert!(text(&said["summaryFile"]).ends_with(end.to_str().unwrap()), "{at}");
    });
}

#[test]
fn counts() {
    each(|at, folder, said| {
        let survey = folder.survey();
        let headers = said["headers"].as_array().unwrap();
        assert_eq!(survey.total, headers.len() as u64, "{at}");
        let unread = headers.iter().filter(|header| !header["isRead"].as_bool().unwrap()).count();
        assert_eq!(survey.unread, unread as u64, "{at}");
        let newest = headers.iter().map(|header| header["dateInSeconds"].as_u64().unwrap() as u32).max();
        assert_eq!(survey.newest, newest.filter(|date| *date != 0), "{at}");
        assert_eq!(survey.origin, Some(Origin::Summary), "{at}");
        assert_eq!(survey.summary_bytes, fs::metadata(&folder.summary).unwrap().len(), "{at}");
        assert!(survey.warnings.is_empty(), "{at}: {:?}", survey.warnings);
    });
}

#[test]
fn messages_and_tags() {
    let mut count = 0;
    each(|at, folder, said| {
        let loaded = folder.load().unwrap();
        let cell = |header: &Json, name: &str| header["cells"][name].as_str().unwrap_or_default().to_owned();
        let headers = said["headers"].as_array().unwrap().iter();
        let expected: Vec<_> = headers
            .map(|header| {
                let key = header["messageKey"].as_u64().unwrap();
                (key, cell(header, "keywords"), cell(header, "message-id"), cell(header, "flags"))
            })
            .collect();
        let messages = loaded.folder.read().messages();
        let found: Vec<_> = messages
            .map(|message| {
                let cell =
                    |name| String::from_utf8_lossy(&message.property(name).unwrap_or_default()).into_owned();
                (u64::from(message.key().0), cell("keywords"), cell("message-id"), cell("flags"))
            })
            .collect();
        assert_eq!(found, expected, "{at}");
        count += found.len();
    });
    assert!(count > 200, "{count}");
}

/// Copies a profile, since the times of its files must be set.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &there)
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// Sets the time of each mbox to what its summary says.
fn set_times(profile: &Profile) {
    for folder in profile.folders() {
        if let Store::Mbox(path) = &folder.store {
            let date = folder.load().unwrap().folder.read().info().folder_date();
            let file = File::options().write(true).open(path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(date.into())).unwrap();
        }
    }
}

/// All summaries are valid where the mail has the times that Thunderbird left it with.
#[test]
fn states() {
    for (path, json) in profiles() {
        let copy = tempfile::tempdir().unwrap();
        copied(&path, copy.path());
        let profile = Profile::open(copy.path()).unwrap();
        set_times(&profile);
        let said: BTreeMap<String, bool> = dump(&json)
            .iter()
            .map(|said| (text(&said["folder"]).to_owned(), said["summaryValid"].as_bool().unwrap()))
            .collect();
        for folder in profile.folders() {
            let is_valid = matches!(folder.state(), State::Valid);
            assert_eq!(is_valid, said[&folder.uri], "{}: {:?}", folder.uri, folder.state());
        }
    }
}

/// Copying a profile touches the times of its files; the summaries are as good as they were.
#[test]
fn a_copy_is_of_the_same_mail() {
    each(|at, folder, _| assert!(folder.state().is_of_this_mail(), "{at}: {:?}", folder.state()));
}

/// Without its caches, a profile shows the same folders: only what a hash stands for may stay unknown.
#[test]
fn without_caches() {
    for (path, _) in profiles() {
        let copy = tempfile::tempdir().unwrap();
        copied(&path, copy.path());
        let _ = fs::remove_file(copy.path().join("folderCache.json"));
        let _ = fs::remove_file(copy.path().join("virtualFolders.dat"));
        let (whole, bare) = (Profile::open(&path).unwrap(), Profile::open(copy.path()).unwrap());
        let shown = |profile: &Profile| {
            let kinds =
                profile.folders().iter().map(|folder| (folder.uri.clone(), folder.is_virtual(), folder.role));
            let mut kinds: Vec<_> = kinds.collect();
            kinds.sort();
            kinds
        };
        assert_eq!(shown(&bare), shown(&whole), "{}", path.display());
        let scopes = |profile: &Profile| {
            let searches = profile.folders().iter().filter_map(|folder| folder.saved_search.clone());
            searches.collect::<Vec<_>>()
        };
        assert_eq!(scopes(&bare), scopes(&whole), "{}", path.display());
    }
}

/// All of a profile's mail without any of its summaries.
#[test]
fn without_summaries() {
    let path = project().join("testdata/profile/imap");
    let copy = tempfile::tempdir().unwrap();
    copied(&path, copy.path());
    let before = Profile::open(&path).unwrap();
    for folder in before.folders() {
        let at = folder.summary.strip_prefix(&path).unwrap();
        fs::remove_file(copy.path().join(at)).unwrap();
    }
    let after = Profile::open(copy.path()).unwrap();
    let mut total = 0;
    for folder in after.folders() {
        let survey = folder.survey();
        assert_eq!(survey.state.name(), "missing", "{}", folder.uri);
        let summary = before.folders().iter().find(|before| before.uri == folder.uri).unwrap().survey();
        // A copy of what is on a server keeps messages that were deleted there.
        assert!(survey.total <= summary.total || folder.is_remote, "{}", folder.uri);
        total += survey.total;
    }
    assert!(total > 100, "{total}");
    assert!(after.folders().len() < before.folders().len(), "folders without mail leave nothing behind");
    assert!(after.folders().iter().any(|folder| folder.path() == "Projects/αβγ"));
}

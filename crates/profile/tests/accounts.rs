//! Accounts, tags and preferences of profiles that Thunderbird wrote, against its own `prefs.js`, read here in another way.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use morkdb_profile::prefs::Value;
use morkdb_profile::{Error, Profile};

/// The folder of the project.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// All profiles that are here: those of the project, and those of the collection beside it.
fn profiles() -> Vec<PathBuf> {
    let mut profiles = Vec::new();
    let cases = folders(&project().join("../shared/thunderbird/cases"));
    for folder in cases.into_iter().chain([project().join("testdata/profile")]) {
        profiles.extend(folders(&folder).into_iter().filter(|path| path.join("prefs.js").is_file()));
    }
    assert!(!profiles.is_empty());
    profiles
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_dir());
    paths.sort();
    paths
}

/// `prefs.js` as JSON values, line by line: Thunderbird escapes what it writes as JSON does, in what is here.
fn lines(profile: &Path) -> BTreeMap<String, serde_json::Value> {
    let text = fs::read_to_string(profile.join("prefs.js")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("user_pref(")?.strip_suffix(");"));
    let pairs =
        lines.map(|line| serde_json::from_str::<(String, serde_json::Value)>(&format!("[{line}]")).unwrap());
    pairs.collect()
}

fn texts<'l>(lines: &'l BTreeMap<String, serde_json::Value>, name: &str) -> Vec<&'l str> {
    let text = lines.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    text.split(',').filter(|part| !part.is_empty()).collect()
}

#[test]
fn every_preference_is_read() {
    for path in profiles() {
        let lines = lines(&path);
        let profile = Profile::open(&path).unwrap();
        let preferences: Vec<_> = profile.preferences().below("").collect();
        assert_eq!(preferences.len(), lines.len(), "{}", path.display());
        assert!(lines.len() > 20);
        for ((name, value), (expected_name, expected)) in preferences.into_iter().zip(&lines) {
            let value = match value {
                Value::Text(text) => serde_json::Value::from(text.as_str()),
                Value::Number(number) => (*number).into(),
                Value::Bool(truth) => (*truth).into(),
            };
            assert_eq!((name, &value), (expected_name.as_str(), expected));
        }
    }
}

#[test]
fn accounts_are_those_of_the_preferences() {
    for path in profiles() {
        let lines = lines(&path);
        let profile = Profile::open(&path).unwrap();
        let text = |name: String| texts(&lines, &name).join(",");
        let keys: Vec<_> = profile.accounts().iter().map(|account| account.key.as_str()).collect();
        assert_eq!(keys, texts(&lines, "mail.accountmanager.accounts"), "{}", path.display());
        assert!(!keys.is_empty());
        for account in profile.accounts() {
            let server = &account.server;
            assert_eq!(server.key, text(format!("mail.account.{}.server", account.key)));
            let of_server = |name: &str| text(format!("mail.server.{}.{name}", server.key));
            assert_eq!(server.kind.name(), of_server("type"));
            assert_eq!(
                (server.host.clone(), server.user.clone()),
                (of_server("hostname"), of_server("userName"))
            );
            assert!(!server.name.is_empty());
            let directory = of_server("directory-rel").strip_prefix("[ProfD]").unwrap().to_owned();
            assert_eq!(
                server.directory,
                directory.split('/').fold(path.clone(), |path, part| path.join(part))
            );
            assert_eq!(server.is_maildir, of_server("storeContractID").contains("maildir"));
            let port = lines.get(&format!("mail.server.{}.port", server.key)).and_then(|port| port.as_u64());
            assert_eq!(server.port.map(u64::from), port);
            assert_eq!(server.newsrc.is_some(), !of_server("newsrc.file-rel").is_empty());
            assert_eq!(
                account.is_default,
                text("mail.accountmanager.defaultaccount".to_owned()) == account.key
            );
            assert!(!account.is_orphan);
            let identities: Vec<_> =
                account.identities.iter().map(|identity| identity.key.as_str()).collect();
            assert_eq!(identities, texts(&lines, &format!("mail.account.{}.identities", account.key)));
            for identity in &account.identities {
                let of_identity = |name: &str| text(format!("mail.identity.{}.{name}", identity.key));
                assert_eq!(identity.email, of_identity("useremail"));
                assert_eq!(identity.sent_folder.clone().unwrap_or_default(), of_identity("fcc_folder"));
            }
        }
        let odd: Vec<_> =
            profile.warnings().iter().filter(|warning| warning.path.ends_with("prefs.js")).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }
}

#[test]
fn tags_are_those_of_the_preferences() {
    for path in profiles() {
        let lines = lines(&path);
        let profile = Profile::open(&path).unwrap();
        let mut expected: Vec<_> = lines
            .iter()
            .filter_map(|(name, value)| {
                let key = name.strip_prefix("mailnews.tags.")?.strip_suffix(".tag")?;
                let color = lines.get(&format!("mailnews.tags.{key}.color")).and_then(|color| color.as_str());
                Some((key, value.as_str().unwrap(), color))
            })
            .collect();
        expected.sort_by_key(|(key, ..)| {
            match texts(&lines, &format!("mailnews.tags.{key}.ordinal")).join(",") {
                ordinal if ordinal.is_empty() => (*key).to_owned(),
                ordinal => ordinal,
            }
        });
        let tags: Vec<_> = profile
            .tags()
            .0
            .iter()
            .map(|tag| (tag.key.as_str(), tag.name.as_str(), tag.color.as_deref()))
            .collect();
        assert_eq!(tags, expected);
        assert!(tags.len() >= 5);
    }
}

/// A copy of a profile of the project, without some of its files.
fn copy(without: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_below(&project().join("testdata/profile/imap"), folder.path(), without);
    folder
}

fn copy_below(from: &Path, to: &Path, without: &[&str]) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if without.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if entry.path().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_below(&entry.path(), &target, without);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What is below a folder, with the times of all.
fn state(folder: &Path) -> Vec<(PathBuf, u64, SystemTime)> {
    let mut state = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let about = fs::symlink_metadata(&path).unwrap();
        state.push((path.clone(), about.len(), about.modified().unwrap()));
        if about.is_dir() {
            state.extend(self::state(&path));
        }
    }
    state.sort();
    state
}

#[test]
fn a_profile_is_only_read() {
    let folder = copy(&[]);
    let before = state(folder.path());
    let profile = Profile::open(folder.path()).unwrap();
    assert_eq!(profile.root(), folder.path());
    assert_eq!(profile.holder(), None);
    drop(profile);
    assert_eq!(state(folder.path()), before);
}

#[test]
fn without_preferences_accounts_are_guessed() {
    let folder = copy(&["prefs.js"]);
    let profile = Profile::open(folder.path()).unwrap();
    let accounts: Vec<_> = profile
        .accounts()
        .iter()
        .map(|account| (account.key.as_str(), account.server.kind.name(), account.is_orphan))
        .collect();
    assert_eq!(accounts, [("127.0.0.1", "imap", true), ("Local Folders", "none", true)]);
    let said: Vec<_> = profile.warnings().iter().filter(|warning| warning.what.contains("guessed")).collect();
    assert_eq!(said.len(), 1);
    assert_eq!(profile.tags().name("$label1"), "Important");
}

#[test]
fn a_damaged_line_is_one_warning() {
    let folder = copy(&[]);
    let path = folder.path().join("prefs.js");
    let mut text = fs::read(&path).unwrap();
    text.extend_from_slice(b"user_pref(\"mail.half");
    fs::write(&path, text).unwrap();
    let profile = Profile::open(folder.path()).unwrap();
    let said: Vec<_> = profile.warnings().iter().filter(|warning| warning.path == path).collect();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].what, "1 line cannot be understood, or only in part");
    assert_eq!(profile.accounts().len(), 2);
}

/// Preferences that were cut off anywhere are one line, however many accounts they say nothing of any more; the mail is there all the same.
#[test]
fn preferences_that_end_anywhere_are_one_line() {
    let source = project().join("testdata/profile/alice");
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("alice");
    fs::create_dir(&root).unwrap();
    copy_below(&source, &root, &[]);
    let text = fs::read(root.join("prefs.js")).unwrap();
    let folders = Profile::open(&root).unwrap().folders().iter().filter(|folder| folder.has_summary).count();
    let (mut guessed, mut beside) = (0, 0);
    for end in (0..text.len()).step_by(61) {
        fs::write(root.join("prefs.js"), &text[..end]).unwrap();
        let profile = Profile::open(&root).unwrap();
        let said = profile.warnings();
        assert!(said.len() <= 1, "cut at {end}: {said:?}");
        assert!(said.iter().all(|warning| warning.path.ends_with("prefs.js")), "{said:?}");
        let known = profile.accounts().iter().filter(|account| !account.is_orphan).count();
        let orphans = profile.accounts().len() - known;
        if orphans > 0 {
            let words = if known > 0 { "shown as accounts of their own" } else { "the accounts are guessed" };
            assert!(said[0].what.contains(words), "cut at {end}: {said:?}");
            *(if known > 0 { &mut beside } else { &mut guessed }) += 1;
        }
        let found = profile.folders().iter().filter(|folder| folder.has_summary).count();
        assert_eq!(found, folders, "cut at {end}");
    }
    assert!(guessed > 0 && beside > 0, "{guessed} {beside}");
    // What a crash leaves behind: a file of its length, and nothing in it.
    fs::write(root.join("prefs.js"), vec![0; text.len()]).unwrap();
    let profile = Profile::open(&root).unwrap();
    let expected = "1 line cannot be understood, or only in part; \
                    the accounts are guessed from the folders below Mail, ImapMail and News";
    assert_eq!(profile.warnings().iter().map(|warning| &*warning.what).collect::<Vec<_>>(), [expected]);
}

#[test]
fn what_is_no_profile_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [folder.path(), &file] {
        assert!(matches!(Profile::open(path), Err(Error::NoProfile { .. })), "{}", path.display());
    }
    assert!(matches!(Profile::open(folder.path().join("none")), Err(Error::Io { .. })));
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_link_to_a_profile_is_a_profile() {
        let folder = copy(&[]);
        let other = tempfile::tempdir().unwrap();
        let link = other.path().join("link");
        symlink(folder.path(), &link).unwrap();
        let profile = Profile::open(&link).unwrap();
        assert_eq!(profile.accounts().len(), 2);
        assert_eq!(profile.name(), folder.path().file_name().unwrap().to_str().unwrap());
    }

    #[test]
    fn preferences_elsewhere_are_not_followed() {
        let folder = copy(&["prefs.js"]);
        symlink(project().join("testdata/profile/imap/prefs.js"), folder.path().join("prefs.js")).unwrap();
        let profile = Profile::open(folder.path()).unwrap();
        assert!(profile.accounts().iter().all(|account| account.is_orphan));
        assert!(profile.warnings().iter().any(|warning| warning.what.contains("leads out of the profile")));
    }

    #[test]
    fn mail_elsewhere_is_not_followed() {
        let folder = copy(&["Mail"]);
        symlink(project().join("testdata/profile/imap/Mail"), folder.path().join("Mail")).unwrap();
        let profile = Profile::open(folder.path()).unwrap();
        assert_eq!(profile.accounts().len(), 2);
        assert!(profile.accounts()[1].server.directory.as_os_str().is_empty());
        assert!(profile.folders().iter().all(|folder| folder.account == 0));
        assert!(profile.warnings().iter().any(|warning| warning.what.contains("leads out of the profile")));
    }

    #[test]
    fn a_profile_without_rights_says_so() {
        let folder = copy(&[]);
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o000)).unwrap();
        let is_root = fs::read_dir(folder.path()).is_ok();
        let opened = Profile::open(folder.path());
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(is_root || matches!(opened, Err(Error::Io { .. })));
    }

    /// What holds a profile is seen, and nothing of it is touched.
    #[test]
    fn a_running_program_is_seen() {
        let folder = copy(&[]);
        symlink(format!("127.0.1.1:{}", std::process::id()), folder.path().join("lock")).unwrap();
        let before = state(folder.path());
        let profile = Profile::open(folder.path()).unwrap();
        assert_eq!(profile.holder().unwrap().process(), Some(std::process::id()));
        assert_eq!(state(folder.path()), before);
    }
}

/// A profile in a zip is the same profile.
#[test]
fn a_zip_of_a_profile_is_a_profile() {
    let source = project().join("testdata/profile/imap");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Old profile.ZIP");
    let mut writer = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    add(&mut writer, &source, "imap");
    writer.finish().unwrap();
    let [plain, zipped] = [&source, &path].map(|path| Profile::open(path).unwrap());
    assert_eq!((zipped.name(), zipped.path()), ("Old profile", path.as_path()));
    assert_eq!(zipped.preferences(), plain.preferences());
    let names = |profile: &Profile| profile.folders().iter().map(|folder| folder.path()).collect::<Vec<_>>();
    assert_eq!(names(&zipped), names(&plain));
    let keys =
        |profile: &Profile| profile.accounts().iter().map(|account| account.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&zipped), keys(&plain));
    let root = zipped.root().to_owned();
    drop(zipped);
    assert!(!root.exists());
}

fn add(writer: &mut zip::ZipWriter<fs::File>, folder: &Path, name: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{name}/{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            add(writer, &entry.path(), &name);
        } else {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(writer, &fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

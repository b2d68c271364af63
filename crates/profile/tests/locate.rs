//! Profiles are found in homes of every kind.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

use std::fs;
use std::path::{Path, PathBuf};

use morkdb_profile::Warning;
use morkdb_profile::locate::{Found, profiles_below};
use tempfile::TempDir;

/// What was found of a profile: name, path below the root, program, whether it is the default.
type Seen = (String, String, &'static str, bool);

/// A home, or a system.
struct Root(TempDir);

impl Root {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, path: &str) -> PathBuf {
        path.split('/')
            .filter(|part| !part.is_empty())
            .fold(self.0.path().to_owned(), |path, part| path.join(part))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A profile.
    fn profile(&self, path: &str) {
        self.write(&format!("{path}/prefs.js"), "");
    }

    /// A list with one profile in a folder of a program, and the profile.
    fn listed(&self, folder: &str, path: &str) {
        self.write(
            &format!("{folder}/profiles.ini"),
            &format!(
                "[General]\nStartWithLastProfile=1\n\n[Profile0]\nName=default\nIsRelative=1\nPath={path}\n"
            ),
        );
        self.profile(&format!("{folder}/{path}"));
    }

    fn search(&self) -> (Vec<Seen>, Vec<Warning>) {
        self.search_in("")
    }

    fn search_in(&self, path: &str) -> (Vec<Seen>, Vec<Warning>) {
        let (found, warnings) = profiles_below(&self.path(path));
        (found.into_iter().map(|found| self.shown(found)).collect(), warnings)
    }

    fn shown(&self, found: Found) -> (String, String, &'static str, bool) {
        let path = found.path.strip_prefix(self.0.path()).unwrap();
        let path = path.to_str().unwrap().replace('\\', "/");
        (path, found.name, found.program, found.is_default)
    }
}

fn said(warnings: &[Warning], what: &str) -> usize {
    warnings.iter().filter(|warning| warning.what.contains(what)).count()
}

/// Where each program has its profiles.
const LISTED: [(&str, &str, &str); 22] = [
    (".thunderbird", "abc.default-release", "Thunderbird"),
    (".config/thunderbird", "abc.default", "Thunderbird"),
    (".mozilla-thunderbird", "abc.default", "Thunderbird"),
    (".icedove", "abc.default", "Icedove"),
    ("snap/thunderbird/common/.thunderbird", "abc.default", "Thunderbird (Snap)"),
    ("snap/thunderbird/12/.thunderbird", "abc.default", "Thunderbird (Snap)"),
    (".var/app/org.mozilla.Thunderbird/.thunderbird", "abc.default", "Thunderbird (Flatpak)"),
    (".var/app/org.mozilla.thunderbird/.thunderbird", "abc.default", "Thunderbird (Flatpak)"),
    (".var/app/eu.betterbird.Betterbird/.thunderbird", "abc.default", "Betterbird (Flatpak)"),
    (".mozilla/seamonkey", "abc.default", "SeaMonkey"),
    (".postbox", "abc.default", "Postbox"),
    ("AppData/Roaming/Thunderbird", "Profiles/abc.default", "Thunderbird"),
    ("AppData/Roaming/Mozilla/SeaMonkey", "Profiles/abc.default", "SeaMonkey"),
    ("AppData/Roaming/PostboxApp", "Profiles/abc.default", "Postbox"),
    (
        "AppData/Local/Packages/MozillaThunderbird.MZLA_h5892qc0xkpca/LocalCache/Roaming/Thunderbird",
        "Profiles/abc.default",
        "Thunderbird (Store)",
    ),
    ("Application Data/Thunderbird", "Profiles/abc.default", "Thunderbird"),
    ("Library/Thunderbird", "Profiles/abc.default", "Thunderbird"),
    ("Library/Application Support/Thunderbird", "Profiles/abc.default", "Thunderbird"),
    ("Library/Application Support/SeaMonkey", "Profiles/abc.default", "SeaMonkey"),
    ("Library/Application Support/PostboxApp", "Profiles/abc.default", "Postbox"),
    ("Library/Application Support/Postbox", "Profiles/abc.default", "Postbox"),
    ("Library/Application Support/Betterbird", "Profiles/abc.default", "Betterbird"),
];

#[test]
fn every_program_on_every_system_is_known() {
    for (folder, path, program) in LISTED {
        let root = Root::new();
        root.listed(folder, path);
        let (found, warnings) = root.search();
        assert_eq!(found, [(format!("{folder}/{path}"), "default".to_owned(), program, true)]);
        assert_eq!(warnings, []);
    }
}

#[test]
fn all_of_them_in_one_home_are_found_in_order() {
    let root = Root::new();
    for (folder, path, _) in LISTED {
        root.listed(folder, path);
    }
    let (found, warnings) = root.search();
    assert_eq!((found.len(), warnings.len()), (LISTED.len(), 0));
    let (found, _) = profiles_below(root.0.path());
    assert!(found.is_sorted_by(|one, other| one.path < other.path));
}

#[test]
fn old_mozilla_programs_are_known() {
    for folder in [
        ".mozilla",
        "AppData/Roaming/Mozilla/Profiles",
        "Application Data/Mozilla/Profiles",
        "Library/Mozilla/Profiles",
    ] {
        let root = Root::new();
        root.profile(&format!("{folder}/ann/qx12.slt"));
        root.profile(&format!("{folder}/firefox/abc.default"));
        let (found, warnings) = root.search();
        assert_eq!(found, [(format!("{folder}/ann/qx12.slt"), "ann".to_owned(), "Mozilla Suite", false)]);
        assert_eq!(warnings, []);
    }
}

#[test]
fn portable_profiles_are_known() {
    let root = Root::new();
    root.profile("PortableApps/ThunderbirdPortable/Data/profile");
    assert_eq!(root.search().0[0].2, "Thunderbird (Portable)");
}

#[test]
fn homes_are_found_in_every_kind_of_system() {
    for home in [
        "",
        "ann",
        "home/ann",
        "root",
        "Users/ann",
        "Documents and Settings/ann",
        "var/home/ann",
        "export/home/ann",
    ] {
        let root = Root::new();
        root.listed(&format!("{home}/.thunderbird"), "abc.default");
        let (found, warnings) = root.search();
        assert_eq!((found.len(), warnings.len()), (1, 0), "{home}");
    }
}

#[test]
fn a_profile_and_a_folder_of_profiles_are_found_directly() {
    let root = Root::new();
    root.listed("home/.thunderbird", "abc.default");
    let name =
        || ("home/.thunderbird/abc.default".to_owned(), "abc.default".to_owned(), "Thunderbird", false);
    assert_eq!(root.search_in("home/.thunderbird/abc.default").0, [name()]);
    let (found, _) = root.search_in("home/.thunderbird");
    assert_eq!((found.len(), found[0].1.as_str(), found[0].2), (1, "default", "Thunderbird"));

    root.profile("cases/b");
    root.profile("cases/a");
    root.write("cases/c/readme", "");
    let found: Vec<_> = root.search_in("cases").0.into_iter().map(|found| (found.0, found.2)).collect();
    assert_eq!(found, [("cases/a".to_owned(), "folder"), ("cases/b".to_owned(), "folder")]);

    // Without preferences it is one by its mail alone; a home that has a folder Mail is no profile.
    root.write("lost/ImapMail/host/INBOX.msf", "");
    assert_eq!(root.search_in("lost").0.len(), 1);
    root.write("ann/Mail/inbox", "");
    root.listed("ann/.thunderbird", "abc.default");
    assert_eq!(root.search_in("ann").0[0].0, "ann/.thunderbird/abc.default");
}

#[test]
fn a_zip_is_found() {
    let root = Root::new();
    let mut writer = zip::ZipWriter::new(fs::File::create(root.path("p.zip")).unwrap());
    writer.start_file("x/prefs.js", zip::write::SimpleFileOptions::default()).unwrap();
    writer.finish().unwrap();
    assert_eq!(root.search_in("p.zip").0, [("p.zip".to_owned(), "p".to_owned(), "archive", false)]);
}

#[test]
fn lists_and_folders_need_not_agree() {
    let root = Root::new();
    root.write(
        ".thunderbird/profiles.ini",
        "[Profile0]\nName=one\nIsRelative=1\nPath=one\nDefault=1\n[Profile1]\nName=gone\nIsRelative=1\nPath=gone\n\
         [Profile2]\nName=empty\nIsRelative=1\nPath=empty\n[Install0123]\nDefault=two\nLocked=1\n\
         [Profile3]\nName=two\nIsRelative=1\nPath=two\n[Profile4]\nName=twice\nIsRelative=1\nPath=./two\n",
    );
    root.profile(".thunderbird/one");
    root.profile(".thunderbird/two");
    root.profile(".thunderbird/unlisted");
    fs::create_dir(root.path(".thunderbird/empty")).unwrap();
    let (found, warnings) = root.search();
    let found: Vec<_> = found.iter().map(|found| (found.1.as_str(), found.3)).collect();
    assert_eq!(found, [("one", false), ("two", true), ("unlisted", false)]);
    for what in [
        "the profile gone is listed, but is not there: gone",
        "the profile empty is empty",
        "not in profiles.ini",
    ] {
        assert_eq!(said(&warnings, what), 1, "{what}: {warnings:?}");
    }
    assert_eq!(warnings.len(), 3);
}

#[test]
fn installs_say_what_is_default() {
    let root = Root::new();
    root.listed(".thunderbird", "a");
    root.profile(".thunderbird/b");
    root.write(
        ".thunderbird/profiles.ini",
        "[Profile0]\nName=a\nIsRelative=1\nPath=a\nDefault=1\n[Profile1]\nName=b\nIsRelative=1\nPath=b\n",
    );
    assert!(root.search().0[0].3);
    root.write(".thunderbird/installs.ini", "[FDC34C9F024745EB]\nDefault=b\nLocked=1\n");
    let found: Vec<_> = root.search().0.into_iter().map(|found| found.3).collect();
    assert_eq!(found, [false, true]);
}

/// The list of a disk image has the paths of its own system.
#[test]
fn absolute_paths_of_another_system_are_found_below_the_root() {
    for (path, root_of_search) in [
        ("/home/ann/mail/profile", ""),
        ("/home/ann/mail/profile", "home"),
        ("/home/ann/mail/profile", "home/ann"),
        ("C:\\home\\ann\\mail\\profile", ""),
        ("D:/elsewhere/home/ann/mail/profile", ""),
    ] {
        let root = Root::new();
        root.write(
            "home/ann/.thunderbird/profiles.ini",
            &format!("[Profile0]\nName=far\nIsRelative=0\nPath={path}\n"),
        );
        root.profile("home/ann/mail/profile");
        let (found, warnings) = root.search_in(root_of_search);
        assert_eq!((found.len(), warnings.len()), (1, 0), "{path} in {root_of_search}: {warnings:?}");
        assert_eq!(found[0].0, "home/ann/mail/profile");
    }
    let root = Root::new();
    root.write(".thunderbird/profiles.ini", "[Profile0]\nName=far\nIsRelative=0\nPath=/home/../../etc\n");
    assert_eq!(said(&root.search().1, "not there"), 1);
}

#[test]
fn a_root_that_is_not_there_is_one_warning() {
    let root = Root::new();
    let (found, warnings) = root.search_in("none");
    assert_eq!((found.len(), warnings.len()), (0, 1));
    root.write("file", "");
    assert_eq!(root.search_in("file").1.len(), 1);
    assert_eq!(root.search(), (Vec::new(), Vec::new()));
}

#[test]
fn lists_of_any_bytes_are_read() {
    let root = Root::new();
    root.write(".thunderbird/abc/prefs.js", "");
    let names = [
        "[Profile0]\nPath=\0\nIsRelative=1\n",
        "[Profile0]\nPath=/\nIsRelative=1\n",
        "[Profile0]\nPath=../../..\nIsRelative=1\n",
    ];
    for text in names {
        root.write(".thunderbird/profiles.ini", text);
        assert_eq!(root.search().0.len(), 1, "{text}");
    }
    fs::write(root.path(".thunderbird/profiles.ini"), b"[Profile0]\nName=\xFC\nIsRelative=1\nPath=abc\n")
        .unwrap();
    assert_eq!(root.search().0[0].1, "\u{FFFD}");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_links_lead_to_is_found_once() {
        let root = Root::new();
        root.listed("home/ann/.thunderbird", "abc.default");
        symlink(".thunderbird", root.path("home/ann/.icedove")).unwrap();
        symlink(root.path("home/ann/.thunderbird/abc.default"), root.path("home/ann/.thunderbird/zzz"))
            .unwrap();
        symlink("ann", root.path("home/also")).unwrap();
        symlink("home", root.path("Users")).unwrap();
        let (found, warnings) = root.search();
        assert_eq!((found.len(), warnings.len()), (1, 0), "{found:?} {warnings:?}");
    }

    #[test]
    fn links_that_leave_the_root_are_not_followed() {
        let other = Root::new();
        other.listed(".thunderbird", "abc.default");
        let root = Root::new();
        fs::create_dir_all(root.path("home/ann")).unwrap();
        symlink(other.path(".thunderbird"), root.path("home/ann/.thunderbird")).unwrap();
        root.write("home/bob/.thunderbird/profiles.ini", "[Profile0]\nName=x\nIsRelative=1\nPath=x\n");
        symlink(other.path(".thunderbird/abc.default"), root.path("home/bob/.thunderbird/x")).unwrap();
        symlink(other.path(""), root.path("home/carl")).unwrap();
        let (found, warnings) = root.search();
        assert_eq!(found, []);
        assert_eq!(said(&warnings, "leads out of the folder that was searched"), 2, "{warnings:?}");
    }

    #[test]
    fn a_link_as_the_root_is_followed() {
        let other = Root::new();
        other.listed(".thunderbird", "abc.default");
        let root = Root::new();
        symlink(other.path(""), root.path("link")).unwrap();
        let (found, warnings) = profiles_below(&root.path("link"));
        assert_eq!((found.len(), warnings.len()), (1, 0));
        assert!(found[0].path.starts_with(root.path("link")));
    }
}

#[test]
fn twenty_thousand_profiles_are_found() {
    let root = Root::new();
    let mut list = String::new();
    for number in 0..20_000 {
        list.push_str(&format!("[Profile{number}]\nName=p{number}\nIsRelative=1\nPath=p{}\n", number / 2));
    }
    root.write(".thunderbird/profiles.ini", &list);
    for number in 0..200 {
        root.profile(&format!(".thunderbird/p{number}"));
    }
    let (found, warnings) = root.search();
    assert_eq!((found.len(), warnings.len()), (200, 20_000 - 400));
}

#[test]
fn found_profiles_can_be_opened() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/profile");
    let (found, warnings) = profiles_below(&cases);
    assert!(!found.is_empty() && warnings.is_empty());
    for found in found {
        morkdb_profile::Profile::open(&found.path).unwrap();
    }
}

/// A home without rights was passed over without a word, as if there were nothing in it.
#[cfg(unix)]
#[test]
fn a_home_without_rights_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;

    let root = Root::new();
    root.profile("home/anna/.thunderbird/a.default");
    root.profile("home/carl/.thunderbird/c.default");
    let carl = root.path("home/carl");
    fs::set_permissions(&carl, fs::Permissions::from_mode(0o000)).unwrap();
    let is_closed = fs::read_dir(&carl).is_err();
    let (found, warnings) = profiles_below(&root.path(""));
    fs::set_permissions(&carl, fs::Permissions::from_mode(0o700)).unwrap();
    // Rights are nothing to the superuser.
    let (all, odd) = if is_closed { (1, 1) } else { (2, 0) };
    assert_eq!((found.len(), warnings.len()), (all, odd), "{found:?} {warnings:?}");
    assert!(warnings.iter().all(|warning| warning.path == carl), "{warnings:?}");
}

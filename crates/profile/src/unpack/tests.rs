use std::fs;
use std::io::Write;
use std::time::{Duration, SystemTime};

use zip::write::{ExtendedFileOptions, FileOptions, SimpleFileOptions};
use zip::{DateTime, ZipWriter};

use super::*;

type Extended<'a> = FileOptions<'a, 'a, ExtendedFileOptions>;

/// Makes an archive.
struct Zip {
    folder: TempDir,
    writer: ZipWriter<File>,
}

impl Zip {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let writer = ZipWriter::new(File::create(folder.path().join("p.zip")).unwrap());
        Self { folder, writer }
    }

    /// An archive of files, each with its name in it.
    fn of(names: &[&str]) -> Self {
        let mut zip = Self::new();
        for name in names {
            zip.add(name, name.as_bytes());
        }
        zip
    }

    fn add(&mut self, name: &str, bytes: &[u8]) {
        self.writer.start_file(name, SimpleFileOptions::default()).unwrap();
        self.writer.write_all(bytes).unwrap();
    }

    fn finish(self) -> (TempDir, PathBuf) {
        self.writer.finish().unwrap();
        let path = self.folder.path().join("p.zip");
        (self.folder, path)
    }
}

/// The files in a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

fn warnings(unpacked: &Unpacked) -> Vec<String> {
    unpacked.warnings.iter().map(Warning::to_string).collect()
}

#[test]
fn only_what_is_needed_is_taken_out() {
    let needed = [
        "prefs.js",
        "virtualFolders.dat",
        "panacea.dat",
        "folderCache.json",
        "abook.mab",
        "abook.sqlite",
        "abook.sqlite-wal",
        "Mail/Local Folders/Inbox",
        "ImapMail/host/INBOX.msf",
        "News/host/a.b.msf",
    ];
    let others =
        ["logins.json", "key4.db", "cert9.db", "cookies.sqlite", "signedInUser.json", "chrome/user.css"];
    let all: Vec<_> = needed.iter().chain(&others).copied().collect();
    let (_folder, path) = Zip::of(&all).finish();
    assert!(is_archive(&path) && holds_profile(&path));
    let unpacked = unpack(&path).unwrap();
    let mut expected = needed.to_vec();
    expected.sort_unstable();
    assert_eq!(files(unpacked.folder.path()), expected);
    assert_eq!(
        fs::read(unpacked.folder.path().join("Mail/Local Folders/Inbox")).unwrap(),
        b"Mail/Local Folders/Inbox"
    );
    assert_eq!(unpacked.warnings, []);
    let place = unpacked.folder.path().to_owned();
    drop(unpacked);
    assert!(!place.exists());
}

#[test]
fn the_profile_may_be_the_only_folder() {
    let (_folder, path) =
        Zip::of(&["x.default/prefs.js", "x.default/Mail/a/b", "__MACOSX/x.default/._b", ".DS_Store"])
            .finish();
    assert_eq!(files(unpack(&path).unwrap().folder.path()), ["Mail/a/b", "prefs.js"]);
    for names in [
        &["a/prefs.js", "b/prefs.js"][..],
        &["a/b/prefs.js"],
        &["readme"],
        &["prefs.js.bak"],
        &["xMail/a"],
        &[],
    ] {
        let (_folder, path) = Zip::of(names).finish();
        assert!(!holds_profile(&path), "{names:?}");
        assert!(matches!(unpack(&path), Err(Error::NoProfile { .. })), "{names:?}");
    }
}

#[test]
fn folders_of_accounts_with_another_place_are_taken_out_too() {
    let mut zip = Zip::new();
    zip.add("own/Inbox", b"mail");
    zip.add("others/x", b"x");
    zip.add("prefs.js", b"user_pref(\"mail.server.server1.directory-rel\", \"[ProfD]own\");\n");
    let (_folder, path) = zip.finish();
    assert_eq!(files(unpack(&path).unwrap().folder.path()), ["own/Inbox", "prefs.js"]);
}

/// Names as attackers write them: nothing is written outside of the folder.
#[test]
fn names_that_lead_out_and_links_are_left_out() {
    let mut zip =
        Zip::of(&["prefs.js", "Mail/../../evil", "/Mail/evil", "Mail/a/../../../../evil", "../Mail/evil"]);
    zip.writer.add_symlink("Mail/link", "/etc", SimpleFileOptions::default()).unwrap();
    zip.add("Mail/link/evil", b"");
    zip.add("Mail/./ok//b", b"");
    let (folder, path) = zip.finish();
    let unpacked = unpack(&path).unwrap();
    assert_eq!(files(unpacked.folder.path()), ["Mail/link/evil", "Mail/ok/b", "prefs.js"]);
    assert_eq!(files(folder.path()), ["p.zip"]);
    let warnings = warnings(&unpacked);
    let count = |what: &str| warnings.iter().filter(|warning| warning.contains(what)).count();
    assert_eq!((count("leads out of the archive"), count("is a link")), (4, 1), "{warnings:?}");
}

#[test]
fn times_are_kept() {
    let second = 1_700_000_001;
    let mut zip = Zip::of(&["prefs.js"]);
    let exact = Extended::default().with_extended_timestamp(Some(second), None, None).unwrap();
    zip.writer.start_file("Mail/a/exact", exact).unwrap();
    let ticks = (u64::from(second) + 11_644_473_600) * 10_000_000;
    let windows = Extended::default().with_ntfs_times(ticks, ticks, ticks).unwrap();
    zip.writer.start_file("Mail/a/windows", windows).unwrap();
    let plain = SimpleFileOptions::default()
        .last_modified_time(DateTime::from_date_and_time(2023, 11, 14, 22, 13, 20).unwrap());
    zip.writer.start_file("Mail/a/plain", plain).unwrap();
    let (_folder, path) = zip.finish();
    let unpacked = unpack(&path).unwrap();
    let modified = |name: &str| {
        let time =
            fs::metadata(unpacked.folder.path().join("Mail/a").join(name)).unwrap().modified().unwrap();
        time.duration_since(SystemTime::UNIX_EPOCH).unwrap()
    };
    assert_eq!(modified("exact"), Duration::from_secs(second.into()));
    assert_eq!(modified("windows"), Duration::from_secs(second.into()));
    assert_eq!(modified("plain"), Duration::from_secs(1_700_000_000));
}

#[test]
fn a_damaged_file_is_said_and_kept_as_far_as_it_goes() {
    let text: Vec<u8> = (0..20_000_u32).flat_map(u32::to_le_bytes).collect();
    let mut zip = Zip::new();
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.writer.start_file("Mail/a/stored", stored).unwrap();
    zip.writer.write_all(&text).unwrap();
    zip.add("prefs.js", b"user_pref(\"a\", 1);");
    let (_folder, path) = zip.finish();
    let mut bytes = fs::read(&path).unwrap();
    bytes[5_000] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let unpacked = unpack(&path).unwrap();
    assert_eq!(files(unpacked.folder.path()), ["Mail/a/stored", "prefs.js"]);
    assert!(
        warnings(&unpacked)[0].ends_with("stored: damaged: 80000 of 80000 bytes could be read"),
        "{:?}",
        unpacked.warnings
    );
}

#[test]
fn what_is_no_archive_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.zip");
    fs::write(&path, b"PK\x03\x04 and nothing more").unwrap();
    assert!(is_archive(&path));
    assert!(matches!(unpack(&path), Err(Error::Archive { .. })));
    fs::write(&path, b"PK").unwrap();
    assert!(!is_archive(&path));
    assert!(!is_archive(folder.path()));
}

/// Half an archive has no list of its files.
#[test]
fn every_part_of_an_archive_is_read_without_a_panic() {
    let (_folder, path) = Zip::of(&["prefs.js", "Mail/a/b", "Mail/a/c.msf"]).finish();
    let bytes = fs::read(&path).unwrap();
    for end in 0..bytes.len() {
        fs::write(&path, &bytes[..end]).unwrap();
        _ = unpack(&path);
        let mut changed = bytes.clone();
        changed[end] ^= 0xFF;
        fs::write(&path, &changed).unwrap();
        _ = unpack(&path);
    }
}

/// An archive that says that it takes more room than any disk has.
#[cfg(unix)]
#[test]
fn too_large_an_archive_is_refused_before_anything_is_written() {
    let (_folder, path) = Zip::of(&["prefs.js", "Mail/a/b"]).finish();
    let mut bytes = fs::read(&path).unwrap();
    let central = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bytes[central + 24..central + 28].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF]);
    fs::write(&path, &bytes).unwrap();
    let archive = Archive::open(&path).unwrap();
    let wanted = archive.wanted.as_ref().unwrap();
    let entries = archive.entries(wanted);
    let large = entries.iter().find(|(_, target)| target.ends_with("b")).unwrap();
    let entries = vec![large.clone(); 1 << 20];
    let Err(Error::Archive { what, .. }) = archive.check_room(&entries, &std::env::temp_dir()) else {
        panic!("there is no such disk");
    };
    assert!(what.contains("bytes unpacked, and there is room for"), "{what}");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_kept() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let (_folder, path) = Zip::of(&["prefs.js", "Mail/a/Entw1rfe"]).finish();
    let bytes: Vec<u8> = fs::read(&path).unwrap();
    // The name is in two places: at the file, and in the list.
    let changed = |letter: u8, system: u8| {
        let mut bytes = bytes.clone();
        while let Some(at) = bytes.windows(4).position(|window| window == b"tw1r") {
            bytes[at + 2] = letter;
        }
        let central = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
        bytes[central + 5] = system;
        fs::write(&path, &bytes).unwrap();
        unpack(&path).unwrap()
    };
    let unix = changed(0xFC, 3);
    assert!(unix.folder.path().join("Mail/a").join(OsStr::from_bytes(b"Entw\xFCrfe")).is_file());
    let dos = changed(0x81, 0);
    assert!(dos.folder.path().join("Mail/a/Entwürfe").is_file());
}

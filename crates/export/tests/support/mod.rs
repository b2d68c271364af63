//! Profiles for tests: copies of those that Thunderbird wrote, and made-up ones.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use morkdb::OpenOptions;
use morkdb_export::{Error, Kind, Options, Report, export};
use morkdb_folder::{DetachedHeader, Folder, MessageFlags, NewKey, Protocol};
use morkdb_profile::Profile;
use tempfile::TempDir;

/// A folder of test data.
pub fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name).canonicalize().unwrap()
}

/// A profile and a place to export to.
pub struct Place {
    pub place: TempDir,
}

impl Place {
    /// An empty profile with Local Folders.
    pub fn empty() -> Self {
        let place = tempfile::tempdir().unwrap();
        let mail = place.path().join("profile/Mail/Local Folders");
        fs::create_dir_all(mail).unwrap();
        let made = Self { place };
        made.prefs("");
        made
    }

    /// Writes the preferences: those of Local Folders, and others.
    pub fn prefs(&self, more: &str) {
        let text = format!(
            "user_pref(\"mail.accountmanager.accounts\", \"account1\");\n\
             user_pref(\"mail.account.account1.server\", \"server1\");\n\
             user_pref(\"mail.server.server1.type\", \"none\");\n\
             user_pref(\"mail.server.server1.hostname\", \"Local Folders\");\n\
             user_pref(\"mail.server.server1.userName\", \"nobody\");\n\
             user_pref(\"mail.server.server1.name\", \"Local Folders\");\n\
             user_pref(\"mail.server.server1.directory-rel\", \"[ProfD]Mail/Local Folders\");\n{more}"
        );
        fs::write(self.profile().join("prefs.js"), text).unwrap();
    }

    /// A copy of a profile of the test data.
    pub fn copy(name: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        copy(&testdata("profile").join(name), &place.path().join("profile"));
        Self { place }
    }

    pub fn profile(&self) -> PathBuf {
        self.place.path().join("profile")
    }

    pub fn out(&self) -> PathBuf {
        self.place.path().join("out")
    }

    pub fn local(&self) -> PathBuf {
        self.profile().join("Mail/Local Folders")
    }

    /// What was exported to Local Folders.
    pub fn exported(&self) -> PathBuf {
        self.out().join("Local Folders")
    }

    pub fn options(&self, kind: Kind) -> Options {
        Options::new(kind, self.out())
    }

    pub fn open(&self) -> Profile {
        Profile::open(self.profile()).unwrap()
    }

    pub fn export(&self, kind: Kind) -> Report {
        self.run(&self.options(kind)).unwrap()
    }

    pub fn run(&self, options: &Options) -> Result<Report, Error> {
        export(&self.open(), options, &())
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The bytes and the time of every file below a folder, and the names of folders.
pub fn snapshot(root: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            let name = path.strip_prefix(root).unwrap().to_owned();
            if path.is_dir() {
                found.insert(name, (Vec::new(), time));
                folders.push(path);
            } else {
                found.insert(name, (fs::read(&path).unwrap(), time));
            }
        }
    }
    found
}

/// No file and no folder differs, neither in its bytes nor in its time.
pub fn assert_same(root: &Path, before: &BTreeMap<PathBuf, (Vec<u8>, SystemTime)>, what: &str) {
    let after = snapshot(root);
    let all: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differ: Vec<_> = all.into_iter().filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(differ.is_empty(), "{what}: {differ:?}");
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A message of a made-up folder.
#[derive(Clone)]
pub struct Message {
    pub id: String,
    pub flags: u32,
    pub keywords: String,
    pub received: u32,
    /// `X-Mozilla-Status` in the mail itself.
    pub status: u32,
    pub body: String,
    /// Whether the summary has it; the mail has it in any case.
    pub has_row: bool,
    /// Whether the mail has it.
    pub has_mail: bool,
    pub junk: Option<u32>,
}

impl Message {
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            flags: 0,
            keywords: String::new(),
            received: 1_700_000_000,
            status: 0,
            body: format!("The text of {id}\n"),
            has_row: true,
            has_mail: true,
            junk: None,
        }
    }

    pub fn flags(mut self, flags: MessageFlags) -> Self {
        self.flags = flags.0;
        self
    }

    pub fn keywords(mut self, keywords: &str) -> Self {
        self.keywords = keywords.to_owned();
        self
    }

    /// The message as it was received.
    pub fn text(&self) -> String {
        format!(
            "From: Anna <anna@example.org>\nTo: Bert <bert@example.org>\nSubject: About {id}\n\
             Date: Tue, 14 Nov 2023 22:00:00 +0000\nMessage-ID: <{id}>\n\n{body}",
            id = self.id,
            body = self.body
        )
    }

    fn in_mbox(&self) -> String {
        let status = self.status;
        let is_from = |line: &str| line.trim_start_matches('>').starts_with("From ");
        let quote = |line: &str| format!("{}{line}", if is_from(line) { ">" } else { "" });
        let escaped: String = self.text().split_inclusive('\n').map(quote).collect();
        format!(
            "From - Tue Nov 14 22:13:20 2023\nX-Mozilla-Status: {status:04x}\nX-Mozilla-Status2: 00000000\n\
             X-Mozilla-Keys: {:80}\n{escaped}\n",
            ""
        )
    }

    fn header(&self, offset: usize) -> DetachedHeader {
        let mut row = DetachedHeader::new();
        let mut edit = row.edit();
        edit.set_message_id(&self.id).unwrap();
        edit.set_author("Anna <anna@example.org>").unwrap();
        edit.set_subject(format!("About {}", self.id)).unwrap();
        edit.set_flags(MessageFlags(self.flags)).unwrap();
        edit.set_date(1_699_999_200).unwrap();
        edit.set_date_received(self.received).unwrap();
        edit.set_store_token(offset.to_string()).unwrap();
        edit.set_size(u32::try_from(self.text().len()).unwrap()).unwrap();
        if !self.keywords.is_empty() {
            edit.set_keywords(&self.keywords).unwrap();
        }
        if let Some(score) = self.junk {
            edit.set_property("junkscore", score.to_string()).unwrap();
        }
        row
    }
}

/// Makes a folder: an mbox and a summary that is valid for it.
pub fn make_folder(path: &Path, messages: &[Message]) {
    let summary = PathBuf::from(format!("{}.msf", path.display()));
    let _ = fs::remove_file(&summary);
    let mut folder = Folder::create(&OpenOptions::default(), &summary, Protocol::Local).unwrap();
    let mut mail = String::new();
    for message in messages {
        if message.has_row {
            folder.add(&message.header(mail.len()), NewKey::Next).unwrap();
        }
        if message.has_mail {
            mail.push_str(&message.in_mbox());
        }
    }
    fs::write(path, &mail).unwrap();
    set_time(path, 1_700_000_000);
    let mut info = folder.edit_info().unwrap();
    info.set_folder_size(mail.len() as u64).unwrap();
    info.set_folder_date(1_700_000_000).unwrap();
    folder.compress().unwrap();
    set_time(&summary, 1_700_000_000);
}

pub fn set_time(path: &Path, seconds: u64) {
    let time = UNIX_EPOCH + Duration::from_secs(seconds);
    File::options().append(true).open(path).unwrap().set_times(FileTimes::new().set_modified(time)).unwrap();
}

/// All that came in went somewhere.
pub fn assert_adds_up(report: &Report) {
    for folder in &report.folders {
        let without_body: u64 = folder.without_body.values().sum();
        let sum = folder.exported - folder.without_summary + folder.left_out + without_body;
        assert_eq!(folder.messages, sum, "{folder:?}");
    }
}

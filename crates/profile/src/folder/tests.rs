//! Folders in good and in bad repair, made in a temporary folder.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use morkdb::{Commit, Database};
use morkdb_folder::{MessageHeader, Protocol};
use tempfile::TempDir;

use super::*;

const MAIL: &str = "From - Mon Jan  1 00:00:00 2024\nX-Mozilla-Status: 0001\nMessage-ID: <a@x>\nSubject: one\n\
    Date: Mon, 1 Jan 2024 00:00:00 +0000\n\nbody\n\n\
    From - Mon Jan  1 00:00:00 2024\nX-Mozilla-Status: 0009\nMessage-ID: <b@x>\nSubject: deleted\n\nbody\n\n\
    From - Mon Jan  1 00:00:00 2024\nX-Mozilla-Status: 0000\nMessage-ID: <c@x>\nSubject: three\n\
    Date: Tue, 2 Jan 2024 00:00:00 +0000\n\nbody\n\n";

const INBOX: &[u8] = include_bytes!("../../../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf");

/// A folder that is being made: `x`, and `x.msf`.
struct Made(TempDir, MailFolder);

impl Made {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let folder = MailFolder {
            account: 0,
            parent: None,
            names: vec!["x".to_owned()],
            uri: String::new(),
            summary: directory.path().join("x.msf"),
            has_summary: false,
            store: Store::None,
            role: None,
            flags: FolderFlags::default(),
            saved_search: None,
            is_remote: false,
        };
        Self(directory, folder)
    }

    fn summary(mut self, text: &[u8]) -> Self {
        write_old(&self.1.summary, text);
        self.1.has_summary = true;
        self
    }

    fn mbox(mut self, text: &str) -> Self {
        let path = self.0.path().join("x");
        write_old(&path, text.as_bytes());
        self.1.store = Store::Mbox(path);
        self
    }

    fn remote(mut self) -> Self {
        self.1.is_remote = true;
        self
    }
}

/// Nobody is writing a file that was written long ago.
fn write_old(path: &Path, text: &[u8]) {
    fs::write(path, text).unwrap();
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
}

/// A summary of an mbox of this size, of the same time, with these flags.
fn summary_of(size: usize, flags: u32) -> Vec<u8> {
    let mut folder = Folder::create_in(Database::from_bytes(Vec::new()).unwrap(), Protocol::Local).unwrap();
    let size = u64::try_from(size).unwrap();
    folder.mark_valid(&morkdb_folder::MailStore::Mbox { size, modified: 1_700_000_000 }).unwrap();
    folder.edit_info().unwrap().set_flag(FolderFlags(flags), true).unwrap();
    folder.into_database().preview(Commit::Whole).unwrap().text
}

fn subjects(folder: &Folder) -> Vec<(u32, String)> {
    let subject = |message: MessageHeader<'_>| String::from_utf8_lossy(&message.subject()).into_owned();
    folder.read().all_messages().map(|message| (message.key().0, subject(message))).collect()
}

#[test]
fn mail_without_a_summary_is_read_without_what_was_deleted() {
    let made = Made::new().mbox(MAIL);
    let loaded = made.1.load().unwrap();
    assert_eq!((loaded.state.name(), loaded.origin), ("missing", Origin::Mail));
    assert_eq!(subjects(&loaded.folder), [(1, "one".to_owned()), (2, "three".to_owned())]);
    let survey = made.1.survey();
    assert_eq!((survey.total, survey.unread, survey.new), (2, 1, 0));
    assert_eq!(survey.newest, Some(1_704_153_600));
    assert_eq!((survey.mail_bytes, survey.summary_bytes), (MAIL.len() as u64, 0));
    assert_eq!(survey.warnings.len(), 1);
    assert_eq!(made.1.state().name(), "missing");
}

/// A summary has no bytes until it is first written.
#[test]
fn an_empty_summary_is_a_missing_one() {
    let made = Made::new().mbox(MAIL).summary(b"");
    assert_eq!(made.1.survey().total, 2);
    assert_eq!(made.1.state().name(), "missing");
}

#[test]
fn a_folder_of_folders_is_empty() {
    let survey = Made::new().1.survey();
    assert_eq!((survey.state.name(), survey.origin, survey.total), ("missing", Some(Origin::Mail), 0));
    assert!(survey.warnings.is_empty());
    let empty = Made::new().mbox("").1.survey();
    assert_eq!((empty.state.name(), empty.total, empty.warnings.len()), ("missing", 0, 0));
}

#[test]
fn what_is_no_summary() {
    let survey = Made::new().mbox(MAIL).summary(b"this is no Mork file").1.survey();
    assert_eq!((survey.state.name(), survey.origin, survey.total), ("damaged", Some(Origin::Mail), 2));
    assert!(survey.warnings[0].what.contains("the mail was read instead"));

    let made = Made::new().summary(b"this is no Mork file");
    let alone = &made.1;
    assert!(matches!(alone.load(), Err(crate::Error::Summary { .. })));
    assert_eq!(alone.state().name(), "damaged");
    let survey = alone.survey();
    assert_eq!((survey.state.name(), survey.origin, survey.total), ("damaged", None, 0));
    assert!(survey.warnings[0].what.starts_with("the folder cannot be read: "));
}

#[test]
fn a_summary_that_was_cut_off_keeps_what_is_there() {
    let whole = Folder::from_bytes(INBOX.to_vec()).unwrap().read().len();
    let mut least = usize::MAX;
    for tenths in 6..9 {
        let survey = Made::new().summary(&INBOX[..INBOX.len() * tenths / 10]).remote().1.survey();
        assert_eq!((survey.state.name(), survey.origin), ("damaged", Some(Origin::Summary)), "{tenths}");
        assert_eq!(survey.warnings.len(), 1);
        let total = usize::try_from(survey.total).unwrap();
        assert!(total > 0 && total <= whole, "{total}");
        least = least.min(total);
    }
    assert!(least < whole);
}

/// Any byte of a summary may be lost or wrong.
#[test]
fn no_damage_is_too_much() {
    for at in (0..INBOX.len()).step_by(INBOX.len() / 60) {
        let mut text = INBOX.to_vec();
        text[at] ^= 0x55;
        let made = Made::new().summary(&text).remote();
        let survey = made.1.survey();
        assert_eq!(survey.state.name(), made.1.state().name());
        assert!(survey.total <= 200);
    }
}

/// After a crash the last commit may lack its end: everything before it counts, and Thunderbird says nothing.
#[test]
fn a_commit_that_was_not_finished_is_no_damage() {
    let mut text = summary_of(MAIL.len(), 4);
    text.extend_from_slice(b"@$${7{@\n[-1:^80(^88=1)]");
    assert_eq!(Made::new().mbox(MAIL).summary(&text).1.state().name(), "valid");
    text.extend_from_slice(b"\n@$$}7}@\n]]");
    assert_eq!(Made::new().mbox(MAIL).summary(&text).1.state().name(), "damaged");
}

#[test]
fn valid_and_stale() {
    let state = |made: Made| made.1.state();
    let valid = summary_of(MAIL.len(), 4);
    assert!(matches!(state(Made::new().mbox(MAIL).summary(&valid)), State::Valid));
    let shorter = state(Made::new().mbox(&MAIL[..100]).summary(&valid));
    assert!(matches!(&shorter, State::Stale(reasons) if matches!(reasons[..], [Reason::StoreSize { .. }])));
    assert!(!shorter.is_of_this_mail());
    assert!(matches!(state(Made::new().summary(&valid)), State::Stale(_)), "its mbox is gone");
    assert!(matches!(state(Made::new().summary(&valid).remote()), State::Valid), "the mail is on a server");
    assert!(matches!(state(Made::new().mbox("x").summary(&valid).remote()), State::Valid));
    assert!(matches!(state(Made::new().summary(&summary_of(7, 0x24))), State::Valid), "a saved search");

    let made = Made::new().mbox(MAIL).summary(&valid);
    let mbox = File::options().write(true).open(made.0.path().join("x")).unwrap();
    mbox.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_004_001)).unwrap();
    assert!(matches!(made.1.state(), State::Stale(_)));
    assert!(made.1.state().is_of_this_mail());
    assert!(made.1.survey().warnings.is_empty());
}

#[test]
fn a_maildir() {
    let mut made = Made::new();
    let cur = made.0.path().join("x/cur");
    fs::create_dir_all(&cur).unwrap();
    fs::write(cur.join("1.eml"), "Message-ID: <a@x>\nSubject: one\n\nbody\n").unwrap();
    fs::write(cur.join("2.eml"), "X-Mozilla-Status: 0008\nMessage-ID: <b@x>\nSubject: two\n\nbody\n")
        .unwrap();
    made.1.store = Store::Maildir(made.0.path().join("x"));
    let survey = made.1.survey();
    assert_eq!((survey.state.name(), survey.total, survey.unread, survey.mail_bytes), ("missing", 1, 1, 97));
}

#[cfg(unix)]
#[test]
fn a_summary_without_rights() {
    use std::os::unix::fs::PermissionsExt;

    let made = Made::new().mbox(MAIL).summary(&summary_of(MAIL.len(), 4));
    fs::set_permissions(&made.1.summary, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&made.1.summary).is_err() {
        let survey = made.1.survey();
        assert_eq!((survey.state.name(), survey.origin, survey.total), ("damaged", Some(Origin::Mail), 2));
    }
}

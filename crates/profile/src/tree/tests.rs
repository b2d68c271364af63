//! Trees of all kinds, made in a temporary folder.

use std::fmt::Write as _;
use std::fs;

use morkdb::{Commit, Database};
use morkdb_folder::{Folder, Protocol};
use tempfile::TempDir;

use super::*;
use crate::account::{Identity, Server, ServerKind};

/// A profile that is being made.
struct Made(TempDir);

impl Made {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    /// Adds a file, or a directory where the path ends with `/`.
    fn add(self, path: &str, text: &str) -> Self {
        let at = self.root().join(path);
        if path.ends_with('/') {
            fs::create_dir_all(at).unwrap();
        } else {
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fs::write(at, text).unwrap();
        }
        self
    }

    /// Adds empty files in Local Folders.
    fn local(self, files: &[&str]) -> Self {
        files.iter().fold(self, |made, file| made.add(&format!("Mail/Local Folders/{file}"), ""))
    }

    fn account(&self, kind: ServerKind, user: &str, host: &str, directory: &str) -> Account {
        let server = Server {
            key: "server1".to_owned(),
            kind,
            host: host.to_owned(),
            user: user.to_owned(),
            name: host.to_owned(),
            port: None,
            directory: self.root().join(directory),
            is_maildir: false,
            deferred_to: None,
            newsrc: None,
        };
        let (key, identities) = (directory.to_owned(), Vec::new());
        Account { key, server, identities, is_default: false, is_orphan: false }
    }

    fn local_account(&self) -> Account {
        self.account(ServerKind::Local, "nobody", "Local Folders", "Mail/Local Folders")
    }

    fn imap_account(&self) -> Account {
        self.account(ServerKind::Imap, "a@b", "mail.example", "ImapMail/mail.example")
    }

    fn read(&self, accounts: &[Account]) -> (Vec<MailFolder>, Vec<String>) {
        let mut warnings = Vec::new();
        let folders = folders(self.root(), &Preferences::default(), accounts, &mut warnings);
        let relative = |warning: &Warning| {
            let path = warning.path.strip_prefix(self.root()).unwrap_or(&warning.path);
            format!("{}: {}", path.display(), warning.what)
        };
        (folders, warnings.iter().map(relative).collect())
    }

    fn read_local(&self) -> (Vec<MailFolder>, Vec<String>) {
        self.read(&[self.local_account()])
    }
}

fn paths(folders: &[MailFolder]) -> Vec<String> {
    folders.iter().map(MailFolder::path).collect()
}

fn saved_search() -> &'static [u8] {
    include_bytes!("../../../../testdata/snapshots/local-10-virtual-unread-saved.msf")
}

#[test]
fn special_ones_first_then_by_name() {
    let made = Made::new().local(&[
        "b",
        "A",
        "a",
        "Trash",
        "Inbox",
        "Sent",
        "Unsent Messages",
        "Drafts",
        "B.sbd/z",
        "B.sbd/Y.msf",
        "Inbox.sbd/x",
        "archive",
        "Archives",
    ]);
    let (folders, warnings) = made.read_local();
    assert_eq!(
        paths(&folders),
        [
            "Inbox",
            "Inbox/x",
            "Drafts",
            "Sent",
            "Archives",
            "Trash",
            "Unsent Messages",
            "A",
            "a",
            "archive",
            "B",
            "B/Y",
            "B/z",
            "b"
        ]
    );
    assert_eq!(warnings, [""; 0]);
    for (at, folder) in folders.iter().enumerate() {
        let parent = folder.parent.map(|parent| &folders[parent]);
        assert_eq!(folder.names.len(), parent.map_or(0, |parent| parent.names.len()) + 1);
        assert!(folder.parent.is_none_or(|parent| parent < at));
    }
}

#[test]
fn what_makes_a_folder() {
    let made = Made::new()
        .local(&[
            "mbox",
            "summary.msf",
            "both",
            "both.msf",
            "children.sbd/",
            "children.sbd/x",
            "dir/",
            "named/",
        ])
        .local(&[
            "maildir/cur/",
            "maildir.msf",
            "bare/cur/",
            "named.msf",
            "odd.dat",
            "kept.dat",
            "kept.dat.msf",
        ])
        .local(&[
            "msgFilterRules.dat",
            "filterlog.html",
            "popstate.dat",
            "host.newsrc",
            "feeds.json",
            ".compact-temp/",
        ])
        .local(&[
            "nstmp",
            "nstmp-1.msf",
            ".DS_Store",
            "._both.msf",
            "both.mozmsgs/",
            "x.wdseml",
            "junk~",
            "#x",
            "sub.msf/",
        ])
        .add("Mail/Local Folders/mail.bak", "From - Mon\nSubject: x\n\nbody\n")
        .add("Mail/Local Folders/notes.log", "no mail");
    let (folders, warnings) = made.read_local();
    assert_eq!(warnings, [""; 0]);
    let kinds: Vec<_> = folders
        .iter()
        .map(|folder| {
            let store = match &folder.store {
                Store::Mbox(path) => format!("mbox {}", path.file_name().unwrap().display()),
                Store::Maildir(path) => format!("maildir {}", path.file_name().unwrap().display()),
                Store::None => "none".to_owned(),
            };
            format!("{} {} {store}", folder.name(), folder.has_summary)
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "bare false maildir bare",
            "both true mbox both",
            "children false none",
            "x false mbox x",
            "kept.dat true mbox kept.dat",
            "mail.bak false mbox mail.bak",
            "maildir true maildir maildir",
            "mbox false mbox mbox",
            "named true maildir named",
            "summary true none",
        ]
    );
}

/// Thunderbird keeps a summary of the account itself beside its directory.
#[test]
fn the_summary_of_an_account_is_no_folder() {
    let made =
        Made::new().add("Mail/pop.example.msf", "").add("Mail/pop.example/Inbox", "").add("Mail/other", "");
    let accounts = [
        made.account(ServerKind::Pop3, "a", "pop.example", "Mail/pop.example"),
        made.account(ServerKind::Local, "nobody", "Mail", "Mail"),
    ];
    let (folders, _) = made.read(&accounts);
    assert_eq!(paths(&folders), ["Inbox", "other"]);
    assert_eq!(folders[0].uri, "mailbox://a@pop.example/Inbox");
}

#[test]
fn names_from_the_cache_of_another_machine() {
    let imap = r#"{"flags": 1024, "onlineName": "INBOX.&A7EDsgOz-", "hierDelim": 46}"#;
    let cache = format!(
        r#"{{"C:\\Users\\x\\Profiles\\p\\ImapMail\\mail.example\\INBOX.sbd\\&A7EDsgOz-.msf": {imap},
        "C:\\Users\\x\\Profiles\\p\\Mail\\Local Folders\\test24ddc4ea.msf": {{"folderName": "test/test"}},
        "C:\\Users\\x\\Profiles\\p\\Mail\\Local Folders\\test1ad41a64.msf": {{"folderName": "another"}},
        "C:\\old\\Mail\\Local Folders\\test24ddc4ea.msf": {{"folderName": "no", "flags": 16384}}}}"#
    );
    let made = Made::new()
        .add("folderCache.json", &cache)
        .add("ImapMail/mail.example/INBOX.msf", "")
        .add("ImapMail/mail.example/INBOX.sbd/&A7EDsgOz-.msf", "")
        .local(&["test24ddc4ea", "test1ad41a64", "20240101"]);
    let (folders, warnings) = made.read(&[made.imap_account(), made.local_account()]);
    assert_eq!(paths(&folders), ["INBOX", "INBOX/αβγ", "20240101", "test%2Ftest", "test1ad41a64"]);
    assert_eq!(folders[1].uri, "imap://a%40b@mail.example/INBOX/&A7EDsgOz-");
    assert_eq!(folders[1].role, Some(Role::Drafts));
    assert_eq!(folders[3].uri, "mailbox://nobody@Local%20Folders/test24ddc4ea");
    assert_eq!(folders[3].role, None, "the entry of the place that more are of counts");
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn the_cache_of_this_machine_counts_most() {
    let made = Made::new().local(&["x", "y"]);
    let here = made.root().join("Mail/Local Folders/x.msf");
    let here = serde_json::Value::from(here.to_str().unwrap());
    let cache = format!(
        r#"{{{here}: {{"flags": 512}}, "/a/Mail/Local Folders/x.msf": {{"flags": 256}}, "/a/Mail/Local Folders/y.msf": {{}}}}"#
    );
    let made = made.add("folderCache.json", &cache);
    assert_eq!(made.read_local().0[0].role, Some(Role::Sent));
}

#[test]
fn panacea_where_there_is_no_newer_cache() {
    let panacea = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
        < <(a=c)> (80=ns:msg:db:row:scope:folders:all)(81=ns:msg:db:table:kind:folders)(82=key)(83=flags)>\n\
        {1:^80 {(k^81:c)(s=9)} [1(^82=/p/Mail/Local Folders/x.msf)(^83=40000000)]}\n";
    let made = Made::new().local(&["x"]).add("panacea.dat", panacea);
    assert_eq!(made.read_local().0[0].role, Some(Role::Junk));
    let made = made.add("folderCache.json", "{");
    let (folders, warnings) = made.read_local();
    assert_eq!(folders[0].role, None);
    assert!(warnings[0].starts_with("folderCache.json: cannot be understood: "), "{warnings:?}");
}

#[test]
fn hashed_names_from_summaries() {
    let mut folder = Folder::create_in(Database::from_bytes(Vec::new()).unwrap(), Protocol::Local).unwrap();
    folder.edit_info().unwrap().set_folder_name("test/test").unwrap();
    let text = folder.into_database().preview(Commit::Whole).unwrap().text;
    let text = String::from_utf8(text).unwrap();
    let made = Made::new()
        .local(&["test24ddc4ea"])
        .add("Mail/Local Folders/test24ddc4ea.msf", &text)
        .add("Mail/Local Folders/other24ddc4ea.msf", &text);
    assert_eq!(paths(&made.read_local().0), ["other24ddc4ea", "test%2Ftest"]);
}

/// Thunderbird once made `INBOX-1.msf` beside `INBOX.msf`, and both say that they are `INBOX`.
#[test]
fn no_two_folders_have_the_same_name() {
    let cache = r#"{"/p/ImapMail/mail.example/INBOX-1.msf": {"onlineName": "INBOX"},
        "/p/ImapMail/mail.example/INBOX.msf": {"onlineName": "INBOX"}}"#;
    let made = Made::new()
        .add("folderCache.json", cache)
        .add("ImapMail/mail.example/INBOX-1.msf", "")
        .add("ImapMail/mail.example/INBOX.msf", "");
    let (folders, _) = made.read(&[made.imap_account()]);
    let shown: Vec<_> =
        folders.iter().map(|folder| (folder.name(), folder.uri.as_str(), folder.role)).collect();
    let uri = "imap://a%40b@mail.example/INBOX";
    assert_eq!(shown, [("INBOX", uri, Some(Role::Inbox)), ("INBOX-1", &format!("{uri}-1"), None)]);
}

#[test]
fn roles_from_identities_and_names() {
    let made = Made::new().local(&["Out", "Sent", "Tx"]).add("ImapMail/mail.example/Sent Items.msf", "");
    let mut local = made.local_account();
    local.identities.push(Identity {
        sent_folder: Some("mailbox://nobody@Local Folders/Out".to_owned()),
        templates_folder: Some("mailbox://nobody@Local%20Folders/Tx".to_owned()),
        ..Identity::default()
    });
    let (folders, _) = made.read(&[local, made.imap_account()]);
    let roles: Vec<_> = folders.iter().map(|folder| (folder.name(), folder.role)).collect();
    assert_eq!(
        roles,
        [
            ("Tx", Some(Role::Templates)),
            ("Out", Some(Role::Sent)),
            ("Sent", None),
            ("Sent Items", Some(Role::Sent))
        ]
    );
}

#[test]
fn saved_searches() {
    let listed = "version=1\nuri=mailbox://nobody@Local%20Folders/Saved%20%C3%A4lpha\nscope=a|b\nterms=ALL\nsearchOnline=true\n";
    let cache = r#"{"/p/Mail/Local Folders/flagged.msf": {"flags": 36}}"#;
    let made = Made::new()
        .local(&["Saved älpha.msf", "flagged.msf", "empty.msf", "plain"])
        .add("virtualFolders.dat", listed)
        .add("folderCache.json", cache);
    fs::write(made.root().join("Mail/Local Folders/alone.msf"), saved_search()).unwrap();
    let (folders, warnings) = made.read_local();
    let searches: Vec<_> =
        folders.iter().map(|folder| (folder.name(), folder.saved_search.as_ref())).collect();
    let [alone, empty, flagged, plain, listed] = &searches[..] else { panic!("{searches:?}") };
    assert_eq!(alone.1.unwrap().terms, "AND (status,isn't,read)");
    assert_eq!(alone.1.unwrap().scope, ["mailbox://nobody@Local%20Folders/work"]);
    assert_eq!(flagged.1, Some(&SavedSearch::default()));
    assert_eq!((empty.1, plain.1), (None, None));
    let expected = SavedSearch { scope: vec!["a".into(), "b".into()], terms: "ALL".into(), online: true };
    assert_eq!(listed.1, Some(&expected));
    assert_eq!(warnings, [""; 0]);
    assert!(
        folders
            .iter()
            .filter(|folder| folder.is_virtual())
            .all(|folder| folder.flags.contains(FolderFlags::VIRTUAL))
    );
}

#[test]
fn newsgroups() {
    let made = Made::new()
        .add("News/news.example/test.alpha.msf", "")
        .add("News/news.example/test.alpha.dat", "")
        .add("News/news.example/test.gamma", "From \n")
        .add("News/news.example/test.&APY-.msf", "");
    let (folders, _) = made.read(&[made.account(ServerKind::News, "", "news.example", "News/news.example")]);
    assert_eq!(paths(&folders), ["test.alpha", "test.gamma", "test.ö"]);
    assert_eq!(folders[2].uri, "news://news.example/test.%C3%B6");
    assert!(folders.iter().all(|folder| folder.is_remote && folder.role.is_none()));
}

#[test]
fn a_profile_without_folders() {
    let made = Made::new();
    let accounts = [made.local_account(), made.account(ServerKind::Other("im".into()), "", "", "")];
    assert_eq!(made.read(&accounts).1, [""; 0]);
    let mut gone = Vec::new();
    assert_eq!(folders(&made.root().join("none"), &Preferences::default(), &[], &mut gone).len(), 0);
    assert_eq!(gone.len(), 1);
}

#[test]
fn folders_that_are_too_deep_are_left_out() {
    let made = Made::new().add(&format!("Mail/Local Folders/{}x", "a.sbd/".repeat(150)), "");
    let (folders, warnings) = made.read_local();
    assert_eq!(folders.len(), 100);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].ends_with("more than 100 deep within each other"), "{warnings:?}");
}

/// All at once: many folders, many siblings, a large cache with their names, and one that is of nothing.
#[test]
fn twenty_thousand_folders() {
    let made = Made::new();
    let directory = made.root().join("Mail/Local Folders");
    let mut cache = String::from("{\"/x");
    cache.push_str(&"/x".repeat(50_000));
    cache.push_str("\": {}");
    for top in 0..20 {
        let below = directory.join(format!("top{top}.sbd"));
        fs::create_dir_all(&below).unwrap();
        for at in 0..1000 {
            fs::write(below.join(format!("f{at}.msf")), "").unwrap();
            write!(cache, ",\"/old/p/Mail/Local Folders/top{top}.sbd/f{at}.msf\": {{\"flags\": 4}}").unwrap();
        }
    }
    let made = made.add("folderCache.json", &(cache + "}"));
    let (folders, warnings) = made.read_local();
    assert_eq!(folders.len(), 20_020);
    assert_eq!(folders.iter().filter(|folder| folder.flags.0 == 4).count(), 20_000);
    assert_eq!(warnings, [""; 0]);
}

/// Bytes of any kind in the list of saved searches went by without a word.
#[test]
fn a_list_of_saved_searches_that_is_none() {
    let made = Made::new().local(&["x"]).add("virtualFolders.dat", "\u{1}\u{7f}\0~=\nuri\n\u{2}");
    let (folders, warnings) = made.read_local();
    assert_eq!(paths(&folders), ["x"]);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("this is no list of saved searches"), "{warnings:?}");
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_out_of_the_profile_are_not_followed() {
        let outside = Made::new().add("secret", "From \n").add("dir/cur/", "").add("tree/x", "");
        let made = Made::new().local(&["in", "box.msf", "md/", "md.msf"]).add("ImapMail/", "");
        let local = made.root().join("Mail/Local Folders");
        for (target, link) in [
            ("secret", "box"),
            ("secret", "out.msf"),
            ("tree", "t.sbd"),
            ("dir", "maildir"),
            ("none", "gone"),
        ] {
            symlink(outside.root().join(target), local.join(link)).unwrap();
        }
        symlink(outside.root().join("dir/cur"), local.join("md/cur")).unwrap();
        symlink(outside.root().join("tree"), made.root().join("ImapMail/mail.example")).unwrap();
        symlink(outside.root().join("secret"), made.root().join("folderCache.json")).unwrap();
        let (folders, warnings) = made.read(&[made.local_account(), made.imap_account()]);
        assert_eq!(paths(&folders), ["box", "in", "md"]);
        assert_eq!((&folders[0].store, &folders[2].store), (&Store::None, &Store::None));
        assert_eq!(warnings.len(), 8, "{warnings:#?}");
        assert_eq!(warnings.iter().filter(|warning| warning.contains("leads out of the profile")).count(), 7);
    }

    /// A link to a folder above leads round in circles, and one to a folder beside would show it twice.
    #[test]
    fn links_within_the_profile_are_followed_once() {
        let made = Made::new().local(&["a.sbd/x", "c.sbd/y", "mail"]).add("Mail/elsewhere/z", "");
        let local = made.root().join("Mail/Local Folders");
        symlink(&local, local.join("a.sbd/up.sbd")).unwrap();
        symlink(local.join("c.sbd"), local.join("b.sbd")).unwrap();
        symlink(made.root().join("Mail/elsewhere"), local.join("d.sbd")).unwrap();
        symlink(made.root().join("Mail/elsewhere"), local.join("e.sbd")).unwrap();
        symlink(local.join("mail"), local.join("mail2")).unwrap();
        let (folders, warnings) = made.read_local();
        assert_eq!(paths(&folders), ["a", "a/up", "a/x", "b", "c", "c/y", "d", "d/z", "e", "mail", "mail2"]);
        assert_eq!(warnings.len(), 3, "{warnings:#?}");
    }

    /// Old systems had Latin-1 on disk.
    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf_8() {
        let made = Made::new().local(&["x"]);
        let local = made.root().join("Mail/Local Folders");
        for name in [&b"B\xFCro"[..], b"B\xFCro.msf", b"B\xFDro"] {
            fs::write(local.join(OsStr::from_bytes(name)), "").unwrap();
        }
        let (folders, warnings) = made.read_local();
        assert_eq!(paths(&folders), ["Büro", "Býro", "x"]);
        assert_eq!(folders[0].uri, "mailbox://nobody@Local%20Folders/B%FCro");
        assert!(folders[0].summary.exists());
        assert_eq!(warnings.len(), 2, "{warnings:?}");
    }

    /// The second of two folders that would both be `café` had a name with U+FFFD in it, and it was said to be shown as Latin-1.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf_8_beside_what_it_would_be() {
        let made = Made::new().local(&["caf\u{e9}"]);
        let local = made.root().join("Mail/Local Folders");
        fs::write(local.join(OsStr::from_bytes(b"caf\xE9")), "").unwrap();
        let names =
            |folders: &[MailFolder]| folders.iter().map(|it| it.name().to_owned()).collect::<Vec<_>>();
        let (folders, warnings) = made.read_local();
        assert_eq!(names(&folders), ["caf%E9", "caf\u{e9}"]);
        assert_eq!(folders[0].uri, "mailbox://nobody@Local%20Folders/caf%E9");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("shown with its bytes as %XX"), "{warnings:?}");
        fs::write(local.join("caf%E9"), "").unwrap();
        assert_eq!(names(&made.read_local().0), ["caf%E9", "caf%E9%", "caf\u{e9}"]);
    }

    #[test]
    fn without_rights() {
        let made = Made::new().local(&["a.sbd/x", "b"]);
        let closed = made.root().join("Mail/Local Folders/a.sbd");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let is_root = fs::read_dir(&closed).is_ok();
        let (folders, warnings) = made.read_local();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        if !is_root {
            assert_eq!(paths(&folders), ["a", "b"]);
            assert_eq!(warnings.len(), 1);
        }
    }

    #[test]
    fn what_is_neither_file_nor_directory() {
        let made = Made::new().local(&["x"]);
        let _socket =
            std::os::unix::net::UnixListener::bind(made.root().join("Mail/Local Folders/socket")).unwrap();
        assert_eq!(paths(&made.read_local().0), ["x"]);
    }
}

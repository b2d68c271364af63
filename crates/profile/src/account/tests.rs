use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::boundary::Boundary;
use crate::prefs::Preferences;
use crate::warning::Warning;

/// A profile with these files.
fn profile(files: &[&str]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    root
}

fn read(root: &Path, lines: &[(&str, &str)]) -> (Vec<Account>, Vec<Warning>) {
    let text: Vec<_> = lines
        .iter()
        .map(|(name, value)| {
            format!(
                "user_pref(\"{name}\", {value});
"
            )
        })
        .collect();
    let (preferences, odd) = Preferences::parse(text.concat().as_bytes());
    assert_eq!(odd, 0);
    let mut warnings = Vec::new();
    let accounts = accounts(&Boundary::new(root).unwrap(), &preferences, None, &mut warnings);
    (accounts, warnings)
}

fn said(warnings: &[Warning], what: &str) -> usize {
    warnings.iter().filter(|warning| warning.what.contains(what)).count()
}

#[test]
fn accounts_are_read_with_all_that_is_known() {
    let root =
        profile(&["ImapMail/mail.example/INBOX.msf", "Mail/Local Folders/a", "News/newsrc-news.example"]);
    let (accounts, warnings) = read(
        root.path(),
        &[
            ("mail.accountmanager.accounts", "\"account2,account1,account3\""),
            ("mail.accountmanager.defaultaccount", "\"account2\""),
            ("mail.account.account1.server", "\"server1\""),
            ("mail.account.account2.server", "\"server2\""),
            ("mail.account.account2.identities", "\"id1, id2,id1\""),
            ("mail.account.account3.server", "\"server3\""),
            ("mail.identity.id1.fullName", "\"Ann\""),
            ("mail.identity.id1.useremail", "\"ann@mail.example\""),
            ("mail.identity.id1.fcc_folder", "\"imap://ann@mail.example/Sent\""),
            ("mail.server.server1.type", "\"none\""),
            ("mail.server.server1.hostname", "\"Local Folders\""),
            ("mail.server.server1.userName", "\"nobody\""),
            ("mail.server.server1.name", "\"Local Folders\""),
            ("mail.server.server1.directory-rel", "\"[ProfD]Mail/Local Folders\""),
            ("mail.server.server1.storeContractID", "\"@mozilla.org/msgstore/maildirstore;1\""),
            ("mail.server.server2.type", "\"imap\""),
            ("mail.server.server2.hostname", "\"mail.example\""),
            ("mail.server.server2.userName", "\"ann\""),
            ("mail.server.server2.port", "1143"),
            ("mail.server.server2.deferred_to_account", "\"account1\""),
            ("mail.server.server2.directory-rel", "\"[ProfD]ImapMail/mail.example\""),
            ("mail.server.server3.type", "\"nntp\""),
            ("mail.server.server3.hostname", "\"news.example\""),
            ("mail.server.server3.port", "563"),
            ("mail.server.server3.socketType", "3"),
        ],
    );
    let keys: Vec<_> = accounts.iter().map(|account| account.key.as_str()).collect();
    assert_eq!(keys, ["account2", "account1", "account3"]);
    let imap = &accounts[0];
    assert!(imap.is_default && !imap.is_orphan);
    assert_eq!(imap.server.name, "ann on mail.example");
    assert_eq!((imap.server.port, imap.server.deferred_to.as_deref()), (Some(1143), Some("account1")));
    assert_eq!(imap.server.directory, root.path().join("ImapMail").join("mail.example"));
    assert_eq!((imap.identities.len(), imap.identities[0].email.as_str()), (1, "ann@mail.example"));
    assert_eq!(imap.identities[0].sent_folder.as_deref(), Some("imap://ann@mail.example/Sent"));
    assert_eq!(accounts[1].server.kind, ServerKind::Local);
    assert!(accounts[1].server.is_maildir);
    let news = &accounts[2].server;
    assert_eq!((news.port, news.name.as_str()), (None, "news.example"));
    assert_eq!(news.newsrc, Some(root.path().join("News").join("newsrc-news.example")));
    assert_eq!(said(&warnings, "id2"), 1, "{warnings:?}");
    assert_eq!(said(&warnings, "the folder of server3 is missing"), 1, "{warnings:?}");
    assert_eq!(warnings.len(), 2);
}

#[test]
fn what_is_wrong_is_said_and_the_rest_goes_on() {
    let root = profile(&["Mail/a/Inbox", "Mail/b/Inbox"]);
    let (accounts, warnings) = read(
        root.path(),
        &[
            ("mail.accountmanager.accounts", "\"one,one,two,three,four,five,six,,chat\""),
            ("mail.account.one.server", "\"s1\""),
            ("mail.account.two.server", "\"s1\""),
            ("mail.account.four.server", "\"none\""),
            ("mail.account.five.server", "\"s5\""),
            ("mail.account.six.server", "\"s6\""),
            ("mail.account.chat.server", "\"s7\""),
            ("mail.server.s1.type", "\"pop3\""),
            ("mail.server.s1.directory-rel", "\"[ProfD]Mail/a\""),
            ("mail.server.s1.deferred_to_account", "\"gone\""),
            ("mail.server.s1.port", "99999"),
            ("mail.server.s5.type", "\"none\""),
            ("mail.server.s5.directory-rel", "\"[ProfD]Mail/b/../a\""),
            ("mail.server.s6.directory-rel", "\"[ProfD]Mail/b\""),
            ("mail.server.s7.type", "\"im\""),
        ],
    );
    let keys: Vec<_> = accounts.iter().map(|account| account.key.as_str()).collect();
    assert_eq!(keys, ["one", "five", "six", "chat"]);
    for what in [
        "some of them twice",
        "two has the server s1, which another account has",
        "accounts of whose servers nothing is known, left out: three, four;",
        "one and five have the same folder",
        "mail of others, and are not there: gone for one",
        "kinds are not known, but guessed: s6 (none);",
    ] {
        assert_eq!(said(&warnings, what), 1, "{what}: {warnings:?}");
    }
    assert_eq!(warnings.len(), 4);
    assert_eq!((accounts[0].server.port, accounts[0].server.deferred_to.as_ref()), (None, None));
    assert_eq!(accounts[1].server.directory, Path::new(""));
    assert_eq!(accounts[3].server.directory, Path::new(""));
}

/// A line of `prefs.js` was lost.
#[test]
fn without_a_list_all_accounts_with_a_server_are_taken() {
    let root = profile(&["Mail/a/Inbox", "Mail/b/Inbox"]);
    let (accounts, warnings) = read(
        root.path(),
        &[
            ("mail.account.account10.server", "\"s10\""),
            ("mail.account.account9.server", "\"s9\""),
            ("mail.server.s9.type", "\"none\""),
            ("mail.server.s9.directory-rel", "\"[ProfD]Mail/a\""),
            ("mail.server.s10.type", "\"none\""),
            ("mail.server.s10.directory-rel", "\"[ProfD]Mail/b\""),
        ],
    );
    let keys: Vec<_> = accounts.iter().map(|account| account.key.as_str()).collect();
    assert_eq!((keys, warnings.len()), (vec!["account9", "account10"], 1));
}

#[test]
fn mail_without_an_account_gets_one() {
    let root = profile(&[
        "ImapMail/host/INBOX.msf",
        "News/host/a.msf",
        "News/newsrc-host",
        "Mail/Local Folders/Inbox",
        "Mail/pop/popstate.dat",
        "Mail/pop/Inbox",
        "Mail/Feeds/feeds.json",
        "Mail/Feeds/blog.msf",
        "Mail/md/Inbox/cur/1",
        "Mail/empty/msgFilterRules.dat",
        "Mail/stray.sbd/x",
        "ImapMail/host.msf",
    ]);
    let (accounts, warnings) = read(root.path(), &[]);
    let found: Vec<_> =
        accounts.iter().map(|account| (account.key.as_str(), account.server.kind.name())).collect();
    assert_eq!(
        found,
        [
            ("host", "imap"),
            ("Feeds", "rss"),
            ("Local Folders", "none"),
            ("md", "none"),
            ("pop", "pop3"),
            ("News/host", "nntp"),
        ]
    );
    assert!(accounts.iter().all(|account| account.is_orphan && !account.is_default));
    assert_eq!(accounts[2].server.user, "nobody");
    assert!(accounts[3].server.is_maildir);
    assert!(accounts[5].server.newsrc.is_some());
    let guessed =
        "it has no accounts; the accounts are guessed from the folders below Mail, ImapMail and News";
    assert_eq!((warnings.len(), said(&warnings, guessed)), (1, 1), "{warnings:?}");
}

#[test]
fn mail_that_an_account_left_behind_is_shown_beside_the_others() {
    let root = profile(&["Mail/a/Inbox", "Mail/old/Inbox"]);
    let (accounts, warnings) = read(
        root.path(),
        &[
            ("mail.accountmanager.accounts", "\"old\""),
            ("mail.account.old.server", "\"s\""),
            ("mail.server.s.type", "\"none\""),
            ("mail.server.s.directory-rel", "\"[ProfD]Mail/a\""),
        ],
    );
    let keys: Vec<_> = accounts.iter().map(|account| account.key.as_str()).collect();
    assert_eq!(keys, ["old", "Mail/old"]);
    assert_eq!(said(&warnings, "no account has this folder"), 1);
}

#[test]
fn thousands_of_accounts_take_no_time() {
    let list: Vec<_> = (0..20_000).map(|number| format!("a{number}")).collect();
    let mut lines = vec![("mail.accountmanager.accounts".to_owned(), format!("\"{}\"", list.join(",")))];
    for key in &list {
        lines.push((format!("mail.account.{key}.server"), format!("\"s{key}\"")));
        lines.push((format!("mail.server.s{key}.type"), "\"none\"".to_owned()));
        lines.push((format!("mail.server.s{key}.directory-rel"), "\"[ProfD]Mail/x\"".to_owned()));
    }
    let lines: Vec<_> = lines.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let root = profile(&["Mail/x/Inbox"]);
    let (accounts, warnings) = read(root.path(), &lines);
    assert_eq!((accounts.len(), warnings.len()), (20_000, 19_999));
}

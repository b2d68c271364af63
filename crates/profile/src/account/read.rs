//! Accounts, from the preferences.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hashbrown::HashSet;

use super::directory::Finder;
use super::lost::Lost;
use super::{Account, Identity, Server, ServerKind, orphan};
use crate::boundary::{Boundary, Reach};
use crate::prefs::Preferences;
use crate::warning::Warning;

/// All accounts: those of the preferences, then those that are made up for folders that none of them has. `damage` is what is wrong with the
/// file of the preferences; that, and all that they do not say, is one warning.
pub(crate) fn accounts(
    boundary: &Boundary,
    preferences: &Preferences,
    damage: Option<String>,
    warnings: &mut Vec<Warning>,
) -> Vec<Account> {
    let (first, lost) = (warnings.len(), Lost { damage, ..Lost::default() });
    let finder = Finder { boundary, preferences };
    let mut reader = Reader { finder, warnings, lost, servers: HashSet::new(), folders: BTreeMap::new() };
    let mut accounts: Vec<_> = reader.keys().into_iter().filter_map(|key| reader.account(key)).collect();
    reader.check_deferred(&mut accounts);
    let Reader { lost, folders, warnings, .. } = reader;
    let is_expected = accounts.is_empty() || lost.explains_folders();
    let orphans = orphan::accounts(boundary, &folders, &accounts, is_expected, warnings);
    if let Some(what) = lost.sentence(!accounts.is_empty(), !orphans.is_empty()) {
        warnings.insert(first, Warning::new(boundary.root().join("prefs.js"), what));
    }
    accounts.extend(orphans);
    accounts
}

#[derive(Debug)]
struct Reader<'a> {
    finder: Finder<'a>,
    warnings: &'a mut Vec<Warning>,
    lost: Lost,
    /// The servers that an account has.
    servers: HashSet<&'a str>,
    /// The account of each folder, by where that really is.
    folders: BTreeMap<PathBuf, String>,
}

impl<'a> Reader<'a> {
    fn warn(&mut self, what: String) {
        self.warnings.push(Warning::new(self.finder.boundary.root().join("prefs.js"), what));
    }

    /// The accounts in their order. Where the list is lost, all that have a server, in the order of their names.
    fn keys(&mut self) -> Vec<&'a str> {
        let preferences = self.finder.preferences;
        let Some(list) = preferences.text("mail.accountmanager.accounts") else {
            let mut keys: Vec<_> = preferences
                .below("mail.account.")
                .filter_map(|(name, _)| name.strip_suffix(".server").filter(|key| !key.contains('.')))
                .collect();
            keys.sort_by_key(|key| (key.len(), *key));
            self.lost.list = !keys.is_empty();
            return keys;
        };
        let mut known = HashSet::new();
        let keys: Vec<_> = list.split(',').map(str::trim).filter(|key| !key.is_empty()).collect();
        let count = keys.len();
        let keys: Vec<_> = keys.into_iter().filter(|key| known.insert(*key)).collect();
        if keys.len() < count {
            self.warn("the list of the accounts has some of them twice".to_owned());
        }
        keys
    }

    fn account(&mut self, key: &'a str) -> Option<Account> {
        let preferences = self.finder.preferences;
        let server = preferences.text(&format!("mail.account.{key}.server"));
        let Some(server) = server.filter(|server| self.is_known(server)) else {
            self.lost.accounts.add(key);
            return None;
        };
        if !self.servers.insert(server) {
            self.warn(format!("{key} has the server {server}, which another account has: it is left out"));
            return None;
        }
        let server = self.server(key, server);
        let is_default = preferences.text("mail.accountmanager.defaultaccount") == Some(key);
        Some(Account {
            key: key.to_owned(),
            server,
            identities: self.identities(key),
            is_default,
            is_orphan: false,
        })
    }

    /// Whether anything is known that tells a server from others.
    fn is_known(&self, server: &str) -> bool {
        let preferences = self.finder.preferences;
        let names = ["type", "hostname", "directory-rel", "directory"];
        names.iter().any(|name| preferences.text(&format!("mail.server.{server}.{name}")).is_some())
    }

    fn server(&mut self, account: &str, key: &str) -> Server {
        let preferences = self.finder.preferences;
        let text = |name: &str| preferences.text(&format!("mail.server.{key}.{name}")).unwrap_or_default();
        let host = text("hostname").to_owned();
        let user = text("userName").to_owned();
        let kind = match text("type") {
            "" => self.guess_kind(key, &host),
            name => ServerKind::from_name(name),
        };
        let directory = self.finder.directory(key, &kind, &host, self.warnings);
        let directory = self.own(account, directory);
        Server {
            name: shown_name(text("name"), &user, &host, key),
            port: self.port(key, &kind),
            is_maildir: text("storeContractID").contains("maildirstore"),
            deferred_to: Some(text("deferred_to_account").to_owned()).filter(|key| !key.is_empty()),
            newsrc: (kind == ServerKind::News).then(|| self.finder.newsrc(key, &host)).flatten(),
            key: key.to_owned(),
            kind,
            host,
            user,
            directory,
        }
    }

    /// The kind of a server whose kind is lost, by where its folder is.
    fn guess_kind(&mut self, key: &str, host: &str) -> ServerKind {
        // What is odd about the folder is said when it is looked for again.
        let directory = self.finder.directory(key, &ServerKind::Local, host, &mut Vec::new());
        let below = directory.strip_prefix(self.finder.boundary.root()).ok();
        let first = below.and_then(|below| below.components().next());
        let kind = match first.map(|first| first.as_os_str().to_string_lossy().into_owned()).as_deref() {
            Some("ImapMail") => ServerKind::Imap,
            Some("News") => ServerKind::News,
            _ => ServerKind::Local,
        };
        self.lost.kinds.add(format!("{key} ({})", kind.name()));
        kind
    }

    /// The folder, unless another account has it.
    fn own(&mut self, account: &str, directory: PathBuf) -> PathBuf {
        let Reach::Inside(real) = self.finder.boundary.reach(&directory) else { return directory };
        if directory.as_os_str().is_empty() {
            return directory;
        }
        let owner = self.folders.entry(real).or_insert_with(|| account.to_owned());
        if owner == account {
            return directory;
        }
        let what = format!("{owner} and {account} have the same folder: it is shown with {owner}");
        self.warnings.push(Warning::new(directory, what));
        PathBuf::new()
    }

    fn port(&self, key: &str, kind: &ServerKind) -> Option<u16> {
        let number = |name: &str| self.finder.preferences.number(&format!("mail.server.{key}.{name}"));
        let port = u16::try_from(number("port")?).ok().filter(|port| *port != 0)?;
        let is_tls = number("socketType") == Some(3);
        let usual = match (kind, is_tls) {
            (ServerKind::Imap, false) => 143,
            (ServerKind::Imap, true) => 993,
            (ServerKind::Pop3, false) => 110,
            (ServerKind::Pop3, true) => 995,
            (ServerKind::News, false) => 119,
            (ServerKind::News, true) => 563,
            _ => 0,
        };
        (port != usual).then_some(port)
    }

    fn identities(&mut self, account: &str) -> Vec<Identity> {
        let preferences = self.finder.preferences;
        let list = preferences.text(&format!("mail.account.{account}.identities")).unwrap_or_default();
        let mut known = HashSet::new();
        let mut identities = Vec::new();
        for key in list.split(',').map(str::trim).filter(|key| !key.is_empty() && known.insert(*key)) {
            if preferences.below(&format!("mail.identity.{key}.")).next().is_some() {
                identities.push(identity(preferences, key));
            } else {
                self.lost.identities.add(format!("{key} of {account}"));
            }
        }
        identities
    }

    /// Forgets accounts that are to take the mail of others, but are not there.
    fn check_deferred(&mut self, accounts: &mut [Account]) {
        let keys: HashSet<String> = accounts.iter().map(|account| account.key.clone()).collect();
        for account in accounts {
            let Some(to) = &account.server.deferred_to else { continue };
            if *to == account.key {
                account.server.deferred_to = None;
            } else if !keys.contains(to) {
                self.lost.deferred.add(format!("{to} for {}", account.key));
                account.server.deferred_to = None;
            }
        }
    }
}

fn shown_name(name: &str, user: &str, host: &str, key: &str) -> String {
    match (name, user, host) {
        ("", _, "") => key.to_owned(),
        ("", "", host) => host.to_owned(),
        ("", user, host) => format!("{user} on {host}"),
        (name, ..) => name.to_owned(),
    }
}

fn identity(preferences: &Preferences, key: &str) -> Identity {
    let text = |name: &str| preferences.text(&format!("mail.identity.{key}.{name}")).map(str::to_owned);
    Identity {
        key: key.to_owned(),
        name: text("fullName").unwrap_or_default(),
        email: text("useremail").unwrap_or_default(),
        organization: text("organization").unwrap_or_default(),
        sent_folder: text("fcc_folder"),
        drafts_folder: text("draft_folder"),
        templates_folder: text("stationery_folder"),
        archive_folder: text("archive_folder"),
    }
}

//! Folders as mailboxes (RFC 8621, 2).

use hashbrown::{HashMap, HashSet};
use morkdb_profile::{MailFolder, Role};
use serde::Serialize;

use crate::names;

/// Bytes of a name that every server takes.
const LONGEST_NAME: usize = 255;

/// What is needed to make a mailbox: an argument of `Mailbox/set`, and the id that `parentId` and `mailboxIds` have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mailbox {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) parent_id: Option<String>,
    pub(super) role: Option<&'static str>,
    pub(super) sort_order: u32,
    pub(super) is_subscribed: bool,
    /// Whether its name is not the true one.
    #[serde(skip)]
    pub(super) is_renamed: bool,
}

/// The mailboxes of one account, in the order of its folders.
#[derive(Debug, Default)]
pub(super) struct Mailboxes {
    /// Where the bundle is, below the target.
    pub(super) folder: String,
    pub(super) all: Vec<Mailbox>,
    ids: Taken,
    roles: HashSet<&'static str>,
    /// By the id of the mailbox that they are in.
    names: HashMap<Option<String>, Taken>,
}

/// Texts that are taken, and how often each was asked for.
#[derive(Debug, Default)]
struct Taken(HashMap<String, u64>);

impl Taken {
    /// The text itself where it is free, else one with a number.
    fn take(&mut self, plain: String, number: impl Fn(&str, u64) -> String) -> String {
        let Some(asked) = self.0.get(&plain).copied() else {
            self.0.insert(plain.clone(), 1);
            return plain;
        };
        let (count, text) = (asked + 1..=u64::MAX)
            .map(|count| (count, number(&plain, count)))
            .find(|(_, text)| !self.0.contains_key(text))
            .unwrap_or_default();
        self.0.insert(plain, count);
        self.0.insert(text.clone(), 1);
        text
    }
}

impl Mailboxes {
    /// Adds a folder, and gives its place.
    pub(super) fn add(&mut self, folder: &MailFolder, parent_id: Option<String>) -> usize {
        let id = self.new_id(&folder.uri);
        let name = self.new_name(parent_id.as_deref(), folder.name());
        let role = folder.role.and_then(role_of).filter(|role| self.roles.insert(role));
        let is_renamed = name != folder.name();
        let place = self.all.len();
        let sort_order = u32::try_from(place).unwrap_or(u32::MAX);
        self.all.push(Mailbox { id, name, parent_id, role, sort_order, is_subscribed: true, is_renamed });
        place
    }

    /// An id that stays the same whatever other folders there are.
    fn new_id(&mut self, uri: &str) -> String {
        self.ids.take(format!("f{}", names::hash(uri.as_bytes())), |id, count| format!("{id}-{count}"))
    }

    /// A name that no other mailbox in the same one has.
    fn new_name(&mut self, parent: Option<&str>, name: &str) -> String {
        let taken = self.names.entry(parent.map(str::to_owned)).or_default();
        taken.take(legal(name), |name, count| format!("{name} ({count})"))
    }
}

/// A name that a server takes: control characters are `%` and two hex digits for each byte, and so is a `%` where there are any.
fn legal(name: &str) -> String {
    if name.is_empty() {
        return "%".to_owned();
    }
    let has_controls = name.contains(char::is_control);
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        names::push(&mut text, letter, has_controls && (letter.is_control() || letter == '%'));
    }
    names::shorten(name, text, LONGEST_NAME)
}

/// The roles that JMAP has (RFC 8621, 2, and the registry of IMAP's special-use names): there is none for templates, nor for what waits to be sent.
fn role_of(role: Role) -> Option<&'static str> {
    match role {
        Role::Inbox | Role::Drafts | Role::Sent | Role::Archive | Role::Junk | Role::Trash => {
            Some(role.name())
        }
        _ => None,
    }
}

/// Which mailbox each folder of a profile is, by the account and the place of the folder.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// By the account's place in the profile; accounts without mailboxes have none.
    pub(super) accounts: Vec<Mailboxes>,
    /// By the folder's place in the profile: the place in its account's mailboxes.
    places: HashMap<usize, (usize, usize)>,
}

impl Plan {
    /// Plans the folders for which `is_wanted`, and those that they are in; `accounts` are the names of their bundles.
    pub(super) fn of(accounts: &[String], folders: &[MailFolder], is_wanted: impl Fn(usize) -> bool) -> Self {
        let mut needed = HashSet::new();
        for place in (0..folders.len()).filter(|place| is_wanted(*place)) {
            let mut next = Some(place);
            while let Some(place) = next.filter(|place| needed.insert(*place)) {
                next = folders.get(place).and_then(|folder| folder.parent);
            }
        }
        let account = |name: &String| Mailboxes { folder: name.clone(), ..Mailboxes::default() };
        let mut plan = Self { accounts: accounts.iter().map(account).collect(), places: HashMap::new() };
        for (place, folder) in folders.iter().enumerate().filter(|(place, _)| needed.contains(place)) {
            plan.add(place, folder);
        }
        plan
    }

    fn add(&mut self, place: usize, folder: &MailFolder) {
        let parent = folder.parent.and_then(|parent| self.mailbox(parent)).map(|mailbox| mailbox.id.clone());
        if let Some(account) = self.accounts.get_mut(folder.account) {
            self.places.insert(place, (folder.account, account.add(folder, parent)));
        }
    }

    /// The mailbox of a folder.
    pub(super) fn mailbox(&self, place: usize) -> Option<&Mailbox> {
        let (account, mailbox) = self.places.get(&place)?;
        self.accounts.get(*account)?.all.get(*mailbox)
    }
}

#[cfg(test)]
mod tests {
    use morkdb_profile::Store;

    use super::*;

    fn folder(names: &[&str], parent: Option<usize>, role: Option<Role>) -> MailFolder {
        MailFolder {
            account: 0,
            parent,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            uri: format!("mailbox://x/{}", names.join("/")),
            summary: "x.msf".into(),
            has_summary: true,
            store: Store::None,
            role,
            flags: morkdb_folder::view::FolderFlags::default(),
            saved_search: None,
            is_remote: false,
        }
    }

    #[test]
    fn mailboxes_are_as_rfc_8621_has_them() {
        let folders = [
            folder(&["Inbox"], None, Some(Role::Inbox)),
            folder(&["Other inbox"], None, Some(Role::Inbox)),
            folder(&["a/b"], None, Some(Role::Templates)),
            folder(&["a/b", "c"], Some(2), None),
            folder(&["a/b", "d"], Some(2), None),
        ];
        let plan = Plan::of(&["local".to_owned()], &folders, |place| place != 4 && place != 2);
        let all = &plan.accounts[0].all;
        let shown: Vec<_> = all.iter().map(|one| (one.name.as_str(), one.role, one.sort_order)).collect();
        // Of two with the same role, the first has it: an account has one of each. A folder that is not wanted is there for the one in it.
        let expected =
            [("Inbox", Some("inbox"), 0), ("Other inbox", None, 1), ("a/b", None, 2), ("c", None, 3)];
        assert_eq!(shown, expected);
        assert_eq!(all[3].parent_id.as_ref(), Some(&all[2].id));
        assert!(plan.mailbox(4).is_none() && plan.mailbox(3) == Some(&all[3]));
        let is_id = |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        assert!(all.iter().all(|one| is_id(&one.id) && !one.is_renamed));
    }

    #[test]
    fn names_that_no_server_takes() {
        let mut mailboxes = Mailboxes::default();
        for (name, expected) in [
            ("100%", "100%"),
            ("100%\n", "100%25%0A"),
            ("", "%"),
            ("twice", "twice"),
            ("twice", "twice (2)"),
            ("twice", "twice (3)"),
        ] {
            let place = mailboxes.add(&folder(&[name], None, None), None);
            let made = &mailboxes.all[place];
            assert_eq!((made.name.as_str(), made.is_renamed), (expected, name != expected));
        }
        let ids: HashSet<_> = mailboxes.all.iter().map(|one| &one.id).collect();
        assert_eq!(ids.len(), mailboxes.all.len());
    }
}

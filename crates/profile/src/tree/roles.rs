//! What folders are for.

use hashbrown::{HashMap, HashSet};
use morkdb_folder::view::FolderFlags;

use super::{Facts, Node};
use crate::account::{Account, Identity, ServerKind};
use crate::folder::Role;
use crate::name::unescaped;
use crate::prefs::Preferences;

/// Which flag says which role. The first that a folder has counts.
const FLAGS: [(FolderFlags, Role); 8] = [
    (FolderFlags::INBOX, Role::Inbox),
    (FolderFlags::QUEUE, Role::Outbox),
    (FolderFlags::TRASH, Role::Trash),
    (FolderFlags::JUNK, Role::Junk),
    (FolderFlags::DRAFTS, Role::Drafts),
    (FolderFlags::TEMPLATES, Role::Templates),
    (FolderFlags::SENT_MAIL, Role::Sent),
    (FolderFlags::ARCHIVE, Role::Archive),
];

/// Names that Thunderbird gives folders at the top of an account.
const OWN_NAMES: [(&str, Role); 8] = [
    ("Inbox", Role::Inbox),
    ("Drafts", Role::Drafts),
    ("Templates", Role::Templates),
    ("Sent", Role::Sent),
    ("Archives", Role::Archive),
    ("Junk", Role::Junk),
    ("Trash", Role::Trash),
    ("Unsent Messages", Role::Outbox),
];

/// Names that servers give them, in lower case; better ones first.
const THEIR_NAMES: [(&str, Role); 13] = [
    ("inbox", Role::Inbox),
    ("drafts", Role::Drafts),
    ("templates", Role::Templates),
    ("sent", Role::Sent),
    ("sent items", Role::Sent),
    ("sent messages", Role::Sent),
    ("archives", Role::Archive),
    ("archive", Role::Archive),
    ("junk", Role::Junk),
    ("spam", Role::Junk),
    ("trash", Role::Trash),
    ("deleted items", Role::Trash),
    ("deleted messages", Role::Trash),
];

/// Finds what each folder is for: its flags say it, else the preferences of whoever writes from an account, else its name.
pub(super) fn find(preferences: &Preferences, accounts: &[Account], nodes: &[Node], facts: &mut [Facts]) {
    let preferred = preferred(preferences, accounts);
    let mut done: HashSet<(usize, Role)> = HashSet::new();
    for (node, fact) in nodes.iter().zip(&mut *facts) {
        fact.role = by_flags(fact.flags).or_else(|| preferred.get(&unescaped(&fact.uri)).copied());
        done.extend(fact.role.map(|role| (node.account, role)));
    }
    by_name(accounts, nodes, facts, done);
}

fn by_flags(flags: FolderFlags) -> Option<Role> {
    FLAGS.into_iter().find(|(flag, _)| flags.contains(*flag)).map(|(_, role)| role)
}

/// Roles by URI, as identities and servers have them.
fn preferred(preferences: &Preferences, accounts: &[Account]) -> HashMap<Vec<u8>, Role> {
    let of_identity = |identity: &Identity| {
        [
            (identity.drafts_folder.clone(), Role::Drafts),
            (identity.templates_folder.clone(), Role::Templates),
            (identity.archive_folder.clone(), Role::Archive),
            (identity.sent_folder.clone(), Role::Sent),
        ]
    };
    let of_account = |account: &Account| {
        let trash = preferences.text(&format!("mail.server.{}.trash_folder_name", account.server.key));
        let trash = trash.filter(|_| account.server.kind == ServerKind::Imap);
        let trash = trash.map(|name| format!("{}/{name}", super::names::base(&account.server)));
        account.identities.iter().flat_map(of_identity).chain([(trash, Role::Trash)]).collect::<Vec<_>>()
    };
    let all = accounts.iter().flat_map(of_account);
    all.filter_map(|(uri, role)| Some((unescaped(&uri?), role))).collect()
}

/// Gives roles that no folder of an account has to the folder at its top with the best name.
fn by_name(accounts: &[Account], nodes: &[Node], facts: &mut [Facts], done: HashSet<(usize, Role)>) {
    let mut best: HashMap<(usize, Role), (usize, usize)> = HashMap::new();
    for (at, (node, fact)) in nodes.iter().zip(&*facts).enumerate() {
        let kind = accounts.get(node.account).map(|account| &account.server.kind);
        if node.parent.is_some() || fact.role.is_some() {
            continue;
        }
        let Some((rank, role)) = kind.and_then(|kind| called(&fact.name, kind)) else { continue };
        let place = best.entry((node.account, role)).or_insert((rank, at));
        *place = (*place).min((rank, at));
    }
    for (which, (_, at)) in best {
        if let Some(fact) = facts.get_mut(at).filter(|_| !done.contains(&which)) {
            fact.role = Some(which.1);
        }
    }
}

/// What a folder of this name is for, and how good the name is, where 0 is best.
fn called(name: &str, kind: &ServerKind) -> Option<(usize, Role)> {
    let (names, name) = match kind {
        ServerKind::News => return None,
        kind if kind.is_remote() => (&THEIR_NAMES[..], name.to_lowercase()),
        _ => (&OWN_NAMES[..], name.to_owned()),
    };
    names.iter().enumerate().find(|(_, (known, _))| *known == name).map(|(rank, (_, role))| (rank, *role))
}

//! Names of folders in a Maildir++.
//!
//! The Inbox at the top of an account is the Maildir itself. All other folders are beside each other: a dot, then the names from the top with
//! dots between, in modified UTF-7 as IMAP has them. What cannot be in a name there - a dot, a slash, `%`, and what Windows does not take - is `%`
//! and two hex digits, lower case: Dovecot shows the true names with `mailbox_list_storage_escape_char = "%"`.

use std::collections::HashMap;
use std::fmt::Write as _;

use morkdb_profile::name::encode_utf7;
use morkdb_profile::{MailFolder, Profile, Role};

use crate::names::{Names, shorten};

/// File systems hold names of 255 bytes.
const LONGEST: usize = 240;

/// The names of all folders of a profile in their order: `.archive.2023`, and empty for an Inbox at the top of its account.
pub(super) fn of(profile: &Profile) -> Vec<String> {
    let mut used: HashMap<usize, Names> = HashMap::new();
    let mut inboxes: HashMap<usize, usize> = HashMap::new();
    let mut names = Vec::with_capacity(profile.folders().len());
    for (place, folder) in profile.folders().iter().enumerate() {
        let taken = used.entry(folder.account).or_insert_with(|| {
            let mut taken = Names::default();
            taken.reserve(".INBOX");
            taken
        });
        if is_top_inbox(folder) && !inboxes.contains_key(&folder.account) {
            inboxes.insert(folder.account, place);
            names.push(String::new());
            continue;
        }
        let whole =
            flat(folder, inboxes.get(&folder.account).and_then(|place| profile.folders().get(*place)));
        names.push(taken.unique(shorten(&folder.path(), whole, LONGEST)));
    }
    names
}

fn is_top_inbox(folder: &MailFolder) -> bool {
    folder.role == Some(Role::Inbox) && folder.names.len() == 1 && !folder.is_virtual()
}

/// The names with a dot in front of each. Folders in the Inbox are below `INBOX`, whatever it is called.
fn flat(folder: &MailFolder, inbox: Option<&MailFolder>) -> String {
    let mut name = String::new();
    for (depth, part) in folder.names.iter().enumerate() {
        let is_inbox =
            depth == 0 && folder.names.len() > 1 && inbox.is_some_and(|inbox| inbox.name() == part);
        name.push('.');
        name.push_str(&if is_inbox { "INBOX".to_owned() } else { escape(part) });
    }
    name
}

/// A name, escaped and in modified UTF-7.
pub(super) fn escape(name: &str) -> String {
    if name.is_empty() {
        return "%".to_owned();
    }
    let mut text = String::with_capacity(name.len());
    for (at, letter) in name.chars().enumerate() {
        let is_bad = match letter {
            '.' | '/' | '%' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => true,
            '~' => at == 0,
            ' ' => at + 1 == name.chars().count(),
            _ => false,
        };
        if is_bad {
            let _ = write!(text, "%{:02x}", u32::from(letter));
        } else {
            text.push(letter);
        }
    }
    encode_utf7(&text)
}

/// Whether a name could not be written as it is.
pub(super) fn is_escaped(folder: &MailFolder, name: &str) -> bool {
    name.contains("%~") || folder.names.iter().any(|part| escape(part) != encode_utf7(part))
}

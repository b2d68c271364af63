//! A mail folder of a profile, and its summary.

mod load;
mod lone;
mod summary;
mod survey;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use morkdb_folder::view::FolderFlags;
use morkdb_folder::{Folder, Reason};

use crate::store::Store;
use crate::warning::Warning;

pub use survey::Survey;

/// A mail folder.
#[derive(Clone, Debug)]
pub struct MailFolder {
    /// Which of [`Profile::accounts`](crate::Profile::accounts) has it.
    pub account: usize,
    /// The folder that it is in, as a place in [`Profile::folders`](crate::Profile::folders); `None` at the top of an account.
    pub parent: Option<usize>,
    /// Its true names from the top of the account to its own: `["archive", "2023", "Q4 äöü & stuff"]`. They may hold any character.
    pub names: Vec<String>,
    /// Its URI: `mailbox://nobody@Local%20Folders/archive/2023`.
    pub uri: String,
    /// Its `.msf`, whether there is one or not.
    pub summary: PathBuf,
    /// Whether there is one.
    pub has_summary: bool,
    /// Its mail.
    pub store: Store,
    /// What it is for.
    pub role: Option<Role>,
    /// What is known of its flags without reading its summary.
    pub flags: FolderFlags,
    /// Where it is a saved search: what it searches.
    pub saved_search: Option<SavedSearch>,
    /// Whether its summaries are of what is on a server (as [`ServerKind::is_remote`](crate::ServerKind::is_remote)).
    pub is_remote: bool,
}

/// What a folder is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Role {
    /// New mail.
    Inbox,
    /// What is being written.
    Drafts,
    /// What was sent.
    Sent,
    /// What was put away.
    Archive,
    /// Junk.
    Junk,
    /// What was thrown away.
    Trash,
    /// Templates.
    Templates,
    /// What waits to be sent.
    Outbox,
}

impl Role {
    /// `inbox`, `drafts` and so on.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Drafts => "drafts",
            Self::Sent => "sent",
            Self::Archive => "archive",
            Self::Junk => "junk",
            Self::Trash => "trash",
            Self::Templates => "templates",
            Self::Outbox => "outbox",
        }
    }
}

/// What a saved search searches, from `virtualFolders.dat`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SavedSearch {
    /// The URIs of the folders that it looks in.
    pub scope: Vec<String>,
    /// The terms: `AND (subject,contains,alpha)`.
    pub terms: String,
    /// Whether it asks the server.
    pub online: bool,
}

/// How good a summary is.
#[derive(Clone, Debug)]
pub enum State {
    /// Thunderbird would use it as it is.
    Valid,
    /// Thunderbird would make it anew, for these reasons.
    Stale(Vec<Reason>),
    /// There is none, or one of no bytes, as a new one has until it is first written.
    Missing,
    /// It is no summary, or only a part of one, or has what Thunderbird would stop at; what can be had of it was read. Says what is
    /// wrong, in one line.
    Damaged(String),
}

impl State {
    /// `valid`, `stale`, `missing` or `damaged`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Stale(_) => "stale",
            Self::Missing => "missing",
            Self::Damaged(_) => "damaged",
        }
    }

    /// Whether the mail is as it was when the summary was written, as far as sizes tell: a summary that is stale only
    /// because of a time, as after files were copied, is as good as a valid one.
    pub fn is_of_this_mail(&self) -> bool {
        match self {
            Self::Valid => true,
            Self::Stale(reasons) => reasons.iter().all(|reason| matches!(reason, Reason::StoreDate { .. })),
            Self::Missing | Self::Damaged(_) => false,
        }
    }
}

/// Where the messages of a loaded folder are from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Its summary.
    Summary,
    /// Its mail, read as Thunderbird does where there is no summary; keys count from 1.
    Mail,
}

/// A folder with its messages.
#[derive(Debug)]
pub struct Loaded {
    /// The messages.
    pub folder: Folder,
    /// How good the summary is.
    pub state: State,
    /// Where the messages are from.
    pub origin: Origin,
}

impl Loaded {
    /// What has to be said where the messages are not from a whole summary of this mail; `None` too where there is neither summary
    /// nor mail. A summary that is stale only because of a time is one of this mail.
    pub fn warning(&self, folder: &MailFolder) -> Option<Warning> {
        warning(folder, &self.state, self.origin, self.folder.read().is_empty())
    }
}

/// What has to be said of messages that are from there.
fn warning(folder: &MailFolder, state: &State, origin: Origin, is_empty: bool) -> Option<Warning> {
    let what = match (state, origin) {
        (State::Missing, _) if is_empty => return None,
        (State::Missing, _) => "there is no summary, so the mail was read".to_owned(),
        (State::Damaged(why), Origin::Summary) => {
            format!("the summary is damaged ({why}); all that can be had of it was read")
        }
        (State::Damaged(why), Origin::Mail) => {
            format!("the summary cannot be read ({why}), so the mail was")
        }
        (State::Stale(reasons), _) if !state.is_of_this_mail() => {
            let reasons: Vec<_> = reasons.iter().map(ToString::to_string).collect();
            format!("the summary is not of this mail: {}", reasons.join("; "))
        }
        _ => return None,
    };
    Some(Warning::new(&folder.summary, what))
}

impl MailFolder {
    /// Its true name.
    pub fn name(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }

    /// Its true names, joined with `/`; a `/` or `%` within a name is `%2F` or `%25`.
    pub fn path(&self) -> String {
        let escape = |name: &String| name.replace('%', "%25").replace('/', "%2F");
        self.names.iter().map(escape).collect::<Vec<_>>().join("/")
    }

    /// Whether it is a saved search: it has no messages of its own.
    pub fn is_virtual(&self) -> bool {
        self.saved_search.is_some() || self.flags.0 & 0x20 != 0
    }

    /// Where the files of the folder are.
    pub fn directory(&self) -> &Path {
        self.summary.parent().unwrap_or(Path::new(""))
    }
}

//! Accounts: a server, and who writes from it.

use std::path::PathBuf;

mod directory;
mod lost;
mod orphan;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use directory::MAIL_FOLDERS;
pub(crate) use read::accounts;

/// An account of `mail.accountmanager.accounts`, or one made up for a folder of mail that no account has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// `account1`; for mail without an account, the name of its folder.
    pub key: String,
    /// Its server.
    pub server: Server,
    /// Who writes from it, the default first.
    pub identities: Vec<Identity>,
    /// Whether it is `mail.accountmanager.defaultaccount`.
    pub is_default: bool,
    /// Whether the preferences do not know it: its folder lies in the profile, and no account has it.
    pub is_orphan: bool,
}

/// What kind of server.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ServerKind {
    /// `imap`
    Imap,
    /// `pop3`
    Pop3,
    /// `none`: Local Folders.
    Local,
    /// `nntp`
    News,
    /// `rss`: feeds.
    Feeds,
    /// `ews`: Exchange.
    Exchange,
    /// Any other, by its name: `graph`, `im`, `movemail`.
    Other(String),
}

/// A server, from `mail.server.serverN.*`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    /// `server1`
    pub key: String,
    /// Its kind.
    pub kind: ServerKind,
    /// `hostname`
    pub host: String,
    /// `userName`
    pub user: String,
    /// `name`, as people see it; `user on host` where there is none.
    pub name: String,
    /// `port`, where it is not the usual one.
    pub port: Option<u16>,
    /// Where its folders are: `directory-rel` in this profile, else `directory`, looked for in this profile where that is an
    /// absolute path of another machine. It may be missing. Empty where it has none in this profile: that of a chat account,
    /// one outside of the profile, one that another account has already.
    pub directory: PathBuf,
    /// Whether its store keeps one file a message (`storeContractID` is the maildir store).
    pub is_maildir: bool,
    /// The account whose Inbox takes its mail (`deferred_to_account`).
    pub deferred_to: Option<String>,
    /// `newsrc.file`, found as the folder is; that of its name where the preferences have none.
    pub newsrc: Option<PathBuf>,
}

/// Who writes, from `mail.identity.idN.*`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    /// `id1`
    pub key: String,
    /// `fullName`
    pub name: String,
    /// `useremail`
    pub email: String,
    /// `organization`
    pub organization: String,
    /// `fcc_folder`, a folder's URI: where what was sent goes.
    pub sent_folder: Option<String>,
    /// `draft_folder`
    pub drafts_folder: Option<String>,
    /// `stationery_folder`
    pub templates_folder: Option<String>,
    /// `archive_folder`
    pub archive_folder: Option<String>,
}

impl ServerKind {
    /// The kind with this name in `mail.server.serverN.type`.
    pub fn from_name(name: &str) -> Self {
        match name {
            "imap" => Self::Imap,
            "pop3" => Self::Pop3,
            "none" => Self::Local,
            "nntp" => Self::News,
            "rss" => Self::Feeds,
            "ews" => Self::Exchange,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Its name there.
    pub fn name(&self) -> &str {
        match self {
            Self::Imap => "imap",
            Self::Pop3 => "pop3",
            Self::Local => "none",
            Self::News => "nntp",
            Self::Feeds => "rss",
            Self::Exchange => "ews",
            Self::Other(name) => name,
        }
    }

    /// Whether the summaries are of what is on a server, so that no file here says whether they are up to date.
    pub fn is_remote(&self) -> bool {
        !matches!(self, Self::Pop3 | Self::Local | Self::Feeds)
    }
}

//! A folder by its files alone.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use morkdb_folder::view::FolderFlags;

use super::MailFolder;
use crate::store::Store;

/// What folders on servers lie in.
const REMOTE: [&str; 2] = ["ImapMail", "News"];

impl MailFolder {
    /// The folder of a summary (`archive.msf`) or of mail (an mbox, or a maildir), whether it is in a profile or not. Preferences are not
    /// looked at: its name is that of its file, and it is taken for one on a server where its path says so. Nothing is read yet, and what
    /// is not there is found missing when it is loaded.
    pub fn at(path: &Path) -> Self {
        let (summary, mail) = files(path);
        let name = mail.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self {
            account: 0,
            parent: None,
            names: vec![name],
            uri: String::new(),
            has_summary: summary.is_file(),
            store: store(mail),
            role: None,
            flags: FolderFlags::default(),
            saved_search: None,
            is_remote: is_remote(&summary),
            summary,
        }
    }
}

/// The summary and the mail that belong to one of them.
fn files(path: &Path) -> (PathBuf, PathBuf) {
    let is_summary = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("msf"));
    if is_summary && !path.is_dir() {
        return (path.to_owned(), path.with_extension(""));
    }
    // A slash at the end comes from shells that complete names.
    let mail: PathBuf = path.components().collect();
    let mut summary = mail.as_os_str().to_owned();
    summary.push(".msf");
    (summary.into(), mail)
}

fn store(mail: PathBuf) -> Store {
    if mail.join("cur").is_dir() {
        Store::Maildir(mail)
    } else if mail.is_file() {
        Store::Mbox(mail)
    } else {
        Store::None
    }
}

fn is_remote(summary: &Path) -> bool {
    let path = std::path::absolute(summary).unwrap_or_else(|_| summary.to_owned());
    path.iter().any(|name| REMOTE.map(OsStr::new).contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "../../testdata/profile/imap/ImapMail/127.0.0.1";

    #[test]
    fn summary_and_mail_find_each_other() {
        let account = Path::new(ACCOUNT);
        for name in ["INBOX.msf", "INBOX"] {
            let folder = MailFolder::at(&account.join(name));
            assert_eq!((folder.name(), folder.has_summary, folder.is_remote), ("INBOX", true, true));
            assert_eq!(folder.summary, account.join("INBOX.msf"));
            assert_eq!(folder.store, Store::Mbox(account.join("INBOX")));
            assert_eq!(folder.load().unwrap().folder.read().messages().count(), 131);
        }
        let alone = MailFolder::at(&account.join("Sent.msf"));
        assert_eq!((alone.has_summary, alone.store), (true, Store::None));
    }

    #[test]
    fn a_maildir_may_end_in_a_slash() {
        assert_eq!(files(Path::new("Mail/x/")), ("Mail/x.msf".into(), "Mail/x".into()));
    }
}

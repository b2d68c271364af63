//! What Thunderbird knows of a folder from elsewhere: preferences, and the kind of server.

use crate::field::Field;
use crate::folder::FolderRef;

/// Preferences of Thunderbird that its message database heeds. The defaults are those that it is shipped with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preferences {
    /// `mail.strict_threading`: never thread by subject.
    pub strict_threading: bool,
    /// `mail.thread_without_re`: thread by subject even where it has no `Re:`. Only where threading is not strict.
    pub thread_without_re: bool,
    /// `mail.correct_threading`: a message that arrives after its answers still becomes their parent.
    pub correct_threading: bool,
    /// `mailnews.localizedRe`: other prefixes that mean `Re`, separated by commas.
    pub localized_re: String,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            strict_threading: true,
            thread_without_re: false,
            correct_threading: true,
            localized_re: String::new(),
        }
    }
}

/// What kind of server a folder is on: Thunderbird has a class of database for each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum Protocol {
    /// The mail is on this computer: local folders, POP, feeds.
    #[default]
    Local,
    /// IMAP: keys are UIDs, operations are kept while the server cannot be reached.
    Imap,
    /// News: keys are numbers of articles.
    News,
}

impl Protocol {
    /// What the file looks like: it says nowhere.
    pub fn guess(folder: FolderRef<'_>) -> Self {
        const NEWSGROUP: u32 = 0x1;
        const IMAP_BOX: u32 = 0x2000;
        let has = |field| folder.info_cell(field).is_some_and(|value| !value.is_empty());
        let flags = folder.info_cell(Field::Flags).and_then(|text| crate::number::hex32(&text)).unwrap_or(0);
        if flags & NEWSGROUP != 0 || has(Field::KnownArts) || has(Field::ReadSet) {
            Self::News
        } else if flags & IMAP_BOX != 0 || has(Field::OnlineName) || has(Field::UidValidity) {
            Self::Imap
        } else {
            Self::Local
        }
    }
}

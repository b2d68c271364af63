//! Reading the folder information: what a saved search searches.

use std::borrow::Cow;

use super::FolderInfo;
use crate::field::Field;
use crate::view::FolderFlags;

/// Which folders a saved search searches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SearchScope {
    /// All of them (`*`).
    Everywhere,
    /// Those of these URIs.
    Folders(Vec<String>),
}

impl SearchScope {
    /// Reads a cell: `*`, or URIs with a bar between them.
    pub fn parse(text: &str) -> Self {
        if text == "*" {
            return Self::Everywhere;
        }
        Self::Folders(text.split('|').filter(|uri| !uri.is_empty()).map(str::to_owned).collect())
    }

    /// Writes a cell.
    pub fn to_text(&self) -> String {
        match self {
            Self::Everywhere => "*".to_owned(),
            Self::Folders(uris) => uris.join("|"),
        }
    }
}

impl<'f> FolderInfo<'f> {
    /// Saved search: its terms as they are stored, `AND (subject,contains,test)`; see [`terms`](crate::terms).
    pub fn search_terms(self) -> Cow<'f, str> {
        self.text(Field::SearchStr)
    }

    /// Saved search: the folders that it searches.
    pub fn search_scope(self) -> SearchScope {
        SearchScope::parse(&self.text(Field::SearchFolderUri))
    }

    /// Saved search: whether it asks the server.
    pub fn search_online(self) -> bool {
        self.yes(Field::SearchOnline)
    }

    /// Saved search: which unified folder it is.
    pub fn search_folder_flag(self) -> FolderFlags {
        FolderFlags(self.count(Field::SearchFolderFlag))
    }
}

//! The file of saved searches.

use std::fmt;

use super::{SearchTerms, TermsError};

/// A profile's `virtualFolders.dat`: the saved searches. Thunderbird reads it when it starts, and overwrites what the
/// folders' own summaries say.
///
/// ```
/// use morkdb_folder::terms::VirtualFolders;
/// let text = "version=1\nuri=mailbox://nobody@Local%20Folders/Found\nscope=*\nterms=ALL\nsearchOnline=false\n";
/// let file = VirtualFolders::parse(text);
/// assert_eq!(file.folders[0].scope, "*");
/// assert_eq!(file.to_string(), text);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VirtualFolders {
    /// What the first line says behind `version=`; 1 so far.
    pub version: String,
    /// The saved searches, in their order.
    pub folders: Vec<VirtualFolder>,
}

/// A saved search.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VirtualFolder {
    /// The URI of its folder.
    pub uri: String,
    /// What kind of folders of the accounts it unites (`searchFolderFlag`): [`FolderFlags`](crate::view::FolderFlags), as
    /// the column of the same name has it. `None` where it is no such folder.
    pub flag: Option<String>,
    /// The URIs of the folders that are searched, with bars between, or `*` for all; see [`folders`](Self::folders).
    pub scope: String,
    /// The text of the terms; see [`search_terms`](Self::search_terms).
    pub terms: String,
    /// Whether the server searches.
    pub online: bool,
}

impl Default for VirtualFolders {
    fn default() -> Self {
        Self { version: "1".to_owned(), folders: Vec::new() }
    }
}

impl VirtualFolders {
    /// Reads a file, as Thunderbird does: empty lines and lines that it does not know are passed over, as is everything
    /// before the first `uri=`; of several lines of one folder, the last holds.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.split(['\n', '\r']).filter(|line| !line.is_empty());
        let mut file = Self::default();
        if let Some(first) = lines.next() {
            first.get("version=".len()..).unwrap_or_default().clone_into(&mut file.version);
        }
        for line in lines {
            file.line(line);
        }
        file
    }

    fn line(&mut self, line: &str) {
        let Some((key, value)) = line.split_once('=') else { return };
        if key == "uri" {
            self.folders.push(VirtualFolder { uri: value.to_owned(), ..VirtualFolder::default() });
        } else if let Some(folder) = self.folders.last_mut() {
            folder.set(key, value);
        }
    }
}

impl VirtualFolder {
    fn set(&mut self, key: &str, value: &str) {
        match key {
            // Thunderbird leaves what the summary says where this is empty.
            "scope" if !value.is_empty() => value.clone_into(&mut self.scope),
            "terms" => value.clone_into(&mut self.terms),
            "searchOnline" => self.online = value == "true",
            "searchFolderFlag" => self.flag = Some(value.to_owned()),
            _ => {}
        }
    }

    /// The URIs of the folders that are searched; `*` stands for all.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.scope.split('|').map(str::trim).filter(|uri| !uri.is_empty())
    }

    /// The terms.
    pub fn search_terms(&self) -> Result<SearchTerms, TermsError> {
        SearchTerms::parse(&self.terms)
    }
}

/// As Thunderbird writes it; it leaves out searches without a scope or without terms, which are written here.
impl fmt::Display for VirtualFolders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "version={}", self.version)?;
        self.folders.iter().try_for_each(|folder| folder.fmt(f))
    }
}

impl fmt::Display for VirtualFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "uri={}", self.uri)?;
        if let Some(flag) = self.flag.as_deref().filter(|flag| !flag.is_empty()) {
            writeln!(f, "searchFolderFlag={flag}")?;
        }
        writeln!(f, "scope={}\nterms={}\nsearchOnline={}", self.scope, self.terms, self.online)
    }
}

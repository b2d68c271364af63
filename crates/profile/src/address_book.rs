//! Address books: which there are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::boundary::{Boundary, Reach};
use crate::prefs::{Preferences, Value};
use crate::warning::Warning;

/// An address book.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddressBook {
    /// `.mab` or `.sqlite`.
    pub path: PathBuf,
    /// Its name as people see it.
    pub name: String,
}

/// The address books of a profile, in the order of their files: those whose names are Thunderbird's own, all `.mab`, and those that
/// the preferences name.
pub(crate) fn address_books(
    boundary: &Boundary,
    preferences: &Preferences,
    warnings: &mut Vec<Warning>,
) -> Vec<AddressBook> {
    let named = named(preferences);
    let mut paths: Vec<_> = fs::read_dir(boundary.root())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_address_book(path, &named))
        .collect();
    paths.sort();
    paths.retain(|path| match boundary.reach(path) {
        Reach::Inside(_) => path.is_file(),
        Reach::Outside => {
            warnings.push(Warning::new(
                path,
                "this address book is a link out of the profile: it was not followed",
            ));
            false
        }
        Reach::Missing => false,
    });
    paths.into_iter().map(|path| AddressBook { name: name(&path, &named), path }).collect()
}

/// The names of the address books of `ldap_2.servers.*`, by their files, in lower case.
fn named(preferences: &Preferences) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (key, value) in preferences.below("ldap_2.servers.") {
        let Some(server) = key.strip_suffix(".filename") else { continue };
        let Value::Text(file) = value else { continue };
        let name = preferences.text(&format!("ldap_2.servers.{server}.description"));
        // A name that was never changed is that of a file of words.
        let name = name.filter(|name| !name.starts_with("chrome:")).unwrap_or_default();
        names.insert(file.to_ascii_lowercase(), name.to_owned());
    }
    for (server, file) in [("pab", "abook"), ("history", "history")] {
        let Some(name) = preferences.text(&format!("ldap_2.servers.{server}.description")) else { continue };
        for extension in ["mab", "sqlite"].iter().filter(|_| !name.starts_with("chrome:")) {
            names.entry(format!("{file}.{extension}")).or_insert_with(|| name.to_owned());
        }
    }
    names
}

fn is_address_book(path: &Path, named: &BTreeMap<String, String>) -> bool {
    let Some(file) = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()) else {
        return false;
    };
    let Some((stem, extension)) = file.rsplit_once('.') else { return false };
    match extension {
        "mab" => true,
        "sqlite" => {
            stem == "abook" || stem == "history" || stem.starts_with("abook-") || named.contains_key(&file)
        }
        _ => false,
    }
}

fn name(path: &Path, named: &BTreeMap<String, String>) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(name) = named.get(&file.to_ascii_lowercase()).filter(|name| !name.is_empty()) {
        return name.clone();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    match stem.to_ascii_lowercase().as_str() {
        "abook" => "Personal Address Book".to_owned(),
        "history" => "Collected Addresses".to_owned(),
        _ => stem.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_are_found_with_their_names() {
        let root = tempfile::tempdir().unwrap();
        let files = [
            "abook.mab",
            "abook.sqlite",
            "history.sqlite",
            "impab-1.mab",
            "abook-2.sqlite",
            "own.sqlite",
            "places.sqlite",
            "abook.sqlite-wal",
            "mab",
        ];
        for file in files {
            fs::write(root.path().join(file), "").unwrap();
        }
        fs::create_dir(root.path().join("folder.mab")).unwrap();
        let text = br#"user_pref("ldap_2.servers.Own.filename", "own.sqlite");
            user_pref("ldap_2.servers.Own.description", "Verein");
            user_pref("ldap_2.servers.x.filename", "abook-2.sqlite");
            user_pref("ldap_2.servers.pab.filename", "abook.sqlite");
            user_pref("ldap_2.servers.pab.description", "chrome://messenger/locale/addressbook/addressBook.properties");
            user_pref("ldap_2.servers.history.description", "Gesammelt");
            user_pref("ldap_2.servers.out.filename", "../x.sqlite");"#;
        let boundary = Boundary::new(root.path()).unwrap();
        let books = address_books(&boundary, &Preferences::parse(text).0, &mut Vec::new());
        let found: Vec<_> = books
            .iter()
            .map(|book| (book.path.file_name().unwrap().to_str().unwrap(), book.name.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("abook-2.sqlite", "abook-2"),
                ("abook.mab", "Personal Address Book"),
                ("abook.sqlite", "Personal Address Book"),
                ("history.sqlite", "Gesammelt"),
                ("impab-1.mab", "impab-1"),
                ("own.sqlite", "Verein"),
            ]
        );
    }
}

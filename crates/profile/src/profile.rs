//! A profile.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::account::{self, Account};
use crate::address_book::{self, AddressBook};
use crate::boundary::{Boundary, Reach};
use crate::error::Error;
use crate::folder::MailFolder;
use crate::locate;
use crate::lock::Holder;
use crate::prefs::Preferences;
use crate::tags::Tags;
use crate::tree;
use crate::unpack::{self, Unpacked};
use crate::warning::Warning;

/// A profile: all that can be known without reading its mail.
#[derive(Debug)]
pub struct Profile {
    path: PathBuf,
    root: PathBuf,
    name: String,
    preferences: Preferences,
    accounts: Vec<Account>,
    folders: Vec<MailFolder>,
    tags: Tags,
    address_books: Vec<AddressBook>,
    holder: Option<Holder>,
    warnings: Vec<Warning>,
    /// Where an archive was unpacked to; it is removed with the profile.
    unpacked: Option<TempDir>,
}

impl Profile {
    /// Reads a profile: a folder, or a zip of one, which is unpacked to a temporary folder for as long as the profile is there.
    ///
    /// # Errors
    /// Where it cannot be read, or is no profile. Whatever is wrong with a part of it is one of the [`warnings`](Self::warnings).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let unreadable = |source| Error::Io { path: path.to_owned(), source };
        if fs::metadata(path).map_err(unreadable)?.is_dir() {
            let name = path.canonicalize().map_err(unreadable)?;
            return Self::read(path, path, last_name(&name), Vec::new());
        }
        if !unpack::is_archive(path) {
            // What cannot be read at all says why.
            File::open(path).map_err(unreadable)?;
            return Err(Error::NoProfile { path: path.to_owned() });
        }
        let Unpacked { folder, warnings } = unpack::unpack(path)?;
        let mut profile = Self::read(path, folder.path(), archive_name(path), warnings)?;
        profile.unpacked = Some(folder);
        Ok(profile)
    }

    fn read(path: &Path, root: &Path, name: String, mut warnings: Vec<Warning>) -> Result<Self, Error> {
        let unreadable = |source| Error::Io { path: path.to_owned(), source };
        fs::read_dir(root).map_err(unreadable)?;
        if !locate::is_profile(root) {
            return Err(Error::NoProfile { path: path.to_owned() });
        }
        let boundary = Boundary::new(root).map_err(unreadable)?;
        let (preferences, damage) = preferences(&boundary);
        let accounts = account::accounts(&boundary, &preferences, damage, &mut warnings);
        let folders = tree::folders(root, &preferences, &accounts, &mut warnings);
        let address_books = address_book::address_books(&boundary, &preferences, &mut warnings);
        Ok(Self {
            path: path.to_owned(),
            root: root.to_owned(),
            name,
            tags: Tags::read(&preferences),
            preferences,
            accounts,
            folders,
            address_books,
            holder: Holder::of_profile(root),
            warnings,
            unpacked: None,
        })
    }

    /// Its path as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that its files are in: where it was an archive, the temporary one.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path of one of its files as it can be shown: where the profile is an archive, the path of that and then the path within the profile, as
    /// in `alice.zip/Mail/Local Folders/Inbox`. What it was unpacked to is soon gone.
    pub fn shown_path<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
        match path.strip_prefix(&self.root) {
            Ok(inner) if self.unpacked.is_some() => Cow::Owned(self.path.join(inner)),
            _ => Cow::Borrowed(path),
        }
    }

    /// A text that may name its files, with paths as they can be [shown](Self::shown_path).
    pub fn shown_text(&self, text: String) -> String {
        if self.unpacked.is_none() {
            return text;
        }
        text.replace(&*self.root.to_string_lossy(), &self.path.to_string_lossy())
    }

    /// A warning about one of its files, with paths as they can be [shown](Self::shown_path).
    pub fn shown_warning(&self, warning: &Warning) -> Warning {
        Warning::new(self.shown_path(&warning.path), self.shown_text(warning.what.clone()))
    }

    /// The name of its folder, or of the archive without `.zip`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What `prefs.js` says.
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Its accounts, in the order of the account manager; those that the preferences do not know behind them.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Its folders: account by account, each folder before those in it, special ones first, then by name.
    pub fn folders(&self) -> &[MailFolder] {
        &self.folders
    }

    /// The account of a folder of this profile.
    pub fn account_of(&self, folder: &MailFolder) -> Option<&Account> {
        self.accounts.get(folder.account)
    }

    /// Its tags.
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Its address books.
    pub fn address_books(&self) -> &[AddressBook] {
        &self.address_books
    }

    /// Who is running with it, if somebody is.
    pub fn holder(&self) -> Option<&Holder> {
        self.holder.as_ref()
    }

    /// What was skipped or guessed.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

/// What `prefs.js` says, and what is wrong with it; nothing where it cannot be read.
fn preferences(boundary: &Boundary) -> (Preferences, Option<String>) {
    let text = match read_text(boundary, &boundary.root().join("prefs.js")) {
        Ok(text) => text,
        Err(what) => return (Preferences::default(), Some(what)),
    };
    let (preferences, odd) = Preferences::parse(&text);
    let lines = if odd == 1 { "line" } else { "lines" };
    let damage = (odd > 0).then(|| format!("{odd} {lines} cannot be understood, or only in part"));
    (preferences, damage)
}

fn read_text(boundary: &Boundary, path: &Path) -> Result<Vec<u8>, String> {
    let is_outside = boundary.reach(path) == Reach::Outside;
    if is_outside {
        return Err("this leads out of the profile, and was not followed".to_owned());
    }
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is none".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    // Not to wait for another program where the file is a pipe.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err("this is no file".to_owned());
    }
    let mut text = Vec::new();
    let mut file = File::open(path).map_err(unreadable)?.take(unpack::LONGEST_PREFS + 1);
    file.read_to_end(&mut text).map_err(unreadable)?;
    if file.limit() == 0 {
        return Err("this is far too long".to_owned());
    }
    Ok(text)
}

fn last_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn archive_name(path: &Path) -> String {
    let is_zip = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    let name = if is_zip { path.file_stem() } else { path.file_name() };
    name.unwrap_or_default().to_string_lossy().into_owned()
}

//! A profile in an archive.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::Error;
use crate::prefs::Preferences;
use crate::warning::Warning;
use names::Name;
use wanted::Wanted;

mod names;
mod times;
mod wanted;

/// An archive that was unpacked.
#[derive(Debug)]
pub(crate) struct Unpacked {
    /// It goes when this is dropped.
    pub(crate) folder: TempDir,
    /// What is odd about the archive.
    pub(crate) warnings: Vec<Warning>,
}

/// Where archives were unpacked to by this process.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what was unpacked of archives, with the mail that is in it. For a program that ends without dropping its profiles, as when it is
/// interrupted; a [`Profile`](crate::Profile) of an archive that is still there has no files after that.
///
/// # Errors
/// Where something could not be removed. The rest is gone then.
pub fn remove_unpacked() -> io::Result<()> {
    let folders = std::mem::take(&mut *FOLDERS.lock().unwrap_or_else(PoisonError::into_inner));
    folders.iter().map(|folder| remove(folder)).fold(Ok(()), Result::and)
}

/// How often a folder is tried to be removed: other threads may still put files into it.
const TRIES: usize = 100;

fn remove(folder: &Path) -> io::Result<()> {
    let mut result = Ok(());
    for _ in 0..TRIES {
        result = match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            other => other,
        };
        if result.is_ok() {
            break;
        }
    }
    result
}

/// The most that is read of a `prefs.js`.
pub(crate) const LONGEST_PREFS: u64 = 256 << 20;

/// Whether a file is a zip, by its first bytes.
pub(crate) fn is_archive(path: &Path) -> bool {
    let mut start = [0; 4];
    path.is_file()
        && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && matches!(&start, b"PK\x03\x04" | b"PK\x05\x06")
}

/// Whether there is a profile in a zip: in its root, or in the only folder in that. Thunderbird's import asks the same.
pub(crate) fn holds_profile(path: &Path) -> bool {
    Archive::open(path).is_ok_and(|archive| archive.wanted.is_some())
}

/// Unpacks what is needed of a profile in a zip to a temporary folder.
pub(crate) fn unpack(path: &Path) -> Result<Unpacked, Error> {
    let mut archive = Archive::open(path)?;
    let Some(mut wanted) = archive.wanted.take() else {
        return Err(Error::NoProfile { path: path.to_owned() });
    };
    let folder = tempfile::Builder::new()
        .prefix("mork-profile-")
        .tempdir()
        .map_err(|source| Error::Io { path: std::env::temp_dir(), source })?;
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).push(folder.path().to_owned());
    wanted.add_folders(&archive.preferences(&wanted));
    let entries = archive.entries(&wanted);
    archive.check_room(&entries, folder.path())?;
    for (index, target) in entries {
        archive.take_out(index, &folder.path().join(target))?;
    }
    Ok(Unpacked { folder, warnings: archive.warnings })
}

/// An archive that is being read.
struct Archive<'p> {
    path: &'p Path,
    zip: ZipArchive<BufReader<File>>,
    /// The names of its entries; those that must not be used are `None`.
    names: Vec<Option<Name>>,
    wanted: Option<Wanted>,
    warnings: Vec<Warning>,
}

impl<'p> Archive<'p> {
    fn open(path: &'p Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| unreadable(path, error))?;
        let mut archive = Self { path, zip, names: Vec::new(), wanted: None, warnings: Vec::new() };
        archive.names = (0..archive.zip.len()).map(|index| archive.name(index)).collect();
        archive.wanted = Wanted::find(archive.names.iter().flatten());
        Ok(archive)
    }

    fn name(&mut self, index: usize) -> Option<Name> {
        let entry = self.zip.by_index_data(index).ok()?;
        let (what, label) = match Name::new(&entry) {
            Some(name) if entry.is_symlink() => ("this is a link: it was not followed", name.label),
            Some(name) => return Some(name),
            None => (
                "this name leads out of the archive: it was left out",
                String::from_utf8_lossy(entry.name_raw()).into_owned(),
            ),
        };
        self.warn(&label, what.to_owned());
        None
    }

    /// What `prefs.js` says.
    fn preferences(&mut self, wanted: &Wanted) -> Preferences {
        let prefs = Path::new("prefs.js");
        let is_prefs = |name: &Option<Name>| {
            name.as_ref().and_then(|name| wanted.target(name)).is_some_and(|path| path == prefs)
        };
        let Some(index) = self.names.iter().position(is_prefs) else { return Preferences::default() };
        let mut text = Vec::new();
        // What cannot be read of it is said when it is taken out.
        if let Ok(entry) = self.zip.by_index(index) {
            _ = entry.take(LONGEST_PREFS).read_to_end(&mut text);
        }
        Preferences::parse(&text).0
    }

    /// What is to be taken out, and where to.
    fn entries(&self, wanted: &Wanted) -> Vec<(usize, PathBuf)> {
        let targets = self.names.iter().map(|name| wanted.target(name.as_ref()?));
        targets.enumerate().filter_map(|(index, target)| Some((index, target?))).collect()
    }

    /// Makes sure that there is room for it.
    fn check_room(&self, entries: &[(usize, PathBuf)], folder: &Path) -> Result<(), Error> {
        let sizes = entries.iter().filter_map(|(index, _)| Some(self.zip.by_index_data(*index).ok()?.size()));
        let needed = sizes.fold(0, u64::saturating_add);
        match room(folder) {
            Some(room) if needed > room => {
                let what = format!(
                    "it takes {needed} bytes unpacked, and there is room for {room} in {}",
                    folder.parent().unwrap_or(folder).display()
                );
                Err(Error::Archive { path: self.path.to_owned(), what })
            }
            _ => Ok(()),
        }
    }

    /// Takes out one file; only a disk without room ends all.
    fn take_out(&mut self, index: usize, target: &Path) -> Result<(), Error> {
        let what = match extract(&mut self.zip, index, target) {
            Ok(()) => return Ok(()),
            Err(Trouble::Unread(what)) => what,
            Err(Trouble::Unwritten(source)) if is_full(&source) => {
                return Err(Error::Io { path: target.to_owned(), source });
            }
            Err(Trouble::Unwritten(source)) => format!("left out: {source}"),
        };
        let label = self.names.get(index).cloned().flatten().map(|name| name.label).unwrap_or_default();
        self.warn(&label, what);
        Ok(())
    }

    fn warn(&mut self, label: &str, what: String) {
        self.warnings.push(Warning::new(self.path.join(label.trim_start_matches('/')), what));
    }
}

fn unreadable(path: &Path, error: ZipError) -> Error {
    match error {
        ZipError::Io(source) if source.kind() != ErrorKind::UnexpectedEof => {
            Error::Io { path: path.to_owned(), source }
        }
        error => Error::Archive { path: path.to_owned(), what: reason(error) },
    }
}

fn reason(error: ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "it is encrypted".to_owned(),
        error => error.to_string(),
    }
}

/// A new file, in folders that are made where they are missing.
fn create(path: &Path) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    File::create_new(path)
}

/// Why a file was not taken out, or only in part.
#[derive(Debug)]
enum Trouble {
    /// It cannot be read: what to say of it.
    Unread(String),
    /// It cannot be written.
    Unwritten(io::Error),
}

/// Takes out one file or folder. What can be read of a damaged file is kept.
fn extract(zip: &mut ZipArchive<BufReader<File>>, index: usize, target: &Path) -> Result<(), Trouble> {
    let mut entry =
        zip.by_index(index).map_err(|error| Trouble::Unread(format!("left out: {}", reason(error))))?;
    if entry.is_dir() {
        return std::fs::create_dir_all(target).map_err(Trouble::Unwritten);
    }
    let size = entry.size();
    let mut file = create(target).map_err(Trouble::Unwritten)?;
    // It must not become longer than what there was room for.
    let length = copy(&mut entry.by_ref().take(size), &mut file).map_err(Trouble::Unwritten)?;
    let is_whole = length == size && matches!(entry.read(&mut [0]), Ok(0));
    if let Some(modified) = times::modified(&entry) {
        // A time that the disk cannot hold is no loss.
        _ = file.set_modified(modified);
    }
    if is_whole {
        Ok(())
    } else {
        Err(Trouble::Unread(format!("damaged: {length} of {size} bytes could be read")))
    }
}

/// Copies as much as can be read, and says how much.
fn copy(from: &mut impl Read, to: &mut File) -> io::Result<u64> {
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0_u64;
    loop {
        match from.read(&mut buffer) {
            Ok(read @ 1..) => {
                to.write_all(buffer.get(..read).unwrap_or_default())?;
                length = length.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => return Ok(length),
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

/// How many bytes can be written to the disk of a folder, where the system says so.
#[cfg(unix)]
fn room(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn room(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests;

//! The file that is written beside another one, to take its place.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::stamp::identity;
use super::{Durability, attributes, context, directory, is_at, lock};

/// How many names are tried. Those that are taken are leftovers of killed programs.
const ATTEMPTS: usize = 1000;

/// How many characters of the target's name the name of the temporary file has. No file system has names of less than
/// 140 bytes.
const NAME: usize = 24;

/// A file that is to take the place of another one. It is removed when dropped.
#[derive(Debug)]
pub(super) struct Replacement {
    /// Before the name, so that it is closed when that is removed.
    file: File,
    name: Temporary,
}

/// The name of a temporary file, which goes unless it was renamed.
#[derive(Debug)]
struct Temporary {
    path: PathBuf,
    is_renamed: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.is_renamed {
            // There is nobody to tell.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Replacement {
    /// Makes an empty file in the folder of `target`, with the attributes of `original`, if there is one. It is locked:
    /// so is the target, when it takes its place.
    ///
    /// Those that killed programs have left go first.
    pub(super) fn beside(target: &Path, original: Option<&File>) -> io::Result<Self> {
        remove_leftovers(target, original);
        let replacement = Self::create(target, original.is_some())
            .map_err(context("no temporary file can be made in its directory"))?;
        if let Some(original) = original {
            attributes::copy(original, &replacement.file)
                .map_err(context("the file's attributes cannot be given to a new file"))?;
        }
        Ok(replacement)
    }

    fn create(target: &Path, is_private: bool) -> io::Result<Self> {
        let name = target.file_name().ok_or(ErrorKind::InvalidInput)?;
        for _ in 0..ATTEMPTS {
            let path = target.with_file_name(hidden(name));
            let file = match options(is_private).open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                result => result?,
            };
            let mut name = Temporary { path, is_renamed: false };
            lock(&file)?;
            if is_at(&file, &name.path)? {
                return Ok(Self { file, name });
            }
            // Before it was locked, someone took it for a leftover.
            name.is_renamed = true;
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    pub(super) fn sync(&self, durability: Durability) -> io::Result<()> {
        durability.sync(&self.file)
    }

    /// Takes the place of `target`, and gives the file back.
    pub(super) fn rename_over(self, target: &Path) -> io::Result<File> {
        let Self { file, mut name } = self;
        fs::rename(&name.path, target).map_err(cannot_take_its_place)?;
        name.is_renamed = true;
        Ok(file)
    }

    /// Becomes `target`, which must not be there, and gives the file back.
    pub(super) fn become_new(self, target: &Path) -> io::Result<File> {
        match fs::hard_link(&self.name.path, target) {
            // The first name goes when it is dropped.
            Ok(()) => Ok(self.file),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(appeared()),
            // Not every file system has hard links; those that have none say so in many ways.
            Err(_) => self.rename_to(target),
        }
    }

    /// [`become_new`](Self::become_new) without hard links. Between the look and the rename another file may still
    /// appear, and get lost.
    fn rename_to(self, target: &Path) -> io::Result<File> {
        match fs::symlink_metadata(target) {
            Err(error) if error.kind() == ErrorKind::NotFound => self.rename_over(target),
            Err(error) => Err(error),
            Ok(_) => Err(appeared()),
        }
    }
}

/// Where something is mounted on the file, the system says that it is busy, which is not because of what another program did.
fn cannot_take_its_place(source: io::Error) -> io::Error {
    let kind = match source.kind() {
        ErrorKind::ResourceBusy | ErrorKind::AlreadyExists => ErrorKind::Other,
        kind => kind,
    };
    io::Error::new(kind, format!("the new file cannot take its place: {source}"))
}

fn appeared() -> io::Error {
    io::Error::new(ErrorKind::AlreadyExists, "another program has made the file meanwhile")
}

/// A name that begins with a dot, and that no other file should have.
fn hidden(name: &OsStr) -> OsString {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("{}{}-{number}.tmp", hidden_prefix(name), std::process::id()).into()
}

/// What the names of all temporary files of a target begin with. Others whose names begin alike have the same ones.
fn hidden_prefix(name: &OsStr) -> String {
    let name: String = name.to_string_lossy().chars().take(NAME).collect();
    format!(".{name}.")
}

/// Whether a name is one that [`hidden`] gives.
fn is_hidden(name: &OsStr, prefix: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    name.to_str()
        .and_then(|name| name.strip_prefix(prefix)?.strip_suffix(".tmp")?.split_once('-'))
        .is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// Removes the temporary files that killed programs have left: those that nobody has locked. What cannot be removed stays.
fn remove_leftovers(target: &Path, original: Option<&File>) {
    let Some(prefix) = target.file_name().map(hidden_prefix) else { return };
    for entry in fs::read_dir(directory(target)).into_iter().flatten().flatten() {
        let is_one =
            is_hidden(&entry.file_name(), &prefix) && entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_one {
            // They are in nobody's way.
            let _ = remove_leftover(&target.with_file_name(entry.file_name()), original);
        }
    }
}

fn remove_leftover(path: &Path, original: Option<&File>) -> io::Result<()> {
    let file = File::options().read(true).write(true).open(path)?;
    // Who was killed between giving a new file its name and taking the first one away left two names of one file. We have
    // locked that ourselves.
    let is_original = match original {
        Some(original) => identity(&file.metadata()?).is_some() && is_at(original, path)?,
        None => false,
    };
    if !is_original {
        file.try_lock()?;
    }
    fs::remove_file(path)
}

/// How to make a file. One that is private has no rights for others until it gets those of the original.
#[cfg_attr(not(unix), allow(unused_variables, reason = "only Unix has modes"))]
fn options(is_private: bool) -> OpenOptions {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    if is_private {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::super::scratch::Scratch;
    use super::*;

    #[test]
    fn the_name_is_hidden_and_not_too_long() {
        let scratch = Scratch::new("name");
        let target = scratch.path().join("a".repeat(255));
        let replacement = Replacement::beside(&target, None).expect("a file can be made");
        let names = scratch.names();
        assert!(names.len() == 1 && names[0].starts_with(".aaaa") && names[0].len() < 80);
        drop(replacement);
        assert!(scratch.names().is_empty());
    }

    #[test]
    fn where_there_are_no_hard_links_a_new_file_replaces_none_either() {
        let scratch = Scratch::new("no-links");
        let target = scratch.path().join("a.msf");
        let begin = || Replacement::beside(&target, None).expect("a file can be made");
        begin().rename_to(&target).expect("there is no such file");
        let error = begin().rename_to(&target).expect_err("there is one now");
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(scratch.names(), ["a.msf"]);
    }

    #[test]
    fn a_rename_that_fails_leaves_no_file() {
        let scratch = Scratch::new("rename");
        let target = scratch.path().join("a.msf");
        fs::create_dir(&target).expect("a folder can be made");
        let replacement = Replacement::beside(&target, None).expect("a file can be made");
        assert!(replacement.rename_over(&target).is_err());
        assert_eq!(scratch.names(), ["a.msf"]);
    }

    #[test]
    fn what_killed_programs_left_goes() {
        let scratch = Scratch::new("leftovers");
        let target = scratch.file("a.msf", "one");
        let others =
            [".a.msf.12-.tmp", ".a.msf.1-2.tmp.bak", ".a.msf.x-2.tmp", ".b.msf.1-2.tmp", "a.msf.1-2.tmp"];
        for name in others.iter().chain(&[".a.msf.12-0.tmp", ".a.msf.99999999-17.tmp"]) {
            scratch.file(name, "left");
        }
        let folder = scratch.path().join(".a.msf.5-5.tmp");
        fs::create_dir(&folder).expect("a folder can be made");
        let living = File::open(scratch.file(".a.msf.13-0.tmp", "in work")).expect("it can be opened");
        lock(&living).expect("it can be locked");

        let replacement = Replacement::beside(&target, None).expect("a file can be made");
        let ours = replacement.name.path.clone();
        let second = Replacement::beside(&target, None).expect("another one can be made");
        assert!(ours.exists(), "it is locked");
        drop((replacement, second));
        let mut left: Vec<&str> =
            others.into_iter().chain(["a.msf", ".a.msf.13-0.tmp", ".a.msf.5-5.tmp"]).collect();
        left.sort_unstable();
        assert_eq!(scratch.names(), left);

        drop(living);
        drop(Replacement::beside(&target, None).expect("a file can be made"));
        assert!(!scratch.names().contains(&".a.msf.13-0.tmp".to_owned()));
    }

    /// A program that was killed while it made a new file may leave it with both names.
    #[cfg(unix)]
    #[test]
    fn the_first_name_of_the_file_itself_goes() {
        let scratch = Scratch::new("two-names");
        let target = scratch.file("a.msf", "one");
        fs::hard_link(&target, scratch.path().join(".a.msf.1-2.tmp")).expect("a link can be made");
        let original = File::open(&target).expect("it can be opened");
        lock(&original).expect("it can be locked");
        drop(Replacement::beside(&target, Some(&original)).expect("a file can be made"));
        assert_eq!(scratch.names(), ["a.msf"]);
        assert_eq!(fs::read(&target).expect("it is there"), b"one");
    }

    /// Until it has the rights of the original, nobody else can open it; a new file has those that all files get.
    #[cfg(unix)]
    #[test]
    fn a_replacement_begins_private() {
        use std::os::unix::fs::MetadataExt;

        let scratch = Scratch::new("private");
        let target = scratch.file("a.msf", "one");
        let mode = |replacement: &Replacement| replacement.file.metadata().expect("it is there").mode();
        let private = Replacement::create(&target, true).expect("a file can be made");
        let open = Replacement::create(&target, false).expect("a file can be made");
        assert_eq!(mode(&private) & 0o777, 0o600);
        assert_eq!(mode(&open), fs::metadata(&target).expect("it is there").mode());
    }
}

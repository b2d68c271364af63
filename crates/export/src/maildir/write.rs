//! The files of one Maildir: written to `tmp`, on the disk before they are moved to `cur`.

use std::collections::HashMap;
use std::fs::{self, File, FileTimes};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Tally;
use super::file::{base_of, stem_of};
use crate::error::Error;
use crate::output::{at, sync_files, sync_folder};

/// How much is written before it is moved to `cur` together: the disk is waited for once.
const BATCH_FILES: usize = 4096;
const BATCH_BYTES: usize = 256 << 20;

/// A message as it should be in the Maildir.
pub(super) struct Target<'t> {
    /// See [`file`](super::file).
    pub(super) base: &'t str,
    /// The letters behind the name.
    pub(super) letters: &'t str,
    /// When it was received.
    pub(super) seconds: u32,
}

/// A Maildir that is written to.
pub(super) struct Maildir {
    folder: PathBuf,
    /// Messages that are there, by the part of their names that says which they are, with the folder they are in.
    there: HashMap<String, (&'static str, String)>,
    /// Names in `tmp` and what they will be in `cur`.
    waiting: Vec<(String, String)>,
    waiting_bytes: usize,
    is_changed: bool,
    pub(super) tally: Tally,
}

impl Maildir {
    /// Opens it; what an earlier run has left in `tmp` is removed, unless this is a dry run.
    pub(super) fn open(folder: PathBuf, dry_run: bool) -> Result<Self, Error> {
        let mut there = HashMap::new();
        for part in ["new", "cur"] {
            let path = folder.join(part);
            for name in messages(&path).map_err(at(&path))? {
                if let Some(base) = base_of(&name) {
                    there.insert(base.to_owned(), (part, name));
                }
            }
        }
        if !dry_run {
            let path = folder.join("tmp");
            for name in messages(&path).map_err(at(&path))? {
                if base_of(&name).is_some() {
                    fs::remove_file(path.join(&name)).map_err(at(&path))?;
                }
            }
        }
        let (waiting, tally) = (Vec::new(), Tally::default());
        Ok(Self { folder, there, waiting, waiting_bytes: 0, is_changed: false, tally })
    }

    /// Whether a message is there from an earlier run; it gets the flags and the time that it should have.
    pub(super) fn has(&mut self, target: &Target<'_>, dry_run: bool) -> Result<bool, Error> {
        let Some((part, name)) = self.there.remove(target.base) else { return Ok(false) };
        let path = self.folder.join(part).join(&name);
        let wanted = format!("{}{}{}", stem_of(&name), super::file::INFO, target.letters);
        let is_timed =
            fs::metadata(&path).and_then(|meta| meta.modified()).ok() == Some(time(target.seconds));
        if part == "cur" && name == wanted && is_timed {
            self.tally.unchanged += 1;
            return Ok(true);
        }
        if !dry_run {
            let to = self.folder.join("cur").join(wanted);
            set_time(&path, target.seconds).and_then(|()| fs::rename(&path, &to)).map_err(at(&path))?;
            self.is_changed = true;
        }
        Ok(true)
    }

    /// Writes a message that is not there.
    pub(super) fn add(&mut self, target: &Target<'_>, mail: &[u8]) -> Result<(), Error> {
        let stem = format!("{},S={}", target.base, mail.len());
        let path = self.folder.join("tmp").join(&stem);
        write(&path, mail, target.seconds).map_err(|error| {
            let _ = fs::remove_file(&path);
            at(&path)(error)
        })?;
        let name = format!("{stem}{}{}", super::file::INFO, target.letters);
        self.waiting.push((stem, name));
        self.waiting_bytes += mail.len();
        if self.waiting.len() >= BATCH_FILES || self.waiting_bytes >= BATCH_BYTES {
            self.deliver()?;
        }
        Ok(())
    }

    /// Moves what waits in `tmp` to `cur`, once it is on the disk.
    fn deliver(&mut self) -> Result<(), Error> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (from, to) = (self.folder.join("tmp"), self.folder.join("cur"));
        sync_files(&from, self.waiting.iter().map(|(stem, _)| from.join(stem))).map_err(at(&from))?;
        // One by one off the list: what an error leaves on it is removed.
        while let Some((stem, name)) = self.waiting.last() {
            fs::rename(from.join(stem), to.join(name)).map_err(at(&to))?;
            self.waiting.pop();
        }
        self.waiting_bytes = 0;
        self.is_changed = true;
        Ok(())
    }

    /// Everything was handed over. What is there beside it is left alone.
    pub(super) fn finish(mut self) -> Result<Tally, Error> {
        self.deliver()?;
        let path = self.folder.join("cur");
        if self.is_changed {
            sync_folder(&path).map_err(at(&path))?;
        }
        self.tally.stale = u64::try_from(self.there.len()).unwrap_or(u64::MAX);
        Ok(self.tally)
    }
}

/// What was not moved to `cur` goes, as where the disk is full.
impl Drop for Maildir {
    fn drop(&mut self) {
        for (stem, _) in &self.waiting {
            let _ = fs::remove_file(self.folder.join("tmp").join(stem));
        }
    }
}

/// The names in a folder; none where it is not there. A name that is not UTF-8 is of nobody's export.
fn messages(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let names = entries.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
    names.filter_map(Result::transpose).collect()
}

fn write(path: &Path, mail: &[u8], seconds: u32) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(mail)?;
    file.set_times(FileTimes::new().set_modified(time(seconds)))
}

fn set_time(path: &Path, seconds: u32) -> io::Result<()> {
    File::options().append(true).open(path)?.set_times(FileTimes::new().set_modified(time(seconds)))
}

fn time(seconds: u32) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::from(seconds))
}

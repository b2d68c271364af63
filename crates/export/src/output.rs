//! Files of the target: written under a temporary name, renamed when they are whole, left alone where they are the same.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::{Builder, NamedTempFile};

use crate::error::Error;

/// How the temporary names begin, and how they end: what is found under one is left over from a run that was killed.
const PREFIX: &str = ".mork-export-";
const SUFFIX: &str = ".part";
/// Bytes that are written or compared at once.
const CHUNK: usize = 1 << 16;

/// A file of the target that is whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Made {
    /// Where, below the target.
    pub(crate) path: PathBuf,
    /// Bytes; of a folder, how many entries it has.
    pub(crate) size: u64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_folder: bool,
}

impl Made {
    /// How many files it stands for.
    pub(crate) fn files(&self) -> u64 {
        if self.is_folder { self.size } else { 1 }
    }

    /// Whether it is still there, as far as the size tells.
    pub(crate) fn is_there(&self, output: &Output) -> bool {
        size_of(&output.path(&self.path)) == Some(self.size)
    }
}

/// What [`Made::size`] says of a path.
pub(crate) fn size_of(path: &Path) -> Option<u64> {
    let meta = fs::metadata(path).ok()?;
    if meta.is_dir() { u64::try_from(fs::read_dir(path).ok()?.count()).ok() } else { Some(meta.len()) }
}

/// Says where an error of the system happened.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> Error + '_ {
    |source| Error::Io { path: path.to_owned(), source }
}

/// The folder that everything is written below.
#[derive(Debug)]
pub(crate) struct Output {
    root: PathBuf,
    dry_run: bool,
    progress: Mutex<Progress>,
}

/// What was done so far.
#[derive(Debug, Default)]
struct Progress {
    /// Folders that are there, and how many entries they had.
    folders: HashMap<PathBuf, u64>,
    /// Files that are whole, and whether they were written now.
    files: BTreeMap<PathBuf, (u64, bool)>,
}

impl Output {
    /// Nothing is made yet.
    pub(crate) fn new(root: PathBuf, dry_run: bool) -> Self {
        Self { root, dry_run, progress: Mutex::default() }
    }

    /// Whether nothing is written.
    pub(crate) fn is_dry(&self) -> bool {
        self.dry_run
    }

    /// The whole path of what is below the target.
    pub(crate) fn path(&self, below: &Path) -> PathBuf {
        self.root.join(below)
    }

    /// Makes a folder and those that it is in.
    pub(crate) fn folder(&self, below: &Path) -> Result<(), Error> {
        if self.dry_run {
            return Ok(());
        }
        let path = self.path(below);
        // All of it under the lock: no thread begins a file here before the leftovers are gone, which its own would be taken for.
        let made = self.locked(|progress| {
            if !progress.folders.contains_key(below) {
                fs::create_dir_all(&path)?;
                let entries = remove_leftovers(&path)?;
                progress.folders.insert(below.to_owned(), entries);
            }
            Ok(())
        });
        made.map_err(at(&path))
    }

    /// Begins a file; it gets its name with [`TargetFile::finish`]. The folders that it is in are made.
    pub(crate) fn file(&self, below: impl Into<PathBuf>) -> Result<TargetFile<'_>, Error> {
        let below = below.into();
        let path = self.path(&below);
        if self.dry_run {
            return Ok(TargetFile { output: self, below, sink: Sink::Compared(Compared::with(&path)) });
        }
        self.folder(below.parent().unwrap_or(Path::new("")))?;
        let file = temporary(path.parent().unwrap_or(&self.root)).map_err(at(&path))?;
        Ok(TargetFile { output: self, below, sink: Sink::Temporary(BufWriter::with_capacity(CHUNK, file)) })
    }

    /// Writes a whole file.
    pub(crate) fn put(&self, below: impl Into<PathBuf>, bytes: &[u8]) -> Result<Made, Error> {
        let below = below.into();
        let path = self.path(&below);
        let mut compared = Compared::with(&path);
        compared.write_all(bytes).map_err(at(&path))?;
        if let (size, false) = compared.finish() {
            self.locked(|progress| progress.files.insert(below.clone(), (size, false)));
            return Ok(Made { path: below, size, is_folder: false });
        }
        let mut file = self.file(below)?;
        file.write_all(bytes).map_err(at(&path))?;
        file.finish()
    }

    /// The files that were finished, in order, with whether they were written now rather than found the same.
    pub(crate) fn finished(&self) -> Vec<(Made, bool)> {
        let made = |(path, (size, is_new)): (&PathBuf, &(u64, bool))| {
            (Made { path: path.clone(), size: *size, is_folder: false }, *is_new)
        };
        self.locked(|progress| progress.files.iter().map(made).collect())
    }

    /// What is known of a file that was finished.
    pub(crate) fn made(&self, below: &Path) -> Option<Made> {
        let size = self.locked(|progress| progress.files.get(below).map(|(size, _)| *size))?;
        Some(Made { path: below.to_owned(), size, is_folder: false })
    }

    /// Takes note of a folder whose files were not begun here: later runs look whether it has as many. It counts as written where it has others
    /// than before.
    pub(crate) fn note(&self, below: &Path) {
        let Some(size) = size_of(&self.path(below)) else { return };
        self.locked(|progress| {
            let is_new = progress.folders.get(below).is_some_and(|before| *before != size);
            progress.files.insert(below.to_owned(), (size, is_new));
        });
    }

    fn locked<R>(&self, change: impl FnOnce(&mut Progress) -> R) -> R {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A file of the target that is being written. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub(crate) struct TargetFile<'o> {
    output: &'o Output,
    below: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Temporary(BufWriter<NamedTempFile>),
    Compared(Compared),
}

impl TargetFile<'_> {
    /// Where it is written to for now, for a library that opens files by their names; `None` in a dry run.
    #[cfg(feature = "sqlite")]
    pub(crate) fn temporary(&self) -> Option<&Path> {
        match &self.sink {
            Sink::Temporary(file) => Some(file.get_ref().path()),
            Sink::Compared(_) => None,
        }
    }

    /// Has what was written so far on the disk.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Temporary(file) => {
                file.flush()?;
                file.get_ref().as_file().sync_data()
            }
            Sink::Compared(_) => Ok(()),
        }
    }

    /// Gives it its name, once all of it is on the disk; unless the file that has the name is the same.
    pub(crate) fn finish(self) -> Result<Made, Error> {
        let path = self.output.path(&self.below);
        let (size, is_new) = self.sink.finish(&path).map_err(at(&path))?;
        self.output.locked(|progress| progress.files.insert(self.below.clone(), (size, is_new)));
        Ok(Made { path: self.below, size, is_folder: false })
    }
}

impl Write for TargetFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Temporary(file) => file.write(bytes),
            Sink::Compared(compared) => compared.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Temporary(file) => file.flush(),
            Sink::Compared(_) => Ok(()),
        }
    }
}

impl Sink {
    /// The size, and whether it is not what was there.
    fn finish(self, path: &Path) -> io::Result<(u64, bool)> {
        match self {
            Self::Temporary(file) => {
                install(file.into_inner().map_err(io::IntoInnerError::into_error)?, path)
            }
            Self::Compared(compared) => Ok(compared.finish()),
        }
    }
}

fn install(file: NamedTempFile, path: &Path) -> io::Result<(u64, bool)> {
    // By its name: a library may have put another file in its place.
    let size = fs::metadata(file.path())?.len();
    if is_same(file.path(), path, size)? {
        return Ok((size, false));
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path.parent().unwrap_or(Path::new("")))?;
    Ok((size, true))
}

/// Whether a file is there, and has the bytes of the new one.
fn is_same(new: &Path, old: &Path, size: u64) -> io::Result<bool> {
    match fs::metadata(old) {
        Ok(meta) if meta.is_file() && meta.len() == size => {
            let mut compared = Compared::with(old);
            io::copy(&mut File::open(new)?, &mut compared)?;
            Ok(!compared.finish().1)
        }
        _ => Ok(false),
    }
}

/// A file that is there, compared with what would be written.
#[derive(Debug)]
struct Compared {
    /// As long as it is the same.
    old: Option<BufReader<File>>,
    size: u64,
}

impl Compared {
    fn with(path: &Path) -> Self {
        Self { old: File::open(path).ok().map(|file| BufReader::with_capacity(CHUNK, file)), size: 0 }
    }

    /// The size, and whether it differs.
    fn finish(mut self) -> (u64, bool) {
        let is_end = self.old.as_mut().is_some_and(|old| matches!(old.read(&mut [0]), Ok(0)));
        (self.size, !is_end)
    }
}

impl Write for Compared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut theirs = [0; 4096];
        for ours in bytes.chunks(theirs.len()) {
            let Some(old) = &mut self.old else { break };
            let theirs = theirs.get_mut(..ours.len()).unwrap_or_default();
            if old.read_exact(theirs).is_err() || theirs != ours {
                self.old = None;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    // As any file that a program makes, rather than for its owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Removes what a run that was killed has left in a folder; gives how many entries there are without it.
fn remove_leftovers(folder: &Path) -> io::Result<u64> {
    let mut others = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX)) {
            fs::remove_file(entry.path())?;
        } else {
            others += 1;
        }
    }
    Ok(others)
}

/// Has files in a folder written to the disk. Linux does so for all of a file system at once, which costs one wait rather than one for each file.
#[cfg(target_os = "linux")]
pub(crate) fn sync_files<P: AsRef<Path>>(folder: &Path, _files: impl Iterator<Item = P>) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// Has files in a folder written to the disk.
#[cfg(not(target_os = "linux"))]
pub(crate) fn sync_files<P: AsRef<Path>>(
    _folder: &Path,
    mut files: impl Iterator<Item = P>,
) -> io::Result<()> {
    files.try_for_each(|file| File::options().append(true).open(file)?.sync_all())
}

/// Has the names in a folder written to the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Has the names in a folder written to the disk; this system does so by itself.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(dry_run: bool) -> (tempfile::TempDir, Output) {
        let place = tempfile::tempdir().unwrap();
        let output = Output::new(place.path().join("out"), dry_run);
        (place, output)
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole() {
        let (_place, output) = output(false);
        let mut file = output.file("a/b").unwrap();
        file.write_all(b"half").unwrap();
        assert!(!output.path("a/b".as_ref()).exists());
        drop(file);
        assert_eq!(fs::read_dir(output.path("a".as_ref())).unwrap().count(), 0);
        let made = output.put("a/b", b"whole").unwrap();
        assert_eq!((made.size, made.is_there(&output)), (5, true));
        assert_eq!(fs::read(output.path("a/b".as_ref())).unwrap(), b"whole");
        assert_eq!(output.finished(), [(made, true)]);
    }

    /// One thread removed leftovers of a killed run while another had begun a file there: it was taken for one of them.
    #[test]
    fn a_file_that_was_begun_is_no_leftover() {
        for _ in 0..20 {
            let (_place, output) = output(false);
            let folder = output.path("a".as_ref());
            fs::create_dir_all(&folder).unwrap();
            for number in 0..50 {
                fs::write(folder.join(format!("{PREFIX}{number}{SUFFIX}")), "half").unwrap();
            }
            let one = |number: usize| output.file(format!("a/{number}")).unwrap().finish().unwrap();
            std::thread::scope(|scope| (0..4).for_each(|number| _ = scope.spawn(move || one(number))));
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 4);
        }
    }

    #[test]
    fn what_is_the_same_is_left_alone() {
        let (_place, output) = output(false);
        output.put("a", b"same").unwrap();
        let time = |output: &Output| fs::metadata(output.path("a".as_ref())).unwrap().modified().unwrap();
        let before = time(&output);
        let made = output.put("a", b"same").unwrap();
        assert_eq!((time(&output), output.finished()), (before, vec![(made, false)]));
        for other in [&b"sama"[..], b"sam", b"same!", b""] {
            output.put("a", other).unwrap();
            assert_eq!(fs::read(output.path("a".as_ref())).unwrap(), other);
            assert!(output.finished()[0].1);
        }
    }

    #[test]
    fn a_dry_run_only_compares() {
        let (place, output) = output(true);
        assert!(output.file("a").unwrap().temporary().is_none());
        output.put("a", b"same").unwrap();
        assert!(output.finished()[0].1 && !place.path().join("out").exists());
        fs::create_dir(place.path().join("out")).unwrap();
        fs::write(place.path().join("out/a"), "same").unwrap();
        for (bytes, is_new) in [(&b"same"[..], false), (b"sam", true), (b"same!", true), (b"some", true)] {
            output.put("a", bytes).unwrap();
            assert_eq!(output.finished()[0].1, is_new, "{bytes:?}");
        }
    }

    #[test]
    fn a_folder_in_the_way_is_an_error() {
        let (_place, output) = output(false);
        fs::create_dir_all(output.path("a".as_ref())).unwrap();
        assert!(matches!(output.put("a", b"x"), Err(Error::Io { path, .. }) if path.ends_with("a")));
        assert_eq!(fs::read_dir(&output.root).unwrap().count(), 1);
    }
}

//! A storage in memory that fails when it is told to, and knows what may be left where the machine stops.
//!
//! It keeps what a process sees, and what is certain to be on the disk. What was written and not synced may be there in
//! part: after a stop, a file may have every prefix of its unsynced changes. A file that was renamed and whose folder was
//! not synced may have its old name or its new one.
//!
//! Every call is an operation and has a number, from 0 on, except a sync with [`Durability::None`], which does nothing.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use morkdb::Error;
use morkdb::file::{Durability, Image, Session, Stamp, Storage};

/// What was called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    Read,
    Open,
    Stamp,
    ReadAt,
    /// With how many bytes there are to write.
    WriteAt(usize),
    Truncate,
    Sync,
    BeginReplacement,
    /// With how many bytes there are to write.
    WriteReplacement(usize),
    SyncReplacement,
    Install,
    SyncFolder,
}

/// A failure that is to come.
#[derive(Clone, Copy, Debug)]
struct Failure {
    /// The number of the operation.
    at: usize,
    /// How many bytes a write that fails has written. Another operation that fails is carried out where this is not 0.
    kept: usize,
    /// Whether all operations behind it fail as well.
    is_last: bool,
}

/// A storage that fails when it is told to. Clones are the same storage.
#[derive(Clone, Debug, Default)]
pub struct Faulty {
    disk: Arc<Mutex<Disk>>,
}

impl Faulty {
    /// Without a file.
    pub fn new() -> Self {
        Self::after(None)
    }

    /// With a file that is on the disk.
    pub fn holding(bytes: impl Into<Vec<u8>>) -> Self {
        Self::after(Some(bytes.into()))
    }

    /// What a machine that was stopped finds: one of [`crashes`](Self::crashes).
    pub fn after(crash: Option<Vec<u8>>) -> Self {
        let faulty = Self::default();
        faulty.disk().names.push(None);
        if let Some(bytes) = crash {
            faulty.replace(bytes);
        }
        faulty
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }

    /// What a process sees: what is left when the program is killed.
    pub fn live(&self) -> Option<Vec<u8>> {
        let disk = self.disk();
        disk.live().map(|file| disk.files[file].live.clone())
    }

    /// What may be left when the machine stops now.
    pub fn crashes(&self) -> BTreeSet<Option<Vec<u8>>> {
        self.disk().crashes(File::states)
    }

    /// The same for a disk that makes a file longer before the bytes get there: it has zeros in their place.
    pub fn crashes_with_holes(&self) -> BTreeSet<Option<Vec<u8>>> {
        self.disk().crashes(File::states_with_holes)
    }

    /// All that was called since the last [`heal`](Self::heal) or announcement of a failure.
    pub fn operations(&self) -> Vec<Operation> {
        self.disk().operations.clone()
    }

    /// How many replacements are there that were neither installed nor removed.
    pub fn temporaries(&self) -> usize {
        self.disk().temporaries
    }

    /// Lets operation `at`, counted from now, fail once. If that writes, `kept` bytes are written nevertheless; anything
    /// else is carried out, although it fails, where `kept` is not 0.
    pub fn fail_at(&self, at: usize, kept: usize) {
        self.announce(Some(Failure { at, kept, is_last: false }));
    }

    /// Lets everything from operation `at` on fail, counted from now. `kept` is for the first one.
    pub fn fail_from(&self, at: usize, kept: usize) {
        self.announce(Some(Failure { at, kept, is_last: true }));
    }

    /// Lets nothing fail any more.
    pub fn heal(&self) {
        self.announce(None);
    }

    fn announce(&self, failure: Option<Failure>) {
        let mut disk = self.disk();
        disk.failure = failure;
        disk.operations.clear();
    }

    /// Another program writes all of the file in place. It heeds no lock.
    pub fn change(&self, bytes: impl Into<Vec<u8>>) {
        let mut disk = self.disk();
        let file = disk.live().expect("there is a file");
        disk.files[file].live = bytes.into();
        disk.files[file].sync();
        disk.touch(file);
    }

    /// Another program puts another file in its place.
    pub fn replace(&self, bytes: impl Into<Vec<u8>>) {
        let mut disk = self.disk();
        let file = disk.add_file();
        disk.files[file].live = bytes.into();
        disk.files[file].sync();
        disk.names = vec![Some(file)];
    }

    /// Another program removes the file.
    pub fn remove(&self) {
        self.disk().names = vec![None];
    }
}

#[derive(Debug, Default)]
struct Disk {
    /// All files that there ever were. Their place here is their inode.
    files: Vec<File>,
    /// The file that is certain to have the name on the disk, and those that got it since then.
    names: Vec<Option<usize>>,
    is_locked: bool,
    temporaries: usize,
    /// Moves on with every change.
    clock: u32,
    operations: Vec<Operation>,
    failure: Option<Failure>,
}

#[derive(Clone, Debug, Default)]
struct File {
    live: Vec<u8>,
    durable: Vec<u8>,
    /// What makes the live bytes of the durable ones.
    unsynced: Vec<Change>,
    modified: u32,
}

#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { len: usize },
}

impl Change {
    /// Carries out a change of which `kept` bytes are written.
    fn apply(&self, kept: usize, to: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } if kept > 0 => {
                let end = at + kept;
                to.resize(to.len().max(end), 0);
                to[*at..end].copy_from_slice(&bytes[..kept]);
            }
            Self::Write { .. } => {}
            Self::Truncate { len } => to.resize(*len, 0),
        }
    }

    /// How many bytes it writes; 1 for what is done whole.
    fn size(&self) -> usize {
        match self {
            Self::Write { bytes, .. } => bytes.len(),
            Self::Truncate { .. } => 1,
        }
    }

    /// Where the file ends afterwards, at least.
    fn end(&self) -> usize {
        match self {
            Self::Write { at, bytes } => at + bytes.len(),
            Self::Truncate { len } => *len,
        }
    }
}

impl File {
    fn change(&mut self, change: Change) {
        change.apply(change.size(), &mut self.live);
        self.unsynced.push(change);
    }

    fn sync(&mut self) {
        self.durable.clone_from(&self.live);
        self.unsynced.clear();
    }

    /// The durable bytes with every prefix of what was not synced.
    fn states(&self) -> Vec<Vec<u8>> {
        let mut states = vec![self.durable.clone()];
        let mut whole = self.durable.clone();
        for change in &self.unsynced {
            for kept in 1..=change.size() {
                let mut state = whole.clone();
                change.apply(kept, &mut state);
                states.push(state);
            }
            change.apply(change.size(), &mut whole);
        }
        states
    }

    /// The same, where the size comes first.
    fn states_with_holes(&self) -> Vec<Vec<u8>> {
        let mut states = vec![self.durable.clone()];
        let mut whole = self.durable.clone();
        for change in &self.unsynced {
            whole.resize(whole.len().max(change.end()), 0);
            states.push(whole.clone());
            for kept in 1..=change.size() {
                let mut state = whole.clone();
                change.apply(kept, &mut state);
                states.push(state);
            }
            change.apply(change.size(), &mut whole);
        }
        states
    }
}

impl Disk {
    /// The file that a process sees.
    fn live(&self) -> Option<usize> {
        *self.names.last().expect("there is one name at least")
    }

    fn add_file(&mut self) -> usize {
        self.files.push(File::default());
        self.touch(self.files.len() - 1);
        self.files.len() - 1
    }

    fn touch(&mut self, file: usize) {
        self.clock += 1;
        self.files[file].modified = self.clock;
    }

    fn stamp(&self, file: usize) -> Stamp {
        let File { live, modified, .. } = &self.files[file];
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(*modified));
        Stamp { len: live.len() as u64, modified: Some(modified), identity: Some((1, file as u64)) }
    }

    fn crashes(&self, states: fn(&File) -> Vec<Vec<u8>>) -> BTreeSet<Option<Vec<u8>>> {
        let of_name = |name: &Option<usize>| match name {
            Some(file) => states(&self.files[*file]).into_iter().map(Some).collect(),
            None => vec![None],
        };
        self.names.iter().flat_map(of_name).collect()
    }

    /// Counts an operation. `Some` where it is to fail, with what is to be done of it.
    fn count(&mut self, operation: Operation) -> Option<usize> {
        let number = self.operations.len();
        self.operations.push(operation);
        match self.failure {
            Some(Failure { at, kept, .. }) if at == number => Some(kept),
            Some(Failure { at, is_last: true, .. }) if at < number => Some(0),
            _ => None,
        }
    }

    /// An operation that is carried out, or is not.
    fn act<T>(
        &mut self,
        operation: Operation,
        action: impl FnOnce(&mut Self) -> io::Result<T>,
    ) -> io::Result<T> {
        match self.count(operation) {
            None => action(self),
            Some(0) => Err(failed(operation)),
            Some(_) => action(self).and(Err(failed(operation))),
        }
    }

    /// An operation that may be carried out in part.
    fn write(&mut self, operation: Operation, file: usize, at: usize, bytes: &[u8]) -> io::Result<()> {
        let failure = self.count(operation);
        let kept = failure.unwrap_or(bytes.len()).min(bytes.len());
        if kept > 0 {
            self.files[file].change(Change::Write { at, bytes: bytes[..kept].to_vec() });
            self.touch(file);
        }
        failure.map_or(Ok(()), |_| Err(failed(operation)))
    }

    fn sync(&mut self, operation: Operation, file: usize, durability: Durability) -> io::Result<()> {
        if durability == Durability::None {
            return Ok(());
        }
        self.act(operation, |disk| {
            disk.files[file].sync();
            Ok(())
        })
    }
}

fn failed(operation: Operation) -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, format!("the test wants {operation:?} to fail"))
}

impl Storage for Faulty {
    fn path(&self) -> &Path {
        Path::new("faulty.msf")
    }

    fn read(&self) -> Result<Option<Image>, Error> {
        let mut disk = self.disk();
        let image = |disk: &Disk, file: usize| Image {
            bytes: disk.files[file].live.clone(),
            stamp: disk.stamp(file),
        };
        disk.act(Operation::Read, |disk| Ok(disk.live().map(|file| image(disk, file))))
            .map_err(|source| Error::Io { path: self.path().to_owned(), source })
    }

    /// A second session is an error: there is nobody who could end the first one while we wait.
    fn open(&self) -> io::Result<Box<dyn Session + '_>> {
        let mut disk = self.disk();
        disk.act(Operation::Open, |disk| {
            if disk.is_locked { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
        })?;
        disk.is_locked = true;
        Ok(Box::new(FaultySession { faulty: self, file: disk.live(), replacement: None }))
    }
}

struct FaultySession<'f> {
    faulty: &'f Faulty,
    file: Option<usize>,
    replacement: Option<usize>,
}

impl FaultySession<'_> {
    fn file(&self) -> io::Result<usize> {
        self.file.ok_or(io::ErrorKind::NotFound.into())
    }

    fn replacement(&self) -> io::Result<usize> {
        self.replacement.ok_or(io::ErrorKind::InvalidInput.into())
    }

    fn drop_replacement(&mut self) {
        if self.replacement.take().is_some() {
            self.faulty.disk().temporaries -= 1;
        }
    }
}

impl Drop for FaultySession<'_> {
    fn drop(&mut self) {
        self.drop_replacement();
        self.faulty.disk().is_locked = false;
    }
}

impl Session for FaultySession<'_> {
    fn stamp(&mut self) -> io::Result<Option<Stamp>> {
        let file = self.file;
        self.faulty.disk().act(Operation::Stamp, |disk| Ok(file.map(|file| disk.stamp(file))))
    }

    fn read_at(&mut self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let file = self.file()?;
        self.faulty.disk().act(Operation::ReadAt, |disk| {
            let at = at as usize;
            let bytes = disk.files[file].live.get(at..at + into.len());
            into.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let file = self.file()?;
        self.faulty.disk().write(Operation::WriteAt(bytes.len()), file, at as usize, bytes)
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        let file = self.file()?;
        self.faulty.disk().act(Operation::Truncate, |disk| {
            disk.files[file].change(Change::Truncate { len: len as usize });
            disk.touch(file);
            Ok(())
        })
    }

    fn sync(&mut self, durability: Durability) -> io::Result<()> {
        self.faulty.disk().sync(Operation::Sync, self.file()?, durability)
    }

    fn begin_replacement(&mut self) -> io::Result<()> {
        self.drop_replacement();
        let begun = self.faulty.disk().act(Operation::BeginReplacement, |disk| Ok(disk.add_file()))?;
        self.faulty.disk().temporaries += 1;
        self.replacement = Some(begun);
        Ok(())
    }

    fn write_replacement(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = self.replacement()?;
        let mut disk = self.faulty.disk();
        let at = disk.files[file].live.len();
        disk.write(Operation::WriteReplacement(bytes.len()), file, at, bytes)
    }

    fn sync_replacement(&mut self, durability: Durability) -> io::Result<()> {
        self.faulty.disk().sync(Operation::SyncReplacement, self.replacement()?, durability)
    }

    fn install(&mut self) -> io::Result<()> {
        let (file, replacement) = (self.file, self.replacement()?);
        self.drop_replacement();
        self.faulty.disk().act(Operation::Install, |disk| match (file, disk.live()) {
            (file, there) if file == there => {
                disk.names.push(Some(replacement));
                Ok(())
            }
            (None, _) => Err(io::ErrorKind::AlreadyExists.into()),
            _ => Err(io::ErrorKind::ResourceBusy.into()),
        })?;
        self.file = Some(replacement);
        Ok(())
    }

    fn sync_folder(&mut self, durability: Durability) -> io::Result<()> {
        if durability == Durability::None {
            return Ok(());
        }
        self.faulty.disk().act(Operation::SyncFolder, |disk| {
            disk.names.drain(..disk.names.len() - 1);
            Ok(())
        })
    }
}

//! A disk on which others write, too.

use std::io;
use std::path::Path;
use std::sync::Mutex;

use morkdb::file::{Image, Session, Stamp, Storage};
use morkdb::{Durability, Error};

use super::faulty::Faulty;

/// A storage without times and inodes, as some network file systems are, and which others may write to at the worst of
/// times.
#[derive(Debug)]
pub struct Others {
    pub faulty: Faulty,
    /// What they write when our replacement is synced.
    pub at_replacement: Option<Vec<u8>>,
    /// What they write when the file is synced for the first time, which fails.
    pub at_sync: Mutex<Option<Vec<u8>>>,
}

struct OthersSession<'s>(Box<dyn Session + 's>, &'s Others);

impl Others {
    /// Others who write nothing.
    pub fn of(faulty: &Faulty) -> Self {
        Self { faulty: faulty.clone(), at_replacement: None, at_sync: Mutex::new(None) }
    }
}

fn forget(stamp: Stamp) -> Stamp {
    Stamp { modified: None, identity: None, ..stamp }
}

impl Storage for Others {
    fn path(&self) -> &Path {
        self.faulty.path()
    }

    fn read(&self) -> Result<Option<Image>, Error> {
        let image = self.faulty.read()?;
        Ok(image.map(|image| Image { stamp: forget(image.stamp), ..image }))
    }

    fn open(&self) -> io::Result<Box<dyn Session + '_>> {
        Ok(Box::new(OthersSession(self.faulty.open()?, self)))
    }
}

impl Session for OthersSession<'_> {
    fn stamp(&mut self) -> io::Result<Option<Stamp>> {
        Ok(self.0.stamp()?.map(forget))
    }

    fn read_at(&mut self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.0.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.write_at(at, bytes)
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.0.truncate(len)
    }

    fn sync(&mut self, durability: Durability) -> io::Result<()> {
        match self.1.at_sync.lock().unwrap().take() {
            Some(theirs) => {
                self.1.faulty.change(theirs);
                Err(io::ErrorKind::StorageFull.into())
            }
            None => self.0.sync(durability),
        }
    }

    fn begin_replacement(&mut self) -> io::Result<()> {
        self.0.begin_replacement()
    }

    fn write_replacement(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_replacement(bytes)
    }

    fn sync_replacement(&mut self, durability: Durability) -> io::Result<()> {
        if let Some(theirs) = &self.1.at_replacement {
            self.1.faulty.change(theirs.clone());
        }
        self.0.sync_replacement(durability)
    }

    fn install(&mut self) -> io::Result<()> {
        self.0.install()
    }

    fn sync_folder(&mut self, durability: Durability) -> io::Result<()> {
        self.0.sync_folder(durability)
    }
}

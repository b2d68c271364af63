//! The messages of a maildir, joined with those of a summary.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use hashbrown::HashMap;

use super::ids::{self, Hits, Ids};
use super::{Body, Join, Wanted, gone};
use crate::store::header::Header;
use crate::store::maildir::Maildir;
use crate::store::mbox::end_of_header;

/// How much of a file is read at a time in search of the end of its header.
const CHUNK: u64 = 16 << 10;

/// The longest header that is looked at.
const LONGEST_HEADER: usize = 1 << 20;

/// A maildir.
#[derive(Debug)]
pub(super) struct MaildirMail {
    maildir: Maildir,
    /// Messages that are given away, and the keys of the messages of the summary.
    taken: HashMap<usize, u32>,
    ids: Option<Ids>,
    /// Files that could not be opened or read, by their numbers.
    unreadable: HashMap<usize, ()>,
}

impl MaildirMail {
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let maildir = Maildir::open(path)?;
        Ok(maildir.map(|maildir| Self {
            maildir,
            taken: HashMap::new(),
            ids: None,
            unreadable: HashMap::new(),
        }))
    }

    pub(super) fn unreadable(&self) -> u64 {
        self.maildir.unreadable() + self.unreadable.len() as u64
    }

    /// The message that has the name that the summary says, if it is the one.
    pub(super) fn at_place(&mut self, wanted: Wanted<'_>) -> io::Result<Option<Body>> {
        let Some(number) = self.maildir.find(wanted.token) else { return Ok(None) };
        if let Some(key) = self.taken.get(&number) {
            let is_same = *key == wanted.key;
            return Ok(if is_same { self.body(number, Join::Place) } else { None });
        }
        let is_it = self.header(number).is_some_and(|header| wanted.is(&Header::of(&header)));
        Ok(if is_it { self.take_as(number, wanted.key, Join::Place) } else { None })
    }

    /// Which messages have this id.
    pub(super) fn by_id(&mut self, id: &[u8]) -> io::Result<Hits> {
        if self.ids.is_none() {
            self.ids = Some(self.read_ids());
        }
        Ok(self.ids.as_ref().map_or(Hits::None, |all| all.find(ids::hash(id))))
    }

    fn read_ids(&mut self) -> Ids {
        let mut ids = Vec::with_capacity(self.maildir.len());
        for number in 0..u32::try_from(self.maildir.len()).unwrap_or(u32::MAX) {
            let header = self.header(number as usize);
            let hash = header.map(|header| ids::hash_of(&Header::of(&header)));
            ids.extend(hash.and_then(|(hash, is_live)| is_live.then_some((hash, number))));
        }
        Ids::of(ids)
    }

    /// Gives a message away that was found by its id, if it was not given away yet.
    pub(super) fn take(&mut self, number: usize, wanted: Wanted<'_>) -> Option<Body> {
        let header = self.header(number)?;
        if wanted.is(&Header::of(&header)) { self.take_as(number, wanted.key, Join::MessageId) } else { None }
    }

    fn take_as(&mut self, number: usize, key: u32, join: Join) -> Option<Body> {
        let owner = *self.taken.get(&number).unwrap_or(&key);
        let body = if owner == key { self.body(number, join) } else { None };
        if body.is_some() {
            self.taken.insert(number, key);
        }
        body
    }

    /// The messages that were not given away.
    pub(super) fn rest(&mut self) -> Vec<Body> {
        let free = (0..self.maildir.len()).filter(|number| !self.taken.contains_key(number));
        let free: Vec<_> = free.filter(|number| !self.unreadable.contains_key(number)).collect();
        free.into_iter().filter_map(|number| self.body(number, Join::Place)).collect()
    }

    /// `None`, and counted, where the file cannot be looked at.
    fn body(&mut self, number: usize, join: Join) -> Option<Body> {
        let file = self.maildir.path(number)?;
        let Ok(length) = fs::symlink_metadata(&file).map(|found| found.len()) else {
            self.unreadable.insert(number, ());
            return None;
        };
        Some(Body { offset: 0, length, file: Some(file), join })
    }

    /// The beginning of a file, its header at least. `None`, and counted, where it cannot be read.
    fn header(&mut self, number: usize) -> Option<Vec<u8>> {
        let header = header(&self.maildir.path(number)?);
        if header.is_err() {
            self.unreadable.insert(number, ());
        }
        header.ok()
    }
}

fn header(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut text = Vec::new();
    loop {
        let read = file.by_ref().take(CHUNK.max(text.len() as u64)).read_to_end(&mut text)?;
        if read == 0 || text.len() >= LONGEST_HEADER || end_of_header(&text).is_some() {
            return Ok(text);
        }
    }
}

/// The beginning of a message, its header at least.
pub(super) fn read_header(body: &Body) -> io::Result<Vec<u8>> {
    header(path(body)?)
}

/// A message.
pub(super) fn read(body: &Body) -> io::Result<Vec<u8>> {
    let path = path(body)?;
    let mut text = Vec::new();
    File::open(path)?.take(body.length).read_to_end(&mut text)?;
    if text.len() as u64 == body.length {
        Ok(text)
    } else {
        Err(gone(&format!("{} is too short", path.display())))
    }
}

/// The time of the file, in seconds since 1970.
pub(super) fn modified(body: &Body) -> Option<i64> {
    let time = fs::metadata(path(body).ok()?).ok()?.modified().ok()?;
    let since = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).ok()?,
        Err(before) => -i64::try_from(before.duration().as_secs()).ok()?,
    };
    Some(since)
}

fn path(body: &Body) -> io::Result<&Path> {
    body.file
        .as_deref()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this message is not of a maildir"))
}

//! A process that is killed in the middle of its commits, again and again: the file has what the process had committed.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout};

use morkdb::file::{Commit, DiskStorage, Image, Session, Stamp, Storage};
use morkdb::{Durability, Error, OpenOptions, Reading};
use support::worker::Scratch;
use support::{counter, show, tears, worker};

/// How often a process is killed.
const KILLS: u64 = 240;

/// How often that is done at a step that is the same in every run.
const LED_KILLS: u64 = 80;

/// Says something to the process that started us. Where that has ended, so do we.
fn tell(what: &str) {
    let mut out = io::stdout().lock();
    if out.write_all(what.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// What is said before everything that is done to the file.
const STEP: &str = "#";

/// Says that there is something to be done, and waits for a byte that allows it where that is wanted.
fn step(is_led: bool) {
    tell(STEP);
    if is_led && io::stdin().lock().read_exact(&mut [0]).is_err() {
        std::process::exit(0);
    }
}

/// A file on disk that says something before everything that is done to it, and writes in pieces: so there is something to
/// be counted, and a kill may come in the middle of all that.
#[derive(Debug)]
struct Telling {
    disk: DiskStorage,
    piece: usize,
    is_led: bool,
}

struct TellingSession<'s> {
    disk: Box<dyn Session + 's>,
    piece: usize,
    is_led: bool,
}

impl Storage for Telling {
    fn path(&self) -> &Path {
        self.disk.path()
    }

    fn read(&self) -> Result<Option<Image>, Error> {
        step(self.is_led);
        self.disk.read()
    }

    fn open(&self) -> io::Result<Box<dyn Session + '_>> {
        step(self.is_led);
        Ok(Box::new(TellingSession { disk: self.disk.open()?, piece: self.piece, is_led: self.is_led }))
    }
}

/// Pieces of this size; where that is 0, single bytes at both ends, where the markers of a group are, and the rest at once.
fn pieces(bytes: &[u8], size: usize) -> Vec<&[u8]> {
    const ENDS: usize = 10;
    if size > 0 || bytes.len() < 2 * ENDS {
        return bytes.chunks(size.max(1)).collect();
    }
    let (first, rest) = bytes.split_at(ENDS);
    let (rest, last) = rest.split_at(rest.len() - ENDS);
    first.chunks(1).chain([rest]).chain(last.chunks(1)).collect()
}

impl TellingSession<'_> {
    fn told(&mut self) -> &mut dyn Session {
        step(self.is_led);
        &mut *self.disk
    }
}

impl Session for TellingSession<'_> {
    fn stamp(&mut self) -> io::Result<Option<Stamp>> {
        self.told().stamp()
    }

    fn read_at(&mut self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.told().read_at(at, into)
    }

    fn write_at(&mut self, mut at: u64, bytes: &[u8]) -> io::Result<()> {
        for piece in pieces(bytes, self.piece) {
            self.told().write_at(at, piece)?;
            at += piece.len() as u64;
        }
        Ok(())
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.told().truncate(len)
    }

    fn sync(&mut self, durability: Durability) -> io::Result<()> {
        self.told().sync(durability)
    }

    fn begin_replacement(&mut self) -> io::Result<()> {
        self.told().begin_replacement()
    }

    fn write_replacement(&mut self, bytes: &[u8]) -> io::Result<()> {
        pieces(bytes, self.piece).into_iter().try_for_each(|piece| self.told().write_replacement(piece))
    }

    fn sync_replacement(&mut self, durability: Durability) -> io::Result<()> {
        self.told().sync_replacement(durability)
    }

    fn install(&mut self) -> io::Result<()> {
        self.told().install()
    }

    fn sync_folder(&mut self, durability: Durability) -> io::Result<()> {
        self.told().sync_folder(durability)
    }
}

/// The process that is to be killed: it counts, commits, and says which number it has committed.
#[test]
fn works_until_it_is_killed() {
    let Some((job, file)) = worker::job() else { return };
    let (durability, piece, is_led) = match job.as_str() {
        "none" => (Durability::None, usize::MAX, false),
        "data" => (Durability::Data, usize::MAX, false),
        "full" => (Durability::Full, usize::MAX, false),
        "led" => (Durability::None, 0, true),
        pieces => (Durability::None, pieces.parse().unwrap(), false),
    };
    let storage = Telling { disk: DiskStorage::new(file), piece, is_led };
    let mut database =
        OpenOptions::new().durability(durability).open_or_create_on(Box::new(storage)).unwrap();
    let mut count = counter::get(database.store()).unwrap();
    tell(&format!("={count}\n"));
    loop {
        count += 1;
        counter::set(database.store_mut(), count);
        let how = if count.is_multiple_of(6) { Commit::Whole } else { Commit::Group };
        database.commit_as(how).unwrap();
        tell(&format!("={count}\n"));
    }
}

/// A simple sequence of numbers that look like chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Starts a worker, kills it when it has said so many bytes, and gives all that it has said. It goes on while that is read.
fn kill(job: &str, file: &Path, bytes: usize) -> Vec<u8> {
    let mut child = worker::start("works_until_it_is_killed", job, file);
    let mut out = child.stdout.take().unwrap();
    let mut said = vec![0; bytes];
    out.read_exact(&mut said).unwrap();
    end(child, out, said)
}

/// Starts a worker that takes every step only when it may, and kills it before step number `steps`.
fn kill_at(file: &Path, steps: usize) -> Vec<u8> {
    let mut child = worker::start("works_until_it_is_killed", "led", file);
    let (mut allowed, mut out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut said = Vec::new();
    for _ in 0..steps {
        allowed.write_all(b".").unwrap();
    }
    let mut byte = [0];
    while said.iter().filter(|byte| **byte == STEP.as_bytes()[0]).count() <= steps {
        out.read_exact(&mut byte).unwrap();
        said.push(byte[0]);
    }
    end(child, out, said)
}

fn end(mut child: Child, mut out: ChildStdout, mut said: Vec<u8>) -> Vec<u8> {
    child.kill().unwrap();
    // What it said before it was killed is in the pipe.
    out.read_to_end(&mut said).unwrap();
    assert!(!child.wait().unwrap().success());
    said
}

/// The last number that a worker has said that it has committed.
fn last_number(said: &[u8]) -> Option<u64> {
    let said = String::from_utf8_lossy(said);
    let whole = &said[..said.rfind('\n')?];
    let last = whole.rfind('=')?;
    whole[last + 1..].parse().ok()
}

/// The file is what a killed worker has said: the last state that it has committed, or the one after it. Answers which,
/// and whether Mozilla's engine would read it.
fn look_at(file: &Path, said: &[u8], before: u64) -> (u64, bool) {
    let reported = last_number(said).unwrap_or(before);
    assert!(reported >= before, "{reported} after {before}");
    let read = OpenOptions::new().open_or_create(file).expect("the file can be opened");
    let found = counter::get(read.store()).unwrap_or_else(|wrong| panic!("after {reported}: {wrong}"));
    assert!(found == reported || found == reported + 1, "{found}, where {reported} was reported");
    let bytes = read.into_bytes();
    match OpenOptions::new().reading(Reading::Mozilla).from_bytes(bytes.clone()) {
        Ok(read) => {
            assert_eq!(counter::get(read.store()), Ok(found), "in the Mozilla reading");
            (found, true)
        }
        Err(error) => {
            let tail = show(&bytes[bytes.len().saturating_sub(100)..]);
            assert!(bytes.is_empty() || tears::ends_deadly(&bytes), "{error}: {tail}");
            (found, bytes.is_empty())
        }
    }
}

/// All that killed workers have left is the file, and what the last two of them had not finished.
fn assert_few_are_left(scratch: &Scratch) {
    let left = scratch.names().len() - usize::from(scratch.file().exists());
    assert!(left <= 2, "{:?}", scratch.names());
}

/// The next one who writes the file anew leaves nothing else.
fn assert_goes_on(scratch: &Scratch, count: u64) {
    let file = scratch.file();
    OpenOptions::new().open(&file).unwrap().compress().unwrap();
    assert_eq!(scratch.names(), ["a.msf"]);
    let read = OpenOptions::new().reading(Reading::Mozilla).open(&file).unwrap();
    assert_eq!(counter::get(read.store()), Ok(count));
}

#[test]
fn what_a_killed_process_has_committed_is_there() {
    let scratch = Scratch::new("killed");
    let (mut chance, mut count) = (Chance(4), 0);
    for number in 0..KILLS {
        let job = ["none", "full", "1", "none", "37", "data", "11", "none"][number as usize % 8];
        // What the test harness says comes first.
        let bytes = 16 + chance.below(if job == "1" { 4000 } else { 400 }) as usize;
        let said = kill(job, &scratch.file(), bytes);
        (count, _) = look_at(&scratch.file(), &said, count);
        assert_few_are_left(&scratch);
    }
    assert!(count > KILLS, "{count} commits");
    assert_goes_on(&scratch, count);
}

/// Workers that write markers byte by byte, and are killed before a step that is the same in every run: in the middle of a group,
/// of its markers, of a file that is written anew, before and after it is put in its place.
#[test]
fn every_step_may_be_the_last() {
    let scratch = Scratch::new("steps");
    let (mut chance, mut count, mut torn) = (Chance(7), 0, 0);
    for _ in 0..LED_KILLS {
        let said = kill_at(&scratch.file(), chance.below(250) as usize);
        let is_read;
        (count, is_read) = look_at(&scratch.file(), &said, count);
        torn += u32::from(!is_read);
        assert_few_are_left(&scratch);
    }
    assert!(torn > 0, "no marker was torn");
    assert_goes_on(&scratch, count);
}

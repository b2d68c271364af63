//! Memory: a file takes no more than a small multiple of its size, whatever is in it.
//!
//! Counted are bytes that are allocated at one time, the file's own among them, by an allocator that takes old and new
//! memory for a growing list at once, as the simplest allocators do. One test at a time: the counter is everybody's.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use morkdb::OpenOptions;
use morkdb::read::{EventSink, Reading, read_into};
use morkdb::syntax::Event;
use peak_alloc::PeakAlloc;
use support::{READINGS, hostile, mork_files};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// Held while memory is counted.
static ALONE: Mutex<()> = Mutex::new(());

/// The multiple for a hostile file, where it does not name a new scope every few bytes.
const HOSTILE: f64 = 24.0;

/// The multiple for a file that does: each atom scope has an index of its own.
const MANY_SCOPES: f64 = 44.0;

/// The multiple for a real file, beside the constant.
const REAL: f64 = 3.0;

/// Real files that take more: their lists end just behind a power of two.
const KNOWN: &[(&str, f64)] = &[("alice/Mail/Local Folders/work.msf", 3.02)];

/// What does not depend on the size of a file.
const CONSTANT: usize = 16_384;

/// The most memory that was allocated at any time while `work` ran.
fn peak<T>(work: impl FnOnce() -> T) -> usize {
    ALLOCATED.reset_peak_usage();
    let before = ALLOCATED.current_usage();
    let kept = work();
    let peak = ALLOCATED.peak_usage() - before;
    drop(kept);
    peak
}

/// The peak for opening a file, of which the bytes are a part.
fn peak_of_opening(bytes: &[u8], reading: Reading) -> usize {
    peak(|| OpenOptions::new().reading(reading).from_bytes(bytes.to_vec()))
}

/// The greatest multiple of the file's size that opening one takes.
#[derive(Default)]
struct Worst {
    times: f64,
    what: String,
}

impl std::fmt::Display for Worst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} times: {}", self.times, self.what)
    }
}

impl Worst {
    fn try_one(&mut self, what: &str, bytes: &[u8], constant: usize) {
        for reading in READINGS {
            let times = peak_of_opening(bytes, reading).saturating_sub(constant) as f64 / bytes.len() as f64;
            if times > self.times {
                *self = Self { times, what: format!("{what}, {reading:?}, {} bytes", bytes.len()) };
            }
        }
    }
}

#[test]
fn hostile_files_take_a_multiple() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (many_scopes, limit) in [(false, HOSTILE), (true, MANY_SCOPES)] {
        let mut worst = Worst::default();
        for (name, make) in hostile::all().filter(|(name, _)| name.contains("scopes") == many_scopes) {
            // Lists double, so how bad it is depends on how near behind a power of two a file ends.
            for size in [100_000, 133_000, 167_000] {
                worst.try_one(name, &make(size), CONSTANT);
            }
        }
        println!("{worst}");
        assert!(worst.times <= limit, "{worst}");
    }
}

#[test]
fn real_files_take_little() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut worst = Worst::default();
    for (path, bytes) in mork_files() {
        let name = path.display().to_string();
        match KNOWN.iter().find(|(known, _)| name.ends_with(known)) {
            Some((_, limit)) => {
                let mut one = Worst::default();
                one.try_one(&name, &bytes, CONSTANT);
                assert!(one.times <= *limit, "{one}");
            }
            None => worst.try_one(&name, &bytes, CONSTANT),
        }
    }
    println!("{worst}");
    assert!(worst.times <= REAL, "{worst}");
}

/// Takes the events of a file and keeps nothing.
struct Nothing;

impl EventSink<'_> for Nothing {
    fn event(&mut self, _: Event<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

#[test]
fn reading_events_takes_no_memory() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (path, bytes) in mork_files() {
        for reading in READINGS {
            let peak = peak(|| read_into(&bytes, reading, &mut Nothing));
            assert_eq!(peak, 0, "{reading:?}: {}", path.display());
        }
    }
    for (name, make) in hostile::all() {
        let bytes = make(20_000);
        assert_eq!(peak(|| read_into(&bytes, Reading::Lenient, &mut Nothing)), 0, "{name}");
    }
}

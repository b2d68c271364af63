//! The speed and the memory of reading, as ratios that mean the same on every machine.
//!
//!     cargo run --release --example ratios [FILE]
//!
//! Speed is measured against one pass of memchr for the three bytes that matter within values, over the same bytes and in
//! turns with it; of many runs the best counts. Without FILE, the files are generated. Memory is that of `mork stat`, where
//! `cargo build --release` has made one, and otherwise of this program doing the same (Linux only).
//!
//! The exit code is 1 where a bound is not held.

#![allow(clippy::print_stdout)]

#[path = "../benches/support/generate.rs"]
mod generate;
#[path = "support/measure.rs"]
mod measure;

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use morkdb::id::Kind;
use morkdb::read::{EventSink, Reading, read_into};
use morkdb::store::TableRef;
use morkdb::syntax::{Event, EventKind};
use morkdb::{Database, Error};

use generate::Counts;
use measure::{Scratch, as_float, figure, peak, timed};

const LARGE: usize = 100_000_000;
const SMALL: usize = 1_000_000;
/// How often the large file is read; the small one is read ten times as often.
const ROUNDS: usize = 20;

/// Makes this program do what `mork stat` does, and nothing else.
const CHILD: &str = "--child-load";

/// A file, and what must be found in it, where that is known.
type Input = (Vec<u8>, Option<Counts>);

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [flag, file] if flag == CHILD => {
            println!("{}", stat(Path::new(file))?);
            Ok(ExitCode::SUCCESS)
        }
        [file] => compare(&(fs::read(file)?, None), None, Path::new(file)),
        _ => {
            println!(
                "generating {} MB and {} MB like a mail folder ...",
                LARGE / 1_000_000,
                SMALL / 1_000_000
            );
            let [large, small] =
                [LARGE, SMALL].map(generate::thunderbird).map(|(bytes, counts)| (bytes, Some(counts)));
            let file = Scratch::with(&large.0)?;
            compare(&large, Some(&small), &file.0)
        }
    }
}

/// Measures everything and prints it.
fn compare(large: &Input, small: Option<&Input>, path: &Path) -> Result<ExitCode, Failure> {
    let (mut best, mut best_small) = (Best::default(), Best::default());
    for _ in 0..ROUNDS {
        best.measure(large)?;
        for _ in 0..10 {
            small.map_or(Ok(()), |small| best_small.measure(small))?;
        }
    }
    let size = large.0.len();
    best.print(size);
    let linear = small.map(|small| best.load_a_byte(size) / best_small.load_a_byte(small.0.len()));
    let (program, memory) = peak_memory(path)?;
    println!();
    let held = [
        figure("loading into a ready store / the pass", Ok(best.load / best.pass), 2.5),
        figure("reading events alone / the pass", Ok(best.events / best.pass), 1.5),
        figure(
            &format!("peak memory of {program} / the file"),
            memory.map(|bytes| as_float(bytes) / as_float(size)).ok_or("not measured here"),
            1.7,
        ),
        figure(
            "time a byte at 100 MB / at 1 MB, loading",
            linear.ok_or("needs two sizes: run this without a file"),
            1.3,
        ),
    ];
    Ok(if held.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

// ---- speed

/// The best times of all rounds, in seconds.
struct Best {
    pass: f64,
    events: f64,
    load: f64,
}

impl Default for Best {
    fn default() -> Self {
        Self { pass: f64::INFINITY, events: f64::INFINITY, load: f64::INFINITY }
    }
}

impl Best {
    /// One round over one file.
    fn measure(&mut self, (bytes, expected): &Input) -> Result<(), Error> {
        let bytes = &bytes[..];
        let specials =
            timed(&mut self.pass, || memchr::memchr3_iter(b')', b'\\', b'$', black_box(bytes)).count());
        let seen = timed(&mut self.events, || {
            let mut seen = Seen::default();
            read_into(black_box(bytes), Reading::default(), &mut seen);
            seen
        });
        let owned = bytes.to_vec();
        let database = timed(&mut self.load, || Database::from_bytes(black_box(owned)))?;
        assert_eq!(seen.bytes, bytes.len(), "the events are the file");
        if let Some(counts) = expected {
            assert_eq!(Counts::of(&database), *counts, "the file is read as it was meant");
            assert!(
                seen.cells >= counts.cells && seen.aliases == counts.atoms,
                "events are cells and aliases"
            );
            assert!(specials >= seen.cells + seen.aliases, "each ends with a bracket");
        }
        Ok(())
    }

    fn load_a_byte(&self, size: usize) -> f64 {
        self.load / as_float(size)
    }

    fn print(&self, size: usize) {
        println!(
            "{:<30} {:>9} {:>9}",
            format!("{:.1} MB, best of {ROUNDS}", as_float(size) / 1e6),
            "ms",
            "MB/s"
        );
        let times = [
            ("one pass of memchr3", self.pass),
            ("reading events", self.events),
            ("loading into a ready store", self.load),
        ];
        for (what, seconds) in times {
            println!("{what:<30} {:>9.2} {:>9.0}", seconds * 1e3, as_float(size) / 1e6 / seconds);
        }
    }
}

/// Takes events, and does no more than count them.
#[derive(Default)]
struct Seen {
    cells: usize,
    aliases: usize,
    bytes: usize,
}

impl<'a> EventSink<'a> for Seen {
    #[inline]
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()> {
        self.bytes += event.span.len();
        match event.kind {
            EventKind::Cell(_) => self.cells += 1,
            EventKind::Alias(_) => self.aliases += 1,
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

// ---- memory

/// What `mork stat` finds out about a file.
fn stat(path: &Path) -> Result<String, Error> {
    let database = Database::open(path)?;
    let (store, groups) = (database.store(), database.groups());
    let kinds: BTreeSet<Kind> = store.tables().map(TableRef::kind).collect();
    let unused = store.unused_atoms().count();
    let waste = groups.waste_percent(u32::try_from(store.bytes().len()).unwrap_or(u32::MAX));
    Ok(format!(
        "{:?}, {} kinds, {unused} atoms of no use, {waste} % waste",
        Counts::of(&database),
        kinds.len()
    ))
}

/// The peak memory of `mork stat FILE` in bytes, or of this program in its place, and which of them it was.
fn peak_memory(file: &Path) -> io::Result<(&'static str, Option<usize>)> {
    let this = std::env::current_exe()?;
    let mork = this.ancestors().nth(2).unwrap_or(&this).join(format!("mork{}", std::env::consts::EXE_SUFFIX));
    if mork.is_file()
        && let Some(peak) = peak_of(Command::new(mork).arg("stat").arg(file))?
    {
        return Ok(("`mork stat`", Some(peak)));
    }
    Ok(("the same as `mork stat`", peak_of(Command::new(this).arg(CHILD).arg(file))?))
}

/// The peak memory of a program that prints something when it has done its work. It is given a full pipe to print to, so
/// that it waits there to be looked at. `None` where it fails, or where there is no `/proc` to look at it in.
fn peak_of(command: &mut Command) -> io::Result<Option<usize>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let (mut reader, writer) = io::pipe()?;
    let mut filler = writer.try_clone()?;
    let filling = std::thread::spawn(move || filler.write_all(&vec![b'.'; MORE_THAN_A_PIPE]));
    let mut child = command.stdout(writer).stderr(Stdio::null()).spawn()?;
    command.stdout(Stdio::null()); // the command has held a writing end, and reading does not end while one is held
    let peak = wait_for_rest(&mut child)?;
    reader.read_to_end(&mut Vec::new())?;
    let _ = filling.join();
    Ok(if child.wait()?.success() { peak } else { None })
}

const MORE_THAN_A_PIPE: usize = 2 << 20;

/// Waits until a program has done nothing for a while, and answers its peak memory until then.
fn wait_for_rest(child: &mut Child) -> io::Result<Option<usize>> {
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    let mut before = None;
    while child.try_wait()?.is_none() {
        let Ok(status) = fs::read_to_string(process.join("status")) else { return Ok(None) };
        let now = (peak(&status), fs::read_to_string(process.join("stat"))?);
        if status.contains("State:\tS") && before.as_ref() == Some(&now) {
            return Ok(now.0);
        }
        before = Some(now);
        std::thread::sleep(Duration::from_millis(300));
    }
    Ok(None)
}

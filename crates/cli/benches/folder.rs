//! The speed of folders, as ratios that mean the same on every machine.
//!
//!     cargo bench -p mork-cli --bench folder [-- FILE.msf]
//!
//! The folders have 50,000 and 1,000,000 messages, made here; and those of FILE.msf, if one is named. The program is timed as a
//! whole, from its start to the last line in a pipe, against the `sqlite3` program that lists the same rows from a database
//! that holds just these. Of several runs the best counts; time of the processor, not of the clock, where other processes are
//! timed.
//!
//! The exit code is 1 where a bound is not held. With `--test` everything runs once, on small folders, and no bound counts.

#![allow(clippy::print_stdout, reason = "it prints figures")]

#[path = "../../../examples/support/measure.rs"]
#[allow(dead_code, reason = "other examples measure memory as well")]
mod measure;

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use morkdb::{Commit, Database, OpenOptions};
use morkdb_folder::{DetachedHeader, Folder, MessageFlags, MessageHeader, MessageKey, NewKey, Protocol};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike};

use measure::{Scratch, as_float, figure, timed};

type Failure = Box<dyn Error>;

/// What is measured, and how often.
struct Plan {
    few: u32,
    many: u32,
    added: u32,
    rounds: usize,
}

const FULL: Plan = Plan { few: 50_000, many: 1_000_000, added: 100_000, rounds: 5 };
const TEST: Plan = Plan { few: 300, many: 600, added: 300, rounds: 1 };

const COLUMNS: &str = "date,from,subject,flags";

fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let test = arguments.iter().any(|argument| argument == "--test");
    let plan = if test { TEST } else { FULL };
    let mut held = true;
    if let Some(file) = arguments.iter().find(|argument| !argument.starts_with("--")) {
        held &= listing(&plan, Path::new(file), file)?;
    }
    for messages in [plan.few, plan.many] {
        println!("a folder of {messages} messages:");
        let folder = Scratch::with(b"")?;
        make(&folder.0, messages)?;
        held &= listing(&plan, &folder.0, "")?;
        held &= opening(&plan, &folder.0)?;
    }
    held &= changing(&plan)?;
    Ok(if held || test { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a folder of so many messages, in threads of seven.
fn make(path: &Path, messages: u32) -> Result<(), Failure> {
    fs::remove_file(path)?;
    let mut folder = Folder::create(&OpenOptions::new(), path, Protocol::Local)?;
    for number in 0..messages {
        folder.add(&message(number)?, NewKey::Next)?;
    }
    folder.commit_as(Commit::Whole)?;
    Ok(())
}

/// A message as mail is: some subjects and names with encoded words, some long.
fn message(number: u32) -> Result<DetachedHeader, Failure> {
    const SUBJECTS: [&str; 6] = [
        "Minutes of the meeting on Thursday",
        "=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_Z=C3=BCrich?=",
        "Invoice 2024-117 for the work of last month, with the corrections that were asked for",
        "Lunch?",
        "=?ISO-8859-1?Q?caf=E9?= and cake",
        "[list] build failed: 3 errors in 2 files",
    ];
    let pick = number as usize % SUBJECTS.len();
    let mut header = DetachedHeader::new();
    let mut edit = header.edit();
    edit.set_subject(format!("{} ({})", SUBJECTS[pick], number / 7))?;
    edit.set_author(format!("\"Person Number {}\" <person{}@example.com>", number % 997, number % 997))?;
    edit.set_recipients("Ann <ann@example.com>, Bob <bob@example.com>")?;
    edit.set_message_id(format!("{number}.{:x}@example.com", number.wrapping_mul(0x9E37_79B9)))?;
    let first = number - number % 7;
    if number != first {
        edit.set_references(format!("<{first}.{:x}@example.com>", first.wrapping_mul(0x9E37_79B9)))?;
    }
    edit.set_date(1_500_000_000 + number * 61)?;
    edit.set_size(1_000 + number % 50_000)?;
    edit.set_flags(MessageFlags(u32::from(!number.is_multiple_of(3))))?;
    edit.set_store_token(format!("{}", u64::from(number) * 4_000))?;
    Ok(header)
}

/// The program against `sqlite3`.
fn listing(plan: &Plan, folder: &Path, name: &str) -> Result<bool, Failure> {
    if !name.is_empty() {
        println!("{name}:");
    }
    let mut mork = Command::new(env!("CARGO_BIN_EXE_mork"));
    mork.args(["messages", "--utc", "--format", "csv", "--columns", COLUMNS]).arg(folder);
    let Some(database) = sqlite(&mut mork)? else {
        println!("  listing: not measured, there is no sqlite3 program here");
        return Ok(true);
    };
    let mut sqlite = Command::new("sqlite3");
    sqlite.arg("-csv").arg(&database.0).arg("select * from messages");
    let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
    let mut lines = (0, 0);
    for _ in 0..plan.rounds {
        lines.0 = cpu(&mut ours, &mut mork)?;
        lines.1 = cpu(&mut theirs, &mut sqlite)?;
    }
    println!("  {} and {} lines, {:.0} and {:.0} ms", lines.0, lines.1, ours * 1e3, theirs * 1e3);
    Ok(figure("  listing as csv, processor time / sqlite3", Ok(ours / theirs), 1.0))
}

/// A database that holds the columns that are listed.
fn sqlite(mork: &mut Command) -> Result<Option<Scratch>, Failure> {
    if Command::new("sqlite3").arg("-version").stdout(Stdio::null()).status().is_err() {
        return Ok(None);
    }
    let csv = Scratch::with(&mork.output()?.stdout)?;
    let database = Scratch::with(b"")?;
    let mut program = Command::new("sqlite3").arg(&database.0).stdin(Stdio::piped()).spawn()?;
    let script = format!(".mode csv\n.import \"{}\" messages\n", csv.0.display());
    program.stdin.take().ok_or("no pipe")?.write_all(script.as_bytes())?;
    if !program.wait()?.success() {
        return Err("sqlite3 does not take the rows".into());
    }
    Ok(Some(database))
}

/// Runs a program into a pipe: the processor time that it takes, if it is the least, and how many lines it wrote.
fn cpu(best: &mut f64, program: &mut Command) -> Result<usize, Failure> {
    let before = children()?;
    let mut child = program.stdout(Stdio::piped()).spawn()?;
    let mut pipe = child.stdout.take().ok_or("no pipe")?;
    let (mut lines, mut buffer) = (0, vec![0; 1 << 16]);
    loop {
        let read = pipe.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        lines += memchr::memchr_iter(b'\n', &buffer[..read]).count();
    }
    if !child.wait()?.success() {
        return Err(format!("{} failed", program.get_program().display()).into());
    }
    *best = best.min(children()? - before);
    Ok(lines)
}

/// The processor time of all children that have ended, in seconds.
fn children() -> Result<f64, Failure> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: TimeVal| usize::try_from(time.num_microseconds()).map(as_float);
    Ok((seconds(usage.user_time())? + seconds(usage.system_time())?) / 1e6)
}

/// Opening a folder against loading its store; looking messages up.
fn opening(plan: &Plan, path: &Path) -> Result<bool, Failure> {
    let bytes = fs::read(path)?;
    let (mut load, mut open) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..plan.rounds * 2 {
        let copy = bytes.clone();
        drop(timed(&mut load, || Database::from_bytes(copy))?);
        let copy = bytes.clone();
        drop(timed(&mut open, || Folder::from_bytes(copy))?);
    }
    let folder = Folder::from_bytes(bytes)?;
    let mut unread = f64::INFINITY;
    timed(&mut unread, || folder.read().info().unread_count());
    let by_key = by_key(&folder);
    let by_id = by_id(&folder)?;
    println!(
        "  opening {:.1} ms; unread count {:.2} us; by key {by_key:.0} ns, by message id {by_id:.0} ns",
        open * 1e3,
        unread * 1e6
    );
    let held = figure("  opening a folder / loading its store", Ok(open / load), 1.15);
    Ok(figure("  looking a message up by key / 1 us", Ok(by_key / 1e3), 1.0) && held)
}

/// Nanoseconds a look-up.
fn by_key(folder: &Folder) -> f64 {
    let len = u32::try_from(folder.read().len()).unwrap_or(u32::MAX).max(1);
    let start = Instant::now();
    let found = (0..200_000_u32).filter(|at| {
        let key = MessageKey(at.wrapping_mul(0x9E37_79B9) % len + 1);
        black_box(folder.read().message(key)).is_some()
    });
    let found = found.count();
    start.elapsed().as_secs_f64() * 1e9 / as_float(found.max(1))
}

/// Nanoseconds a look-up, once the ids are indexed.
fn by_id(folder: &Folder) -> Result<f64, Failure> {
    let step = (folder.read().len() / 10_000).max(1);
    let ids: Vec<_> =
        folder.read().messages().step_by(step).map(|message| message.message_id().into_owned()).collect();
    let first = ids.first().ok_or("the folder is empty")?;
    black_box(folder.read().message_by_id(first));
    let start = Instant::now();
    let found = ids.iter().filter(|id| folder.read().message_by_id(id).is_some()).count();
    if found != ids.len() {
        return Err("a message was not found by its id".into());
    }
    Ok(start.elapsed().as_secs_f64() * 1e9 / as_float(found))
}

/// Adding with threading against loading the result; deleting half.
fn changing(plan: &Plan) -> Result<bool, Failure> {
    println!("adding {} messages in threads, and deleting every other:", plan.added);
    let [half, whole] = [added(plan, plan.added / 2)?, added(plan, plan.added)?];
    println!(
        "  adding {:.0} ms, deleting half {:.0} ms, loading {:.1} ms",
        whole.add * 1e3,
        whole.delete * 1e3,
        whole.load * 1e3
    );
    let linear = [
        figure("  adding messages with threading / loading the file", Ok(whole.add / whole.load), 6.0),
        figure("  adding all / twice adding half of them", Ok(whole.add / half.add / 2.0), 1.3),
        figure("  deleting half of all / twice half of half", Ok(whole.delete / half.delete / 2.0), 1.3),
    ];
    Ok(linear.iter().all(|held| *held))
}

struct Changed {
    add: f64,
    delete: f64,
    load: f64,
}

fn added(plan: &Plan, messages: u32) -> Result<Changed, Failure> {
    let mut best = Changed { add: f64::INFINITY, delete: f64::INFINITY, load: f64::INFINITY };
    let headers = (0..messages).map(message).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..plan.rounds {
        let path = Scratch::with(b"")?;
        fs::remove_file(&path.0)?;
        let mut folder = Folder::create(&OpenOptions::new(), &path.0, Protocol::Local)?;
        timed(&mut best.add, || {
            headers.iter().try_for_each(|header| folder.add(header, NewKey::Next).map(drop))
        })?;
        folder.commit_as(Commit::Whole)?;
        let bytes = fs::read(&path.0)?;
        drop(timed(&mut best.load, || Database::from_bytes(bytes))?);
        let keys: Vec<_> = folder.read().messages().step_by(2).map(MessageHeader::key).collect();
        timed(&mut best.delete, || folder.delete_all(&keys))?;
    }
    Ok(best)
}

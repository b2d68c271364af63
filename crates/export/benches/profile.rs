//! The speed of whole profiles, as ratios that mean the same on every machine.
//!
//!     cargo bench -p morkdb-export --bench profile
//!
//! The profile has 200 folders and 1,000,000 messages, made here. Of several runs the best counts. The exit code is 1 where a
//! bound is not held. With `--test` everything runs once, on a small profile, and no bound counts.

#![allow(clippy::print_stdout, reason = "it prints figures")]

#[path = "profile/make.rs"]
mod make;
#[path = "../../../examples/support/measure.rs"]
#[allow(dead_code, reason = "other benches measure other things")]
mod measure;
#[path = "profile/plain.rs"]
mod plain;

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use morkdb_export::{Kind, Options, export};
use morkdb_profile::{MailFolder, Profile};

use measure::{as_float, figure, timed};

type Failure = Box<dyn Error>;

/// What is measured, and how often.
struct Plan {
    folders: usize,
    /// Messages of each.
    messages: u32,
    rounds: usize,
    /// Of the profile with mail.
    mail_folders: usize,
    mail: u32,
}

const FULL: Plan = Plan { folders: 200, messages: 5_000, rounds: 3, mail_folders: 20, mail: 1_000 };
const TEST: Plan = Plan { folders: 3, messages: 20, rounds: 1, mail_folders: 2, mail: 10 };

/// The argument by which this program exports a profile and says how much memory that took.
const CHILD: &str = "--peak-of";

fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [flag, profile, out] = arguments.as_slice()
        && flag == CHILD
    {
        return child(Path::new(profile), Path::new(out));
    }
    let test = arguments.iter().any(|argument| argument == "--test");
    let plan = if test { TEST } else { FULL };
    let scratch = tempfile::tempdir()?;
    let profile = scratch.path().join("profile");
    make::profile(&profile, plan.folders, plan.messages)?;
    println!("a profile of {} folders and {} messages:", plan.folders, plan.folders * plan.messages as usize);
    let held = [
        reading(&plan, &profile)?,
        records(&plan, &profile, scratch.path())?,
        memory(&plan, &profile, scratch.path())?,
        mail(&plan, scratch.path())?,
    ];
    Ok(if test || held.iter().all(|held| *held) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints a ratio that has to be at least so much.
fn at_least(what: &str, ratio: f64, bound: f64) -> bool {
    let held = ratio >= bound;
    println!("{what:<58} {ratio:5.2}  (at least {bound}: {})", if held { "ok" } else { "under" });
    held
}

/// Does something with each folder on so many threads.
fn with_all<R: Send>(profile: &Profile, threads: usize, work: impl Fn(&MailFolder) -> R + Sync) {
    let next = AtomicUsize::new(0);
    let labour = || {
        while let Some(folder) = profile.folders().get(next.fetch_add(1, Ordering::Relaxed)) {
            black_box(work(folder));
        }
    };
    thread::scope(|scope| {
        (0..threads).for_each(|_| drop(scope.spawn(labour)));
    });
}

/// How many messages have a word in their subjects, as a search would find out.
fn scan(folder: &MailFolder) -> usize {
    let Ok(loaded) = folder.load() else { return 0 };
    let is_found = |subject: &str| subject.to_lowercase().contains("zürich");
    loaded.folder.read().messages().filter(|message| is_found(&message.decoded_subject())).count()
}

/// Loading and searching, on one thread and on two.
fn reading(plan: &Plan, path: &Path) -> Result<bool, Failure> {
    let profile = Profile::open(path)?;
    let [mut load, mut search] = [[f64::INFINITY; 2]; 2];
    for _ in 0..plan.rounds {
        for (threads, (load, search)) in (1..).zip(load.iter_mut().zip(&mut search)) {
            timed(load, || {
                with_all(&profile, threads, |folder| {
                    folder.load().map_or(0, |loaded| loaded.folder.read().len())
                });
            });
            timed(search, || with_all(&profile, threads, scan));
        }
    }
    let [load, search] = [load, search].map(|[one, two]| (one * 1e3, two * 1e3, one / two));
    println!("  loading {:.0} ms, on two threads {:.0} ms", load.0, load.1);
    println!("  searching {:.0} ms, on two threads {:.0} ms", search.0, search.1);
    let held = at_least("  loading, on one thread / on two", load.2, 1.7);
    Ok(at_least("  searching, on one thread / on two", search.2, 1.7) && held)
}

/// Exports of records against loading, on all processors.
fn records(plan: &Plan, path: &Path, scratch: &Path) -> Result<bool, Failure> {
    let profile = Profile::open(path)?;
    let threads = Options::new(Kind::Csv, "").threads;
    let mut load = f64::INFINITY;
    for _ in 0..plan.rounds {
        timed(&mut load, || with_all(&profile, threads, |folder| folder.load().is_ok()));
    }
    let mut held = true;
    for kind in [Kind::Parquet, Kind::Csv, Kind::Jsonl, Kind::Sqlite] {
        let mut best = f64::INFINITY;
        for _ in 0..plan.rounds {
            let out = scratch.join(kind.name());
            timed(&mut best, || export(&profile, &Options::new(kind, &out), &()))?;
            fs::remove_dir_all(&out)?;
        }
        let what = format!("  export as {}, {:.0} ms / loading", kind.name(), best * 1e3);
        // Only these are promised.
        let bound = if matches!(kind, Kind::Parquet | Kind::Csv) { 4.0 } else { f64::INFINITY };
        held &= figure(&what, Ok(best / load), bound);
    }
    Ok(held)
}

/// Exports a profile, and prints the peak of memory in bytes.
fn child(profile: &Path, out: &Path) -> Result<ExitCode, Failure> {
    export(&Profile::open(profile)?, &Options::new(Kind::Parquet, out), &())?;
    let peak = measure::peak(&fs::read_to_string("/proc/self/status").unwrap_or_default());
    println!("{}", peak.unwrap_or(0));
    Ok(ExitCode::SUCCESS)
}

/// The peak of memory of a whole profile, against that of as many folders as are in flight.
fn memory(plan: &Plan, path: &Path, scratch: &Path) -> Result<bool, Failure> {
    let few = scratch.join("few");
    let in_flight = Options::new(Kind::Parquet, "").threads * 3;
    make::profile(&few, in_flight.min(plan.folders), plan.messages)?;
    let [all, few] = [path, &few].map(|profile| peak(profile, &scratch.join("peak")));
    let (all, few) = (all?, few?);
    if few == 0 {
        println!("  memory: not measured, this system does not tell it");
        return Ok(true);
    }
    println!("  peak of memory {} MB; of the folders in flight alone {} MB", all >> 20, few >> 20);
    Ok(figure("  memory of all folders / of those in flight", Ok(as_float(all) / as_float(few)), 1.3))
}

fn peak(profile: &Path, out: &Path) -> Result<usize, Failure> {
    let output = Command::new(std::env::current_exe()?).arg(CHILD).arg(profile).arg(out).output()?;
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// A Maildir with the mail, against a plain program that writes the same files as safely.
fn mail(plan: &Plan, scratch: &Path) -> Result<bool, Failure> {
    let path = scratch.join("mail");
    make::with_mail(&path, plan.mail_folders, plan.mail)?;
    let profile = Profile::open(&path)?;
    let (out, copy) = (scratch.join("maildir"), scratch.join("copy"));
    let [mut ours, mut theirs] = [f64::INFINITY; 2];
    for _ in 0..plan.rounds {
        timed(&mut ours, || export(&profile, &Options::new(Kind::Maildir, &out), &()))?;
        let files = plain::read(&out)?;
        timed(&mut theirs, || plain::write(&files, &out, &copy))?;
        fs::remove_dir_all(&out)?;
        fs::remove_dir_all(&copy)?;
    }
    println!(
        "{} messages with mail, as Maildir {:.0} ms, by a plain program {:.0} ms",
        plan.mail_folders * plan.mail as usize,
        ours * 1e3,
        theirs * 1e3
    );
    Ok(at_least("  speed of the export / of the plain program", theirs / ours, 0.8))
}

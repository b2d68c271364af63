//! `mork apply`.

use std::io::{self, Read, Write};
use std::path::Path;

use morkdb::Database;
use morkdb::file::{Commit, What, Why, Written};

use super::target::Target;
use super::{Stop, one, words};
use crate::args::ApplyArgs;
use crate::input::{Failure, Source};
use crate::printable::{counted, grouped};
use crate::run::{Outlet, Status};
use crate::script::{self, How, Line, Op};

/// How many lines that cannot be read are shown.
const SHOWN: usize = 20;

/// Runs a script.
pub(crate) fn run(args: &ApplyArgs) -> io::Result<Status> {
    let text = read(&args.script)?;
    let name = Source::new(&args.script).label();
    one(&args.file, &args.write, |target, out| {
        let script = script::parse(&text).map_err(|faults| refusal(&name, &faults))?;
        let mut run = Run { target, database: None, tally: Tally::default(), status: Status::Clean };
        run.open(out)?;
        for line in &script {
            run.line(line, out)?;
        }
        run.end(out)
    })
}

fn read(script: &Path) -> io::Result<Vec<u8>> {
    let source = Source::new(script);
    let mut text = Vec::new();
    let read = match &source {
        Source::Stdin => io::stdin().lock().read_to_end(&mut text).map(|_| text),
        Source::File(path) => std::fs::read(path),
    };
    read.map_err(|error| {
        io::Error::new(error.kind(), format!("{}: the script cannot be read: {error}", source.label()))
    })
}

/// Says which lines cannot be read.
fn refusal(name: &str, faults: &[script::Fault]) -> Failure {
    let shown = faults.iter().take(SHOWN).map(|fault| format!("line {}: {}", fault.number, fault.what));
    let mut lines: Vec<_> = shown.collect();
    if faults.len() > SHOWN {
        lines.push(format!("and {} more", grouped(faults.len() - SHOWN)));
    }
    let hint = "nothing was done; `mork apply --help` explains all operations";
    Failure { sentence: format!("{name}: {}", lines.join("\n")), hint: Some(hint.to_owned()) }
}

/// A script that is being run.
struct Run<'t, 'a> {
    target: &'t mut Target<'a>,
    database: Option<Database>,
    tally: Tally,
    status: Status,
}

impl Run<'_, '_> {
    fn open(&mut self, out: &mut Outlet<'_>) -> Result<&mut Database, Stop> {
        let database = self.target.open_or_create()?;
        self.target.report(&database, out)?;
        self.tally.open(database.size());
        Ok(self.database.insert(database))
    }

    fn line(&mut self, line: &Line, out: &mut Outlet<'_>) -> Result<(), Stop> {
        if line.op == Op::Reopen {
            // Two of them are not in memory at once.
            self.database = None;
            return self.open(out).map(|_| ());
        }
        let Some(database) = &mut self.database else { return Ok(()) };
        if let Op::Commit(how) = line.op {
            let written = self.target.commit(database, commit(how), out);
            self.tally.add(&written.map_err(|stop| at(line.number, stop))?);
            return Ok(());
        }
        let remark = match script::perform(database.store_mut(), &line.op) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(absent)) => absent.to_string(),
            Err(error) => words::edit(database.store(), error),
        };
        self.status = Status::Findings;
        writeln!(out.words(), "line {}: {remark}", line.number)?;
        Ok(())
    }

    fn end(&mut self, out: &mut Outlet<'_>) -> Result<Status, Stop> {
        if self.database.as_ref().is_some_and(|database| database.store().is_changed()) {
            let label = self.target.label();
            writeln!(out.words(), "mork: {label}: what was changed behind the last commit is not written")?;
            writeln!(out.words(), "hint: let the script end with `commit large`")?;
        }
        self.target.tell(out, &self.tally.sentence())?;
        Ok(self.status)
    }
}

fn commit(how: How) -> Commit {
    match how {
        How::Group => Commit::Group,
        How::Whole => Commit::Whole,
        How::Thunderbird => Commit::Thunderbird,
    }
}

/// The same with the line of the script.
fn at(line: usize, stop: Stop) -> Stop {
    match stop {
        Stop::Failure(failure) | Stop::Changed(failure) => {
            let hint = failure.hint.unwrap_or_else(|| "the lines before it are done".to_owned());
            Stop::Failure(Failure {
                sentence: format!("line {line}: {}", failure.sentence),
                hint: Some(hint),
            })
        }
        Stop::Io(error) => Stop::Io(error),
    }
}

/// What all commits have written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Tally {
    before: Option<u64>,
    after: u64,
    is_made: bool,
    groups: usize,
    rewrites: usize,
    why: Vec<String>,
}

impl Tally {
    fn open(&mut self, size: u64) {
        self.before.get_or_insert(size);
        self.after = size;
    }

    fn add(&mut self, written: &Written) {
        self.after = written.after;
        match written.what {
            What::Group => self.groups += 1,
            What::Whole(Why::New) if written.before == 0 => self.is_made = true,
            What::Whole(why) => {
                self.rewrites += 1;
                let why = why.to_string();
                if !self.why.contains(&why) {
                    self.why.push(why);
                }
            }
            _ => {}
        }
    }

    fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if self.is_made {
            parts.push("made".to_owned());
        }
        if self.groups > 0 {
            parts.push(format!("appended {}", counted(self.groups, "commit group")));
        }
        if self.rewrites > 0 {
            let times =
                if self.rewrites == 1 { String::new() } else { format!(" {} times", grouped(self.rewrites)) };
            parts.push(format!("written anew{times} ({})", self.why.join("; ")));
        }
        if parts.is_empty() {
            return "nothing is written".to_owned();
        }
        let size = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
        let sizes =
            format!("{} -> {}", grouped(size(self.before.unwrap_or(0))), counted(size(self.after), "byte"));
        format!("{}; {sizes}", parts.join(", "))
    }
}

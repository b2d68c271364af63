//! A file that is to be changed.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use morkdb::file::{Commit, Preview, What, Written};
use morkdb::{Database, Error, OpenOptions, Store};
use morkdb_profile::Holder;

use super::memory::Memory;
use super::{Stop, backup, engine, told, words};
use crate::args::{Reading, WriteArgs, Writing};
use crate::holder;
use crate::input::{Failure, Source};
use crate::run::Outlet;
use crate::trouble;

/// How files are opened.
#[derive(Debug)]
pub(super) struct Permit {
    options: OpenOptions,
}

impl Permit {
    /// As the command line has it.
    pub(super) fn new(args: &WriteArgs) -> io::Result<Self> {
        let is_mozilla = args.writing == Writing::Mozilla;
        let reading = args.reading.unwrap_or(if is_mozilla { Reading::Mozilla } else { Reading::Lenient });
        if is_mozilla && reading != Reading::Mozilla {
            let sentence = "--writing mozilla goes with --reading mozilla, and with no other: to write as Mozilla's engine does, one must have read as it does";
            return Err(io::Error::new(ErrorKind::InvalidInput, sentence));
        }
        let options = OpenOptions::new().reading(reading.into());
        Ok(Self { options: options.writing(args.writing.into()).durability(args.durability.into()) })
    }
}

/// A file that is to be changed.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    source: Source,
    path: &'a Path,
    args: &'a WriteArgs,
    permit: &'a Permit,
    /// Where a dry run writes to.
    memory: Option<Memory>,
    is_backed_up: bool,
    /// Whether the file that was opened last was held against what Mozilla's engine would do with it.
    is_weighed: bool,
}

impl<'a> Target<'a> {
    /// Makes sure that the file may be written to.
    pub(super) fn new(
        path: &'a Path,
        args: &'a WriteArgs,
        permit: &'a Permit,
        out: &mut Outlet<'_>,
    ) -> Result<Self, Stop> {
        let source = Source::new(path);
        if source == Source::Stdin {
            let hint = Some("name a file; one that is called so is ./-".to_owned());
            return Err(Failure { sentence: "standard input (-) cannot be changed".to_owned(), hint }.into());
        }
        check_is_file(path, &source)?;
        let memory = if args.dry_run {
            Some(Memory::load(path).map_err(|error| source.failure(&error))?)
        } else {
            None
        };
        let target = Self { source, path, args, permit, memory, is_backed_up: false, is_weighed: false };
        match target.guard() {
            Err(failure) if args.dry_run => _ = trouble::fail(out, &failure)?,
            guarded => guarded?,
        }
        Ok(target)
    }

    /// Makes sure that no Mozilla program holds the profile.
    fn guard(&self) -> Result<(), Failure> {
        match Holder::of(self.path).filter(|_| !self.args.force) {
            Some(holder) => Err(holder::failure(&holder, &self.label())),
            None => Ok(()),
        }
    }

    /// The file's name for people.
    pub(crate) fn label(&self) -> String {
        self.source.label()
    }

    /// What has gone wrong with the file.
    pub(crate) fn failure(&self, what: impl std::fmt::Display) -> Failure {
        Failure { sentence: format!("{}: {what}", self.label()), hint: None }
    }

    /// Opens the file, which must be there. One of no bytes is as good as a new one.
    pub(crate) fn open(&mut self) -> Result<Database, Failure> {
        if std::fs::metadata(self.path).is_ok_and(|about| about.len() == 0) {
            return self.open_or_create();
        }
        self.is_weighed = false;
        match &self.memory {
            Some(memory) if memory.is_there() => {
                self.checked(self.permit.options.open_on(Box::new(memory.clone())))
            }
            _ => self.source.open(&self.permit.options),
        }
    }

    /// Opens the file; if there is none, the first commit makes it.
    pub(super) fn open_or_create(&mut self) -> Result<Database, Failure> {
        self.is_weighed = false;
        self.checked(match &self.memory {
            Some(memory) => self.permit.options.open_or_create_on(Box::new(memory.clone())),
            None => self.permit.options.open_or_create(self.path),
        })
    }

    /// Makes the file, which must not be there.
    pub(super) fn create(&self) -> Result<Database, Failure> {
        self.checked(match &self.memory {
            Some(memory) if !memory.is_there() => {
                self.permit.options.open_or_create_on(Box::new(memory.clone()))
            }
            _ => self.permit.options.create(self.path),
        })
    }

    fn checked(&self, opened: Result<Database, Error>) -> Result<Database, Failure> {
        opened.map_err(|error| self.source.failure(&error))
    }

    /// Says what is odd about the file.
    pub(crate) fn report(&self, database: &Database, out: &mut Outlet<'_>) -> io::Result<()> {
        trouble::report(out, &self.source, database)
    }

    /// Commits, or in a dry run shows what a commit would write.
    pub(crate) fn commit(
        &mut self,
        database: &mut Database,
        how: Commit,
        out: &mut Outlet<'_>,
    ) -> Result<Written, Stop> {
        self.weigh(database, how, out)?;
        if self.args.dry_run {
            self.rehearse(database, how, out)?;
        } else {
            self.guard()?;
            self.back_up(database, how, out)?;
        }
        match database.commit_as(how) {
            Err(error @ Error::ChangedOnDisk { .. }) => {
                // What was copied is not what is there now.
                self.is_backed_up = false;
                Err(Stop::Changed(self.source.write_failure(&error)))
            }
            written => Ok(written.map_err(|error| self.write_failure(&error, database.store()))?),
        }
    }

    /// Makes sure, once for each time that the file was opened, that writing as Mozilla's engine does loses nothing.
    pub(super) fn weigh(
        &mut self,
        database: &Database,
        how: Commit,
        out: &mut Outlet<'_>,
    ) -> Result<(), Stop> {
        let is_safe = self.args.writing == Writing::Safe || self.args.force;
        if is_safe || std::mem::replace(&mut self.is_weighed, true) {
            return Ok(());
        }
        match engine::danger(&self.label(), database, how) {
            Some(failure) if self.args.dry_run => _ = trouble::fail(out, &failure)?,
            Some(failure) => return Err(failure.into()),
            None => {}
        }
        Ok(())
    }

    /// What a commit would write.
    pub(super) fn preview(&self, database: &mut Database, how: Commit) -> Result<Preview, Failure> {
        database.preview(how).map_err(|error| self.write_failure(&error, database.store()))
    }

    fn write_failure(&self, error: &Error, store: &Store) -> Failure {
        match error {
            Error::Unwritable(what) => words::unwritable(&self.source, store, what),
            _ => self.source.write_failure(error),
        }
    }

    fn rehearse(&self, database: &mut Database, how: Commit, out: &mut Outlet<'_>) -> Result<(), Stop> {
        let preview = self.preview(database, how)?;
        if preview.what == What::Group {
            out.write_all(&preview.text)?;
        }
        writeln!(out.words(), "{}: {}", self.label(), told::planned(&preview, database.size()))?;
        Ok(())
    }

    /// Copies the file, once, if it is there and is to be written.
    fn back_up(&mut self, database: &mut Database, how: Commit, out: &mut Outlet<'_>) -> Result<(), Stop> {
        if !self.args.backup || self.is_backed_up || !self.path.exists() {
            return Ok(());
        }
        if self.preview(database, how)?.what == What::Nothing {
            return Ok(());
        }
        let copy = backup::make(self.path).map_err(|error| self.backup_failure(&error))?;
        self.is_backed_up = true;
        writeln!(out, "{}: copied to {}", self.label(), Source::new(&copy).label())?;
        Ok(())
    }

    fn backup_failure(&self, error: &io::Error) -> Failure {
        let hint = Some("nothing was written; without --backup it would be".to_owned());
        Failure { hint, ..self.failure(format_args!("the backup cannot be made: {error}")) }
    }

    /// Says what was written, with what comes before it. A dry run has said that already.
    pub(crate) fn tell(&self, out: &mut Outlet<'_>, what: &str) -> io::Result<()> {
        if self.args.dry_run { Ok(()) } else { writeln!(out, "{}: {what}", self.label()) }
    }
}

/// Makes sure, before anything is read, that there is a regular file or none: others never end, or cannot be replaced.
fn check_is_file(path: &Path, source: &Source) -> Result<(), Failure> {
    match std::fs::metadata(path) {
        Ok(about) if about.is_dir() => {
            let error = Error::Io { path: path.to_owned(), source: ErrorKind::IsADirectory.into() };
            Err(source.failure(&error))
        }
        Ok(about) if !about.is_file() => Err(Failure {
            sentence: format!(
                "{}: this is no regular file, and only such a file can be changed",
                source.label()
            ),
            hint: Some("copy what comes out of it into a file, and change that".to_owned()),
        }),
        _ => Ok(()),
    }
}

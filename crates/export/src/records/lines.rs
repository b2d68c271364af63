//! Records as lines of text, in a file for each table.

use std::io::Write;

use super::context::Context;
use super::rows::{self, Blanks};
use super::schema::Table;
use super::sink::Sink;
use super::{ACCOUNTS, FOLDERS, MESSAGES, OPERATIONS, TAGS};
use crate::error::Error;
use crate::job::{FolderJob, Job};
use crate::output::{TargetFile, at};
use crate::report::Report;

/// A way to write records as lines.
pub(crate) trait Lines: Sink {
    /// How the names of files end.
    const ENDING: &'static str;

    /// Nothing yet.
    fn new(table: &Table) -> Self;

    /// What stands at the top of a file.
    fn head(table: &Table) -> Vec<u8>;

    /// The lines so far.
    fn into_bytes(self) -> Vec<u8>;
}

/// The lines of a folder.
struct Folder {
    place: usize,
    messages: Vec<u8>,
    own: Vec<u8>,
    operations: Vec<u8>,
}

/// Exports to a file of lines for each table.
pub(crate) fn run<L: Lines>(job: &Job<'_>) -> Result<Report, Error> {
    if let Some(report) = job.unchanged()? {
        return Ok(report);
    }
    let (mut messages, mut folders) = (File::begin::<L>(job, &MESSAGES)?, File::begin::<L>(job, &FOLDERS)?);
    let mut operations = File::begin::<L>(job, &OPERATIONS)?;
    let mut blanks = Blanks::new(job);
    let export = job.each(
        |folder| Ok(lines::<L>(folder)),
        |_, _, folder| {
            let Some(folder) = folder else { return Ok(()) };
            folders.add(&all_blank::<L>(job, blanks.before(Some(folder.place))))?;
            folders.add(&folder.own)?;
            messages.add(&folder.messages)?;
            operations.add(&folder.operations)
        },
    )?;
    folders.add(&all_blank::<L>(job, blanks.before(None)))?;
    for file in [messages, folders, operations] {
        file.finish()?;
    }
    whole::<L>(job, &ACCOUNTS, |out| rows::accounts(job, out))?;
    whole::<L>(job, &TAGS, |out| rows::tags(job, out))?;
    job.finish(export)
}

fn lines<L: Lines>(job: &mut FolderJob<'_>) -> Option<Folder> {
    let context = Context::new(job.job.profile, job.job.options, job.entry, Some(job.loaded))?;
    let (mut messages, mut folder) = (L::new(&MESSAGES), L::new(&FOLDERS));
    let mut operations = L::new(&OPERATIONS);
    let counts = rows::messages(job, &context, &mut messages);
    rows::folder(job.job, &context, Some(job.loaded), counts, &mut folder);
    rows::operations(job.loaded, &context, &mut operations);
    let (messages, own) = (messages.into_bytes(), folder.into_bytes());
    Some(Folder { place: job.place, messages, own, operations: operations.into_bytes() })
}

fn all_blank<L: Lines>(job: &Job<'_>, places: Vec<usize>) -> Vec<u8> {
    let mut out = L::new(&FOLDERS);
    for place in places {
        rows::blank(job, place, &mut out);
    }
    out.into_bytes()
}

/// Writes a table that is not large.
fn whole<L: Lines>(job: &Job<'_>, table: &Table, write: impl FnOnce(&mut L)) -> Result<(), Error> {
    let mut file = File::begin::<L>(job, table)?;
    let mut out = L::new(table);
    write(&mut out);
    file.add(&out.into_bytes())?;
    file.finish()
}

/// After so many bytes, those so far are written to the disk, while other threads go on: it is much to wait for at the end.
const SYNC_EVERY: usize = 1 << 25;

/// The file of a table.
struct File<'j> {
    target: TargetFile<'j>,
    path: std::path::PathBuf,
    /// Bytes that may not be on the disk yet.
    waiting: usize,
}

impl<'j> File<'j> {
    fn begin<L: Lines>(job: &'j Job<'_>, table: &Table) -> Result<Self, Error> {
        let name = format!("{}.{}", table.name, L::ENDING);
        let path = job.output.path(name.as_ref());
        let mut file = Self { target: job.output.file(name)?, path, waiting: 0 };
        file.add(&L::head(table))?;
        Ok(file)
    }

    fn add(&mut self, lines: &[u8]) -> Result<(), Error> {
        self.target.write_all(lines).map_err(at(&self.path))?;
        self.waiting += lines.len();
        if self.waiting < SYNC_EVERY {
            return Ok(());
        }
        self.waiting = 0;
        self.target.sync().map_err(at(&self.path))
    }

    fn finish(self) -> Result<(), Error> {
        self.target.finish().map(drop)
    }
}

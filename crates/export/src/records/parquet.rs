//! Records as Parquet.

mod batch;
mod constant;
mod encode;
mod levels;
mod name;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use batch::{Batch, Rows};
use encode::Encoder;

use super::context::Context;
use super::folder::Counts;
use super::rows::{self, Blanks};
use super::schema::Table;
use super::{ACCOUNTS, FOLDERS, MESSAGES, OPERATIONS, TAGS};
use crate::error::Error;
use crate::job::{FolderJob, Job};
use crate::output::TargetFile;
use crate::report::Report;

/// So many rows are in a group: readers take groups as their unit of work.
const GROUP: usize = 1 << 17;
/// Before there are so many rows, a group ends where so many bytes of text are waiting, or so many folders.
const GROUP_BYTES: usize = 1 << 28;
const GROUP_BATCHES: usize = 1 << 10;

/// What a thread has made of a folder.
struct Folder {
    place: usize,
    /// The file of its messages, and what goes into it: waiting for the disk is not for the threads that have work.
    file: Option<(PathBuf, Vec<u8>)>,
    /// What has not gone to a file of its own.
    messages: Vec<Batch>,
    own: Vec<Batch>,
    operations: Vec<Batch>,
}

/// Exports to a folder for each table. Messages are in a file for each folder, or in one for all; the other tables are small.
pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    if let Some(report) = job.unchanged()? {
        return Ok(report);
    }
    let (mut folders, mut operations) = (File::begin(job, &FOLDERS)?, File::begin(job, &OPERATIONS)?);
    let mut messages = if job.options.single_file { Some(File::begin(job, &MESSAGES)?) } else { None };
    let mut blanks = Blanks::new(job);
    let spare = Spare::default();
    let export = job.each(
        |folder| one(folder, &spare),
        |_, _, folder| {
            let Some(folder) = folder else { return Ok(()) };
            folders.add(all_blank(job, blanks.before(Some(folder.place))))?;
            folders.add(folder.own)?;
            if let Some((below, bytes)) = folder.file {
                job.output.put(below, &bytes)?;
            }
            if let Some(messages) = &mut messages {
                messages.add(folder.messages)?;
            }
            operations.add(folder.operations)
        },
    )?;
    folders.add(all_blank(job, blanks.before(None)))?;
    for file in [Some(folders), messages, Some(operations)].into_iter().flatten() {
        file.finish()?;
    }
    whole(job, &ACCOUNTS, |out| rows::accounts(job, out))?;
    whole(job, &TAGS, |out| rows::tags(job, out))?;
    job.finish(export)
}

fn one(job: &mut FolderJob<'_>, spare: &Spare) -> Result<Option<Folder>, Error> {
    let (profile, options) = (job.job.profile, job.job.options);
    let Some(context) = Context::new(profile, options, job.entry, Some(job.loaded)) else { return Ok(None) };
    let (counts, file, messages) =
        if options.single_file { kept(job, &context) } else { encoded(job, &context, spare)? };
    let (mut folder, mut operations) = (Rows::new(&FOLDERS), Rows::new(&OPERATIONS));
    rows::folder(job.job, &context, Some(job.loaded), counts, &mut folder);
    rows::operations(job.loaded, &context, &mut operations);
    let (own, operations) = (folder.into_batches(), operations.into_batches());
    Ok(Some(Folder { place: job.place, file, messages, own, operations }))
}

/// Batches of messages that are empty again. Their memory is used for the next folder, which is faster than to ask for new.
#[derive(Debug, Default)]
struct Spare(Mutex<Vec<Batch>>);

impl Spare {
    fn take(&self) -> Batch {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_else(|| Batch::new(&MESSAGES))
    }

    fn put(&self, batch: Batch) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
    }
}

/// The messages of a folder: counted, as a file of their own, and as rows for a file that others are in as well.
type Messages = (Counts, Option<(PathBuf, Vec<u8>)>, Vec<Batch>);

/// The messages of a folder, for a file that others are in as well.
fn kept(job: &mut FolderJob<'_>, context: &Context<'_>) -> Messages {
    let mut rows = Rows::new(&MESSAGES);
    let counts = rows::messages(job, context, &mut rows);
    (counts, None, rows.into_batches())
}

/// The file of a folder; none where it has no messages.
fn encoded(job: &mut FolderJob<'_>, context: &Context<'_>, spare: &Spare) -> Result<Messages, Error> {
    let name = name::of_folder(job.job.profile.name(), job.place, &context.path);
    let below = PathBuf::from(MESSAGES.name).join(name);
    let fail = failure(job.job.output.path(&below));
    let encoder = Encoder::new(Vec::new(), &MESSAGES).map_err(&fail)?;
    let mut rows = Rows::encoded(&MESSAGES, spare.take(), encoder);
    let counts = rows::messages(job, context, &mut rows);
    let (file, batch) = rows.into_file().map_err(&fail)?;
    spare.put(batch);
    if file.is_some() {
        job.will_have(&below);
    }
    Ok((counts, file.map(|bytes| (below, bytes)), Vec::new()))
}

fn all_blank(job: &Job<'_>, places: Vec<usize>) -> Vec<Batch> {
    let mut rows = Rows::new(&FOLDERS);
    for place in places {
        rows::blank(job, place, &mut rows);
    }
    rows.into_batches()
}

fn whole(job: &Job<'_>, table: &'static Table, write: impl FnOnce(&mut Rows)) -> Result<(), Error> {
    let mut rows = Rows::new(table);
    write(&mut rows);
    let mut file = File::begin(job, table)?;
    file.add(rows.into_batches())?;
    file.finish()
}

fn failure(path: PathBuf) -> impl Fn(::parquet::errors::ParquetError) -> Error {
    move |error| Error::Format { path: path.clone(), what: error.to_string() }
}

/// A file that all folders are in.
struct File<'j> {
    path: PathBuf,
    waiting: Vec<Batch>,
    encoder: Encoder<TargetFile<'j>>,
}

impl<'j> File<'j> {
    fn begin(job: &'j Job<'_>, table: &'static Table) -> Result<Self, Error> {
        let below = PathBuf::from(table.name).join(name::of_profile(job.profile.name()));
        let path = job.output.path(&below);
        let encoder = Encoder::new(job.output.file(below)?, table).map_err(failure(path.clone()))?;
        Ok(Self { path, waiting: Vec::new(), encoder })
    }

    fn add(&mut self, batches: Vec<Batch>) -> Result<(), Error> {
        self.waiting.extend(batches);
        let sum = |size: fn(&Batch) -> usize| self.waiting.iter().map(size).sum::<usize>();
        if self.waiting.len() >= GROUP_BATCHES || sum(Batch::len) >= GROUP || sum(Batch::bytes) >= GROUP_BYTES
        {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.encoder.write(&mut waiting).map_err(failure(self.path.clone()))
    }

    fn finish(mut self) -> Result<(), Error> {
        self.flush()?;
        let file = self.encoder.finish().map_err(failure(self.path))?;
        file.finish().map(drop)
    }
}

//! Records as an `SQLite` database.

mod database;
mod rows;
mod schema;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use database::Database;
use morkdb_folder::Keywords;
use rows::Rows;

use super::context::Context;
use super::folder::Counts;
use super::message::{self, Message};
use super::rows::{self as records, Blanks};
use super::sink::Sink;
use super::{json, operation, tags};
use crate::error::Error;
use crate::job::{FolderJob, Job};
use crate::output::at;
use crate::report::Report;

/// The file.
const NAME: &str = "mail.sqlite";

/// What a thread has made of a folder.
#[derive(Debug)]
struct Parts {
    place: usize,
    folder: Rows,
    messages: Rows,
    threads: Rows,
    keywords: Rows,
    properties: Rows,
    operations: Rows,
}

/// Exports to a database of normalised tables, made in one transaction.
pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    if let Some(report) = job.unchanged()? {
        return Ok(report);
    }
    let path = job.output.path(NAME.as_ref());
    let mut file = job.output.file(NAME)?;
    // Where nothing is written, the database is made elsewhere, to be compared.
    let scratch = tempfile::NamedTempFile::new().map_err(at(&path))?;
    let place: PathBuf = file.temporary().unwrap_or(scratch.path()).to_owned();
    let export = fill(job, &place, &path)?;
    if file.temporary().is_none() {
        let mut made = File::open(&place).map_err(at(&path))?;
        io::copy(&mut made, &mut file).map_err(at(&path))?;
    }
    file.finish()?;
    job.finish(export)
}

/// Makes the database at `place`; `path` is for messages.
fn fill<'j>(job: &'j Job<'_>, place: &Path, path: &Path) -> Result<crate::job::Export<'j>, Error> {
    let failure = |error: rusqlite::Error| Error::Format { path: path.to_owned(), what: error.to_string() };
    let mut database = Database::begin(place).map_err(failure)?;
    let (mut accounts, mut tags) = (Rows::default(), Rows::default());
    records::accounts(job, &mut accounts);
    records::tags(job, &mut tags);
    database.accounts(&accounts).and_then(|()| database.tags(&tags)).map_err(failure)?;
    let mut blanks = Blanks::new(job);
    let mut add_blanks = |database: &mut Database, before: Option<usize>| {
        blanks
            .before(before)
            .into_iter()
            .try_for_each(|place| add_blank(job, database, place))
            .map_err(failure)
    };
    let export = job.each(parts, |_, _, parts| {
        let Some(parts) = parts else { return Ok(()) };
        add_blanks(&mut database, Some(parts.place))?;
        add(job, &mut database, &parts).map_err(failure)
    })?;
    add_blanks(&mut database, None)?;
    database.commit().map_err(failure)?;
    Ok(export)
}

fn account(job: &Job<'_>, place: usize) -> usize {
    job.profile.folders().get(place).map_or(0, |entry| entry.account)
}

fn add(job: &Job<'_>, database: &mut Database, parts: &Parts) -> rusqlite::Result<()> {
    database.folder(parts.place, account(job, parts.place), &parts.folder)?;
    let first = database.messages(parts.place, &parts.messages)?;
    database.of_messages("keywords", first, &parts.keywords)?;
    database.of_messages("properties", first, &parts.properties)?;
    database.of_folder("threads", parts.place, &parts.threads)?;
    database.of_folder("operations", parts.place, &parts.operations)
}

fn add_blank(job: &Job<'_>, database: &mut Database, place: usize) -> rusqlite::Result<()> {
    let mut folder = Rows::without(schema::FOLDERS.passed_over());
    records::blank(job, place, &mut folder);
    database.folder(place, account(job, place), &folder)
}

fn parts(job: &mut FolderJob<'_>) -> Result<Option<Parts>, Error> {
    let Some(context) = Context::new(job.job.profile, job.job.options, job.entry, Some(job.loaded)) else {
        return Ok(None);
    };
    let mut parts = Parts {
        place: job.place,
        folder: Rows::without(schema::FOLDERS.passed_over()),
        messages: Rows::without(schema::MESSAGES.passed_over()),
        threads: Rows::default(),
        keywords: Rows::default(),
        properties: Rows::default(),
        operations: Rows::default(),
    };
    let counts = add_messages(job, &context, &mut parts);
    records::folder(job.job, &context, Some(job.loaded), counts, &mut parts.folder);
    add_threads(job, &mut parts.threads);
    for operation in job.loaded.folder.read().offline_operations() {
        operation::write(&operation, &mut parts.operations);
        parts.operations.end();
    }
    Ok(Some(parts))
}

fn add_messages(job: &mut FolderJob<'_>, context: &Context<'_>, parts: &mut Parts) -> Counts {
    let (folder, mut counts, mut numbers) = (job.loaded.folder.read(), Counts::default(), 0_u32..);
    let mut message = Message::new(context, folder);
    for header in folder.all_messages() {
        let Some(row) = header.row() else { continue };
        message.read(header, row);
        if !job.takes(message.flags) {
            continue;
        }
        let Some(number) = numbers.next() else { break };
        message.count(&mut counts);
        message::write(&mut message, &mut parts.messages);
        parts.messages.end();
        let keywords = header.all_keywords();
        for (position, keyword) in (0_u32..).zip(keywords.iter()) {
            let out = &mut parts.keywords;
            out.number(Some(number));
            out.number(Some(position));
            out.text(Some(&String::from_utf8_lossy(keyword)));
            out.text(Keywords::is_tag(keyword).then(|| tags::name(context.tags, keyword)).as_deref());
            out.end();
        }
        for (name, value) in message.cells.rest() {
            let out = &mut parts.properties;
            out.number(Some(number));
            out.text(Some(&json::name(&name)));
            out.bytes(&value);
            out.end();
        }
    }
    counts.add_deleted(job.report.left_out);
    counts
}

fn add_threads(job: &FolderJob<'_>, out: &mut Rows) {
    let mut threads: Vec<_> = job.loaded.folder.read().threads().collect();
    threads.sort_by_key(|thread| thread.key());
    for thread in threads {
        out.number(Some(thread.key().0));
        out.text(thread.subject().map(super::lossy).as_deref());
        out.yes(Some(thread.is_watched()));
        out.yes(Some(thread.is_ignored()));
        out.number(Some(u32::try_from(thread.len()).unwrap_or(u32::MAX)));
        out.number(Some(thread.unread()));
        out.time(Some(thread.newest_date()).filter(|date| *date != 0));
        out.number(thread.root().map(|root| root.key().0));
        out.end();
    }
}

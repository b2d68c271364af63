//! Tags for notmuch: `notmuch-tags.txt`, for `notmuch tag --batch`.
//!
//! notmuch takes the mail from elsewhere, as from an export to Maildir, and knows messages by their Message-ID. Where several have the same one, as
//! copies in several folders do, notmuch has one message: it gets the tags of all of them, and is unread only if all are. What has no
//! Message-ID cannot be named, and is counted. The file is in the order of the ids.

mod batch;
mod merge;

use std::collections::BTreeSet;
use std::io::Write;

use morkdb_profile::Tags;

use crate::error::Error;
use crate::flags::Marks;
use crate::job::{FolderJob, Job};
use crate::output::at;
use crate::report::{FolderReport, Loss, Report};
use merge::Merged;

/// The file, below the target.
const FILE: &str = "notmuch-tags.txt";
/// The tag that notmuch gives to new mail; a line says of it whether it stays.
const UNREAD: &str = "unread";
/// The tag that notmuch gives by itself, by what is in the message.
const ATTACHMENT: &str = "attachment";

pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    if let Some(report) = job.unchanged()? {
        return Ok(report);
    }
    let mut merged = Merged::default();
    let export = job.each(messages, |_, report, messages| {
        add_all(messages, &mut merged, report);
        Ok(())
    })?;
    write(job, &merged)?;
    job.finish(export)
}

/// The ids and tags of a folder's messages.
fn messages(folder: &mut FolderJob<'_>) -> Result<Vec<(String, BTreeSet<String>)>, Error> {
    FILE.clone_into(&mut folder.report.target);
    let mut named = Vec::new();
    for message in folder.messages() {
        let marks = folder.marks(message);
        let Some(id) = batch::id_of(&message.message_id()) else {
            folder.report.lose(Loss::NoMessageId);
            continue;
        };
        named.push((id, tags_of(&marks, folder.job.profile.tags(), &mut folder.report)));
    }
    Ok(named)
}

fn tags_of(marks: &Marks, names: &Tags, report: &mut FolderReport) -> BTreeSet<String> {
    let mut tags = marks.notmuch_tags(names);
    tags.remove(ATTACHMENT);
    let all = tags.len();
    tags.retain(|tag| batch::is_tag(tag));
    if tags.len() < all {
        report.lose(Loss::KeywordUnwritable);
    }
    tags
}

fn add_all(messages: Vec<(String, BTreeSet<String>)>, merged: &mut Merged, report: &mut FolderReport) {
    for (id, tags) in messages {
        if merged.add(id, tags) {
            report.lose(Loss::Merged);
        }
    }
}

fn write(job: &Job<'_>, merged: &Merged) -> Result<(), Error> {
    let mut file = job.output.file(FILE)?;
    let path = job.output.path(FILE.as_ref());
    file.write_all(batch::HEAD.as_bytes()).map_err(at(&path))?;
    let mut line = String::new();
    for (id, tags) in merged.iter() {
        line.clear();
        batch::write_line(id, tags, &mut line);
        file.write_all(line.as_bytes()).map_err(at(&path))?;
    }
    file.finish()?;
    Ok(())
}

//! A bundle for JMAP (RFC 8620, RFC 8621): what a client needs to upload, make and import, in that order.
//!
//! Each account has a folder of its own, as JMAP has accounts:
//!
//! - `blobs/`: the messages, as what JMAP calls `message/rfc822`. Their names are the SHA-256 of their bytes; one that is in several folders is there once.
//! - `mailboxes.json`: an array of mailboxes, each behind the one that it is in: the properties that `Mailbox/set` takes, and `id`. That is ours: for the
//!   server it is a creation id.
//! - `emails.jsonl`: a line for each message of each folder: an `EmailImport`. Its `blobId` is the name of a blob, and has to become the id that the
//!   server gave to the upload; the ids in `mailboxIds` those that it gave to the mailboxes. The same mail in two folders is two lines: they may have
//!   other marks. A server that keeps one of each answers `alreadyExists` to the second (RFC 8621, 4.8).

mod blob;
mod bundle;
mod email;
mod mailbox;

use hashbrown::HashSet;

use crate::error::Error;
use crate::job::{FolderJob, Job, Mail};
use crate::output::at;
use crate::report::{Loss, Report};
use blob::Blobs;
use bundle::Bundles;
use email::EmailImport;
use mailbox::Plan;

pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    if let Some(report) = job.unchanged()? {
        return Ok(report);
    }
    let plan = plan(job);
    let mut bundles = Bundles::new(&job.output, &plan);
    let export =
        job.each(|folder| messages(folder, &plan), |entry, _, lines| bundles.add(entry.account, &lines))?;
    bundles.finish()?;
    job.finish(export)
}

fn plan(job: &Job<'_>) -> Plan {
    let wanted: HashSet<usize> = job.places().into_iter().collect();
    let folders = job.profile.folders();
    let is_wanted =
        |place: usize| wanted.contains(&place) && folders.get(place).is_some_and(|entry| !entry.is_virtual());
    let mut accounts = vec![String::new(); job.profile.accounts().len()];
    for (place, folder) in folders.iter().enumerate() {
        if let Some(name) = accounts.get_mut(folder.account).filter(|name| name.is_empty()) {
            *name = job.path(place).account;
        }
    }
    Plan::of(&accounts, folders, is_wanted)
}

/// Writes the blobs of a folder; gives the lines of its messages.
fn messages(folder: &mut FolderJob<'_>, plan: &Plan) -> Result<Vec<u8>, Error> {
    let mut lines = Vec::new();
    let Some(mailbox) = plan.mailbox(folder.place) else { return Ok(lines) };
    let blobs = bundle::blobs(&folder.path.account);
    folder.report.target = bundle::target(&folder.path.account, &mailbox.id);
    if mailbox.is_renamed {
        folder.report.lose(Loss::FolderNameEscaped);
    }
    folder.job.output.folder(&blobs)?;
    let mut written = Blobs::new(&folder.job.output, &blobs);
    folder.each_mail(|folder, mail| {
        let Some(bytes) = mail.read() else { return Ok(()) };
        let id = written.add(&blob::with_crlf(&bytes))?;
        if mail.marks.deleted {
            folder.report.lose(Loss::Deleted);
        }
        import(mail, &id, &mailbox.id).write(&mut lines).map_err(at(&folder.job.output.path(&blobs)))
    })?;
    written.finish()?;
    Ok(lines)
}

fn import<'e>(mail: &Mail<'_>, blob_id: &'e str, mailbox: &'e str) -> EmailImport<'e> {
    let (received, sent) = (mail.header.date_received(), mail.header.date());
    let date = [received, sent].into_iter().find(|date| *date != 0);
    EmailImport {
        blob_id,
        mailbox_ids: [(mailbox, true)].into(),
        keywords: mail.marks.jmap_keywords(),
        received_at: date.and_then(|date| email::utc_date(i64::from(date))),
    }
}

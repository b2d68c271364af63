//! The records of a folder and of a profile, written to any sink.

use morkdb_profile::Loaded;

use super::context::{Context, Owner, write_context, write_owner};
use super::folder::{self, Counts, Folder};
use super::message::{self, Message};
use super::sink::Sink;
use super::{account, operation, tags};
use crate::job::{FolderJob, Job};

/// Writes the messages that are exported, and counts all.
pub(crate) fn messages<S: Sink>(job: &mut FolderJob<'_>, context: &Context<'_>, out: &mut S) -> Counts {
    let (folder, mut counts) = (job.loaded.folder.read(), Counts::default());
    let mut message = Message::new(context, folder);
    for header in folder.all_messages() {
        let Some(row) = header.row() else { continue };
        message.read(header, row);
        if !job.takes(message.flags) {
            continue;
        }
        message.count(&mut counts);
        out.same(|out| write_context(context, out));
        message::write(&mut message, out);
        out.end();
    }
    counts.add_deleted(job.report.left_out);
    counts
}

/// Writes what waits for the server.
pub(crate) fn operations<S: Sink>(loaded: &Loaded, context: &Context<'_>, out: &mut S) {
    for operation in loaded.folder.read().offline_operations() {
        write_context(context, out);
        operation::write(&operation, out);
        out.end();
    }
}

/// Writes the folder itself. `counts`: of its messages.
pub(crate) fn folder<S: Sink>(
    job: &Job<'_>,
    context: &Context<'_>,
    loaded: Option<&Loaded>,
    counts: Counts,
    out: &mut S,
) {
    write_context(context, out);
    folder::write(&Folder::new(context, job.profile.root(), loaded, counts), out);
    out.end();
}

/// Writes a folder that has no messages of its own, or none that can be read.
pub(crate) fn blank<S: Sink>(job: &Job<'_>, place: usize, out: &mut S) {
    let Some(entry) = job.profile.folders().get(place) else { return };
    let Some(context) = Context::new(job.profile, job.options, entry, None) else { return };
    let loaded = if entry.is_virtual() && entry.has_summary { entry.load().ok() } else { None };
    folder(job, &context, loaded.as_ref(), Counts::default(), out);
}

/// Writes the accounts.
pub(crate) fn accounts<S: Sink>(job: &Job<'_>, out: &mut S) {
    let owner = Owner::new(job.profile, job.options);
    for account in job.profile.accounts() {
        write_owner(&owner, out);
        account::write(account, out);
        out.end();
    }
}

/// Writes the tags.
pub(crate) fn tags<S: Sink>(job: &Job<'_>, out: &mut S) {
    let owner = Owner::new(job.profile, job.options);
    for tag in &job.profile.tags().0 {
        write_owner(&owner, out);
        tags::write(tag, out);
        out.end();
    }
}

/// The folders that are passed over between those that have messages of their own.
#[derive(Debug)]
pub(crate) struct Blanks {
    places: Vec<usize>,
    next: usize,
}

impl Blanks {
    pub(crate) fn new(job: &Job<'_>) -> Self {
        Self { places: job.places(), next: 0 }
    }

    /// The places before this one that were passed over; all that are left where it is `None`.
    pub(crate) fn before(&mut self, place: Option<usize>) -> Vec<usize> {
        let rest = self.places.get(self.next..).unwrap_or_default();
        let len = rest.iter().position(|other| Some(*other) == place).unwrap_or(rest.len());
        let passed = rest.get(..len).unwrap_or_default().to_vec();
        self.next += len + usize::from(place.is_some());
        passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_passed_over_are_told_in_order() {
        let mut blanks = Blanks { places: vec![0, 1, 2, 3, 5, 6], next: 0 };
        assert!(blanks.before(Some(0)).is_empty());
        assert_eq!(blanks.before(Some(3)), [1, 2]);
        assert!(blanks.before(Some(5)).is_empty());
        assert_eq!(blanks.before(None), [6]);
    }
}

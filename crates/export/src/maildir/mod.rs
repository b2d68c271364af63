//! Export to Maildirs: a Maildir++ for each account, with the Inbox at its top.
//!
//! `OUT/<account>/` holds `cur`, `new` and `tmp` of the Inbox; every other folder is beside them under its names with a dot in front of each:
//! `.archive.2023`. See [`names`] for how names are written, [`file`] for those of messages, and [`keywords`] for `dovecot-keywords`.

mod file;
mod folder;
mod keywords;
mod names;
mod subscriptions;
mod write;

#[cfg(test)]
mod tests;

use crate::error::Error;
use crate::job::Job;
use crate::report::Report;

/// Messages, counted by what became of their files.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Tally {
    /// They were as they should be.
    unchanged: u64,
    /// They are of no message of the folder any more.
    stale: u64,
}

pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    let names = names::of(job.profile);
    let mut sum = Tally::default();
    let export = job.each_changed(
        |folder| folder::export(folder, names.get(folder.place).map_or("", String::as_str)),
        |_, _, tally| {
            sum.unchanged += tally.unchanged;
            sum.stale += tally.stale;
            Ok(())
        },
    )?;
    subscriptions::write(job, &names)?;
    let mut report = job.finish(export)?;
    report.unchanged += sum.unchanged;
    report.stale += sum.stale;
    Ok(report)
}

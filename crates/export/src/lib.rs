//! Takes the mail of a Thunderbird profile elsewhere, and says what the target cannot hold.

mod error;
pub mod flags;
mod identity;
mod jmap;
mod job;
mod maildir;
mod mbox;
mod names;
mod notmuch;
mod options;
mod order;
mod output;
mod paths;
pub mod records;
pub mod report;
mod state;

pub use error::Error;
pub use options::{Kind, Options, Progress};
pub use report::{Loss, Report};

use morkdb_profile::Profile;

/// Exports a profile.
///
/// Beside the mail, every export has `report.json` with what was exported and what was not; `problems.jsonl` with a line for each message without
/// mail and each mail without message; `tags.json` and `saved-searches.json`, since no target has a place for them; and a hidden file by which
/// later runs know what is finished. Exports of several kinds to one place have the first two in common: they are of the last. With a [custodian](Options::custodian) all of it goes to `custodian=NAME` in the target. A target takes one
/// profile: an export of another profile to the same place is refused. A profile is the same, wherever it lies and be it in a zip, if it has its
/// name and was made at the same time (`times.json`); where that is not known, if it has one of its accounts, so that others may be added and
/// removed; and where there are only Local Folders, if half of the folders that were made in it are still there.
///
/// Names of accounts and folders are names of files where the target has a file or a folder for each. What a system cannot hold is `%` and two
/// hex digits for each byte of it: control characters, `/ \ : * ? " < > | %`, a dot at the beginning, a dot or a space at the end, the first letter of a Windows
/// device. A name that is too long is its beginning, `%~` and a hash, and of two that only differ by case the second has `%~2` behind it: the
/// report has the true names.
///
/// Folders are read on several threads, and what is written is the same for any number of them. Each file is written under a temporary name,
/// and gets its own when it is whole; one that would be the same as the one that is there is left alone.
///
/// # Errors
/// Where the target cannot be written. What is wrong with a part of the profile is a warning in the report.
pub fn export(profile: &Profile, options: &Options, progress: &dyn Progress) -> Result<Report, Error> {
    let job = job::Job::new(profile, options, progress)?;
    match options.kind {
        Kind::Maildir => maildir::run(&job),
        Kind::Mbox => mbox::run(&job),
        Kind::Jsonl => records::jsonl::run(&job),
        Kind::Csv => records::csv::run(&job),
        Kind::Sqlite => records::sqlite::run(&job),
        Kind::Parquet => records::parquet::run(&job),
        Kind::Notmuch => notmuch::run(&job),
        Kind::Jmap => jmap::run(&job),
    }
}

//! The check of a mail folder, beside that of its file.

mod json;
mod surroundings;
mod text;

use morkdb_folder::Folder;
use morkdb_folder::check::{CheckContext, CheckReport, CheckedMail, Finding, Invariant, Severity, check};

pub(super) use json::FolderReport;
pub(super) use surroundings::{Profiles, Surroundings};
pub(super) use text::{print, summary};

/// Checks a folder, with what is found around its file.
pub(super) fn inspect(folder: &Folder, around: &Surroundings) -> CheckReport {
    let mailbox = around.mailbox();
    let mail = match (&mailbox, around.maildir()) {
        (Some(mailbox), _) => Some(CheckedMail::Mbox(mailbox)),
        (None, names) => names.map(CheckedMail::Maildir),
    };
    let context = CheckContext {
        mail,
        cache: around.cache(),
        virtual_folders: around.virtual_folders(),
        now: Some(surroundings::now()),
        database: Some(folder.database()),
        ..CheckContext::default()
    };
    let mut report = check(folder.read(), &context);
    // The text of the file is told of elsewhere, with every place.
    let is_text = |invariant| matches!(invariant, Invariant::Readable | Invariant::Oddities);
    report.findings.retain(|finding| !is_text(finding.invariant));
    report
}

/// Whether anything was found that has consequences.
pub(super) fn is_bad(report: &CheckReport) -> bool {
    report.worst() > Some(Severity::Hygiene)
}

/// How bad a finding is, in the words for findings in the text.
fn word(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Loss => "error",
        Severity::Display => "warning",
        Severity::Hygiene => "note",
    }
}

//! Losses and reasons in words.

use morkdb_export::Loss;

use crate::printable::counted;

/// What is lost, and how much of it, for people.
pub(super) fn of_loss(loss: Loss, number: u64) -> String {
    let count = |what: &str| counted(usize::try_from(number).unwrap_or(usize::MAX), what);
    match (loss, number) {
        (Loss::SavedSearch, 1) => "1 saved search".to_owned(),
        (Loss::SavedSearch, _) => format!("{}es", count("saved search").trim_end_matches('s')),
        (Loss::Operation, _) => format!("{}, waiting for the server", count("operation")),
        (Loss::FolderSettings, _) => {
            format!("{}: settings such as sorting, columns, retention", count("folder"))
        }
        (Loss::FolderNameEscaped, _) => format!("{}: the name, which had to be escaped", count("folder")),
        _ => format!("{}: {}", count("message"), loss.name()),
    }
}

/// Why the mail of messages is not here.
pub(super) fn of_reason(reason: &str) -> &str {
    match reason {
        "no-store" => "no mail of the folder is here",
        "not-downloaded" => "on the server, not downloaded",
        "not-there" => "not where the summary says, nor elsewhere in the mail",
        "ambiguous" => "several in the mail have their Message-ID",
        other => other,
    }
}

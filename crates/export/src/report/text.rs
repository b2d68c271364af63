//! The report for people: totals, what the target cannot hold, and folders that something is wrong with.

use std::collections::BTreeMap;
use std::fmt;

use super::{FolderReport, Loss, Report};

/// Folders that are named one by one.
const FOLDERS: usize = 20;

impl Loss {
    /// What it is, for people: lower case, no full stop.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeywordBeyond26 => "keywords beyond the 26 that a Maildir can name",
            Self::KeywordUnwritable => "keywords that the target cannot write",
            Self::Redirected => "the mark \"redirected\"",
            Self::JunkDetail => "who judged that it is junk, and how sure",
            Self::Priority => "a priority that is not in the message",
            Self::Deleted => "that it is marked as deleted on the server",
            Self::ReceiptSent => "that a receipt was sent",
            Self::Queued => "that it waits to be sent",
            Self::Truncated => "the rest of a message that was fetched in part",
            Self::Template => "that it is a template",
            Self::Feed => "that it came from a feed",
            Self::DateReceived => "when it was received",
            Self::Properties => "what Thunderbird and extensions keep with it",
            Self::Thread => "a place in a thread that the message does not name",
            Self::Operation => "operations that wait for the server",
            Self::SavedSearch => "saved searches (see saved-searches.json)",
            Self::FolderSettings => "settings of folders",
            Self::FolderNameEscaped => "names of folders that had to be escaped",
            Self::NoMessageId => "messages without a Message-ID",
            Self::Merged => "copies of a message, whose marks become one",
        }
    }
}

/// A few lines for a terminal. Control characters in names of folders are U+FFFD.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.total();
        writeln!(f, "{} messages in {} folders", total.messages, self.folders.len())?;
        let counts = [
            ("exported", total.exported),
            ("of these in the mail only, without summary", total.without_summary),
            ("of these found by their Message-ID", total.joined_by_id),
            ("left out, since they are deleted", total.left_out),
            ("more in the mail left out, since they are deleted", total.deleted_bodies),
            ("without mail", total.without_body.values().sum()),
        ];
        for (at, (what, count)) in counts.into_iter().enumerate() {
            if at == 0 || count > 0 {
                writeln!(f, "{count:>10}  {what}")?;
            }
        }
        losses(f, &total.losses)?;
        self.folders_with_problems(f)
    }
}

fn losses(f: &mut fmt::Formatter<'_>, losses: &BTreeMap<Loss, u64>) -> fmt::Result {
    if !losses.is_empty() {
        writeln!(f, "The target cannot hold:")?;
    }
    losses.iter().try_for_each(|(loss, count)| writeln!(f, "{count:>10}  {}", loss.name()))
}

impl Report {
    fn folders_with_problems(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folders: Vec<_> = self.folders.iter().filter(|folder| folder.has_problems()).collect();
        if !folders.is_empty() {
            writeln!(f, "Folders with problems:")?;
        }
        for folder in folders.iter().take(FOLDERS) {
            let name = format!("{}/{}", folder.account, folder.folder);
            let name = name.replace(char::is_control, "\u{FFFD}");
            writeln!(f, "  {name}: {}", folder.problems())?;
        }
        match folders.len().saturating_sub(FOLDERS) {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more (see report.json)"),
        }
    }
}

impl FolderReport {
    fn has_problems(&self) -> bool {
        // A summary that is only stale lost nothing, unless some of the mail is not in it.
        self.summary == "damaged" || self.without_summary > 0 || !self.without_body.is_empty()
    }

    /// `summary stale, 3 not-there, 1 no-summary`
    fn problems(&self) -> String {
        let mut parts = Vec::new();
        if self.summary != "valid" {
            parts.push(format!("summary {}", self.summary));
        }
        parts.extend(self.without_body.iter().map(|(reason, count)| format!("{count} {reason}")));
        if self.without_summary > 0 {
            parts.push(format!("{} no-summary", self.without_summary));
        }
        parts.join(", ")
    }
}

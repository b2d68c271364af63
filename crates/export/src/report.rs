//! What was exported, and what was not: the report of losses.

mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use morkdb_profile::{Profile, Unjoined, Warning};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use crate::options::Options;

/// Something that a target cannot hold. The names are stable: they stand in reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Loss {
    /// Keywords beyond the 26 that a Maildir can name.
    KeywordBeyond26,
    /// A keyword that the target has no way to write.
    KeywordUnwritable,
    /// The mark "redirected".
    Redirected,
    /// Who judged that it is junk, how sure, and by which percentage.
    JunkDetail,
    /// That it was judged to be no junk.
    NotJunk,
    /// The priority, where it is not in the header of the message.
    Priority,
    /// That it was marked as deleted on the server.
    Deleted,
    /// That a receipt was sent.
    ReceiptSent,
    /// That its sender wants a receipt, and none was sent.
    ReceiptWanted,
    /// That its sender was authenticated.
    SenderAuthenticated,
    /// That it waits to be sent.
    Queued,
    /// It was downloaded only in part.
    Truncated,
    /// It is a template.
    Template,
    /// It came from a feed.
    Feed,
    /// The date it was received, as the target has no place for it, or none before 1970 or with that year.
    DateReceived,
    /// Properties that extensions and Thunderbird keep for themselves: previews, ids of the full-text index.
    Properties,
    /// The place in a thread that differs from what the headers say.
    Thread,
    /// An operation that waits for the server.
    Operation,
    /// A saved search.
    SavedSearch,
    /// The settings of a folder: sorting, columns, retention.
    FolderSettings,
    /// The name of a folder that had to be escaped.
    FolderNameEscaped,
    /// The message has no Message-ID, which the target goes by.
    NoMessageId,
    /// Another message with the same Message-ID has other marks, and the target has one message for both.
    Merged,
}

/// What was exported of a folder.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct FolderReport {
    /// The name of the account.
    pub account: String,
    /// The true names from the top, joined with `/`.
    pub folder: String,
    /// `valid`, `stale`, `missing`, `damaged`; `virtual` for a saved search.
    pub summary: String,
    /// Where it went, below the target: `.archive.2023`, `archive/2023.mbox`.
    pub target: String,
    /// Messages in the summary. It is the sum of `exported` less `without_summary`, of `left_out` and of `without_body`.
    pub messages: u64,
    /// Messages that were exported.
    pub exported: u64,
    /// Messages that were left out since they are deleted.
    pub left_out: u64,
    /// Messages whose mail is not here, by reason; only for targets that take the mail itself.
    #[serde(deserialize_with = "reasons")]
    pub without_body: BTreeMap<&'static str, u64>,
    /// Messages in the mail that the summary does not have, and that were exported; they are in `exported`.
    pub without_summary: u64,
    /// Messages in the mail that the summary does not have, and that were left out since they are deleted.
    pub deleted_bodies: u64,
    /// Messages found by their Message-ID, since they are not where the summary says.
    pub joined_by_id: u64,
    /// Messages of which only the beginning is there, since the mbox ends within them; they are in `exported`. In JSON where there are some.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub truncated: u64,
    /// What the target cannot hold, and of how many messages.
    pub losses: BTreeMap<Loss, u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde wants it")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl FolderReport {
    /// Counts a loss.
    pub fn lose(&mut self, loss: Loss) {
        *self.losses.entry(loss).or_default() += 1;
    }
}

/// A message that has no mail or only the beginning of it, or mail that has no message; a line of `problems.jsonl`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// The name of the account.
    pub account: String,
    /// The path of the folder.
    pub folder: String,
    /// `no-store`, `not-downloaded`, `not-there`, `ambiguous`, `no-summary`, `deleted`, `unreadable`, `truncated`.
    pub problem: &'static str,
    /// The key in the summary, where the summary has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<u32>,
    /// The Message-ID, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Where in the mbox, or which file of the maildir.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// The name of a reason in reports.
pub fn reason_name(reason: Unjoined) -> &'static str {
    match reason {
        Unjoined::NoStore => "no-store",
        Unjoined::NotDownloaded => "not-downloaded",
        Unjoined::Ambiguous => "ambiguous",
        _ => "not-there",
    }
}

/// The words of [`FolderReport::without_body`] and [`Problem::problem`].
const WORDS: [&str; 8] = [
    "no-store",
    "not-downloaded",
    "not-there",
    "ambiguous",
    "no-summary",
    "deleted",
    "unreadable",
    "truncated",
];

fn word(text: &str) -> &'static str {
    WORDS.iter().find(|word| **word == text).copied().unwrap_or("not-there")
}

/// A problem as it is read.
#[derive(Deserialize)]
struct Stored {
    account: String,
    folder: String,
    problem: String,
    #[serde(default)]
    key: Option<u32>,
    #[serde(default)]
    message_id: Option<String>,
    #[serde(default)]
    place: Option<String>,
}

impl<'d> Deserialize<'d> for Problem {
    fn deserialize<D: Deserializer<'d>>(from: D) -> Result<Self, D::Error> {
        let Stored { account, folder, problem, key, message_id, place } = Stored::deserialize(from)?;
        Ok(Self { account, folder, problem: word(&problem), key, message_id, place })
    }
}

fn reasons<'d, D: Deserializer<'d>>(from: D) -> Result<BTreeMap<&'static str, u64>, D::Error> {
    let map = BTreeMap::<String, u64>::deserialize(from)?;
    Ok(map.iter().map(|(text, count)| (word(text), *count)).collect())
}

/// A warning with paths as they are within the profile: an archive is unpacked to another place each time.
pub(crate) fn relative(warning: &Warning, root: &Path) -> (String, String) {
    let path = warning.path.strip_prefix(root).unwrap_or(&warning.path);
    let prefix = format!("{}{}", root.display(), std::path::MAIN_SEPARATOR);
    (path.to_string_lossy().into_owned(), warning.what.replace(&prefix, ""))
}

/// What was exported, and what was not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// The folders, in the order of the profile.
    pub folders: Vec<FolderReport>,
    /// What is odd about the profile, and what was skipped.
    pub warnings: Vec<Warning>,
    /// Files that were written, below the target; a Maildir's messages are only counted, and folders of JMAP's blobs stand for what is in them.
    pub written: Vec<PathBuf>,
    /// Files that were as they should be already.
    pub unchanged: u64,
    /// Files of an earlier export that are of no message of this one; they are left alone.
    pub stale: u64,
    /// Lines of `problems.jsonl`.
    pub problems: u64,
    /// Folders of the profile that an earlier export had in files that this one has replaced: their messages are no longer there, since other
    /// folders were chosen.
    pub replaced: Vec<String>,
}

impl Report {
    /// The sum over all folders.
    pub fn total(&self) -> FolderReport {
        let mut total = FolderReport::default();
        for folder in &self.folders {
            total.messages += folder.messages;
            total.exported += folder.exported;
            total.left_out += folder.left_out;
            total.without_summary += folder.without_summary;
            total.deleted_bodies += folder.deleted_bodies;
            total.joined_by_id += folder.joined_by_id;
            total.truncated += folder.truncated;
            for (reason, count) in &folder.without_body {
                *total.without_body.entry(reason).or_default() += count;
            }
            for (loss, count) in &folder.losses {
                *total.losses.entry(*loss).or_default() += count;
            }
        }
        total
    }

    /// What `report.json` says: nothing of the run itself, so that it is the same when nothing has changed.
    pub(crate) fn to_json(&self, profile: &Profile, options: &Options) -> serde_json::Value {
        let one = |warning: &Warning| {
            let (path, what) = relative(warning, profile.root());
            json!({ "path": path, "what": what })
        };
        let warnings: Vec<_> = self.warnings.iter().map(one).collect();
        json!({
            "format": 1,
            "kind": options.kind.name(),
            "profile": profile.name(),
            "custodian": options.custodian,
            "deleted": options.deleted,
            "total": self.total(),
            "folders": self.folders,
            "warnings": warnings,
            "problems": self.problems,
        })
    }
}

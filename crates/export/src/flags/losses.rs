//! What a target cannot hold of a message or a folder.

use memchr::memmem;
use morkdb_folder::{Field, Folder, Junk, MessageHeader};

use super::Marks;
use crate::options::Kind;
use crate::report::{FolderReport, Loss};

/// Columns of a message that only Thunderbird and its extensions have a use for.
const PRIVATE: [Field; 5] =
    [Field::Preview, Field::GlodaId, Field::RemoteContentPolicy, Field::NotAPhish, Field::Enigmail];
/// Columns of a folder that say how it is shown and how long its messages are kept.
const SETTINGS: [Field; 5] =
    [Field::ViewType, Field::SortType, Field::SortColumns, Field::RetainBy, Field::DaysToKeepHdrs];

/// Counts what a kind of target that takes mail or tags cannot hold of a message. Records hold all of it.
pub(crate) fn count(message: MessageHeader<'_>, marks: &Marks, kind: Kind, report: &mut FolderReport) {
    if !(kind.has_bodies() || kind == Kind::Notmuch) {
        return;
    }
    let is_notmuch = kind == Kind::Notmuch;
    // An mbox has Thunderbird's own flags, too.
    let has_flags = kind == Kind::Mbox;
    let losses = [
        (Loss::Redirected, marks.redirected && !has_flags),
        (Loss::JunkDetail, has_detail(&message.junk())),
        (Loss::NotJunk, marks.junk == Some(false) && is_notmuch),
        (Loss::Queued, marks.queued && !has_flags),
        (Loss::Truncated, marks.partial && kind.has_bodies()),
        (Loss::Template, marks.template && !has_flags),
        (Loss::Feed, marks.feed && !has_flags && !is_notmuch),
        (Loss::ReceiptSent, marks.mdn_sent && is_notmuch),
        (Loss::ReceiptWanted, marks.mdn_needed && !has_flags),
        (Loss::SenderAuthenticated, marks.sender_authed && !has_flags),
        (Loss::DateReceived, message.date_received() != 0 && is_notmuch),
        (Loss::KeywordUnwritable, marks.unwritable() > 0 && !has_flags && !is_notmuch),
        (Loss::Properties, PRIVATE.iter().any(|field| message.get(*field).is_some())),
        (Loss::Thread, is_threaded_otherwise(message)),
    ];
    losses.iter().filter(|(_, is_lost)| *is_lost).for_each(|(loss, _)| report.lose(*loss));
}

/// Counts what is lost of a folder itself.
pub(crate) fn of_folder(folder: &Folder, kind: Kind, report: &mut FolderReport) {
    // Records have all of it.
    if kind.is_records() {
        return;
    }
    let operations = folder.read().offline_operations().len();
    if operations > 0 {
        let count = u64::try_from(operations).unwrap_or(u64::MAX);
        *report.losses.entry(Loss::Operation).or_default() += count;
    }
    let info = folder.read().info();
    if SETTINGS.iter().any(|field| info.get(*field).is_some()) {
        report.lose(Loss::FolderSettings);
    }
}

/// Whether more is known than "junk" or "not junk" says.
fn has_detail(junk: &Junk) -> bool {
    junk.origin.is_some() || junk.percent.is_some()
}

/// Whether it stands under a message that it does not refer to, as when it was put there for its subject.
fn is_threaded_otherwise(message: MessageHeader<'_>) -> bool {
    let parent = message.parent().zip(message.folder()).and_then(|(parent, folder)| folder.message(parent));
    parent.is_some_and(|parent| memmem::find(&message.references(), &parent.message_id()).is_none())
}

/// Whether the header of a message says its priority.
pub(crate) fn has_priority(mail: &[u8]) -> bool {
    let head = memmem::find(mail, b"\n\n").or_else(|| memmem::find(mail, b"\r\n\r\n")).unwrap_or(mail.len());
    let lines = mail.get(..head).unwrap_or(mail).split(|byte| *byte == b'\n');
    let names: [&[u8]; 2] = [b"x-priority:", b"priority:"];
    lines.into_iter().any(|line| {
        names.iter().any(|name| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
    })
}

//! Offline operations for people.

use std::io::{self, Write};

use morkdb_folder::offline::{OfflineOperation, OfflineOps};
use morkdb_folder::{Field, FolderRef, Keywords};

use crate::layout::Layout;
use crate::mail::message::Message;
use crate::mail::table::{Content, Table};
use crate::printable::printable;
use crate::run::Outlet;

const TITLES: [(&str, Content); 4] = [
    ("key", Content::Number),
    ("operation", Content::Exact),
    ("what", Content::Text),
    ("subject", Content::Text),
];

/// Writes the operations as a table.
pub(super) fn print(
    out: &mut Outlet<'_>,
    operations: &[OfflineOperation<'_>],
    folder: FolderRef<'_>,
    layout: Layout,
    label: &str,
) -> io::Result<()> {
    if operations.is_empty() {
        return writeln!(out.words(), "{label}: nothing waits for a server");
    }
    let mut table = Table::new(TITLES.map(|(title, content)| (title.to_owned(), content)), layout);
    for operation in operations {
        table.make_room(&values(*operation, folder));
    }
    table.fit();
    table.print_titles(out)?;
    operations.iter().try_for_each(|operation| table.print(out, values(*operation, folder), None))
}

fn values(operation: OfflineOperation<'_>, folder: FolderRef<'_>) -> Vec<String> {
    // The message that was moved away is gone; its row may still be there.
    let subject = folder
        .message(operation.key())
        .map(|header| Message::new(header).with_text(Field::Subject, |text| printable(text.as_bytes())));
    vec![
        operation.key().to_string(),
        operation.ops().to_string().replace('|', " "),
        what(operation),
        subject.unwrap_or_default(),
    ]
}

/// What belongs to the operations that are asked for.
fn what(operation: OfflineOperation<'_>) -> String {
    let ops = operation.ops();
    let mut parts = Vec::new();
    if ops.contains(OfflineOps::FLAGS_CHANGED) {
        parts.push(format!("flags {}", operation.new_flags().to_string().replace('|', " ")));
    }
    for (op, lead, keywords) in [
        (OfflineOps::ADD_KEYWORDS, '+', operation.keywords_to_add()),
        (OfflineOps::REMOVE_KEYWORDS, '-', operation.keywords_to_remove()),
    ] {
        if ops.contains(op) {
            parts.extend(signed(lead, &keywords));
        }
    }
    if !operation.destination().is_empty() {
        parts.push(format!("to {}", printable(&operation.destination())));
    }
    parts.extend(operation.copy_destinations().iter().map(|uri| format!("copy to {}", printable(uri))));
    if ops.contains(OfflineOps::MOVE_RESULT) {
        let key = operation.source_key().map_or_else(String::new, |key| format!(" {key}"));
        parts.push(format!("from {}{key}", printable(&operation.source_folder())));
    }
    if operation.in_playback() {
        parts.push("under way".to_owned());
    }
    parts.join(", ")
}

fn signed(lead: char, keywords: &Keywords<'_>) -> Vec<String> {
    keywords.iter().map(|keyword| format!("{lead}{}", printable(keyword))).collect()
}

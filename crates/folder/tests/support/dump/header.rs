//! Messages, held against the dump.

use morkdb_folder::number::hex32;
use morkdb_folder::text::{decode, effective_charset, references};
use morkdb_folder::{Field, Folder, MessageHeader, MessageKey, Protocol};
use serde_json::{Value as Json, json};

use super::{Report, number, ordered, text};

pub(crate) fn compare_header(folder: &Folder, message: MessageHeader<'_>, want: &Json, report: &mut Report) {
    let key = message.key();
    let mut same = |name: &str, got: Json| {
        report.same(|| format!("message {key} {name}"), &want[name], &got);
    };
    same("subject", text(&message.subject()));
    same("author", text(&message.author()));
    same("recipients", text(&message.recipients()));
    same("ccList", text(&message.cc_list()));
    same("bccList", text(&message.bcc_list()));
    same("messageId", text(&message.message_id()));
    same("date", number(u64::from(message.date()) * 1_000_000));
    same("dateInSeconds", number(message.date()));
    same("messageSize", number(message.size()));
    same("lineCount", number(message.line_count()));
    same("flags", number(message.flags().0));
    same("priority", number(message.priority().0));
    same("storeToken", text(&message.store_token()));
    same("threadId", number(message.thread_key().0));
    same("threadParent", number(MessageKey::number(message.parent())));
    same("accountKey", text(&message.account()));
    same("offlineMessageSize", number(message.offline_size()));
    same("charset", text(&message.charset()));
    same("isRead", number(message.is_read()));
    same("isFlagged", number(message.is_marked()));
    same("isLive", number(message.is_live()));
    same("isKilled", number(folder.read().is_killed(message)));
    same("keywords", text(message.keywords().as_bytes()));
    same("junkscore", text(&message.get(Field::JunkScore).unwrap_or_default()));
    compare_text(folder, message, want, report);
    compare_cells(message, want, report);
}

fn compare_text(folder: &Folder, message: MessageHeader<'_>, want: &Json, report: &mut Report) {
    let key = message.key();
    let mut same = |name: &str, got: Json| {
        report.same(|| format!("message {key} {name}"), &want[name], &got);
    };
    let charset = message.charset();
    let news = (folder.protocol() == Protocol::News).then_some("UTF-8");
    let charset = effective_charset(&charset, news);
    same("mime2DecodedSubject", Json::from(decode(&message.subject(), charset)));
    same("mime2DecodedAuthor", Json::from(decode(&message.author(), charset)));
    same("mime2DecodedRecipients", Json::from(decode(&message.recipients(), charset)));
    let (all, own) = (message.references(), message.message_id());
    let ids: Vec<_> = references(&all).filter(|id| *id != &own[..]).map(text).collect();
    same("numReferences", number(ids.len()));
    same("references", Json::Array(ids));
}

/// Every cell, in the order of the row; those that are numbers as numbers.
fn compare_cells(message: MessageHeader<'_>, want: &Json, report: &mut Report) {
    let key = message.key();
    let got = ordered(&message.properties());
    let (want_cells, want) = (want["cells"].as_object().unwrap(), &want["u32"]);
    let (names, got_names): (Vec<_>, Vec<_>) = (want_cells.keys().collect(), got.keys().collect());
    report.same(|| format!("message {key} columns"), &json!(names), &json!(got_names));
    for (name, value) in want_cells.iter().filter(|(name, _)| can_be_asked(name)) {
        report.same(|| format!("message {key} {name}"), value, &got.get(name).cloned().unwrap_or_default());
        if let Some(want) = want.get(name) {
            let got = message.property(name).and_then(|bytes| hex32(&bytes));
            report.same(|| format!("message {key} {name} as a number"), want, &json!(got));
        }
    }
}

/// Thunderbird's dump asks for a column by its name as text: where that is no UTF-8, it asks for another column.
fn can_be_asked(name: &str) -> bool {
    !name.contains('\u{FFFD}')
}

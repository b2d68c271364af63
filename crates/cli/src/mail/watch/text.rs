//! Events for people.

use std::borrow::Cow;

use morkdb_folder::number::hex32;
use morkdb_folder::watch::Sight;
use morkdb_folder::{Field, FolderEvent, FolderRef, MessageFlags, MessageHeader, MessageKey, Notice};

use super::words;
use crate::input::Source;
use crate::mail::which::messages;
use crate::mail::zone::Clock;
use crate::printable::{cut, grouped, printable};

/// How many columns a value takes at most.
const VALUE: usize = 60;

/// A line: what the clock shows, the file, what happened. Nothing where another line says it.
pub(super) fn line(clock: &Clock, source: &Source, sight: &Sight<'_>) -> Option<String> {
    let what = match sight {
        Sight::Event(notice) => event(notice)?,
        Sight::Lost(reason) => format!("cannot be read: {}", printable(reason.to_string().as_bytes())),
        _ => return None,
    };
    let moment = super::now(clock);
    let time = moment.get(11..19).unwrap_or_default();
    Some(format!("{time} {}: {what}", source.label()))
}

fn event(notice: &Notice<'_>) -> Option<String> {
    Some(match notice.event {
        FolderEvent::HeaderAdded { message, flags, .. } => {
            let marks = list(&words::shown(*flags));
            let marks = if marks.is_empty() { marks } else { format!(" ({marks})") };
            format!("added {}{marks}", whole(*message))
        }
        FolderEvent::HeaderDeleted { message, .. } => format!("deleted {}", whole(*message)),
        FolderEvent::FlagsChanged { message, old, new } => {
            format!("{}: {}", short(*message), marks(*old, *new))
        }
        FolderEvent::PropertyChanged { message, name, old, new } => {
            format!("{}: {}", short(*message), cell(name, old.as_ref(), new.as_ref()))
        }
        FolderEvent::ParentChanged { key, new, .. } => match new {
            Some(parent) => format!("{} answers {parent} now", of_key(notice.folder, *key)),
            None => format!("{} answers no message now", of_key(notice.folder, *key)),
        },
        FolderEvent::ReadChanged => "other articles are read now".to_owned(),
        FolderEvent::ThreadFlagsChanged { thread, old, new } => {
            format!("thread {thread}: {}", marks(*old, *new))
        }
        FolderEvent::InfoChanged { name, old, new } => info(name, old.as_ref(), new.as_ref()),
        FolderEvent::Opened => opened(notice.folder),
        // That a junk score was changed is said by the column that follows.
        _ => return None,
    })
}

fn opened(folder: FolderRef<'_>) -> String {
    let counts = folder.recount();
    let unread = usize::try_from(counts.unread).unwrap_or(usize::MAX);
    format!(
        "opened, {}, {} unread",
        messages(usize::try_from(counts.total).unwrap_or(usize::MAX)),
        grouped(unread)
    )
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(printable(text.as_bytes()), VALUE))
}

fn short(message: MessageHeader<'_>) -> String {
    format!("{} {}", message.key(), quoted(&words::subject(message)))
}

fn whole(message: MessageHeader<'_>) -> String {
    let from = words::from(message);
    if from.is_empty() {
        return short(message);
    }
    format!("{} from {}", short(message), cut(printable(from.as_bytes()), VALUE))
}

fn of_key(folder: FolderRef<'_>, key: MessageKey) -> String {
    folder.message(key).map_or_else(|| key.to_string(), short)
}

fn list(words: &[&str]) -> String {
    words.join(", ")
}

/// What is on it now, and what is not any more.
fn marks(old: MessageFlags, new: MessageFlags) -> String {
    let (before, after) = (words::flags(old), words::flags(new));
    let come: Vec<_> = after.iter().copied().filter(|word| !before.contains(word)).collect();
    // That a message is read is that it is not unread any more.
    let is_said = |word: &str| matches!(word, "read" | "unread");
    let gone: Vec<_> =
        before.iter().copied().filter(|word| !after.contains(word) && !is_said(word)).collect();
    let (come, gone) = (list(&come), list(&gone));
    match (come.is_empty(), gone.is_empty()) {
        (false, true) => format!("{come} now"),
        (true, false) => format!("not {gone} any more"),
        (false, false) => format!("{come} now, not {gone} any more"),
        (true, true) => format!("flags {:X} -> {:X}", old.0, new.0),
    }
}

/// The counts are said in words; the rest as it is stored.
fn info(name: &[u8], old: Option<&Cow<'_, [u8]>>, new: Option<&Cow<'_, [u8]>>) -> String {
    let what = match Field::from_name(name) {
        Some(Field::NumMsgs) => "messages",
        Some(Field::NumUnread) => "unread",
        _ => return format!("folder: {}", cell(name, old, new)),
    };
    let number = |value: Option<&Cow<'_, [u8]>>| value.and_then(|text| hex32(text)).unwrap_or(0);
    format!("folder: {} {what}, {} before", number(new), number(old))
}

fn cell(name: &[u8], old: Option<&Cow<'_, [u8]>>, new: Option<&Cow<'_, [u8]>>) -> String {
    let value = |value: &Cow<'_, [u8]>| format!("\"{}\"", cut(printable(value), VALUE));
    let name = printable(name);
    match (old.map(value), new.map(value)) {
        (Some(old), Some(new)) => format!("{name} {old} -> {new}"),
        (None, Some(new)) => format!("{name} {new}"),
        (Some(old), None) => format!("no {name} any more, which was {old}"),
        (None, None) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_said_once() {
        let (read, star, new) = (MessageFlags::READ, MessageFlags::MARKED, MessageFlags::NEW);
        let none = MessageFlags::NONE;
        assert_eq!(marks(none, read), "read now");
        assert_eq!(marks(read | star, none), "unread now, not starred any more");
        assert_eq!(marks(new | read, star | read), "starred now, not new any more");
        assert_eq!(marks(star, none), "not starred any more");
        assert_eq!(marks(MessageFlags(0x4000), none), "flags 4000 -> 0");
    }
}

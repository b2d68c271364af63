//! A folder whose messages are files: 3, 4 and 19.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::finding::counted;
use super::tokens::is_stored;
use super::{CheckReport, Finding, Invariant, Place, Places, Severity, Subject};
use crate::field::Field;

pub(super) fn check(subject: Subject<'_>, names: &[Vec<u8>], report: &mut CheckReport) {
    let mut files: HashMap<&[u8], bool> = names.iter().map(|name| (name.as_slice(), false)).collect();
    let mut wrong = Wrong::default();
    for message in subject.folder.all_messages().filter(|message| is_stored(subject, *message)) {
        let token = message.get(Field::StoreToken).unwrap_or(Cow::Borrowed(b""));
        let place = Place::Message(message.key());
        match files.get_mut(&*token) {
            _ if token.is_empty() => wrong.empty.push(place),
            None => wrong.lost.push(place),
            Some(is_used) if *is_used => wrong.same.push(place),
            Some(is_used) => *is_used = true,
        }
    }
    report.note(wrong.findings());
    if !subject.has_server() {
        report.note(validity(subject));
        report.note(unnamed(&files));
    }
}

#[derive(Debug, Default)]
struct Wrong {
    empty: Places,
    lost: Places,
    same: Places,
}

impl Wrong {
    fn findings(self) -> impl Iterator<Item = Finding> {
        let all = [
            (self.empty, "no store token, on"),
            (self.lost, "a store token that names no file, on"),
            (self.same, "the store token of another message, on"),
        ];
        all.into_iter().filter_map(|(places, what)| {
            places.finding(Invariant::StoreTokens, |count| format!("{what} {}", counted(count, "message")))
        })
    }
}

fn validity(subject: Subject<'_>) -> Option<Finding> {
    let is_valid = subject.info(Field::MaildirValid).unwrap_or(0) != 0;
    let sentence = "maildirValid is not set: Thunderbird builds the summary anew";
    (!is_valid).then(|| Finding::new(Invariant::MailStore, sentence))
}

fn unnamed(files: &HashMap<&[u8], bool>) -> Option<Finding> {
    let count = files.values().filter(|is_used| !**is_used).count();
    let sentence = || format!("{} of the maildir that no message names", counted(count, "file"));
    (count > 0).then(|| Finding::new(Invariant::Sizes, sentence()).severe(Severity::Display))
}

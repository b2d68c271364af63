//! Where in a mailbox the messages are to be: 3.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::finding::counted;
use super::{Finding, Invariant, Place, Places, Severity, Subject};
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::key::MessageKey;
use crate::message::MessageHeader;

/// Where messages are to be, ascending.
#[derive(Debug)]
pub(super) struct Tokens {
    sorted: Peekable<IntoIter<(u64, MessageKey)>>,
    unmatched: Vec<(u64, MessageKey)>,
}

impl Tokens {
    /// Those of all messages that have their mail in a mailbox of this size, and what is wrong with them.
    pub(super) fn of(subject: Subject<'_>, size: u64) -> (Self, Vec<Finding>) {
        let mut wrong = Wrong::default();
        let mut sorted = Vec::with_capacity(subject.folder.len());
        for message in subject.folder.all_messages().filter(|message| is_stored(subject, *message)) {
            if let Some(offset) = wrong.offset(message, size) {
                sorted.push((offset, message.key()));
            }
        }
        sorted.sort_unstable();
        sorted.dedup_by(|next, one| {
            let is_same = next.0 == one.0;
            if is_same {
                wrong.same.push(Place::Message(next.1));
            }
            is_same
        });
        (Self { sorted: sorted.into_iter().peekable(), unmatched: Vec::new() }, wrong.findings())
    }

    /// The message that is to be there, if any. Offsets are asked for in ascending order.
    pub(super) fn at(&mut self, offset: u64) -> Option<MessageKey> {
        while let Some(token) = self.sorted.next_if(|token| token.0 < offset) {
            self.unmatched.push(token);
        }
        self.sorted.next_if(|token| token.0 == offset).map(|token| token.1)
    }

    /// Those that were not asked for.
    pub(super) fn take_rest(&mut self) -> Vec<(u64, MessageKey)> {
        self.unmatched.extend(&mut self.sorted);
        std::mem::take(&mut self.unmatched)
    }
}

fn decimal(token: &[u8]) -> Option<u64> {
    if token.iter().all(u8::is_ascii_digit) { std::str::from_utf8(token).ok()?.parse().ok() } else { None }
}

/// Whether the mail of a message should be here: of messages on a server, that of those that are marked so.
pub(super) fn is_stored(subject: Subject<'_>, message: MessageHeader<'_>) -> bool {
    !subject.has_server() || message.stored_flags().contains(MessageFlags::OFFLINE)
}

/// Messages whose tokens are wrong.
#[derive(Debug, Default)]
struct Wrong {
    empty: Places,
    malformed: Places,
    behind: Places,
    same: Places,
    old: Places,
}

impl Wrong {
    /// Where a message is to be, if that may be.
    fn offset(&mut self, message: MessageHeader<'_>, size: u64) -> Option<u64> {
        let place = Place::Message(message.key());
        let token = message.store_token();
        if token.is_empty() {
            self.empty.push(place);
            return None;
        }
        if message.get(Field::StoreToken).is_none_or(|token| token.is_empty()) {
            self.old.push(place);
        }
        match decimal(&token) {
            None => self.malformed.push(place),
            Some(offset) if offset >= size => self.behind.push(place),
            Some(offset) => return Some(offset),
        }
        None
    }

    fn findings(self) -> Vec<Finding> {
        let all = [
            (self.empty, "no store token, by which the message could be found", Severity::Loss),
            (self.malformed, "a store token that is no decimal number", Severity::Loss),
            (self.behind, "a store token behind the end of the mailbox", Severity::Loss),
            (self.same, "the store token of another message", Severity::Loss),
            (
                self.old,
                "the offset of an old version for store token, which may be out of date",
                Severity::Hygiene,
            ),
        ];
        let found = all.into_iter().filter_map(|(places, what, severity)| {
            let say = |count| format!("{what}, on {}", counted(count, "message"));
            Some(places.finding(Invariant::StoreTokens, say)?.severe(severity))
        });
        found.collect()
    }
}

//! The order of a list.

use std::cmp::Reverse;

use morkdb_folder::MessageHeader;

use super::column::{Column, Kind};
use super::message::Message;
use super::pen::{Form, Pen};
use super::query::fold;
use super::zone::Clock;

/// A column that a list is sorted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct SortKey {
    /// The column.
    pub(super) column: Column,
    /// Whether the highest comes first.
    pub(super) is_descending: bool,
}

/// What a message is sorted by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    Number(Option<u64>),
    Text(String),
}

/// Sorts messages by the first column, those that are the same there by the second, and so on; what is the same everywhere
/// stays in its order.
pub(super) fn sort<'f>(messages: &mut [MessageHeader<'f>], keys: &[SortKey], clock: &Clock) {
    let pen = Pen::new(clock, Form::Exact);
    for key in keys.iter().rev() {
        let rank = |header: &MessageHeader<'f>| rank(&key.column, &Message::new(*header), &pen);
        if key.is_descending {
            messages.sort_by_cached_key(|header| Reverse(rank(header)));
        } else {
            messages.sort_by_cached_key(rank);
        }
    }
}

fn rank<'f>(column: &Column, message: &Message<'f>, pen: &Pen<'f, '_>) -> Rank {
    match column {
        Column::Known(known) => match known.kind() {
            Kind::Date(_) | Kind::Size | Kind::Number | Kind::Priority => Rank::Number(known.number(message)),
            // As Thunderbird sorts, without the `Re:`.
            Kind::Text(field) => Rank::Text(message.with_text(field, fold)),
            _ => text_rank(column, message, pen),
        },
        Column::Cell(_) => text_rank(column, message, pen),
    }
}

fn text_rank<'f>(column: &Column, message: &Message<'f>, pen: &Pen<'f, '_>) -> Rank {
    let mut text = Vec::new();
    column.write(message, pen, &mut text);
    Rank::Text(fold(&String::from_utf8_lossy(&text)))
}

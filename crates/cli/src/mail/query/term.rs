//! What is asked of one field.

use std::ops::RangeInclusive;

use morkdb_folder::Field;

use super::Condition;
use super::error::Fault;
use super::scan::{Operator, Piece};
use super::text::Needle;
use super::{moment, number};
use crate::mail::column::{self, Kind, Known, similar};
use crate::mail::marks::{self, Mark};
use crate::mail::message::Message;
use crate::mail::zone::Clock;

/// What is asked of one field of a message.
#[derive(Debug)]
pub(super) enum Term {
    /// It has this mark.
    Mark(Mark),
    /// The text is in the subject, or in any address.
    Anywhere(Needle),
    /// A column of text has it, or is it.
    Text { field: Field, how: How, needle: Needle },
    /// A column of addresses has it, or a name or address of it is it.
    Addresses { field: Field, how: How, needle: Needle },
    /// A column of numbers has one of these.
    Number { column: Known, range: RangeInclusive<u64> },
    /// A tag has it in its name, or is it.
    Tag { how: How, needle: Needle },
    /// A keyword is it.
    Keyword(Needle),
    /// A stored column has it, or is it.
    Cell { name: String, how: How, needle: Needle },
    /// There is something in the column.
    Some(Known),
    /// There is something in the stored column.
    SomeCell(String),
    /// No message is such.
    Never,
}

/// How text is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// A part of it.
    Part,
    /// All of it.
    All,
}

impl How {
    fn fits(self, needle: &Needle, text: &str) -> bool {
        match self {
            Self::Part => needle.is_in(text),
            Self::All => needle.is(text),
        }
    }

    fn fits_bytes(self, needle: &Needle, bytes: &[u8]) -> bool {
        match self {
            Self::Part => needle.is_in_bytes(bytes),
            Self::All => needle.is_bytes(bytes),
        }
    }
}

const ADDRESSES: [Field; 4] = [Field::Sender, Field::Recipients, Field::CcList, Field::BccList];

impl Term {
    /// Whether it holds for a message.
    pub(super) fn holds(&self, message: &Message<'_>) -> bool {
        let has = |field: Field, needle: &Needle| message.with_text(field, |text| needle.is_in(text));
        let header = message.header;
        match self {
            Self::Mark(mark) => mark.is_on(message),
            Self::Anywhere(needle) => {
                has(Field::Subject, needle) || ADDRESSES.iter().any(|field| has(*field, needle))
            }
            Self::Text { field, how, needle } => message.with_text(*field, |text| how.fits(needle, text)),
            Self::Addresses { field, how: How::Part, needle } => has(*field, needle),
            Self::Addresses { field, needle, .. } => {
                let is_all = message.with_text(*field, |text| needle.is(text));
                is_all || message.any_mailbox(*field, |part| needle.is(part))
            }
            Self::Number { column, range } => {
                column.number(message).is_some_and(|number| range.contains(&number))
            }
            Self::Tag { how, needle } => header
                .all_keywords()
                .tags()
                .any(|key| needle.is_bytes(key) || how.fits_bytes(needle, message.tag_name(key))),
            Self::Keyword(needle) => header.all_keywords().iter().any(|keyword| needle.is_bytes(keyword)),
            Self::Cell { name, how, needle } => {
                header.property(name).is_some_and(|value| how.fits_bytes(needle, &value))
            }
            Self::Some(column) => has_some(*column, message),
            Self::SomeCell(name) => header.property(name).is_some_and(|value| !value.is_empty()),
            Self::Never => false,
        }
    }
}

fn has_some(column: Known, message: &Message<'_>) -> bool {
    let keywords = || message.header.all_keywords();
    match column.kind() {
        Kind::Text(field) | Kind::Names(field) | Kind::Addresses(field) => {
            message.with_text(field, |text| !text.is_empty())
        }
        Kind::Date(_) => column.number(message).is_some(),
        Kind::Size | Kind::Number => column.number(message).is_some_and(|number| number > 0),
        Kind::Priority => column.number(message).is_some_and(|number| number > 1),
        Kind::Flags => marks::shown(message).next().is_some(),
        Kind::Tags => keywords().tags().next().is_some(),
        Kind::Keywords => keywords().iter().next().is_some(),
    }
}

/// A word alone.
pub(super) fn mark(name: &Piece) -> Result<Condition, Fault> {
    if let Some(mark) = Mark::named(&name.text) {
        return Ok(Condition::of(Term::Mark(mark)));
    }
    if Known::named(&name.text).is_some() || column::cell(&name.text).is_some() {
        let what = format!("`{}` is a field, and needs to be compared with something", name.text);
        let hint = format!("as in {}:something, or has:{} for any at all", name.text, name.text);
        return Err(Fault::new(name.place.clone(), what).hint(hint));
    }
    let what = format!("`{}` is no mark and no field", name.text);
    Err(unknown(name, what, marks::ALL.iter().map(|mark| mark.word).chain(fields()), || {
        format!("to look for text anywhere, put it in quotes: \"{}\"; {HELP}", name.text)
    }))
}

const HELP: &str = "`mork messages --help` lists marks and fields";

fn fields() -> impl Iterator<Item = &'static str> {
    Known::ALL.iter().map(|known| known.name()).chain(["tag", "id", "has", "is", "any"])
}

fn unknown(
    piece: &Piece,
    what: String,
    names: impl Iterator<Item = &'static str>,
    otherwise: impl FnOnce() -> String,
) -> Fault {
    let similar = similar(&piece.text, names).map(|name| format!("did you mean `{name}`?"));
    Fault::new(piece.place.clone(), what).hint(similar.unwrap_or_else(otherwise))
}

/// A field and what it is compared with.
pub(super) fn comparison(
    name: &Piece,
    operator: Operator,
    value: &Piece,
    clock: &Clock,
) -> Result<Condition, Fault> {
    let term = match name.text.to_ascii_lowercase().as_str() {
        "is" | "flag" | "flags" => return only_has(name, operator).and_then(|()| mark_value(value)),
        "has" => return only_has(name, operator).and_then(|()| has(value)),
        "any" => only_has(name, operator).map(|()| Term::Anywhere(Needle::new(&value.text)))?,
        _ => match column::cell(&name.text) {
            Some(cell) => Term::Cell {
                name: cell.to_owned(),
                how: how(name, operator)?,
                needle: Needle::new(&value.text),
            },
            None => known(name, operator, value, clock)?,
        },
    };
    let condition = Condition::of(term);
    Ok(if operator == Operator::IsNot { Condition::Not(Box::new(condition)) } else { condition })
}

fn known(name: &Piece, operator: Operator, value: &Piece, clock: &Clock) -> Result<Term, Fault> {
    let Some(column) = Known::named(&name.text) else {
        return Err(unknown(name, format!("there is no field `{}`", name.text), fields(), || {
            HELP.to_owned()
        }));
    };
    let needle = || Needle::new(&value.text);
    Ok(match column.kind() {
        Kind::Text(Field::MessageId) => {
            let id = value.text.trim_start_matches('<').trim_end_matches('>');
            Term::Text { field: Field::MessageId, how: how(name, operator)?, needle: Needle::new(id) }
        }
        Kind::Text(field) => Term::Text { field, how: how(name, operator)?, needle: needle() },
        Kind::Names(field) | Kind::Addresses(field) => {
            Term::Addresses { field, how: how(name, operator)?, needle: needle() }
        }
        Kind::Tags => Term::Tag { how: how(name, operator)?, needle: needle() },
        Kind::Keywords | Kind::Flags => how(name, operator).map(|_| Term::Keyword(needle()))?,
        kind => {
            let with = match kind {
                Kind::Date(_) => moment::seconds(value, clock)?,
                Kind::Size => single(number::size(value)?),
                Kind::Priority => single(priority(value)?),
                _ => single(number::number(value)?),
            };
            let range = number::range(operator, with);
            range.map_or(Term::Never, |range| Term::Number { column, range })
        }
    })
}

fn single(number: u64) -> RangeInclusive<u64> {
    number..=number
}

fn priority(value: &Piece) -> Result<u64, Fault> {
    let named = (1..=6).find(|number| {
        let name = morkdb_folder::Priority(*number).name();
        name.is_some_and(|name| name.eq_ignore_ascii_case(&value.text))
    });
    match named {
        Some(number) => Ok(number.into()),
        None => number::number(value).map_err(|fault| Fault {
            what: format!(
                "`{}` is no priority: lowest, low, normal, high or highest was expected",
                value.text
            ),
            ..fault
        }),
    }
}

/// How the text of a field is compared: it has no order.
fn how(name: &Piece, operator: Operator) -> Result<How, Fault> {
    match operator {
        Operator::Has => Ok(How::Part),
        Operator::Is | Operator::IsNot => Ok(How::All),
        _ => {
            let what = format!("`{}` is text, which `{}` does not compare", name.text, operator.sign());
            let hint = format!("{0}:word is for a part of it, {0}=word for all of it", name.text);
            Err(Fault::new(name.place.clone(), what).hint(hint))
        }
    }
}

fn only_has(name: &Piece, operator: Operator) -> Result<(), Fault> {
    match operator {
        Operator::Has | Operator::Is => Ok(()),
        _ => {
            let what = format!("behind `{}` a colon was expected, not `{}`", name.text, operator.sign());
            Err(Fault::new(name.place.clone(), what))
        }
    }
}

/// `is:unread`
fn mark_value(value: &Piece) -> Result<Condition, Fault> {
    match Mark::named(&value.text) {
        Some(mark) => Ok(Condition::of(Term::Mark(mark))),
        None => {
            let what = format!("there is no mark `{}`", value.text);
            Err(unknown(value, what, marks::ALL.iter().map(|mark| mark.word), || HELP.to_owned()))
        }
    }
}

/// `has:attachment`, `has:cc`
fn has(value: &Piece) -> Result<Condition, Fault> {
    let term = match (Known::named(&value.text), column::cell(&value.text)) {
        (Some(column), _) => Term::Some(column),
        (None, Some(cell)) => Term::SomeCell(cell.to_owned()),
        (None, None) => return mark_value(value),
    };
    Ok(Condition::of(term))
}

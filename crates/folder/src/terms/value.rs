//! What the value of a term means.

use super::parse::is_space;
use super::{Attribute, Criterion};
use crate::flags::{MessageFlags, Priority};
use crate::view::month_of;

/// What the value of a term means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Value<'t> {
    /// Text; for [`Attribute::Tag`], the key of a tag.
    Text(&'t str),
    /// A day. `None` where it is not written as Thunderbird does, `24-Feb-2010`.
    Day(Option<Day>),
    /// A number of days. Negative: in the future.
    Days(i32),
    /// A size in KiB.
    Kibibytes(u32),
    /// Flags, of which one has to be set. Words that are none are no flags.
    Status(MessageFlags),
    /// A priority.
    Priority(Priority),
    /// 1 is good, 2 is junk; 0 stands for neither, and no message is.
    JunkStatus(u32),
    /// A percentage.
    Percent(u32),
}

/// A day of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: u8,
    /// The day, from 1.
    pub day: u8,
}

impl Criterion {
    /// What the value means, as Mozilla's `ParseValue` reads it.
    pub fn value(&self) -> Value<'_> {
        let text = self.value.as_str();
        match &self.attribute {
            Attribute::Date => Value::Day(Day::parse(text)),
            Attribute::AgeInDays => Value::Days(integer(text)),
            Attribute::Size => Value::Kibibytes(integer(text).cast_unsigned()),
            Attribute::Status => Value::Status(status(text)),
            Attribute::HasAttachment => Value::Status(MessageFlags::ATTACHMENT),
            Attribute::Priority => Value::Priority(priority(text)),
            Attribute::JunkStatus => Value::JunkStatus(integer(text).cast_unsigned()),
            Attribute::JunkPercent => Value::Percent(integer(text).cast_unsigned()),
            _ => Value::Text(text),
        }
    }
}

impl Day {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim_matches(is_space).splitn(3, '-');
        let [day, month, year] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        let day =
            Self { year: year.parse().ok()?, month: month_of(month.as_bytes())?, day: day.parse().ok()? };
        ((1..=31).contains(&day.day) && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(day)
    }
}

/// As C's `atoi`: what is no number is 0.
pub(super) fn integer(text: &str) -> i32 {
    let text = text.trim_start_matches(is_space);
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) if text.starts_with('-') => (-1, digits),
        Some(digits) => (1, digits),
        None => (1, text),
    };
    let number =
        crate::number::decimal(digits.as_bytes()).filter(|_| !digits.starts_with(is_space)).unwrap_or(0);
    let number = i64::try_from(number).unwrap_or(i64::MAX) * sign;
    i32::try_from(number).unwrap_or(if sign < 0 { i32::MIN } else { i32::MAX })
}

fn status(word: &str) -> MessageFlags {
    match word {
        "read" => MessageFlags::READ,
        "replied" => MessageFlags::REPLIED,
        "forwarded" => MessageFlags::FORWARDED,
        "replied and forwarded" => MessageFlags::REPLIED | MessageFlags::FORWARDED,
        "new" => MessageFlags::NEW,
        "flagged" => MessageFlags::MARKED,
        _ => MessageFlags::NONE,
    }
}

/// As `NS_MsgGetPriorityFromString`: a digit before words, the longer words before those they contain.
fn priority(text: &str) -> Priority {
    const DIGITS: [(char, Priority); 5] = [
        ('1', Priority::HIGHEST),
        ('2', Priority::HIGH),
        ('3', Priority::NORMAL),
        ('4', Priority::LOW),
        ('5', Priority::LOWEST),
    ];
    const WORDS: [(&str, Priority); 7] = [
        ("highest", Priority::HIGHEST),
        ("high", Priority::HIGH),
        ("urgent", Priority::HIGH),
        ("normal", Priority::NORMAL),
        ("lowest", Priority::LOWEST),
        ("low", Priority::LOW),
        ("non-urgent", Priority::LOW),
    ];
    let digit = DIGITS.iter().find(|(digit, _)| text.contains(*digit)).map(|(_, priority)| *priority);
    let lower = text.to_ascii_lowercase();
    let word = || WORDS.iter().find(|(word, _)| lower.contains(word)).map(|(_, priority)| *priority);
    digit.or_else(word).unwrap_or(Priority::NORMAL)
}

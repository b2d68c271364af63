//! Comparing numbers and days.

use super::query::Clock;
use super::value::integer;
use super::{Day, Operator, Subject};
use crate::flags::{MessageFlags, Priority};
use crate::view::date_of;

const DAY: i64 = 86_400;

/// The day on which a clock on the wall shows a moment.
fn day_of(seconds: i64, clock: &Clock) -> Option<Day> {
    let local = seconds.checked_add(i64::from((clock.zone)(seconds)))?;
    let (year, month, day) = date_of(local.div_euclid(DAY))?;
    Some(Day { year, month, day })
}

pub(super) fn date(message: i64, operator: Operator, day: Day, clock: &Clock) -> bool {
    let Some(message) = day_of(message, clock) else { return false };
    match operator {
        Operator::IsBefore => message < day,
        Operator::IsAfter => message > day,
        Operator::Is => message == day,
        Operator::Isnt => message != day,
        _ => false,
    }
}

/// A negative age is in the future, where `more` is further away.
pub(super) fn age(message: i64, operator: Operator, days: i32, clock: &Clock) -> bool {
    let cut = clock.now.saturating_sub(i64::from(days) * DAY);
    let (older, younger) =
        if days < 0 { (message > cut, message < cut) } else { (message < cut, message > cut) };
    match operator {
        Operator::IsGreaterThan => older,
        Operator::IsLessThan => younger,
        Operator::Is => day_of(message, clock) == day_of(cut, clock),
        _ => false,
    }
}

/// In whole KiB, of which every message has one at least.
pub(super) fn size(bytes: u32, operator: Operator, kibibytes: u32) -> bool {
    compare(bytes.max(1024) / 1024, operator, kibibytes)
}

fn compare(number: u32, operator: Operator, with: u32) -> bool {
    match operator {
        Operator::IsGreaterThan => number > with,
        Operator::IsLessThan => number < with,
        Operator::Is => number == with,
        _ => false,
    }
}

/// `is` means that one of the flags is set.
pub(super) fn status(flags: MessageFlags, operator: Operator, wanted: MessageFlags) -> bool {
    match operator {
        Operator::Is => flags.intersects(wanted),
        Operator::Isnt => !flags.intersects(wanted),
        _ => false,
    }
}

/// A message that says none is of normal priority; one of which nothing is known is below all others.
pub(super) fn priority(message: Priority, operator: Operator, priority: Priority) -> bool {
    let message = if message == Priority::NONE { Priority::NORMAL } else { message };
    match operator {
        Operator::IsHigherThan => message > priority,
        Operator::IsLowerThan => message < priority,
        Operator::Is => message == priority,
        Operator::Isnt => message != priority,
        _ => false,
    }
}

/// What was not looked at is good.
pub(super) fn junk_status(score: &str, operator: Operator, wanted: u32) -> bool {
    let status = if integer(score) == 100 { 2 } else { 1 };
    match operator {
        Operator::IsEmpty => score.is_empty(),
        Operator::IsntEmpty => !score.is_empty(),
        Operator::Is => status == wanted,
        Operator::Isnt => status != wanted,
        _ => false,
    }
}

/// The percentage of the filter where it has set the score, and the score otherwise. Text that is no number is no match.
pub(super) fn junk_percent(subject: &dyn Subject, operator: Operator, percent: u32) -> bool {
    let of_filter = subject.junk_percent();
    let score = subject.junk_score();
    let text = match () {
        () if subject.junk_score_origin() == "plugin" && !of_filter.is_empty() => of_filter,
        () if score.is_empty() => "0".into(),
        () => score,
    };
    text.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && compare(integer(&text).cast_unsigned(), operator, percent)
}

pub(super) fn junk_score_origin(origin: &str, operator: Operator, wanted: &str) -> bool {
    match operator {
        Operator::Is => origin == wanted,
        Operator::Isnt => origin != wanted,
        _ => false,
    }
}

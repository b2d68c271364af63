//! Dates as people write them.

use std::ops::RangeInclusive;

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};

use super::error::Fault;
use super::scan::Piece;
use crate::mail::zone::Clock;

/// The seconds after 1970 that a date means: of `2024`, all of the year; of `2024-01-31`, the day; of `-7d`, the second a week
/// ago.
pub(super) fn seconds(value: &Piece, clock: &Clock) -> Result<RangeInclusive<u64>, Fault> {
    let found = relative(&value.text, clock).or_else(|| absolute(&value.text, clock));
    found.ok_or_else(|| {
        let what = format!("`{}` is no date", value.text);
        let hint = "dates are as 2024, 2024-01, 2024-01-31, 2024-01-31T15:00, today, yesterday, or -7d (h, d, w, mo, y ago)";
        Fault::new(value.place.clone(), what).hint(hint)
    })
}

/// `-7d`, `today`, `yesterday`, `now`.
fn relative(text: &str, clock: &Clock) -> Option<RangeInclusive<u64>> {
    let today = clock.now().date();
    match text.to_ascii_lowercase().as_str() {
        "now" => point(clock.before_now(Span::new())?),
        "today" => from_to(today, today.tomorrow().ok()?, clock),
        "yesterday" => from_to(today.yesterday().ok()?, today, clock),
        other => point(clock.before_now(ago(other)?)?),
    }
}

/// `-7d` as a span.
fn ago(text: &str) -> Option<Span> {
    let text = text.strip_prefix('-')?;
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(end)?;
    let number: i64 = number.parse().ok()?;
    let span = Span::new();
    match unit {
        "min" => span.try_minutes(number),
        "h" => span.try_hours(number),
        "d" => span.try_days(number),
        "w" => span.try_weeks(number),
        "m" | "mo" => span.try_months(number),
        "y" => span.try_years(number),
        _ => return None,
    }
    .ok()
}

fn absolute(text: &str, clock: &Clock) -> Option<RangeInclusive<u64>> {
    let mut parts = text.splitn(3, '-');
    let year = part(parts.next()?, 4)?;
    let Some(month) = parts.next() else {
        return from_to(Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(1)?, 1, 1).ok()?, clock);
    };
    let first = Date::new(year, month_of(month)?, 1).ok()?;
    let Some(rest) = parts.next() else {
        return from_to(first, first.checked_add(Span::new().months(1)).ok()?, clock);
    };
    let Some((day, time)) = rest.split_once(['T', 't', ' ']) else {
        let day = Date::new(year, first.month(), month_of(rest)?).ok()?;
        return from_to(day, day.tomorrow().ok()?, clock);
    };
    let day = Date::new(year, first.month(), month_of(day)?).ok()?;
    time_of_day(day, time, clock)
}

/// `15:00`, `15:00:30`, either with `Z` or `+01:00` behind it.
fn time_of_day(day: Date, text: &str, clock: &Clock) -> Option<RangeInclusive<u64>> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(text.len());
    let (time, zone) = text.split_at_checked(end)?;
    let mut parts = time.split(':').map(|text| i8::try_from(part(text, 2)?).ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (second, length) = match second {
        Some(second) => (second?, 1),
        None => (0, 60),
    };
    let time = DateTime::from_parts(day, Time::new(hour, minute, second, 0).ok()?);
    let start = match zone {
        "" => clock.second_of(time)?,
        zone => {
            time.to_zoned(jiff::tz::Offset::UTC.to_time_zone()).ok()?.timestamp().as_second() - offset(zone)?
        }
    };
    between(start, start + length)
}

/// `Z`, `+01:00`, `-0330` in seconds.
fn offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix('-')?),
    };
    let digits = digits.replace(':', "");
    let number = i64::from(part(&digits, 4)?);
    Some(sign * (number / 100 * 3600 + number % 100 * 60))
}

/// A number of just so many digits.
fn part(text: &str, digits: usize) -> Option<i16> {
    let is_one = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_one { text.parse().ok() } else { None }
}

/// A month or a day, of one digit or two.
fn month_of(text: &str) -> Option<i8> {
    let number = part(text, 2).or_else(|| part(text, 1))?;
    i8::try_from(number).ok()
}

fn from_to(first: Date, end: Date, clock: &Clock) -> Option<RangeInclusive<u64>> {
    let start = |day: Date| clock.second_of(DateTime::from_parts(day, Time::midnight()));
    between(start(first)?, start(end)?)
}

fn point(second: i64) -> Option<RangeInclusive<u64>> {
    between(second, second + 1)
}

/// What was before 1970 is before everything.
fn between(start: i64, end: i64) -> Option<RangeInclusive<u64>> {
    let second = |number: i64| u64::try_from(number.max(0)).ok();
    Some(second(start)?..=second(end - 1)?)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    fn of(text: &str) -> Option<RangeInclusive<u64>> {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let clock = Clock::new(zone, "2024-03-31T12:00:00Z".parse::<Timestamp>().unwrap());
        let value = Piece { text: text.to_owned(), place: 0..text.len(), is_quoted: false };
        seconds(&value, &clock).ok()
    }

    fn span(from: &str, to: &str) -> Option<RangeInclusive<u64>> {
        let second = |text: &str| u64::try_from(text.parse::<Timestamp>().unwrap().as_second()).unwrap();
        Some(second(from)..=second(to) - 1)
    }

    #[test]
    fn dates_are_those_of_the_zone() {
        assert_eq!(of("2024"), span("2023-12-31T23:00:00Z", "2024-12-31T23:00:00Z"));
        assert_eq!(of("2024-07"), span("2024-06-30T22:00:00Z", "2024-07-31T22:00:00Z"));
        assert_eq!(of("2024-3-5"), span("2024-03-04T23:00:00Z", "2024-03-05T23:00:00Z"));
        assert_eq!(of("2024-07-01T15:30"), span("2024-07-01T13:30:00Z", "2024-07-01T13:31:00Z"));
        assert_eq!(of("2024-07-01T15:30:05Z"), span("2024-07-01T15:30:05Z", "2024-07-01T15:30:06Z"));
        assert_eq!(of("2024-07-01T15:30-03:30"), span("2024-07-01T19:00:00Z", "2024-07-01T19:01:00Z"));
    }

    #[test]
    fn the_day_of_summer_time_has_23_hours() {
        assert_eq!(of("today"), span("2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"));
        assert_eq!(of("-1d"), span("2024-03-30T13:00:00Z", "2024-03-30T13:00:01Z"));
    }

    #[test]
    fn before_now() {
        assert_eq!(of("now"), span("2024-03-31T12:00:00Z", "2024-03-31T12:00:01Z"));
        assert_eq!(of("-12h"), span("2024-03-31T00:00:00Z", "2024-03-31T00:00:01Z"));
        assert_eq!(of("-1mo"), span("2024-02-29T13:00:00Z", "2024-02-29T13:00:01Z"));
        assert_eq!(of("-1y"), span("2023-03-31T12:00:00Z", "2023-03-31T12:00:01Z"));
        assert_eq!(of("yesterday"), span("2024-03-29T23:00:00Z", "2024-03-30T23:00:00Z"));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "soon",
            "24",
            "20240101",
            "2024-13",
            "2024-02-30",
            "2024-1-1T",
            "2024-01-01T25:00",
            "2024-01-01T1:2",
            "2024-01-01T12:00:00:00",
            "2024-01-01T12:00+1",
            "-7",
            "7d",
            "-7x",
            "-99999999999999999999d",
            "-d",
            "9999",
            "2024-",
            "--7d",
            "-9999999999y",
            "１２３４",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_before_1970_is_before_everything() {
        assert_eq!(of("1960"), Some(0..=0));
    }
}

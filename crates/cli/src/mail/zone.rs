//! Moments as clocks show them, in the time zone of whoever looks.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

use crate::input::Failure;

/// A time zone, and what the time is.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    zone: TimeZone,
    now: Timestamp,
}

impl Clock {
    /// A clock that shows this zone, at a moment.
    pub(crate) fn new(zone: TimeZone, now: Timestamp) -> Self {
        Self { zone, now }
    }

    /// A clock that shows UTC, or the time zone of the system. Where that is not known it shows UTC, and why is told.
    pub(crate) fn of_system(utc: bool) -> (Self, Option<Failure>) {
        let zone = if utc { Ok(TimeZone::UTC) } else { TimeZone::try_system() };
        let (zone, trouble) = match zone {
            Ok(zone) => (zone, None),
            Err(error) => (TimeZone::UTC, Some(unknown(&error))),
        };
        (Self::new(zone, Timestamp::now()), trouble)
    }

    fn shown(&self, seconds: i64) -> Option<(DateTime, Offset)> {
        let moment = Timestamp::from_second(seconds).ok()?;
        let offset = self.zone.to_offset(moment);
        Some((offset.to_datetime(moment), offset))
    }

    /// The moment as `2024-01-31 12:34`, so many seconds after 1970. Nothing where no clock shows it.
    pub(crate) fn write_short(&self, seconds: i64, out: &mut Vec<u8>) {
        if let Some((time, _)) = self.shown(seconds) {
            write_date(time, out);
            let [hour, minute, _] = clock_of(time);
            out.extend_from_slice(&[b' ', hour[0], hour[1], b':', minute[0], minute[1]]);
        }
    }

    /// The moment as `2024-01-31T12:34:56+01:00` (RFC 3339), so many seconds after 1970; `Z` for the offset where that is none.
    pub(crate) fn write_exact(&self, seconds: i64, out: &mut Vec<u8>) {
        if let Some((time, offset)) = self.shown(seconds) {
            write_date(time, out);
            let [hour, minute, second] = clock_of(time);
            let clock = [b'T', hour[0], hour[1], b':', minute[0], minute[1], b':', second[0], second[1]];
            out.extend_from_slice(&clock);
            write_offset(offset.seconds(), out);
        }
    }

    /// The second after 1970 at which the clock shows this.
    pub(crate) fn second_of(&self, time: DateTime) -> Option<i64> {
        let zoned = self.zone.to_zoned(time).ok()?;
        Some(zoned.timestamp().as_second())
    }

    /// What the clock shows now.
    pub(crate) fn now(&self) -> DateTime {
        self.zone.to_datetime(self.now)
    }

    /// The second after 1970 that lies so far before now.
    pub(crate) fn before_now(&self, span: Span) -> Option<i64> {
        let then = self.now.to_zoned(self.zone.clone()).checked_sub(span).ok()?;
        Some(then.timestamp().as_second())
    }
}

fn unknown(error: &jiff::Error) -> Failure {
    let hint = "set TZ to the name of a time zone, as in TZ=Europe/Berlin, or use --utc";
    Failure {
        sentence: format!("the time zone is not known, so times are in UTC: {error}"),
        hint: Some(hint.to_owned()),
    }
}

fn write_date(time: DateTime, out: &mut Vec<u8>) {
    // What lies before the year 0 is shown as that.
    let year = u16::try_from(time.year()).unwrap_or(0);
    let parts = [part(year / 100), part(year % 100), part(time.month()), part(time.day())];
    let [c, y, m, d] = parts.map(two_digits);
    out.extend_from_slice(&[c[0], c[1], y[0], y[1], b'-', m[0], m[1], b'-', d[0], d[1]]);
}

fn clock_of(time: DateTime) -> [[u8; 2]; 3] {
    [time.hour(), time.minute(), time.second()].map(|number| two_digits(part(number)))
}

fn write_offset(seconds: i32, out: &mut Vec<u8>) {
    if seconds == 0 {
        return out.push(b'Z');
    }
    let sign = if seconds < 0 { b'-' } else { b'+' };
    // Offsets of old times have seconds, which the form has no place for.
    let minutes = seconds.unsigned_abs() / 60;
    let [hour, minute] = [minutes / 60, minutes % 60].map(|number| two_digits(part(number)));
    out.extend_from_slice(&[sign, hour[0], hour[1], b':', minute[0], minute[1]]);
}

/// The digits of a number from 0 to 99.
fn two_digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

/// A part of a date, none of which is negative or above 99.
fn part(number: impl TryInto<u8>) -> u8 {
    number.try_into().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(zone: &str, write: impl Fn(&Clock, &mut Vec<u8>)) -> String {
        let clock = Clock::new(TimeZone::posix(zone).unwrap(), Timestamp::UNIX_EPOCH);
        let mut out = Vec::new();
        write(&clock, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_moment_in_several_zones() {
        let exact = |zone, seconds| written(zone, |clock, out| clock.write_exact(seconds, out));
        assert_eq!(exact("UTC0", 1_700_004_462), "2023-11-14T23:27:42Z");
        assert_eq!(exact("CET-1CEST,M3.5.0,M10.5.0/3", 1_700_004_462), "2023-11-15T00:27:42+01:00");
        assert_eq!(exact("CET-1CEST,M3.5.0,M10.5.0/3", 1_690_000_000), "2023-07-22T06:26:40+02:00");
        assert_eq!(exact("NST3:30", 0), "1969-12-31T20:30:00-03:30");
        assert_eq!(exact("UTC0", i64::from(u32::MAX)), "2106-02-07T06:28:15Z");
        assert_eq!(exact("UTC0", i64::MAX), "");
    }

    #[test]
    fn the_short_form_has_no_seconds() {
        assert_eq!(written("XYZ+5", |clock, out| clock.write_short(86_400, out)), "1970-01-01 19:00");
    }
}

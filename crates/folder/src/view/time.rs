//! A moment as a clock on the wall shows it.

use std::fmt;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment as a clock on the wall shows it: without a time zone, as the cell `LastPurgeTime` has it,
/// `Wed Feb 03 14:39:24 2010` (`%a %b %d %H:%M:%S %Y`). It is that of the machine that wrote it.
///
/// ```
/// use morkdb_folder::view::LocalTime;
/// let time = LocalTime::parse(b"Wed Feb 03 14:39:24 2010").unwrap();
/// assert_eq!((time.year, time.month, time.day), (2010, 2, 3));
/// assert_eq!(time.to_string(), "Wed Feb 03 14:39:24 2010");
/// assert_eq!(time.seconds(), 1_265_207_964);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LocalTime {
    /// The year, from 1 to 9999.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day, from 1.
    pub day: u8,
    /// The hour, below 24.
    pub hour: u8,
    /// The minute, below 60.
    pub minute: u8,
    /// The second, below 61.
    pub second: u8,
}

impl LocalTime {
    /// Reads a cell. The name of the day is passed over, since the date says it. `None` where it is no such time.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let [_, month, day, clock, year] = std::array::from_fn(|_| words.next().unwrap_or_default());
        if words.next().is_some() {
            return None;
        }
        let mut clock = clock.split(|byte| *byte == b':');
        let [hour, minute, second] = std::array::from_fn(|_| clock.next().unwrap_or_default());
        let time = Self {
            year: number(year)?,
            month: month_of(month)?,
            day: small(day)?,
            hour: small(hour)?,
            minute: small(minute)?,
            second: small(second)?,
        };
        (clock.next().is_none() && time.is_valid()).then_some(time)
    }

    fn is_valid(self) -> bool {
        let days = match self.month {
            2 if self.year.is_multiple_of(4)
                && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (1..=9999).contains(&self.year)
            && (1..=12).contains(&self.month)
            && (1..=days).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            && self.second < 61
    }

    /// The moment at which a clock shows this, in seconds since 1970, where the clock shows UTC; negative before.
    pub fn seconds(self) -> i64 {
        let clock = (i64::from(self.hour) * 60 + i64::from(self.minute)) * 60 + i64::from(self.second);
        self.days() * 86_400 + clock
    }

    fn days(self) -> i64 {
        days_since_1970(i64::from(self.year), i64::from(self.month), i64::from(self.day))
    }

    /// What a clock that shows UTC shows, so many seconds after 1970; add the offset of the time zone for another. `None`
    /// outside the years 1 to 9999.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        let (year, month, day) = date_of(seconds.div_euclid(86_400))?;
        let clock = seconds.rem_euclid(86_400);
        let part = |number: i64| u8::try_from(number).ok();
        let (hour, minute, second) = (part(clock / 3600)?, part(clock / 60 % 60)?, part(clock % 60)?);
        let time = Self { year: u16::try_from(year).ok()?, month, day, hour, minute, second };
        time.is_valid().then_some(time)
    }

    fn weekday(self) -> usize {
        // 1 January 1970 was a Thursday.
        usize::try_from((self.days() + 4).rem_euclid(7)).unwrap_or_default()
    }
}

/// As `%a %b %d %H:%M:%S %Y` in English.
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, day, hour, minute, second, .. } = *self;
        let month = MONTHS.get(usize::from(self.month).wrapping_sub(1)).unwrap_or(&"???");
        let weekday = DAYS.get(self.weekday()).unwrap_or(&"???");
        write!(f, "{weekday} {month} {day:02} {hour:02}:{minute:02}:{second:02} {year:04}")
    }
}

/// The number of a month, from 1, of which the text has the first three letters.
pub(crate) fn month_of(name: &[u8]) -> Option<u8> {
    let place = MONTHS.iter().position(|month| month.as_bytes().eq_ignore_ascii_case(name))?;
    u8::try_from(place + 1).ok()
}

fn number(text: &[u8]) -> Option<u16> {
    let digits = !text.is_empty() && text.len() <= 4 && text.iter().all(u8::is_ascii_digit);
    digits.then(|| text.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
}

fn small(text: &[u8]) -> Option<u8> {
    number(text).and_then(|number| u8::try_from(number).ok())
}

/// The days from 1 January 1970 to a date of the Gregorian calendar. The year is counted from March, so that the day that
/// may be missing is its last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days after 1 January 1970: year, month and day. `None` where the days are too many.
pub(crate) fn date_of(days: i64) -> Option<(i64, u8, u8)> {
    let days = days.checked_add(719_468)?;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let year = era * 400 + year + i64::from(month <= 2);
    Some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

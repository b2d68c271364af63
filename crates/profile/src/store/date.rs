//! Dates of mail.

use jiff::civil::{DateTime, date};
use jiff::fmt::rfc2822::DateTimeParser;

static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// A date in seconds since 1970: as RFC 2822 has it, its obsolete forms included, or in another order, such as that of a `From ` line
/// (`Tue Dec  9 15:30:45 2014`), as long as the month is a word. Comments may be anywhere. Where there is no zone, UTC is meant
/// (Thunderbird takes that of the machine, except for `From ` lines).
pub fn seconds(text: &[u8]) -> Option<i64> {
    let strict = PARSER.parse_timestamp(text.trim_ascii()).ok();
    strict.map(jiff::Timestamp::as_second).or_else(|| Parts::of(text).seconds())
}

/// What is known of a date.
#[derive(Default, Debug)]
struct Parts {
    month: Option<i8>,
    day: Option<i8>,
    year: Option<i16>,
    time: Option<[i8; 3]>,
    /// Seconds east of Greenwich.
    zone: Option<i32>,
}

impl Parts {
    fn of(text: &[u8]) -> Self {
        let mut parts = Self::default();
        let mut depth = 0_u32;
        let mut rest = text;
        loop {
            let end = rest.iter().position(|byte| b" \t\r\n,()".contains(byte)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            if depth == 0 {
                parts.word(word);
            }
            let Some((end, next)) = behind.split_first() else { return parts };
            match end {
                b'(' => depth = depth.saturating_add(1),
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            rest = next;
        }
    }

    /// One word; what it does not know, such as the name of a day, it passes over.
    fn word(&mut self, word: &[u8]) {
        let Ok(word) = std::str::from_utf8(word) else { return };
        match word.as_bytes() {
            [b'+' | b'-', ..] => self.zone = zone(word).or(self.zone),
            [b'0'..=b'9', ..] if word.contains(':') => self.time = self.time.or_else(|| time(word)),
            [b'0'..=b'9', ..] => word.split('-').for_each(|part| self.part(part)),
            _ => self.part(word),
        }
    }

    fn part(&mut self, part: &str) {
        if part.starts_with(|first: char| first.is_ascii_digit()) {
            self.number(part);
        } else if let Some(month) = month(part) {
            self.month = self.month.or(Some(month));
        } else {
            self.zone = self.zone.or_else(|| named_zone(part));
        }
    }

    /// The day comes before the year.
    fn number(&mut self, digits: &str) {
        let Ok(number) = digits.parse::<i16>() else { return };
        let year = match (digits.len(), number) {
            (..=2, 70..) | (3, _) => number + 1900,
            (..=2, _) => number + 2000,
            _ => number,
        };
        if digits.len() <= 2 && self.day.is_none() {
            self.day = i8::try_from(number).ok();
        } else if self.year.is_none() {
            self.year = Some(year);
        }
    }

    fn seconds(&self) -> Option<i64> {
        let [hour, minute, second] = self.time.unwrap_or_default();
        let moment =
            DateTime::new(self.year?, self.month?, self.day?, hour, minute, second.min(59), 0).ok()?;
        // No timestamp: there are none for the end of the year 9999.
        Some(moment.duration_since(EPOCH).as_secs() - i64::from(self.zone.unwrap_or(0)))
    }
}

fn month(word: &str) -> Option<i8> {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = word.get(..3)?.to_ascii_lowercase();
    let place = months.iter().position(|month| *month == start)?;
    i8::try_from(place + 1).ok()
}

/// `15:30` or `15:30:45`.
fn time(word: &str) -> Option<[i8; 3]> {
    let mut numbers =
        word.split(':').map(|number| number.parse::<i8>().ok().filter(|number| (0..=60).contains(number)));
    let time = [numbers.next()??, numbers.next()??, numbers.next().unwrap_or(Some(0))?];
    numbers.next().is_none().then_some(time)
}

/// `+0100`.
fn zone(word: &str) -> Option<i32> {
    let (sign, digits) = word.split_at_checked(1)?;
    let number: i32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let seconds = number / 100 * 3600 + number % 100 * 60;
    Some(if sign == "-" { -seconds } else { seconds })
}

fn named_zone(word: &str) -> Option<i32> {
    let hours = match word.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "GMT" | "Z" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "CET" | "MET" => 1,
        "CEST" | "MEST" => 2,
        _ => return None,
    };
    Some(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_many_forms() {
        let moment = Some(1_418_139_045);
        for date in [
            "Tue, 09 Dec 2014 15:30:45 +0000",
            "9 Dec 14 15:30:45 GMT",
            "Mon, 9 Dec 2014 10:30:45 EST",
            " Tue, 9 December 2014 16:30:45 +0100 (MET)",
            "Tue, 9 Dec (of (course)) 2014 16:30:45 CET",
            "Tue Dec  9 15:30:45 2014",
            "Tue Dec 09 15:30:45 UTC 2014",
            "Dec 9 10:30:45 2014 -0500",
            "9-Dec-2014 15:30:45",
            "9-Dec-114 15:30:45",
            "2014 Dec 9 15:30:45",
        ] {
            assert_eq!(seconds(date.as_bytes()), moment, "{date}");
        }
        assert_eq!(seconds(b"Tue, 9 Dec 2014 15:30 +0000"), Some(1_418_139_000));
        assert_eq!(seconds(b"Thu, 1 Jan 70 00:00:00"), Some(0));
        assert_eq!(seconds(b"Wed, 31 Dec 1969 23:59:59 +0000"), Some(-1));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "garbage",
            "2024-02-05T10:00:00Z",
            "9 Dec",
            "99 Dec 2014 1:2:3",
            "9 Dec 2014 (",
            "+",
            "-",
            "9 Dec 99999",
            "\u{e4}\u{f6}\u{fc}",
        ] {
            assert_eq!(seconds(text.as_bytes()).filter(|_| text != "9 Dec 2014 ("), None, "{text}");
        }
        assert_eq!(seconds(b"\xff\xfe 9 \xff Dec 2014"), seconds(b"9 Dec 2014 00:00:00 GMT"));
    }
}

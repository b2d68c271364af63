//! Moments as text.

/// Appends a moment, in seconds since 1970, as `2024-01-31T12:34:56Z` (RFC 3339).
pub(crate) fn write(seconds: u32, out: &mut Vec<u8>) {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    two(year / 100, out);
    two(year % 100, out);
    out.push(b'-');
    two(month, out);
    out.push(b'-');
    two(day, out);
    for (before, number) in [(b'T', second / 3600), (b':', second / 60 % 60), (b':', second % 60)] {
        out.push(before);
        two(number, out);
    }
    out.push(b'Z');
}

fn two(number: u32, out: &mut Vec<u8>) {
    let digit = |number: u32| b'0' + u8::try_from(number % 10).unwrap_or(0);
    out.extend_from_slice(&[digit(number / 10), digit(number)]);
}

/// Year, month and day, so many days after 1970. The year begins in March here, so that the day that is not in every year is
/// its last; 400 years have 146,097 days.
fn date(days: u32) -> (u32, u32, u32) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, turn) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + turn, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_the_one_that_the_calendar_has() {
        for day in 0..u32::MAX / 86_400 {
            let seconds = day * 86_400 + day % 86_400;
            let mut text = Vec::new();
            write(seconds, &mut text);
            let expected = jiff::Timestamp::from_second(seconds.into()).unwrap().to_string();
            assert_eq!(String::from_utf8(text).unwrap(), expected);
        }
        let mut last = Vec::new();
        write(u32::MAX, &mut last);
        assert_eq!(last, b"2106-02-07T06:28:15Z");
    }
}

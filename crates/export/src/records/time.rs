//! Moments as text.

/// Appends a moment, in seconds since 1970, as `2024-01-31T12:34:56Z` (RFC 3339).
pub(crate) fn write(seconds: u32, out: &mut Vec<u8>) {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let mut text = *b"0000-00-00T00:00:00Z";
    let numbers = [year / 100, year % 100, month, day, second / 3600, second / 60 % 60, second % 60];
    for (number, at) in numbers.into_iter().zip([0, 2, 5, 8, 11, 14, 17]) {
        text[at] = digit(number / 10);
        text[at + 1] = digit(number);
    }
    out.extend_from_slice(&text);
}

fn digit(number: u32) -> u8 {
    b'0' + (number % 10).to_le_bytes()[0]
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

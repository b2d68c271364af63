//! Dates that are moved by as much as all others.

/// How a date stands in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    /// Seconds, in hexadecimal digits.
    HexSeconds,
    /// Seconds, in decimal digits.
    Seconds,
    /// Microseconds, in decimal digits.
    Microseconds,
}

/// The digits of a date that is so many seconds later, as many as before. What is no number, and 0, which is no date, stays.
pub(crate) fn shift(digits: &[u8], seconds: i64, unit: Unit) -> Option<Vec<u8>> {
    let text =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let radix = if unit == Unit::HexSeconds { 16 } else { 10 };
    let date = i128::from(u64::from_str_radix(text, radix).ok().filter(|date| *date > 0)?);
    let step = i128::from(seconds) * if unit == Unit::Microseconds { 1_000_000 } else { 1 };
    let most = i128::from(radix).checked_pow(u32::try_from(text.len()).ok()?)?;
    let date = (date + step).clamp(1, most.min(i128::from(u64::MAX)) - 1);
    let width = text.len();
    let is_capital = text.bytes().any(|byte| byte.is_ascii_uppercase());
    Some(match (unit, is_capital) {
        (Unit::HexSeconds, false) => format!("{date:0width$x}").into_bytes(),
        (Unit::HexSeconds, true) => format!("{date:0width$X}").into_bytes(),
        _ => format!("{date:0width$}").into_bytes(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_and_keep_their_length() {
        let of = |digits: &str, seconds, unit| {
            shift(digits.as_bytes(), seconds, unit).map(|new| String::from_utf8(new).unwrap())
        };
        assert_eq!(of("4589bd8b", 1, Unit::HexSeconds).as_deref(), Some("4589bd8c"));
        assert_eq!(of("10000000", -1, Unit::HexSeconds).as_deref(), Some("0fffffff"));
        assert_eq!(of("ff", 1, Unit::HexSeconds).as_deref(), Some("ff"));
        assert_eq!(of("1166563560", 86400, Unit::Seconds).as_deref(), Some("1166649960"));
        assert_eq!(of("1166563560000001", -60, Unit::Microseconds).as_deref(), Some("1166563500000001"));
        assert_eq!(of("0", 1, Unit::Seconds), None);
        assert_eq!(of("x", 1, Unit::Seconds), None);
        assert_eq!(of("5", i64::MIN, Unit::Seconds).as_deref(), Some("1"));
    }
}

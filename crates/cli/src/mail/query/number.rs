//! Comparing numbers.

use std::ops::RangeInclusive;

use super::error::Fault;
use super::scan::{Operator, Piece};

/// The numbers for which a comparison with these holds; `None` where it holds for no number. `IsNot` is not among the
/// comparisons: it is the opposite of `Is`.
pub(super) fn range(operator: Operator, with: RangeInclusive<u64>) -> Option<RangeInclusive<u64>> {
    let (first, last) = with.into_inner();
    Some(match operator {
        Operator::Has | Operator::Is | Operator::IsNot => first..=last,
        Operator::Below => 0..=first.checked_sub(1)?,
        Operator::AtMost => 0..=last,
        Operator::Above => last.checked_add(1)?..=u64::MAX,
        Operator::AtLeast => first..=u64::MAX,
    })
}

/// A number: `12`.
pub(super) fn number(value: &Piece) -> Result<u64, Fault> {
    digits(&value.text).ok_or_else(|| {
        Fault::new(
            value.place.clone(),
            format!("`{}` is no number: digits were expected, as in 12", value.text),
        )
    })
}

/// A number of bytes: `1000`, `20k`, `1.5M`. A k has 1,024 bytes.
pub(super) fn size(value: &Piece) -> Result<u64, Fault> {
    parse_size(&value.text).ok_or_else(|| {
        let what = format!("`{}` is no size: bytes were expected, as in 5000, 20k or 1.5M", value.text);
        Fault::new(value.place.clone(), what)
    })
}

fn digits(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

fn parse_size(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let unit = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').map_or((number, None), |(whole, part)| (whole, Some(part)));
    let whole = digits(whole)?.checked_mul(unit)?;
    let Some(part) = part.filter(|part| part.len() <= 6) else {
        return if part.is_none() { Some(whole) } else { None };
    };
    let places = 10_u64.pow(u32::try_from(part.len()).ok()?);
    whole.checked_add(digits(part)? * unit / places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("5000", Some(5000)),
            ("20k", Some(20_480)),
            ("1M", Some(1_048_576)),
            ("1.5M", Some(1_572_864)),
            ("2GiB", Some(2_147_483_648)),
            ("", None),
            ("k", None),
            ("1.", None),
            ("1.5.5", None),
            ("1x", None),
            ("99999999999999999999", None),
            ("99999999999999999g", None),
            ("1.1234567k", None),
        ] {
            assert_eq!(parse_size(text), bytes, "{text}");
        }
    }

    #[test]
    fn comparisons_with_the_ends() {
        assert_eq!(range(Operator::Below, 0..=0), None);
        assert_eq!(range(Operator::Above, 5..=u64::MAX), None);
        assert_eq!(range(Operator::Below, 5..=9), Some(0..=4));
        assert_eq!(range(Operator::AtMost, 5..=9), Some(0..=9));
        assert_eq!(range(Operator::Above, 5..=9), Some(10..=u64::MAX));
        assert_eq!(range(Operator::AtLeast, 5..=9), Some(5..=u64::MAX));
    }
}

//! Numbers in hexadecimal digits, as address books in Mork have them.

/// Properties that are numbers in hexadecimal digits in a `.mab`, and decimal everywhere else.
const HEX: &[&str] =
    &["LastModifiedDate", "PopularityIndex", "RecordKey", "AllowRemoteContent", "ListTotalAddresses"];

/// The value of a property of a `.mab`, its number decimal if it is one. What has more than eight digits was written by
/// something that did not know better, and is decimal already; what is no number stays.
pub(crate) fn decimal(name: &str, value: String) -> String {
    if !HEX.contains(&name) {
        return value;
    }
    hex(&value).map_or(value, |number| number.to_string())
}

/// Up to eight hexadecimal digits.
pub(crate) fn hex(text: &str) -> Option<u32> {
    let is_hex = (1..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_decimal() {
        let of = |name: &str, value: &str| decimal(name, value.to_owned());
        assert_eq!(of("LastModifiedDate", "458858e8"), "1166563560");
        assert_eq!(of("LastModifiedDate", "1407526575"), "1407526575");
        assert_eq!(of("PopularityIndex", "1f"), "31");
        assert_eq!(of("PopularityIndex", "-1"), "-1");
        assert_eq!(of("HomeZipCode", "10"), "10");
    }
}

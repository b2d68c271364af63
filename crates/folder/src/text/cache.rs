//! The display names that Thunderbird's message list keeps in `sender_name` and `recipient_names`.

/// What a `sender_name` or `recipient_names` cell holds: a version and the name as it was shown.
///
/// The name is good only while the version equals the preference `mail.displayname.version`, which Thunderbird raises with
/// each change of an address book. `None` where the cell is not of this form, its name is empty or no UTF-8: then it is to be
/// ignored, as Thunderbird does.
pub fn cached_name(cell: &[u8]) -> Option<(u32, &str)> {
    let bar = memchr::memchr(b'|', cell)?;
    let (version, name) = cell.split_at(bar);
    let version = std::str::from_utf8(version).ok()?.parse().ok()?;
    let name = std::str::from_utf8(name.get(1..)?).ok()?;
    (!name.is_empty()).then_some((version, name))
}

/// The cell that keeps a display name.
pub fn name_for_cache(version: u32, name: &str) -> String {
    format!("{version}|{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_name() {
        assert_eq!(cached_name("3|Zoë | Co".as_bytes()), Some((3, "Zoë | Co")));
        assert_eq!(cached_name(name_for_cache(0, "x").as_bytes()), Some((0, "x")));
    }

    #[test]
    fn what_is_no_cached_name() {
        for cell in [&b""[..], b"3", b"3|", b"|x", b"x|y", b"-1|x", b"3|\xFF", b"99999999999|x"] {
            assert_eq!(cached_name(cell), None, "{}", cell.escape_ascii());
        }
    }
}

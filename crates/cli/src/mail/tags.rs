//! Names of tags, where no profile says them.
//!
//! Every Thunderbird has the first five. A user can change their names, which are not in the file of a folder.

use morkdb_profile::tags::FIRST;

/// The name that a tag is shown with: that of its key, or the key.
pub(crate) fn name(key: &[u8]) -> &[u8] {
    let known = FIRST.iter().find(|(own, ..)| own.as_bytes().eq_ignore_ascii_case(key));
    known.map_or(key, |(_, name, _)| name.as_bytes())
}

/// The key of the tag of this name.
pub(crate) fn key(name: &str) -> Option<&'static [u8]> {
    let known = FIRST.iter().find(|(_, own, _)| own.eq_ignore_ascii_case(name));
    known.map(|(key, ..)| key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_belong_together() {
        assert_eq!((name(b"$Label4"), name(b"urgent")), (&b"To Do"[..], &b"urgent"[..]));
        assert_eq!((key("to do"), key("urgent")), (Some(&b"$label4"[..]), None));
    }
}

//! Tags among the keywords of a message.

use morkdb_folder::Keywords;

/// The tags that every Thunderbird has, with the names that it gives them in English. A user can change the names; those are not
/// in the file of a folder.
const NAMES: [(&str, &str); 5] = [
    ("$label1", "Important"),
    ("$label2", "Work"),
    ("$label3", "Personal"),
    ("$label4", "To Do"),
    ("$label5", "Later"),
];

/// Keywords that say something else than a tag does.
const OTHERS: [&str; 16] = [
    "junk",
    "$junk",
    "nonjunk",
    "notjunk",
    "$notjunk",
    "$phishing",
    "forwarded",
    "$forwarded",
    "mdnsent",
    "$mdnsent",
    "redirected",
    "$submitpending",
    "$submitted",
    "$hasattachment",
    "$hasnoattachment",
    "$canunsubscribe",
];

/// The tags, in their order.
pub(crate) fn of<'k>(keywords: &'k Keywords<'_>) -> impl Iterator<Item = &'k [u8]> {
    keywords.iter().filter(|keyword| !is_among(keyword, &OTHERS))
}

/// The name that a tag is shown with: that of its key, or the key.
pub(crate) fn name(key: &[u8]) -> &[u8] {
    let known = NAMES.iter().find(|(own, _)| own.as_bytes().eq_ignore_ascii_case(key));
    known.map_or(key, |(_, name)| name.as_bytes())
}

/// The key of the tag of this name, among those that every Thunderbird has.
pub(crate) fn key(name: &str) -> Option<&'static [u8]> {
    let known = NAMES.iter().find(|(_, own)| own.eq_ignore_ascii_case(name));
    known.map(|(key, _)| key.as_bytes())
}

fn is_among(keyword: &[u8], list: &[&str]) -> bool {
    list.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_marks_is_no_tag() {
        let keywords = Keywords::new(&b"$label2 NonJunk urgent  $Forwarded $Label4"[..]);
        let names: Vec<_> = of(&keywords).map(|key| std::str::from_utf8(name(key)).unwrap()).collect();
        assert_eq!(names, ["Work", "urgent", "To Do"]);
    }
}

//! The lines that `notmuch tag --batch` reads (notmuch-tag(1)).

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Bytes that a tag may have; a longer one would end the whole batch (notmuch's `NOTMUCH_TAG_MAX`).
const LONGEST_TAG: usize = 200;
/// Bytes that an id may have; instead of a longer one notmuch keeps a hash of it (its `NOTMUCH_MESSAGE_ID_MAX`).
const LONGEST_ID: usize = 243;

/// What stands before all lines.
pub(super) const HEAD: &str = "\
# For notmuch, once it has the mail: notmuch tag --batch --input=notmuch-tags.txt
# A line has what a message is tagged with in Thunderbird. Tags that it has in notmuch already stay, but for \"unread\".
";

/// Whether notmuch can have such a tag. One with U+FFFD was no text.
pub(super) fn is_tag(tag: &str) -> bool {
    !tag.is_empty() && tag.len() <= LONGEST_TAG && !tag.contains('\u{FFFD}')
}

/// The id that notmuch knows a message by: without white space, which some mailers fold long ids with. `None` where the message has no Message-ID
/// of its own (Thunderbird then keeps `md5:` and a hash) or one that notmuch keeps in another form.
pub(super) fn id_of(message_id: &[u8]) -> Option<String> {
    let id: String = str::from_utf8(message_id).ok()?.split_ascii_whitespace().collect();
    let is_made_up = id.starts_with("md5:") && !id.contains('@');
    // A comment (RFC 5322) in front is no part of the id for notmuch.
    let is_other =
        id.is_empty() || id.len() > LONGEST_ID || id.starts_with('(') || id.contains(char::is_control);
    (!is_made_up && !is_other).then_some(id)
}

/// Appends a line: all tags are added, and `unread` is removed where it is not among them.
pub(super) fn write_line(id: &str, tags: &BTreeSet<String>, out: &mut String) {
    for tag in tags {
        out.push('+');
        write_tag(tag, out);
        out.push(' ');
    }
    if !tags.contains(super::UNREAD) {
        out.push('-');
        out.push_str(super::UNREAD);
        out.push(' ');
    }
    out.push_str("-- id:");
    write_quoted(id, out);
    out.push('\n');
}

/// Letters, digits and what is harmless stay; each other byte is `%` and two hex digits.
fn write_tag(tag: &str, out: &mut String) {
    for (at, byte) in tag.bytes().enumerate() {
        let is_plain = byte.is_ascii_alphanumeric() || b"_.:@/$".contains(&byte) || (byte == b'-' && at > 0);
        if is_plain {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02x}");
        }
    }
}

/// A term of Xapian in quotes, with those within doubled.
fn write_quoted(term: &str, out: &mut String) {
    out.push('"');
    for letter in term.chars() {
        out.push(letter);
        if letter == '"' {
            out.push('"');
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, tags: &[&str]) -> String {
        let mut out = String::new();
        write_line(id, &tags.iter().map(|tag| (*tag).to_owned()).collect(), &mut out);
        out
    }

    #[test]
    fn tags_are_encoded_and_ids_quoted() {
        assert_eq!(line("a@b", &["flagged"]), "+flagged -unread -- id:\"a@b\"\n");
        assert_eq!(line("a@b", &["To Do", "unread"]), "+To%20Do +unread -- id:\"a@b\"\n");
        assert_eq!(line("a@b", &[]), "-unread -- id:\"a@b\"\n");
        assert_eq!(
            line("\"q\" x)@b", &["100%", "-ü\""]),
            "+%2d%c3%bc%22 +100%25 -unread -- id:\"\"\"q\"\" x)@b\"\n"
        );
    }

    #[test]
    fn one_tag_too_long_would_end_the_batch() {
        assert!(is_tag(&"x".repeat(200)) && !is_tag(&"x".repeat(201)) && !is_tag("") && !is_tag("a\u{FFFD}"));
    }

    #[test]
    fn ids_as_notmuch_has_them() {
        assert_eq!(id_of(b"a@b").as_deref(), Some("a@b"));
        assert_eq!(id_of(b"with space\t@b").as_deref(), Some("withspace@b"));
        assert_eq!(id_of("ünï@x".as_bytes()).as_deref(), Some("ünï@x"));
        let long = "x".repeat(244);
        for odd in [
            &b""[..],
            b"md5:aZvtdbFTxKRsBNZZ1HQc1A==",
            b"\xFF@b",
            b"(comment)a@b",
            b"a\x01@b",
            long.as_bytes(),
        ] {
            assert_eq!(id_of(odd), None, "{}", odd.escape_ascii());
        }
        assert!(id_of(b"md5:x@b").is_some() && id_of(&long.as_bytes()[1..]).is_some());
    }
}

//! The names in an address header, for a column of a message list.

use std::borrow::Cow;

use super::clean::clean;
use super::decode::and_then;
use super::mailbox::{each_mailbox, one_spaced};
use super::words::{self, Word};
use super::{decode, until_nul};

/// Who a `sender`, `recipients` or `ccList` cell names, for a column of a list: the name of each mailbox, else its address,
/// with `, ` between them.
///
/// As in Thunderbird, a name that looks like an address (`@` and a dot after it) is shown with the true address, so that
/// nobody can pass for someone else. A header that has no mailbox but a colon is an empty group and shown as it is
/// (`undisclosed-recipients:;`).
///
/// The common forms are borrowed. The time is linear. For all mailboxes in full, see [`mailboxes`](super::mailboxes).
pub fn names<'a>(raw: &'a [u8], charset: &str) -> Cow<'a, str> {
    let raw = until_nul(raw);
    let header = match decode::plain(raw) {
        Some(text) => Cow::Borrowed(text),
        None => decode::to_unicode(raw, charset),
    };
    match header {
        Cow::Borrowed(text) => {
            let name = simple(text).map(Cow::Borrowed);
            name.unwrap_or_else(|| Cow::Owned(encoded(text).unwrap_or_else(|| joined(text, raw, charset))))
        }
        Cow::Owned(text) => Cow::Owned(joined(&text, raw, charset)),
    }
}

/// The name in a header that is nothing but a name, perhaps in quotes, and an address, or an address alone.
fn simple(header: &str) -> Option<&str> {
    let (name, address) = parts(header)?;
    if name.is_empty() {
        return Some(address);
    }
    match name.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').filter(|name| is_simple(name, NOT_IN_QUOTES)),
        None => Some(name).filter(|name| is_simple(name, NOT_IN_NAMES)),
    }
}

/// The name in a header that is nothing but encoded words and an address.
fn encoded(header: &str) -> Option<String> {
    let (name, _) = parts(header)?;
    if Word::run(name, 0)? != name.len() {
        return None;
    }
    let name = and_then(words::decode(name), clean);
    let name = one_spaced(&name);
    (!name.is_empty() && !name.contains('@')).then(|| name.into_owned())
}

/// What may be a name, and the address after it, which is one that nothing is to be done to.
fn parts(header: &str) -> Option<(&str, &str)> {
    let header = header.trim_end_matches(' ');
    let (name, address) = match header.strip_suffix('>') {
        Some(header) => header.split_at_checked(memchr::memchr(b'<', header.as_bytes())?)?,
        None => ("", header),
    };
    let address = address.strip_prefix('<').unwrap_or(address);
    is_simple(address, NOT_IN_ADDRESSES).then_some((name.trim_end_matches(' '), address))
}

/// Bits of [`CLASSES`].
const NOT_IN_QUOTES: u8 = 1;
const NOT_IN_NAMES: u8 = 2;
const NOT_IN_ADDRESSES: u8 = 4;
const SPACE: u8 = 8;
const NOT_AFTER_SPACE: u8 = 16;

/// Where a byte asks for the whole parser.
const CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let classes: [(u8, &[u8]); 5] = [
        (NOT_IN_QUOTES | NOT_IN_NAMES | NOT_IN_ADDRESSES, b"\"\\\t\r\n"),
        (NOT_IN_NAMES | NOT_IN_ADDRESSES, b"(),:;[]<>="),
        (NOT_IN_QUOTES | NOT_IN_NAMES, b"@"),
        (NOT_IN_ADDRESSES | SPACE | NOT_AFTER_SPACE, b" "),
        // The parser takes the space away before a dot.
        (NOT_AFTER_SPACE, b"."),
    ];
    let mut class = 0;
    while class < classes.len() {
        let (bits, bytes) = classes[class];
        let mut next = 0;
        while next < bytes.len() {
            table[bytes[next] as usize] |= bits;
            next += 1;
        }
        class += 1;
    }
    // An encoded word may be within quotes.
    table[b'=' as usize] |= NOT_IN_QUOTES;
    table
};

/// Whether a text is to be shown just so: without these bytes, and with single spaces within it.
fn is_simple(text: &str, without: u8) -> bool {
    let mut last = SPACE;
    for byte in text.bytes() {
        let class = CLASSES[usize::from(byte)];
        if class & without != 0 || last & SPACE != 0 && class & NOT_AFTER_SPACE != 0 {
            return false;
        }
        last = class;
    }
    last & SPACE == 0
}

fn joined(header: &str, raw: &[u8], charset: &str) -> String {
    let mut joined = String::new();
    each_mailbox(header, |name, address| {
        if !joined.is_empty() {
            joined.push_str(", ");
        }
        match (name, address) {
            ("", address) => joined.push_str(address),
            (name, "") => joined.push_str(name),
            (name, address) if looks_like_address(name) => joined.extend([name, " <", address, ">"]),
            (name, _) => joined.push_str(name),
        }
    });
    if joined.is_empty() && header.contains(':') {
        super::display(&decode(raw, charset)).trim_start().clone_into(&mut joined);
    }
    joined
}

fn looks_like_address(name: &str) -> bool {
    name.split_once('@').is_some_and(|(_, domain)| domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn borrowed(raw: &str, expected: &str) {
        assert!(matches!(names(raw.as_bytes(), ""), Cow::Borrowed(name) if name == expected), "{raw}");
        // The whole parser must say the same.
        assert_eq!(joined(raw, raw.as_bytes(), ""), expected);
    }

    #[test]
    fn the_common_forms_are_borrowed() {
        borrowed("Anna Smith <anna@x.example>", "Anna Smith");
        borrowed("\"Smith, Anna (work)\" <anna@x.example> ", "Smith, Anna (work)");
        borrowed("Zoë Müller<zoe@x>", "Zoë Müller");
        borrowed("anna@x.example", "anna@x.example");
        borrowed("<anna@x.example>", "anna@x.example");
        borrowed("root", "root");
        borrowed("J. R. Smith <j@x>", "J. R. Smith");
    }

    /// Spaces are not always as they are shown.
    #[test]
    fn uncommon_spaces() {
        assert_eq!(names(b"J .R  Smith <j@x>", ""), "J.RSmith");
        assert_eq!(names(b"\" J\tSmith \" <j@x>", ""), "J Smith");
    }

    #[test]
    fn several() {
        let header = "\"Smith, Anna\" <a@x>, b@x, Group: =?utf-8?Q?Zo=C3=AB?= <z@x>, c@x (C);, ";
        assert_eq!(names(header.as_bytes(), ""), "Smith, Anna, b@x, Zoë, C");
        assert_eq!(names(b"Ren\xE9 <r@x>", "iso-8859-1"), "René");
        assert_eq!(names(b"", ""), "");
    }

    #[test]
    fn a_name_that_looks_like_an_address_does_not_hide_the_true_one() {
        assert_eq!(names(b"\"boss@corp.example\" <evil@x>", ""), "boss@corp.example <evil@x>");
        assert_eq!(names(b"anna@home <a@x>", ""), "anna@home");
        assert_eq!(names(b"\"anna@home\" <a@x>", ""), "anna@home");
    }

    #[test]
    fn an_empty_group_shows_its_name() {
        assert_eq!(names(b"undisclosed-recipients: ;", ""), "undisclosed-recipients: ;");
    }
}

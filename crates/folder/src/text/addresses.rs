//! The mailboxes of an address header.

use super::mailbox::each_mailbox;
use super::{decode, until_nul};

/// A mailbox: a name, an address, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name to show; empty where there is none.
    pub name: String,
    /// The address; empty where there is none.
    pub address: String,
}

/// The mailboxes of a `sender`, `recipients` or `ccList` cell, decoded as [`decode`](super::decode()) does; those in groups stand
/// alone.
///
/// This is Mozilla's lenient parser. Any bytes give some answer: a name may have no address, an address no name, a broken
/// quoted string ends with the header, and a comment after an address without a name is its name. The time is linear.
pub fn mailboxes(raw: &[u8], charset: &str) -> Vec<Mailbox> {
    let mut found = Vec::new();
    each_mailbox(&decode::to_unicode(until_nul(raw), charset), |name, address| {
        found.push(Mailbox { name: name.to_owned(), address: address.to_owned() });
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> Vec<(String, String)> {
        mailboxes(raw.as_bytes(), "").into_iter().map(|Mailbox { name, address }| (name, address)).collect()
    }

    #[track_caller]
    fn expect(raw: &str, mailboxes: &[(&str, &str)]) {
        let found = parsed(raw);
        let found: Vec<_> = found.iter().map(|(name, address)| (&**name, &**address)).collect();
        assert_eq!(found, mailboxes, "{raw}");
    }

    #[test]
    fn names_and_addresses() {
        expect("", &[]);
        expect("a@b", &[("", "a@b")]);
        expect("Anna Smith <anna@x>", &[("Anna Smith", "anna@x")]);
        expect("\"Smith, Anna\"  <anna@x>, b@x", &[("Smith, Anna", "anna@x"), ("", "b@x")]);
        expect(r#""A \"B\" C" <d@e>"#, &[(r#"A "B" C"#, "d@e")]);
        expect("=?utf-8?Q?=C3=85ngstr=C3=B6m=2C_=C3=85ke?= <ake@x>", &[("Ångström, Åke", "ake@x")]);
        expect("No Address", &[("No Address", "")]);
        expect("\"a b\"@x", &[("", "\"a b\"@x")]);
    }

    #[test]
    fn comments() {
        expect("a@x (Anna)", &[("Anna", "a@x")]);
        expect("Anna (work) <a@x>", &[("Anna (work)", "a@x")]);
        expect("a(A)@x", &[("A", "a@x")]);
        expect("A <a(no)@x>", &[("A", "a@x")]);
        expect("<a@x> (Anna)", &[("(Anna)", "a@x")]);
    }

    #[test]
    fn groups_are_taken_apart() {
        expect("Friends: a@x, B <b@x>; c@x", &[("", "a@x"), ("B", "b@x"), ("", "c@x")]);
        expect("undisclosed-recipients:;", &[]);
        expect("a@x; b@x", &[("", "a@x"), ("", "b@x")]);
    }

    #[test]
    fn broken_headers() {
        expect(",, ,", &[]);
        expect("\"A <a@x>", &[("A <a@x>", "")]);
        expect("A <a@x> <b@x>", &[("A <a@x>", "b@x")]);
        expect("<<a@x>>", &[("", "a@x")]);
        expect("A <a@x", &[("A", "a@x")]);
        expect(">>", &[]);
    }

    #[test]
    fn hostile_headers_take_linear_time() {
        for piece in ["(", "<", "<a> ", "\"", "=?a?Q?", "=?a?Q?b?= ", "\\", "a <", ",", "[", "@", "()"] {
            mailboxes(piece.repeat(200_000).as_bytes(), "");
        }
    }
}

//! LDIF (RFC 2849), with the attributes of Thunderbird.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::book::{AddressBook, Card, List, Written};
use crate::field::FIELDS;

/// Writes cards as `mozillaAbPersonAlpha` and lists as `groupOfNames`, with the attributes and in the order in which
/// Thunderbird writes them. As there, no version is said and no line is folded; and a property without an attribute is left
/// out, which is counted. What Thunderbird does not do: a distinguished name is escaped (RFC 4514), a value with a blank at its
/// end is in base64, and before a card that was deleted a comment says so.
///
/// # Errors
/// Those of `out`.
pub fn write(book: &AddressBook, out: &mut impl Write) -> io::Result<Written> {
    let mut written = Written { cards: book.cards.len(), lists: book.lists.len(), ..Written::default() };
    for card in &book.cards {
        write_card(card, out, &mut written)?;
    }
    for list in &book.lists {
        write_list(book, list, out)?;
    }
    Ok(written)
}

fn write_card(card: &Card, out: &mut impl Write, written: &mut Written) -> io::Result<()> {
    if let Some(deleted) = card.deleted {
        writeln!(out, "# deleted: {}", deleted.word())?;
    }
    let name = distinguished(card.get("DisplayName"), card.get("PrimaryEmail"));
    let name = if name.is_empty() { distinguished(Some(&unnamed(card)), None) } else { name };
    attribute("dn", &name, out)?;
    for class in ["top", "person", "organizationalPerson", "inetOrgPerson", "mozillaAbPersonAlpha"] {
        attribute("objectclass", class, out)?;
    }
    for field in FIELDS {
        if let (Some(name), Some(value)) = (field.attribute, card.get(field.name)) {
            attribute(name, value, out)?;
        }
    }
    for property in card.all() {
        if !FIELDS.iter().any(|field| field.name == property.name && field.attribute.is_some()) {
            written.leave_out(&property.name);
        }
    }
    writeln!(out)
}

/// What to call a card in its distinguished name that has neither a display name nor an address: Thunderbird writes none then,
/// which makes it no record.
fn unnamed(card: &Card) -> String {
    Some(card.name()).filter(|name| !name.is_empty()).unwrap_or_else(|| card.id.clone())
}

fn write_list(book: &AddressBook, list: &List, out: &mut impl Write) -> io::Result<()> {
    if let Some(deleted) = list.deleted {
        writeln!(out, "# deleted: {}", deleted.word())?;
    }
    let name = if list.name.is_empty() { &list.id } else { &list.name };
    attribute("dn", &distinguished(Some(name), None), out)?;
    attribute("objectclass", "top", out)?;
    attribute("objectclass", "groupOfNames", out)?;
    attribute("cn", name, out)?;
    attribute("mozillaNickname", &list.nickname, out)?;
    attribute("description", &list.description, out)?;
    for card in list.members.iter().filter_map(|place| book.cards.get(*place)) {
        let name = distinguished(card.get("DisplayName"), card.get("PrimaryEmail"));
        let name = if name.is_empty() { distinguished(Some(&unnamed(card)), None) } else { name };
        attribute("member", &name, out)?;
    }
    writeln!(out)
}

/// `cn=Ada,mail=ada@example.org`
fn distinguished(name: Option<&str>, address: Option<&str>) -> String {
    let part =
        |attribute: &str, value: Option<&str>| value.map(|value| format!("{attribute}={}", escape(value)));
    let parts: Vec<_> = [part("cn", name), part("mail", address)].into_iter().flatten().collect();
    parts.join(",")
}

/// Escapes a value of a distinguished name.
fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let last = value.len().saturating_sub(1);
    for (at, character) in value.char_indices() {
        match character {
            '\0' => escaped.push_str("\\00"),
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', character]),
            ' ' if at == 0 || at == last => escaped.push_str("\\ "),
            '#' if at == 0 => escaped.push_str("\\#"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Writes an attribute, in base64 where it is not plain. An empty one is not written.
fn attribute(name: &str, value: &str, out: &mut impl Write) -> io::Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    if is_safe(value) {
        writeln!(out, "{name}: {value}")
    } else {
        writeln!(out, "{name}:: {}", STANDARD.encode(value))
    }
}

fn is_safe(value: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii() && !matches!(byte, 0 | b'\r' | b'\n');
    !value.starts_with([' ', ':', '<']) && !value.ends_with(' ') && value.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: &str) -> String {
        let mut out = Vec::new();
        attribute("cn", value, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_not_plain_is_in_base64() {
        assert_eq!(line("Ada"), "cn: Ada\n");
        assert_eq!(line("Jörg"), "cn:: SsO2cmc=\n");
        for value in [" a", ":a", "<a", "a ", "a\nb"] {
            assert!(line(value).starts_with("cn:: "), "{value:?}");
        }
        assert_eq!(line(""), "");
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(distinguished(Some("Lovelace, Ada"), Some("a@b")), "cn=Lovelace\\, Ada,mail=a@b");
        assert_eq!(escape("#1 <x> "), "\\#1 \\<x\\>\\ ");
        assert_eq!(escape(" "), "\\ ");
    }
}

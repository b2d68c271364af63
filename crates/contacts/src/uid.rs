//! What cards are called across files.

use crate::book::{AddressBook, Card, List};

/// A UID for a card: its own, or one made of what it says, so that the same file gives the same one again.
pub(crate) fn of_card(card: &Card) -> String {
    match card.get("UID") {
        Some(uid) => uid.to_owned(),
        None => {
            made(card.all().flat_map(|property| [property.name.as_str(), property.value.as_str()]), &card.id)
        }
    }
}

/// A UID for a list.
pub(crate) fn of_list(list: &List) -> String {
    match &list.uid {
        Some(uid) => uid.clone(),
        None => made(["list", &list.name, &list.nickname, &list.description].into_iter(), &list.id),
    }
}

/// The UIDs of all cards of a book.
pub(crate) fn of_cards(book: &AddressBook) -> Vec<String> {
    book.cards.iter().map(of_card).collect()
}

/// A UUID of version 8 (RFC 9562: whatever its maker likes), of the 128-bit FNV-1a hash of the parts.
fn made<'a>(parts: impl Iterator<Item = &'a str>, id: &'a str) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let mut hash: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
    for part in parts.chain([id]) {
        for byte in part.bytes().chain([0xFF]) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
    let hash = hash & !(0xF << 76) & !(0x3 << 62) | (0x8 << 76) | (0x2 << 62);
    let digits = format!("{hash:032x}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

/// Whether a text is a UUID.
pub(crate) fn is_uuid(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if dashes.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_uids_are_uuids_and_stay_the_same() {
        let one = made(["a", "b"].into_iter(), "1");
        assert!(is_uuid(&one), "{one}");
        assert_eq!(one, made(["a", "b"].into_iter(), "1"));
        assert_ne!(one, made(["ab", ""].into_iter(), "1"));
        assert_eq!(one.get(14..15), Some("8"));
    }
}

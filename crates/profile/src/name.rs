//! Names of folders, and of their files.
//!
//! What a folder is called is not always what its file is called: names that no file can have are replaced by a hash, and names on IMAP
//! servers are in modified UTF-7.

use std::borrow::Cow;
use std::fmt::Write as _;

/// How many UTF-16 units a name of a file may have before it is hashed.
const LONGEST: usize = 55;
/// How many of them stay in front of the hash.
const KEPT: usize = LONGEST - HASH;
/// How many digits a hash has.
const HASH: usize = 8;

/// Decodes a name in modified UTF-7, which is how IMAP servers have names of folders (RFC 3501, section 5.1.3).
///
/// `None` where it is not what [`encode_utf7`] would give, so that nothing is lost: show such a name as it is.
///
/// ```
/// use morkdb_profile::name::decode_utf7;
/// assert_eq!(decode_utf7("&A7EDsgOz-").as_deref(), Some("αβγ"));
/// assert_eq!(decode_utf7("Lost & found"), None);
/// ```
pub fn decode_utf7(name: &str) -> Option<String> {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((direct, encoded)) = rest.split_once('&') {
        let (run, after) = encoded.split_once('-')?;
        text.push_str(direct);
        if run.is_empty() {
            text.push('&');
        }
        push_run(run, &mut text)?;
        rest = after;
    }
    text.push_str(rest);
    (encode_utf7(&text) == name).then_some(text)
}

/// Appends what a run of Base64 says in UTF-16.
fn push_run(run: &str, text: &mut String) -> Option<()> {
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut units = Vec::with_capacity(run.len() / 2);
    for byte in run.bytes() {
        bits = (bits << 6 | u32::from(sextet(byte)?)) & 0x3F_FFFF;
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push(u16::try_from(bits >> held & 0xFFFF).ok()?);
        }
    }
    for char in char::decode_utf16(units) {
        text.push(char.ok()?);
    }
    Some(())
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b',' => Some(63),
        _ => None,
    }
}

/// Encodes a name in modified UTF-7: what is not printable ASCII becomes Base64 between `&` and `-`, and `&` becomes `&-`.
pub fn encode_utf7(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut run = Vec::new();
    for char in name.chars() {
        if !matches!(char, ' '..='~') {
            run.extend(char.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
            continue;
        }
        end_run(&mut run, &mut out);
        out.push(char);
        if char == '&' {
            out.push('-');
        }
    }
    end_run(&mut run, &mut out);
    out
}

fn end_run(run: &mut Vec<u8>, out: &mut String) {
    if run.is_empty() {
        return;
    }
    out.push('&');
    for bytes in run.chunks(3) {
        let bits = bytes.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (24 - 8 * bytes.len());
        out.extend((0..=bytes.len()).map(|place| digit(bits >> (18 - 6 * place) & 63)));
    }
    out.push('-');
    run.clear();
}

fn digit(sextet: u32) -> char {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    usize::try_from(sextet).ok().and_then(|at| DIGITS.get(at)).map_or('A', |digit| char::from(*digit))
}

/// The name that Thunderbird gives the file of a folder (`NS_MsgHashIfNecessary`), on Windows or elsewhere: the name itself, unless it
/// has what no name of a file may have or is too long. Then a hash stands for what is from there on.
///
/// ```
/// use morkdb_profile::name::hashed;
/// assert_eq!(hashed("work", false), "work");
/// assert_eq!(hashed("test/test", false), "test24ddc4ea");
/// ```
pub fn hashed(name: &str, windows: bool) -> Cow<'_, str> {
    let kept = match illegal_at(name, windows) {
        Some(at) => units(name.get(..at).unwrap_or_default()).min(KEPT),
        None if units(name) > LONGEST => KEPT,
        None => return Cow::Borrowed(name),
    };
    let mut file = start(name, kept).to_owned();
    let _ = write!(file, "{:08x}", hash(name));
    Cow::Owned(file)
}

/// Where the first character is that no name of a file may have, in bytes.
fn illegal_at(name: &str, windows: bool) -> Option<usize> {
    let is_illegal = |char: char| match char {
        ';' | '#' | '/' => true,
        '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => windows,
        other => other.is_control(),
    };
    let within = name.find(is_illegal);
    let first = || name.starts_with('.').then_some(0);
    let last = || name.ends_with(['.', '~', ' ']).then(|| name.len() - 1);
    within.or_else(first).or_else(last)
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The first characters of a text, as far as they take no more than so many UTF-16 units.
fn start(text: &str, kept: usize) -> &str {
    let ends = text.char_indices().scan(0, |units, (at, char)| {
        *units += char.len_utf16();
        (*units <= kept).then_some(at + char.len_utf8())
    });
    text.get(..ends.last().unwrap_or(0)).unwrap_or_default()
}

/// Mozilla's hash of a name (`StringHash`): of the bytes of its UTF-16, the lower of each unit first.
fn hash(name: &str) -> u32 {
    let bytes = name.encode_utf16().flat_map(u16::to_le_bytes);
    bytes.fold(1_u32, |hash, byte| {
        hash.wrapping_mul(0x63c6_3cd9).wrapping_add(0x9c39_c33d).wrapping_add(u32::from(byte))
    })
}

/// Whether the name of a file is the hash of a folder's name: made on any system, and by any version of Thunderbird, which have kept more
/// or less of the name in front of it.
///
/// ```
/// use morkdb_profile::name::is_hash_of;
/// assert!(is_hash_of("test24ddc4ea", "test/test"));
/// assert!(!is_hash_of("test24ddc4ea", "test/other"));
/// ```
pub fn is_hash_of(file: &str, name: &str) -> bool {
    let Some((kept, digits)) = split_hash(file) else { return false };
    name.starts_with(kept) && u32::from_str_radix(digits, 16) == Ok(hash(name))
}

/// Whether the name of a file ends as hashed ones do.
pub fn looks_hashed(file: &str) -> bool {
    split_hash(file).is_some()
}

fn split_hash(file: &str) -> Option<(&str, &str)> {
    let (kept, digits) = file.split_at_checked(file.len().checked_sub(HASH)?)?;
    digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).then_some((kept, digits))
}

/// Escapes a name for a folder's URI, as Thunderbird does: all but letters, digits and `*+-._`.
pub(crate) fn escaped(name: &[u8], plus: bool) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name {
        match byte {
            b'+' if plus => out.push('+'),
            b'*' | b'-' | b'.' | b'_' => out.push(char::from(*byte)),
            other if other.is_ascii_alphanumeric() => out.push(char::from(*other)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

/// What a URI says, with its escapes undone: two that say the same are of the same folder, whoever wrote them.
pub(crate) fn unescaped(uri: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let escape = hex(0).zip(hex(1)).and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
        match escape.filter(|_| *byte == b'%') {
            Some(escaped) => {
                out.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The first two are of RFC 3501 and of a real server.
    #[test]
    fn modified_utf_7() {
        for (encoded, name) in [
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("&A7EDsgOz-", "αβγ"),
            ("R&AOk-sum&AOk-", "Résumé"),
            ("Q&-A", "Q&A"),
            ("&2D3eAA-", "😀"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(decode_utf7(encoded).as_deref(), Some(name));
            assert_eq!(encode_utf7(name), encoded);
        }
    }

    /// An open run, a lone `&`, a half of a pair, ASCII and `/` in Base64, raw 8-bit text, left-over bits.
    #[test]
    fn what_would_not_come_back_is_not_decoded() {
        for name in [
            "&A7E",
            "a & b",
            "&2D0-",
            "&AGE-",
            "&U/BT-",
            "é",
            "&A7F-",
            "&A-",
            "&A7EDsg-&A7E-",
            "\t",
            "&AOk- &",
        ] {
            assert_eq!(decode_utf7(name), None, "{name}");
        }
    }

    /// Thunderbird's own test vectors, and names that it made.
    #[test]
    fn hashes() {
        assert_eq!(hashed("test/test", false), "test24ddc4ea");
        assert_eq!(hashed("test\\test", true), "testc6574bcf");
        assert_eq!(hashed("test\\test", false), "test\\test");
        assert_eq!(hashed("Wörk / renamed: ünïcode?", false), "Wörk da0e34b3");
        let long = "a very long folder name ".repeat(6);
        assert_eq!(hashed(long.trim_end(), false), "a very long folder name a very long folder nameb6f41bf7");
        assert!(is_hash_of("1ad41a64", "test τ"), "of old versions, which kept nothing");
        assert!(is_hash_of("a very long folder name a very long folder nameb6f41bf7", long.trim_end()));
        assert!(!is_hash_of("a very long folder name a very long folder nameb6f41bf7", &long));
        assert!(!is_hash_of("ea", "x") && !is_hash_of("ößß24ddc4ea", "x") && !looks_hashed("work"));
    }

    #[test]
    fn names_that_need_a_hash() {
        for (name, kept) in [(".", ""), ("x.", "x"), ("x ", "x"), ("a#b", "a"), ("a;b", "a"), ("a\u{1}", "a")]
        {
            assert_eq!(hashed(name, false), format!("{kept}{:08x}", hash(name)));
        }
        assert_eq!(hashed("", false), "");
        assert_eq!(hashed(&"😀".repeat(30), false).chars().count(), 23 + 8, "no half of a pair is kept");
        assert_eq!(hashed(&format!("{}/", "x".repeat(60)), false).len(), 55);
    }

    #[test]
    fn uris() {
        assert_eq!(escaped("Q4 äöü & stuff".as_bytes(), true), "Q4%20%C3%A4%C3%B6%C3%BC%20%26%20stuff");
        assert_eq!(escaped(b"a+b@c", false), "a%2Bb%40c");
        assert_eq!(unescaped("Q4%20%c3%A4%2"), "Q4 ä%2".as_bytes());
        assert_eq!(unescaped("100%é%"), "100%é%".as_bytes());
    }

    proptest! {
        #[test]
        fn modified_utf_7_loses_nothing(name in any::<String>()) {
            let encoded = encode_utf7(&name);
            prop_assert!(encoded.is_ascii());
            prop_assert_eq!(decode_utf7(&encoded), Some(name));
        }

        #[test]
        fn decoding_any_text_is_safe(name in "[&,A-Za-z+/ é-]{0,12}") {
            if let Some(decoded) = decode_utf7(&name) {
                prop_assert_eq!(encode_utf7(&decoded), name);
            }
        }

        #[test]
        fn a_hash_is_of_its_name(name in any::<String>(), windows in any::<bool>()) {
            let file = hashed(&name, windows);
            prop_assert!(file == name || is_hash_of(&file, &name));
            prop_assert!(units(&file) <= LONGEST);
            prop_assert_eq!(unescaped(&escaped(name.as_bytes(), true)), name.as_bytes());
        }
    }
}

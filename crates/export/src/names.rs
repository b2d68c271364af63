//! Names of folders as names of files: what the target cannot hold is escaped, and no two are the same.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Names longer than this, in bytes, are cut: file systems hold 255, and what the target adds needs room.
const LONGEST: usize = 200;
/// What is kept of a name that is cut.
const KEPT: usize = 160;
/// Endings that files of an export have: a folder that has one might be taken for such a file.
const ENDINGS: [&str; 8] = [".mbox", ".jsonl", ".csv", ".parquet", ".json", ".sqlite", ".tags", ".eml"];
/// Names of devices on Windows, where a file cannot have them, whatever follows behind a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A name as that of a file on any system: what it cannot hold is `%` and two hex digits for each byte, and so is `%`. Where that would be too
/// long, it is the beginning of it, `%~` and a hash. The empty name is `%`.
pub(crate) fn escape(name: &str) -> String {
    if name.is_empty() {
        return "%".to_owned();
    }
    let mut text = String::with_capacity(name.len());
    let last = name.chars().count() - 1;
    for (at, letter) in name.chars().enumerate() {
        let is_bad = match letter {
            '.' => at == 0 || at == last,
            ' ' => at == last,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' => true,
            other => other.is_control(),
        };
        push(&mut text, letter, is_bad || (at == 0 && is_device(name)));
    }
    shorten(name, escape_ending(text), LONGEST)
}

/// Writes a letter as it is or escaped.
pub(crate) fn push(text: &mut String, letter: char, is_bad: bool) {
    if !is_bad {
        return text.push(letter);
    }
    for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(text, "%{byte:02X}");
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_numbered =
        |prefix| stem.strip_prefix(prefix).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    DEVICES.contains(&stem.as_str()) || is_numbered("com") || is_numbered("lpt")
}

fn escape_ending(text: String) -> String {
    let lower = text.to_ascii_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.ends_with(**ending));
    match ending.and_then(|ending| text.split_at_checked(text.len() - ending.len())) {
        Some((stem, ending)) => format!("{stem}%2E{}", ending.trim_start_matches('.')),
        None => text,
    }
}

/// An escaped name that is not too long; the hash is of the name before it was escaped.
pub(crate) fn shorten(name: &str, text: String, longest: usize) -> String {
    if text.len() <= longest {
        return text;
    }
    let kept = longest.min(KEPT.max(longest.saturating_sub(40)));
    format!("{}%~{}", beginning(&text, kept), hash(name.as_bytes()))
}

/// The beginning of an escaped text, that cuts neither a letter nor an escape in two.
fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let cut = text.get(..end).unwrap_or_default();
    match cut.rfind('%') {
        Some(at) if at + 3 > end => cut.get(..at).unwrap_or_default(),
        _ => cut,
    }
}

/// 16 hex digits that stand for some bytes.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes), 8)
}

/// The first bytes of a digest, in hex.
pub(crate) fn hex(digest: &[u8], bytes: usize) -> String {
    digest.iter().take(bytes).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The names in one folder of the target.
#[derive(Debug, Default)]
pub(crate) struct Names {
    used: HashSet<String>,
    /// The number that a name was last made unique with: where all are the same, each is tried once.
    last: HashMap<String, u64>,
}

impl Names {
    /// Keeps a name for something else.
    pub(crate) fn reserve(&mut self, name: &str) {
        self.used.insert(name.to_lowercase());
    }

    /// The name itself where no other name here is the same but for case; else with `%~2`, `%~3` and so on behind it, in the order of asking.
    pub(crate) fn unique(&mut self, name: String) -> String {
        if self.used.insert(name.to_lowercase()) {
            return name;
        }
        let last = self.last.entry(name.to_lowercase()).or_insert(1);
        loop {
            *last += 1;
            let other = format!("{name}%~{last}");
            if self.used.insert(other.to_lowercase()) {
                return other;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name that was escaped; `None` where it was cut, or is none of these.
    fn unescape(text: &str) -> Option<String> {
        if text == "%" {
            return Some(String::new());
        }
        let mut parts = text.split('%');
        let mut bytes = parts.next()?.as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
            bytes.extend_from_slice(part.get(2..)?.as_bytes());
        }
        String::from_utf8(bytes).ok()
    }

    #[test]
    fn escaped_names_lead_back() {
        let cases = [
            ("Sent", "Sent"),
            ("a/b\\c:d", "a%2Fb%5Cc%3Ad"),
            ("100%", "100%25"),
            (".hidden", "%2Ehidden"),
            ("end.", "end%2E"),
            ("end ", "end%20"),
            ("tab\there", "tab%09here"),
            ("con", "%63on"),
            ("COM1.txt", "%43OM1.txt"),
            ("context", "context"),
            ("a.mbox", "a%2Embox"),
            ("Q4 äöü & stuff", "Q4 äöü & stuff"),
            ("\u{85}", "%C2%85"),
            ("", "%"),
            (".", "%2E"),
            ("..", "%2E%2E"),
        ];
        for (name, escaped) in cases {
            assert_eq!(escape(name), escaped);
            assert_eq!(unescape(escaped).as_deref(), Some(name));
        }
    }

    #[test]
    fn long_names_are_cut_at_whole_letters() {
        for letter in ["a", "ä", "€", "/"] {
            let name = letter.repeat(300);
            let short = escape(&name);
            assert!(short.len() <= LONGEST, "{short}");
            assert_ne!(short, escape(&letter.repeat(301)));
            assert_eq!(unescape(&short), None);
        }
    }

    #[test]
    fn no_two_names_are_the_same() {
        let mut names = Names::default();
        let all = ["a", "A", "a", "b"].map(|name| names.unique(name.to_owned()));
        assert_eq!(all, ["a", "A%~2", "a%~3", "b"]);
    }
}

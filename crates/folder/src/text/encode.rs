//! Writing text as encoded words of RFC 2047, folded as Thunderbird folds a subject that it stores.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Lines are kept within this where there is a place to fold.
const SOFT_MARGIN: usize = 72;
/// No line may be longer.
const HARD_MARGIN: usize = 998;
/// What the first line begins with, in the margins' reckoning: a field name of nine characters, colon and space.
const FIELD_NAME: usize = 11;
/// `=?UTF-8?B?`, which is as long with `Q`.
const PRELUDE: usize = 10;

/// A header value in the making.
struct Folded {
    value: String,
    /// Where the last line begins.
    line: usize,
    /// The characters before the line's text.
    indent: usize,
    /// Where the last line is best folded; only after its start.
    fold: Option<usize>,
}

/// The text as a `Subject`: in encoded words (UTF-8) where it is not all printable ASCII, with runs of white space as one
/// space, and with lines of at most 72 characters where it has places to fold (CR, LF, space).
///
/// ASCII with a word that is too long for any line is encoded, too. Mozilla's encoder gives nothing then.
pub(super) fn unstructured(text: &str) -> String {
    let text = one_spaced(text);
    let is_plain = text.bytes().all(|byte| (0x20..0x7F).contains(&byte));
    if is_plain && text.split(' ').all(|word| word.len() < HARD_MARGIN) {
        finish(|folded| folded.plain(&text))
    } else {
        finish(|folded| folded.encoded(text.as_bytes()))
    }
}

/// The value that is made so.
fn finish(make: impl FnOnce(&mut Folded)) -> String {
    let mut folded = Folded { value: String::new(), line: 0, indent: FIELD_NAME, fold: None };
    make(&mut folded);
    folded.value.trim_end_matches(' ').trim_start_matches([' ', '\r', '\n']).to_owned()
}

/// Each run of white space as one space.
fn one_spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if matches!(c, '\t' | '\r' | '\n') { ' ' } else { c };
        if c != ' ' || !spaced.ends_with(' ') {
            spaced.push(c);
        }
    }
    spaced
}

impl Folded {
    fn line_length(&self) -> usize {
        self.indent + self.value.len() - self.line
    }

    /// Appends text that needs no encoding.
    fn plain(&mut self, text: &str) {
        if self.line_length() + text.len() < SOFT_MARGIN {
            return self.push(text, false);
        }
        let mut words = text.split(' ').peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                self.push(word, words.peek().is_some());
            }
        }
    }

    /// Appends text in encoded words, each as long as the line allows.
    fn encoded(&mut self, text: &[u8]) {
        let mut room = SOFT_MARGIN - FIELD_NAME - PRELUDE - 2;
        let mut rest = text;
        loop {
            let (length, lengths) = fitting(rest, room);
            let (word, after) = rest.split_at(length);
            self.push(&lengths.word(word), !after.is_empty());
            if after.is_empty() {
                return;
            }
            rest = after;
            room = SOFT_MARGIN - PRELUDE - 3;
        }
    }

    /// Appends a piece that is not to be parted, and a space where a fold may follow.
    fn push(&mut self, piece: &str, may_fold: bool) {
        self.make_room(piece.len());
        self.value.push_str(piece);
        if may_fold {
            self.fold = Some(self.value.len());
            self.value.push(' ');
        }
    }

    /// Folds where the line has no room, within the soft margin if that can be.
    fn make_room(&mut self, length: usize) {
        if self.line_length() + length <= SOFT_MARGIN {
            return;
        }
        if let Some(fold) = self.fold.take() {
            self.fold_at(fold);
        }
        if self.line_length() + length > HARD_MARGIN {
            self.fold_at(self.value.len());
        }
    }

    /// Makes a line of what is before `at`, without the spaces around it, and indents what follows by one space.
    fn fold_at(&mut self, at: usize) {
        let after = self.value.split_off(at);
        self.value.truncate(self.value.trim_end_matches(' ').len());
        self.value.push_str("\r\n");
        self.line = self.value.len();
        self.indent = 0;
        self.fold = None;
        self.value.push(' ');
        self.value.push_str(after.trim_start_matches(' '));
    }
}

/// How long a text is in either encoding.
#[derive(Clone, Copy, Default)]
struct Lengths {
    base64: usize,
    quoted: usize,
}

impl Lengths {
    /// With one more byte, which is at `index`.
    fn and(self, byte: u8, index: usize) -> Self {
        let base64 = self.base64 + if index.is_multiple_of(3) { 4 } else { 0 };
        Self { base64, quoted: self.quoted + if is_quoted(byte) { 3 } else { 1 } }
    }

    /// The text as an encoded word, in the encoding that is shorter.
    fn word(self, text: &[u8]) -> String {
        if self.base64 < self.quoted {
            return format!("=?UTF-8?B?{}?=", STANDARD.encode(text));
        }
        let mut word = String::from("=?UTF-8?Q?");
        for &byte in text {
            match byte {
                b' ' => word.push('_'),
                byte if is_quoted(byte) => word.extend(hex_escape(byte)),
                byte => word.push(char::from(byte)),
            }
        }
        word.push_str("?=");
        word
    }
}

/// How many bytes, up to the end of a character, fit into a word with `room` for them, and how long they are with all that was
/// looked at.
fn fitting(text: &[u8], room: usize) -> (usize, Lengths) {
    let mut lengths = Lengths::default();
    for (index, &byte) in text.iter().enumerate() {
        let more = lengths.and(byte, index);
        if more.base64 > room && more.quoted > room {
            let is_start = |at: &usize| text.get(*at).is_some_and(|byte| byte & 0xC0 != 0x80);
            let end = (1..=index).rev().find(is_start).unwrap_or(index);
            return (end, lengths);
        }
        lengths = more;
    }
    (text.len(), lengths)
}

/// Whether a byte must be escaped in the encoding `Q`.
fn is_quoted(byte: u8) -> bool {
    !matches!(byte, b' '..=b'~') || b"\"#$%&'(),.:;<=>?@[\\]^_`{|}~".contains(&byte)
}

fn hex_escape(byte: u8) -> [char; 3] {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0').to_ascii_uppercase();
    ['=', digit(byte >> 4), digit(byte & 15)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_stays_as_it_is() {
        assert_eq!(unstructured("Foo  bar \t"), "Foo bar");
        assert_eq!(unstructured(""), "");
    }

    #[test]
    fn the_shorter_encoding_is_taken() {
        assert_eq!(unstructured("Æblegrød"), "=?UTF-8?B?w4ZibGVncsO4ZA==?=");
        assert_eq!(unstructured("one é_"), "=?UTF-8?B?b25lIMOpXw==?=");
        assert_eq!(unstructured("a long text with é"), "=?UTF-8?Q?a_long_text_with_=C3=A9?=");
    }

    #[test]
    fn long_text_is_folded_between_characters() {
        let text = "日本語 Ελληνικά עברית العربية \u{1F600} Ünïcödé 25";
        let expected = "=?UTF-8?B?5pel5pys6KqeIM6VzrvOu863zr3Ouc66zqwg16LXkdeo15k=?=\r\n \
                        =?UTF-8?B?16og2KfZhNi52LHYqNmK2Kkg8J+YgCDDnG7Dr2PDtmTDqSAyNQ==?=";
        assert_eq!(unstructured(text), expected);
    }

    #[test]
    fn long_ascii_is_folded_between_words() {
        let text = "word ".repeat(30);
        let folded = unstructured(&text);
        assert!(folded.lines().all(|line| line.len() <= SOFT_MARGIN));
        assert_eq!(folded.replace("\r\n", ""), text.trim_end());
    }

    /// Mozilla's encoder fails here, and its folder keeps the subject with its `Re:` or none at all.
    #[test]
    fn a_word_that_is_too_long_for_a_line_is_not_lost() {
        let text = format!("a {}", "x".repeat(2000));
        let encoded = unstructured(&text);
        assert!(encoded.lines().all(|line| line.len() <= SOFT_MARGIN));
        assert_eq!(super::super::decode(encoded.as_bytes(), ""), text);
    }
}

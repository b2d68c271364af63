//! Looking for text, whatever its case.

use std::borrow::Cow;

use memchr::memmem::Finder;

/// Text that is looked for.
#[derive(Debug)]
pub(super) struct Needle {
    folded: String,
    finder: Finder<'static>,
}

impl Needle {
    /// Looks for this.
    pub(super) fn new(text: &str) -> Self {
        let folded = fold(text);
        let finder = Finder::new(folded.as_bytes()).into_owned();
        Self { folded, finder }
    }

    /// Whether the text has it in it.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.finder.find(fold(text).as_bytes()).is_some()
    }

    /// Whether the text is just that.
    pub(super) fn is(&self, text: &str) -> bool {
        fold(text) == self.folded
    }

    /// As [`is`](Self::is), for what need not be text.
    pub(super) fn is_bytes(&self, bytes: &[u8]) -> bool {
        self.is(&text_of(bytes))
    }

    /// As [`is_in`](Self::is_in), for what need not be text.
    pub(super) fn is_in_bytes(&self, bytes: &[u8]) -> bool {
        self.is_in(&text_of(bytes))
    }
}

fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The text without the difference of upper and lower case.
pub(in crate::mail) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // A sigma at the end of a word is one, too.
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(|character| if character == 'ς' { 'σ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::Needle;

    #[test]
    fn case_makes_no_difference_in_any_script() {
        for (needle, text) in [
            ("ANNA", "from Anna Smith"),
            ("müller", "Zoë MÜLLER"),
            ("ΟΔΟΣ", "η οδός οδος"),
            ("привет", "ПРИВЕТ, как дела"),
            ("k", "\u{212A}"),
            ("", ""),
        ] {
            assert!(Needle::new(needle).is_in(text), "{needle} in {text}");
        }
        assert!(!Needle::new("anna").is_in("an na"));
        assert!(Needle::new("Straße").is("STRAßE") && !Needle::new("Straße").is("Straßen"));
        assert!(Needle::new("ab").is_in_bytes(b"\xFFAB"));
    }
}

//! Comparing text without regard to case.

use super::Operator;

/// Lower case, character by character, as Mozilla's case-insensitive comparison.
pub(super) fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    if text.is_ascii() {
        folded.push_str(text);
        folded.make_ascii_lowercase();
    } else {
        folded.extend(text.chars().map(|char| char.to_lowercase().next().unwrap_or(char)));
    }
}

/// Text of which parts are compared, with memory for its lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Folder {
    folded: String,
}

impl Folder {
    /// Whether the text compares so with a needle in lower case; no for operators that text has not (`MatchString`).
    pub(super) fn matches(&mut self, text: &str, operator: Operator, needle: &str) -> bool {
        fold_into(text, &mut self.folded);
        let text = self.folded.as_str();
        match operator {
            Operator::Contains => text.contains(needle),
            Operator::DoesntContain => !text.contains(needle),
            Operator::Is => text == needle,
            Operator::Isnt => text != needle,
            Operator::IsEmpty => text.is_empty(),
            Operator::IsntEmpty => !text.is_empty(),
            Operator::BeginsWith => text.starts_with(needle),
            Operator::EndsWith => text.ends_with(needle),
            _ => false,
        }
    }
}

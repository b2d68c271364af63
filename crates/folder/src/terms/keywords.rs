//! Comparing the keywords of a message with the key of a tag.

use super::{Operator, Subject};

/// As Mozilla's `MatchKeyword`: `contains` takes any keyword, the others only those that are tags; `is` wants the tag to be
/// the only one.
pub(super) fn matches(subject: &dyn Subject, operator: Operator, key: &str) -> bool {
    let keywords = subject.keywords();
    if keywords.is_empty() {
        return !matches!(operator, Operator::Contains | Operator::Is | Operator::IsntEmpty);
    }
    let mut tags = keywords.split(' ').filter(|word| !word.is_empty() && subject.is_tag(word));
    match operator {
        Operator::Contains => has(&keywords, key),
        Operator::DoesntContain => !has(&keywords, key),
        Operator::IsEmpty => tags.next().is_none(),
        Operator::IsntEmpty => tags.next().is_some(),
        Operator::Is => only(tags, key),
        Operator::Isnt => !only(tags, key),
        _ => false,
    }
}

/// Whether there are tags, and all of them are this.
fn only<'k>(tags: impl Iterator<Item = &'k str>, key: &str) -> bool {
    let mut any = false;
    let mut tags = tags.inspect(|_| any = true);
    let same = tags.all(|tag| tag == key);
    drop(tags);
    same && any
}

/// Whether a key stands among keywords. It may have spaces itself.
fn has(keywords: &str, key: &str) -> bool {
    if key.is_empty() {
        return false;
    }
    keywords.match_indices(key).any(|(start, _)| {
        let before = keywords.get(..start).is_none_or(|text| text.is_empty() || text.ends_with(' '));
        let behind =
            keywords.get(start + key.len()..).is_none_or(|text| text.is_empty() || text.starts_with(' '));
        before && behind
    })
}

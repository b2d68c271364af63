//! Message ids, alone and in a list of references.

use std::iter::FusedIterator;

/// A message id without the brackets around it, as Thunderbird stores it: a leading `<` is dropped, and only then a `>` at the
/// end.
pub fn message_id(raw: &[u8]) -> &[u8] {
    match raw.strip_prefix(b"<") {
        Some(id) => id.strip_suffix(b">").unwrap_or(id),
        None => raw,
    }
}

/// The message ids in a `references` cell, from the oldest to the nearest, without brackets.
///
/// An id is what is between a `<` and the next `>`; what is around ids, and empty ids, are passed over. Where the cell has no
/// whole `<…>` at all, what is left without white space (and one `<`) before it is the only id, as in very old messages. The
/// cell ends at the first NUL. This is Mozilla's reading; it also drops the message's own id, which is left to the caller.
pub fn references(raw: &[u8]) -> References<'_> {
    References { rest: super::until_nul(raw), first: true }
}

/// The iterator of [`references`].
#[derive(Clone, Debug)]
pub struct References<'a> {
    rest: &'a [u8],
    first: bool,
}

impl<'a> References<'a> {
    /// The next whole `<…>`, be it empty.
    fn bracketed(&mut self) -> Option<&'a [u8]> {
        let open = memchr::memchr(b'<', self.rest)?;
        let id = self.rest.get(open + 1..)?;
        let close = memchr::memchr(b'>', id)?;
        self.rest = id.get(close + 1..)?;
        id.get(..close)
    }

    /// The whole text, where it has no id in brackets.
    fn text(&self) -> Option<&'a [u8]> {
        let start = self.rest.iter().position(|byte| !matches!(byte, b' ' | b'\r' | b'\n' | b'\t'))?;
        let text = self.rest.get(start..)?;
        Some(text.strip_prefix(b"<").unwrap_or(text))
    }
}

impl<'a> Iterator for References<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let first = std::mem::take(&mut self.first);
            let Some(id) = self.bracketed() else {
                let text = if first { self.text() } else { None };
                self.rest = &[];
                return text.filter(|text| !text.is_empty());
            };
            if !id.is_empty() {
                return Some(id);
            }
        }
    }
}

impl FusedIterator for References<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(raw: &str) -> Vec<&str> {
        references(raw.as_bytes())
            .map(|id| std::str::from_utf8(id).expect("the test's ids are text"))
            .collect()
    }

    /// The vectors of Mozilla's own test of this.
    #[test]
    fn vectors_of_mozilla() {
        assert!(ids("").is_empty());
        assert_eq!(ids("<abc@def>"), ["abc@def"]);
        assert_eq!(ids("<up@down> <left@right> <ying@yang>"), ["up@down", "left@right", "ying@yang"]);
        assert!(ids("    ").is_empty());
        assert_eq!(ids("   <left@space>"), ["left@space"]);
        assert_eq!(ids("<space@right>   "), ["space@right"]);
        assert_eq!(ids("\t<tab@tab>\t"), ["tab@tab"]);
        assert_eq!(ids("<a@b>\n\t<tab@newline.n>"), ["a@b", "tab@newline.n"]);
        assert_eq!(ids("<a@b>\r\t<tab@newline.r>"), ["a@b", "tab@newline.r"]);
        assert_eq!(
            ids("<a@1>\n<a@2> <a@3>\t <a@4>\n  <a@5>\r\t<a@6>\r\n <a@7>\r\n\t "),
            ["a@1", "a@2", "a@3", "a@4", "a@5", "a@6", "a@7"]
        );
    }

    #[test]
    fn text_that_is_no_list_of_ids() {
        assert_eq!(ids("i am a stupid message-id"), ["i am a stupid message-id"]);
        assert_eq!(ids("  those were spaces!"), ["those were spaces!"]);
        assert_eq!(ids("  seriously\n who does this?"), ["seriously\n who does this?"]);
        assert_eq!(ids("<z@1a> was an awesome message!"), ["z@1a"]);
        assert_eq!(ids("I can't get enough of <z@2a>"), ["z@2a"]);
        assert_eq!(ids("and then let us speak of <z@3b> and its\n many points"), ["z@3b"]);
        assert_eq!(ids(" 4 < 5"), ["4 < 5"]);
        assert_eq!(ids(" 6 > 3"), ["6 > 3"]);
    }

    #[test]
    fn brackets_that_are_not_whole() {
        assert_eq!(ids("  <bar"), ["bar"]);
        assert_eq!(ids("<<<foo"), ["<<foo"]);
        assert_eq!(ids("<a> <b"), ["a"]);
        assert_eq!(ids("<> <a>"), ["a"]);
        assert!(ids("<> text").is_empty());
        assert!(ids("<").is_empty());
        assert_eq!(ids("<a <b>"), ["a <b"]);
    }

    #[test]
    fn one_message_id() {
        assert_eq!(message_id(b"<a@b>"), b"a@b");
        assert_eq!(message_id(b"<a@b"), b"a@b");
        assert_eq!(message_id(b"a@b>"), b"a@b>");
        assert_eq!(message_id(b"<"), b"");
        assert_eq!(message_id(b""), b"");
    }
}

//! Line ends.

use std::borrow::Cow;

/// A message with LF at the ends of its lines, where all of them are CRLF now; otherwise as it is, since it may be of another kind, such as a
/// file in 8 bits, that a change would spoil.
pub fn to_lf(message: &[u8]) -> Cow<'_, [u8]> {
    let mut feeds = memchr::memchr_iter(b'\n', message).peekable();
    if feeds.peek().is_none() || !feeds.all(|at| is_behind_return(message, at)) {
        return Cow::Borrowed(message);
    }
    let mut text = Vec::with_capacity(message.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\n', message) {
        text.extend_from_slice(message.get(from..at - 1).unwrap_or_default());
        from = at;
    }
    text.extend_from_slice(message.get(from..).unwrap_or_default());
    Cow::Owned(text)
}

/// A message with CRLF at the ends of its lines, where all of them are LF now; otherwise as it is.
pub fn to_crlf(message: &[u8]) -> Cow<'_, [u8]> {
    let mut feeds = memchr::memchr_iter(b'\n', message);
    if feeds.any(|at| is_behind_return(message, at)) {
        return Cow::Borrowed(message);
    }
    let count = memchr::memchr_iter(b'\n', message).count();
    if count == 0 {
        return Cow::Borrowed(message);
    }
    let mut text = Vec::with_capacity(message.len() + count);
    let mut from = 0;
    for at in memchr::memchr_iter(b'\n', message) {
        text.extend_from_slice(message.get(from..at).unwrap_or_default());
        text.push(b'\r');
        from = at;
    }
    text.extend_from_slice(message.get(from..).unwrap_or_default());
    Cow::Owned(text)
}

fn is_behind_return(message: &[u8], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| message.get(before)) == Some(&b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_change_only_where_all_are_alike() {
        assert_eq!(*to_lf(b"a\r\n\r\nb\r\n"), *b"a\n\nb\n");
        assert_eq!(*to_crlf(b"a\n\nb\n"), *b"a\r\n\r\nb\r\n");
        assert_eq!(*to_lf(b"a\r\nb"), *b"a\nb");
        assert_eq!(*to_lf(b"a\rb\r\n"), *b"a\rb\n");
        for same in [&b"a\r\nb\n"[..], b"", b"a", b"a\rb", b"\r"] {
            assert_eq!((&*to_lf(same), &*to_crlf(same)), (same, same));
        }
    }
}

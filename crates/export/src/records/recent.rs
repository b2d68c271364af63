//! Text that was decoded.

use std::borrow::Cow;

use morkdb_folder::text::decode;

/// How many texts are remembered; a power of two.
const REMEMBERED: usize = 1024;

/// Text that was decoded lately. Messages of a thread and of a sender share their stored bytes, which are in the file once.
#[derive(Debug, Default)]
pub(crate) struct Recent<'f> {
    texts: Vec<Option<(&'f [u8], Cow<'f, str>)>>,
}

impl<'f> Recent<'f> {
    /// Whether a text may have encoded words, and does not depend on the charset of the message.
    pub(crate) fn is_worth_it(raw: &[u8]) -> bool {
        memchr::memchr(b'?', raw).is_some() && raw.is_ascii()
    }

    /// The text, decoded now or earlier. It has to be ASCII.
    pub(crate) fn decode(&mut self, raw: &'f [u8]) -> &str {
        if self.texts.is_empty() {
            self.texts.resize_with(REMEMBERED, || None);
        }
        let place = raw.as_ptr().addr().wrapping_mul(0x9E37_79B1) >> 12 & (REMEMBERED - 1);
        let Some(slot) = self.texts.get_mut(place) else { return "" };
        if !slot.as_ref().is_some_and(|(known, _)| std::ptr::eq(*known, raw)) {
            *slot = None;
        }
        &slot.get_or_insert_with(|| (raw, decode(raw, ""))).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_asked_for() {
        let raws: Vec<_> = (0..3000).map(|number| format!("=?utf-8?Q?Zo=C3=AB_{number}?= <z@x>")).collect();
        let mut recent = Recent::default();
        for _ in 0..2 {
            for (number, raw) in raws.iter().enumerate() {
                assert_eq!(recent.decode(raw.as_bytes()), format!("Zoë {number} <z@x>"));
            }
        }
        assert!(
            Recent::is_worth_it(b"why?")
                && !Recent::is_worth_it(b"caf\xE9?")
                && !Recent::is_worth_it(b"plain")
        );
    }
}

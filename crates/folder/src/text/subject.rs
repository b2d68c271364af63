//! A subject without the `Re:` that answers put before it.

use std::borrow::Cow;

use super::{decode, encode};

/// A subject as a folder stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripped<'a> {
    /// Whether there was a `Re:`; the message's flag `HasRe`.
    pub had_re: bool,
    /// What is to be stored: without any `Re:`, but all as it was where there was none.
    pub subject: Cow<'a, [u8]>,
}

/// Takes all `Re:` from the front of a subject, as Thunderbird does before it stores one.
///
/// `Re` may be in either case, may have a number (`Re[2]:`, `Re(2):`) and may stand several times. `localized` is the preference
/// `mailnews.localizedRe`: other words for it, with commas between them, in the case that they are to have.
///
/// A subject with encoded words is decoded for this. If a `Re:` was taken from it, the rest is encoded anew as UTF-8, in words
/// that can be folded (CR, LF, space): this, too, is what Thunderbird stores. News have their own rule, [`strip_re_news`].
pub fn strip_re<'a>(subject: &'a [u8], localized: &str) -> Stripped<'a> {
    if memchr::memmem::find(subject, b"=?").is_some() {
        let text = decode(subject, "");
        if !text.is_empty() {
            return strip_encoded(subject, &text, localized);
        }
    }
    match without_re(subject, localized) {
        Some(rest) => Stripped { had_re: true, subject: Cow::Borrowed(rest) },
        None => Stripped { had_re: false, subject: Cow::Borrowed(subject) },
    }
}

/// Takes all `Re: ` from the front of the subject of a news article, as Thunderbird does before it stores one.
///
/// That is another rule than the one for mail: each `Re:` must have a space behind it and may not have a number, words of
/// `localized` may be in any case, and encoded words stay as they are.
pub fn strip_re_news<'a>(subject: &'a [u8], localized: &str) -> Stripped<'a> {
    let mut rest = subject;
    while let Some(after) = after_news_re(rest, localized) {
        rest = after;
    }
    Stripped { had_re: rest.len() != subject.len(), subject: Cow::Borrowed(rest) }
}

/// What follows one `Re: `.
fn after_news_re<'a>(subject: &'a [u8], localized: &str) -> Option<&'a [u8]> {
    let mut words = localized.split(',').filter(|word| !word.is_empty()).chain(["Re"]);
    let after = |word: &str| {
        let (start, after) = subject.split_at_checked(word.len())?;
        after.strip_prefix(b": ").filter(|_| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    words.find_map(after)
}

fn strip_encoded<'a>(subject: &'a [u8], text: &str, localized: &str) -> Stripped<'a> {
    let rest = without_re(text.as_bytes(), localized).and_then(|rest| text.get(text.len() - rest.len()..));
    let Some(rest) = rest else {
        return Stripped { had_re: false, subject: Cow::Borrowed(subject) };
    };
    Stripped { had_re: true, subject: Cow::Owned(encode::unstructured(rest).into_bytes()) }
}

/// What follows the `Re:`s and white space at the front; `None` where there is no `Re:`.
fn without_re<'a>(subject: &'a [u8], localized: &str) -> Option<&'a [u8]> {
    let mut rest = trim_start(subject);
    let mut had_re = false;
    while let Some(after) = after_re(rest, localized) {
        rest = trim_start(after);
        had_re = true;
    }
    had_re.then_some(rest)
}

fn trim_start(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    text.get(text.iter().take_while(|byte| is_space(byte)).count()..).unwrap_or_default()
}

/// What follows one `Re:`.
fn after_re<'a>(subject: &'a [u8], localized: &str) -> Option<&'a [u8]> {
    let plain = subject.split_at_checked(2).filter(|(re, _)| re.eq_ignore_ascii_case(b"re"));
    if let Some(after) = plain.and_then(|(_, after)| after_colon(after)) {
        return Some(after);
    }
    let words = localized.split(',').filter(|word| !word.is_empty());
    words.filter_map(|word| subject.strip_prefix(word.as_bytes())).find_map(after_colon)
}

/// What follows the colon, and the number in brackets that may be before it.
fn after_colon(text: &[u8]) -> Option<&[u8]> {
    let text = match text.split_first() {
        Some((b'[' | b'(', number)) => {
            let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (bracket, after) = number.get(digits..)?.split_first()?;
            matches!(bracket, b']' | b')').then_some(after)?
        }
        _ => text,
    };
    text.strip_prefix(b":")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(subject: &str, localized: &str) -> (bool, String) {
        let Stripped { had_re, subject } = strip_re(subject.as_bytes(), localized);
        (had_re, String::from_utf8_lossy(&subject).into_owned())
    }

    #[test]
    fn plain_subjects() {
        let taken = |rest: &str| (true, rest.to_owned());
        assert_eq!(stripped("Re: a", ""), taken("a"));
        assert_eq!(stripped(" RE:\tre: rE[2]: Re(33): Re[]: a ", ""), taken("a "));
        assert_eq!(stripped("Re:", ""), taken(""));
        assert_eq!(stripped("re[2):x", ""), taken("x"));
        for kept in [
            "a",
            " a ",
            "Re a",
            "Re : a",
            "Re[2] : a",
            "Re[a]: a",
            "Fwd: Re: a",
            "Re[2]",
            "Re[",
            "R",
            "AW: a",
            "",
        ] {
            assert_eq!(stripped(kept, ""), (false, kept.to_owned()));
        }
    }

    #[test]
    fn localized_words() {
        assert_eq!(stripped("AW: Antw[2]: Re: aw: a", "AW,Antw"), (true, "aw: a".to_owned()));
        assert_eq!(stripped("Отв: a", "Отв"), (true, "a".to_owned()));
        assert_eq!(stripped(": a", ",,"), (false, ": a".to_owned()));
    }

    /// The vectors of Mozilla's own test of this.
    #[test]
    fn vectors_of_mozilla() {
        let localized = "SV,ÆØÅ";
        for (subject, rest) in [
            ("SV: =?ISO-8859-1?Q?=C6blegr=F8d?=", "=?UTF-8?B?w4ZibGVncsO4ZA==?="),
            ("=?ISO-8859-1?Q?SV=3A=C6blegr=F8d?=", "=?UTF-8?B?w4ZibGVncsO4ZA==?="),
            ("=?ISO-8859-1?Q?=C6=D8=C5=3A_Foo_bar?=", "Foo bar"),
            ("=?ISO-8859-1?Q?=C6=D8=C5=3AFoo_bar?=", "Foo bar"),
        ] {
            assert_eq!(stripped(subject, localized), (true, rest.to_owned()), "{subject}");
        }
    }

    #[test]
    fn subjects_of_news() {
        let stripped = |subject: &'static str| strip_re_news(subject.as_bytes(), "Aw,Antw").subject;
        assert_eq!(*stripped("re: AW: Re: =?x?q?Re:_?="), *b"=?x?q?Re:_?=");
        for kept in ["Re:a", "Re[2]: a", " Re: a", "Re", "=?utf-8?q?Re:_a?=", ""] {
            assert_eq!(*stripped(kept), *kept.as_bytes());
        }
        assert!(strip_re_news(b"Re: ", "").had_re);
    }

    #[test]
    fn an_encoded_subject_without_re_is_not_touched() {
        let subject = "=?ISO-8859-1?Q?=C6blegr=F8d?=  x";
        assert!(
            matches!(strip_re(subject.as_bytes(), "").subject, Cow::Borrowed(same) if same == subject.as_bytes())
        );
    }
}

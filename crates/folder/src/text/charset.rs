//! Charsets by the names that mail uses, and their decoders.

// `encoding_rs` is Gecko's own and decodes in pieces; the crate `charset` around it does not, and its UTF-7 drops bits.
use encoding_rs::{CoderResult, Encoding};

use super::utf7;

/// Names that Thunderbird knows beside those of the Encoding Standard, by the latter: the answers of Thunderbird 153.
const ALIASES: [(&str, &[&str]); 23] = [
    ("big5", &["big5_hkscs", "cp950", "ms950", "ms950_hkscs", "zh_tw-big5"]),
    ("euc-jp", &["euc_jp"]),
    ("euc-kr", &["5601", "cp949", "euc_kr", "ms949", "x-windows-949"]),
    ("gbk", &["cp936", "euc_cn", "ms936", "windows-936"]),
    ("ibm866", &["cp-866"]),
    ("iso-2022-jp", &["csiso2022jp2", "iso-2022-jp-2", "iso2022jp"]),
    ("iso-8859-13", &["iso8859_13"]),
    ("iso-8859-15", &["iso8859_15"]),
    ("iso-8859-2", &["iso8859_2"]),
    ("iso-8859-3", &["iso8859_3"]),
    ("iso-8859-4", &["iso8859_4"]),
    ("iso-8859-5", &["iso8859_5"]),
    ("iso-8859-6", &["iso8859_6"]),
    ("iso-8859-7", &["iso8859_7"]),
    ("iso-8859-8-i", &["iso-8859-8i"]),
    ("koi8-r", &["koi8r"]),
    ("shift_jis", &["cp932"]),
    (
        "utf-16be",
        &[
            "csunicode11",
            "csunicodeascii",
            "csunicodelatin1",
            "iso-10646",
            "iso-10646-j-1",
            "iso-10646-ucs-basic",
            "iso-10646-unicode-latin1",
            "x-iso-10646-ucs-2-be",
        ],
    ),
    ("utf-16le", &["x-iso-10646-ucs-2-le"]),
    ("windows-1251", &["ansi-1251"]),
    ("windows-1252", &["646", "iso8859_1"]),
    ("windows-1254", &["iso8859_9"]),
    ("windows-874", &["cp874", "ms874", "tis620"]),
];

/// The names of UTF-7, which the Encoding Standard does not have.
const UTF_7: [&str; 5] =
    ["utf-7", "csunicode11utf7", "unicode-1-1-utf-7", "unicode-2-0-utf-7", "x-unicode-2-0-utf-7"];

/// A charset that Thunderbird can decode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Charset {
    /// One of the Encoding Standard.
    Encoding(&'static Encoding),
    /// UTF-7, of RFC 2152.
    Utf7,
}

impl Charset {
    /// The charset of this name, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("utf-8") {
            return Some(Self::Encoding(encoding_rs::UTF_8));
        }
        if UTF_7.iter().any(|utf_7| name.eq_ignore_ascii_case(utf_7)) {
            return Some(Self::Utf7);
        }
        let standard = Encoding::for_label_no_replacement(name.as_bytes());
        standard.or_else(|| alias(name)).map(Self::Encoding)
    }

    /// Appends what the bytes say.
    pub(super) fn decode(self, bytes: &[u8], text: &mut String) {
        let mut decoder = Decoder::new(self);
        decoder.feed(bytes, text);
        decoder.flush(text);
    }
}

fn alias(name: &str) -> Option<&'static Encoding> {
    let has_name = |aliases: &[&str]| aliases.iter().any(|alias| name.eq_ignore_ascii_case(alias));
    let (label, _) = ALIASES.iter().find(|(_, aliases)| has_name(aliases))?;
    Encoding::for_label(label.as_bytes())
}

/// Decodes a text that comes in pieces, which can part the bytes of a character.
pub(super) enum Decoder {
    Encoding(&'static Encoding, State),
    /// All bytes so far.
    Utf7(Vec<u8>),
}

/// How far a text in one of the Encoding Standard's encodings is.
pub(super) enum State {
    /// Nothing was read: a byte order mark may follow.
    Start,
    /// All of it is decoded.
    Whole,
    Open(encoding_rs::Decoder),
}

impl Decoder {
    pub(super) fn new(charset: Charset) -> Self {
        match charset {
            Charset::Encoding(encoding) => Self::Encoding(encoding, State::Start),
            Charset::Utf7 => Self::Utf7(Vec::new()),
        }
    }

    /// Appends what the next bytes say, as far as that is known.
    pub(super) fn feed(&mut self, bytes: &[u8], text: &mut String) {
        match self {
            Self::Encoding(encoding, state) => {
                if let Some(whole) = state.whole(encoding, bytes) {
                    text.push_str(whole);
                } else {
                    state.feed(encoding, bytes, text);
                }
            }
            Self::Utf7(so_far) => so_far.extend_from_slice(bytes),
        }
    }

    /// Appends what is left. The next piece begins anew.
    pub(super) fn flush(&mut self, text: &mut String) {
        match self {
            Self::Encoding(_, state) => {
                if let State::Open(mut decoder) = std::mem::replace(state, State::Start) {
                    run(&mut decoder, &[], text, true);
                }
            }
            Self::Utf7(so_far) => {
                utf7::decode(so_far, text);
                so_far.clear();
            }
        }
    }
}

impl State {
    /// The bytes as they are, where they are whole characters in UTF-8: a decoder would take longer.
    fn whole<'b>(&mut self, encoding: &'static Encoding, bytes: &'b [u8]) -> Option<&'b str> {
        let is_between = matches!(self, Self::Start | Self::Whole) && encoding == encoding_rs::UTF_8;
        let text =
            std::str::from_utf8(bytes).ok().filter(|text| is_between && !text.starts_with('\u{FEFF}'))?;
        *self = Self::Whole;
        Some(text)
    }

    fn feed(&mut self, encoding: &'static Encoding, bytes: &[u8], text: &mut String) {
        match self {
            Self::Start => *self = Self::Open(encoding.new_decoder_with_bom_removal()),
            Self::Whole => *self = Self::Open(encoding.new_decoder_without_bom_handling()),
            Self::Open(_) => {}
        }
        if let Self::Open(decoder) = self {
            run(decoder, bytes, text, false);
        }
    }
}

fn run(decoder: &mut encoding_rs::Decoder, bytes: &[u8], text: &mut String, last: bool) {
    let mut left = bytes;
    loop {
        text.reserve(decoder.max_utf8_buffer_length(left.len()).unwrap_or(left.len()));
        let (result, read, _) = decoder.decode_to_string(left, text, last);
        left = left.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// The charset for text that declares none: that of the message (its cell `msgCharSet`), else that of the news folder,
/// else UTF-8.
///
/// As in Mozilla's code, `us-ascii` counts as none only in this spelling. A charset that is no UTF-8 has no name that could
/// be known: it counts as none, too.
pub fn effective_charset<'a>(message: &'a [u8], news: Option<&'a str>) -> &'a str {
    let message = super::until_nul(message);
    let declared = std::str::from_utf8(message).ok().filter(|name| !name.is_empty() && *name != "us-ascii");
    declared.or(news).unwrap_or("UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(Charset::named("UTF-8"), Some(Charset::Encoding(encoding_rs::UTF_8)));
        assert_eq!(Charset::named("ISO8859_9"), Some(Charset::Encoding(encoding_rs::WINDOWS_1254)));
        assert_eq!(Charset::named("Unicode-2-0-UTF-7"), Some(Charset::Utf7));
        for unknown in ["", "x", "hz-gb-2312", "iso-2022-kr", "viscii", "replacement", "utf-7 "] {
            assert_eq!(Charset::named(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn every_alias_has_an_encoding() {
        for name in ALIASES.iter().flat_map(|(_, aliases)| *aliases) {
            assert!(Charset::named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn characters_may_be_parted() {
        let mut text = String::new();
        let mut decoder = Decoder::new(Charset::Encoding(encoding_rs::UTF_8));
        decoder.feed(b"\xEF\xBB\xBFa\xC3", &mut text);
        decoder.feed(b"\xA9\xC3", &mut text);
        decoder.flush(&mut text);
        assert_eq!(text, "a\u{E9}\u{FFFD}");
    }

    #[test]
    fn the_charset_of_a_message() {
        assert_eq!(effective_charset(b"koi8-r", Some("latin1")), "koi8-r");
        assert_eq!(effective_charset(b"", Some("latin1")), "latin1");
        assert_eq!(effective_charset(b"us-ascii", None), "UTF-8");
        assert_eq!(effective_charset(b"US-ASCII", None), "US-ASCII");
        assert_eq!(effective_charset(b"\xFF", None), "UTF-8");
    }
}

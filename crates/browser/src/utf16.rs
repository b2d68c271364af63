//! Text in UTF-16, in the byte order of the machine that wrote it.

/// Which byte of a unit comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByteOrder {
    /// The lower one, as on nearly all machines now.
    Little,
    /// The higher one, as on a PowerPC.
    Big,
}

impl ByteOrder {
    /// As a file says it: `LE` or `BE` in a history, `llll` or `BBBB` in form data. The text may be UTF-16 itself.
    pub(crate) fn said(text: &[u8]) -> Option<Self> {
        let letters: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
        match letters.as_slice() {
            b"LE" | b"llll" => Some(Self::Little),
            b"BE" | b"BBBB" => Some(Self::Big),
            _ => None,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Little => Self::Big,
            Self::Big => Self::Little,
        }
    }

    fn unit(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    /// One word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Little => "little-endian",
            Self::Big => "big-endian",
        }
    }
}

/// Reads texts, and keeps an eye on whether they are any.
#[derive(Debug)]
pub(crate) struct Reader {
    order: ByteOrder,
    is_said: bool,
    /// Values with a byte too many or half of a pair of surrogates.
    broken: usize,
    /// Units that are Latin letters and the like, in the order that is taken and in the other.
    plausible: [usize; 2],
}

impl Reader {
    /// A reader for the order that was chosen, or else the one that the file says, or else the lower byte first.
    pub(crate) fn new(chosen: Option<ByteOrder>, said: Option<&[u8]>) -> Self {
        let said = said.and_then(ByteOrder::said);
        let order = chosen.or(said).unwrap_or(ByteOrder::Little);
        Self { order, is_said: chosen.or(said).is_some(), broken: 0, plausible: [0; 2] }
    }

    pub(crate) fn order(&self) -> ByteOrder {
        self.order
    }

    /// A text. What is none of UTF-16 becomes U+FFFD.
    pub(crate) fn text(&mut self, bytes: &[u8]) -> String {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let is_plausible = |order: ByteOrder, pair: [u8; 2]| (0x20..0x250).contains(&order.unit(pair));
        for pair in pairs {
            for (count, order) in self.plausible.iter_mut().zip([self.order, self.order.other()]) {
                *count += usize::from(is_plausible(order, *pair));
            }
        }
        let mut is_broken = !rest.is_empty();
        let units = pairs.iter().map(|pair| self.order.unit(*pair));
        let mut text: String = char::decode_utf16(units)
            .map(|unit| {
                unit.unwrap_or_else(|_| {
                    is_broken = true;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        if !rest.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        self.broken += usize::from(is_broken);
        text
    }

    /// What was odd.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let [here, there] = self.plausible;
        let (order, other) = (self.order.word(), self.order.other().word());
        if there > here.saturating_mul(4) {
            let who =
                if self.is_said { "the file says" } else { "no byte order is said, and the usual one is" };
            warnings.push(format!("{who} {order}, but its texts look {other}: choose the byte order"));
        } else if !self.is_said {
            warnings.push(format!("the file does not say its byte order; {order} was taken"));
        }
        if self.broken > 0 {
            warnings
                .push(format!("{} texts are no whole UTF-16; U+FFFD stands for what is not", self.broken));
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_are_read() {
        let mut little = Reader::new(None, Some(b"LE"));
        assert_eq!(little.text(b"a\0\xE9\0\x3D\xD8\x00\xDE"), "aé😀");
        let mut big = Reader::new(None, Some(b"B\0B\0B\0B\0"));
        assert_eq!(big.text(b"\0a\0\xE9"), "aé");
        assert_eq!((little.warnings().len(), big.warnings().len()), (0, 0));
    }

    #[test]
    fn broken_texts_do_not_panic() {
        let mut reader = Reader::new(Some(ByteOrder::Little), None);
        assert_eq!(reader.text(b"a\0b"), "a\u{FFFD}");
        assert_eq!(reader.text(b"\x3D\xD8a\0"), "\u{FFFD}a");
        assert_eq!(reader.text(b"\0\xDC"), "\u{FFFD}");
        assert_eq!(reader.text(b""), "");
        assert_eq!(reader.warnings(), ["3 texts are no whole UTF-16; U+FFFD stands for what is not"]);
    }

    #[test]
    fn the_wrong_order_is_noticed() {
        let mut reader = Reader::new(None, None);
        reader.text(b"\0H\0e\0l\0l\0o");
        assert_eq!(
            reader.warnings(),
            [
                "no byte order is said, and the usual one is little-endian, but its texts look big-endian: choose the byte order"
            ]
        );
    }
}

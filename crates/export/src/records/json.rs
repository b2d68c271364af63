//! JSON, written piece by piece.

use std::borrow::Cow;

use super::blocks::has_none;

/// Appends a text in quotes.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    write_utf8(text.as_bytes(), out);
}

/// Appends a text in quotes, which is known to be UTF-8.
pub(crate) fn write_utf8(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    if is_plain(text) {
        out.extend_from_slice(text);
    } else {
        write_escaped(text, out);
    }
    out.push(b'"');
}

/// Whether nothing has to be escaped.
fn is_plain(text: &[u8]) -> bool {
    has_none(text, |byte| matches!(byte, 0..b' ' | b'"' | b'\\'))
}

fn write_escaped(text: &[u8], out: &mut Vec<u8>) {
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..b' ' => {
                out.extend_from_slice(b"\\u00");
                write_hex(&[byte], out);
            }
            _ => out.push(byte),
        }
    }
}

/// Whether bytes are UTF-8; most are ASCII, which is soon seen.
pub(crate) fn is_utf8(bytes: &[u8]) -> bool {
    bytes.is_ascii() || std::str::from_utf8(bytes).is_ok()
}

/// Appends the hexadecimal digits of bytes.
pub(crate) fn write_hex(bytes: &[u8], out: &mut Vec<u8>) {
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    out.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
}

/// Appends bytes: a text where they are UTF-8, else `{"hex":"…"}`.
pub(crate) fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    if is_utf8(bytes) {
        return write_utf8(bytes, out);
    }
    out.extend_from_slice(b"{\"hex\":\"");
    write_hex(bytes, out);
    out.extend_from_slice(b"\"}");
}

/// The name of a property: `hex:` and digits where it is not UTF-8.
pub(crate) fn name(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let mut digits = b"hex:".to_vec();
            write_hex(name, &mut digits);
            Cow::Owned(String::from_utf8(digits).unwrap_or_default())
        }
    }
}

/// Appends the name of a property.
pub(crate) fn write_name(own: &[u8], out: &mut Vec<u8>) {
    write_text(&name(own), out);
}

/// An object of all cells of a row that is no message: of each column the first.
pub(crate) fn object<'c>(cells: impl Iterator<Item = (Cow<'c, [u8]>, Cow<'c, [u8]>)>) -> String {
    let mut seen = hashbrown::HashSet::new();
    let mut out = vec![b'{'];
    for (name, value) in cells {
        if !seen.insert(name.clone()) {
            continue;
        }
        if out.len() > 1 {
            out.push(b',');
        }
        write_name(&name, &mut out);
        out.push(b':');
        write_bytes(&value, &mut out);
    }
    out.push(b'}');
    String::from_utf8(out).unwrap_or_default()
}

/// Appends a list of texts.
pub(crate) fn write_list<'a>(items: impl Iterator<Item = Cow<'a, str>>, out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_text(&item, out);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_back_as_they_were() {
        let all: String = (0..0x300).filter_map(char::from_u32).collect();
        for text in ["", "plain", "say \"no\"", "a\\b", "\u{0}\u{1f}\n\r\t\u{2028}", &all] {
            let mut json = Vec::new();
            write_text(text, &mut json);
            assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_hexadecimal() {
        let mut json = Vec::new();
        write_bytes(b"caf\xE9", &mut json);
        json.push(b' ');
        write_name(b"\xFFx", &mut json);
        write_list(["a", "\""].map(Cow::from).into_iter(), &mut json);
        assert_eq!(json, b"{\"hex\":\"636166e9\"} \"hex:ff78\"[\"a\",\"\\\"\"]");
    }
}

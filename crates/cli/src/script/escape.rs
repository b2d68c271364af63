//! Escapes: `%XX` in names; `\n \r \t \xHH \\ \R<count>,<char>;` in values.

/// A value may have as many bytes as a file that Mozilla's engine opens.
const LONGEST: usize = 0x7FFF_FFFF;

/// What a name says.
pub(crate) fn name(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut name = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, behind @ ..] = rest {
        rest = behind;
        match byte {
            b'%' => {
                let (escaped, behind) =
                    hex_byte(rest).ok_or("% needs two hex digits behind it; %25 is a percent sign")?;
                name.push(escaped);
                rest = behind;
            }
            _ => name.push(*byte),
        }
    }
    Ok(name)
}

/// What a value says.
pub(crate) fn value(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut value = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, behind @ ..] = rest {
        rest = behind;
        match byte {
            b'\\' => rest = escape(&mut value, rest)?,
            _ => value.push(*byte),
        }
    }
    Ok(value)
}

/// Reads what stands behind a backslash, and gives what is behind that.
fn escape<'a>(value: &mut Vec<u8>, text: &'a [u8]) -> Result<&'a [u8], String> {
    let [kind, rest @ ..] = text else {
        return Err("a backslash at the end of the line; \\\\ is a backslash".to_owned());
    };
    match kind {
        b'n' => value.push(b'\n'),
        b'r' => value.push(b'\r'),
        b't' => value.push(b'\t'),
        b'\\' => value.push(b'\\'),
        b'x' => {
            let (byte, rest) = hex_byte(rest).ok_or("\\x needs two hex digits behind it")?;
            value.push(byte);
            return Ok(rest);
        }
        b'R' => return repeat(value, rest),
        _ => {
            let shown = crate::printable::printable(&[*kind]);
            return Err(format!("\\{shown} is no escape; there are \\n \\r \\t \\xHH \\\\ \\Rcount,char;"));
        }
    }
    Ok(rest)
}

/// Reads `<count>,<char>;`. The character is a byte, or several that are one character in UTF-8.
fn repeat<'a>(value: &mut Vec<u8>, text: &'a [u8]) -> Result<&'a [u8], String> {
    let form = || "\\R needs a count and a character, as in \\R100,x;".to_owned();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let count = std::str::from_utf8(&text[..digits]).ok().and_then(|count| count.parse::<usize>().ok());
    let rest = text[digits..].strip_prefix(b",").ok_or_else(form)?;
    let length = character(rest).ok_or_else(form)?;
    let (character, rest) = rest.split_at(length);
    let rest = rest.strip_prefix(b";").ok_or_else(form)?;
    let is_long = |count: &usize| count.saturating_mul(length).saturating_add(value.len()) > LONGEST;
    let count = count.filter(|count| !is_long(count)).ok_or("the value would have 2 GiB or more")?;
    value.reserve(count * length);
    (0..count).for_each(|_| value.extend_from_slice(character));
    Ok(rest)
}

/// The length of the character at the front.
fn character(text: &[u8]) -> Option<usize> {
    let valid = text.utf8_chunks().next()?.valid();
    Some(valid.chars().next().map_or(1, char::len_utf8))
}

fn hex_byte(text: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, rest) = text.split_at_checked(2)?;
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some((digit(digits[0])? << 4 | digit(digits[1])?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let good: [(&[u8], &[u8]); 8] = [
            (b"", b""),
            (b" plain # text ", b" plain # text "),
            (b"a\\n\\r\\t\\\\b", b"a\n\r\t\\b"),
            (b"\\x00\\xfF\\x5c", b"\0\xFF\\"),
            (b"<\\R3,q;>", b"<qqq>"),
            (b"\\R2,;;\\R0,x;\\R1,\\;", b";;\\"),
            ("\\R2,ü;".as_bytes(), "üü".as_bytes()),
            (b"\\R2,\xFF;", b"\xFF\xFF"),
        ];
        for (text, expected) in good {
            assert_eq!(value(text).as_deref(), Ok(expected), "{text:?}");
        }
        for text in [
            "\\",
            "\\q",
            "\\x",
            "\\x1",
            "\\xg1",
            "\\R,x;",
            "\\R3,x",
            "\\R3x;",
            "\\R3,;",
            "\\R99999999999,x;",
            "\\R",
        ] {
            assert!(value(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(name(b"a%20b%25%C3").as_deref(), Ok(&b"a b%\xC3"[..]));
        assert!(name(b"a%2").is_err() && name(b"%zz").is_err());
    }
}

//! A value as it stands in the file: where each of its bytes is, and what may take its place.

use morkdb::syntax::{RawValue, decode};

use crate::text::{hex_byte, write_hex};

/// A byte of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Spelled {
    /// What it is.
    pub(crate) byte: u8,
    /// Where it stands; for an escape, where that begins.
    at: usize,
    /// How it stands there.
    pub(crate) form: Form,
}

/// How a byte stands in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// As itself; perhaps behind a backslash.
    Plain,
    /// `$C3`
    Escaped,
    /// `$zz`, which means something to Mozilla's engine, but is nothing that anybody writes.
    Odd,
}

/// The bytes of a value, in the order and with the meaning that the engine gives them.
pub(crate) fn spell(raw: &[u8]) -> Vec<Spelled> {
    let mut spelled = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        match byte {
            b'$' => {
                let Some(digits) = raw.get(at + 1..at + 3) else { break };
                let form = if hex_byte(digits).is_some() { Form::Escaped } else { Form::Odd };
                let said = decode(raw.get(at..at + 3).unwrap_or_default()).first().copied().unwrap_or(0);
                spelled.push(Spelled { byte: said, at, form });
                at += 3;
            }
            b'\\' => {
                at += 1;
                match raw.get(at..).unwrap_or_default() {
                    [b'\r', b'\n', ..] | [b'\n', b'\r', ..] => at += 2,
                    [b'\r' | b'\n', ..] => at += 1,
                    [byte, ..] => {
                        spelled.push(Spelled { byte: *byte, at, form: Form::Plain });
                        at += 1;
                    }
                    [] => {}
                }
            }
            byte => {
                spelled.push(Spelled { byte: *byte, at, form: Form::Plain });
                at += 1;
            }
        }
    }
    debug_assert!(
        spelled.iter().map(|one| one.byte).eq(RawValue::new(raw).decode().iter().copied()),
        "as the engine"
    );
    spelled
}

/// Puts other bytes in the place of those of a value.
pub(crate) fn write(raw: &mut [u8], spelled: &[Spelled], bytes: impl Iterator<Item = u8>) {
    for (old, new) in spelled.iter().zip(bytes) {
        match old.form {
            Form::Escaped => write_hex(raw.get_mut(old.at + 1..old.at + 3).unwrap_or_default(), new),
            Form::Plain => {
                if let Some(place) = raw.get_mut(old.at) {
                    *place = new;
                }
            }
            Form::Odd => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spelled_as_the_engine_reads_them() {
        for raw in [
            &b"plain"[..],
            b"a\\)b$C3$a9",
            b"a\\\r\nb\\\n\rc\\\nd",
            b"$ZZ$4",
            b"$",
            b"\\",
            b"\xFF\\\xFF",
            b"$$41)",
        ] {
            let spelled = spell(raw);
            let bytes: Vec<_> = spelled.iter().map(|one| one.byte).collect();
            assert_eq!(bytes, *decode(raw), "{}", raw.escape_ascii());
            let mut same = raw.to_vec();
            write(&mut same, &spelled, bytes.into_iter());
            assert_eq!(same, raw);
        }
    }

    #[test]
    fn escapes_stay_escapes() {
        let mut raw = b"a$C3$a9\\\nb".to_vec();
        let spelled = spell(&raw);
        write(&mut raw, &spelled, b"x\xD4\xBFy".iter().copied());
        assert_eq!(raw, b"x$D4$bf\\\ny");
    }
}

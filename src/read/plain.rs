//! The common productions in the form that writers write them in. Nearly every byte of a file is in one of these. They
//! match a subset of what the production of the same name in [`super::grammar`] matches, with the same result, and are much
//! faster: no result takes the shape of nom's, so that it stays in registers.

use super::scan;
use crate::syntax::{
    Alias, Cell, ColumnName, Mid, RawValue, ScopeName, Slot, long_value_end, swar, value_end,
};

/// [`mid`] in the form that writers write it in: `1F`, `1F:m`, `1F:^80`. `found` gets the id and its length.
#[inline(always)]
pub(crate) fn plain_mid<'a, R>(i: &'a [u8], mut found: impl FnMut(Mid<'a>, usize) -> R) -> Option<R> {
    let (id, digits) = scan::hex_digits(i);
    if digits == 0 {
        return None;
    }
    match *i.get(digits..)? {
        [b':', b'^', high, low, b'(' | b' ' | b']' | b'\n', ..] => {
            let scope = ScopeName::Token(scan::hex_pair(high, low)?);
            Some(found(Mid { id, scope }, digits + 4))
        }
        [b':', ref name @ .., _] => {
            let length = scan::name_length(name);
            let name = &name[..length];
            (length > 0 && i.get(digits + 1 + length).is_some_and(|&b| b != 0))
                .then(|| found(Mid { id, scope: ScopeName::Name(name) }, digits + 1 + length))
        }
        [0, ..] => None,
        _ => Some(found(Mid { id, scope: ScopeName::Default }, digits)),
    }
}

/// What [`plain_cell`] finds: numbers only, which stay in registers.
#[derive(Clone, Copy)]
pub(crate) struct PlainCell {
    /// The column.
    pub(crate) column: u32,
    /// The alias that the value is of, or nothing for a literal.
    pub(crate) alias: Option<u32>,
    /// The length of what stands behind the `=` or `^`, without the `)`.
    pub(crate) length: usize,
}

impl PlainCell {
    /// How far behind the beginning of the cell its value begins.
    pub(crate) const VALUE: usize = 5;
}

/// [`cell`] in the form that writers write it in, with nothing between its parts and no more than seven bytes of value:
/// `(^81^90)` or `(^81=value)`.
///
/// Half of a file is in cells of this form. Where the next one begins depends on nothing but where the `)` is, so that it
/// can be looked at before this one is understood, and the result never takes the shape of nom's. That halves the time
/// to read a file.
#[inline(always)]
pub(crate) fn plain_cell(i: &[u8; 16]) -> Option<PlainCell> {
    let [b'(', b'^', high, low, kind, value @ .., _, _, _] = i else { return None };
    let word = u64::from_le_bytes(*value);
    let close = swar::first_equal(word, b')');
    let before = (close & close.wrapping_neg()).wrapping_sub(1);
    let column = scan::hex_pair(*high, *low)?;
    let literal = *kind == b'=';
    let escapes = swar::first_equal(word, b'\\') | swar::first_equal(word, b'$');
    let odd = if literal { escapes } else { swar::TOPS & !swar::hex_digits(word) };
    if close == 0 || odd & before != 0 || !(literal || (*kind == b'^' && close & 0x80 == 0)) {
        return None;
    }
    let bits = close.trailing_zeros() & 0x38;
    let alias = scan::hex_value(word, bits);
    Some(PlainCell { column, alias: (!literal).then_some(alias), length: (bits / 8) as usize })
}

/// [`cell`] in the form that writers write it in in the meta part of a table: `(k^96:c)` or `(s=9)`.
#[inline(always)]
pub(crate) fn plain_setting<'a, R>(i: &'a [u8], mut found: impl FnMut(Cell<'a>, usize) -> R) -> Option<R> {
    let [b'(', b'a'..=b'e' | b'g'..=b'z', kind, ..] = *i else { return None };
    let column = ColumnName::Name(&i[1..2]);
    let i = &i[3..];
    if kind == b'=' {
        let end = value_end(i)?;
        let slot = Slot::Literal(RawValue::new(&i[..end]));
        return Some(found(Cell { column, slot }, end + 4));
    }
    let found = plain_mid(i, |mid, length| {
        let closed = kind == b'^' && i.get(length) == Some(&b')');
        closed.then(|| found(Cell { column, slot: Slot::Alias(mid) }, length + 4))
    });
    found.flatten()
}

/// A row reference in its usual form, with a blank behind it and then something other than a place: its id and the number
/// of its digits.
#[inline(always)]
pub(crate) fn plain_ref(i: &[u8]) -> Option<(u32, usize)> {
    let window = i.first_chunk::<16>()?;
    let (id, digits) = scan::hex_head(window, 0);
    let usual = window[digits] == b' ' && (scan::is_hex(window[digits + 1]) || window[digits + 1] == b'}');
    (digits > 0 && usual).then_some((id, digits))
}

/// [`alias`] in the form that writers write it in: `(80=value)`, perhaps with a line break before the `=`. `digits` is the
/// number of digits that the last id had, and so most likely this one: guessed right, the value need not wait for them to be
/// read. Also given are the length, and whether there are escapes in the value.
#[inline(always)]
pub(crate) fn plain_alias<'a>(i: &'a [u8], digits: &mut usize) -> Option<(Alias<'a>, usize, bool)> {
    let window = i.first_chunk::<16>()?;
    let (id, found) = scan::hex_head(window, 1);
    let at = match window.get(1 + *digits) {
        Some(b'=') if found == *digits => 1 + *digits,
        _ => {
            *digits = found;
            1 + found + equals_behind(&i[1 + found..])?
        }
    };
    let (length, escaped) = long_value_end(&i[at + 1..])?;
    let value = Some(RawValue::new(&i[at + 1..at + 1 + length]));
    (found > 0).then_some((Alias { id, value }, at + length + 2, escaped))
}

/// How far away the `=` is, behind white space or nothing.
#[inline(always)]
fn equals_behind(i: &[u8]) -> Option<usize> {
    let white = if i.first() == Some(&b'=') { 0 } else { scan::blanks(i)?.0 };
    (i.get(white) == Some(&b'=')).then_some(white)
}

//! The productions: one function for every rule of `grammar/mork.abnf` that reads more than a byte, of the same name.
//!
//! They are put together with nom; no byte within a value, a name, an id, white space or a comment passes through it
//! (see [`super::scan`]). What Mozilla's parser only warns of comes back as [`Oddities`]; what it calls an error is a
//! [`Fault`].

use nom::bytes::complete::tag;
use nom::combinator::map;
use nom::error::{ErrorKind, ParseError};
use nom::sequence::{delimited, preceded};
use nom::{Err, IResult, Parser};

use super::diagnostic::DiagnosticKind;
use super::scan::{self, Oddities};
use crate::syntax::{Alias, Cell, ColumnName, Mid, RawValue, RowHead, ScopeName, Slot, TableHead, value_end};

/// Where a production stops, and why. Copied about freely, so it is small.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// What is wrong.
    pub(crate) kind: DiagnosticKind,
    /// How many bytes were left where it was found.
    pub(crate) left: usize,
    /// Whether the parser had met the end while it skipped white space.
    pub(crate) met_end: bool,
}

impl ParseError<&[u8]> for Fault {
    fn from_error_kind(input: &[u8], _: ErrorKind) -> Self {
        Self { kind: DiagnosticKind::MalformedCell, left: input.len(), met_end: false }
    }

    fn append(_: &[u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// A production's result: what is left, and what was read with its oddities.
pub(crate) type Parsed<'a, T> = IResult<&'a [u8], (T, Oddities), Fault>;

/// A fault that no other alternative can mend.
#[cold]
#[inline(never)]
fn fault<T>(kind: DiagnosticKind, rest: &[u8], odd: Oddities) -> Parsed<'_, T> {
    Err(Err::Failure(Fault { kind, left: rest.len(), met_end: odd.has(Oddities::MET_END) }))
}

/// `trivia = *( white / skipped )`
#[inline(always)]
pub(crate) fn trivia(i: &[u8]) -> Parsed<'_, ()> {
    let (length, odd) = scan::trivia(i);
    Ok((&i[length..], ((), odd)))
}

/// `hex = trivia *HEXDIG`. Without a digit it is 0, and odd.
#[inline(always)]
pub(crate) fn hex(i: &[u8]) -> Parsed<'_, u32> {
    let (value, digits) = scan::hex_digits(i);
    if digits > 0 { Ok((&i[digits..], (value, Oddities::NONE))) } else { hex_behind_trivia(i) }
}

#[cold]
fn hex_behind_trivia(i: &[u8]) -> Parsed<'_, u32> {
    let (length, odd) = scan::trivia(i);
    let rest = &i[length..];
    let odd = if rest.is_empty() { odd.with(Oddities::MET_END) } else { odd };
    let (value, digits) = scan::hex_digits(rest);
    let odd = if digits == 0 { odd.with(Oddities::NO_DIGITS) } else { odd };
    Ok((&rest[digits..], (value, odd)))
}

/// `name = name-start *name-more`. A name that the end cuts short is a fault.
fn name(i: &[u8]) -> Parsed<'_, &[u8]> {
    let length = scan::name_length(i);
    if length == i.len() {
        return fault(DiagnosticKind::UnexpectedEnd, i, Oddities::NONE);
    }
    if length == 0 {
        return fault(DiagnosticKind::MalformedCell, i, Oddities::NONE);
    }
    Ok((&i[length..], (&i[..length], Oddities::NONE)))
}

/// `scope = "^" hex / name`, directly behind a `:`.
#[inline]
fn scope(i: &[u8]) -> Parsed<'_, ScopeName<'_>> {
    match i.split_first() {
        Some((b'^', token)) => {
            let (i, (token, odd)) = hex(token)?;
            Ok((i, (ScopeName::Token(token), odd)))
        }
        Some((&byte, _)) if scan::is_name_start(byte) => {
            let (i, (name, odd)) = name(i)?;
            Ok((i, (ScopeName::Name(name), odd)))
        }
        Some(_) => fault(DiagnosticKind::MalformedScope, i, Oddities::NONE),
        None => fault(DiagnosticKind::UnexpectedEnd, i, Oddities::NONE),
    }
}

/// `mid = hex [ ":" scope ] [ NUL ]`. The NUL is lost, as it is to `morkStream::Ungetc`.
#[inline(always)]
pub(crate) fn mid(i: &[u8]) -> Parsed<'_, Mid<'_>> {
    let (i, (id, odd)) = hex(i)?;
    match i.first() {
        Some(b':') => scoped(i, id, odd),
        Some(0) => Ok((&i[1..], (Mid { id, scope: ScopeName::Default }, odd))),
        _ => Ok((i, (Mid { id, scope: ScopeName::Default }, odd))),
    }
}

fn scoped(i: &[u8], id: u32, odd: Oddities) -> Parsed<'_, Mid<'_>> {
    match preceded(tag(":"), scope).parse(i) {
        Ok((i, (scope, more))) => Ok((skip_nul(i), (Mid { id, scope }, odd.with(more)))),
        Err(Err::Failure(f)) => {
            Err(Err::Failure(Fault { met_end: f.met_end || odd.has(Oddities::MET_END), ..f }))
        }
        Err(other) => Err(other),
    }
}

fn skip_nul(i: &[u8]) -> &[u8] {
    i.strip_prefix(b"\0").unwrap_or(i)
}

/// `value = *( value-byte / decode-escape ) ")"`: what stands between `=` and `)`.
#[inline(always)]
pub(crate) fn value(i: &[u8]) -> Parsed<'_, RawValue<'_>> {
    match value_end(i) {
        Some(end) => Ok((&i[end + 1..], (RawValue::new(&i[..end]), Oddities::NONE))),
        None => fault(DiagnosticKind::UnexpectedEnd, &[], Oddities::NONE),
    }
}

/// `column = "^" mid / name`
#[inline(always)]
fn column(i: &[u8]) -> Parsed<'_, ColumnName<'_>> {
    match i.split_first() {
        Some((b'^', i)) => {
            let (i, (mid, odd)) = mid(i)?;
            Ok((i, (ColumnName::Mid(mid), odd)))
        }
        _ => column_name(i),
    }
}

#[inline(never)]
fn column_name(i: &[u8]) -> Parsed<'_, ColumnName<'_>> {
    match i {
        [] => fault(DiagnosticKind::UnexpectedEnd, i, Oddities::NONE),
        _ => map(name, |(name, odd)| (ColumnName::Name(name), odd)).parse(i),
    }
}

/// `slot = "=" value / "^" alias-ref`
#[inline(always)]
fn slot(i: &[u8]) -> Parsed<'_, Slot<'_>> {
    match i.split_first() {
        Some((b'=', i)) => {
            let (i, (value, odd)) = value(i)?;
            Ok((i, (Slot::Literal(value), odd)))
        }
        Some((b'^', i)) => alias_ref(i),
        Some(_) => fault(DiagnosticKind::MalformedCell, i, Oddities::NONE),
        None => fault(DiagnosticKind::UnexpectedEnd, i, Oddities::MET_END),
    }
}

/// `alias-ref = mid trivia ")"`
#[inline(always)]
fn alias_ref(i: &[u8]) -> Parsed<'_, Slot<'_>> {
    let (i, (mid, odd)) = mid(i)?;
    if let [b')', rest @ ..] = i {
        return Ok((rest, (Slot::Alias(mid), odd)));
    }
    alias_ref_end(i, mid, odd)
}

#[inline(never)]
fn alias_ref_end<'a>(i: &'a [u8], mid: Mid<'a>, odd: Oddities) -> Parsed<'a, Slot<'a>> {
    let (i, ((), more)) = trivia(i)?;
    match i {
        [b')', rest @ ..] => Ok((rest, (Slot::Alias(mid), odd.with(more)))),
        [] => fault(DiagnosticKind::UnexpectedEnd, i, Oddities::MET_END),
        _ => fault(DiagnosticKind::MalformedCell, i, odd.with(more)),
    }
}

/// `cell = "(" column trivia slot`
#[inline(always)]
pub(crate) fn cell(i: &[u8]) -> Parsed<'_, Cell<'_>> {
    let (i, (column, odd)) = column(&i[1..])?;
    let (i, ((), between)) = trivia(i)?;
    let (i, (slot, more)) = slot(i)?;
    Ok((i, (Cell { column, slot }, odd.with(between).with(more))))
}

/// `form = %s"(f" form-value`
pub(crate) fn form(i: &[u8]) -> Parsed<'_, u32> {
    let (rest, _) = tag("(f")(i)?;
    form_value(rest)
}

/// `form-value = trivia ( "=" form-byte / "^" hex ) ")"`
fn form_value(i: &[u8]) -> Parsed<'_, u32> {
    let (i, ((), odd)) = trivia(i)?;
    let (i, (form, odd)) = match i.first() {
        Some(b'=') => form_byte(&i[1..], odd)?,
        Some(b'^') => hex(&i[1..])?,
        _ => return fault(DiagnosticKind::MalformedForm, i, at_end(i, odd)),
    };
    match i.strip_prefix(b")") {
        Some(rest) => Ok((rest, (form, odd))),
        None => fault(DiagnosticKind::MalformedForm, i, at_end(i, odd)),
    }
}

/// `form-byte = trivia OCTET trivia`
fn form_byte(i: &[u8], odd: Oddities) -> Parsed<'_, u32> {
    let (i, ((), more)) = trivia(i)?;
    let odd = odd.with(more);
    let Some((&byte, i)) = i.split_first() else {
        return fault(DiagnosticKind::MalformedForm, i, Oddities::MET_END);
    };
    let (i, ((), more)) = trivia(i)?;
    Ok((i, (u32::from(byte), odd.with(more))))
}

fn at_end(i: &[u8], odd: Oddities) -> Oddities {
    if i.is_empty() { odd.with(Oddities::MET_END) } else { odd }
}

/// `alias-form = "<" trivia "(" trivia %s"f" form-value trivia ">"`, between the id and the `=` of an alias. It is read
/// and dropped, as Mozilla's engine drops it.
fn alias_form(i: &[u8]) -> Parsed<'_, u32> {
    let spaced = |word: &'static str| {
        move |i: &'_ [u8]| {
            let (length, _) = scan::trivia(i);
            i[length..].strip_prefix(word.as_bytes()).map(<[u8]>::len)
        }
    };
    let mut rest = i;
    for word in ["<", "(", "f"] {
        match spaced(word)(rest) {
            Some(left) => rest = &rest[rest.len() - left..],
            None => return fault(DiagnosticKind::MalformedForm, rest, at_end(rest, Oddities::NONE)),
        }
    }
    let (rest, (form, odd)) = form_value(rest)?;
    match spaced(">")(rest) {
        Some(left) => Ok((&rest[rest.len() - left..], (form, odd))),
        None => fault(DiagnosticKind::MalformedForm, rest, at_end(rest, odd)),
    }
}

/// `alias = "(" hex [ white trivia ] [ alias-form trivia ] [ "=" value / not-equals ]`. Without the `=` it defines nothing, and the byte in
/// the place of the `=` is lost.
#[inline(always)]
pub(crate) fn alias(i: &[u8]) -> Parsed<'_, Alias<'_>> {
    let (i, (id, odd)) = hex(&i[1..])?;
    match i.first() {
        Some(b'=') => {
            let (i, (value, _)) = value(&i[1..])?;
            Ok((i, (Alias { id, value: Some(value) }, odd)))
        }
        _ => alias_tail(i, id, odd),
    }
}

#[inline(never)]
fn alias_tail(i: &[u8], id: u32, mut odd: Oddities) -> Parsed<'_, Alias<'_>> {
    let mut i = i;
    if i.first().is_some_and(|&byte| scan::is_white(byte)) {
        let (rest, ((), more)) = trivia(i)?;
        (i, odd) = (rest, odd.with(more));
    }
    if i.first() == Some(&b'<') {
        let (rest, _) = alias_form(i)?;
        let (rest, ((), more)) = trivia(rest)?;
        (i, odd) = (rest, odd.with(more));
    }
    match i.first() {
        Some(b'=') => map(value, |(value, _)| (Alias { id, value: Some(value) }, odd)).parse(&i[1..]),
        first => {
            let rest = &i[usize::from(first.is_some())..];
            Ok((rest, (Alias { id, value: None }, odd.with(Oddities::NO_EQUALS))))
        }
    }
}

/// `rewrite = trivia [ "-" / NUL ]`, behind an opening bracket. The NUL is lost.
fn rewrite(i: &[u8]) -> (&[u8], bool, Oddities) {
    let (length, odd) = scan::trivia(i);
    let rest = &i[length..];
    match rest.first() {
        Some(b'-') => (&rest[1..], true, odd),
        Some(0) => (&rest[1..], false, odd),
        Some(_) => (rest, false, odd),
        None => (rest, false, odd.with(Oddities::MET_END)),
    }
}

/// `row-start = "[" rewrite mid`
#[inline]
pub(crate) fn row_start(i: &[u8]) -> Parsed<'_, RowHead<'_>> {
    let (i, _) = tag("[")(i)?;
    let (i, cut, odd) = rewrite(i);
    map(mid, move |(row, more)| (RowHead { row, rewrite: cut }, odd.with(more))).parse(i)
}

/// `table-start = "{" rewrite mid`
pub(crate) fn table_start(i: &[u8]) -> Parsed<'_, TableHead<'_>> {
    let (i, _) = tag("{")(i)?;
    let (i, cut, odd) = rewrite(i);
    map(mid, move |(table, more)| (TableHead { table, rewrite: cut }, odd.with(more))).parse(i)
}

/// `position = trivia ( "!" hex [ NUL ] / NUL )`, behind a row. The NULs are lost.
#[inline(always)]
pub(crate) fn position(i: &[u8]) -> Parsed<'_, Option<u32>> {
    let (length, odd) = scan::trivia(i);
    match i.get(length) {
        Some(b'!' | 0) => moved(&i[length..], odd),
        _ => Ok((i, (None, Oddities::NONE))),
    }
}

#[inline(never)]
fn moved(i: &[u8], odd: Oddities) -> Parsed<'_, Option<u32>> {
    if i.first() == Some(&0) {
        return Ok((&i[1..], (None, odd)));
    }
    let (i, (at, more)) = hex(&i[1..])?;
    Ok((skip_nul(i), (Some(at), odd.with(more))))
}

/// `row-end = "]" [ position ]`
#[inline(always)]
pub(crate) fn row_end(i: &[u8]) -> Parsed<'_, Option<u32>> {
    position(&i[1..])
}

/// `row-ref = mid [ position ]`, beginning with a digit.
#[inline]
pub(crate) fn row_ref(i: &[u8]) -> Parsed<'_, (Mid<'_>, Option<u32>)> {
    let (i, (row, odd)) = mid(i)?;
    map(position, move |(at, more)| ((row, at), odd.with(more))).parse(i)
}

/// `group-start = "@$${" group-id "{@"`
pub(crate) fn group_start(i: &[u8]) -> Parsed<'_, u32> {
    delimited(tag("@$${"), group_id, tag("{@")).parse(i).map_err(malformed_marker)
}

/// `group-end = "@$$}" group-id "}@"`
pub(crate) fn group_end(i: &[u8]) -> Parsed<'_, u32> {
    delimited(tag("@$$}"), group_id, tag("}@")).parse(i).map_err(malformed_marker)
}

/// `group-id = hex`, which the end must not come before.
fn group_id(i: &[u8]) -> Parsed<'_, u32> {
    let (rest, (id, odd)) = hex(i)?;
    if odd.has(Oddities::MET_END) {
        return fault(DiagnosticKind::MalformedGroupMarker, rest, odd);
    }
    Ok((rest, (id, odd)))
}

/// `group-abort = "@$$}~~}@"`
pub(crate) fn group_abort(i: &[u8]) -> Parsed<'_, ()> {
    map(tag("@$$}~~}@"), |_| ((), Oddities::NONE)).parse(i).map_err(malformed_marker)
}

fn malformed_marker(error: Err<Fault>) -> Err<Fault> {
    match error {
        Err::Error(f) | Err::Failure(f) => {
            Err::Failure(Fault { kind: DiagnosticKind::MalformedGroupMarker, ..f })
        }
        other @ Err::Incomplete(_) => other,
    }
}

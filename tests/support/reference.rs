//! A slow, obvious reader of well-formed Mork, put together from plain combinators by the grammar of the format: what the
//! fast one is held against. It gives up on anything that Mozilla's parser would so much as warn of, on charset forms, and
//! on the meta parts of meta rows.
//!
//! Only the words for parts of tokens (`Mid`, `Cell`, `RawValue`) are the library's; how text becomes these is not.

use morkdb::syntax::{
    Cell, ColumnName, EventKind, HEADER, Mid, RawValue, RowHead, ScopeName, Slot, TableHead,
};
use nom::branch::alt;
use nom::bytes::complete::{tag, take, take_until, take_while, take_while1};
use nom::combinator::{all_consuming, cut, map, not, opt, peek, recognize, value as constant, verify};
use nom::multi::{many0, many0_count};
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Parser};

type Read<'a, T> = IResult<&'a [u8], T>;

/// What stands between the groups, and in them.
#[derive(Clone, Debug)]
pub enum Item<'a> {
    Dict(Vec<DictPart<'a>>),
    Table(TableHead<'a>, Vec<TablePart<'a>>),
    Row(Row<'a>),
    Group(u32, Vec<Item<'a>>),
}

#[derive(Clone, Debug)]
pub enum DictPart<'a> {
    Alias(u32, RawValue<'a>),
    Meta(Vec<Cell<'a>>),
}

#[derive(Clone, Debug)]
pub enum TablePart<'a> {
    Meta(Vec<TablePart<'a>>),
    Cell(Cell<'a>),
    Row(Row<'a>),
    Ref(Mid<'a>, Option<u32>),
    Minus,
}

#[derive(Clone, Debug)]
pub struct Row<'a> {
    pub head: RowHead<'a>,
    pub parts: Vec<RowPart<'a>>,
    pub position: Option<u32>,
}

#[derive(Clone, Debug)]
pub enum RowPart<'a> {
    Cell(Cell<'a>),
    Meta(Vec<Cell<'a>>),
    Minus,
}

/// The items of a file; `None` where it is not well-formed.
pub fn read(input: &[u8]) -> Option<Vec<Item<'_>>> {
    let line = take_while(|byte| !matches!(byte, b'\r' | b'\n'));
    let file = preceded((tag(&HEADER[..]), line), items(true));
    all_consuming(file).parse_complete(input).ok().map(|(_, items)| items)
}

fn items<'a>(
    groups: bool,
) -> impl Parser<&'a [u8], Output = Vec<Item<'a>>, Error = nom::error::Error<&'a [u8]>> {
    let item = move |i: &'a [u8]| match i.first() {
        Some(b'@') if groups => group(i),
        Some(b'{') => map(table, |(head, parts)| Item::Table(head, parts)).parse(i),
        Some(b'<') => map(dict, Item::Dict).parse(i),
        _ => map(|i| row(i, true), Item::Row).parse(i),
    };
    terminated(many0(preceded(skip, item)), skip)
}

// ---- bytes

fn line_break(i: &[u8]) -> Read<'_, &[u8]> {
    alt((tag("\r\n"), tag("\n\r"), tag("\r"), tag("\n"))).parse(i)
}

fn comment(i: &[u8]) -> Read<'_, &[u8]> {
    let byte = preceded(not(alt((tag("/*"), tag("*/")))), take(1_usize));
    recognize(delimited(tag("/*"), many0_count(alt((comment, byte))), tag("*/"))).parse(i)
}

fn is_white(byte: u8) -> bool {
    matches!(byte, 0x08 | 0x09 | 0x0A | 0x0C | 0x0D | 0x20 | 0x7F)
}

fn skip(i: &[u8]) -> Read<'_, ()> {
    let line = recognize(pair(tag("//"), take_while(|byte| !matches!(byte, b'\r' | b'\n'))));
    let continuation = recognize(pair(tag("\\"), line_break));
    constant((), many0_count(alt((take_while1(is_white), line, comment, continuation)))).parse(i)
}

fn hex(i: &[u8]) -> Read<'_, u32> {
    let worth = |digit: &u8| (*digit as char).to_digit(16).unwrap_or(0);
    let number = |digits: &[u8]| digits.iter().fold(0_u32, |n, digit| (n << 4) | worth(digit));
    preceded(skip, map(take_while1(|byte: u8| byte.is_ascii_hexdigit()), number)).parse(i)
}

fn name(i: &[u8]) -> Read<'_, &[u8]> {
    let start = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b':' | b'_');
    let more = move |byte| start(byte) || matches!(byte, b'!' | b'+' | b'-' | b'?');
    let first = verify(take(1_usize), move |byte: &[u8]| start(byte[0]));
    recognize(pair(first, take_while(more))).parse(i)
}

fn escape(i: &[u8]) -> Read<'_, &[u8]> {
    let joined = recognize(pair(tag("\\"), line_break));
    let quoted = recognize(pair(tag("\\"), take(1_usize)));
    let coded = recognize(pair(tag("$"), take(2_usize)));
    alt((joined, quoted, coded)).parse(i)
}

fn value(i: &[u8]) -> Read<'_, RawValue<'_>> {
    let plain = take_while1(|byte| !matches!(byte, b')' | b'\\' | b'$'));
    let raw = recognize(many0_count(alt((plain, escape))));
    map(terminated(raw, tag(")")), RawValue::new).parse(i)
}

/// What a value says.
pub fn decode(raw: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        b'a'..=b'z' => u32::from(byte - b'a') + 10,
        _ => 0,
    };
    let said = |piece: &[u8]| match *piece {
        [b'\\', b'\r' | b'\n', ..] => vec![],
        [b'\\', byte] => vec![byte],
        [b'$', high, low] => vec![((digit(high) << 4 | digit(low)) & 0xFF) as u8],
        _ => piece.to_vec(),
    };
    let plain = take_while1(|byte| !matches!(byte, b'\\' | b'$'));
    match all_consuming(many0(map(alt((plain, escape)), said))).parse_complete(raw) {
        Ok((_, pieces)) => pieces.concat(),
        Err(_) => panic!("no whole value: {}", raw.escape_ascii()),
    }
}

// ---- ids and cells

fn mid(i: &[u8]) -> Read<'_, Mid<'_>> {
    let token = map(preceded(tag("^"), hex), ScopeName::Token);
    let scope = preceded(tag(":"), cut(alt((token, map(name, ScopeName::Name)))));
    let mid = |(id, scope): (u32, Option<_>)| Mid { id, scope: scope.unwrap_or(ScopeName::Default) };
    map(pair(hex, opt(scope)), mid).parse(i)
}

fn position(i: &[u8]) -> Read<'_, Option<u32>> {
    opt(preceded((skip, tag("!")), cut(hex))).parse(i)
}

fn cell(i: &[u8]) -> Read<'_, Cell<'_>> {
    let column = alt((map(preceded(tag("^"), mid), ColumnName::Mid), map(name, ColumnName::Name)));
    let literal = map(preceded(tag("="), value), Slot::Literal);
    let alias = map(delimited(tag("^"), mid, (skip, tag(")"))), Slot::Alias);
    let cell = |(column, slot)| Cell { column, slot };
    map(preceded(tag("("), cut(pair(terminated(column, skip), alt((literal, alias))))), cell).parse(i)
}

/// A cell where `(f` would begin a charset form.
fn meta_cell(i: &[u8]) -> Read<'_, Cell<'_>> {
    preceded(not(tag("(f")), cell).parse(i)
}

fn minus(i: &[u8]) -> Read<'_, bool> {
    map(opt(preceded(skip, tag("-"))), |minus| minus.is_some()).parse(i)
}

// ---- containers

fn dict(i: &[u8]) -> Read<'_, Vec<DictPart<'_>>> {
    let meta = delimited(tag("<"), many0(preceded(skip, meta_cell)), (skip, tag(">")));
    let part = alt((alias, map(meta, DictPart::Meta)));
    delimited(tag("<"), many0(preceded(skip, part)), (skip, tag(">"))).parse(i)
}

fn alias(i: &[u8]) -> Read<'_, DictPart<'_>> {
    let white = opt(preceded(peek(verify(take(1_usize), |byte: &[u8]| is_white(byte[0]))), skip));
    let id = delimited(tag("("), hex, (white, tag("=")));
    map(pair(id, value), |(id, value)| DictPart::Alias(id, value)).parse(i)
}

fn table(i: &[u8]) -> Read<'_, (TableHead<'_>, Vec<TablePart<'_>>)> {
    let head = map(preceded(tag("{"), pair(minus, mid)), |(rewrite, table)| TableHead { table, rewrite });
    let parts = many0(preceded(skip, |i| table_part(i, false)));
    pair(head, terminated(parts, (skip, tag("}")))).parse(i)
}

fn table_part(i: &[u8], in_meta: bool) -> Read<'_, TablePart<'_>> {
    match i.first() {
        Some(b'[') => map(|i| row(i, !in_meta), TablePart::Row).parse(i),
        Some(b'(') if in_meta => map(meta_cell, TablePart::Cell).parse(i),
        Some(b'-') if !in_meta => map(tag("-"), |_| TablePart::Minus).parse(i),
        Some(b'{') if !in_meta => {
            let parts = many0(preceded(skip, |i| table_part(i, true)));
            map(delimited(tag("{"), parts, (skip, tag("}"))), TablePart::Meta).parse(i)
        }
        _ => map(pair(mid, position), |(row, at)| TablePart::Ref(row, at)).parse(i),
    }
}

fn row(i: &[u8], metas: bool) -> Read<'_, Row<'_>> {
    let head = map(preceded(tag("["), pair(minus, mid)), |(rewrite, row)| RowHead { row, rewrite });
    let parts = many0(preceded(skip, |i| row_part(i, metas)));
    let row = |(head, parts, position)| Row { head, parts, position };
    map((head, terminated(parts, (skip, tag("]"))), position), row).parse(i)
}

fn row_part(i: &[u8], metas: bool) -> Read<'_, RowPart<'_>> {
    match i.first() {
        Some(b'[') if metas => {
            let cells = delimited(tag("["), many0(preceded(skip, meta_cell)), (skip, tag("]")));
            map(cells, RowPart::Meta).parse(i)
        }
        Some(b'-') => map(tag("-"), |_| RowPart::Minus).parse(i),
        _ if metas => map(cell, RowPart::Cell).parse(i),
        _ => map(meta_cell, RowPart::Cell).parse(i),
    }
}

/// The end is looked for in the bytes first, whatever they mean; then the content is read.
fn group(i: &[u8]) -> Read<'_, Item<'_>> {
    let (i, id) = delimited(tag("@$${"), hex, tag("{@")).parse(i)?;
    let (i, content) = take_until("@$$")(i)?;
    let end = delimited(tag("@$$}"), hex, tag("}@"));
    let (i, _) = verify(end, |end| *end == id).parse(i)?;
    let (_, items) = all_consuming(items(false)).parse_complete(content)?;
    Ok((i, Item::Group(id, items)))
}

// ---- the same as events

/// What the events of these items mean, without white space and the header.
pub fn tokens<'a>(items: &[Item<'a>], out: &mut Vec<EventKind<'a>>) {
    for item in items {
        match item {
            Item::Dict(parts) => {
                out.push(EventKind::DictStart);
                parts.iter().for_each(|part| dict_tokens(part, out));
                out.push(EventKind::DictEnd);
            }
            Item::Table(head, parts) => {
                out.push(EventKind::TableStart(*head));
                parts.iter().for_each(|part| table_tokens(part, out));
                out.push(EventKind::TableEnd { closed: true });
            }
            Item::Row(row) => row_tokens(row, out),
            Item::Group(id, items) => {
                out.push(EventKind::GroupStart { id: *id });
                tokens(items, out);
                out.push(EventKind::GroupEnd { id: *id });
            }
        }
    }
}

fn dict_tokens<'a>(part: &DictPart<'a>, out: &mut Vec<EventKind<'a>>) {
    match part {
        DictPart::Alias(id, value) => {
            out.push(EventKind::Alias(morkdb::syntax::Alias { id: *id, value: Some(*value) }));
        }
        DictPart::Meta(cells) => {
            out.push(EventKind::DictMetaStart);
            out.extend(cells.iter().map(|cell| EventKind::Cell(*cell)));
            out.push(EventKind::DictMetaEnd);
        }
    }
}

fn table_tokens<'a>(part: &TablePart<'a>, out: &mut Vec<EventKind<'a>>) {
    match part {
        TablePart::Meta(parts) => {
            out.push(EventKind::TableMetaStart);
            parts.iter().for_each(|part| table_tokens(part, out));
            out.push(EventKind::TableMetaEnd);
        }
        TablePart::Cell(cell) => out.push(EventKind::Cell(*cell)),
        TablePart::Row(row) => row_tokens(row, out),
        TablePart::Ref(row, position) => out.push(EventKind::RowRef { row: *row, position: *position }),
        TablePart::Minus => out.push(EventKind::Minus),
    }
}

fn row_tokens<'a>(row: &Row<'a>, out: &mut Vec<EventKind<'a>>) {
    out.push(EventKind::RowStart(row.head));
    for part in &row.parts {
        match part {
            RowPart::Cell(cell) => out.push(EventKind::Cell(*cell)),
            RowPart::Minus => out.push(EventKind::Minus),
            RowPart::Meta(cells) => {
                out.push(EventKind::RowMetaStart);
                out.extend(cells.iter().map(|cell| EventKind::Cell(*cell)));
                out.push(EventKind::RowMetaEnd);
            }
        }
    }
    out.push(EventKind::RowEnd { position: row.position });
}

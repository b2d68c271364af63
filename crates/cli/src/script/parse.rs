//! Lines to operations.

use memchr::memchr_iter;

use super::field::{self, Fields, shown};
use super::op::{How, Op, Place};

/// An operation and the line that it stands in, counted from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) op: Op,
}

/// A line that is no operation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    pub(crate) number: usize,
    pub(crate) what: String,
}

/// All operations and what their fields are.
const FORMS: [(&str, &str); 17] = [
    ("table", "SCOPE ID|auto KIND [unique] [meta=ID:SCOPE]"),
    ("row", "SCOPE ID|auto"),
    ("tadd", "SCOPE TID RSCOPE RID"),
    ("tcut", "SCOPE TID RSCOPE RID"),
    ("tmove", "SCOPE TID RSCOPE RID POS"),
    ("tcutall", "SCOPE TID"),
    ("set", "RSCOPE RID COL VALUE"),
    ("cut", "RSCOPE RID COL"),
    ("cutall", "RSCOPE RID"),
    ("empty", "RSCOPE RID"),
    ("meta", "SCOPE TID [RSCOPE RID]"),
    ("metaset", "SCOPE TID COL VALUE"),
    ("prio", "SCOPE TID 0-9"),
    ("verbose", "SCOPE TID 0|1"),
    ("token", "NAME"),
    ("commit", "large|session|compress|tb-large|tb-session"),
    ("reopen", ""),
];

/// Reads a whole script. The error is every line that is wrong.
pub(crate) fn parse(script: &[u8]) -> Result<Vec<Line>, Vec<Fault>> {
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in numbered(script) {
        match one(line) {
            Ok(None) => {}
            Ok(Some(op)) => lines.push(Line { number, op }),
            Err(what) => faults.push(Fault { number, what }),
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

/// The lines, without their ends, which may be those of DOS.
fn numbered(script: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let ends = memchr_iter(b'\n', script).chain([script.len()]);
    ends.scan(0, |start, end| {
        let line = &script[*start..end];
        *start = end + 1;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    })
    .enumerate()
    .map(|(index, line)| (index + 1, line))
}

/// A line; nothing where it is empty or a comment.
fn one(line: &[u8]) -> Result<Option<Op>, String> {
    if line.trim_ascii().is_empty() || line.starts_with(b"#") {
        return Ok(None);
    }
    let mut fields = Fields::new(line);
    let word = fields.optional().unwrap_or_default();
    let Some((word, form)) = FORMS.into_iter().find(|(known, _)| known.as_bytes() == word) else {
        return Err(unknown(word));
    };
    let parsed = operation(word, &mut fields).and_then(|op| fields.end().map(|()| Some(op)));
    parsed.map_err(|what| format!("{what} (the form is: {})", format!("{word} {form}").trim_end()))
}

fn unknown(word: &[u8]) -> String {
    if word.is_empty() {
        return "a line begins with its operation, without a space before it".to_owned();
    }
    let all: Vec<_> = FORMS.iter().map(|(word, _)| *word).collect();
    format!("there is no operation {}; there are {}", shown(word), all.join(", "))
}

fn operation(word: &str, fields: &mut Fields<'_>) -> Result<Op, String> {
    Ok(match word {
        "table" => return table(fields),
        "row" => Op::Row { scope: fields.name("SCOPE")?, id: fields.id_or_auto("ID")? },
        "token" => Op::Token { name: fields.name("NAME")? },
        "commit" => Op::Commit(how(fields.next("how to commit")?)?),
        "reopen" => Op::Reopen,
        "set" | "cut" | "cutall" | "empty" => return row_operation(word, fields),
        _ => return table_operation(word, fields),
    })
}

fn row_operation(word: &str, fields: &mut Fields<'_>) -> Result<Op, String> {
    let row = fields.place("RSCOPE", "RID")?;
    Ok(match word {
        "set" => Op::Set { row, column: fields.name("COL")?, value: fields.value()? },
        "cut" => Op::CutCell { row, column: fields.name("COL")? },
        "cutall" => Op::CutCells { row },
        _ => Op::Empty { row },
    })
}

fn table_operation(word: &str, fields: &mut Fields<'_>) -> Result<Op, String> {
    let table = fields.place("SCOPE", "TID")?;
    Ok(match word {
        "tadd" => Op::AddRow { table, row: fields.place("RSCOPE", "RID")? },
        "tcut" => Op::CutRow { table, row: fields.place("RSCOPE", "RID")? },
        "tmove" => Op::MoveRow { table, row: fields.place("RSCOPE", "RID")?, to: fields.id("POS")? },
        "tcutall" => Op::CutRows { table },
        "meta" => return meta(table, fields),
        "metaset" => Op::SetMeta { table, column: fields.name("COL")?, value: fields.value()? },
        "prio" => Op::Priority { table, priority: priority(fields.id("the priority")?) },
        _ => Op::Verbose { table, verbose: flag(fields.next("0 or 1")?)? },
    })
}

fn table(fields: &mut Fields<'_>) -> Result<Op, String> {
    let (scope, id, kind) = (fields.name("SCOPE")?, fields.id_or_auto("ID")?, fields.name("KIND")?);
    let (mut unique, mut meta) = (false, None);
    let mut ahead = *fields;
    while let Some(field) = ahead.optional() {
        if field == b"unique" {
            unique = true;
        } else if let Some(row) = field.strip_prefix(b"meta=") {
            meta = Some(field::oid(row, "meta")?);
        } else {
            break;
        }
        *fields = ahead;
    }
    Ok(Op::Table { scope, id, kind, unique, meta })
}

fn meta(table: Place, fields: &mut Fields<'_>) -> Result<Op, String> {
    let mut ahead = *fields;
    let has_row = ahead.optional().is_some_and(|field| !matches!(field, [] | [b'#', ..]));
    let row = if has_row { Some(fields.place("RSCOPE", "RID")?) } else { None };
    Ok(Op::Meta { table, row })
}

fn how(word: &[u8]) -> Result<How, String> {
    match word {
        b"large" | b"session" => Ok(How::Group),
        b"compress" => Ok(How::Whole),
        b"tb-large" | b"tb-session" => Ok(How::Thunderbird),
        _ => Err(format!("there is no commit {}", shown(word))),
    }
}

/// As Mozilla's engine has it: a number above 9 is 9.
fn priority(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(9).min(9)
}

fn flag(field: &[u8]) -> Result<bool, String> {
    match field {
        b"0" => Ok(false),
        b"1" => Ok(true),
        _ => Err(format!("{} is neither 0 nor 1", shown(field))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::op::Name;
    use super::*;

    fn text(name: &str) -> Name {
        Name::Text(name.into())
    }

    fn place(scope: &str, id: u32) -> Place {
        Place { scope: text(scope), id }
    }

    fn op(line: &str) -> Op {
        let lines = parse(line.as_bytes()).unwrap();
        assert_eq!(lines.len(), 1, "{line}");
        lines[0].op.clone()
    }

    fn fault(line: &str) -> String {
        let faults = parse(line.as_bytes()).unwrap_err();
        assert_eq!(faults.len(), 1, "{line}");
        faults[0].what.clone()
    }

    #[test]
    fn all_operations() {
        let (table, row) = (place("msgs", 1), place("m", 0x1F));
        let meta = Some(place("m", 0xA));
        let (scope, kind, column) = (text("msgs"), text("k"), text("subject"));
        let all = [
            (
                "table msgs 1 k",
                Op::Table {
                    scope: scope.clone(),
                    id: Some(1),
                    kind: kind.clone(),
                    unique: false,
                    meta: None,
                },
            ),
            (
                "table msgs auto k unique meta=A:m",
                Op::Table {
                    scope: scope.clone(),
                    id: None,
                    kind: kind.clone(),
                    unique: true,
                    meta: meta.clone(),
                },
            ),
            (
                "table ^96 1 k meta=a:m # why",
                Op::Table { scope: Name::Token(0x96), id: Some(1), kind, unique: false, meta },
            ),
            ("row msgs 1f", Op::Row { scope: scope.clone(), id: Some(0x1F) }),
            ("row msgs auto ", Op::Row { scope, id: None }),
            ("tadd msgs 1 m 1F", Op::AddRow { table: table.clone(), row: row.clone() }),
            ("tcut msgs 1 m 1F", Op::CutRow { table: table.clone(), row: row.clone() }),
            ("tmove msgs 1 m 1F 10", Op::MoveRow { table: table.clone(), row: row.clone(), to: 16 }),
            ("tcutall msgs 1", Op::CutRows { table: table.clone() }),
            (
                "set m 1F subject  Re: # 1 ",
                Op::Set { row: row.clone(), column: column.clone(), value: b" Re: # 1 ".to_vec() },
            ),
            ("set m 1F subject", Op::Set { row: row.clone(), column: column.clone(), value: Vec::new() }),
            ("cut m 1F subject", Op::CutCell { row: row.clone(), column: column.clone() }),
            ("cutall m 1F", Op::CutCells { row: row.clone() }),
            ("empty m 1F", Op::Empty { row: row.clone() }),
            ("meta msgs 1", Op::Meta { table: table.clone(), row: None }),
            ("meta msgs 1 m 1F", Op::Meta { table: table.clone(), row: Some(row) }),
            ("metaset msgs 1 subject x", Op::SetMeta { table: table.clone(), column, value: b"x".to_vec() }),
            ("prio msgs 1 11", Op::Priority { table: table.clone(), priority: 9 }),
            ("verbose msgs 1 1", Op::Verbose { table, verbose: true }),
            ("token a%20b", Op::Token { name: text("a b") }),
            ("commit session", Op::Commit(How::Group)),
            ("commit compress", Op::Commit(How::Whole)),
            ("commit tb-large", Op::Commit(How::Thunderbird)),
            ("reopen", Op::Reopen),
        ];
        for (line, expected) in all {
            assert_eq!(op(line), expected, "{line}");
        }
    }

    #[test]
    fn lines_are_counted_with_comments_and_any_end() {
        let lines = parse(b"# one\r\n\r\nreopen\r\n  \ncommit large").unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(parse(b"").unwrap(), []);
    }

    #[test]
    fn every_wrong_line_is_told() {
        let faults = parse(b"reopen\nfrobnicate\nset m\ncommit large\nrow m x\n").unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.number).collect::<Vec<_>>(), [2, 3, 5]);
        assert_eq!(faults[1].what, "RID is missing (the form is: set RSCOPE RID COL VALUE)");
    }

    #[test]
    fn faults_say_what_and_how() {
        for (line, part) in [
            (" reopen", "without a space before it"),
            ("set  1 a b", "RSCOPE is empty; fields are separated by one space"),
            ("row m 123456789", "up to 8 digits"),
            ("row m +1", "hexadecimal"),
            ("row m 1 2", "more than belongs there: `2`"),
            ("row m 1  2", "second space"),
            ("table m 1", "KIND is missing"),
            ("table m 1 k unique extra", "`extra`"),
            ("table m 1 k meta=1", "as in 1F:msgs"),
            ("prio m 1 -1", "`-1` is not"),
            ("verbose m 1 2", "neither 0 nor 1"),
            ("commit huge", "large|session|compress|tb-large|tb-session"),
            ("token ^x", "%5E"),
            ("token a%2", "two hex digits"),
            ("set m 1 a \\", "backslash"),
            ("\x1B[31m 1", "`\\x1B[31m`"),
            ("reopen now", "(the form is: reopen)"),
        ] {
            assert!(fault(line).contains(part), "{line}: {}", fault(line));
        }
    }
}

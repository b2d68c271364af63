//! Inputs that mean harm: each makes the reader do as much as it can for every byte, or forget as little as it may.

use std::fmt::Write;

use super::mork;

/// A name, and what makes an input of about so many bytes.
pub type Hostile = (&'static str, fn(usize) -> Vec<u8>);

/// What is made over and over again until there is enough of it.
fn fill(start: &str, size: usize, mut piece: impl FnMut(&mut String, u32)) -> Vec<u8> {
    let mut text = String::from(start);
    let mut n = 0;
    while text.len() < size {
        piece(&mut text, n);
        n += 1;
    }
    mork(text)
}

macro_rules! put {
    ($to:expr, $($arg:tt)*) => { write!($to, $($arg)*).expect("a string takes all") };
}

const NAMES: &str = "<<(a=c)>(80=name)(81=kind)><(80=x)(81=y)(90=)>";

/// A table of so many rows.
fn table(rows: u32) -> String {
    let mut text = format!("{NAMES}{{1:^80{{(k^81:c)}}");
    (1..=rows).for_each(|row| put!(text, "{row:X} "));
    text
}

/// Rows of a long table: all moved to the front, from the last on and then at random; all cut from the front or the back.
pub const TABLES: &[Hostile] = &[
    ("moves to the front", |size| fill(&table(size as u32 / 10), size, |out, n| put!(out, "{:X}!0 ", n + 1))),
    ("moves to the back", |size| {
        fill(&table(size as u32 / 14), size, |out, n| put!(out, "{:X}!FFFFFFFF ", n + 1))
    }),
    ("moves here and there", |size| {
        let rows = size as u32 / 14;
        fill(&table(rows), size, |out, n| {
            put!(
                out,
                "{:X}!{:X} ",
                n.wrapping_mul(0x9E37_79B1) % rows + 1,
                n.wrapping_mul(0x85EB_CA77) % rows
            )
        })
    }),
    ("cuts from the front", |size| fill(&table(size as u32 / 10), size, |out, n| put!(out, "-{:X} ", n + 1))),
    ("cuts from the back", |size| {
        let rows = size as u32 / 11;
        fill(&table(rows), size, |out, n| put!(out, "-{:X} ", rows.saturating_sub(n)))
    }),
    ("cuts and adds by turns", |size| {
        fill(&table(size as u32 / 10), size, |out, n| put!(out, "-{0:X} {0:X} ", n % 5000 + 1))
    }),
    ("the same member over and over", |size| fill(&table(3000), size, |out, _| put!(out, "5 "))),
    ("a table emptied and filled", |size| {
        fill(NAMES, size, |out, _| {
            put!(out, "{{-1:^80{{(k^81:c)}}1 2 3 4 5 6 7 8 9 A B C D E F 10 11 12 13}}")
        })
    }),
    ("a long table mentioned often", |size| {
        fill(&format!("{}}}", table(size as u32 / 10)), size, |out, n| {
            put!(out, "{{1:^80{{(k^81:c)}}{0:X}!0-{0:X}}}", n + 1)
        })
    }),
    ("tables that grow by turns", |size| {
        fill(NAMES, size, |out, n| put!(out, "{{{:X}:^80{{(k^81:c)}}{:X}}}", n % 1000, n / 1000))
    }),
    ("many tables with sets", |size| {
        fill(&format!("{}}}", table(80)), size, |out, n| {
            put!(out, "{{{:X}:^80{{(k^81:c)}}", n + 2);
            (1..=80).for_each(|row| put!(out, "{row:X} "));
            put!(out, "-1}}");
        })
    }),
    ("tables without rows", |size| fill(NAMES, size, |out, n| put!(out, "{{{n:X}{{(k=k)}}}}"))),
    ("tables in scopes of their own", |size| {
        fill(NAMES, size, |out, n| put!(out, "{{1:^{:X}{{(k=k)}}}}", n + 0x80))
    }),
];

/// Rows: many cells, many columns, many mentions, many ids and scopes.
pub const ROWS: &[Hostile] = &[
    ("one column over and over", |size| {
        fill(&format!("{NAMES}[1"), size, |out, n| put!(out, "(^80^8{})", n & 1))
    }),
    ("one column over and over in a row that has it", |size| {
        fill(&format!("{NAMES}[1(^80^90)][1"), size, |out, n| put!(out, "(^80^8{})", n & 1))
    }),
    ("many columns", |size| fill(&format!("{NAMES}[1"), size, |out, n| put!(out, "(^{n:X}^80)"))),
    ("a wide row mentioned often", |size| {
        let mut text = format!("{NAMES}[1");
        (0..size / 40).for_each(|column| put!(text, "(^{column:X}^80)"));
        text.push(']');
        fill(&text, size, |out, n| put!(out, "[1(^{:X}^8{})]", n % 5000, n & 1))
    }),
    ("a wide row with new and old columns by turns", |size| {
        fill(NAMES, size, |out, n| put!(out, "[1(^{n:X}^80)(^{n:X}^81)-(^80^80)]"))
    }),
    ("a row rewritten", |size| fill(NAMES, size, |out, _| put!(out, "[-1(^80^80)(^81^81)]"))),
    ("rows that grow by turns", |size| {
        let rows = (size / 600).max(1) as u32;
        fill(NAMES, size, |out, n| put!(out, "[{:X}(^{:X}^80)]", n % rows, n / rows))
    }),
    ("two rows that grow by turns", |size| {
        fill(NAMES, size, |out, n| put!(out, "[{}(^{:X}^80)]", n & 1, n / 2))
    }),
    ("rows without cells", |size| fill(NAMES, size, |out, n| put!(out, "[{n:X}]"))),
    ("rows with sparse ids", |size| {
        fill(NAMES, size, |out, n| put!(out, "[{:X}]", n.wrapping_mul(0x9E37_79B1)))
    }),
    ("rows with ids that get ever sparser", |size| {
        fill(NAMES, size, |out, n| put!(out, "[{:X}]", (u64::from(n) * u64::from(n)) & 0xFFFF_FFF7))
    }),
    ("rows in scopes of their own", |size| fill(NAMES, size, |out, n| put!(out, "[1:^{:X}]", n + 0x80))),
    ("rows in sparse scopes", |size| {
        fill(NAMES, size, |out, n| put!(out, "[1:^{:X}]", n.wrapping_mul(0x9E37_79B1) | 1))
    }),
    ("short cells", |size| fill(NAMES, size, |out, n| put!(out, "[{n:X}(^1=)(^2=)(^3=)(^4=)]"))),
    ("many references", |size| {
        fill(&format!("{NAMES}{{1:^80{{(k^81:c)}}"), size, |out, n| put!(out, "{n:X} "))
    }),
];

/// A value of so many bytes in the file that says no more than `said`.
fn padded(size: usize, said: &str) -> String {
    "\\\n".repeat(size / 2) + said
}

/// Dicts: values that are defined again, that are long, that are longer in the file than what they say; scopes; names.
pub const DICTS: &[Hostile] = &[
    ("aliases", |size| fill("<", size, |out, n| put!(out, "({:X}=)", n + 0x80))),
    ("sparse aliases", |size| {
        fill("<", size, |out, n| put!(out, "({:X}=)", n.wrapping_mul(0x9E37_79B1) | 1))
    }),
    ("aliases defined again", |size| fill("<", size, |out, n| put!(out, "(80={})", n & 1))),
    ("long aliases defined again", |size| {
        let long = "x".repeat(1000);
        fill("<", size, |out, n| if n % 200 == 0 { put!(out, "(80={long})") } else { put!(out, "(80=y)") })
    }),
    ("a dict for each alias, in two scopes", |size| {
        fill(NAMES, size, |out, n| {
            put!(out, "<<(a=c)>({0:X}=n{0:X})><({0:X}={0:X})>[1(n{0:X}={0:X})]", n + 0x100)
        })
    }),
    ("aliases in scopes of their own", |size| {
        fill("<", size, |out, n| put!(out, "<(a^{:X}:c)>(1=)", n + 0x80))
    }),
    ("names that are never defined", |size| {
        fill("[1", size, |out, n| {
            let letter = |shift: u32| char::from(b'a' + (n >> shift & 15) as u8);
            put!(out, "({}{}{}{}{}=)", letter(0), letter(4), letter(8), letter(12), letter(16))
        })
    }),
    ("a name that is never defined, over and over", |size| fill("[1", size, |out, _| put!(out, "(ab=)"))),
    ("scopes that are never defined", |size| {
        fill("", size, |out, n| {
            let letter = |shift: u32| char::from(b'a' + (n >> shift & 15) as u8);
            put!(out, "[1:{}{}{}{}]", letter(0), letter(4), letter(8), letter(12))
        })
    }),
];

/// Brackets that open and never close, comments in comments, junk, oddities by the byte.
pub const BRACKETS: &[Hostile] = &[
    ("row meta parts in each other", |size| {
        fill(&format!("{NAMES}{{1:^80{{(k^81:c)}}"), size, |out, _| put!(out, "[1["))
    }),
    ("rows in row meta parts with cells", |size| {
        fill(&format!("{NAMES}{{1:^80{{(k^81:c)}}"), size, |out, _| put!(out, "[1[(^80^80)"))
    }),
    ("opening angles", |size| fill("", size, |out, _| put!(out, "<"))),
    ("opening braces", |size| fill("", size, |out, _| put!(out, "{{"))),
    ("opening braces with ids", |size| fill("", size, |out, _| put!(out, "{{1"))),
    ("opening brackets", |size| fill("", size, |out, _| put!(out, "["))),
    ("opening parentheses", |size| fill("[1", size, |out, _| put!(out, "("))),
    ("opening parentheses in a dict", |size| fill("<", size, |out, _| put!(out, "("))),
    ("cells without ends", |size| fill("[1", size, |out, _| put!(out, "(^80^80"))),
    ("aliases without ends", |size| fill("<", size, |out, _| put!(out, "(80"))),
    ("forms without ends", |size| fill("<", size, |out, _| put!(out, "(80<(f="))),
    ("comments in comments", |size| fill("", size, |out, _| put!(out, "/*"))),
    ("comments in comments, all closed", |size| {
        mork(["/*".repeat(size / 4), "*/".repeat(size / 4)].concat())
    }),
    ("comments that open and close", |size| fill("", size, |out, _| put!(out, "/**//*/"))),
    ("cells with open comments", |size| fill("[1", size, |out, _| put!(out, "(^80/*"))),
    ("lone slashes", |size| fill("", size, |out, _| put!(out, "/ \\ "))),
    ("slashes between cells", |size| fill("[1", size, |out, _| put!(out, "/(^80^80)"))),
    ("junk in a row", |size| fill("[1", size, |out, _| put!(out, "x "))),
    ("junk at the top", |size| fill("", size, |out, _| put!(out, "x "))),
    ("junk in a dict", |size| fill("<", size, |out, _| put!(out, "x("))),
    ("ids without digits", |size| fill("[1", size, |out, _| put!(out, "(^^)"))),
    ("dashes", |size| fill(&format!("{NAMES}{{1"), size, |out, _| put!(out, "-"))),
    ("dashes in a row", |size| fill("[1", size, |out, _| put!(out, "-"))),
    ("one long name", |size| fill("[1(", size, |out, _| put!(out, "x"))),
    ("long names", |size| {
        let name = "x".repeat(1000);
        fill("[1", size, |out, _| put!(out, "({name}=)({name}y=)"))
    }),
    ("NULs", |size| mork(vec![0; size])),
    ("closing brackets", |size| fill("", size, |out, _| put!(out, "]}}>)"))),
];

/// Groups: markers that are none, groups that do not end, groups without a line to begin.
pub const GROUPS: &[Hostile] = &[
    ("empty groups", |size| fill("", size, |out, n| put!(out, "\n@$${{{0:X}{{@@$$}}{0:X}}}@", n + 1))),
    ("stumps", |size| fill("", size, |out, n| put!(out, "\n@$${{{0:X}{{@[1]", n + 1))),
    ("stumps on one line", |size| fill("", size, |out, n| put!(out, "@$${{{0:X}{{@[1]", n + 1))),
    ("groups with the wrong end", |size| fill("", size, |out, _| put!(out, "\n@$${{1{{@[1]@$$}}2}}@"))),
    ("aborted groups", |size| fill("", size, |out, _| put!(out, "\n@$${{1{{@[1]@$$}}~~}}@"))),
    ("markers that are none in a group without end", |size| {
        fill("\n@$${1{@", size, |out, _| put!(out, "@$$ "))
    }),
    ("starts with open comments on one line", |size| fill("", size, |out, _| put!(out, "@$${{/*"))),
    ("starts with line comments on one line", |size| fill("", size, |out, _| put!(out, "@$${{//"))),
    ("starts within a group", |size| fill("\n@$${1{@", size, |out, _| put!(out, "@$${{2"))),
    ("stray ends", |size| fill("", size, |out, _| put!(out, "@$$}}1}}@"))),
    ("groups with starts in values", |size| {
        fill(NAMES, size, |out, n| put!(out, "\n@$${{{0:X}{{@[1(^80=@$${{)]@$$}}{0:X}}}@", n + 1))
    }),
    ("at signs", |size| fill("", size, |out, _| put!(out, "@"))),
    ("dollars", |size| fill("\n@$${1{@", size, |out, _| put!(out, "@$$"))),
];

/// What once took time with the square of the size.
pub const QUADRATIC: &[Hostile] = &[
    ("groups on one line", |size| fill("", size, |out, n| put!(out, "@$${{{0:X}{{@@$$}}{0:X}}}@", n + 1))),
    ("groups with the wrong end on one line", |size| {
        fill("", size, |out, _| put!(out, "@$${{1{{@[1]@$$}}2}}@"))
    }),
    ("aborted groups on one line", |size| fill("", size, |out, _| put!(out, "@$${{1{{@[1]@$$}}~~}}@"))),
    ("ends with open comments in a group without end", |size| {
        fill("\n@$${1{@", size, |out, _| put!(out, "@$$}}/*"))
    }),
    ("ends with line comments on one line", |size| fill("\n@$${1{@", size, |out, _| put!(out, "@$$}}//"))),
    ("starts with open comments in lines", |size| fill("", size, |out, _| put!(out, "\n@$${{/*"))),
    ("stray ends with open comments", |size| fill("", size, |out, _| put!(out, "@$$}}/*"))),
    ("a padded alias defined again as it is", |size| {
        let first = format!("<(80={})", padded(size / 2, "x"));
        fill(&first, size, |out, _| put!(out, "(80=x)"))
    }),
    ("a padded value looked up", |size| {
        let first = format!("<(80={})>", padded(size / 2, "x"));
        fill(&first, size, |out, _| put!(out, "[1(^80=x)]"))
    }),
    ("a padded name looked up", |size| {
        let first = format!("<<(a=c)>(80={})><(80=x)>", padded(size / 2, "name"));
        fill(&first, size, |out, _| put!(out, "[1(name=x)]"))
    }),
    ("a padded value compared", |size| {
        let first = format!("<(80=x)>[1(^80={})]", padded(size / 2, "y"));
        fill(&first, size, |out, _| put!(out, "[1(^80=y)(^80=y)]"))
    }),
];

/// All of them.
pub fn all() -> impl Iterator<Item = Hostile> {
    [TABLES, ROWS, DICTS, BRACKETS, GROUPS, QUADRATIC].concat().into_iter()
}

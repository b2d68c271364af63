//! Any bytes as words of Mork: most inputs that a fuzzer makes this way have tables, rows and groups in them.

/// The words. A byte stands for the word at its number, counted round.
#[rustfmt::skip]
pub const WORDS: &[&[u8]] = &[
    // what marks begin and end with, several times as it is the grammar itself
    b"<", b">", b"{", b"}", b"[", b"]", b"(", b")", b"^", b":", b"=", b"-", b"!", b"@", b"$", b"\\", b"/",
    b"<", b">", b"{", b"}", b"[", b"]", b"(", b")", b"(^", b"(", b":^", b"=", b"!", b"@$$", b"@$$}",
    b"@$${", b"*", b"~", b"+", b".", b"_", b"%", b"|",
    // white space
    b"\n", b"\r\n", b"\n\r", b"\r", b" ", b"\t", b"\n", b"\x0C", b"\0", b"\x7F", b"\x80", b"\xFF",
    // ids
    b"0", b"1", b"2", b"3", b"8", b"9", b"a", b"F", b"80", b"81", b"82", b"90", b"91", b"FFFFFFFF",
    b"FFFFFFFE", b"1000080", b"100000001", b"7F", b"0", b"1",
    // names
    b"a", b"b", b"c", b"f", b"k", b"m", b"n", b"r", b"s", b"u", b"v", b"v", b"name", b"kind", b"other",
    b"q",
    // comments and continued lines
    b"//", b"// c\n", b"/*", b"*/", b"/* c */", b"/*/", b"\\\n", b"\\\r\n", b"\\\n\r",
    // values
    b"$0A", b"$C3$A9", b"$XY", b"$", b"\\)", b"\\\\", b"\\$", b"=x)", b"=x)", b"=)", b"=name)",
    // forms
    b"(f=w)", b"(f^5)", b"<(f=i)>",
    // dicts
    b"<(a=c)>", b"<(a=v)>", b"<(a=q)>", b"<<(a=c)>", b"<(80=a)>", b"<(81=a)(82=b)>",
    b"<<(a=c)>(80=name)(81=kind)>", b"<<(a=c)>(82=other)>", b"(80=a)", b"(81=a)", b"(80=b)", b"(0=z)",
    b"(80", b"<<(a=q)>(80=a)>",
    // tables
    b"{1:^80 ", b"{1:m ", b"{1:^80 {(k^81:c)(s=9)} ", b"{1:m {(k^80:c)(s=9u)1:m } ", b"{-1:^80 {(k^81:c)} ",
    b"{", b"{(k^80:c)}", b"(k^80:c)", b"(k=kind)", b"(k^81)", b"(s=9u)", b"(s=0v)", b"(r=m)", b"(r^80)",
    b"(a=c)", b"(a^80)", b"{(k^81:c)(s=9)[1:m(^80^81)]} ",
    // rows
    b"[1:^80", b"[1:m", b"[2", b"[-1", b"[-1:^80", b"1 2 3 ", b"1 ", b"1:^80 ", b"2:m ", b" -1 ", b"1!0 ",
    b"]!0", b"]!1", b"[(a=c)]", b"[1(^80=a)(^81=b)]", b"[1(^80=a)(^80=b)]", b"[1(^80^81)]", b"[1]",
    // cells
    b"(^80=a)", b"(^81=b)", b"(^80^81)", b"(^81^80)", b"(^82^81:v)", b"(^82^81:c)", b"(name=a)", b"(c=a)",
    b"-(^80=a)", b"(^80:c=a)", b"(^80:q^80:q)", b"(^80", b"(^1000080=a)",
    // groups
    b"@$${1{@", b"\n@$${1{@", b"@$$}1}@", b"@$$}1}@\n", b"\n@$${2{@", b"@$$}2}@", b"@$$}~~}@", b"\n@$${0{@",
    b"@$$}0}@", b"\n@$${1{@[-1:^80(^80=a)]@$$}1}@\n",
    // headers
    HEADER, b"// <!-- <mdb:mork:z v=\"1.3\"/> -->\n", b"\xEF\xBB\xBF",
];

/// The header line.
pub const HEADER: &[u8] = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n";

/// Spells `bytes` out. The first says whether a header stands in front, as it does in seven of eight cases.
#[must_use]
pub fn spell(bytes: &[u8]) -> Vec<u8> {
    let Some((&first, words)) = bytes.split_first() else { return Vec::new() };
    let mut out = if first % 8 == 0 { Vec::new() } else { HEADER.to_vec() };
    for &word in words {
        out.extend_from_slice(WORDS[usize::from(word) % WORDS.len()]);
    }
    out
}

//! Makes well-formed Mork out of bytes: each byte decides what comes next, so that whatever shrinks the bytes shrinks the
//! file. Nearly all of what it makes is sound too: ids are defined before they are used, literals have their aliases.

use super::mork;

const NAMES: &[&str] = &["subject", "flags", "ns:msg:db", "a-b", "x?y!", "s", "k", "kind:k", "sender", "_u"];
const VALUES: &[&str] = &["", "1", "2", "hello", ") $ \\", "// /* x", "caf\u{e9}\n", "@", "<[{(", "a\r\n\tb"];
const TRIVIA: &[&str] = &[
    " ",
    "\n",
    "\r\n",
    "\n  ",
    " // to the end\n",
    "/* a /* b */ c */",
    "\\\n",
    "\t\r",
    "/**/",
    " \u{8}\u{c}\u{7f}",
];

/// A file, decided by `choices`.
pub fn well_formed(choices: &[u8]) -> Vec<u8> {
    let mut maker = Maker { choices: choices.iter(), out: Vec::new(), next_alias: 0xA0, group: 0 };
    maker.names();
    maker.values();
    while maker.choices.len() > 0 {
        match maker.pick(8) {
            0 => maker.group(),
            _ => maker.item(),
        }
    }
    maker.trivia();
    mork(maker.out)
}

struct Maker<'c> {
    choices: std::slice::Iter<'c, u8>,
    out: Vec<u8>,
    next_alias: u32,
    group: u32,
}

impl Maker<'_> {
    /// A number below `n`; 0 once the choices have run out.
    fn pick(&mut self, n: u8) -> usize {
        usize::from(self.choices.next().copied().unwrap_or(0) % n)
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn hex(&mut self, number: u32) {
        let text = match self.pick(9) {
            0 => format!("{number:x}"),
            1 => format!("00{number:X}"),
            2 => format!(" {number:X}"),
            _ => format!("{number:X}"),
        };
        self.put(&text);
    }

    fn trivia(&mut self) {
        while self.pick(4) == 3 {
            let at = self.pick(TRIVIA.len() as u8);
            self.put(TRIVIA[at]);
        }
    }

    fn names(&mut self) {
        self.put("<<(a=c)>");
        for (at, name) in NAMES.iter().enumerate() {
            self.trivia();
            self.put("(");
            self.hex(0x80 + at as u32);
            self.put("=");
            self.value(name.as_bytes());
            self.put(")");
        }
        self.put(">");
    }

    fn values(&mut self) {
        self.put("<");
        for (at, value) in VALUES.iter().enumerate() {
            self.alias(0x80 + at as u32, value.as_bytes());
        }
        self.put(">");
    }

    fn alias(&mut self, id: u32, value: &[u8]) {
        self.trivia();
        self.put("(");
        self.hex(id);
        if self.pick(5) == 4 {
            self.put("\n ");
            self.trivia();
        }
        self.put("=");
        self.value(value);
        self.put(")");
    }

    fn value(&mut self, value: &[u8]) {
        let mut joined = false;
        for byte in value {
            let is_break = matches!(byte, b'\r' | b'\n');
            match self.pick(12) {
                1 => self.put(&format!("${byte:02X}")),
                2 => self.put(&format!("${byte:02x}")),
                3 if !is_break => self.out.extend([b'\\', *byte]),
                _ if matches!(byte, b')' | b'\\' | b'$') => self.out.extend([b'\\', *byte]),
                _ if joined && is_break => self.put(&format!("${byte:02X}")),
                _ => self.out.push(*byte),
            }
            joined = self.pick(20) == 19;
            if joined {
                let at = self.pick(3);
                self.put(["\\\n", "\\\r\n", "\\\r"][at]);
            }
        }
    }

    fn scope(&mut self) {
        match self.pick(6) {
            0 => self.put(":m "),
            1 => self.put(":^80"),
            2 => self.put(":ns:msg:db "),
            3 => self.put(":^ 6D"),
            _ => {}
        }
    }

    fn id(&mut self) {
        let id = [1, 2, 3, 4, 5, 6, 7, 0, 0x1F, 0xFFFF_FFFD][self.pick(10)];
        self.hex(id);
        self.scope();
    }

    fn item(&mut self) {
        self.trivia();
        match self.pick(16) {
            0..=3 => self.dict(),
            4..=7 => self.row(false),
            8 => self.wide_row(),
            9 => self.long_table(),
            _ => self.table(),
        }
    }

    /// A row with more columns than are looked through one by one.
    fn wide_row(&mut self) {
        let minus = if self.pick(6) == 5 { "-" } else { "" };
        let (first, step) = (self.pick(100), 1 + self.pick(3));
        let id = 1 + self.pick(2);
        self.put(&format!("[{minus}{id:X}:m "));
        for at in 0..self.pick(250) {
            let value = self.pick(4);
            let minus = if value == 3 { "-" } else { "" };
            self.put(&format!("{minus}(^{:X}^{:X})", 0x90 + (first + at * step) % 200, 0x81 + value));
        }
        self.put("]");
    }

    /// A table with more rows than are looked through one by one.
    fn long_table(&mut self) {
        let minus = if self.pick(6) == 5 { "-" } else { "" };
        let id = 1 + self.pick(2);
        self.put(&format!("{{{minus}{id:X}:m {{(k=k)}}"));
        let (first, step) = (self.pick(100), 1 + self.pick(3));
        for at in 0..self.pick(200) {
            self.put(&format!("{:X} ", (first + at * step) % 150));
        }
        for _ in 0..self.pick(40) {
            let (row, place) = (self.pick(150), self.pick(200));
            match self.pick(5) {
                0 | 1 => self.put(&format!("-{row:X} ")),
                2 => self.put(&format!("{row:X} ")),
                _ => self.put(&format!("{row:X}!{place:X} ")),
            }
        }
        self.put("}");
    }

    fn group(&mut self) {
        self.group += 1 + self.pick(2) as u32;
        self.trivia();
        self.put(&format!("@$${{{:X}{{@", self.group));
        for _ in 0..self.pick(3) {
            self.item();
        }
        self.trivia();
        self.put(&format!("@$$}}{:x}}}@", self.group));
    }

    fn dict(&mut self) {
        self.put("<");
        for _ in 0..self.pick(4) {
            match self.pick(6) {
                0 => self.put(" <(a=c)>"),
                1 => self.put(" <(^61^63:c)>"),
                2 => self.put(" <(a=v) >"),
                _ => {
                    self.next_alias += 1;
                    let value = format!("value {}", if self.pick(5) == 4 { 7 } else { self.next_alias });
                    self.alias(self.next_alias, value.as_bytes());
                }
            }
        }
        self.trivia();
        self.put(">");
    }

    fn table(&mut self) {
        self.put("{");
        if self.pick(5) == 4 {
            self.put("-");
        }
        self.id();
        self.put(" ");
        self.table_meta();
        for _ in 0..self.pick(8) {
            self.trivia();
            match self.pick(9) {
                0 => self.put("-"),
                1..=4 => self.reference(),
                5 => self.table_meta(),
                _ => self.row(true),
            }
        }
        self.trivia();
        self.put("}");
    }

    fn table_meta(&mut self) {
        let kinds = ["(k^80:c)", "(k=kind:k)", "(^6B^87:c)", "(k^81:c)(k=z)"];
        let others = [
            "(s=9)",
            "(s=3u)",
            "(s=v)",
            "(r=m)",
            "(r^80:c)",
            "(a=v)",
            "(z=?)",
            "(sender=1)",
            "1:m ",
            "[1:m(^81=1)]",
        ];
        let kind = self.pick(4);
        self.put("{");
        self.put(kinds[kind]);
        for _ in 0..self.pick(3) {
            self.trivia();
            let other = self.pick(others.len() as u8);
            self.put(others[other]);
        }
        self.put("}");
    }

    fn reference(&mut self) {
        self.id();
        self.position();
        self.put(" ");
    }

    fn position(&mut self) {
        if self.pick(4) == 3 {
            self.put(" !");
            let to = self.pick(5);
            self.hex(to as u32);
            self.put(" ");
        }
    }

    fn row(&mut self, in_table: bool) {
        self.put("[");
        if self.pick(5) == 4 {
            self.put("-");
        }
        self.id();
        let many = if self.pick(30) == 29 { 70 } else { self.pick(5) };
        for _ in 0..many {
            self.trivia();
            match self.pick(20) {
                18 => self.put("-"),
                19 => self.put("[(^81=1)(^85^81)]"),
                _ => self.cell(),
            }
        }
        self.trivia();
        self.put("]");
        if in_table {
            self.position();
        }
    }

    fn cell(&mut self) {
        let columns = ["^80", "^81", "^82", "^81:c", "^ 83", "subject", "flags", "z", "^90", "^FFFFFF"];
        let column = self.pick(columns.len() as u8);
        self.put("(");
        self.put(columns[column]);
        self.trivia();
        let value = self.pick(VALUES.len() as u8);
        match self.pick(5) {
            0 | 1 => {
                self.put("^");
                self.hex(0x80 + value as u32);
                self.trivia();
            }
            2 => self.put("^80:c"),
            _ => {
                self.put("=");
                self.value(VALUES[value].as_bytes());
            }
        }
        self.put(")");
    }
}

//! The lines of `prefs.js`.

use super::Value;

/// A line that is understood.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) value: Value,
    /// Whether something in it had to be replaced.
    pub(super) is_lossy: bool,
}

/// A line that cannot be understood.
#[derive(Debug)]
pub(super) struct Broken;

/// Goes over the text.
#[derive(Debug)]
pub(super) struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    is_lossy: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        let at = if text.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self { text, at, is_lossy: false }
    }

    /// The next line that is neither blank nor a comment.
    pub(super) fn next(&mut self) -> Option<Result<Line, Broken>> {
        if self.blank().is_none() {
            return Some(Err(Broken));
        }
        self.peek()?;
        let start = self.at;
        self.is_lossy = false;
        let line = self.line().ok_or(Broken);
        if line.is_err() {
            self.give_up(start);
        }
        Some(line)
    }

    /// Goes on with the line after the broken one; where that is broken because it ends too early, with the one where it had to go on.
    fn give_up(&mut self, start: usize) {
        let read = self.text.get(start..self.at).unwrap_or_default();
        if let Some(end) = memchr::memrchr2(b'\n', b'\r', read) {
            self.at = start + end + 1;
        } else {
            self.skip_line();
        }
    }

    fn line(&mut self) -> Option<Line> {
        if !matches!(self.word(), b"user_pref" | b"pref" | b"sticky_pref") {
            return None;
        }
        self.symbol(b'(')?;
        self.blank()?;
        let name = self.quoted()?;
        self.symbol(b',')?;
        self.blank()?;
        let value = self.value()?;
        // What a default preference may have behind it: `sticky`, `locked`.
        while self.symbol(b',').is_some() {
            self.blank()?;
            self.word();
        }
        self.symbol(b')')?;
        self.symbol(b';')?;
        Some(Line { name, value, is_lossy: self.is_lossy })
    }

    fn value(&mut self) -> Option<Value> {
        match self.peek()? {
            b'"' | b'\'' => self.quoted().map(Value::Text),
            b'+' | b'-' | b'0'..=b'9' => self.number().map(Value::Number),
            _ => match self.word() {
                b"true" => Some(Value::Bool(true)),
                b"false" => Some(Value::Bool(false)),
                _ => None,
            },
        }
    }

    fn number(&mut self) -> Option<i64> {
        let digits = self.take(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'));
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// A text in quotes.
    fn quoted(&mut self) -> Option<String> {
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
        self.at += 1;
        let mut text = Vec::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let plain = rest.iter().position(|byte| *byte == quote || b"\\\n\r\0".contains(byte))?;
            text.extend_from_slice(rest.get(..plain)?);
            self.at += plain;
            match self.peek()? {
                byte if byte == quote => break,
                b'\\' => text.extend_from_slice(self.escape()?.encode_utf8(&mut [0; 4]).as_bytes()),
                _ => return None,
            }
        }
        self.at += 1;
        Some(String::from_utf8(text).unwrap_or_else(|error| {
            self.is_lossy = true;
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }))
    }

    /// What a backslash stands for with what follows.
    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let letter = self.peek()?;
        self.at += 1;
        match letter {
            b'n' => Some('\n'),
            b'r' => Some('\r'),
            b'"' | b'\'' | b'\\' => Some(char::from(letter)),
            b'x' => char::from_u32(u32::from(self.hex(2)?)).filter(|character| *character != '\0'),
            b'u' => self.unit().filter(|character| *character != '\0'),
            _ => None,
        }
    }

    /// A character in one unit of UTF-16, or in two.
    fn unit(&mut self) -> Option<char> {
        let first = self.hex(4)?;
        let after_first = self.at;
        let second = if (0xD800..0xDC00).contains(&first) { self.second_unit() } else { None };
        let units = [Some(first), second].into_iter().flatten();
        Some(char::decode_utf16(units).next()?.unwrap_or_else(|_| {
            self.is_lossy = true;
            self.at = after_first;
            char::REPLACEMENT_CHARACTER
        }))
    }

    fn second_unit(&mut self) -> Option<u16> {
        self.text.get(self.at..)?.strip_prefix(b"\\u")?;
        self.at += 2;
        self.hex(4)
    }

    fn hex(&mut self, digits: usize) -> Option<u16> {
        let text = self.text.get(self.at..self.at + digits)?;
        if !text.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        self.at += digits;
        u16::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
    }

    fn word(&mut self) -> &'t [u8] {
        self.take(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    }

    /// This symbol, with what is blank before it.
    fn symbol(&mut self, symbol: u8) -> Option<()> {
        self.blank()?;
        self.peek().filter(|byte| *byte == symbol)?;
        self.at += 1;
        Some(())
    }

    /// Passes over blanks and comments; `None` where a comment has no end.
    fn blank(&mut self) -> Option<()> {
        loop {
            self.take(|byte| byte.is_ascii_whitespace() || *byte == 0x0B);
            let rest = self.text.get(self.at..)?;
            if rest.starts_with(b"#") || rest.starts_with(b"//") {
                self.skip_line();
            } else if let Some(comment) = rest.strip_prefix(b"/*") {
                let Some(end) = memchr::memmem::find(comment, b"*/") else {
                    self.at = self.text.len();
                    return None;
                };
                self.at += end + 4;
            } else {
                return Some(());
            }
        }
    }

    fn skip_line(&mut self) {
        self.take(|byte| !matches!(byte, b'\n' | b'\r'));
    }

    fn take(&mut self, is_wanted: impl Fn(&u8) -> bool) -> &'t [u8] {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !is_wanted(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

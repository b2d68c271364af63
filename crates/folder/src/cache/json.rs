//! The cache as JSON.

use serde_json::Value as Json;

use super::{CacheError, Entry, FolderCache, Value};

impl FolderCache {
    /// Reads `folderCache.json`. Folders that are no objects are read as empty, which is what Thunderbird makes of them.
    pub fn from_json(json: &[u8]) -> Result<Self, CacheError> {
        let Json::Object(folders) = serde_json::from_slice(json)? else { return Err(CacheError::NoObject) };
        Ok(folders.into_iter().map(|(path, folder)| (path, Entry::from_json(folder))).collect())
    }

    /// Writes `folderCache.json` byte for byte as Thunderbird does: indented by tabs, sorted, and with escapes for what is
    /// not ASCII.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        object(&mut out, 0, self.iter(), Entry::write);
        out
    }
}

impl Entry {
    fn from_json(folder: Json) -> Self {
        match folder {
            Json::Object(values) => {
                values.into_iter().map(|(name, value)| (name, Value::from_json(value))).collect()
            }
            _ => Self::default(),
        }
    }

    fn write(&self, out: &mut String) {
        if !self.is_empty() {
            out.push_str("\n\t");
        }
        object(out, 1, self.iter(), Value::write);
    }
}

/// An object whose braces are indented by so many tabs.
fn object<'v, V: 'v>(
    out: &mut String,
    depth: usize,
    members: impl ExactSizeIterator<Item = (&'v str, &'v V)>,
    write: impl Fn(&V, &mut String),
) {
    if members.len() == 0 {
        return out.push_str("{}");
    }
    let mut open = "{";
    for (name, value) in members {
        out.push_str(open);
        indent(out, depth + 1);
        quoted(out, name);
        out.push_str(" : ");
        write(value, out);
        open = ",";
    }
    indent(out, depth);
    out.push('}');
}

fn indent(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n('\t', depth));
}

impl Value {
    fn write(&self, out: &mut String) {
        match self {
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => quoted(out, text),
            Self::Null => out.push_str("null"),
            Self::Other(json) => out.push_str(&json.to_string()),
        }
    }
}

/// As the library that Thunderbird uses (jsoncpp) quotes text: ASCII only.
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='~' | '\u{7f}' => out.push(char),
            other => escaped(out, other),
        }
    }
    out.push('"');
}

/// In UTF-16, of which a character may take two units.
fn escaped(out: &mut String, char: char) {
    for unit in char.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        out.extend(
            [12, 8, 4, 0].map(|shift| char::from_digit(u32::from(*unit >> shift) & 15, 16).unwrap_or('0')),
        );
    }
}

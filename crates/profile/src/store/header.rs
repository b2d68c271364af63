//! The header of a message: its fields, and what a summary has of it.

mod digest;
mod row;

use std::borrow::Cow;
use std::ops::Range;

use morkdb_folder::MessageFlags;

pub use row::index;

/// The header of a message.
///
/// It ends with the first line that is empty, or begins with a CR or NUL, as for Thunderbird; or with the message. Lines that
/// have no colon are passed over.
#[derive(Clone, Debug)]
pub struct Header<'m> {
    text: &'m [u8],
    fields: Vec<Field<'m>>,
}

/// A field of a header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field<'m> {
    /// Its name as it is written.
    pub name: &'m [u8],
    /// Its value: lines that continue it are joined by one space, and white space around it is taken off. Encoded words stay encoded.
    pub value: Cow<'m, [u8]>,
    /// Where it is in the message, its line end included.
    pub range: Range<usize>,
}

impl<'m> Header<'m> {
    /// Reads the header of a message. What is behind the header is not looked at.
    pub fn of(message: &'m [u8]) -> Self {
        let text = message.get(..length(message)).unwrap_or(message);
        let mut fields = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = end_of_field(text, at);
            fields.extend(field(text, at..end));
            at = end;
        }
        Self { text, fields }
    }

    /// Its bytes, without the line that ends it.
    pub fn as_bytes(&self) -> &'m [u8] {
        self.text
    }

    /// The fields, in their order.
    pub fn fields(&self) -> &[Field<'m>] {
        &self.fields
    }

    /// The values of all fields of this name, which may be in any case.
    pub fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &[u8]> {
        let named = self.fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name.as_bytes()));
        named.map(|field| &*field.value)
    }

    /// The first value of this name that is not empty.
    pub fn first(&self, name: &str) -> Option<&[u8]> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// The last value of this name; `None` where that is empty.
    pub fn last(&self, name: &str) -> Option<&[u8]> {
        self.all(name).next_back().filter(|value| !value.is_empty())
    }

    /// The Message-ID, without the brackets around it.
    pub fn message_id(&self) -> Option<&[u8]> {
        self.first("message-id").map(bare_id).filter(|id| !id.is_empty())
    }

    /// The id that Thunderbird makes for a message without Message-ID: `md5:` and a hash of the header, as its parser leaves it.
    /// That changes with every byte of the header, `X-Mozilla-Status` included.
    pub fn made_id(&self) -> Vec<u8> {
        digest::id(self.text)
    }

    /// What a summary has as the id of this message: its Message-ID, or the [one that is made](Self::made_id).
    pub fn summary_id(&self) -> Cow<'_, [u8]> {
        self.message_id().map_or_else(|| Cow::Owned(self.made_id()), Cow::Borrowed)
    }

    /// What Thunderbird keeps in X-Mozilla-Status and X-Mozilla-Status2; `None` where there is neither. It heeds those of 4
    /// and of 8 digits, and of the second the high half; the bits that are known at run time only are left out.
    pub fn mozilla_status(&self) -> Option<MessageFlags> {
        let [low, high] = ["x-mozilla-status", "x-mozilla-status2"].map(|name| self.first(name));
        low.or(high)?;
        let low = low.filter(|low| low.len() == 4).map_or(0, hex);
        let high = high.filter(|high| high.len() == 8).map_or(0, hex);
        Some(MessageFlags(low | high & 0xFFFF_0000).with(MessageFlags::RUNTIME_ONLY, false))
    }

    /// Whether Thunderbird has deleted the message, which is in the file until the folder is compacted.
    pub fn is_expunged(&self) -> bool {
        self.mozilla_status().is_some_and(|flags| flags.contains(MessageFlags::EXPUNGED))
    }

    /// The keywords that Thunderbird keeps in X-Mozilla-Keys.
    pub fn mozilla_keys(&self) -> impl Iterator<Item = &[u8]> {
        let keys = self.first("x-mozilla-keys").unwrap_or_default();
        keys.split(|byte| *byte == b' ').filter(|key| !key.is_empty())
    }

    /// `Status` and `X-Status` of other programs, together: `RO`, `AF`.
    pub fn status(&self) -> Vec<u8> {
        [self.last("status"), self.last("x-status")].into_iter().flatten().flatten().copied().collect()
    }
}

/// A Message-ID without the brackets around it.
pub fn bare_id(id: &[u8]) -> &[u8] {
    let id = id.strip_prefix(b"<").unwrap_or(id);
    let id = id.strip_suffix(b">").unwrap_or(id);
    // In a summary it ends with the first NUL.
    id.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Hexadecimal digits; others are taken for 0, as Thunderbird does.
fn hex(digits: &[u8]) -> u32 {
    let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap_or(0);
    digits.iter().fold(0, |number, next| number << 4 | digit(next))
}

/// Bytes of the header, without the line that ends it.
fn length(message: &[u8]) -> usize {
    let mut at = 0;
    while let Some(line) = message.get(at..).filter(|line| !line.is_empty()) {
        if matches!(line.first(), Some(b'\r' | b'\n' | 0)) {
            return at;
        }
        at += memchr::memchr(b'\n', line).map_or(line.len(), |end| end + 1);
    }
    message.len()
}

/// Behind the line end of the field that begins here. Lines that begin with white space continue it; a CR alone ends a line, too.
fn end_of_field(text: &[u8], mut at: usize) -> usize {
    while let Some(end) = text.get(at..).and_then(|line| memchr::memchr2(b'\r', b'\n', line)) {
        at += end;
        at += if text.get(at..at + 2) == Some(b"\r\n") { 2 } else { 1 };
        if !matches!(text.get(at), Some(b' ' | b'\t')) {
            return at;
        }
    }
    text.len()
}

fn field(text: &[u8], range: Range<usize>) -> Option<Field<'_>> {
    let whole = text.get(range.clone())?;
    let colon = memchr::memchr3(b':', b'\r', b'\n', whole)?;
    let (name, value) = whole.split_at_checked(colon)?;
    let value = unfolded(value.strip_prefix(b":")?);
    Some(Field { name: name.trim_ascii_end(), value, range })
}

fn unfolded(value: &[u8]) -> Cow<'_, [u8]> {
    let value = value.trim_ascii();
    if memchr::memchr2(b'\r', b'\n', value).is_none() {
        return Cow::Borrowed(value);
    }
    let mut whole = Vec::with_capacity(value.len());
    for line in value.split(|byte| matches!(byte, b'\r' | b'\n')) {
        if line.is_empty() {
            continue; // between CR and LF
        }
        let kept = whole.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        whole.truncate(whole.len() - kept);
        if !whole.is_empty() {
            whole.push(b' ');
        }
        let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        whole.extend_from_slice(line.get(blanks..).unwrap_or_default());
    }
    Cow::Owned(whole)
}

/// A message without Thunderbird's own fields in its header: X-Mozilla-Status, X-Mozilla-Status2 and X-Mozilla-Keys.
pub fn strip_mozilla(message: &[u8]) -> Cow<'_, [u8]> {
    let header = Header::of(message);
    let own = ["x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys"];
    let is_own = |field: &&Field<'_>| own.iter().any(|own| field.name.eq_ignore_ascii_case(own.as_bytes()));
    let mut own = header.fields.iter().filter(is_own).peekable();
    if own.peek().is_none() {
        return Cow::Borrowed(message);
    }
    let mut text = Vec::with_capacity(message.len());
    let mut from = 0;
    for field in own {
        text.extend_from_slice(message.get(from..field.range.start).unwrap_or_default());
        from = field.range.end;
    }
    text.extend_from_slice(message.get(from..).unwrap_or_default());
    Cow::Owned(text)
}

#[cfg(test)]
mod tests;

//! An mbox file: where its messages are.

use memchr::memmem::find;

const SEPARATOR: &[u8] = b"From ";

/// A message of an mbox file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'m> {
    /// Where its line `From ` begins, in bytes from the start of the file.
    pub(crate) offset: usize,
    /// Its header, with the empty line behind it.
    pub(crate) head: &'m [u8],
    /// Its text as it is in the file, without the empty line before the next message.
    pub(crate) body: &'m [u8],
}

impl Message<'_> {
    /// The size of the message itself: of the `>` that keep lines of the text from looking like the next message, those that were
    /// added are not counted.
    pub(crate) fn size(&self) -> usize {
        let is_escaped = |line: &&[u8]| {
            let arrows = line.iter().take_while(|byte| **byte == b'>').count();
            arrows > 0 && line.get(arrows..).is_some_and(|rest| rest.starts_with(SEPARATOR))
        };
        let escaped = self.body.split(|byte| *byte == b'\n').filter(is_escaped).count();
        self.head.len() + self.body.len() - escaped
    }

    /// Lines of its text.
    pub(crate) fn lines(&self) -> usize {
        self.body.split_inclusive(|byte| *byte == b'\n').count()
    }
}

/// The messages of a file that begin at `from` or behind it.
pub(crate) fn messages(file: &[u8], from: usize) -> impl Iterator<Item = Message<'_>> {
    let mut starts = starts(file, from).peekable();
    std::iter::from_fn(move || {
        let start = starts.next()?;
        message(file, start, starts.peek().copied().unwrap_or(file.len()))
    })
}

fn starts(file: &[u8], from: usize) -> impl Iterator<Item = usize> {
    let lines = memchr::memchr_iter(b'\n', file).map(|end| end + 1);
    std::iter::once(0).chain(lines).filter(move |start| *start >= from && is_separator(file, *start))
}

/// A line `From ` begins a message only where a header follows.
fn is_separator(file: &[u8], at: usize) -> bool {
    let Some(text) = file.get(at..).filter(|text| text.starts_with(SEPARATOR)) else { return false };
    let next = text.splitn(3, |byte| *byte == b'\n').nth(1).unwrap_or_default();
    let name = next.iter().take_while(|byte| byte.is_ascii_graphic() && **byte != b':').count();
    name > 0 && next.get(name) == Some(&b':')
}

fn message(file: &[u8], offset: usize, end: usize) -> Option<Message<'_>> {
    let text = file.get(offset..end)?;
    let text = text.get(find(text, b"\n")? + 1..)?;
    let (head, body) = text.split_at_checked(end_of_head(text))?;
    Some(Message { offset, head, body: without_last_empty_line(body) })
}

/// Behind the first empty line.
fn end_of_head(text: &[u8]) -> usize {
    let behind = |line: &[u8]| find(text, line).map(|at| at + line.len());
    let ends = [behind(b"\n\n"), behind(b"\n\r\n")];
    ends.into_iter().flatten().min().unwrap_or(text.len())
}

fn without_last_empty_line(body: &[u8]) -> &[u8] {
    let is_line_end = |rest: &&[u8]| rest.is_empty() || rest.ends_with(b"\n");
    let shorter = body.strip_suffix(b"\r\n").filter(is_line_end);
    shorter.or_else(|| body.strip_suffix(b"\n").filter(is_line_end)).unwrap_or(body)
}

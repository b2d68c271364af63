//! The messages of an mbox, joined with those of a summary.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::ids::{self, Hits, Ids};
use super::{Body, Join, Wanted, gone};
use crate::store::header::Header;
use crate::store::mbox::{self, Mailbox};

/// How much more than the mbox itself is looked at, message by message, before all of it is read at once: a summary may name many
/// places that are none.
const PATIENCE: u64 = 16 << 20;

/// An mbox.
#[derive(Debug)]
pub(super) struct MboxMail {
    mailbox: Mailbox<File>,
    size: u64,
    /// Bytes that were looked at in search of messages.
    spent: u64,
    /// Messages that are given away: where they begin, where they end, and the key of the message of the summary.
    taken: BTreeMap<u64, (u64, u32)>,
    index: Option<Index>,
}

/// All messages of an mbox.
#[derive(Debug)]
struct Index {
    /// Where each begins, and the hash of its id.
    messages: Vec<(u64, u64)>,
    /// Where the last one ends.
    end: u64,
    ids: Ids,
}

impl Index {
    fn end(&self, number: usize) -> u64 {
        self.messages.get(number + 1).map_or(self.end, |next| next.0)
    }

    fn at(&self, offset: u64) -> Option<usize> {
        self.messages.binary_search_by_key(&offset, |message| message.0).ok()
    }
}

impl MboxMail {
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        match fs::metadata(path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Some(Self { mailbox: Mailbox::new(file), size, spent: 0, taken: BTreeMap::new(), index: None }))
    }

    /// The message that is where the summary says, if it is the one.
    pub(super) fn at_place(&mut self, wanted: Wanted<'_>) -> io::Result<Option<Body>> {
        let Some(offset) = decimal(wanted.token).filter(|offset| *offset < self.size) else {
            return Ok(None);
        };
        if let Some((end, key)) = self.taken.get(&offset) {
            return Ok((*key == wanted.key).then(|| body(offset, *end, Join::Place)));
        }
        if self.spent > self.size.saturating_mul(4).saturating_add(PATIENCE) {
            self.read_index()?;
        }
        let end = if self.index.is_some() {
            self.known_end(offset, wanted)?
        } else {
            self.seen_end(offset, wanted)?
        };
        Ok(end.map(|end| {
            self.taken.insert(offset, (end, wanted.key));
            body(offset, end, Join::Place)
        }))
    }

    /// Where the message ends that begins here, if it is the one; looks at the file.
    fn seen_end(&mut self, offset: u64, wanted: Wanted<'_>) -> io::Result<Option<u64>> {
        self.spent += 1 << 10;
        if !self.mailbox.begins_at(offset)? {
            return Ok(None);
        }
        let (_, text, header) = self.mailbox.header(offset)?;
        let is_it = wanted.is(&Header::of(header));
        self.spent = self.spent.saturating_add(text - offset);
        if !is_it {
            return Ok(None);
        }
        let end = self.mailbox.end(text)?;
        self.spent = self.spent.saturating_add(end - text);
        Ok(Some(end))
    }

    /// The same, where all messages are known.
    fn known_end(&mut self, offset: u64, wanted: Wanted<'_>) -> io::Result<Option<u64>> {
        let index = self.index.as_ref();
        let Some((index, number)) = index.and_then(|index| Some((index, index.at(offset)?))) else {
            return Ok(None);
        };
        let is_same = index.messages.get(number).is_some_and(|message| message.1 == ids::hash(wanted.id));
        let end = index.end(number);
        if is_same
            || wanted.id.is_empty()
            || wanted.is_made() && wanted.is(&Header::of(self.mailbox.header(offset)?.2))
        {
            return Ok(Some(end));
        }
        Ok(None)
    }

    fn read_index(&mut self) -> io::Result<&Index> {
        if self.index.is_none() {
            self.index = Some(index(&mut self.mailbox)?);
        }
        self.index.as_ref().ok_or_else(|| io::ErrorKind::Other.into())
    }

    /// Which messages have this id.
    pub(super) fn by_id(&mut self, id: &[u8]) -> io::Result<Hits> {
        Ok(self.read_index()?.ids.find(ids::hash(id)))
    }

    /// Gives a message away that was found by its id, if it was not given away yet.
    pub(super) fn take(&mut self, number: usize, wanted: Wanted<'_>) -> io::Result<Option<Body>> {
        let index = self.index.as_ref();
        let place = index.and_then(|index| Some((index.messages.get(number)?.0, index.end(number))));
        let Some((offset, end)) = place else { return Ok(None) };
        if !wanted.is(&Header::of(self.mailbox.header(offset)?.2)) {
            return Ok(None);
        }
        let owner = self.taken.entry(offset).or_insert((end, wanted.key));
        Ok((owner.1 == wanted.key).then(|| body(offset, end, Join::MessageId)))
    }

    /// The messages that were not given away.
    pub(super) fn rest(&mut self) -> io::Result<Vec<Body>> {
        if let Some(index) = &self.index {
            let places =
                index.messages.iter().enumerate().map(|(number, message)| (message.0, index.end(number)));
            let rest = places.filter(|place| !self.taken.contains_key(&place.0));
            return Ok(rest.map(|(offset, end)| body(offset, end, Join::Place)).collect());
        }
        self.gaps()
    }

    /// What is between the messages that were given away: most often nothing, so that the file need not be read.
    fn gaps(&mut self) -> io::Result<Vec<Body>> {
        let mut rest = Vec::new();
        let mut at = if self.taken.contains_key(&0) { 0 } else { self.mailbox.first()? };
        while at < self.size {
            let end = match self.taken.get(&at) {
                Some((end, _)) => *end,
                None => {
                    let (_, text, _) = self.mailbox.header(at)?;
                    let end = self.mailbox.end(text)?;
                    rest.extend((end > at).then(|| body(at, end, Join::Place)));
                    end
                }
            };
            if end <= at {
                break;
            }
            at = end;
        }
        Ok(rest)
    }

    /// A message as it was received, and the date of its `From ` line.
    pub(super) fn read(&mut self, body: &Body) -> io::Result<(Vec<u8>, Option<i64>)> {
        let raw = self.mailbox.read(body.offset, body.length)?;
        if raw.len() as u64 != body.length {
            return Err(gone(&format!("the mbox ends within the message at byte {}", body.offset)));
        }
        if !raw.starts_with(b"From ") {
            return Err(gone(&format!("no message begins at byte {} of the mbox", body.offset)));
        }
        let (line, message) = mbox::split(&raw);
        Ok((mbox::unescape(message).into_owned(), mbox::envelope_date(line)))
    }

    /// Whether the file ends within a message of this size.
    pub(super) fn is_cut(&mut self, body: &Body, size: u64) -> io::Result<bool> {
        let is_last = body.offset.saturating_add(body.length) >= self.size;
        // A message never has more bytes than it takes in the file: most need not be read.
        let may_lack = is_last && size > body.length;
        Ok(may_lack && lacks(&self.read(body)?.0, body.length, size))
    }

    pub(super) fn envelope_date(&mut self, body: &Body) -> io::Result<Option<i64>> {
        let line = self.mailbox.read(body.offset, body.length.min(512))?;
        Ok(mbox::envelope_date(mbox::split(&line).0))
    }

    pub(super) fn is_expunged(&mut self, body: &Body) -> io::Result<bool> {
        Ok(Header::of(self.mailbox.header(body.offset)?.2).is_expunged())
    }
}

fn body(offset: u64, end: u64, join: Join) -> Body {
    Body { offset, length: end - offset, file: None, join }
}

fn index(mailbox: &mut Mailbox<File>) -> io::Result<Index> {
    let (mut messages, mut ids) = (Vec::new(), Vec::new());
    let mut at = mailbox.first()?;
    loop {
        let (_, text, header) = mailbox.header(at)?;
        let (hash, is_live) = ids::hash_of(&Header::of(header));
        let end = mailbox.end(text)?;
        if end <= at {
            break;
        }
        if let Ok(number) = u32::try_from(messages.len()) {
            ids.extend(is_live.then_some((hash, number)));
        }
        messages.push((at, hash));
        at = end;
    }
    Ok(Index { messages, end: at, ids: Ids::of(ids) })
}

/// How many bytes may be missing at the end of a message that is whole: a last line end.
const LAST_LINE_END: u64 = 2;

/// Whether a message, which takes so many bytes in the file, is not all of one of this size. Thunderbird counts the message as it was received;
/// versions before 2023 count what is around it, too. Where CR LF became LF on the way from another system, a byte of each line is missing.
fn lacks(text: &[u8], length: u64, size: u64) -> bool {
    let (least, lines) = (text.len() as u64, memchr::memchr_iter(b'\n', text).count() as u64);
    let longest = length.saturating_add(LAST_LINE_END);
    let is_converted =
        size.saturating_add(LAST_LINE_END) >= least + lines && size <= longest.saturating_add(lines);
    size > longest && !is_converted
}

/// As summaries have it: digits only.
fn decimal(token: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(token).ok().filter(|_| token.iter().all(u8::is_ascii_digit));
    digits?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_lacks_its_end_and_not_its_line_ends() {
        let text = b"Subject: a\n\nOne\n".repeat(50);
        let (size, lines) = (text.len() as u64, 150);
        let length = size + 20;
        for whole in [0, 1, size - 1, size, length, length + 2, size + lines - 2, length + lines + 2] {
            assert!(!lacks(&text, length, whole), "{whole}");
        }
        for longer in [length + 3, size + lines - 3, length + lines + 3, u64::MAX] {
            assert!(lacks(&text, length, longer), "{longer}");
        }
    }
}

//! Edits of real files.

use crate::alphabet::WORDS;

/// The files. Small ones, since one run of the checks is to take well below a millisecond.
pub const FILES: &[&[u8]] = &[
    include_bytes!("../../testdata/snapshots/imap-10-restarted-offline-drafts.msf"),
    include_bytes!("../../testdata/profile/imap/Mail/Local Folders/Trash.msf"),
    include_bytes!("../../testdata/profile/imap/ImapMail/127.0.0.1/Sent.msf"),
    include_bytes!("../../testdata/profile/imap/ImapMail/127.0.0.1/Trash.msf"),
    include_bytes!("../../testdata/snapshots/news-03-offline-test.gamma.msf"),
    include_bytes!("../../testdata/truth/000.msf"),
    include_bytes!("../../testdata/truth/004.msf"),
    include_bytes!("../../testdata/truth/049.msf"),
    include_bytes!("../../testdata/truth/078.msf"),
    include_bytes!("../../testdata/truth/089.msf"),
    include_bytes!("../../testdata/truth/124.msf"),
    include_bytes!("../../testdata/truth/160.msf"),
    include_bytes!("../../testdata/truth/197.msf"),
    include_bytes!("../../testdata/valid/21-long-values.msf"),
    include_bytes!("../../testdata/damaged/lost-row-end-between-rows.msf"),
    include_bytes!("../../testdata/damaged/crlf-then-lf-group.msf"),
];

/// The most bytes that an edited file may grow to.
const LIMIT: usize = 64 * 1024;

/// An edit takes this many bytes of the recipe: what, how long, where from, where to.
const EDIT: usize = 7;

/// Makes a file after a recipe: the first byte names it, each seven bytes behind that are an edit.
#[must_use]
pub fn cook(recipe: &[u8]) -> Vec<u8> {
    let Some((&first, edits)) = recipe.split_first() else { return Vec::new() };
    let mut text = FILES[usize::from(first) % FILES.len()].to_vec();
    for step in edits.chunks_exact(EDIT) {
        edit(&mut text, step);
    }
    text
}

fn edit(text: &mut Vec<u8>, step: &[u8]) {
    let number = |at: usize| usize::from(step[at]) | (usize::from(step[at + 1]) << 8);
    let (what, length) = (step[0], number(1));
    let at = number(3) % (text.len() + 1);
    // A short edit nearly always; a long one only where the number says so at its top.
    let length = if length < 0xC000 { length % 32 } else { length % 4096 };
    let end = (at + length).min(text.len());
    match what % 8 {
        0 => drop(text.drain(at..end)),
        1 => {
            let copy = text[at..end].to_vec();
            insert(text, number(5), &copy);
        }
        2 => {
            let source = FILES[usize::from(step[5]) % FILES.len()];
            let from = (usize::from(step[6]) * source.len()) / 256;
            insert(text, at, &source[from..(from + length).min(source.len())]);
        }
        3 => text[at..end].fill(step[5]),
        4 => insert(text, at, WORDS[usize::from(step[5]) % WORDS.len()]),
        5 => text.truncate(at),
        6 => {
            if let Some(byte) = text.get_mut(at) {
                *byte ^= step[5];
            }
        }
        _ => {
            let moved: Vec<u8> = text.drain(at..end).collect();
            insert(text, number(5), &moved);
        }
    }
}

fn insert(text: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if text.len() + bytes.len() <= LIMIT {
        let at = at % (text.len() + 1);
        text.splice(at..at, bytes.iter().copied());
    }
}

//! The pieces of a file, those of commit groups that do not count among them.

use std::ops::Range;

use morkdb::read::Reader;
use morkdb::syntax::{Event, EventKind};

/// How deep groups that do not count are looked for in such groups.
const DEPTH: usize = 3;

/// A piece of a file.
#[derive(Clone, Debug)]
pub(crate) struct Piece<'a> {
    /// Its bytes.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) kind: EventKind<'a>,
    /// 0 for what counts; for the rest, the number of the group that does not.
    pub(crate) layer: usize,
}

/// Shows all pieces, in order. The ranges put together are the file.
pub(crate) fn each<'a>(bytes: &'a [u8], mut see: impl FnMut(Piece<'a>)) {
    let mut walk = Walk { layers: 0, see: &mut see };
    walk.part(bytes, 0, 0, 0);
}

struct Walk<'s, 'a> {
    layers: usize,
    see: &'s mut dyn FnMut(Piece<'a>),
}

impl<'a> Walk<'_, 'a> {
    fn part(&mut self, bytes: &'a [u8], offset: usize, layer: usize, depth: usize) {
        for Event { span, kind } in Reader::new(bytes) {
            let range = span.range();
            let EventKind::GroupDropped { .. } = kind else {
                (self.see)(Piece { range: range.start + offset..range.end + offset, kind, layer });
                continue;
            };
            self.group(bytes.get(range.clone()).unwrap_or_default(), offset + range.start, kind, depth);
        }
    }

    /// A group: its start marker, and then what stands in it.
    fn group(&mut self, bytes: &'a [u8], offset: usize, kind: EventKind<'a>, depth: usize) {
        let marker = memchr::memmem::find(bytes, b"{@").map_or(bytes.len(), |at| at + 2);
        self.layers += 1;
        let layer = self.layers;
        (self.see)(Piece { range: offset..offset + marker, kind, layer });
        let rest = bytes.get(marker..).unwrap_or_default();
        if depth < DEPTH {
            self.part(rest, offset + marker, layer, depth + 1);
        } else {
            (self.see)(Piece { range: offset + marker..offset + bytes.len(), kind: EventKind::Junk, layer });
        }
    }
}

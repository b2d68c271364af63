//! A set of article numbers.

use std::ops::RangeInclusive;

use super::iter::{Numbers, Runs};

/// A set of article numbers, as a line of `newsrc` and the cells `readSet` and `knownArts` hold one: `1-20,25`.
///
/// It is kept as runs, so its size is that of its text. It is written as Mozilla's `nsMsgKeySet` writes it, which depends
/// on what was done before: text that was read is written as it was (`1,2,3`), until a number is inserted or removed;
/// from then on neighbours are joined (`1-3`), while two of them stay apart (`1,2`).
///
/// Mozilla counts article 0 as read where article 1 is, because some servers have one; so [reading](Self::parse) `1-5`
/// gives a set of six. It is never written.
///
/// Mozilla's numbers have 31 bits, and larger ones overflow there. Here they have 32.
///
/// ```
/// use morkdb_folder::news::ArticleSet;
/// let mut read = ArticleSet::parse("1-20,25");
/// read.insert(21);
/// assert!(read.contains(21) && !read.contains(24));
/// assert_eq!(read.to_string(), "1-21,25");
/// ```
#[derive(Clone, Debug, Default)]
pub struct ArticleSet {
    /// Ascending and apart, but neighbours may touch.
    chunks: Vec<Chunk>,
    /// Whether neighbours may touch where Mozilla's engine would have joined them (`Optimize`).
    loose: bool,
}

/// Numbers that follow each other, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Chunk {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Chunk {
    /// The count of its numbers, less one.
    const fn span(self) -> u32 {
        self.last - self.first
    }

    fn len(self) -> u64 {
        u64::from(self.span()) + 1
    }

    /// Whether `next` begins right behind it.
    pub(super) const fn touches(self, next: Self) -> bool {
        self.last.saturating_add(1) == next.first
    }
}

impl ArticleSet {
    /// A set of nothing.
    pub const fn new() -> Self {
        Self { chunks: Vec::new(), loose: false }
    }

    /// From what was read, in order, each behind the one before.
    pub(super) fn from_chunks(chunks: Vec<Chunk>) -> Self {
        Self { chunks, loose: true }
    }

    pub(super) fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// How many numbers are in it; 0 counts.
    pub fn len(&self) -> u64 {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The lowest number.
    pub fn first(&self) -> Option<u32> {
        self.chunks.first().map(|chunk| chunk.first)
    }

    /// The highest number.
    pub fn last(&self) -> Option<u32> {
        self.chunks.last().map(|chunk| chunk.last)
    }

    /// Whether a number is in it.
    pub fn contains(&self, number: u32) -> bool {
        self.chunk_of(number).is_some()
    }

    fn chunk_of(&self, number: u32) -> Option<usize> {
        let place = self.chunks.partition_point(|chunk| chunk.last < number);
        self.chunks.get(place).filter(|chunk| chunk.first <= number).map(|_| place)
    }

    /// The lowest number from `start` on that is not in it; `None` where it has all up to the last of 32 bits.
    pub fn first_missing(&self, start: u32) -> Option<u32> {
        let Some(mut place) = self.chunk_of(start) else { return Some(start) };
        while let [chunk, next, ..] = self.chunks.get(place..)?
            && chunk.touches(*next)
        {
            place += 1;
        }
        self.chunks.get(place)?.last.checked_add(1)
    }

    /// How many numbers of a range are not in it (`CountMissingInRange`), which is the count of unread articles where the
    /// range is what the server has.
    pub fn count_missing(&self, range: RangeInclusive<u32>) -> u64 {
        let (first, last) = range.into_inner();
        if first > last {
            return 0;
        }
        let (start, end) = self.overlapped(first, last);
        let chunks = self.chunks.get(start..end).unwrap_or_default();
        let here = chunks.iter().map(|c| Chunk { first: c.first.max(first), last: c.last.min(last) }.len());
        Chunk { first, last }.len() - here.sum::<u64>()
    }

    /// Its runs, ascending, as long as they can be: two never touch.
    pub fn runs(&self) -> Runs<'_> {
        Runs::of(&self.chunks)
    }

    /// Its numbers, ascending.
    pub fn iter(&self) -> Numbers<'_> {
        Numbers::of(&self.chunks)
    }

    /// Puts a number in. `false`: it is in already.
    ///
    /// A number above all others takes constant time, and any other as long as what is above it has to be moved.
    pub fn insert(&mut self, number: u32) -> bool {
        if self.contains(number) {
            return false;
        }
        self.join();
        let place = self.chunks.partition_point(|chunk| chunk.last < number);
        let alone = Chunk { first: number, last: number };
        self.chunks.insert(place, alone);
        let (start, end) = self.neighbours(place, place + 1);
        self.rewrite(start, end, &[self.spanned(start, end)]);
        true
    }

    /// Takes a number out. `false`: it was not in.
    pub fn remove(&mut self, number: u32) -> bool {
        self.remove_range(number..=number)
    }

    /// Puts all numbers of a range in. `false`: they are in already, or the range is empty.
    ///
    /// Mozilla does not join or part neighbours then (`AddRange`): two numbers are written `7-8` until another is inserted
    /// or removed.
    pub fn insert_range(&mut self, range: RangeInclusive<u32>) -> bool {
        let (first, last) = range.into_inner();
        if first >= last {
            return first == last && self.insert(first);
        }
        let start = self.chunks.partition_point(|chunk| chunk.last.saturating_add(1) < first);
        let (whole, end) = self.absorb(start, Chunk { first, last });
        let before: u64 =
            self.chunks.get(start..end).unwrap_or_default().iter().map(|chunk| chunk.len()).sum();
        if end - start == 1 && before == whole.len() {
            return false;
        }
        self.chunks.splice(start..end, [whole]);
        let touches = start.checked_sub(1).is_some_and(|left| self.chunks[left].touches(whole));
        self.loose |= touches || whole.span() == 1;
        before < whole.len()
    }

    /// A chunk with all that it meets or touches from `start` on, and where that ends.
    fn absorb(&self, start: usize, mut whole: Chunk) -> (Chunk, usize) {
        let rest = self.chunks.get(start..).unwrap_or_default();
        let met = rest.iter().take_while(|chunk| {
            let meets = chunk.first <= whole.last.saturating_add(1);
            if meets {
                whole = Chunk { first: whole.first.min(chunk.first), last: whole.last.max(chunk.last) };
            }
            meets
        });
        let count = met.count();
        (whole, start + count)
    }

    /// Takes all numbers of a range out. `false`: none was in.
    pub fn remove_range(&mut self, range: RangeInclusive<u32>) -> bool {
        let (first, last) = range.into_inner();
        let (start, end) = self.overlapped(first, last);
        if first > last || start >= end {
            return false;
        }
        self.join();
        let (start, end) = self.overlapped(first, last);
        let (start, end) = self.neighbours(start, end);
        let old = self.spanned(start, end);
        let left = first.checked_sub(1).filter(|end| *end >= old.first).map(|last| Chunk { last, ..old });
        let right =
            last.checked_add(1).filter(|start| *start <= old.last).map(|first| Chunk { first, ..old });
        match (left, right) {
            (Some(left), Some(right)) => self.rewrite(start, end, &[left, right]),
            (Some(kept), None) | (None, Some(kept)) => self.rewrite(start, end, &[kept]),
            (None, None) => self.rewrite(start, end, &[]),
        }
        true
    }

    /// Which chunks have numbers of this range.
    fn overlapped(&self, first: u32, last: u32) -> (usize, usize) {
        let start = self.chunks.partition_point(|chunk| chunk.last < first);
        (start, self.chunks.partition_point(|chunk| chunk.first <= last))
    }

    /// A range of chunks with those that touch it on either side, of which joined chunks have few.
    fn neighbours(&self, mut start: usize, mut end: usize) -> (usize, usize) {
        while start > 0 && self.chunks[start - 1].touches(self.chunks[start]) {
            start -= 1;
        }
        while end > 0 && end < self.chunks.len() && self.chunks[end - 1].touches(self.chunks[end]) {
            end += 1;
        }
        (start, end)
    }

    fn spanned(&self, start: usize, end: usize) -> Chunk {
        Chunk { first: self.chunks[start].first, last: self.chunks[end - 1].last }
    }

    /// Puts runs in the place of chunks, written as Mozilla has them when it has joined them.
    fn rewrite(&mut self, start: usize, end: usize, runs: &[Chunk]) {
        self.chunks.splice(start..end, runs.iter().flat_map(|run| parted(*run)));
    }

    /// Joins chunks that touch, and parts runs of two (`Optimize`), unless that was done.
    fn join(&mut self) {
        if self.loose {
            *self = Self::of_runs(self.runs());
        }
    }

    /// From runs that are apart, ascending.
    pub(super) fn of_runs(runs: impl Iterator<Item = RangeInclusive<u32>>) -> Self {
        let chunks = runs.flat_map(|run| parted(Chunk { first: *run.start(), last: *run.end() })).collect();
        Self { chunks, loose: false }
    }
}

/// A run as Mozilla keeps it when it has joined its neighbours: two numbers stand alone, since that takes no more room.
fn parted(run: Chunk) -> impl Iterator<Item = Chunk> {
    let alone = |number| Chunk { first: number, last: number };
    let [first, second] = if run.span() == 1 { [alone(run.first), alone(run.last)] } else { [run; 2] };
    std::iter::once(first).chain((first != second).then_some(second))
}

/// Sets are equal when they have the same numbers, however they are written.
impl PartialEq for ArticleSet {
    fn eq(&self, other: &Self) -> bool {
        self.runs().eq(other.runs())
    }
}

impl Eq for ArticleSet {}

/// Takes linear time where the numbers ascend.
impl Extend<u32> for ArticleSet {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, numbers: I) {
        for number in numbers {
            self.insert(number);
        }
    }
}

impl FromIterator<u32> for ArticleSet {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut set = Self::new();
        set.extend(numbers);
        set
    }
}

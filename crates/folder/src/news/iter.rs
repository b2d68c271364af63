//! Going through a set.

use std::ops::RangeInclusive;

use super::ArticleSet;
use super::set::Chunk;

/// The [runs](ArticleSet::runs) of a set.
#[derive(Clone, Debug)]
pub struct Runs<'s> {
    chunks: &'s [Chunk],
}

impl<'s> Runs<'s> {
    pub(super) const fn of(chunks: &'s [Chunk]) -> Self {
        Self { chunks }
    }
}

impl Iterator for Runs<'_> {
    type Item = RangeInclusive<u32>;

    fn next(&mut self) -> Option<RangeInclusive<u32>> {
        let (run, mut rest) = self.chunks.split_first()?;
        let mut run = *run;
        while let Some((next, behind)) = rest.split_first()
            && run.touches(*next)
        {
            (run.last, rest) = (next.last, behind);
        }
        self.chunks = rest;
        Some(run.first..=run.last)
    }
}

/// The [numbers](ArticleSet::iter) of a set.
#[derive(Clone, Debug)]
pub struct Numbers<'s> {
    chunks: std::slice::Iter<'s, Chunk>,
    now: Option<RangeInclusive<u32>>,
}

impl<'s> Numbers<'s> {
    pub(super) fn of(chunks: &'s [Chunk]) -> Self {
        Self { chunks: chunks.iter(), now: None }
    }
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        loop {
            if let Some(number) = self.now.as_mut().and_then(Iterator::next) {
                return Some(number);
            }
            let chunk = self.chunks.next()?;
            self.now = Some(chunk.first..=chunk.last);
        }
    }
}

impl<'s> IntoIterator for &'s ArticleSet {
    type Item = u32;
    type IntoIter = Numbers<'s>;

    fn into_iter(self) -> Numbers<'s> {
        self.iter()
    }
}

//! Many growing lists in one array.

use std::ops::Range;

use super::idmap::index;

/// Where a list lies in its [`Pool`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    start: u32,
    len: u32,
    /// How many more items there is room for.
    spare: u16,
    /// A byte for whoever has the list; there is room for it here.
    pub(super) mark: u8,
}

impl Run {
    pub(super) const EMPTY: Self = Self { start: 0, len: 0, spare: 0, mark: 0 };

    pub(super) const fn len(self) -> usize {
        self.len as usize
    }

    const fn range(self) -> Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }

    /// The same list with the mark of another.
    pub(super) const fn marked_as(self, other: Self) -> Self {
        Self { mark: other.mark, ..self }
    }

    /// Shortens the list. What it had room for beyond 65,535 items is given up.
    pub(super) fn truncate(&mut self, len: usize) {
        let cut = self.len.saturating_sub(index(len));
        self.len -= cut;
        self.spare = u16::try_from(u32::from(self.spare) + cut).unwrap_or(u16::MAX);
    }
}

/// The items of many lists. A list at the end of the array grows in place; any other that is full moves to the end and
/// gets half as much room again, so that lists that grow by turns cost no more than a multiple of what is in them.
#[derive(Debug)]
pub(super) struct Pool<T> {
    items: Vec<T>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T: Copy> Pool<T> {
    pub(super) fn get(&self, run: Run) -> &[T] {
        &self.items[run.range()]
    }

    pub(super) fn get_mut(&mut self, run: Run) -> &mut [T] {
        &mut self.items[run.range()]
    }

    /// Adds an item to a list.
    #[inline]
    pub(super) fn push(&mut self, run: &mut Run, item: T) {
        let end = (run.start + run.len) as usize;
        if run.spare > 0 {
            self.items[end] = item;
            run.spare -= 1;
        } else if end == self.items.len() {
            self.items.push(item);
        } else {
            self.relocate(run, item);
        }
        run.len += 1;
    }

    /// Moves a full list to the end and adds an item to it, except for the length.
    fn relocate(&mut self, run: &mut Run, item: T) {
        let old = run.range();
        run.start = index(self.items.len());
        self.items.extend_from_within(old);
        run.spare = u16::try_from(run.len / 2).unwrap_or(u16::MAX);
        self.items.resize(self.items.len() + usize::from(run.spare) + 1, item);
    }

    /// The end of the array, where a new list can be put together with [`add_loose`](Self::add_loose).
    #[inline]
    pub(super) fn end(&self) -> usize {
        self.items.len()
    }

    /// Adds an item that belongs to no list yet.
    #[inline(always)]
    pub(super) fn add_loose(&mut self, item: T) {
        self.items.push(item);
    }

    /// Makes a list of the items from `start` on.
    #[inline]
    pub(super) fn adopt(&self, start: usize) -> Run {
        let len = index(self.items.len() - start);
        Run { start: index(start), len, spare: 0, mark: 0 }
    }

    /// The items from `start` on, which belong to no list.
    pub(super) fn loose(&self, start: usize) -> &[T] {
        self.items.get(start..).unwrap_or_default()
    }

    /// Takes the items from `start` on away and gives the first of them, up to the length of `into`, to the caller.
    pub(super) fn take_loose<'b>(&mut self, start: usize, into: &'b mut [T]) -> &'b [T] {
        let loose = self.loose(start);
        let len = loose.len().min(into.len());
        into[..len].copy_from_slice(&loose[..len]);
        self.items.truncate(start);
        &into[..len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_grow_by_turns_keep_their_items_and_little_room() {
        let mut pool = Pool::default();
        let mut runs = [Run::EMPTY; 7];
        for n in 0..7000 {
            pool.push(&mut runs[n % 7], n);
        }
        for (number, run) in runs.iter().enumerate() {
            let expected: Vec<usize> = (0..1000).map(|n| n * 7 + number).collect();
            assert_eq!(pool.get(*run), expected);
        }
        assert!(pool.end() < 7000 * 5, "{} items of room for 7000", pool.end());
    }

    #[test]
    fn loose_items_become_a_list_or_go() {
        let mut pool = Pool::default();
        pool.add_loose(1);
        pool.add_loose(2);
        let mut run = pool.adopt(0);
        pool.add_loose(3);
        let mut into = [0; 4];
        assert_eq!(pool.take_loose(2, &mut into), [3]);
        pool.push(&mut run, 4);
        assert_eq!(pool.get(run), [1, 2, 4]);
    }
}

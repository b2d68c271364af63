//! A long list of rows that are cut and moved: each of these takes about logarithmic time.

use hashbrown::HashMap;

use super::idmap::index;
use super::row::RowIndex;

/// The greatest number of rows in a chunk; a fuller one is split.
const CHUNK: usize = 512;

/// Rows in order, each at most once: chunks of rows, where each row is, and sums of lengths to find the n-th.
#[derive(Debug)]
pub(super) struct Sequence {
    /// By number; numbers never change.
    chunks: Vec<Vec<RowIndex>>,
    /// Numbers of chunks, in order.
    order: Vec<u32>,
    /// Places of chunks in `order`, by number.
    place: Vec<u32>,
    /// The number of the chunk that a row is in.
    homes: Homes,
    len: usize,
    /// Binary indexed tree over the lengths of chunks, in order.
    sums: Vec<u32>,
}

/// A number for each row of the list: in a table of all rows where many of them are in it, else in a map.
#[derive(Debug)]
enum Homes {
    /// By row, plus one; 0 for rows that are not in the list.
    Dense(Vec<u32>),
    Sparse(HashMap<RowIndex, u32>),
}

impl Homes {
    fn new(members: usize, rows: usize) -> Self {
        if members >= rows / 16 {
            Self::Dense(vec![0; rows])
        } else {
            Self::Sparse(HashMap::with_capacity(members))
        }
    }

    fn get(&self, row: RowIndex) -> Option<u32> {
        match self {
            Self::Dense(homes) => homes.get(row.0 as usize)?.checked_sub(1),
            Self::Sparse(homes) => homes.get(&row).copied(),
        }
    }

    fn set(&mut self, row: RowIndex, home: u32) {
        match self {
            Self::Dense(homes) => {
                let at = row.0 as usize;
                if at >= homes.len() {
                    homes.resize(at + 1, 0);
                }
                homes[at] = home + 1;
            }
            Self::Sparse(homes) => _ = homes.insert(row, home),
        }
    }

    fn remove(&mut self, row: RowIndex) -> Option<u32> {
        match self {
            Self::Dense(homes) => std::mem::take(homes.get_mut(row.0 as usize)?).checked_sub(1),
            Self::Sparse(homes) => homes.remove(&row),
        }
    }
}

impl Sequence {
    /// A list of `rows`, of a store that has `all` rows now.
    pub(super) fn new(rows: &[RowIndex], all: usize) -> Self {
        let chunks: Vec<Vec<RowIndex>> = rows.chunks(CHUNK / 2).map(<[RowIndex]>::to_vec).collect();
        let mut homes = Homes::new(rows.len(), all);
        for (number, chunk) in chunks.iter().enumerate() {
            for &row in chunk {
                homes.set(row, index(number));
            }
        }
        let order = (0..index(chunks.len())).collect();
        let mut sequence =
            Self { chunks, order, place: Vec::new(), homes, len: rows.len(), sums: Vec::new() };
        sequence.recount();
        sequence
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn contains(&self, row: RowIndex) -> bool {
        self.homes.get(row).is_some()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = RowIndex> + '_ {
        self.order.iter().flat_map(|&number| self.chunks[number as usize].iter().copied())
    }

    /// All rows, from both ends.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { sequence: self, order: self.order.iter(), front: [].iter(), back: [].iter(), left: self.len }
    }

    /// Where a row is.
    pub(super) fn position(&self, row: RowIndex) -> Option<usize> {
        let number = self.homes.get(row)?;
        let within = self.chunks[number as usize].iter().position(|&other| other == row)?;
        let mut node = self.place[number as usize] as usize;
        let mut before = 0;
        while node > 0 {
            before += self.sums[node] as usize;
            node &= node - 1;
        }
        Some(before + within)
    }

    /// Adds a row, which is not in the list, at the end.
    pub(super) fn push(&mut self, row: RowIndex) {
        self.insert(self.len, row);
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, row: RowIndex) {
        let Some(number) = self.homes.remove(row) else { return };
        self.len -= 1;
        let chunk = &mut self.chunks[number as usize];
        if let Some(at) = chunk.iter().position(|&other| other == row) {
            chunk.remove(at);
        }
        self.count(self.place[number as usize], |sum| sum - 1);
    }

    /// Moves a row of the list to a place, or to the last one where there are fewer.
    pub(super) fn move_to(&mut self, row: RowIndex, to: usize) {
        self.remove(row);
        self.insert(to.min(self.len), row);
    }

    /// Adds a row, which is not in the list, at a place.
    pub(super) fn insert(&mut self, at: usize, row: RowIndex) {
        if self.order.is_empty() {
            self.chunks.push(Vec::new());
            self.order.push(0);
            self.recount();
        }
        let (place, offset) = self.find(at);
        let number = self.order[place];
        self.chunks[number as usize].insert(offset, row);
        self.homes.set(row, number);
        self.len += 1;
        self.count(index(place), |sum| sum + 1);
        if self.chunks[number as usize].len() > CHUNK {
            self.split(place);
        }
    }

    /// The chunk, by its place, into which the `at`-th row belongs, and the row's offset in it.
    fn find(&self, at: usize) -> (usize, usize) {
        let (mut place, mut left) = (0, at);
        let mut step = self.order.len().next_power_of_two();
        while step > 0 {
            match self.sums.get(place + step) {
                Some(&sum) if (sum as usize) < left => {
                    place += step;
                    left -= sum as usize;
                }
                _ => {}
            }
            step /= 2;
        }
        (place.min(self.order.len() - 1), left)
    }

    /// Changes the length of the chunk at a place, in the sums.
    fn count(&mut self, place: u32, change: impl Fn(u32) -> u32) {
        let mut node = place as usize + 1;
        while let Some(sum) = self.sums.get_mut(node) {
            *sum = change(*sum);
            node += node & node.wrapping_neg();
        }
    }

    fn split(&mut self, place: usize) {
        let old = self.order[place];
        let half = self.chunks[old as usize].split_off(CHUNK / 2);
        let new = index(self.chunks.len());
        for &row in &half {
            self.homes.set(row, new);
        }
        self.chunks.push(half);
        self.order.insert(place + 1, new);
        self.recount();
    }

    /// Makes the places and the sums anew.
    fn recount(&mut self) {
        self.place.resize(self.chunks.len(), 0);
        self.sums.clear();
        self.sums.resize(self.order.len() + 1, 0);
        for (place, &number) in self.order.iter().enumerate() {
            self.place[number as usize] = index(place);
            self.sums[place + 1] += index(self.chunks[number as usize].len());
            let above = (place + 1) + ((place + 1) & (place + 1).wrapping_neg());
            let sum = self.sums[place + 1];
            if let Some(parent) = self.sums.get_mut(above) {
                *parent += sum;
            }
        }
    }
}

/// The rows of a sequence.
#[derive(Clone, Debug)]
pub(crate) struct Walk<'s> {
    sequence: &'s Sequence,
    order: std::slice::Iter<'s, u32>,
    front: std::slice::Iter<'s, RowIndex>,
    back: std::slice::Iter<'s, RowIndex>,
    left: usize,
}

impl Iterator for Walk<'_> {
    type Item = RowIndex;

    fn next(&mut self) -> Option<RowIndex> {
        self.left = self.left.saturating_sub(1);
        loop {
            if let Some(&row) = self.front.next() {
                return Some(row);
            }
            match self.order.next() {
                Some(&number) => self.front = self.sequence.chunks[number as usize].iter(),
                None => return self.back.next().copied(),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl DoubleEndedIterator for Walk<'_> {
    fn next_back(&mut self) -> Option<RowIndex> {
        self.left = self.left.saturating_sub(1);
        loop {
            if let Some(&row) = self.back.next_back() {
                return Some(row);
            }
            match self.order.next_back() {
                Some(&number) => self.back = self.sequence.chunks[number as usize].iter(),
                None => return self.front.next_back().copied(),
            }
        }
    }
}

impl ExactSizeIterator for Walk<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same list as a plain vector.
    fn check(rows: u32, spread: usize, ops: u32, seed: u64) {
        let mut model: Vec<RowIndex> = (0..rows).map(RowIndex).collect();
        let mut sequence = Sequence::new(&model, rows as usize * spread);
        let mut random = seed;
        for number in 0..ops {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = (random >> 33) as usize;
            if pick.is_multiple_of(5) || model.is_empty() {
                model.push(RowIndex(rows + number));
                sequence.push(RowIndex(rows + number));
                continue;
            }
            let row = model.remove(pick % model.len());
            if pick % 5 == 1 {
                sequence.remove(row);
                assert!(!sequence.contains(row));
            } else {
                let to = (random >> 40) as usize % (model.len() + 3);
                model.insert(to.min(model.len()), row);
                sequence.move_to(row, to);
                assert!(sequence.contains(row));
            }
            assert_eq!(sequence.len(), model.len());
            let row = model[pick % model.len().max(1)..].first().copied().unwrap_or(RowIndex(u32::MAX));
            assert_eq!(sequence.position(row), model.iter().position(|other| *other == row));
        }
        assert!(sequence.walk().eq(model.iter().copied()));
        assert!(sequence.walk().rev().eq(model.iter().rev().copied()));
        let (mut walk, mut plain) = (sequence.walk(), model.iter().copied());
        while let Some(row) = walk.next() {
            assert_eq!(
                (Some(row), walk.next_back(), walk.len()),
                (plain.next(), plain.next_back(), plain.len())
            );
        }
        assert!(sequence.iter().eq(model.iter().copied()), "{rows} rows, {ops} operations, seed {seed}");
    }

    #[test]
    fn a_sequence_is_a_list() {
        for seed in 1..5 {
            check(0, 1, 2000, seed);
            check(3000, 100, 5000, seed);
            check(3000, 1, 5000, seed);
        }
    }

    #[test]
    fn all_rows_may_go_to_one_place() {
        let rows: Vec<RowIndex> = (0..5000).map(RowIndex).collect();
        let mut sequence = Sequence::new(&rows, 0);
        for &row in &rows {
            sequence.move_to(row, 0);
        }
        assert!(sequence.iter().eq(rows.iter().rev().copied()));
    }
}

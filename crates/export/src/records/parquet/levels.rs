//! The levels by which Parquet tells null.

/// A level for each value of a column. Most columns of a folder have the same everywhere, which takes no memory.
#[derive(Debug, Default)]
pub(super) struct Levels {
    first: i16,
    len: usize,
    /// All of them, once they differ.
    each: Vec<i16>,
}

impl Levels {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(super) fn push(&mut self, level: i16) {
        if self.len == 0 {
            self.first = level;
        } else if !self.each.is_empty() || level != self.first {
            self.differ(level);
        }
        self.len += 1;
    }

    fn differ(&mut self, level: i16) {
        self.each.resize(self.len, self.first);
        self.each.push(level);
    }

    pub(super) fn last(&self) -> Option<i16> {
        self.each.last().copied().or((self.len > 0).then_some(self.first))
    }

    /// The level that all have; `None` where they differ, and where there are none.
    pub(super) fn only(&self) -> Option<i16> {
        (self.len > 0 && self.each.is_empty()).then_some(self.first)
    }

    /// All of them, one by one.
    pub(super) fn spread(&mut self) -> &[i16] {
        self.each.resize(self.len, self.first);
        &self.each
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
        self.each.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_come_out_as_they_went_in() {
        let mut levels = Levels::default();
        for all in [&[][..], &[1, 1, 1], &[0], &[0, 0, 1, 0], &[1, 0]] {
            levels.clear();
            for level in all {
                levels.push(*level);
            }
            assert_eq!((levels.len(), levels.last()), (all.len(), all.last().copied()));
            let is_same = !all.is_empty() && all.iter().all(|level| *level == all[0]);
            assert_eq!(levels.only(), is_same.then(|| all[0]));
            assert_eq!(levels.spread(), all);
        }
    }
}

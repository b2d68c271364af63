//! What was written before, and where.

/// What a column is written from. The file has many values once that many messages have: those of a thread share a subject, those of a sender
/// a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    /// Where the value is stored, which tells it from all others of the same file.
    pub(crate) value: usize,
    /// The same of the charset that it is read by; 0 where there is none.
    pub(crate) charset: usize,
    /// The column, and whatever else makes a difference.
    pub(crate) column: u8,
}

impl Key {
    /// Its place among so many, which are a power of two.
    fn place(self, of: usize) -> usize {
        let mixed = self.value.wrapping_add(usize::from(self.column)).wrapping_mul(0x9E37_79B1);
        mixed >> 12 & of.saturating_sub(1)
    }
}

/// How many are remembered at first, and at most.
const FEW: usize = 64;
const MOST: usize = 4096;

/// Where a sink has written what lately.
#[derive(Debug)]
pub(crate) struct Memo<M> {
    known: Vec<Option<(Key, M)>>,
    /// How many were put since it became as large as it is.
    put: usize,
}

impl<M> Default for Memo<M> {
    fn default() -> Self {
        Self { known: Vec::new(), put: 0 }
    }
}

impl<M: Clone> Memo<M> {
    /// What is remembered under a key.
    pub(crate) fn get(&self, key: Key) -> Option<&M> {
        let (known, mark) = self.known.get(key.place(self.known.len()))?.as_ref()?;
        (*known == key).then_some(mark)
    }

    /// Remembers something, and forgets something else for it.
    pub(crate) fn put(&mut self, key: Key, mark: M) {
        if self.put >= self.known.len() && self.known.len() < MOST {
            self.grow();
        }
        self.put += 1;
        let place = key.place(self.known.len());
        if let Some(known) = self.known.get_mut(place) {
            *known = Some((key, mark));
        }
    }

    /// Most folders are small, and have little to remember.
    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.known);
        self.known.resize((old.len() * 4).clamp(FEW, MOST), None);
        self.put = 0;
        for (key, mark) in old.into_iter().flatten() {
            self.put(key, mark);
        }
    }

    /// Forgets everything.
    #[cfg(feature = "parquet")]
    pub(crate) fn clear(&mut self) {
        self.known.fill(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_put() {
        let keys = || (0..5000).map(|at| (at, Key { value: 0x7000_0000 + at, charset: 0, column: 3 }));
        let mut memo = Memo::default();
        let mut found = 0;
        for (at, key) in keys() {
            memo.put(key, at);
            assert_eq!(memo.get(key), Some(&at));
        }
        for (at, key) in keys() {
            if let Some(mark) = memo.get(key) {
                assert_eq!(*mark, at);
                found += 1;
            }
        }
        assert!(found > MOST / 2);
        memo.clear();
        assert!(keys().all(|(_, key)| memo.get(key).is_none()));
    }

    #[test]
    fn column_and_charset_make_a_difference() {
        let key = Key { value: 99, charset: 0, column: 1 };
        let mut memo = Memo::default();
        memo.put(key, 'a');
        assert_eq!(memo.get(Key { column: 2, ..key }), None);
        assert_eq!(memo.get(Key { charset: 7, ..key }), None);
        assert_eq!(memo.get(key), Some(&'a'));
    }
}

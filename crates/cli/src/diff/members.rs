//! What is different between the rows of two tables.

use std::collections::HashMap;
use std::hash::Hash;

/// Which rows were added, cut and moved. The moved ones are as few as explain the new order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Members<T> {
    pub(super) added: Vec<T>,
    pub(super) cut: Vec<T>,
    pub(super) moved: Vec<T>,
}

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self { added: Vec::new(), cut: Vec::new(), moved: Vec::new() }
    }
}

impl<T: Copy> Members<T> {
    /// Compares lists of things that are the same where their keys are.
    pub(super) fn new<K: Copy + Eq + Hash>(old: &[(K, T)], new: &[(K, T)]) -> Self {
        if old.iter().map(|(key, _)| key).eq(new.iter().map(|(key, _)| key)) {
            return Self::default();
        }
        let mut places: HashMap<K, usize> = old.iter().enumerate().map(|(at, (key, _))| (*key, at)).collect();
        let (mut added, mut kept, mut order) = (Vec::new(), Vec::new(), Vec::new());
        for (key, thing) in new {
            match places.remove(key) {
                Some(at) => (kept.push(*thing), order.push(at)).0,
                None => added.push(*thing),
            }
        }
        let is_in_order = rising(&order);
        let moved = kept.iter().zip(is_in_order).filter(|(_, is_in_order)| !is_in_order);
        let moved = moved.map(|(thing, _)| *thing).collect();
        let cut = old.iter().filter(|(key, _)| places.contains_key(key)).map(|(_, thing)| *thing).collect();
        Self { added, cut, moved }
    }

    /// Whether nothing is different.
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.cut.is_empty() && self.moved.is_empty()
    }
}

/// Which of the numbers, all different, make up a longest rising sequence.
fn rising(numbers: &[usize]) -> Vec<bool> {
    // The index of the least number that ends a sequence of each length, and what stands before each number.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut is_rising = vec![false; numbers.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        is_rising[at] = true;
        next = before[at];
    }
    is_rising
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(old: &str, new: &str) -> [String; 3] {
        let list = |text: &str| text.chars().map(|name| (name, name)).collect::<Vec<_>>();
        let Members { added, cut, moved } = Members::new(&list(old), &list(new));
        [added, cut, moved].map(String::from_iter)
    }

    #[test]
    fn few_moves_explain_an_order() {
        assert_eq!(compare("abcdef", "abcdef"), ["", "", ""]);
        assert_eq!(compare("abcdef", "fabcde"), ["", "", "f"]);
        assert_eq!(compare("abcdef", "bcdefa"), ["", "", "a"]);
        assert_eq!(compare("abc", "cba").map(|rows| rows.len()), [0, 0, 2]);
        assert_eq!(compare("", "ab"), ["ab", "", ""]);
    }

    #[test]
    fn what_comes_and_goes_moves_nothing() {
        assert_eq!(compare("abcdef", "xbdyfez"), ["xyz", "ac", "f"]);
        assert_eq!(compare("ab", "xaby"), ["xy", "", ""]);
    }
}

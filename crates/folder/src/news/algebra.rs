//! Sets made of two.

use std::ops::RangeInclusive;

use super::ArticleSet;

impl ArticleSet {
    /// What is in this set or the other.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.runs().peekable(), other.runs().peekable());
        let mut union: Vec<RangeInclusive<u32>> = Vec::new();
        while let Some(run) = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) if b.start() < a.start() => right.next(),
            (Some(_), _) => left.next(),
            (None, _) => right.next(),
        } {
            match union.last_mut() {
                Some(last) if *run.start() <= last.end().saturating_add(1) => {
                    *last = *last.start()..=*last.end().max(run.end());
                }
                _ => union.push(run),
            }
        }
        Self::of_runs(union.into_iter())
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut holes = other.runs().peekable();
        let mut left = Vec::new();
        for run in self.runs() {
            let (mut rest, end) = (Some(*run.start()), *run.end());
            while let Some(start) = rest
                && let Some(hole) = holes.peek().filter(|hole| *hole.start() <= end).cloned()
            {
                if start < *hole.start() {
                    left.push(start..=*hole.start() - 1);
                }
                rest =
                    hole.end().checked_add(1).map(|behind| behind.max(start)).filter(|behind| *behind <= end);
                // A hole that reaches behind this run may reach into the next.
                if *hole.end() <= end {
                    holes.next();
                }
            }
            left.extend(rest.map(|start| start..=end));
        }
        Self::of_runs(left.into_iter())
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.difference(&self.difference(other))
    }
}

//! Lines that lead from a thing to those below it: from a message to its answers, from a folder to those in it.

/// How many levels are shown. Below that, all is on one.
const LEVELS: usize = 16;

/// For each item of a tree, depth first, whether it is the last below the same one. An item is given by its depth.
pub(crate) fn last_ones(depths: &[usize]) -> Vec<bool> {
    // From behind: whether a later one was seen, by depth, as long as nothing above it came between.
    let mut later = Vec::new();
    let mut last: Vec<_> = depths
        .iter()
        .rev()
        .map(|depth| {
            later.resize(depth + 1, false);
            later.last_mut().is_none_or(|later| !std::mem::replace(later, true))
        })
        .collect();
    last.reverse();
    last
}

/// The lines before the items, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Whether what is above was the last, by depth.
    last: Vec<bool>,
}

impl Lines {
    /// What stands before the next item.
    pub(crate) fn next(&mut self, depth: usize, is_last: bool) -> String {
        self.last.truncate(depth);
        self.last.resize(depth, true);
        let mut line = String::new();
        // The root has no lines, and leads to what is below it by theirs.
        for is_over in self.last.iter().skip(1).take(LEVELS) {
            line.push_str(if *is_over { "   " } else { "│  " });
        }
        if depth > LEVELS {
            line.push('…');
        }
        if depth > 0 {
            line.push_str(if is_last { "└─ " } else { "├─ " });
        }
        self.last.push(is_last);
        line
    }
}

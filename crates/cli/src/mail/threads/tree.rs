//! Lines that lead from a message to those that answer it.

use morkdb_folder::TreeItem;

/// How many levels are shown. Below that, all is on one.
const LEVELS: usize = 16;

/// For each message of a tree, depth first, whether it is the last of those that answer the same one.
pub(super) fn last_ones(items: &[TreeItem<'_>]) -> Vec<bool> {
    // From behind: whether a later one was seen, by depth, as long as nothing above it came between.
    let mut later = Vec::new();
    let mut last: Vec<_> = items
        .iter()
        .rev()
        .map(|item| {
            let depth = depth(item);
            later.resize(depth + 1, false);
            later.last_mut().is_none_or(|later| !std::mem::replace(later, true))
        })
        .collect();
    last.reverse();
    last
}

/// The lines before the messages, one after the other.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Whether what is above was the last, by depth.
    last: Vec<bool>,
}

impl Lines {
    /// What stands before the next message.
    pub(super) fn next(&mut self, item: &TreeItem<'_>, is_last: bool) -> String {
        let depth = depth(item);
        self.last.truncate(depth);
        self.last.resize(depth, true);
        let mut line = String::new();
        // The root has no lines, and leads to its answers by theirs.
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

fn depth(item: &TreeItem<'_>) -> usize {
    usize::try_from(item.depth).unwrap_or(usize::MAX)
}

//! The tree of a thread: who answers whom.

use hashbrown::HashMap;

use super::read::Thread;
use crate::message::MessageHeader;

/// A message at its place in the tree of its thread.
#[derive(Clone, Copy, Debug)]
pub struct TreeItem<'f> {
    /// The message.
    pub message: MessageHeader<'f>,
    /// How many messages are above it: 0 for the root.
    pub depth: u32,
}

/// Stands for no message.
const NONE: u32 = u32::MAX;

/// The tree of a thread, whatever its messages say: every one of them is in it once. Messages are named by their place in the
/// table.
pub(super) struct Tree<'f> {
    messages: Vec<MessageHeader<'f>>,
    /// The first answer to each.
    first: Vec<u32>,
    /// The next answer to the same message.
    next: Vec<u32>,
    depths: Vec<u32>,
    /// All of them, depth first.
    order: Vec<u32>,
}

impl<'f> Tree<'f> {
    pub(super) fn of(thread: Thread<'f>) -> Self {
        let messages: Vec<_> = thread.children().collect();
        let (first, next, depths) =
            (vec![NONE; messages.len()], vec![NONE; messages.len()], vec![NONE; messages.len()]);
        let mut tree = Self { messages, first, next, depths, order: Vec::new() };
        let root = thread.root().map_or(NONE, |root| tree.place(|message| message.key() == root.key()));
        if root != NONE {
            tree.link(root);
            tree.walk(root, 0);
            // What cannot be reached is in a circle.
            for at in places(tree.messages.len()) {
                tree.walk(at, 1);
            }
        }
        tree
    }

    fn place(&self, is_it: impl FnMut(&MessageHeader<'f>) -> bool) -> u32 {
        self.messages.iter().position(is_it).map_or(NONE, index)
    }

    /// Notes the answers to each message, in the order of the table.
    fn link(&mut self, root: u32) {
        let mut at_key = HashMap::with_capacity(self.messages.len());
        for (at, message) in places(self.messages.len()).zip(&self.messages) {
            at_key.entry(message.key()).or_insert(at);
        }
        for (at, message) in places(self.messages.len()).zip(&self.messages).rev() {
            let parent = message.parent().and_then(|parent| at_key.get(&parent).copied());
            let parent = parent.filter(|parent| *parent != at).unwrap_or(root);
            if at != root {
                let first = std::mem::replace(&mut self.first[parent as usize], at);
                self.next[at as usize] = first;
            }
        }
    }

    /// Notes a message and all below it, unless they are noted already.
    fn walk(&mut self, start: u32, depth: u32) {
        if self.depths[start as usize] != NONE {
            return;
        }
        let mut open = vec![(start, depth)];
        while let Some((at, depth)) = open.pop() {
            if at != start && self.next[at as usize] != NONE {
                open.push((self.next[at as usize], depth));
            }
            if self.depths[at as usize] == NONE {
                self.depths[at as usize] = depth;
                self.order.push(at);
                if self.first[at as usize] != NONE {
                    open.push((self.first[at as usize], depth + 1));
                }
            }
        }
    }

    /// How many messages are above the one at a place of the table.
    pub(super) fn depth(&self, at: usize) -> u32 {
        self.depths.get(at).copied().unwrap_or(0)
    }

    pub(super) fn into_items(self) -> impl ExactSizeIterator<Item = TreeItem<'f>> {
        let Self { messages, depths, order, .. } = self;
        let item = move |at: u32| TreeItem { message: messages[at as usize], depth: depths[at as usize] };
        order.into_iter().map(item)
    }
}

fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NONE)
}

fn places(len: usize) -> std::ops::Range<u32> {
    0..index(len)
}

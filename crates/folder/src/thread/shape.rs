//! Who answers whom in a thread that may be damaged.

use hashbrown::HashMap;

use super::Thread;
use super::check::ThreadFinding;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

/// What a message of a thread answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answers {
    /// Nothing: it is the root.
    Root,
    /// The message at this place.
    Place(usize),
    /// Nothing, and it is not the root.
    Nothing,
    Itself,
    /// A message that is not in the thread.
    Stranger(MessageKey),
    /// The message at this place; it is where a circle is cut.
    Circle(usize),
}

/// The messages of a thread in the order of the table, and what each answers. Rows that are no messages are left out, and those that are
/// not counted are there.
pub(super) struct Shape {
    pub(super) messages: Vec<(MessageKey, Answers)>,
    /// The root that is stored.
    stored_root: Option<MessageKey>,
    /// Whether that is one.
    is_sound: bool,
    /// The place of the root.
    pub(super) root: Option<usize>,
}

impl Shape {
    pub(super) fn of(thread: Thread<'_>) -> Self {
        Self::of_messages(thread, |message| message.is_live())
    }

    /// The shape of those messages that are `kept`.
    pub(super) fn of_messages(thread: Thread<'_>, kept: impl Fn(&MessageHeader<'_>) -> bool) -> Self {
        let messages: Vec<_> = thread.all_rows().filter(kept).collect();
        let mut places = HashMap::with_capacity(messages.len());
        for (place, message) in messages.iter().enumerate() {
            places.entry(message.key()).or_insert(place);
        }
        let is_orphan =
            |place: &usize| messages.get(*place).is_some_and(|message| message.parent().is_none());
        let stored = thread.stored_root().and_then(|root| places.get(&root).copied()).filter(is_orphan);
        let root =
            stored.or_else(|| (0..messages.len()).find(is_orphan)).or((!messages.is_empty()).then_some(0));
        let answers = |(place, message): (usize, &MessageHeader<'_>)| {
            let key = message.key();
            let answers = match message.parent() {
                _ if Some(place) == root => Answers::Root,
                None => Answers::Nothing,
                Some(parent) if parent == key => Answers::Itself,
                Some(parent) => {
                    places.get(&parent).map_or(Answers::Stranger(parent), |at| Answers::Place(*at))
                }
            };
            (key, answers)
        };
        let mut shape = Self {
            messages: messages.iter().enumerate().map(answers).collect(),
            stored_root: thread.stored_root(),
            is_sound: stored.is_some(),
            root,
        };
        shape.cut_circles();
        shape
    }

    /// Finds the messages from which one comes back to where one was, and cuts each circle at its first message.
    fn cut_circles(&mut self) {
        // 0: not seen; else the number of the walk that came by.
        let mut seen = vec![0_usize; self.messages.len()];
        for start in 0..self.messages.len() {
            let mut at = start;
            while let Some(mark) = seen.get_mut(at).filter(|mark| **mark == 0) {
                *mark = start + 1;
                match self.messages.get(at) {
                    Some((_, Answers::Place(above))) => at = *above,
                    _ => break,
                }
            }
            // The walk ended at a message that it had come by itself: a circle, unless that is the end of the way.
            if seen.get(at) == Some(&(start + 1)) {
                self.cut_circle(at);
            }
        }
    }

    fn cut_circle(&mut self, from: usize) {
        let (mut at, mut first) = (from, from);
        loop {
            let Some((_, Answers::Place(above))) = self.messages.get(at) else { return };
            at = *above;
            first = first.min(at);
            if at == from {
                break;
            }
        }
        if let Some((_, answers)) = self.messages.get_mut(first)
            && let Answers::Place(above) = *answers
        {
            *answers = Answers::Circle(above);
        }
    }

    /// Tells all that is wrong.
    pub(super) fn faults(&self, thread: ThreadKey, mut tell: impl FnMut(ThreadFinding)) {
        let root = self.root.and_then(|root| self.messages.get(root)).map(|(key, _)| *key);
        if let Some(root) = root.filter(|_| !self.is_sound) {
            let stored = self.stored_root;
            tell(ThreadFinding::Root { thread, stored, root });
        }
        for (message, answers) in &self.messages {
            let message = *message;
            match *answers {
                Answers::Nothing => tell(ThreadFinding::NoParent { thread, message }),
                Answers::Itself => tell(ThreadFinding::OwnParent { thread, message }),
                Answers::Stranger(parent) => tell(ThreadFinding::StrangeParent { thread, message, parent }),
                Answers::Circle(_) => tell(ThreadFinding::Circle { thread, message }),
                Answers::Root | Answers::Place(_) => {}
            }
        }
    }
}

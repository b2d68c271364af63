//! Threads: which messages belong together.
//!
//! [`Thread`] reads what the file has, which may be damaged. Messages are placed and taken out as Thunderbird does it, with
//! the same changes of the file in the same order. What differs, so that no file and no mail can make circles or cost time that grows with
//! the square of the messages:
//!
//! - a reference is looked up among messages only, never among rows that are left over; of several messages with an id the highest
//!   key is taken (Thunderbird: the last in the order of its map of rows when it first looks for any id, or one that came later);
//! - of a message's references the 1,000 nearest are heeded;
//! - a message never becomes the answer to one that answers it, whatever they refer to;
//! - a message that is older than the root becomes the root only where no more than 1,000 messages answer that;
//! - a thread whose root is none is mended when a message is added to it;
//! - a thread that would get the key of a table that is in use gets another one.

mod adopt;
mod check;
mod find;
mod found;
mod index;
mod mark;
mod order;
mod place;
mod read;
mod references;
mod remove;
mod repair;
mod rethread;
mod shape;
mod subjects;
mod target;
mod tree;

pub use check::ThreadFinding;
pub(crate) use index::ThreadIndex;
pub(crate) use mark::child_read;
pub(crate) use order::deletion_order;
pub(crate) use place::{added, is_silenced, place};
pub use read::Thread;
pub(crate) use remove::{remove, removed};
pub use tree::TreeItem;

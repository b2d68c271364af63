//! What was read of newsgroups: sets of article numbers, and the file `newsrc` that holds one for each group.

mod algebra;
mod format;
mod iter;
mod newsrc;
mod parse;
mod set;

#[cfg(test)]
mod tests;

pub use iter::{Numbers, Runs};
pub use newsrc::{Group, Newsrc};
pub use set::ArticleSet;

//! What is different between two states of a folder, and a watcher of files that other programs change.

mod cells;
mod differences;
mod watcher;

pub use differences::differences;
pub use watcher::{Sight, Watcher};

//! What must hold of every input, and how inputs are made: the ground of the fuzz targets.

pub mod alphabet;
pub mod changes;
pub mod check;
pub mod mutate;

// What the tests of writing do. `changes` does the same to other files.
#[path = "../../tests/support/ops.rs"]
mod ops;
#[path = "../../tests/support/story.rs"]
mod story;
#[path = "../../tests/support/mod.rs"]
mod support;

pub use check::check;

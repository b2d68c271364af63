//! What must hold of every input, and how inputs are made: the ground of the fuzz targets.

pub mod alphabet;
pub mod check;
pub mod mutate;

pub use check::check;

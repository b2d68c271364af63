//! Messages: their columns, with types; headers that belong to no folder.

mod decoded;
mod detached;
mod edit;
mod edit_properties;
mod header;
mod junk;
mod keywords;
mod properties;
mod source;

pub use detached::DetachedHeader;
pub use edit::HeaderEdit;
pub use header::MessageHeader;
pub use junk::{Junk, JunkOrigin};
pub use keywords::Keywords;

pub use source::Property;

pub(crate) use source::Source;

//! How Thunderbird shows a folder, and what it keeps in it: the settings in the folder's row, as data.

pub(crate) mod bits;
mod columns;
mod error;
mod flags;
mod numbers;
mod retention;
mod sort;
mod time;

#[cfg(test)]
mod tests;

pub use columns::{ColumnState, ColumnStates};
pub use error::ColumnsError;
pub use flags::{DateGroups, FolderFlags, ViewFlags};
pub use numbers::{MailView, RetainBy, SortOrder, SortType, ViewType};
pub use retention::{Downloads, Retention};
pub use sort::{SortColumn, SortColumns};
pub use time::LocalTime;
pub(crate) use time::{date_of, month_of};

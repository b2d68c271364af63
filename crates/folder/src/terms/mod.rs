//! Search terms, as saved searches and filters have them, and the file of saved searches.

mod check;
mod error;
mod format;
mod keywords;
mod names;
mod parse;
mod query;
mod subject;
mod term;
mod text;
mod value;
mod virtual_folders;

#[cfg(test)]
mod tests;

pub use error::TermsError;
pub use names::{Attribute, Operator};
pub use query::{Clock, Query};
pub use subject::{Field, Subject};
pub use term::{Criterion, Join, SearchTerms, Term, Test};
pub use value::{Day, Value};
pub use virtual_folders::{VirtualFolder, VirtualFolders};

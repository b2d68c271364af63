//! Replaces every personal value of a Mork file, and keeps all else to the byte: a broken file can then be put into a bug report.
//!
//! ```
//! let text = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
//!     <<(a=c)>(80=subject)(81=size)>[1:m(^80=Dinner with Anna)(^81=5f)][2:m(^80=Anna?)]";
//! let mut anonymizer = morkdb_anonymize::Anonymizer::new(morkdb_anonymize::Key::of_text("secret"));
//! let other = anonymizer.anonymize(text)?;
//! assert_eq!(other.bytes.len(), text.len());
//! assert!(!String::from_utf8_lossy(&other.bytes).contains("Anna"));
//! assert!(String::from_utf8_lossy(&other.bytes).contains("(^81=5f)"));
//! assert!(other.is_same_structure);
//! # Ok::<(), morkdb_anonymize::Error>(())
//! ```
//!
//! # What stays
//!
//! Every byte that is not within a value: brackets, ids, names of columns, scopes and kinds (but for addresses of saved searches,
//! which are names of kinds), commit groups, line breaks, damage. Within values: punctuation and white space, where escapes and
//! continued lines are, the length, capital and small letters, which characters are digits and which are not ASCII. Numbers, flags,
//! keys, sizes, counts, dates, well-known keywords and folder names, by the column that they are in; names of charsets; words of the
//! language of saved searches; `Re:`, and the schemes of URLs.
//!
//! # What is replaced
//!
//! All else: every value of a column that is not known to be harmless; values that no cell uses (any more); what stands in commit
//! groups that were aborted or cut short; comments; letters and digits of what is no Mork at all. Encoded words (RFC 2047), percent
//! escapes, modified UTF-7 and UTF-16 are taken apart, and the text in them is replaced.
//!
//! A word becomes the same word wherever it stands, whatever it is encoded in, for one key: messages keep their threads and addresses
//! their domains. The other word depends on all of its letters and on the key. Without the key nobody can look words up in a table
//! of names; but how long they are and how often they come is still there to see. One word in half a million of four letters happens
//! to become itself.

mod cipher;
mod comment;
mod error;
mod key;
mod raw;
mod report;
mod rewrite;
mod rule;
mod segment;
mod shift;
mod survey;
mod symbol;
mod text;
mod utf16;
mod verify;
mod walk;
mod word;

pub use error::Error;
pub use key::Key;
pub use report::Anonymized;
pub use rewrite::Anonymizer;

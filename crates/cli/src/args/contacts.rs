//! `mork contacts` and `mork history`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::mail::{ListFormat, Width};

/// Of `mork contacts`.
pub(super) const CONTACTS_EXAMPLES: &str = "\
Examples:
  mork contacts abook.mab
      Names, addresses, telephone numbers and lists.
  mork contacts --format vcard -o book.vcf abook.sqlite
  mork contacts --format ldif -o books ~/.thunderbird/xyz.default
      Every address book of a profile, a file each in the folder `books`.
  mork contacts --deleted --format json abook.mab | jq '.cards[] | select(.deleted)'
      What is left of deleted cards: in the table of deleted ones (listed), in rows that
      are in no table (cut), in earlier parts of the file (past).

vcard is vCard 4.0, and holds everything; lists are groups. ldif has Thunderbird's
attributes, csv its columns, in its order. What a form has no place for is said.

Exit status: 0 all is well; 1 something is odd or was left out; 2 a book cannot be
read or written.";

/// `mork contacts`.
#[derive(Debug, Args)]
pub(crate) struct ContactsArgs {
    /// An address book (.mab or .sqlite), or a profile, for all of its books.
    #[arg(value_name = "FILE|PROFILE")]
    pub(crate) file: PathBuf,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = CardFormat::Table)]
    pub(crate) format: CardFormat,
    /// Write to this file; for a profile, a file for each book into this folder. Default: standard output.
    #[arg(short, long, value_name = "FILE|DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Also what is left of deleted cards and lists.
    #[arg(long)]
    pub(crate) deleted: bool,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `--format` of address books.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum CardFormat {
    /// For people.
    Table,
    /// vCard 4.0.
    Vcard,
    /// LDIF with Thunderbird's attributes.
    Ldif,
    /// Comma-separated values with Thunderbird's columns.
    Csv,
    /// A JSON object of cards and lists.
    Json,
}

/// Of `mork history`.
pub(super) const HISTORY_EXAMPLES: &str = "\
Examples:
  mork history history.dat
      The pages that a browser before Firefox 3 visited.
  mork history --format csv formhistory.dat > form.csv
      What was typed into forms.
  mork history --format jsonl history.dat | jq -r 'select(.typed) | .url'
  mork history --byte-order be history.dat
      For a file that does not say its byte order, or a wrong one.

Times are in UTC.

Exit status: 0 all is well; 1 something is odd; 2 the file cannot be read.";

/// `mork history`.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// history.dat or formhistory.dat; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
    /// Which byte of a character comes first. Default: as the file says.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(crate) byte_order: Option<Order>,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `--byte-order`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Order {
    /// The lower one (Intel).
    Le,
    /// The higher one (PowerPC).
    Be,
}

//! `mork anonymize`.

use std::path::PathBuf;

use clap::Args;

/// Of `mork anonymize`.
pub(super) const ANONYMIZE_EXAMPLES: &str = "\
Examples:
  mork anonymize broken.msf -o report.msf
      The same damage, and nothing of what the mail was about.
  mork anonymize INBOX.msf Sent.msf -o report
      Several files into a folder; the same word becomes the same word in all of them.
  mork anonymize --key 'long and secret' --dates -400 abook.mab -o other.mab
      The same key gives the same words again. Dates move by 400 days.

Ids, names of columns, numbers, flags, dates, commit groups, escapes, line breaks and
damage stay to the byte. Words and numbers in all other values are replaced by others of
the same length; so are comments and what is no Mork. Look at the file before you
give it away: names of columns stay, and how long a word is can tell, too.

Exit status: 0 all is well; 1 a file would be taken for another structure than before;
2 a file cannot be read or written.";

/// `mork anonymize`.
#[derive(Debug, Args)]
pub(crate) struct AnonymizeArgs {
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Write to this new file; several files into this folder.
    #[arg(short, long, required = true, value_name = "OUT")]
    pub(crate) out: PathBuf,
    /// What the replacements depend on: the same text gives the same ones. Who knows it can undo them. Default: a key
    /// that nobody knows.
    #[arg(long, value_name = "TEXT")]
    pub(crate) key: Option<String>,
    /// Move all dates by so many days.
    #[arg(long, value_name = "DAYS", default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) dates: i32,
}

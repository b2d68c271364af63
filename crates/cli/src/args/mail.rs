//! Commands that read mail folders.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Reading;

/// What all commands that read a mail folder have in common.
#[derive(Debug, Args)]
pub(crate) struct FolderInput {
    /// The folder's summary, an .msf file; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How to understand the file.
    #[arg(long, value_enum, default_value_t = Reading::Lenient)]
    pub(crate) reading: Reading,
}

/// How tables are laid out.
#[derive(Debug, Args)]
pub(crate) struct Width {
    /// Lay tables out for this many columns, and cut longer values. Default: the terminal's width; nothing is cut where the
    /// output is none.
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<u16>,
    /// Do not cut long values in tables.
    #[arg(long)]
    pub(crate) full: bool,
}

/// `mork messages`.
#[derive(Debug, Args)]
pub(crate) struct MessagesArgs {
    #[command(flatten)]
    pub(crate) input: FolderInput,
    /// Only messages for which this holds: 'unread and from:anna', for example. See below.
    #[arg(long = "where", value_name = "EXPR", allow_hyphen_values = true)]
    pub(crate) filter: Option<String>,
    /// These columns, separated by commas; cells.NAME for the stored column of that name. See below.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// In the order of these columns, separated by commas; -NAME for the other way round. Default: the order in which they
    /// came into the folder.
    #[arg(long, value_name = "NAME", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) sort: Vec<String>,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
    /// Show and understand times in UTC, not in the time zone of the system (TZ).
    #[arg(long)]
    pub(crate) utc: bool,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `mork threads`.
#[derive(Debug, Args)]
pub(crate) struct ThreadsArgs {
    #[command(flatten)]
    pub(crate) input: FolderInput,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = TreeFormat::Table)]
    pub(crate) format: TreeFormat,
    /// Show times in UTC, not in the time zone of the system (TZ).
    #[arg(long)]
    pub(crate) utc: bool,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `mork folder`.
#[derive(Debug, Args)]
pub(crate) struct FolderArgs {
    #[command(flatten)]
    pub(crate) input: FolderInput,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = PageFormat::Table)]
    pub(crate) format: PageFormat,
    /// Show times in UTC, not in the time zone of the system (TZ).
    #[arg(long)]
    pub(crate) utc: bool,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `mork ops`.
#[derive(Debug, Args)]
pub(crate) struct OpsArgs {
    #[command(flatten)]
    pub(crate) input: FolderInput,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = TreeFormat::Table)]
    pub(crate) format: TreeFormat,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `--format` of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people.
    #[value(alias = "text")]
    Table,
    /// A JSON array of objects.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values, with the names of the columns in the first line.
    Csv,
}

/// `--format` of what is no table for a spreadsheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum TreeFormat {
    /// For people.
    #[value(alias = "text")]
    Table,
    /// A JSON array of objects.
    Json,
    /// One JSON object a line.
    Jsonl,
}

/// `--format` of a single thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum PageFormat {
    /// For people.
    #[value(alias = "text")]
    Table,
    /// A JSON object.
    Json,
}

/// Of `mork messages`.
pub(super) const MESSAGES_EXAMPLES: &str = "\
Examples:
  mork messages INBOX.msf
  mork messages INBOX.msf --where 'unread and from:anna and date>=2024-01-01'
  mork messages INBOX.msf --where 'has:attachment size>1M' --sort -size
  mork messages INBOX.msf --where 'not read (tag:work or starred) date>=-7d'
  mork messages INBOX.msf --where 'subject:\"two words\" and not junk'
  mork messages INBOX.msf --columns key,date,author,cells.storeToken --format csv
  mork messages INBOX.msf --format jsonl | jq -r 'select(.size > 1e6) | .subject'

EXPR is made of marks and comparisons, joined by `and` (which may be left out), `or`,
`not` and parentheses; `and` goes before `or`.
  Marks: unread read new starred replied forwarded redirected attachment junk ignored
    watched deleted expunged queued partial template reply feed offline tagged
    receipt-wanted receipt-sent. Other words for some: flagged, answered.
    is:MARK and has:MARK are the same.
  Text, FIELD:word for a part, FIELD=word for all of it, FIELD!=word for another:
    subject from to cc bcc reply-to id references tag account charset preview.
    any:word looks at the subject and all addresses, and so does \"word\" alone.
    Upper and lower case are the same. With spaces in it: subject:\"two words\".
  Numbers, with : = != < <= > >=: size (5000, 20k, 1.5M) key thread parent lines
    junkscore (0 to 100) priority (lowest low normal high highest).
  Dates, with the same: date received. 2024, 2024-01, 2024-01-31, 2024-01-31T15:00,
    today, yesterday, or ago: -30min -12h -7d -2w -3mo -1y. date:2024-01 is in that
    month. A message without a date is at none.
  keyword:WORD for a keyword of the server; cells.NAME:text for a stored column as it
    is, `mork dump` shows their names; has:FIELD where there is anything.
  `new` holds for no message of a file: Thunderbird keeps that in memory.

Columns: key date received from author to recipients cc bcc reply-to subject flags
tags keywords size lines priority junkscore thread parent message-id references
account charset preview, and cells.NAME. from and to are names, author and recipients
have the addresses, too. flags says `unread`, not `read`.

JSON has all of these, decoded, and `cells`, what is stored: {COLUMN: TEXT}, or
{\"hex\": ...} where it is no UTF-8. With --columns it has those.

Tags that are not Thunderbird's own five are shown by their keys, since their names
are not in the file.

Exit status: 0 the folder is read, also where no message is found; 2 it cannot be.";

/// Of `mork threads`.
pub(super) const THREADS_EXAMPLES: &str = "\
Examples:
  mork threads INBOX.msf
  mork threads INBOX.msf --format jsonl | jq -c 'select(.numChildren > 10)'

Threads are shown as Thunderbird sees them, the one with the newest message last; an
answer stands below what it answers. Nothing is mended.

JSON, in the order in which Thunderbird comes upon them: threadKey, flags, and what
they say, ignored and watched; newestMsgDate, numChildren, numUnreadChildren, rootKey;
subject of the first message; children (keys in their order); and tree: {key, parent,
depth} of each message, depth first.

Exit status: 0 the folder is read; 2 it cannot be.";

/// Of `mork folder`.
pub(super) const FOLDER_EXAMPLES: &str = "\
Examples:
  mork folder INBOX.msf
  mork folder INBOX.msf --format json | jq .raw
      Every cell of the folder information: {COLUMN: TEXT}, or {\"hex\": ...}.

Counts are shown as they are stored, and as the messages are counted where that is
another number.

Exit status: 0 the folder is read; 2 it cannot be.";

/// Of `mork ops`.
pub(super) const OPS_EXAMPLES: &str = "\
Examples:
  mork ops INBOX.msf
      What was done to an IMAP folder while its server could not be reached, and
      waits to be done there.
  mork ops INBOX.msf --format jsonl

Exit status: 0 the folder is read, also where nothing waits; 2 it cannot be.";

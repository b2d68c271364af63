//! Commands that change the messages of a mail folder, and the one that watches folders change.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use super::{Reading, WriteArgs};

/// Which messages of which folder.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("messages").required(true).args(["keys", "filter"]))]
pub(crate) struct WhichArgs {
    /// The folder's summary, an .msf file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The messages, by their keys, which `mork messages` shows; `-` for keys from standard input, one a line.
    #[arg(value_name = "KEY")]
    pub(crate) keys: Vec<String>,
    /// The messages for which this holds: 'unread and from:anna', for example. `mork messages --help` describes it.
    #[arg(long = "where", value_name = "EXPR", allow_hyphen_values = true)]
    pub(crate) filter: Option<String>,
    /// Understand times in EXPR in UTC, not in the time zone of the system (TZ).
    #[arg(long)]
    pub(crate) utc: bool,
    /// What kind of server the folder is on. Default: what the file looks like.
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) server: Option<Server>,
}

/// `--server`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Server {
    /// None: the mail is on this computer, as with POP and local folders.
    Local,
    /// IMAP.
    Imap,
    /// News.
    News,
}

impl From<Server> for morkdb_folder::Protocol {
    fn from(server: Server) -> Self {
        match server {
            Server::Local => Self::Local,
            Server::Imap => Self::Imap,
            Server::News => Self::News,
        }
    }
}

/// `mork mark`.
#[derive(Debug, Args)]
#[command(
    override_usage = "mork mark [OPTIONS] <FILE> <KEY>... <MARKS>\n       mork mark [OPTIONS] <FILE> --where <EXPR> <MARKS>"
)]
#[command(group = ArgGroup::new("marks").required(true).multiple(true).args([
    "read", "unread", "star", "unstar", "replied", "not_replied", "forwarded", "not_forwarded", "tag", "untag", "junk", "not_junk",
]))]
pub(crate) struct MarkArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
    #[command(flatten)]
    pub(crate) marks: MarksArgs,
}

/// What messages are marked with.
#[derive(Debug, Args)]
#[command(next_help_heading = "Marks, of which several may be given")]
pub(crate) struct MarksArgs {
    /// They were read.
    #[arg(long, conflicts_with = "unread")]
    pub(crate) read: bool,
    /// They were not.
    #[arg(long)]
    pub(crate) unread: bool,
    /// They have a star.
    #[arg(long, conflicts_with = "unstar")]
    pub(crate) star: bool,
    /// They have none.
    #[arg(long)]
    pub(crate) unstar: bool,
    /// They were replied to.
    #[arg(long, conflicts_with = "not_replied")]
    pub(crate) replied: bool,
    /// They were not.
    #[arg(long)]
    pub(crate) not_replied: bool,
    /// They were forwarded.
    #[arg(long, conflicts_with = "not_forwarded")]
    pub(crate) forwarded: bool,
    /// They were not.
    #[arg(long)]
    pub(crate) not_forwarded: bool,
    /// They have this tag: important, work, personal, 'to do', later, or the key of another.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,
    /// They do not have this tag.
    #[arg(long, value_name = "TAG")]
    pub(crate) untag: Vec<String>,
    /// They are junk, as the user says.
    #[arg(long, conflicts_with = "not_junk")]
    pub(crate) junk: bool,
    /// They are none.
    #[arg(long)]
    pub(crate) not_junk: bool,
}

/// `mork delete`.
#[derive(Debug, Args)]
#[command(
    override_usage = "mork delete [OPTIONS] <FILE> <KEY>...\n       mork delete [OPTIONS] <FILE> --where <EXPR>"
)]
#[command(group = ArgGroup::new("how").args(["to_trash", "remove", "mark"]))]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// IMAP: the server is to move them to the folder of this URI, as Thunderbird does unless it is told otherwise.
    #[arg(long, value_name = "URI")]
    pub(crate) to_trash: Option<String>,
    /// IMAP: the server is to mark them as deleted. It drops them when the folder is compacted.
    #[arg(long)]
    pub(crate) remove: bool,
    /// IMAP: the server is to mark them as deleted, and they stay in the list, crossed out.
    #[arg(long)]
    pub(crate) mark: bool,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `mork watch`.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// The summaries of the folders, .msf files. They need not be there yet.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = StreamFormat::Text)]
    pub(crate) format: StreamFormat,
    /// Look at the files so often, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    pub(crate) interval: u64,
    /// End after so many lines. Default: when it is stopped, with Ctrl-C for example.
    #[arg(short = 'c', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: Option<u64>,
    /// Begin with every message that is there, as if it had just come.
    #[arg(long)]
    pub(crate) existing: bool,
    /// How to understand the files.
    #[arg(long, value_enum, default_value_t = Reading::Lenient)]
    pub(crate) reading: Reading,
    /// Show times in UTC, not in the time zone of the system (TZ).
    #[arg(long)]
    pub(crate) utc: bool,
}

/// `--format` of what has no end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum StreamFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    #[value(alias = "json")]
    Jsonl,
}

/// Of `mork mark`.
pub(super) const MARK_EXAMPLES: &str = "\
Examples:
  mork mark INBOX.msf 12 15 --read
  mork mark INBOX.msf 12 --star --tag work --untag later
  mork mark INBOX.msf --where 'unread and from:newsletter' --read
  mork mark INBOX.msf --where 'subject:lottery' --junk --read
      Thunderbird, too, marks as read what the user says is junk.
  mork mark -n INBOX.msf 12 --unread
      The bytes that would be appended, and nothing is written.
  mork messages INBOX.msf --columns key --format csv | mork mark INBOX.msf - --read
      Keys from standard input. A first line `key` is passed over.

Thunderbird must not be running; it would neither see the change nor keep it. The
counts of the folder and of its threads follow.

A tag is stored by its key: $label1 to $label5 for Thunderbird's own five, which may
be given by their English names; for others mostly their names in lower case, with _
for spaces. `mork messages --columns keywords` shows keys.

Local folders: the mailbox has marks of its own, in the headers X-Mozilla-Status and
X-Mozilla-Keys of the messages, and is not changed. When Thunderbird reads it anew
(Repair Folder), those count again.
IMAP folders: the change is recorded for the server, too, as Thunderbird does it
offline; `mork ops` shows it. Thunderbird sends it when it next opens the folder online.
Otherwise what the server says would replace it.
Newsgroups: which articles were read is in the newsrc file as well, and that is not
changed.

Exit status: 0 the messages are marked so, also where they were before, or EXPR holds
for none; 1 there is no message of some key, and nothing is written; 2 it cannot be
done.";

/// Of `mork delete`.
pub(super) const DELETE_EXAMPLES: &str = "\
Examples:
  mork delete Archive.msf 12 15
  mork delete Archive.msf --where 'date<2010'
  mork delete -n Archive.msf --where 'junk'
      The bytes that would be appended, and nothing is written.
  mork delete INBOX.msf 12 --to-trash imap://anna@example.org/Trash
  mork delete --backup INBOX.msf 12 --remove

Thunderbird must not be running; it would neither see the change nor keep it.

Local folders: the messages leave the summary. The mail itself stays in the mailbox
until Thunderbird compacts the folder, and comes back if the folder is read anew
before that (Repair Folder).
IMAP folders: what the server is to do is recorded, as Thunderbird does it offline;
`mork ops` shows it. Thunderbird does it when it next opens the folder online: it moves
the messages (--to-trash), or marks them as deleted (--remove, --mark). One of the three
has to be given, since the file does not say what is set for the account; in the trash
itself, --remove is understood. --to-trash takes the URI of the folder as Thunderbird
has it, with the name of the user and %-escapes.
Newsgroups: the articles leave the summary. Thunderbird does not fetch them again.

Exit status: 0 the messages are deleted, or EXPR holds for none; 1 there is no message
of some key, and nothing is written; 2 it cannot be done.";

/// Of `mork watch`.
pub(super) const WATCH_EXAMPLES: &str = "\
Examples:
  mork watch INBOX.msf
      What Thunderbird does to the folder: new messages, marks, deletions.
  mork watch --format jsonl Mail/*/*.msf | jq -c 'select(.event == \"onHdrAdded\") | .subject'
  mork watch --count 1 --existing --format jsonl INBOX.msf
      The first line, and no more.

Thunderbird keeps changes in memory for a while before it writes them, so they may be
seen minutes after they were made. Nothing is ever written.

JSON: time, file and event; of messages key, subject, from, messageId. Events are called
as Thunderbird calls them:
  onHdrAdded, onHdrDeleted      parent, flags
  onHdrFlagsChanged             old, new: words, and oldBits, newBits: numbers
  onHdrPropertyChanged          name, old, new: a column, as it is stored
  onParentChanged               old, new: the key of the message that it answers
  onJunkScoreChanged            onHdrPropertyChanged follows
  threadFlagsChanged            thread, old, new, oldBits, newBits
  infoChanged                   name, old, new: of the folder itself
  opened                        messages, unread: when it is first read, and when it can
                                be read again
  lost                          reason: it cannot be read; mork waits until it can

Exit status: 0; 2 the output cannot be written.";

//! Commands for profiles.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::mail::{ListFormat, TreeFormat, Width};

/// The profile that a command is about.
#[derive(Debug, Args)]
pub(crate) struct ProfileInput {
    /// The profile: its folder, or a zip of it. `mork profiles` finds yours.
    #[arg(value_name = "PROFILE")]
    pub(crate) profile: PathBuf,
}

/// Which folders of it.
#[derive(Debug, Default, Args)]
pub(crate) struct Scope {
    /// Only this account: its name or its key, as `mork accounts` shows them. May be given several times.
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) account: Vec<String>,
    /// Only this folder, by its path as `mork folders` has it in JSON: archive/2023. * stands for any text, ? for one character;
    /// ACCOUNT/PATH is understood, too. May be given several times.
    #[arg(long, value_name = "PATH")]
    pub(crate) folder: Vec<String>,
}

/// `mork profiles`.
#[derive(Debug, Args)]
pub(crate) struct ProfilesArgs {
    /// Where to look: a home folder, a folder of such, the root of a system or of a disk image. Default: where your own are.
    #[arg(value_name = "ROOT")]
    pub(crate) roots: Vec<PathBuf>,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = TreeFormat::Table)]
    pub(crate) format: TreeFormat,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `mork accounts`.
#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    #[command(flatten)]
    pub(crate) input: ProfileInput,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = TreeFormat::Table)]
    pub(crate) format: TreeFormat,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `mork folders`.
#[derive(Debug, Args)]
pub(crate) struct FoldersArgs {
    #[command(flatten)]
    pub(crate) input: ProfileInput,
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `--format` of `mork unread`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum UnreadFormat {
    /// For people.
    #[value(alias = "text")]
    Table,
    /// A JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// The number, a tab, the account, a tab, and the path of the folder, a folder a line.
    Plain,
}

/// `mork unread`.
#[derive(Debug, Args)]
pub(crate) struct UnreadArgs {
    #[command(flatten)]
    pub(crate) input: ProfileInput,
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// Show folders in which all is read, too.
    #[arg(long)]
    pub(crate) all: bool,
    /// Print the number of all unread messages and nothing else; with --watch, again whenever it changes.
    #[arg(long, conflicts_with_all = ["format", "all"])]
    pub(crate) count: bool,
    /// Go on, and print a line for each folder whose number changes.
    #[arg(long)]
    pub(crate) watch: bool,
    /// With --watch: look at the files so often, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    pub(crate) interval: u64,
    /// With --watch: end after so many lines. Default: when it is stopped, with Ctrl-C for example.
    #[arg(long, value_name = "N", requires = "watch", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) lines: Option<u64>,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = UnreadFormat::Table)]
    pub(crate) format: UnreadFormat,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `mork search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    pub(crate) input: ProfileInput,
    /// What is looked for: 'unread and from:anna', for example. The language is that of `mork messages --where`.
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// These columns, separated by commas: account, folder, file, and those of `mork messages`.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// End after so many messages.
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
    /// The form of the output.
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(crate) format: ListFormat,
    /// Show and understand times in UTC, not in the time zone of the system (TZ).
    #[arg(long)]
    pub(crate) utc: bool,
    #[command(flatten)]
    pub(crate) width: Width,
}

/// `mork cat`.
#[derive(Debug, Args)]
pub(crate) struct CatArgs {
    /// The folder: its summary, an .msf file, or its mail, an mbox file or a maildir.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// The keys of the messages, as `mork messages` and `mork search` show them. Several only with --mbox.
    #[arg(required = true, value_name = "KEY")]
    pub(crate) keys: Vec<u32>,
    /// Print an mbox: a `From ` line before each message, an empty line behind it, and `>` before lines that look like one.
    #[arg(long)]
    pub(crate) mbox: bool,
}

/// Of `mork profiles`.
pub(super) const PROFILES_EXAMPLES: &str = "\
Examples:
  mork profiles
      Your own: those of Thunderbird however it was installed, and of SeaMonkey,
      Betterbird, Postbox and old Mozilla.
  mork profiles /mnt/image/home
      Those of every home folder on a disk image.
  mork folders \"$(mork profiles --format jsonl | jq -r 'select(.default) | .path' | head -1)\"

* is the one that the program takes when it is started without being told. `in use`
says who is running with it now.

JSON: name, path, program, default, and holder: what is running with it, or null.

Exit status: 0; 1 something could not be looked at, as standard error says; 2 a ROOT
is not there.";

/// Of `mork accounts`.
pub(super) const ACCOUNTS_EXAMPLES: &str = "\
Examples:
  mork accounts ~/.thunderbird/4d2k7v1q.default-release
  mork accounts profile.zip
  mork accounts PROFILE --format json | jq -r '.accounts[].identities[].email'

* is the default account. `orphan`: mail is in the profile that no account has.
Below the accounts: tags with their colours, and address books.

JSON: one object with accounts, tags and addressBooks; jsonl: an object a line, its
kind in `type`.

Exit status: 0; 1 something in the profile is odd, as standard error says; 2 it cannot
be read, or is none.";

/// Of `mork folders`.
pub(super) const FOLDERS_EXAMPLES: &str = "\
Examples:
  mork folders ~/.thunderbird/4d2k7v1q.default-release
  mork folders PROFILE --account 'Local Folders' --folder 'archive/*'
  mork folders PROFILE --format jsonl | jq -r 'select(.state != \"valid\") | .summary'

total and unread are counted, not taken from what the summaries say of themselves.
size is that of the mail. State of a summary:
  valid    Thunderbird would use it as it is;
  copied   as valid, but the time of the mail file is another, as after copying;
  stale    Thunderbird would make it anew: the mail has changed since;
  missing  there is none, and the messages are counted in the mail;
  damaged  a part of it could not be read.
A saved search has no messages of its own; what it looks for stands behind it.
Nothing of the profile is changed, and Thunderbird may be running.

JSON: account, path, names, uri, type, role, total, unread, new, mailBytes,
summaryBytes, newest, state (of those above; copied is stale with asGoodAsValid), why,
summary, mail, savedSearch. A path that is no UTF-8 is {\"hex\": ...}, here and elsewhere.

Exit status: 0; 1 something is missing or odd, as standard error says; 2 the profile
cannot be read, or there is no such account or folder.";

/// Of `mork unread`.
pub(super) const UNREAD_EXAMPLES: &str = "\
Examples:
  mork unread ~/.thunderbird/4d2k7v1q.default-release
  mork unread PROFILE --count
      A number, for a status bar.
  mork unread PROFILE --count --watch --folder INBOX
      A number a line, whenever it changes.
  mork unread PROFILE --watch --format jsonl

The messages are counted, not taken from what the summaries say of themselves. Saved
searches are left out. Thunderbird may be running; it keeps changes in memory for a
while before it writes them. A file that it is writing is looked at when it is whole.
With --watch, a folder's last number stays while its summary is damaged or missing, and
all stay while the profile is not there; standard error says so once.

JSON: unread, the sum, and folders, each with account, path, unread, total. jsonl has
a folder a line; with --watch each line is a folder as it is now, with sum, the number
of all.

Exit status: 0; 1 something is missing or odd, as standard error says; 2 the profile
cannot be read, or there is no such account or folder.";

/// Of `mork search`.
pub(super) const SEARCH_EXAMPLES: &str = "\
Examples:
  mork search PROFILE 'unread and from:anna'
  mork search PROFILE 'has:attachment size>1M' --account 'Local Folders'
  mork search PROFILE 'tag:work date>=-30d' --folder 'archive/*'
  mork search PROFILE 'subject:\"two words\"' --limit 10
  mork search PROFILE 'starred' --format jsonl | jq -r '[.file, .key] | @tsv' |
      while IFS=\"$(printf '\\t')\" read -r file key; do mork cat \"$file\" \"$key\"; done

`mork messages --help` says what EXPR is made of. Tags are known by the names that the
user gave them. Saved searches are not looked into: the folders that they look in are.

Results come in the order of `mork folders`, as soon as a folder is read; folders are
read by all processors. Where a summary is missing, the mail itself is read. A table is
laid out before all is known, so that long values may stick out.

Columns: account folder file, and those of `mork messages`. Here account is the account
of the folder. JSON has all of them, and `cells`; with --columns it has those.

Exit status: 0, also where nothing is found; 1 a folder could not be searched, or not
by a good summary, as standard error says; 2 the profile cannot be read, EXPR is wrong,
or there is no such account or folder.";

/// Of `mork cat`.
pub(super) const CAT_EXAMPLES: &str = "\
Examples:
  mork cat 'Mail/Local Folders/archive.msf' 1182
  mork cat ImapMail/imap.example.org/INBOX 12 | less
  mork cat --mbox Inbox.msf 3 7 12 > three.mbox
  mork cat 'profile.zip/Mail/Local Folders/archive.msf' 1182
      As `mork search profile.zip` shows it.

The message is looked for where the summary says, and taken if it has the Message-ID
that the summary knows, or neither has one. Otherwise it is looked for by its Message-ID
in all of the mail, and standard error says so. Nothing is guessed. Its bytes are as
they were received, apart from the headers that Thunderbird itself puts in
(X-Mozilla-Status and others).

Exit status: 0; 1 there is no message of some key, or its mail is not here; 2 the folder
cannot be read.";

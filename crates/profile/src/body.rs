//! The mail itself, joined with the messages of a summary.

mod ids;
mod maildir;
mod mbox;

use std::io;
use std::path::PathBuf;

use hashbrown::HashMap;
use morkdb::Database;
use morkdb_folder::{DetachedHeader, Folder, MessageFlags, MessageHeader, NewKey, Protocol};

use crate::folder::MailFolder;
use crate::store::Store;
use crate::store::header::{self, Header, bare_id};
use ids::Hits;
use maildir::MaildirMail;
use mbox::MboxMail;

/// The mail of a folder, open for reading.
#[derive(Debug)]
pub struct Bodies {
    mail: Mail,
    is_remote: bool,
    /// Hashes of ids that several messages of the summary have.
    shared: HashMap<u64, ()>,
}

#[derive(Debug)]
enum Mail {
    Mbox(MboxMail),
    Maildir(MaildirMail),
}

/// A message in the mail of a folder, found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    /// Where: bytes from the start of the mbox, or of the maildir's file (0).
    pub offset: u64,
    /// How many bytes it takes there, the `From ` line and escapes included.
    pub length: u64,
    /// The file of a maildir.
    pub file: Option<PathBuf>,
    /// How it was found.
    pub join: Join,
}

/// How a message of a summary was found in the mail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Join {
    /// Where the summary says that it is, and what is there is that message.
    Place,
    /// By its Message-ID, which no other message in the mail (but deleted ones) and none in the summary has.
    MessageId,
}

/// Why a message of a summary was not found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Unjoined {
    /// There is no mail here at all: the folder is on a server, or its mbox is missing.
    NoStore,
    /// The summary does not say where; or it is on a server, and the summary does not say that it was downloaded. And no message has its
    /// Message-ID.
    NotDownloaded,
    /// The place is not in the file, no message begins there, or it is another message; and no other message has its Message-ID.
    NotThere,
    /// Several messages in the mail, or in the summary, have its Message-ID.
    Ambiguous,
}

/// What a summary says of a message that tells it from others.
#[derive(Clone, Copy, Debug)]
struct Wanted<'w> {
    /// Its key.
    key: u32,
    /// Where it is; empty for nowhere.
    token: &'w [u8],
    /// Its id without brackets, or one that Thunderbird made; empty for none.
    id: &'w [u8],
}

impl Wanted<'_> {
    /// Whether a message with this header may be the one: it has the same Message-ID, or both have none. That Thunderbird has made
    /// the id counts, too, where its parser saw no Message-ID in a header that is broken.
    fn is(&self, header: &Header<'_>) -> bool {
        match header.message_id() {
            _ if self.id.is_empty() => true,
            Some(id) => id == self.id || self.is_made() && header.made_id() == self.id,
            None => self.is_made(),
        }
    }

    /// Whether Thunderbird has made the id, since the message has none.
    fn is_made(&self) -> bool {
        self.id.starts_with(b"md5:")
    }
}

impl Bodies {
    /// Opens the mail of a folder; `None` where it has none here.
    ///
    /// # Errors
    /// There is some, and it cannot be opened.
    pub fn open(folder: &MailFolder) -> io::Result<Option<Self>> {
        Self::of(&folder.store, folder.is_remote)
    }

    /// Opens a store, which may hold copies of what is on a server (`is_remote`); `None` where there is none.
    ///
    /// # Errors
    /// There is one, and it cannot be opened.
    pub fn of(store: &Store, is_remote: bool) -> io::Result<Option<Self>> {
        let mail = match store {
            Store::Mbox(path) => MboxMail::open(path)?.map(Mail::Mbox),
            Store::Maildir(path) => MaildirMail::open(path)?.map(Mail::Maildir),
            Store::None => None,
        };
        Ok(mail.map(|mail| Self { mail, is_remote, shared: HashMap::new() }))
    }

    /// Finds a message: first where the summary says, then by its Message-ID. The first look for a Message-ID reads the whole mail.
    ///
    /// A message of the mail is given to one message of the summary only: to the first that asks for it.
    ///
    /// # Errors
    /// The mail cannot be read.
    pub fn find(
        &mut self,
        summary: &Folder,
        message: MessageHeader<'_>,
    ) -> io::Result<Result<Body, Unjoined>> {
        let (token, id) = (message.store_token(), message.message_id());
        let wanted = Wanted { key: message.key().0, token: &token, id: bare_id(&id) };
        let at_place = match &mut self.mail {
            Mail::Mbox(mail) => mail.at_place(wanted)?,
            Mail::Maildir(mail) => mail.at_place(wanted)?,
        };
        if let Some(body) = at_place {
            return Ok(Ok(body));
        }
        let is_elsewhere = self.is_remote && !message.stored_flags().contains(MessageFlags::OFFLINE);
        let nowhere =
            if token.is_empty() || is_elsewhere { Unjoined::NotDownloaded } else { Unjoined::NotThere };
        if wanted.id.is_empty() {
            return Ok(Err(nowhere));
        }
        let hits = match &mut self.mail {
            Mail::Mbox(mail) => mail.by_id(wanted.id)?,
            Mail::Maildir(mail) => mail.by_id(wanted.id)?,
        };
        match hits {
            Hits::None => Ok(Err(nowhere)),
            Hits::One(number) if self.is_only(summary, &id) => Ok(self.take(number, wanted)?.ok_or(nowhere)),
            _ => Ok(Err(Unjoined::Ambiguous)),
        }
    }

    /// Whether no other message of the summary has this id. Asked once for each, since a hostile file may have one for all.
    fn is_only(&mut self, summary: &Folder, id: &[u8]) -> bool {
        let hash = ids::hash(id);
        if self.shared.contains_key(&hash) {
            return false;
        }
        let is_only = summary.read().messages_by_id(id).len() < 2;
        if !is_only {
            self.shared.insert(hash, ());
        }
        is_only
    }

    fn take(&mut self, number: usize, wanted: Wanted<'_>) -> io::Result<Option<Body>> {
        match &mut self.mail {
            Mail::Mbox(mail) => mail.take(number, wanted),
            Mail::Maildir(mail) => Ok(mail.take(number, wanted)),
        }
    }

    /// The messages of the mail that [`find`](Self::find) has found for no message of the summary so far, in the order of the mail. Those
    /// that were deleted, and await compaction, are among them: see [`is_expunged`](Self::is_expunged). Their `join` says nothing.
    ///
    /// # Errors
    /// The mail cannot be read.
    pub fn rest(&mut self) -> io::Result<Vec<Body>> {
        match &mut self.mail {
            Mail::Mbox(mail) => mail.rest(),
            Mail::Maildir(mail) => Ok(mail.rest()),
        }
    }

    /// Files of a maildir that could not be read so far. They are in no [`rest`](Self::rest).
    pub fn unreadable(&self) -> u64 {
        match &self.mail {
            Mail::Mbox(_) => 0,
            Mail::Maildir(mail) => mail.unreadable(),
        }
    }

    /// The bytes of a message as it was received: without the `From ` line, without the `>` that keep lines from looking like one. Its line
    /// ends, and Thunderbird's own header fields (`X-Mozilla-Status` and others), are as they are in the file.
    ///
    /// # Errors
    /// The file cannot be read, or the message is not there any more, as where the folder was compacted meanwhile.
    pub fn read(&mut self, body: &Body) -> io::Result<Vec<u8>> {
        match &mut self.mail {
            Mail::Mbox(mail) => Ok(mail.read(body)?.0),
            Mail::Maildir(_) => maildir::read(body),
        }
    }

    /// Whether only the beginning of a message that was [found](Self::find) is there: it is the last of an mbox, and shorter than its
    /// summary says, by more than line ends and what stands around a message can be.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub fn is_cut(&mut self, message: MessageHeader<'_>, body: &Body) -> io::Result<bool> {
        let size = if self.is_remote { message.offline_size() } else { u64::from(message.size()) };
        match &mut self.mail {
            // Of what was fetched in part, the summary may have the size on the server.
            Mail::Mbox(mail) if !message.stored_flags().contains(MessageFlags::PARTIAL) => {
                mail.is_cut(body, size)
            }
            _ => Ok(false),
        }
    }

    /// When a message arrived, in seconds since 1970, as the mail tells beside the message: the date of the `From ` line, or the time of the
    /// file of a maildir.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub fn envelope_date(&mut self, body: &Body) -> io::Result<Option<i64>> {
        match &mut self.mail {
            Mail::Mbox(mail) => mail.envelope_date(body),
            Mail::Maildir(_) => Ok(maildir::modified(body)),
        }
    }

    /// Whether Thunderbird has deleted a message, which stays in an mbox until the folder is compacted: X-Mozilla-Status says so.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub fn is_expunged(&mut self, body: &Body) -> io::Result<bool> {
        match &mut self.mail {
            Mail::Mbox(mail) => mail.is_expunged(body),
            Mail::Maildir(_) => Ok(Header::of(&maildir::read_header(body)?).is_expunged()),
        }
    }

    /// The summary that Thunderbird would make of some messages of the mail, in memory: their keys count from 1 in the order given. What
    /// differs is said at [`header::index`]; expunged messages have their rows, with the flag.
    ///
    /// # Errors
    /// As for [`read`](Self::read); or there are more messages than keys.
    pub fn index(&mut self, bodies: &[Body]) -> io::Result<Folder> {
        let file = Database::from_bytes(Vec::new()).map_err(io::Error::other)?;
        let mut folder = Folder::create_in(file, Protocol::Local).map_err(io::Error::other)?;
        for body in bodies {
            let (message, envelope) = match &mut self.mail {
                Mail::Mbox(mail) => mail.read(body)?,
                Mail::Maildir(_) => (maildir::read(body)?, maildir::modified(body)),
            };
            let row = header::index(&message, &token(body), envelope).map_err(io::Error::other)?;
            add(&mut folder, &row).map_err(io::Error::other)?;
        }
        Ok(folder)
    }
}

/// Adds a message as Thunderbird does while it reads the mail anew: then messages of threads that are ignored do not become read.
fn add(folder: &mut Folder, row: &DetachedHeader) -> Result<(), morkdb_folder::Error> {
    let key = folder.add(row, NewKey::Next)?;
    let flags = folder.read().message(key).map(MessageHeader::stored_flags).unwrap_or_default();
    if flags.is_read() && !row.header().stored_flags().is_read() {
        folder.edit(key)?.set_flags(flags.with(MessageFlags::READ, false))?;
    }
    Ok(())
}

/// Where a message is, as a summary has it.
fn token(body: &Body) -> Vec<u8> {
    match body.file.as_ref().and_then(|file| file.file_name()) {
        Some(name) => name.to_string_lossy().into_owned().into_bytes(),
        None => body.offset.to_string().into_bytes(),
    }
}

fn gone(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        format!("{what}; it was changed meanwhile, or is damaged: read the folder again"),
    )
}

//! Counting what a folder has.

use std::fs;
use std::path::Path;

use morkdb_folder::{FolderRef, MessageFlags, Reason};

use super::{Loaded, MailFolder, Origin, State};
use crate::error::{Error, why};
use crate::store::Store;
use crate::warning::Warning;

/// What a folder has, counted.
#[derive(Clone, Debug)]
pub struct Survey {
    /// How good the summary is.
    pub state: State,
    /// Where the messages are from; `None` where the folder could not be read.
    pub origin: Option<Origin>,
    /// Messages: those that the folder has here, not those that only the server has. Deleted ones are left out.
    pub total: u64,
    /// Messages that were not read.
    pub unread: u64,
    /// Messages that are stored as new. Thunderbird mostly keeps in memory alone what came since a folder was last looked at.
    pub new: u64,
    /// Bytes of the mbox, or of the files of the maildir; 0 where there is none.
    pub mail_bytes: u64,
    /// Bytes of the summary; 0 where there is none.
    pub summary_bytes: u64,
    /// The latest date of a message, in seconds since 1970.
    pub newest: Option<u32>,
    /// What is odd, a line each: a summary that is missing beside mail, mail that is missing beside a summary, a summary
    /// that is damaged, a folder that cannot be read.
    pub warnings: Vec<Warning>,
}

impl MailFolder {
    /// Reads the folder once, as [`load`](Self::load) does, and counts its messages: the rows themselves, not the counts that the summary
    /// keeps of them.
    pub fn survey(&self) -> Survey {
        let mut survey = Survey {
            state: State::Missing,
            origin: None,
            total: 0,
            unread: 0,
            new: 0,
            mail_bytes: mail_bytes(&self.store),
            summary_bytes: if self.has_summary { file_bytes(&self.summary) } else { 0 },
            newest: None,
            warnings: Vec::new(),
        };
        match self.load() {
            Ok(Loaded { folder, state, origin }) => {
                survey.count(folder.read());
                survey.state = state;
                survey.origin = Some(origin);
            }
            Err(Error::Summary { source, .. }) => survey.state = State::Damaged(why(&source)),
            Err(error) => survey.state = State::Damaged(error.to_string()),
        }
        survey.warnings = self.oddities(&survey);
        survey
    }

    /// How many bytes [`load`](Self::load) reads: those of the summary, or where there is none, of the mail. To show how far something is.
    pub fn bytes_to_read(&self) -> u64 {
        let summary = if self.has_summary { file_bytes(&self.summary) } else { 0 };
        if summary > 0 { summary } else { mail_bytes(&self.store) }
    }

    fn oddities(&self, survey: &Survey) -> Vec<Warning> {
        let warn = |what: String| vec![Warning::new(&self.summary, what)];
        match (&survey.state, survey.origin) {
            (State::Damaged(what), Some(Origin::Summary)) => {
                warn(format!("the summary is damaged, and what can be had of it was read: {what}"))
            }
            (State::Damaged(what), Some(Origin::Mail)) => {
                warn(format!("the summary cannot be used, and the mail was read instead: {what}"))
            }
            (State::Damaged(what), None) => warn(format!("the folder cannot be read: {what}")),
            (State::Missing, _) if survey.mail_bytes > 0 => {
                warn("there is no summary, and the mail was read instead".to_owned())
            }
            (State::Stale(reasons), _)
                if reasons.iter().any(|reason| matches!(reason, Reason::StoreMissing)) =>
            {
                warn("there is no mail that this summary could be of".to_owned())
            }
            _ => Vec::new(),
        }
    }
}

impl Survey {
    /// What has to be said where the messages were not counted in a whole summary of this mail, in the words of [`Loaded::warning`]; or that the
    /// folder could not be read.
    pub fn warning(&self, folder: &MailFolder) -> Option<Warning> {
        match (&self.state, self.origin) {
            (state, Some(origin)) => super::warning(folder, state, origin, self.total == 0),
            // The only warning there is then.
            _ => self.warnings.first().cloned(),
        }
    }

    fn count(&mut self, folder: FolderRef<'_>) {
        for message in folder.messages() {
            let flags = message.stored_flags();
            self.total += 1;
            self.unread += u64::from(!flags.is_read());
            self.new += u64::from(flags.contains(MessageFlags::NEW));
            self.newest = self.newest.max(Some(message.date()).filter(|date| *date != 0));
        }
    }
}

fn mail_bytes(store: &Store) -> u64 {
    match store {
        Store::Mbox(path) => file_bytes(path),
        Store::Maildir(path) => {
            let files = fs::read_dir(path.join("cur")).into_iter().flatten().flatten();
            files
                .filter_map(|file| file.metadata().ok())
                .filter(fs::Metadata::is_file)
                .map(|file| file.len())
                .sum()
        }
        Store::None => 0,
    }
}

fn file_bytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

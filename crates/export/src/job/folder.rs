//! A folder that is being exported.

use std::path::{Path, PathBuf};

use morkdb_folder::{MessageFlags, MessageHeader};
use morkdb_profile::{Loaded, MailFolder, Origin, Warning};

use super::Job;
use crate::error::Error;
use crate::flags::{self, Marks};
use crate::output::{Made, TargetFile};
use crate::paths::FolderPath;
use crate::report::{FolderReport, Problem};

/// A folder that is being exported, on one thread.
pub(crate) struct FolderJob<'f> {
    pub(crate) job: &'f Job<'f>,
    /// Its place in the profile.
    pub(crate) place: usize,
    pub(crate) entry: &'f MailFolder,
    /// Its messages.
    pub(crate) loaded: &'f Loaded,
    /// Where it goes; what is written is named after it.
    pub(crate) path: FolderPath,
    /// What is exported and what is not. [`messages`](Self::messages) and [`each_mail`](Self::each_mail) do the counting of messages.
    pub(crate) report: FolderReport,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Warning>,
    /// Files below the target.
    pub(super) files: Vec<PathBuf>,
    pub(super) made: Vec<Made>,
}

impl<'f> FolderJob<'f> {
    /// For targets that take no mail: the messages that are exported, in the order of the summary. They are counted, and so are those that
    /// are left out since they are deleted.
    pub(crate) fn messages(&mut self) -> Vec<MessageHeader<'f>> {
        let all = self.loaded.folder.read().all_messages();
        all.filter(|message| self.takes(message.stored_flags())).collect()
    }

    /// For targets that take no mail: whether a message with these flags, as they are stored, is exported. It is counted, whether or not.
    pub(crate) fn takes(&mut self, flags: MessageFlags) -> bool {
        let is_taken = self.job.options.deleted || !flags.contains(MessageFlags::EXPUNGED);
        self.report.messages += 1;
        *(if is_taken { &mut self.report.exported } else { &mut self.report.left_out }) += 1;
        is_taken
    }

    /// The marks of a message; what the kind of target cannot hold of it is counted. For targets that take no mail.
    pub(crate) fn marks(&mut self, message: MessageHeader<'_>) -> Marks {
        let marks = Marks::of(message, self.entry.role);
        flags::count_losses(message, &marks, self.job.options.kind, &mut self.report);
        marks
    }

    /// Begins a file of this folder alone; it is looked for in later runs.
    pub(crate) fn file(&mut self, below: impl Into<PathBuf>) -> Result<TargetFile<'f>, Error> {
        let below = below.into();
        self.files.push(below.clone());
        self.job.output.file(below)
    }

    /// Takes note of a file of this folder alone that is written when its turn comes; it is looked for in later runs.
    pub(crate) fn will_have(&mut self, below: &Path) {
        self.files.push(below.to_owned());
    }

    /// Writes a whole file of this folder alone; it is looked for in later runs.
    pub(crate) fn put(&mut self, below: impl Into<PathBuf>, bytes: &[u8]) -> Result<(), Error> {
        let made = self.job.output.put(below, bytes)?;
        self.files.push(made.path);
        Ok(())
    }

    /// Takes note of something else that the folder went to.
    pub(crate) fn made(&mut self, made: Made) {
        self.made.push(made);
    }

    /// Takes note of a message without mail, or of mail without a message.
    pub(crate) fn problem(
        &mut self,
        problem: &'static str,
        message: MessageHeader<'_>,
        has_summary: bool,
        place: Option<String>,
    ) {
        let id = String::from_utf8_lossy(&message.message_id()).into_owned();
        // What is known from the mail alone has a number there, and no key.
        let has_key = has_summary && self.loaded.origin == Origin::Summary;
        self.problems.push(Problem {
            account: self.report.account.clone(),
            folder: self.report.folder.clone(),
            problem,
            key: has_key.then_some(message.key().0),
            message_id: Some(id).filter(|id| !id.is_empty()),
            place,
        });
    }

    /// Takes note of something odd.
    pub(crate) fn warn(&mut self, path: impl Into<PathBuf>, what: impl Into<String>) {
        self.warnings.push(Warning::new(path, what));
    }
}

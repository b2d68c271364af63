//! A folder whose number is watched.

use std::path::Path;

use morkdb::file::Stamp;
use morkdb_profile::{MailFolder, Origin, State, Store, Survey, Warning};

use super::{Counts, Line};
use crate::survey::{Opened, shown};

/// A folder, and what was seen of it.
pub(super) struct Watched {
    pub(super) folder: MailFolder,
    pub(super) line: Line,
    counted: Counted,
    /// What was there at the last look.
    seen: Option<Stamp>,
    /// Whether they were counted in a summary.
    is_of_summary: bool,
    /// Whether it was said that the numbers are old ones.
    is_said: bool,
}

/// When the messages were counted.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Counted {
    /// They have yet to be.
    Never,
    /// When this was there, if anything.
    At(Option<Stamp>),
}

impl Watched {
    /// A folder that was counted. `stamp` is from before that.
    pub(super) fn counted(
        opened: &Opened,
        folder: &MailFolder,
        stamp: Option<Stamp>,
        survey: &Survey,
    ) -> Self {
        Self {
            folder: folder.clone(),
            line: Line::new(opened, folder, survey),
            counted: Counted::At(stamp),
            seen: stamp,
            is_of_summary: survey.origin == Some(Origin::Summary),
            is_said: matches!(survey.state, State::Damaged(_)),
        }
    }

    /// A folder that has just come: it is counted at the next look.
    pub(super) fn new(opened: &Opened, folder: &MailFolder) -> Self {
        let account = opened.account(folder).to_owned();
        let shown = shown(&account, folder);
        let line = Line { account, path: folder.path(), shown, counts: Counts::default() };
        let folder = folder.clone();
        Self { folder, line, counted: Counted::Never, seen: None, is_of_summary: false, is_said: false }
    }

    /// The same folder, as it was found now.
    pub(super) fn found_again(self, folder: MailFolder) -> Self {
        let is_same = folder.store == self.folder.store && folder.has_summary == self.folder.has_summary;
        Self { counted: if is_same { self.counted } else { Counted::Never }, folder, ..self }
    }

    /// Whether nothing is left of it.
    pub(super) fn is_gone(&self) -> bool {
        self.counted == Counted::At(None)
    }

    /// The line of the folder, if its numbers have changed. A summary that was there and is missing or damaged will be whole again, as when it
    /// is being rewritten: the numbers stay as they are until then, which is said once.
    pub(super) fn look(&mut self, warnings: &mut Vec<Warning>) -> Option<Line> {
        let there = stamp(&self.folder);
        let is_settled = std::mem::replace(&mut self.seen, there) == there;
        if !is_settled || self.counted == Counted::At(there) {
            return None;
        }
        self.counted = Counted::At(there);
        if there.is_none() {
            return self.gone(warnings);
        }
        self.folder.has_summary = stamp_of(&self.folder.summary).is_some();
        let survey = self.folder.survey();
        if stamp(&self.folder) != there {
            // What was read may be of two files. It is counted once it is settled.
            self.counted = Counted::Never;
            return None;
        }
        if let Some(why) = self.why_old(&survey) {
            if !std::mem::replace(&mut self.is_said, true) {
                warnings.push(Warning::new(&self.folder.summary, why));
            }
            return None;
        }
        self.is_said = false;
        self.is_of_summary = survey.origin == Some(Origin::Summary);
        self.take(Counts::of(&survey))
    }

    /// There is neither a summary nor mail.
    fn gone(&mut self, warnings: &mut Vec<Warning>) -> Option<Line> {
        (self.is_of_summary, self.is_said) = (false, false);
        let line = self.take(Counts::default())?;
        let what = "the folder is gone, with its summary and its mail: it counts no more";
        warnings.push(Warning::new(&self.folder.summary, what));
        Some(line)
    }

    fn take(&mut self, counts: Counts) -> Option<Line> {
        let before = std::mem::replace(&mut self.line.counts, counts);
        (before != counts).then(|| self.line.clone())
    }

    /// Why the numbers are left as they are.
    fn why_old(&self, survey: &Survey) -> Option<String> {
        let what = match &survey.state {
            State::Damaged(why) if self.folder.has_summary => format!("the summary is damaged ({why})"),
            State::Missing if self.is_of_summary && self.folder.has_summary => {
                "the summary is empty".to_owned()
            }
            State::Missing if self.is_of_summary => "the summary is missing".to_owned(),
            _ if survey.origin.is_none() => "the folder cannot be read".to_owned(),
            _ => return None,
        };
        Some(format!("{what}; the folder's last number stays until it is whole again"))
    }
}

/// What the messages of a folder are counted by: its summary, or else its mail.
pub(super) fn stamp(folder: &MailFolder) -> Option<Stamp> {
    stamp_of(&folder.summary).or_else(|| match &folder.store {
        Store::Mbox(path) | Store::Maildir(path) => stamp_of(path),
        Store::None => None,
    })
}

pub(super) fn stamp_of(path: &Path) -> Option<Stamp> {
    Stamp::at(path).ok().flatten()
}

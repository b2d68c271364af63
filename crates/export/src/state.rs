//! What earlier runs have done: folders that did not change since are not read again.
//!
//! The file has a line of JSON for the profile, one for each folder that was finished, and one at the end of a run. A run adds the lines of its
//! folders as they are finished, so that one which is killed goes on from there; and writes the file anew at its end. No time of a run is in it.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use morkdb_profile::{Profile, Warning};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::identity::{Folders, Identity};
use crate::options::Kind;
use crate::output::{Made, Output, at};
use crate::report::{FolderReport, Problem};

/// The version of the file, and of what exports write: a new one has everything written again.
pub(crate) const FORMAT: u32 = 2;

/// The first line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) format: u32,
    pub(crate) kind: String,
    pub(crate) profile: String,
    /// Which of the profiles of this name; `None` in notes of earlier versions.
    #[serde(default)]
    pub(crate) identity: Option<Identity>,
}

impl Head {
    /// Stops where the notes of an earlier run are of another profile.
    fn refuse_other(&self, path: PathBuf, folders: &Folders) -> Result<(), Error> {
        let text = fs::read(&path).unwrap_or_default();
        let mut lines = lines(&text);
        let Some(Line::Head(there)) = lines.next() else { return Ok(()) };
        let earlier_folders = lines.filter_map(|line| match line {
            Line::Folder(folder) => Some(folder.id),
            _ => None,
        });
        let is_same = match (&self.identity, &there.identity) {
            (Some(own), Some(earlier)) => own.is_same(earlier, folders, earlier_folders),
            _ => true,
        };
        if there.profile == self.profile && is_same {
            return Ok(());
        }
        Err(Error::OtherProfile { path, there: there.profile })
    }
}

/// Where the notes on a kind are, below the target.
fn notes(kind: Kind) -> PathBuf {
    PathBuf::from(format!(".mork-export.{}.jsonl", kind.name()))
}

/// The lines of a file of notes, without those that cannot be read.
fn lines(text: &[u8]) -> impl Iterator<Item = Line> {
    text.split(|byte| *byte == b'\n').flat_map(serde_json::from_slice::<Line>)
}

/// A folder that was finished.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Finished {
    /// Which: [`FolderPath::joined`](crate::paths::FolderPath::joined).
    pub(crate) id: String,
    /// What stands for everything that it was made from.
    pub(crate) inputs: String,
    /// The files that it went to.
    pub(crate) outputs: Vec<Made>,
    pub(crate) report: FolderReport,
    pub(crate) problems: Vec<Problem>,
    /// Paths within the profile, and what is wrong.
    pub(crate) warnings: Vec<(String, String)>,
}

impl Finished {
    /// Whether something was wrong that may be mended without a trace in the inputs, as rights are. A bad summary is told apart by its size and time.
    pub(crate) fn is_doubtful(&self) -> bool {
        let is_bad = match &*self.report.summary {
            "damaged" => true,
            "missing" => self.report.messages > 0,
            _ => false,
        };
        // What the mail lacks comes with another size of it.
        self.warnings.len() > usize::from(is_bad) + usize::from(self.report.truncated > 0)
    }

    /// The warnings, with paths of a profile that is there.
    pub(crate) fn warnings(&self, root: &Path) -> impl Iterator<Item = Warning> {
        self.warnings.iter().map(move |(path, what)| Warning::new(root.join(path), what))
    }
}

/// The last line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct End {
    /// What stands for the inputs of all folders.
    pub(crate) inputs: String,
    /// The files of the target that are there now.
    pub(crate) outputs: Vec<Made>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Line {
    Head(Head),
    Folder(Box<Finished>),
    End(End),
}

impl Line {
    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *to, self)?;
        to.write_all(b"\n")
    }
}

/// What earlier runs have done.
#[derive(Debug)]
pub(crate) struct State {
    /// Below the target.
    pub(crate) file: PathBuf,
    pub(crate) head: Head,
    finished: HashMap<String, Finished>,
    end: Option<End>,
    /// Where lines are added; opened with the first.
    journal: Mutex<Option<File>>,
    has_head: bool,
}

impl State {
    /// Reads what is there; a file that cannot be read, or a line that is cut, is as if it were not there.
    ///
    /// # Errors
    /// [`Error::OtherProfile`] where the target has an export of another profile, of this kind or of another.
    pub(crate) fn load(
        output: &Output,
        kind: Kind,
        profile: &Profile,
        folders: &Folders,
    ) -> Result<Self, Error> {
        let identity = Some(Identity::of(profile));
        let head = Head {
            format: FORMAT,
            kind: kind.name().to_owned(),
            profile: profile.name().to_owned(),
            identity,
        };
        for other in Kind::ALL {
            head.refuse_other(output.path(&notes(other)), folders)?;
        }
        let (finished, journal) = (HashMap::new(), Mutex::new(None));
        let mut state = Self { file: notes(kind), head, finished, end: None, journal, has_head: false };
        let text = fs::read(output.path(&state.file)).unwrap_or_default();
        let mut lines = lines(&text);
        state.has_head = matches!(lines.next(), Some(Line::Head(there)) if there.format == FORMAT && there.kind == kind.name());
        if state.has_head {
            lines.for_each(|line| state.take(line));
        }
        Ok(state)
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Head(_) => {}
            Line::Folder(folder) => {
                self.end = None;
                self.finished.insert(folder.id.clone(), *folder);
            }
            Line::End(end) => self.end = Some(end),
        }
    }

    /// A folder that was finished, and of which nothing has changed since: neither what it was made from, nor its files. One that something was wrong
    /// with beside its summary is looked at again.
    pub(crate) fn unchanged(&self, id: &str, inputs: &str, output: &Output) -> Option<&Finished> {
        let finished = self.finished.get(id)?;
        let is_good = !finished.outputs.is_empty() && !finished.is_doubtful();
        let is_same =
            is_good && finished.inputs == inputs && finished.outputs.iter().all(|made| made.is_there(output));
        is_same.then_some(finished)
    }

    /// A folder as it was finished.
    pub(crate) fn finished(&self, id: &str) -> Option<&Finished> {
        self.finished.get(id)
    }

    /// Folders that were finished, and are not among these, in order.
    pub(crate) fn others(&self, ids: &HashSet<String>) -> Vec<&Finished> {
        let mut others: Vec<_> = self.finished.values().filter(|folder| !ids.contains(&folder.id)).collect();
        others.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        others
    }

    /// The end of the last run, if it came to one, was of the same inputs, and its files are still there.
    pub(crate) fn end(&self, inputs: &str, output: &Output) -> Option<&End> {
        let is_same =
            |end: &&End| end.inputs == inputs && end.outputs.iter().all(|made| made.is_there(output));
        self.end.as_ref().filter(is_same)
    }

    /// Takes note of a folder that is finished now, unless it was as an earlier run has noted it.
    pub(crate) fn add(&self, line: &Line, output: &Output) -> Result<(), Error> {
        if matches!(line, Line::Folder(folder) if self.finished.get(&folder.id) == Some(folder)) {
            return Ok(());
        }
        let path = output.path(&self.file);
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if journal.is_none() {
            *journal = Some(self.open(&path).map_err(at(&path))?);
        }
        let mut text = Vec::new();
        line.write(&mut text).map_err(at(&path))?;
        journal.as_mut().map_or(Ok(()), |file| file.write_all(&text)).map_err(at(&path))
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        if self.has_head {
            let mut file = fs::OpenOptions::new().append(true).open(path)?;
            // The last line may be cut.
            file.write_all(b"\n")?;
            return Ok(file);
        }
        let mut file = File::create(path)?;
        Line::Head(self.head.clone()).write(&mut file)?;
        Ok(file)
    }
}

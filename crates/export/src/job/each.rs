//! The folders one by one, on several threads.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use morkdb_profile::{Error as LoadError, Loaded, MailFolder, State, Store, Warning};

use super::{FolderJob, Job};
use crate::error::Error;
use crate::flags;
use crate::options::Kind;
use crate::order::in_order;
use crate::output::{Made, TargetFile, at};
use crate::report::{FolderReport, Loss, Problem, Report, relative};
use crate::state::{Finished, Line};

/// What a run has done so far; [`Job::finish`] completes it.
pub(crate) struct Export<'j> {
    pub(super) report: Report,
    pub(super) problems: TargetFile<'j>,
    pub(super) state: TargetFile<'j>,
    /// The files that the folders are in.
    pub(super) made: Vec<Made>,
    /// What stands for the inputs of each folder, from before it was read.
    pub(super) inputs: Vec<String>,
}

/// A folder that a thread has done.
struct Done<R> {
    id: String,
    inputs: String,
    /// Whether it was as it should be already.
    is_old: bool,
    result: Option<R>,
    report: FolderReport,
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
    files: Vec<PathBuf>,
    made: Vec<Made>,
}

impl Job<'_> {
    /// Does `work` for each folder on the threads of the options, and hands what comes of it to `take`, in the order of the folders and on this
    /// thread; the report of the folder is final behind that. Folders that have no messages of their own, and those that cannot be read, are
    /// reported and left out. For targets that take all folders in one file.
    pub(crate) fn each<R: Send>(
        &self,
        work: impl Fn(&mut FolderJob<'_>) -> Result<R, Error> + Sync,
        take: impl FnMut(&MailFolder, &mut FolderReport, R) -> Result<(), Error>,
    ) -> Result<Export<'_>, Error> {
        self.drive(false, work, take)
    }

    /// As [`each`](Self::each); folders are left alone that have files of their own in the target, of which nothing has changed since they were
    /// finished. For targets that have files for each folder.
    pub(crate) fn each_changed<R: Send>(
        &self,
        work: impl Fn(&mut FolderJob<'_>) -> Result<R, Error> + Sync,
        take: impl FnMut(&MailFolder, &mut FolderReport, R) -> Result<(), Error>,
    ) -> Result<Export<'_>, Error> {
        self.drive(true, work, take)
    }

    fn drive<R: Send>(
        &self,
        leaves_unchanged: bool,
        work: impl Fn(&mut FolderJob<'_>) -> Result<R, Error> + Sync,
        mut take: impl FnMut(&MailFolder, &mut FolderReport, R) -> Result<(), Error>,
    ) -> Result<Export<'_>, Error> {
        let places = self.places();
        self.progress.begin(places.len(), self.folders().iter().map(|entry| bytes(entry)).sum());
        let mut export = self.begin()?;
        let one = |place: &usize| self.one(*place, leaves_unchanged, &work);
        in_order(&places, self.options.threads, one, |place, mut done: Done<R>| {
            let Some(entry) = self.profile.folders().get(*place) else { return Ok(()) };
            if let Some(result) = done.result.take() {
                take(entry, &mut done.report, result)?;
            }
            self.take_note(done, leaves_unchanged, &mut export)?;
            self.progress.folder(entry.name(), bytes(entry));
            Ok(())
        })?;
        Ok(export)
    }

    fn begin(&self) -> Result<Export<'_>, Error> {
        let report = Report { warnings: self.profile.warnings().to_vec(), ..Report::default() };
        let problems = self.output.file("problems.jsonl")?;
        let mut state = self.output.file(&self.state.file)?;
        let path = self.output.path(&self.state.file);
        Line::Head(self.state.head.clone()).write(&mut state).map_err(at(&path))?;
        Ok(Export { report, problems, state, made: Vec::new(), inputs: Vec::new() })
    }

    fn one<R>(
        &self,
        place: usize,
        leaves_unchanged: bool,
        work: &impl Fn(&mut FolderJob<'_>) -> Result<R, Error>,
    ) -> Result<Done<R>, Error> {
        let mut done = self.blank(place);
        let Some(entry) = self.profile.folders().get(place) else { return Ok(done) };
        if entry.is_virtual() {
            "virtual".clone_into(&mut done.report.summary);
            if !self.options.kind.is_records() {
                done.report.lose(Loss::SavedSearch);
            }
            return Ok(done);
        }
        if leaves_unchanged && let Some(old) = self.old(&done) {
            return Ok(old);
        }
        self.load(place, entry, &mut done, work)?;
        Ok(done)
    }

    /// A folder of which nothing is known yet.
    fn blank<R>(&self, place: usize) -> Done<R> {
        let entry = self.profile.folders().get(place);
        let account = entry.and_then(|entry| self.profile.account_of(entry));
        let report = FolderReport {
            account: account.map(|account| account.server.name.clone()).unwrap_or_default(),
            folder: entry.map(MailFolder::path).unwrap_or_default(),
            ..FolderReport::default()
        };
        Done {
            id: self.path(place).joined(),
            inputs: self.fingerprint(place),
            is_old: false,
            result: None,
            report,
            problems: Vec::new(),
            warnings: Vec::new(),
            files: Vec::new(),
            made: Vec::new(),
        }
    }

    fn old<R>(&self, done: &Done<R>) -> Option<Done<R>> {
        let old = self.state.unchanged(&done.id, &done.inputs, &self.output)?;
        Some(Done {
            id: done.id.clone(),
            inputs: done.inputs.clone(),
            is_old: true,
            result: None,
            report: old.report.clone(),
            problems: old.problems.clone(),
            warnings: old.warnings(self.profile.root()).collect(),
            files: Vec::new(),
            made: old.outputs.clone(),
        })
    }

    fn load<R>(
        &self,
        place: usize,
        entry: &MailFolder,
        done: &mut Done<R>,
        work: &impl Fn(&mut FolderJob<'_>) -> Result<R, Error>,
    ) -> Result<(), Error> {
        let loaded = match entry.load() {
            Ok(loaded) => loaded,
            Err(error) => {
                "missing".clone_into(&mut done.report.summary);
                done.warnings.extend(failure(entry, &error));
                return Ok(());
            }
        };
        loaded.state.name().clone_into(&mut done.report.summary);
        let mut folder = FolderJob {
            job: self,
            place,
            entry,
            loaded: &loaded,
            path: self.path(place),
            report: std::mem::take(&mut done.report),
            problems: Vec::new(),
            warnings: bad_summary(entry, &loaded, self.options.kind).into_iter().collect(),
            files: Vec::new(),
            made: Vec::new(),
        };
        flags::losses_of_folder(&loaded.folder, self.options.kind, &mut folder.report);
        done.result = Some(work(&mut folder)?);
        (done.report, done.problems, done.warnings) = (folder.report, folder.problems, folder.warnings);
        (done.files, done.made) = (folder.files, folder.made);
        Ok(())
    }

    /// Writes down that a folder is finished.
    fn take_note<R>(
        &self,
        done: Done<R>,
        leaves_unchanged: bool,
        export: &mut Export<'_>,
    ) -> Result<(), Error> {
        let mut outputs = done.made;
        // A file may have been written twice, as when letters were given to keywords that only the mail has.
        let files: BTreeSet<_> = done.files.iter().collect();
        outputs.extend(files.into_iter().filter_map(|file| self.output.made(file)));
        let warnings = done.warnings.iter().map(|warning| relative(warning, self.profile.root()));
        let folder = Finished {
            id: done.id,
            inputs: done.inputs,
            outputs,
            report: done.report,
            problems: done.problems,
            warnings: warnings.collect(),
        };
        if done.is_old {
            export.report.unchanged += folder.outputs.iter().map(Made::files).sum::<u64>();
        }
        let line = Line::Folder(Box::new(folder));
        let path = self.output.path(&self.state.file);
        line.write(&mut export.state).map_err(at(&path))?;
        if leaves_unchanged && !done.is_old && !self.output.is_dry() {
            self.state.add(&line, &self.output)?;
        }
        let Line::Folder(folder) = line else { return Ok(()) };
        export.add(*folder, done.warnings, &self.output.path(&PathBuf::from("problems.jsonl")))
    }
}

impl Export<'_> {
    /// Puts a folder into the report.
    pub(super) fn add(
        &mut self,
        folder: Finished,
        warnings: Vec<Warning>,
        path: &std::path::Path,
    ) -> Result<(), Error> {
        for problem in &folder.problems {
            let written = serde_json::to_writer(&mut self.problems, problem).map_err(std::io::Error::from);
            written.and_then(|()| self.problems.write_all(b"\n")).map_err(at(path))?;
            self.report.problems += 1;
        }
        self.made.extend(folder.outputs);
        self.inputs.push(folder.inputs);
        self.report.warnings.extend(warnings);
        self.report.folders.push(folder.report);
        Ok(())
    }
}

/// Nothing is wrong with a folder that only holds others: it has neither summary nor mail.
fn failure(entry: &MailFolder, error: &LoadError) -> Option<Warning> {
    let is_empty = !entry.has_summary && entry.store == Store::None;
    let what = match error {
        LoadError::Io { source, .. } => source.to_string(),
        LoadError::Summary { source, .. } => source.to_string(),
        other => other.to_string(),
    };
    (!is_empty).then(|| Warning::new(&entry.summary, format!("this folder was left out: {what}")))
}

/// What has to be said of the summary that the messages of a folder are from. With the mail itself, one that is stale costs nothing:
/// its messages are found in the mail, or reported one by one, as is all that it does not have.
fn bad_summary(entry: &MailFolder, loaded: &Loaded, kind: Kind) -> Option<Warning> {
    let is_made_good = kind.has_bodies() && matches!(loaded.state, State::Stale(_));
    loaded.warning(entry).filter(|_| !is_made_good)
}

/// Bytes of the summary and of the mail, as far as they are one file.
fn bytes(entry: &MailFolder) -> u64 {
    let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
    let mail = match &entry.store {
        Store::Mbox(path) => size(path),
        _ => 0,
    };
    size(&entry.summary) + mail
}

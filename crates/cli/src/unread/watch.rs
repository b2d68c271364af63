//! `mork unread --watch`: the numbers as they change.
//!
//! A file is looked at when two looks in a row have found it the same: what was being written is whole then, mostly. A number that is not from
//! a whole summary where there was one would be a wrong one: the last one stays then.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use morkdb::file::Stamp;
use morkdb_profile::{Warning, locate};

use super::watched::{Watched, stamp, stamp_of};
use super::{Line, print, tell};
use crate::args::UnreadArgs;
use crate::mail::messages::wrong;
use crate::run::{self, Status};
use crate::survey::{Opened, warn};

/// Tells what changes until it is stopped.
pub(super) fn run(args: &UnreadArgs, opened: &Opened) -> io::Result<Status> {
    if opened.profile.root() != opened.profile.path() {
        let hint = "name the folder of the profile, or leave out --watch";
        return Err(wrong(format!("--watch: nothing changes in an archive\nhint: {hint}")));
    }
    let folders = opened.real_folders();
    // Before they are counted, so that what changes meanwhile is seen as a change.
    let stamps: Vec<_> = folders.iter().map(|folder| stamp(folder)).collect();
    let surveys = run::map(&folders, |folder| folder.survey());
    let status = run::once(|out| {
        let is_odd = tell(out, opened, &folders, &surveys);
        Ok(if is_odd { Status::Findings } else { opened.status() })
    })?;
    let counted = folders.iter().zip(stamps).zip(&surveys);
    let folders = counted.map(|((folder, stamp), survey)| Watched::counted(opened, folder, stamp, survey));
    let mut watch = Watch::new(args, opened, folders.collect());
    watch.tell_first()?;
    while !watch.is_over() {
        thread::sleep(Duration::from_millis(args.interval));
        watch.look()?;
    }
    Ok(if watch.has_warned { Status::Findings } else { status })
}

/// The folders, and what was seen of them.
struct Watch<'a> {
    args: &'a UnreadArgs,
    folders: Vec<Watched>,
    /// When folders on the disk, in which files come and go, were last changed.
    directories: BTreeMap<PathBuf, Option<Stamp>>,
    /// The number that was told last.
    sum: Option<u64>,
    /// How many lines may still be written.
    left: Option<u64>,
    /// Whether the profile was not there at the last look.
    is_away: bool,
    /// Whether anything was odd since the watch began.
    has_warned: bool,
}

impl<'a> Watch<'a> {
    fn new(args: &'a UnreadArgs, opened: &Opened, folders: Vec<Watched>) -> Self {
        // What came while the profile was opened is found at the first look.
        let directories = directories(opened, &BTreeMap::new());
        Self { args, folders, directories, sum: None, left: args.lines, is_away: false, has_warned: false }
    }

    fn is_over(&self) -> bool {
        self.left == Some(0)
    }

    /// All numbers as they are at the beginning.
    fn tell_first(&mut self) -> io::Result<()> {
        let lines: Vec<_> = self.folders.iter().map(|watched| watched.line.clone()).collect();
        for line in lines.iter().filter(|line| !self.args.count && (self.args.all || line.counts.unread > 0))
        {
            self.tell(line)?;
        }
        self.tell_sum()
    }

    /// Looks at all files once.
    fn look(&mut self) -> io::Result<()> {
        if self.is_away() {
            return Ok(());
        }
        self.look_for_folders();
        let mut warnings = Vec::new();
        let changed: Vec<_> =
            self.folders.iter_mut().filter_map(|watched| watched.look(&mut warnings)).collect();
        self.warn(&warnings);
        for line in changed {
            self.tell(&line)?;
        }
        self.tell_sum()
    }

    /// Whether the profile is not there, as when a disk is taken away: all numbers are as they were then, which is said once.
    fn is_away(&mut self) -> bool {
        let path = &self.args.input.profile;
        let is_away = !locate::is_profile(path);
        if is_away && !self.is_away {
            let what = "the profile is not there; the last numbers stay until it is there again";
            self.warn(&[Warning::new(path, what)]);
        }
        self.is_away = is_away;
        is_away
    }

    /// Where files have come or gone, the profile is opened again. A folder that is not found is looked at all the same: it is gone when
    /// none of its files is there.
    fn look_for_folders(&mut self) {
        let there: BTreeMap<_, _> =
            self.directories.keys().map(|path| (path.clone(), stamp_of(path))).collect();
        if there == self.directories {
            return;
        }
        // What cannot be opened just now is as it was.
        let Ok(opened) = Opened::quietly(&self.args.input.profile, &self.args.scope) else { return };
        self.directories = directories(&opened, &there);
        let mut known: BTreeMap<_, _> =
            self.folders.drain(..).map(|watched| (watched.folder.summary.clone(), watched)).collect();
        for folder in opened.real_folders() {
            self.folders.push(match known.remove(&folder.summary) {
                Some(known) => known.found_again(folder.clone()),
                None => Watched::new(&opened, folder),
            });
        }
        self.folders.extend(known.into_values().filter(|left| !left.is_gone()));
    }

    fn warn(&mut self, warnings: &[Warning]) {
        let mut words = Vec::new();
        for warning in warnings {
            warn(&mut words, warning);
        }
        self.has_warned |= !words.is_empty();
        // Nobody can be told that standard error is closed.
        _ = io::stderr().lock().write_all(&words);
    }

    fn tell(&mut self, line: &Line) -> io::Result<()> {
        if self.args.count {
            return Ok(());
        }
        let text = print::one(self.args.format, line, Some(self.sum()));
        self.write(&text)
    }

    /// The sum, if it is what is wanted, and another than before.
    fn tell_sum(&mut self) -> io::Result<()> {
        let sum = self.sum();
        if self.args.count && self.sum.replace(sum) != Some(sum) {
            return self.write(&sum.to_string());
        }
        Ok(())
    }

    fn sum(&self) -> u64 {
        self.folders.iter().map(|watched| watched.line.counts.unread).sum()
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        if self.is_over() {
            return Ok(());
        }
        self.left = self.left.map(|left| left.saturating_sub(1));
        let mut out = io::stdout().lock();
        writeln!(out, "{line}")?;
        out.flush()
    }
}

/// The folders on the disk in which files of the profile's folders are, as they were before the profile was opened. Those that were not
/// looked at then are taken for new, and so the profile is opened once more.
fn directories(
    opened: &Opened,
    before: &BTreeMap<PathBuf, Option<Stamp>>,
) -> BTreeMap<PathBuf, Option<Stamp>> {
    let accounts = opened.profile.accounts().iter().map(|account| account.server.directory.clone());
    let folders = opened.profile.folders().iter().map(|folder| folder.directory().to_owned());
    let all: BTreeSet<_> = accounts.chain(folders).collect();
    let stamped = |path: PathBuf| {
        let stamp = before.get(&path).copied().flatten();
        (path, stamp)
    };
    all.into_iter().map(stamped).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::args::Scope;

    /// A mail file that came after the folders on the disk were listed, and before the first look at their times, was not seen until
    /// something else changed there.
    #[test]
    fn times_are_those_from_before_the_profile_was_opened() {
        let profile = Path::new("../../testdata/profile/alice");
        let opened = Opened::quietly(profile, &Scope::default()).unwrap();
        let first = directories(&opened, &BTreeMap::new());
        assert!(first.len() > 5 && first.values().all(Option::is_none), "each is one that has changed");
        let local = profile.join("Mail/Local Folders");
        let before = BTreeMap::from([(local.clone(), stamp_of(profile))]);
        assert_eq!(directories(&opened, &before).get(&local), Some(&stamp_of(profile)), "not as it is now");
    }
}

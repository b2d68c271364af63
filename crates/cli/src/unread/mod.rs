//! `mork unread`: how many messages are unread, folder by folder.

mod print;
mod watch;
mod watched;

use std::io;

use morkdb_profile::{MailFolder, Survey};

use crate::args::{Color, UnreadArgs};
use crate::layout::Layout;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::survey::{Opened, shown, warn};

/// What is counted in a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Counts {
    unread: u64,
    total: u64,
}

/// A folder and what was counted in it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    account: String,
    path: String,
    /// Its name for people.
    shown: String,
    counts: Counts,
}

/// Counts, and goes on with it where that is wanted.
pub(crate) fn run(args: &UnreadArgs, color: Color) -> io::Result<Status> {
    let opened = Opened::new(&args.input.profile, &args.scope)?;
    if args.watch {
        return watch::run(args, &opened);
    }
    let folders = opened.real_folders();
    let surveys = run::map(&folders, |folder| folder.survey());
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    run::once(|out| {
        let lines = folders.iter().zip(&surveys).map(|(folder, survey)| Line::new(&opened, folder, survey));
        print::all(out, args, &lines.collect::<Vec<_>>(), layout)?;
        let is_odd = tell(out, &opened, &folders, &surveys);
        Ok(if is_odd { Status::Findings } else { opened.status() })
    })
}

/// Says what could not be counted, or not by a good summary, and whether anything was.
fn tell(out: &mut Outlet<'_>, opened: &Opened, folders: &[&MailFolder], surveys: &[Survey]) -> bool {
    let mut is_odd = false;
    for warning in folders.iter().zip(surveys).filter_map(|(folder, survey)| survey.warning(folder)) {
        warn(out.words(), &opened.profile.shown_warning(&warning));
        is_odd = true;
    }
    is_odd
}

impl Counts {
    fn of(survey: &Survey) -> Self {
        Self { unread: survey.unread, total: survey.total }
    }
}

impl Line {
    fn new(opened: &Opened, folder: &MailFolder, survey: &Survey) -> Self {
        let account = opened.account(folder).to_owned();
        Self { shown: shown(&account, folder), path: folder.path(), account, counts: Counts::of(survey) }
    }
}

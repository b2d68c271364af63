//! `mork folders`: the folders of a profile, counted.

mod csv;
mod json;
mod text;

use std::io;

use morkdb_profile::{MailFolder, State, Survey};

use super::opened::{Opened, warn};
use crate::args::{Color, FoldersArgs, ListFormat};
use crate::bar;
use crate::layout::Layout;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;

/// A folder, and what is in it.
#[derive(Debug)]
struct Counted<'p> {
    account: &'p str,
    folder: &'p MailFolder,
    survey: Survey,
}

/// Shows the folders.
pub(crate) fn run(args: &FoldersArgs, color: Color) -> io::Result<Status> {
    let opened = Opened::new(&args.input.profile, &args.scope)?;
    let counted = count(&opened);
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    run::once(|out| {
        match args.format {
            ListFormat::Table => text::print(out, &opened, &counted, layout)?,
            ListFormat::Csv => csv::print(out, &counted)?,
            ListFormat::Json => json::print(out, &opened, &counted, true)?,
            ListFormat::Jsonl => json::print(out, &opened, &counted, false)?,
        }
        let is_odd = tell(out, &opened, &counted);
        Ok(if is_odd { Status::Findings } else { opened.status() })
    })
}

/// Counts what is in the folders, on all processors.
fn count(opened: &Opened) -> Vec<Counted<'_>> {
    let folders = opened.folders();
    let bar = bar::of_bytes("counting", folders.iter().map(|folder| folder.bytes_to_read()).sum());
    let surveys = run::map(&folders, |folder| {
        let survey = folder.survey();
        bar.inc(folder.bytes_to_read());
        survey
    });
    bar.finish_and_clear();
    let counted = folders.into_iter().zip(surveys);
    counted.map(|(folder, survey)| Counted { account: opened.account(folder), folder, survey }).collect()
}

/// Says what is odd, and whether anything is.
fn tell(out: &mut Outlet<'_>, opened: &Opened, counted: &[Counted<'_>]) -> bool {
    let mut is_odd = false;
    for Counted { survey, .. } in counted {
        for warning in &survey.warnings {
            warn(out.words(), &opened.profile.shown_warning(warning));
            is_odd = true;
        }
    }
    is_odd
}

impl Counted<'_> {
    /// How good the summary is, in a word for people.
    fn state(&self) -> &'static str {
        match &self.survey.state {
            State::Stale(_) if self.survey.state.is_of_this_mail() => "copied",
            state => state.name(),
        }
    }

    /// Why it is no better.
    fn why(&self) -> Option<String> {
        match &self.survey.state {
            State::Stale(reasons) => Some(super::opened::list(reasons)),
            State::Damaged(why) => Some(why.clone()),
            _ => None,
        }
    }
}

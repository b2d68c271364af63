//! `mork export`: the mail of a profile, elsewhere.

mod json;
mod text;
mod words;

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use morkdb_export::{Error, Kind, Options, Progress, Report};

use crate::args::{Color, ExportArgs, ReportFormat, Target};
use crate::mail::messages::wrong;
use crate::printable::printable;
use crate::run::{self, Status};
use crate::survey::{Opened, warn};

/// What the bar shows.
const BAR: &str = "exporting {wide_bar} {percent}% of {total_bytes}, {eta} left  {msg} ";

/// Exports.
pub(crate) fn run(args: &ExportArgs, _color: Color) -> io::Result<Status> {
    if args.single_file && args.to != Target::Parquet {
        return Err(no_choice(args.to));
    }
    let opened = Opened::new(&args.input.profile, &args.scope)?;
    let options = options(args, &opened);
    let bar = Bar::new();
    let report = morkdb_export::export(&opened.profile, &options, &bar);
    bar.0.finish_and_clear();
    let report = report.map_err(|error| failure(&error))?;
    run::once(|out| {
        // What is odd about the profile itself was said when it was opened.
        let said: BTreeSet<_> = opened.profile.warnings().iter().collect();
        let new = report.warnings.iter().filter(|warning| !said.contains(warning));
        new.for_each(|warning| warn(out.words(), warning));
        out.words().extend(text::replaced(&options, &report).into_bytes());
        match args.report {
            ReportFormat::Json => json::print(out, &options, &report)?,
            ReportFormat::Text if args.dry_run => out.write_all(text::of(&options, &report).as_bytes())?,
            ReportFormat::Text => out.words().extend(text::of(&options, &report).into_bytes()),
        }
        Ok(status(options.kind, &report).max(opened.status()))
    })
}

/// The error that `--single-file` was given for a target of which there is only one form.
fn no_choice(target: Target) -> io::Error {
    let form = match target {
        Target::Maildir | Target::Mbox => "has each folder by itself",
        Target::Jmap => "has a bundle for each account",
        _ => "has all folders in one file",
    };
    let name = Kind::from(target).name();
    wrong(format!("--single-file is for --to parquet only: {name} {form}\nhint: leave --single-file out"))
}

fn options(args: &ExportArgs, opened: &Opened) -> Options {
    let mut options = Options::new(args.to.into(), &args.out);
    options.deleted = args.deleted;
    options.dry_run = args.dry_run;
    options.custodian.clone_from(&args.custodian);
    options.single_file = args.single_file;
    options.threads = args.threads.map_or(options.threads, usize::from);
    if opened.places.len() < opened.profile.folders().len() {
        options.folders = Some(opened.places.clone());
    }
    options
}

/// Whether something is missing that could have been there: what `--help` calls a warning.
fn status(kind: Kind, report: &Report) -> Status {
    let is_bad = |summary: &str| matches!(summary, "missing" | "damaged");
    let without_body =
        kind.has_bodies() && report.folders.iter().any(|folder| !folder.without_body.is_empty());
    let bad_summary = report.folders.iter().any(|folder| is_bad(&folder.summary) && folder.exported > 0);
    if without_body || bad_summary || !report.warnings.is_empty() { Status::Findings } else { Status::Clean }
}

fn failure(error: &Error) -> io::Error {
    let hint = match error {
        Error::Io { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "make room on the disk, and run it again: it goes on from there"
            }
            ErrorKind::PermissionDenied => "look at the permissions and the owner of the target",
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "choose another folder with -o",
            _ => "what was finished stays; run it again, and it goes on from there",
        },
        // SQLite's words for it.
        Error::Format { what, .. } if what.contains("disk is full") => {
            "make room on the disk, and run it again: it goes on from there"
        }
        Error::WithinProfile { .. } => "choose a folder outside of it with -o; nothing was written",
        _ => "what was finished stays",
    };
    io::Error::other(format!("{}\nhint: {hint}", printable(error.to_string().as_bytes())))
}

/// Shows how far the export is, on a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        bar.set_style(ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }
}

impl Progress for Bar {
    fn begin(&self, _folders: usize, bytes: u64) {
        self.0.set_length(bytes);
    }

    fn folder(&self, name: &str, bytes: u64) {
        self.0.inc(bytes);
        self.0.set_message(printable(name.as_bytes()));
    }
}

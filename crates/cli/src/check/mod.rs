//! `mork check`: what is odd about a file, and what Thunderbird would do with it.

mod excerpt;
mod findings;
mod folder;
mod loss;
mod report;
mod text;
mod verdict;

use std::io::{self, ErrorKind};

use morkdb::{Database, OpenOptions};
use morkdb_folder::Folder;

use crate::args::{CheckArgs, Color, Durability, Format, Reading, WriteArgs, Writing};
use crate::input::Source;
use crate::json::Frame;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::trouble;
use crate::write::Repairs;

use findings::Findings;
use folder::{Profiles, Surroundings};
pub(crate) use loss::Loss;
use verdict::Verdict;

/// Checks all files.
pub(crate) fn run(args: &CheckArgs, color: Color) -> io::Result<Status> {
    let sources = Source::list(&args.input.files)?;
    let repairs = repairs(args, &sources)?;
    let reading = args.write.reading.unwrap_or(Reading::Lenient);
    let options = OpenOptions::new().reading(reading.into()).audit(true);
    let (palette, profiles) = (Palette::new(color), Profiles::default());
    run::each(&sources, |index, source, out| {
        let frame = Frame { index, count: sources.len(), format: args.format };
        let around = Surroundings::of(source, &profiles);
        let found = one(out, frame, source, &options, &around, palette)?;
        match (&repairs, source) {
            (Some(repairs), Source::File(file)) if found.can_be_repaired => {
                let repaired = repairs.run(file, out, |folder| folder::inspect(folder, &around))?;
                Ok(found.of_text.max(repaired))
            }
            _ => Ok(found.of_text.max(found.of_folder)),
        }
    })
}

/// What `--repair` needs, if it is given. The options that go with it go with nothing else.
fn repairs<'a>(args: &'a CheckArgs, sources: &[Source]) -> io::Result<Option<Repairs<'a>>> {
    let invalid = |sentence: &str| Err(io::Error::new(ErrorKind::InvalidInput, sentence));
    let write = &args.write;
    if !args.repair {
        if goes_with_repair(write) {
            return invalid("--dry-run, --backup, --force, --writing and --durability go with --repair");
        }
        return Ok(None);
    }
    if sources.contains(&Source::Stdin) {
        return invalid(
            "standard input (-) cannot be changed\nhint: name a file; one that is called so is ./-",
        );
    }
    match args.format {
        Format::Text => Repairs::new(write).map(Some),
        _ => invalid("--repair goes with --format text only: what it does is said in words"),
    }
}

/// Whether anything is asked for that only a repair can do.
fn goes_with_repair(write: &WriteArgs) -> bool {
    let is_usual = write.writing == Writing::Safe && write.durability == Durability::Full;
    write.dry_run || write.backup || write.force || !is_usual
}

/// A file, and what it is.
#[derive(Debug)]
enum Opened {
    Folder(Box<Folder>),
    Other(Box<Database>),
}

impl Opened {
    fn new(database: Database) -> Self {
        match Folder::recognize(database) {
            Ok(folder) => Self::Folder(Box::new(folder)),
            Err(other) => Self::Other(other),
        }
    }

    fn database(&self) -> &Database {
        match self {
            Self::Folder(folder) => folder.database(),
            Self::Other(database) => database,
        }
    }
}

/// How a file was found to be.
#[derive(Clone, Copy, Debug)]
struct Found {
    of_text: Status,
    of_folder: Status,
    can_be_repaired: bool,
}

fn one(
    out: &mut Outlet<'_>,
    frame: Frame,
    source: &Source,
    options: &OpenOptions,
    around: &Surroundings,
    palette: Palette,
) -> io::Result<Found> {
    let opened = match source.open(options) {
        Ok(database) => Opened::new(database),
        Err(failure) => {
            if frame.format != Format::Text {
                frame.unopened(out, source, &failure)?;
            }
            let of_text = trouble::fail(out, &failure)?;
            return Ok(Found { of_text, of_folder: Status::Clean, can_be_repaired: false });
        }
    };
    let verdict = Verdict::new(opened.database());
    let findings = Findings::new(opened.database(), &verdict);
    let folder = match &opened {
        Opened::Folder(folder) => Some(folder::inspect(folder, around)),
        Opened::Other(_) => None,
    };
    match frame.format {
        Format::Text => text::print(out, &source.label(), &findings, &verdict, folder.as_ref(), palette)?,
        Format::Json => report::value(out, frame, source.name(), &findings, &verdict, folder.as_ref())?,
        Format::Jsonl => report::lines(out, source.name(), &findings, &verdict, folder.as_ref())?,
    }
    let status = |is_clean| if is_clean { Status::Clean } else { Status::Findings };
    Ok(Found {
        of_text: status(findings.count == 0 && verdict.is_good()),
        of_folder: status(!folder.as_ref().is_some_and(folder::is_bad)),
        can_be_repaired: folder.is_some_and(|report| !report.repairs().is_empty()),
    })
}

//! `mork check`: what is odd about a file, and what Thunderbird would do with it.

mod excerpt;
mod findings;
mod loss;
mod report;
mod text;
mod verdict;

use std::io;

use morkdb::{OpenOptions, Reading};

use crate::args::{CheckArgs, Color, Format};
use crate::input::Source;
use crate::json::Frame;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::trouble;

use findings::Findings;
pub(crate) use loss::Loss;
use verdict::Verdict;

/// Checks all files.
pub(crate) fn run(args: &CheckArgs, color: Color) -> io::Result<Status> {
    let sources = Source::list(&args.input.files)?;
    let palette = Palette::new(color);
    run::each(&sources, |index, source, out| {
        let frame = Frame { index, count: sources.len(), format: args.format };
        one(out, frame, source, palette)
    })
}

fn one(out: &mut Outlet<'_>, frame: Frame, source: &Source, palette: Palette) -> io::Result<Status> {
    let options = OpenOptions::new().reading(Reading::Lenient).audit(true);
    let database = match source.open(&options) {
        Ok(database) => database,
        Err(failure) => {
            if frame.format != Format::Text {
                frame.unopened(out, source, &failure)?;
            }
            return trouble::fail(out, &failure);
        }
    };
    let verdict = Verdict::new(&database);
    let findings = Findings::new(&database, &verdict);
    match frame.format {
        Format::Text => text::print(out, &source.label(), &findings, &verdict, palette)?,
        Format::Json => report::value(out, frame, source.name(), &findings, &verdict)?,
        Format::Jsonl => report::lines(out, source.name(), &findings, &verdict)?,
    }
    Ok(if findings.count == 0 && verdict.is_good() { Status::Clean } else { Status::Findings })
}

//! `mork stat`: figures.

mod figures;
mod generator;
mod text;

use std::io;

use morkdb::OpenOptions;

use crate::args::{Color, Format, StatArgs};
use crate::input::Source;
use crate::json::Frame;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::trouble;

use figures::Figures;

/// The figures of all files.
pub(crate) fn run(args: &StatArgs, color: Color) -> io::Result<Status> {
    let sources = Source::list(&args.input.files)?;
    let options = OpenOptions::new().reading(args.reading.into());
    let palette = Palette::new(color);
    run::each(&sources, |index, source, out| {
        let frame = Frame { index, count: sources.len(), format: args.format };
        one(out, frame, source, &options, palette)
    })
}

fn one(
    out: &mut Outlet<'_>,
    frame: Frame,
    source: &Source,
    options: &OpenOptions,
    palette: Palette,
) -> io::Result<Status> {
    let database = match source.open(options) {
        Ok(database) => database,
        Err(failure) => {
            if frame.format != Format::Text {
                frame.unopened(out, source, &failure)?;
            }
            return trouble::fail(out, &failure);
        }
    };
    let figures = Figures::new(source.name(), &database);
    match frame.format {
        Format::Text => text::print(out, frame.index, &source.label(), &figures, palette)?,
        Format::Json | Format::Jsonl => frame.value(out, &figures)?,
    }
    trouble::report(out, source, &database)?;
    Ok(Status::Clean)
}

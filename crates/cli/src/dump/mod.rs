//! `mork dump`: tables, rows and cells.

mod flow;
mod grid;
mod json;
mod sections;
mod select;
mod text;

use std::io;

use morkdb::{Database, OpenOptions};

use crate::args::{Color, DumpArgs, Format};
use crate::input::Source;
use crate::json::Frame;
use crate::layout::Layout;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::trouble;

use select::{Filter, Selection};

/// Dumps all files.
pub(crate) fn run(args: &DumpArgs, color: Color) -> io::Result<Status> {
    let sources = Source::list(&args.input.files)?;
    let filter = Filter::new(&args.select)?;
    let options = OpenOptions::new().reading(args.reading.into());
    let layout = Layout::new(args.width, args.full, Palette::new(color));
    run::each(&sources, |index, source, out| {
        let frame = Frame { index, count: sources.len(), format: args.format };
        let database = match source.open(&options) {
            Ok(database) => database,
            Err(failure) => {
                json::unopened(out, frame, source, &failure)?;
                return trouble::fail(out, &failure);
            }
        };
        one(out, frame, source, &database, &filter, layout)?;
        trouble::report(out, source, &database)?;
        Ok(Status::Clean)
    })
}

fn one(
    out: &mut Outlet<'_>,
    frame: Frame,
    source: &Source,
    database: &Database,
    filter: &Filter,
    layout: Layout,
) -> io::Result<()> {
    let store = database.store();
    let selection = Selection::new(store, filter);
    selection.report(out, &source.label())?;
    match frame.format {
        Format::Text => text::dump(out, frame, &source.label(), database, &selection, layout),
        Format::Json => json::dump(out, frame, source, &selection),
        Format::Jsonl => json::dump_lines(out, source, &selection),
    }
}

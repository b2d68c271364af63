//! `mork folder`: what a file says of the folder itself.

mod facts;
mod text;

use std::io::{self, Write};

use super::summary::{self, Summary};
use super::zone::Clock;
use crate::args::{Color, FolderArgs, PageFormat};
use crate::layout::Layout;
use crate::run::Status;
use crate::style::Palette;

use facts::Facts;

/// Shows the folder information.
pub(crate) fn run(args: &FolderArgs, color: Color) -> io::Result<Status> {
    let (clock, trouble) = Clock::of_system(args.utc);
    // JSON has its times in seconds.
    let trouble = trouble.filter(|_| args.format == PageFormat::Table);
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    summary::with(&args.input, trouble, |out, Summary { source, folder }| {
        let facts = Facts::of(folder);
        match args.format {
            PageFormat::Table => text::print(out, &facts, &clock, layout, &source.label()),
            PageFormat::Json => {
                serde_json::to_writer(&mut *out, &facts)?;
                out.write_all(b"\n")
            }
        }
    })
}

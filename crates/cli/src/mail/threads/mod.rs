//! `mork threads`: which messages belong together.

mod json;
mod text;

use std::io;

use super::summary::{self, Summary};
use super::zone::Clock;
use crate::args::{Color, ThreadsArgs, TreeFormat};
use crate::layout::Layout;
use crate::run::Status;
use crate::style::Palette;

/// Shows the threads.
pub(crate) fn run(args: &ThreadsArgs, color: Color) -> io::Result<Status> {
    let (clock, trouble) = Clock::of_system(args.utc);
    // JSON has its times in seconds.
    let trouble = trouble.filter(|_| args.format == TreeFormat::Table);
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    summary::with(&args.input, trouble, |out, Summary { source, folder }| match args.format {
        TreeFormat::Table => text::print(out, folder.read(), &clock, layout, &source.label()),
        TreeFormat::Json | TreeFormat::Jsonl => {
            json::print(out, folder.read(), args.format == TreeFormat::Json)
        }
    })
}

//! `mork ops`: what waits for an IMAP server.

mod json;
mod text;

use std::io;

use super::summary::{self, Summary};
use crate::args::{Color, OpsArgs, TreeFormat};
use crate::layout::Layout;
use crate::run::Status;
use crate::style::Palette;

/// Shows the offline operations.
pub(crate) fn run(args: &OpsArgs, color: Color) -> io::Result<Status> {
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    summary::with(&args.input, None, |out, Summary { source, folder }| {
        let operations = folder.read().offline_operations();
        match args.format {
            TreeFormat::Table => text::print(out, &operations, folder.read(), layout, &source.label()),
            TreeFormat::Json | TreeFormat::Jsonl => {
                json::print(out, &operations, args.format == TreeFormat::Json)
            }
        }
    })
}

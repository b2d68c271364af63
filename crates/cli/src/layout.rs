//! How text is laid out.

use std::io::{self, IsTerminal};

use crate::style::Palette;

/// The width of text that nobody looks at on a terminal.
const DEFAULT_COLUMNS: usize = 100;

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// The width of a line.
    pub(crate) columns: usize,
    /// Whether longer values are cut.
    pub(crate) cut: bool,
    /// The colours.
    pub(crate) palette: Palette,
}

impl Layout {
    /// As the command line and the terminal have it.
    pub(crate) fn new(width: Option<u16>, full: bool, palette: Palette) -> Self {
        let terminal = || {
            let size = io::stdout().is_terminal().then(terminal_size::terminal_size)?;
            size.map(|(terminal_size::Width(columns), _)| columns)
        };
        let known = width.or_else(terminal);
        let columns = known.map_or(DEFAULT_COLUMNS, usize::from).max(20);
        Self { columns, cut: known.is_some() && !full, palette }
    }

    /// What everything below a heading is indented by.
    #[allow(clippy::unused_self, reason = "it belongs to the layout")]
    pub(crate) fn indent(self) -> usize {
        2
    }
}

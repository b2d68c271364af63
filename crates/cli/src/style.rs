//! Colours.

use std::fmt;
use std::io;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::args::Color;

/// What a piece of text is, as far as its colour tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// A title.
    Heading,
    /// The name of a column.
    Name,
    /// The id of a table or a row.
    Id,
    /// What was added.
    Added,
    /// What was taken away.
    Gone,
    /// What is another than it was.
    Changed,
    /// Of less interest.
    Faint,
    /// Odd, but nothing is lost.
    Warning,
    /// Something is lost.
    Error,
}

/// Whether there are colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Palette {
    is_on: bool,
}

impl Palette {
    /// For standard output.
    pub(crate) fn new(color: Color) -> Self {
        let choice = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { is_on: choice != ColorChoice::Never }
    }

    /// Text in its colour.
    pub(crate) fn paint<T: fmt::Display>(self, role: Role, text: T) -> Painted<T> {
        Painted { style: if self.is_on { style(role) } else { Style::new() }, text }
    }
}

fn style(role: Role) -> Style {
    match role {
        Role::Heading => Style::new().bold(),
        Role::Name => AnsiColor::Cyan.on_default(),
        Role::Id | Role::Added => AnsiColor::Green.on_default(),
        Role::Gone => AnsiColor::Red.on_default(),
        Role::Changed => AnsiColor::Yellow.on_default(),
        Role::Faint => Style::new().dimmed(),
        Role::Warning => AnsiColor::Yellow.on_default().bold(),
        Role::Error => AnsiColor::Red.on_default().bold(),
    }
}

/// Text in its colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.style, self.text, self.style)
    }
}

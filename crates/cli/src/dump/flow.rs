//! Cells of a row one after the other, as many on a line as fit, aligned.

use std::io::{self, Write};

use crate::layout::Layout;
use crate::printable::{cut, width};
use crate::style::Role;

/// Room for a short value, such as a time in hex digits.
const SHORT: usize = 10;

/// Values are aligned behind labels of up to this width.
const LABEL: usize = 16;

/// A longer label is cut.
const LONGEST_LABEL: usize = 32;

/// How the records of a table are laid out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow {
    /// Of the widest id.
    id_width: usize,
    /// Of the widest label.
    label_width: usize,
}

/// A cell: its column and its value.
pub(super) type Pair = (String, Option<String>);

impl Flow {
    /// Makes room for a row of this id.
    pub(super) fn see_id(&mut self, id: &str) {
        self.id_width = self.id_width.max(width(id));
    }

    /// Makes room for a column of this name.
    pub(super) fn see_label(&mut self, label: &str) {
        self.label_width = self.label_width.max(width(label).min(LABEL));
    }

    /// Writes a row.
    pub(super) fn record(
        self,
        out: &mut dyn Write,
        layout: Layout,
        id: &str,
        cells: impl Iterator<Item = Pair>,
    ) -> io::Result<()> {
        let indent = layout.indent() + self.id_width + 2;
        write!(out, "{:1$}{2}", "", layout.indent(), layout.palette.paint(Role::Id, id))?;
        let first_padding = indent.saturating_sub(layout.indent() + width(id));
        let mut line = Line::new(out, layout, self.label_width, indent);
        line.padding = first_padding;
        for (label, value) in cells {
            line.cell(label, value)?;
        }
        line.end()
    }
}

/// The line that is being written, divided into slots of equal width.
struct Line<'o> {
    out: &'o mut dyn Write,
    layout: Layout,
    label_width: usize,
    indent: usize,
    slots: usize,
    slot_width: usize,
    /// The slot that is free next.
    at: usize,
    /// Spaces that are due before anything else.
    padding: usize,
    is_empty: bool,
}

impl<'o> Line<'o> {
    fn new(out: &'o mut dyn Write, layout: Layout, label_width: usize, indent: usize) -> Self {
        let room = layout.columns.saturating_sub(indent).max(1);
        let slots = (room / (label_width + SHORT + 4)).max(1);
        let slot_width = room / slots;
        Self { out, layout, label_width, indent, slots, slot_width, at: 0, padding: 0, is_empty: true }
    }

    fn cell(&mut self, label: String, value: Option<String>) -> io::Result<()> {
        let (role, value) = match value {
            None => (Some(Role::Faint), "(none)".to_owned()),
            Some(value) if value.is_empty() => (Some(Role::Faint), "\"\"".to_owned()),
            Some(value) => (None, value),
        };
        let label = if self.layout.cut { cut(label, LONGEST_LABEL) } else { label };
        let label_width = width(&label).max(self.label_width) + 2;
        let needed = (label_width + width(&value) + 2).div_ceil(self.slot_width).min(self.slots);
        if self.at + needed > self.slots {
            self.break_line()?;
        }
        let room = self.slot_width * (self.slots - self.at);
        let value = if self.layout.cut { cut(value, room.saturating_sub(label_width).max(1)) } else { value };
        self.put(&label, label_width, role, &value)?;
        self.padding = (self.slot_width * needed).saturating_sub(label_width + width(&value));
        self.at += needed;
        Ok(())
    }

    fn put(&mut self, label: &str, label_width: usize, role: Option<Role>, value: &str) -> io::Result<()> {
        let palette = self.layout.palette;
        let between = label_width - width(label);
        write!(self.out, "{:1$}{2}{3:4$}", "", self.padding, palette.paint(Role::Name, label), "", between)?;
        self.is_empty = false;
        match role {
            Some(role) => write!(self.out, "{}", palette.paint(role, value)),
            None => write!(self.out, "{value}"),
        }
    }

    fn break_line(&mut self) -> io::Result<()> {
        (self.at, self.padding) = (0, self.indent);
        writeln!(self.out)
    }

    fn end(self) -> io::Result<()> {
        if self.is_empty {
            write!(
                self.out,
                "{:1$}{2}",
                "",
                self.padding,
                self.layout.palette.paint(Role::Faint, "(no cells)")
            )?;
        }
        writeln!(self.out)
    }
}

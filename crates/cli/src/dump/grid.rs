//! Lines of aligned columns.

use std::io::{self, Write};

use crate::layout::Layout;
use crate::printable::{cut, width};
use crate::style::Role;

/// Columns are made as narrow as this to fit, and if that does not help, as narrow as that.
const NARROW: usize = 8;
const NARROWEST: usize = 4;

/// Where nothing is cut, a column is not made wider than this: the few longer values stick out.
const WIDE: usize = 60;

/// Space between columns.
const GAP: usize = 2;

/// Columns with their titles.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    title: String,
    /// Of the widest value.
    value_width: usize,
    width: usize,
}

impl Grid {
    /// A grid of these titles; `lines` tells how wide the columns are.
    pub(super) fn new(titles: Vec<String>, lines: impl Iterator<Item = Vec<String>>) -> Self {
        let column = |title| Column { title, value_width: 0, width: 0 };
        let mut grid = Self { columns: titles.into_iter().map(column).collect() };
        for line in lines {
            for (column, value) in grid.columns.iter_mut().zip(&line) {
                column.value_width = column.value_width.max(width(value));
            }
        }
        for column in &mut grid.columns {
            column.width = column.value_width.max(width(&column.title));
        }
        grid
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// How wide a line is.
    pub(super) fn width(&self) -> usize {
        self.columns.iter().map(|column| column.width + GAP).sum()
    }

    /// How wide a line is at the least.
    pub(super) fn least_width(&self) -> usize {
        self.columns.iter().map(|column| column.width.min(NARROWEST) + GAP).sum()
    }

    /// Makes columns narrower: those whose title is wider than their values first, then the widest.
    fn fit(&mut self, columns: usize) {
        for column in &mut self.columns {
            column.width = column.width.min(columns);
        }
        for (is_for_titles, least) in [(true, NARROW), (true, NARROWEST), (false, NARROW), (false, NARROWEST)]
        {
            while self.width() > columns + GAP {
                let floor =
                    |column: &Column| if is_for_titles { column.value_width.max(least) } else { least };
                let wide = self.columns.iter_mut().filter(|column| column.width > floor(column));
                match wide.max_by_key(|column| column.width) {
                    Some(column) => column.width -= 1,
                    None => break,
                }
            }
        }
    }

    /// Writes titles and lines.
    pub(super) fn print(
        mut self,
        out: &mut dyn Write,
        layout: Layout,
        lines: impl Iterator<Item = Vec<String>>,
    ) -> io::Result<()> {
        if layout.cut {
            self.fit(layout.columns.saturating_sub(layout.indent()));
        } else {
            self.columns.iter_mut().for_each(|column| column.width = column.width.min(WIDE));
        }
        let titles: Vec<_> = self.columns.iter().map(|column| column.title.clone()).collect();
        self.line(out, layout, titles, |_| Some(Role::Name))?;
        for line in lines {
            self.line(out, layout, line, |at| (at == 0).then_some(Role::Id))?;
        }
        Ok(())
    }

    fn line(
        &self,
        out: &mut dyn Write,
        layout: Layout,
        values: Vec<String>,
        role: impl Fn(usize) -> Option<Role>,
    ) -> io::Result<()> {
        write!(out, "{:1$}", "", layout.indent())?;
        let last = values.iter().rposition(|value| !value.is_empty()).unwrap_or(0);
        for (at, (value, column)) in values.into_iter().zip(&self.columns).enumerate().take(last + 1) {
            let value = if layout.cut { cut(value, column.width) } else { value };
            let padding =
                if at == last { 0 } else { (column.width + GAP).saturating_sub(width(&value)).max(1) };
            match role(at) {
                Some(role) => write!(out, "{}{:padding$}", layout.palette.paint(role, value), "")?,
                None => write!(out, "{value}{:padding$}", "")?,
            }
        }
        writeln!(out)
    }
}

//! Lines of aligned columns.

use std::io::{self, Write};

use crate::layout::Layout;
use crate::printable::{cut, width};
use crate::run::Outlet;
use crate::style::Role;

/// Columns of text are not made narrower than this to fit, and if that does not help, than that; then others are, too.
const NARROW: usize = 16;
const NARROWER: usize = 8;
const NARROWEST: usize = 4;

/// Where nothing is cut, a column is not made wider than this: the few longer values stick out.
const WIDE: usize = 60;

/// Space between columns.
const GAP: usize = 2;

/// Columns with their titles, as wide as they have to be.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    layout: Layout,
}

#[derive(Debug)]
struct Column {
    title: String,
    width: usize,
    content: Content,
}

/// What is in a column, which decides how it is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// Text, which may be cut.
    Text,
    /// What is of no use when it is cut.
    Exact,
    /// The same, and its end is at the right.
    Number,
}

/// How a value is coloured, by its line.
pub(crate) type Colour = Option<Role>;

impl Table {
    /// A table of these titles.
    pub(crate) fn new(titles: impl IntoIterator<Item = (String, Content)>, layout: Layout) -> Self {
        let column = |(title, content): (String, Content)| Column { width: width(&title), title, content };
        Self { columns: titles.into_iter().map(column).collect(), layout }
    }

    /// Makes room for the values of a line.
    pub(crate) fn make_room(&mut self, values: &[String]) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            if column.width < value.len() {
                column.width = column.width.max(width(value));
            }
        }
    }

    /// Makes columns narrower where the line is too wide: the widest first.
    pub(crate) fn fit(&mut self) {
        if !self.layout.cut {
            self.columns.iter_mut().for_each(|column| column.width = column.width.min(WIDE));
            return;
        }
        self.columns.iter_mut().for_each(|column| column.width = column.width.min(self.layout.columns));
        for (is_for_all, least) in [(false, NARROW), (false, NARROWER), (true, NARROWEST)] {
            while self.width() > self.layout.columns {
                let is_cut = |column: &Column| is_for_all || column.content == Content::Text;
                let wide = self.columns.iter_mut().filter(|column| is_cut(column) && column.width > least);
                match wide.max_by_key(|column| column.width) {
                    Some(column) => column.width -= 1,
                    None => break,
                }
            }
        }
    }

    fn width(&self) -> usize {
        let widths: usize = self.columns.iter().map(|column| column.width + GAP).sum();
        widths.saturating_sub(GAP)
    }

    /// Writes the titles.
    pub(crate) fn print_titles(&self, out: &mut Outlet<'_>) -> io::Result<()> {
        let titles = self.columns.iter().map(|column| column.title.clone()).collect();
        self.print(out, titles, Some(Role::Name))
    }

    /// Writes a line of one colour.
    pub(crate) fn print(&self, out: &mut Outlet<'_>, values: Vec<String>, colour: Colour) -> io::Result<()> {
        self.print_cells(out, values.into_iter().map(|value| (value, colour)).collect())
    }

    /// Writes a line of values that have a colour each.
    pub(crate) fn print_cells(&self, out: &mut Outlet<'_>, cells: Vec<(String, Colour)>) -> io::Result<()> {
        let last = cells.iter().rposition(|(value, _)| !value.is_empty()).unwrap_or(0);
        for (at, ((value, colour), column)) in cells.into_iter().zip(&self.columns).enumerate().take(last + 1)
        {
            let value = if self.layout.cut { cut(value, column.width) } else { value };
            let missing = column.width.saturating_sub(width(&value));
            let (before, behind) =
                if column.content == Content::Number { (missing, 0) } else { (0, missing) };
            let behind = if at == last { 0 } else { behind + GAP };
            match colour {
                Some(role) => {
                    write!(out, "{:before$}{}{:behind$}", "", self.layout.palette.paint(role, value), "")?;
                }
                None => write!(out, "{:before$}{value}{:behind$}", "", "")?,
            }
        }
        writeln!(out)
    }
}

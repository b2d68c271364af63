//! How what was found is written, folder by folder.

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use morkdb_profile::MailFolder;

use super::column::{Shown, all, usual};
use crate::args::ListFormat;
use crate::json::path;
use crate::layout::Layout;
use crate::mail::column::{Column, Known};
use crate::mail::csv::write_line;
use crate::mail::json::{Names, write_cells, write_member, write_value};
use crate::mail::message::Message;
use crate::mail::pen::{Form, Pen};
use crate::mail::table::{Content, Table};
use crate::mail::zone::Clock;
use crate::printable::printable;
use crate::run::Outlet;
use crate::style::Role;
use crate::survey::Opened;

/// Where a message is.
#[derive(Debug)]
pub(super) struct Place<'p> {
    pub(super) account: &'p str,
    pub(super) path: String,
    pub(super) file: &'p Path,
}

/// How everything is written.
pub(super) struct Output<'s> {
    format: ListFormat,
    columns: Vec<Shown>,
    /// Whether JSON has all stored cells, too.
    cells: bool,
    clock: &'s Clock,
    table: Table,
    /// Whether anything was written.
    has_begun: AtomicBool,
}

impl<'s> Output<'s> {
    pub(super) fn new(
        format: ListFormat,
        chosen: Option<Vec<Shown>>,
        opened: &Opened,
        clock: &'s Clock,
        layout: Layout,
    ) -> Self {
        let is_json = matches!(format, ListFormat::Json | ListFormat::Jsonl);
        let cells = is_json && chosen.is_none();
        let columns = chosen.unwrap_or_else(|| match format {
            ListFormat::Table => for_people(opened),
            ListFormat::Csv => usual(),
            ListFormat::Json | ListFormat::Jsonl => all(),
        });
        let table = laid_out(&columns, opened, layout);
        Self { format, columns, cells, clock, table, has_begun: AtomicBool::new(false) }
    }

    pub(super) fn format(&self) -> ListFormat {
        self.format
    }

    /// Writes messages of a folder.
    pub(super) fn print<'f>(
        &self,
        out: &mut Outlet<'_>,
        place: &Place<'_>,
        messages: impl Iterator<Item = Message<'f>>,
    ) -> io::Result<()> {
        match self.format {
            ListFormat::Table => self.print_table(out, place, messages),
            ListFormat::Csv => self.print_csv(out, place, messages),
            ListFormat::Json | ListFormat::Jsonl => self.print_json(out, place, messages),
        }
    }

    /// Writes what stands behind everything.
    pub(super) fn end(&self, out: &mut Outlet<'_>) -> io::Result<()> {
        let has_begun = self.has_begun.load(Ordering::Relaxed);
        match self.format {
            ListFormat::Json => out.write_all(if has_begun { b"\n]\n" } else { b"[]\n" }),
            ListFormat::Csv if !has_begun => self.csv_titles(out),
            _ => Ok(()),
        }
    }

    /// Whether nothing was written before. Where that matters, it waits until all before it was.
    fn begin(&self, out: &Outlet<'_>) -> io::Result<bool> {
        if self.has_begun.load(Ordering::Acquire) {
            return Ok(false);
        }
        out.wait()?;
        Ok(!self.has_begun.swap(true, Ordering::AcqRel))
    }

    fn print_table<'f>(
        &self,
        out: &mut Outlet<'_>,
        place: &Place<'_>,
        messages: impl Iterator<Item = Message<'f>>,
    ) -> io::Result<()> {
        if self.begin(out)? {
            self.table.print_titles(out)?;
        }
        let pen = Pen::new(self.clock, Form::Human);
        for message in messages {
            let value = |column: &Shown| {
                let mut text = Vec::new();
                place.write(column, &message, &pen, &mut text);
                printable(&text)
            };
            let values = self.columns.iter().map(value).collect();
            self.table.print(out, values, (!message.flags.is_read()).then_some(Role::Heading))?;
        }
        Ok(())
    }

    fn csv_titles(&self, out: &mut Outlet<'_>) -> io::Result<()> {
        let mut line = Vec::new();
        write_line(&self.columns, &mut line, |column, line| {
            line.extend_from_slice(column.title().as_bytes());
            Content::Text
        });
        out.write_all(&line)
    }

    fn print_csv<'f>(
        &self,
        out: &mut Outlet<'_>,
        place: &Place<'_>,
        messages: impl Iterator<Item = Message<'f>>,
    ) -> io::Result<()> {
        if self.begin(out)? {
            self.csv_titles(out)?;
        }
        let pen = Pen::new(self.clock, Form::Exact);
        let mut line = Vec::new();
        for message in messages {
            line.clear();
            write_line(&self.columns, &mut line, |column, line| {
                place.write(column, &message, &pen, line);
                column.content()
            });
            out.write_all(&line)?;
        }
        Ok(())
    }

    fn print_json<'f>(
        &self,
        out: &mut Outlet<'_>,
        place: &Place<'_>,
        messages: impl Iterator<Item = Message<'f>>,
    ) -> io::Result<()> {
        let is_array = self.format == ListFormat::Json;
        let is_first = self.begin(out)?;
        let pen = Pen::new(self.clock, Form::Exact);
        let (mut names, mut line) = (Names::default(), Vec::new());
        let mut before: &[u8] = if !is_array {
            b""
        } else if is_first {
            b"[\n"
        } else {
            b",\n"
        };
        let behind: &[u8] = if is_array { b"" } else { b"\n" };
        for message in messages {
            line.clear();
            line.extend_from_slice(before);
            self.write_object(place, &message, &pen, &mut names, &mut line);
            line.extend_from_slice(behind);
            out.write_all(&line)?;
            before = if is_array { b",\n" } else { b"" };
        }
        Ok(())
    }

    fn write_object<'f>(
        &self,
        place: &Place<'_>,
        message: &Message<'f>,
        pen: &Pen<'f, '_>,
        names: &mut Names,
        line: &mut Vec<u8>,
    ) {
        let mut before = b'{';
        for column in &self.columns {
            line.push(before);
            before = b',';
            if let Shown::Of(column) = column {
                write_member(column, message, pen, line);
                continue;
            }
            write_value(&column.title(), line);
            line.push(b':');
            match column {
                Shown::File => write_value(&path(place.file), line),
                _ => write_value(&*place.text(column), line),
            }
        }
        if self.cells {
            line.extend_from_slice(b",\"cells\":");
            write_cells(message.header, names, line);
        }
        line.push(b'}');
    }
}

impl Place<'_> {
    /// What the place itself has in a column.
    fn text(&self, column: &Shown) -> std::borrow::Cow<'_, str> {
        match column {
            Shown::Account => self.account.into(),
            Shown::Folder => self.path.as_str().into(),
            Shown::File => self.file.to_string_lossy(),
            Shown::Of(_) => "".into(),
        }
    }

    fn write<'f>(&self, column: &Shown, message: &Message<'f>, pen: &Pen<'f, '_>, out: &mut Vec<u8>) {
        match column {
            Shown::Of(column) => column.write(message, pen, out),
            place => out.extend_from_slice(self.text(place).as_bytes()),
        }
    }
}

/// The usual columns; without the account where there is only one.
fn for_people(opened: &Opened) -> Vec<Shown> {
    let folders = opened.real_folders();
    let first = folders.first().map(|folder| folder.account);
    let is_one = folders.iter().all(|folder| Some(folder.account) == first);
    usual().into_iter().filter(|column| !is_one || *column != Shown::Account).collect()
}

/// A table that is laid out before anything is known of the messages.
fn laid_out(columns: &[Shown], opened: &Opened, layout: Layout) -> Table {
    let mut table = Table::new(columns.iter().map(|column| (column.title(), column.content())), layout);
    for folder in opened.real_folders() {
        let values: Vec<_> = columns.iter().map(|column| room(column, opened, folder)).collect();
        table.make_room(&values);
    }
    table.fit();
    table
}

/// A value as wide as most are.
fn room(column: &Shown, opened: &Opened, folder: &MailFolder) -> String {
    let known = match column {
        Shown::Account => return printable(opened.account(folder).as_bytes()),
        Shown::Folder => return printable(folder.path().as_bytes()),
        Shown::File => {
            let file = opened.profile.shown_path(&folder.summary);
            return printable(file.to_string_lossy().as_bytes());
        }
        Shown::Of(Column::Known(known)) => *known,
        Shown::Of(Column::Cell(_)) => return " ".repeat(12),
    };
    let width = match known {
        Known::Key | Known::Thread | Known::Parent | Known::Lines | Known::Size => 6,
        Known::Date | Known::Received => 16,
        Known::Subject | Known::References | Known::Preview => 40,
        Known::Flags => 14,
        Known::Tags | Known::Priority | Known::Keywords => 9,
        Known::Junk | Known::Charset => 5,
        _ => 20,
    };
    " ".repeat(width)
}

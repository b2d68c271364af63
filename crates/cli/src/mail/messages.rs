//! `mork messages`: the messages of a folder.

use std::io::{self, ErrorKind, Write};

use morkdb_folder::{FolderRef, MessageHeader};

use super::column::{CELLS, Column, Known, USUAL, similar};
use super::message::Message;
use super::pen::{Form, Pen};
use super::query::Query;
use super::sort::{self, SortKey};
use super::summary::{self, Summary};
use super::table::Table;
use super::zone::Clock;
use super::{csv, json};
use crate::args::{Color, ListFormat, MessagesArgs};
use crate::layout::Layout;
use crate::printable::{counted, printable};
use crate::run::{Outlet, Status};
use crate::style::{Palette, Role};

/// What is wanted of a folder.
#[derive(Debug)]
struct Wanted {
    clock: Clock,
    query: Option<Query>,
    columns: Option<Vec<Column>>,
    order: Vec<SortKey>,
}

/// Lists the messages.
pub(crate) fn run(args: &MessagesArgs, color: Color) -> io::Result<Status> {
    let (clock, trouble) = Clock::of_system(args.utc);
    let wanted = Wanted::new(args, clock)?;
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    summary::with(&args.input, trouble, |out, Summary { source, folder }| {
        print(out, &wanted, folder.read(), args.format, layout, &source.label())
    })
}

impl Wanted {
    fn new(args: &MessagesArgs, clock: Clock) -> io::Result<Self> {
        let query = args.filter.as_deref().map(|text| Query::parse(text, &clock)).transpose();
        let query = query.map_err(|error| wrong(error.to_string()))?;
        let columns: Vec<_> =
            args.columns.iter().map(|name| column("--columns", name)).collect::<Result<_, _>>()?;
        let order = args.sort.iter().map(|name| sort_key(name)).collect::<Result<_, _>>()?;
        Ok(Self { clock, query, columns: Some(columns).filter(|columns| !columns.is_empty()), order })
    }

    /// The messages, in their order.
    fn messages<'f>(&'f self, folder: FolderRef<'f>) -> Box<dyn Iterator<Item = MessageHeader<'f>> + 'f> {
        let messages = folder.messages().filter(|header| self.wants(*header));
        if self.order.is_empty() {
            return Box::new(messages);
        }
        let mut sorted: Vec<_> = messages.collect();
        sort::sort(&mut sorted, &self.order, &self.clock);
        Box::new(sorted.into_iter())
    }

    fn wants(&self, header: MessageHeader<'_>) -> bool {
        self.query.as_ref().is_none_or(|query| query.wants(&Message::new(header)))
    }

    fn columns(&self) -> Vec<Column> {
        self.columns.clone().unwrap_or_else(|| USUAL.map(Column::Known).to_vec())
    }
}

/// The error that the command line is wrong.
pub(crate) fn wrong(sentence: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, sentence)
}

/// The column of this name, which was given with this option.
pub(crate) fn column(option: &str, name: &str) -> io::Result<Column> {
    Column::named(name.trim()).ok_or_else(|| {
        let hint = match similar(name, Known::ALL.iter().map(|known| known.name())) {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => {
                format!("`mork messages --help` lists them; {CELLS}NAME is the stored column of that name")
            }
        };
        wrong(format!("{option}: there is no column `{}`\nhint: {hint}", printable(name.as_bytes())))
    })
}

fn sort_key(text: &str) -> io::Result<SortKey> {
    let name = text.trim();
    let (name, is_descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
    column("--sort", name).map(|column| SortKey { column, is_descending })
}

fn print(
    out: &mut Outlet<'_>,
    wanted: &Wanted,
    folder: FolderRef<'_>,
    format: ListFormat,
    layout: Layout,
    label: &str,
) -> io::Result<()> {
    let (messages, clock) = (wanted.messages(folder), &wanted.clock);
    match format {
        ListFormat::Csv => csv::print(out, messages, &wanted.columns(), clock),
        ListFormat::Json | ListFormat::Jsonl => {
            let shape = json::Shape::new(wanted.columns.clone());
            json::print(out, messages, &shape, clock, format == ListFormat::Json)
        }
        ListFormat::Table => {
            let messages: Vec<_> = messages.collect();
            if messages.is_empty() {
                return nothing(out, folder, label);
            }
            print_table(out, &messages, &wanted.columns(), clock, layout)
        }
    }
}

/// Says that no message is such.
pub(crate) fn nothing(out: &mut Outlet<'_>, folder: FolderRef<'_>, label: &str) -> io::Result<()> {
    match folder.messages().count() {
        0 => writeln!(out.words(), "{label}: there are no messages"),
        1 => writeln!(out.words(), "{label}: the only message is not what was asked for"),
        count => {
            writeln!(out.words(), "{label}: none of {} is what was asked for", counted(count, "message"))
        }
    }
}

/// Every message is looked at twice: first for how wide the columns have to be.
fn print_table<'f>(
    out: &mut Outlet<'_>,
    messages: &[MessageHeader<'f>],
    columns: &[Column],
    clock: &Clock,
    layout: Layout,
) -> io::Result<()> {
    let mut table = Table::new(columns.iter().map(|column| (column.title(), column.content())), layout);
    let pen = Pen::new(clock, Form::Human);
    let values = |header: MessageHeader<'f>| -> Vec<String> {
        let message = Message::new(header);
        let value = |column: &Column| {
            let mut text = Vec::new();
            column.write(&message, &pen, &mut text);
            printable(&text)
        };
        columns.iter().map(value).collect()
    };
    for header in messages {
        table.make_room(&values(*header));
    }
    table.fit();
    table.print_titles(out)?;
    for header in messages {
        let colour = (!header.is_read()).then_some(Role::Heading);
        table.print(out, values(*header), colour)?;
    }
    Ok(())
}

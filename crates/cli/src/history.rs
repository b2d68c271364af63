//! `mork history`: history and form data of browsers.

use std::io::{self, Write};

use morkdb::OpenOptions;
use morkdb_browser::{ByteOrder, Data, Visit};

use crate::args::{Color, HistoryArgs, ListFormat, Order};
use crate::input::{Failure, Source};
use crate::layout::Layout;
use crate::mail::table::{Content, Table};
use crate::printable::printable;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::trouble;

/// Shows the file.
pub(crate) fn run(args: &HistoryArgs, color: Color) -> io::Result<Status> {
    let source = Source::new(&args.file);
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    let order = args.byte_order.map(|order| match order {
        Order::Le => ByteOrder::Little,
        Order::Be => ByteOrder::Big,
    });
    run::once(|out| {
        let database = match source.open(&OpenOptions::new()) {
            Ok(database) => database,
            Err(failure) => return trouble::fail(out, &failure),
        };
        trouble::report(out, &source, &database)?;
        let Some(data) = Data::read(database.store(), order) else {
            return trouble::fail(out, &neither(&source));
        };
        for warning in data.warnings() {
            writeln!(out.words(), "{}: {}", source.label(), printable(warning.as_bytes()))?;
        }
        print(out, &data, args.format, layout)?;
        let is_odd = !data.warnings().is_empty() || !database.diagnostics().is_empty();
        Ok(if is_odd { Status::Findings } else { Status::Clean })
    })
}

fn neither(source: &Source) -> Failure {
    Failure {
        sentence: format!("{}: this Mork file is neither a history nor form data", source.label()),
        hint: Some("`mork dump` shows what is in any Mork file".to_owned()),
    }
}

fn print(out: &mut Outlet<'_>, data: &Data, format: ListFormat, layout: Layout) -> io::Result<()> {
    match (format, data) {
        (ListFormat::Csv, _) => morkdb_browser::csv(data, out),
        (ListFormat::Json, _) => morkdb_browser::json(data, out),
        (ListFormat::Jsonl, _) => morkdb_browser::jsonl(data, out),
        (ListFormat::Table, Data::History(history)) => {
            let titles = [
                ("last visit", Content::Exact),
                ("visits", Content::Number),
                ("url", Content::Text),
                ("title", Content::Text),
            ];
            table(out, &titles, history.visits.iter().map(visit), layout)
        }
        (ListFormat::Table, Data::Form(form)) => {
            let titles = [("field", Content::Text), ("value", Content::Text)];
            let entry = |entry: &morkdb_browser::Entry| {
                vec![printable(entry.name.as_bytes()), printable(entry.value.as_bytes())]
            };
            table(out, &titles, form.entries.iter().map(entry), layout)
        }
    }
}

fn visit(visit: &Visit) -> Vec<String> {
    let time = visit.last_visit.map(morkdb_browser::time).unwrap_or_default();
    let time = time.split('.').next().unwrap_or_default().replace('T', " ");
    let title = visit.title.as_deref().unwrap_or_default();
    vec![time, visit.count.to_string(), printable(visit.url.as_bytes()), printable(title.as_bytes())]
}

/// Writes lines as wide as they have to be.
pub(crate) fn table(
    out: &mut Outlet<'_>,
    titles: &[(&str, Content)],
    lines: impl Iterator<Item = Vec<String>>,
    layout: Layout,
) -> io::Result<()> {
    let lines: Vec<_> = lines.collect();
    let titles = titles.iter().map(|(title, content)| ((*title).to_owned(), *content));
    let mut table = Table::new(titles, layout);
    for line in &lines {
        table.make_room(line);
    }
    table.fit();
    if !lines.is_empty() {
        table.print_titles(out)?;
    }
    for line in lines {
        table.print(out, line, None)?;
    }
    Ok(())
}

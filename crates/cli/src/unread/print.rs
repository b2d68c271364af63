//! How numbers of unread messages are written.

use std::io::{self, Write};

use serde::Serialize;

use super::Line;
use crate::args::{UnreadArgs, UnreadFormat};
use crate::layout::Layout;
use crate::mail::table::{Content, Table};
use crate::printable::{grouped, printable};
use crate::run::Outlet;
use crate::style::Role;

const TITLES: [(&str, Content); 3] =
    [("unread", Content::Number), ("total", Content::Number), ("folder", Content::Text)];

#[derive(Serialize)]
struct LineJson<'l> {
    account: &'l str,
    path: &'l str,
    unread: u64,
    total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sum: Option<u64>,
}

#[derive(Serialize)]
struct All<'l> {
    unread: u64,
    folders: Vec<LineJson<'l>>,
}

/// Writes all folders that are to be shown.
pub(super) fn all(out: &mut Outlet<'_>, args: &UnreadArgs, lines: &[Line], layout: Layout) -> io::Result<()> {
    let sum = sum(lines);
    if args.count {
        return writeln!(out, "{sum}");
    }
    let shown: Vec<_> = lines.iter().filter(|line| args.all || line.counts.unread > 0).collect();
    match args.format {
        UnreadFormat::Table => table(out, &shown, sum, layout),
        UnreadFormat::Json => {
            let folders = shown.into_iter().map(|line| LineJson::new(line, None)).collect();
            serde_json::to_writer(&mut *out, &All { unread: sum, folders })?;
            writeln!(out)
        }
        UnreadFormat::Jsonl | UnreadFormat::Plain => {
            shown.into_iter().try_for_each(|line| writeln!(out, "{}", one(args.format, line, None)))
        }
    }
}

/// How many are unread in all.
pub(super) fn sum(lines: &[Line]) -> u64 {
    lines.iter().map(|line| line.counts.unread).sum()
}

fn table(out: &mut Outlet<'_>, lines: &[&Line], sum: u64, layout: Layout) -> io::Result<()> {
    if lines.is_empty() {
        return writeln!(out, "all is read");
    }
    let mut table = Table::new(TITLES.map(|(title, content)| (title.to_owned(), content)), layout);
    let values =
        |line: &Line| vec![number(line.counts.unread), number(line.counts.total), line.shown.clone()];
    let total = vec![number(sum), String::new(), "in all".to_owned()];
    for line in lines {
        table.make_room(&values(line));
    }
    table.make_room(&total);
    table.fit();
    table.print_titles(out)?;
    lines.iter().try_for_each(|line| table.print(out, values(line), None))?;
    writeln!(out)?;
    table.print(out, total, Some(Role::Heading))
}

/// A folder in a line, and perhaps how many are unread in all.
pub(super) fn one(format: UnreadFormat, line: &Line, sum: Option<u64>) -> String {
    match format {
        UnreadFormat::Json | UnreadFormat::Jsonl => {
            // Text and numbers do not fail.
            serde_json::to_string(&LineJson::new(line, sum)).unwrap_or_default()
        }
        UnreadFormat::Plain => {
            let [account, path] = [&line.account, &line.path].map(|text| printable(text.as_bytes()));
            format!("{}\t{account}\t{path}", line.counts.unread)
        }
        UnreadFormat::Table => {
            let sum = sum.map_or_else(String::new, |sum| format!(", {} in all", number(sum)));
            format!("{}: {} unread{sum}", line.shown, number(line.counts.unread))
        }
    }
}

impl<'l> LineJson<'l> {
    fn new(line: &'l Line, sum: Option<u64>) -> Self {
        let Line { account, path, counts, .. } = line;
        Self { account, path, unread: counts.unread, total: counts.total, sum }
    }
}

fn number(number: u64) -> String {
    grouped(usize::try_from(number).unwrap_or(usize::MAX))
}

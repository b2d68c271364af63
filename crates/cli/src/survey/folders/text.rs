//! Folders for people: a tree for each account.

use std::io::{self, Write};

use morkdb_profile::State;

use super::{Counted, Opened};
use crate::layout::Layout;
use crate::mail::table::{Colour, Content, Table};
use crate::mail::tree::{Lines, last_ones};
use crate::mail::value::size;
use crate::printable::{counted as count_of, grouped, printable};
use crate::run::Outlet;
use crate::style::Role;
use crate::survey::opened::kind;

const TITLES: [(&str, Content); 6] = [
    ("folder", Content::Text),
    ("total", Content::Number),
    ("unread", Content::Number),
    ("size", Content::Number),
    ("state", Content::Exact),
    ("", Content::Text),
];

/// A line of the tree.
#[derive(Debug)]
struct Line {
    depth: usize,
    cells: Vec<(String, Colour)>,
}

/// Numbers that are added up.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    folders: usize,
    total: u64,
    unread: u64,
    bytes: u64,
}

/// Writes the tree.
pub(super) fn print(
    out: &mut Outlet<'_>,
    opened: &Opened,
    counted: &[Counted<'_>],
    layout: Layout,
) -> io::Result<()> {
    if counted.is_empty() {
        return writeln!(out.words(), "there are no folders in this profile");
    }
    let mut lines = Vec::new();
    let mut all = Sums::default();
    for folders in counted.chunk_by(|one, other| one.folder.account == other.folder.account) {
        let sums = Sums::of(folders);
        all.add(sums);
        lines.push(account_line(opened, folders, sums));
        lines.extend(folder_lines(folders));
    }
    draw(&mut lines);
    let sum = Line { depth: 0, cells: sum_cells(&count_of(all.folders, "folder"), all, "") };
    print_lines(out, lines, sum, layout)
}

/// Puts lines before the names, which lead from a folder to those in it.
fn draw(lines: &mut [Line]) {
    let depths: Vec<_> = lines.iter().map(|line| line.depth).collect();
    let mut leads = Lines::default();
    for (line, is_last) in lines.iter_mut().zip(last_ones(&depths)) {
        let lead = leads.next(line.depth, is_last);
        if let Some((name, _)) = line.cells.first_mut() {
            name.insert_str(0, &lead);
        }
    }
}

fn print_lines(out: &mut Outlet<'_>, lines: Vec<Line>, sum: Line, layout: Layout) -> io::Result<()> {
    let mut table = Table::new(TITLES.map(|(title, content)| (title.to_owned(), content)), layout);
    for line in lines.iter().chain([&sum]) {
        let values: Vec<_> = line.cells.iter().map(|(value, _)| value.clone()).collect();
        table.make_room(&values);
    }
    table.fit();
    table.print_titles(out)?;
    lines.into_iter().try_for_each(|line| table.print_cells(out, line.cells))?;
    writeln!(out)?;
    table.print_cells(out, sum.cells)
}

fn account_line(opened: &Opened, folders: &[Counted<'_>], sums: Sums) -> Line {
    let first = folders.first();
    let account = first.and_then(|first| opened.profile.account_of(first.folder));
    let about = account.map_or("", |account| kind(&account.server.kind));
    let name = first.map_or("", |first| first.account);
    Line { depth: 0, cells: sum_cells(&printable(name.as_bytes()), sums, &printable(about.as_bytes())) }
}

fn sum_cells(name: &str, sums: Sums, about: &str) -> Vec<(String, Colour)> {
    let heading = Some(Role::Heading);
    vec![
        (name.to_owned(), heading),
        (number(sums.total), heading),
        (number(sums.unread), heading),
        (size(sums.bytes), heading),
        (String::new(), None),
        (about.to_owned(), Some(Role::Faint)),
    ]
}

/// The folders of an account. One stands below the nearest above it that is shown, too.
fn folder_lines(folders: &[Counted<'_>]) -> Vec<Line> {
    let mut above: Vec<&[String]> = Vec::new();
    let line = |counted: &Counted<'_>| (counted.folder.names.clone(), cells(counted));
    let all: Vec<_> = folders.iter().map(line).collect();
    let mut lines = Vec::new();
    for (names, mut cells) in all.iter().map(|(names, cells)| (names, cells.clone())) {
        while above.last().is_some_and(|last| !names.starts_with(last)) {
            above.pop();
        }
        let own = names.get(above.last().map_or(0, |last| last.len())..).unwrap_or_default();
        if let Some((name, _)) = cells.first_mut() {
            *name = printable(own.join("/").as_bytes());
        }
        above.push(names);
        lines.push(Line { depth: above.len(), cells });
    }
    lines
}

/// What stands in the line of a folder; its name is put there later.
fn cells(counted: &Counted<'_>) -> Vec<(String, Colour)> {
    let survey = &counted.survey;
    if counted.folder.is_virtual() {
        let mut cells = vec![(String::new(), None); 5];
        cells.push((saved_search(counted), Some(Role::Faint)));
        return cells;
    }
    let unread = (survey.unread > 0).then_some(Role::Heading);
    let is_known = survey.origin.is_some();
    let shown = |text: String| if is_known { text } else { String::new() };
    vec![
        (String::new(), unread),
        (shown(number(survey.total)), unread),
        (shown(if survey.unread > 0 { number(survey.unread) } else { String::new() }), unread),
        (if survey.mail_bytes > 0 { size(survey.mail_bytes) } else { String::new() }, None),
        (counted.state().to_owned(), Some(colour(&survey.state))),
        (about(counted), Some(Role::Faint)),
    ]
}

fn colour(state: &State) -> Role {
    match state {
        State::Valid => Role::Added,
        state if state.is_of_this_mail() => Role::Added,
        State::Stale(_) => Role::Changed,
        State::Damaged(_) => Role::Error,
        State::Missing => Role::Warning,
    }
}

/// What a folder is for, and why its summary is no better.
fn about(counted: &Counted<'_>) -> String {
    let role = counted.folder.role.map(|role| role.name().to_owned());
    let why = counted.why().filter(|_| !counted.survey.state.is_of_this_mail());
    let parts: Vec<_> = role.into_iter().chain(why).collect();
    printable(parts.join("; ").as_bytes())
}

fn saved_search(counted: &Counted<'_>) -> String {
    let Some(search) = &counted.folder.saved_search else { return "saved search".to_owned() };
    printable(format!("saved search: {}", search.terms).as_bytes())
}

fn number(number: u64) -> String {
    grouped(usize::try_from(number).unwrap_or(usize::MAX))
}

impl Sums {
    fn of(folders: &[Counted<'_>]) -> Self {
        let mut sums = Self::default();
        for Counted { survey, .. } in folders {
            let (total, unread, bytes) = (survey.total, survey.unread, survey.mail_bytes);
            sums.add(Self { folders: 1, total, unread, bytes });
        }
        sums
    }

    fn add(&mut self, other: Self) {
        self.folders += other.folders;
        self.total += other.total;
        self.unread += other.unread;
        self.bytes += other.bytes;
    }
}

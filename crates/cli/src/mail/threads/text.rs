//! Threads for people.

use std::io::{self, Write};

use morkdb_folder::{FolderRef, Thread, TreeItem};

use crate::layout::Layout;
use crate::mail::column::Known;
use crate::mail::marks;
use crate::mail::message::Message;
use crate::mail::pen::{Form, Pen};
use crate::mail::table::{Content, Table};
use crate::mail::tree::{Lines, last_ones};
use crate::mail::zone::Clock;
use crate::printable::{grouped, printable};
use crate::run::Outlet;
use crate::style::Role;

const TITLES: [(&str, Content); 6] = [
    ("key", Content::Number),
    ("date", Content::Exact),
    ("from", Content::Text),
    ("subject", Content::Text),
    ("messages", Content::Exact),
    ("flags", Content::Text),
];

/// Writes the threads as a table, a message a line.
pub(super) fn print(
    out: &mut Outlet<'_>,
    folder: FolderRef<'_>,
    clock: &Clock,
    layout: Layout,
    label: &str,
) -> io::Result<()> {
    let mut threads: Vec<_> = folder.threads().collect();
    if threads.is_empty() {
        return writeln!(out.words(), "{label}: there are no threads");
    }
    // Their own order means nothing to people.
    threads.sort_by_cached_key(|thread| (thread.newest_date(), thread.key()));
    let pen = Pen::new(clock, Form::Human);
    let mut table = Table::new(TITLES.map(|(title, content)| (title.to_owned(), content)), layout);
    for thread in &threads {
        each_line(*thread, &pen, |values, _| {
            table.make_room(&values);
            Ok(())
        })?;
    }
    table.fit();
    table.print_titles(out)?;
    for thread in threads {
        each_line(thread, &pen, |values, colour| table.print(out, values, colour))?;
    }
    Ok(())
}

fn each_line<'f>(
    thread: Thread<'f>,
    pen: &Pen<'f, '_>,
    mut give: impl FnMut(Vec<String>, Option<Role>) -> io::Result<()>,
) -> io::Result<()> {
    let items: Vec<_> = thread.tree().collect();
    let depths: Vec<_> = items.iter().map(|item| usize::try_from(item.depth).unwrap_or(usize::MAX)).collect();
    let mut lines = Lines::default();
    for ((item, depth), is_last) in items.iter().zip(&depths).zip(last_ones(&depths)) {
        let lead = lines.next(*depth, is_last);
        let colour = (!item.message.is_read()).then_some(Role::Heading);
        give(values(thread, item, &lead, pen), colour)?;
    }
    Ok(())
}

fn values<'f>(thread: Thread<'f>, item: &TreeItem<'f>, lead: &str, pen: &Pen<'f, '_>) -> Vec<String> {
    let message = Message::new(item.message);
    let is_root = item.depth == 0;
    let text = |column: Known| {
        let mut text = Vec::new();
        column.write(&message, pen, &mut text);
        printable(&text)
    };
    let subject = format!("{lead}{}", text(Known::Subject));
    let messages = if is_root { count(thread) } else { String::new() };
    let flags: &[&str] = if is_root { thread_flags(thread) } else { &[] };
    let flags: Vec<_> = flags.iter().copied().chain(marks::shown(&message)).collect();
    vec![text(Known::Key), text(Known::Date), text(Known::From), subject, messages, flags.join(" ")]
}

/// `3, 1 unread`; nothing for a message alone.
fn count(thread: Thread<'_>) -> String {
    let count = thread.len();
    match usize::try_from(thread.unread()).unwrap_or(usize::MAX) {
        _ if count == 1 => String::new(),
        0 => grouped(count),
        unread => format!("{}, {} unread", grouped(count), grouped(unread)),
    }
}

fn thread_flags(thread: Thread<'_>) -> &'static [&'static str] {
    match (thread.is_ignored(), thread.is_watched()) {
        (true, true) => &["thread-ignored", "thread-watched"],
        (true, false) => &["thread-ignored"],
        (false, true) => &["thread-watched"],
        (false, false) => &[],
    }
}

//! `mork search`: messages of all folders of a profile.

mod column;
mod output;

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use morkdb_folder::MessageHeader;
use morkdb_profile::{Loaded, MailFolder, Store};

use crate::args::{Color, ListFormat, SearchArgs};
use crate::bar;
use crate::input::Failure;
use crate::layout::Layout;
use crate::mail::message::Message;
use crate::mail::messages::wrong;
use crate::mail::query::Query;
use crate::mail::zone::Clock;
use crate::printable::{counted, printable};
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::survey::{Opened, warn};

use output::{Output, Place};

/// A search under way.
struct Search<'s> {
    opened: &'s Opened,
    query: Query,
    output: Output<'s>,
    /// How many messages may still be shown.
    left: Option<AtomicU64>,
    /// How many messages were looked at, and how many of them are such.
    looked: AtomicU64,
    found: AtomicU64,
}

/// Searches.
pub(crate) fn run(args: &SearchArgs, color: Color) -> io::Result<Status> {
    let (clock, trouble) = Clock::of_system(args.utc);
    let query = Query::parse(&args.query, &clock);
    let query = query.map_err(|error| wrong(error.of_argument("EXPR").to_string()))?;
    let columns = column::chosen(&args.columns)?;
    say(trouble);
    let opened = Opened::new(&args.input.profile, &args.scope)?;
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    let output = Output::new(args.format, columns, &opened, &clock, layout);
    let left = args.limit.map(AtomicU64::new);
    let search =
        Search { opened: &opened, query, output, left, looked: AtomicU64::new(0), found: AtomicU64::new(0) };
    search.run().map(|status| status.max(opened.status()))
}

/// Says it at once.
fn say(trouble: Option<Failure>) {
    if let Some(Failure { sentence, hint }) = trouble {
        let hint = hint.map(|hint| format!("hint: {hint}\n")).unwrap_or_default();
        // Nobody can be told that standard error is closed.
        _ = write!(io::stderr(), "mork: {sentence}\n{hint}");
    }
}

impl Search<'_> {
    fn run(&self) -> io::Result<Status> {
        let folders = self.opened.real_folders();
        let bar = bar::of_bytes("searching", folders.iter().map(|folder| folder.bytes_to_read()).sum());
        let status = run::each_with(&folders, bar.clone(), |_, folder, out| {
            let status = self.folder(folder, out);
            bar.inc(folder.bytes_to_read());
            status
        });
        bar.finish_and_clear();
        let (found, looked) = (self.found.load(Ordering::Relaxed), self.looked.load(Ordering::Relaxed));
        run::once(|out| {
            self.output.end(out)?;
            if found == 0 && self.output.format() == ListFormat::Table && status.is_ok() {
                say_nothing(out, looked)?;
            }
            Ok(Status::Clean)
        })?;
        status
    }

    fn folder(&self, folder: &MailFolder, out: &mut Outlet<'_>) -> io::Result<Status> {
        if self.is_over() || (!folder.has_summary && folder.store == Store::None) {
            return Ok(Status::Clean);
        }
        let loaded = match folder.load() {
            Ok(loaded) => loaded,
            Err(error) => {
                let what = printable(self.opened.profile.shown_text(error.to_string()).as_bytes());
                writeln!(out.words(), "warning: {what}; this folder is left out")?;
                return Ok(Status::Findings);
            }
        };
        self.messages(folder, &loaded, out)?;
        match loaded.warning(folder) {
            Some(warning) => {
                warn(out.words(), &self.opened.profile.shown_warning(&warning));
                Ok(Status::Findings)
            }
            None => Ok(Status::Clean),
        }
    }

    fn messages(&self, folder: &MailFolder, loaded: &Loaded, out: &mut Outlet<'_>) -> io::Result<()> {
        let (read, tags) = (loaded.folder.read(), self.opened.profile.tags());
        let mut looked = 0;
        let is_wanted = |header: &MessageHeader<'_>| {
            looked += 1;
            self.query.wants(&Message::with_tags(*header, tags))
        };
        let mut found: Vec<_> = read.messages().filter(is_wanted).collect();
        self.looked.fetch_add(looked, Ordering::Relaxed);
        self.claim(&mut found, out)?;
        if found.is_empty() {
            return Ok(());
        }
        self.found.fetch_add(found.len() as u64, Ordering::Relaxed);
        let place = Place {
            account: self.opened.account(folder),
            path: folder.path(),
            file: &self.opened.profile.shown_path(&folder.summary),
        };
        self.output.print(out, &place, found.iter().map(|header| Message::with_tags(*header, tags)))
    }

    fn is_over(&self) -> bool {
        self.left.as_ref().is_some_and(|left| left.load(Ordering::Relaxed) == 0)
    }

    /// Where only so many are wanted: drops those that are too many, when it is known how many were shown before.
    fn claim(&self, found: &mut Vec<MessageHeader<'_>>, out: &Outlet<'_>) -> io::Result<()> {
        let Some(left) = &self.left else { return Ok(()) };
        if !found.is_empty() {
            out.wait()?;
            let most = left.load(Ordering::Relaxed);
            found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            left.fetch_sub(found.len() as u64, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn say_nothing(out: &mut Outlet<'_>, looked: u64) -> io::Result<()> {
    match usize::try_from(looked).unwrap_or(usize::MAX) {
        0 => writeln!(out.words(), "there are no messages"),
        1 => writeln!(out.words(), "the only message is not what was asked for"),
        looked => writeln!(out.words(), "none of {} is what was asked for", counted(looked, "message")),
    }
}

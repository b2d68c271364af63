//! `mork watch`: what happens to folders, as it happens.

mod json;
mod text;
mod words;

use std::collections::HashSet;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use morkdb::OpenOptions;
use morkdb_folder::watch::{Sight, Watcher};
use morkdb_folder::{FolderEvent, FolderRef};

use super::zone::Clock;
use crate::args::{StreamFormat, WatchArgs};
use crate::input::Source;
use crate::run::Status;

/// Tells what happens until it is stopped.
pub(crate) fn run(args: &WatchArgs) -> io::Result<Status> {
    if args.files.iter().any(|path| Source::new(path) == Source::Stdin) {
        let sentence =
            "standard input (-) cannot be watched\nhint: name a file; one that is called so is ./-";
        return Err(io::Error::new(ErrorKind::InvalidInput, sentence));
    }
    let (clock, trouble) = Clock::of_system(args.utc);
    if let Some(failure) = trouble {
        let hint = failure.hint.map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
        // Nobody can be told that standard error is closed.
        _ = writeln!(io::stderr(), "mork: {}{hint}", failure.sentence);
    }
    let mut watcher = Watcher::with_options(OpenOptions::new().reading(args.reading.into()));
    args.files.iter().for_each(|file| watcher.watch(file));
    let mut stream = Stream::new(args, clock);
    loop {
        watcher.poll(&mut |path, sight| stream.tell(path, sight));
        if stream.is_over() {
            return stream.result.map(|()| Status::Clean);
        }
        thread::sleep(Duration::from_millis(args.interval));
    }
}

/// Where events go.
#[derive(Debug)]
struct Stream {
    format: StreamFormat,
    clock: Clock,
    /// How many lines may still be written.
    left: Option<u64>,
    /// Whether the messages that are there are told, too.
    existing: bool,
    /// The files whose messages were.
    told: HashSet<PathBuf>,
    result: io::Result<()>,
}

impl Stream {
    fn new(args: &WatchArgs, clock: Clock) -> Self {
        let (format, left, existing) = (args.format, args.count, args.existing);
        Self { format, clock, left, existing, told: HashSet::new(), result: Ok(()) }
    }

    fn is_over(&self) -> bool {
        self.left == Some(0) || self.result.is_err()
    }

    fn tell(&mut self, path: &Path, sight: &Sight<'_>) {
        self.line(path, sight);
        if let Sight::Event(notice) = sight
            && matches!(notice.event, FolderEvent::Opened)
            && self.existing
            && self.told.insert(path.to_owned())
        {
            self.tell_existing(path, notice.folder);
        }
    }

    /// Every message, as if it had just been added.
    fn tell_existing(&mut self, path: &Path, folder: FolderRef<'_>) {
        for message in folder.messages() {
            let event =
                FolderEvent::HeaderAdded { message, parent: message.parent(), flags: message.flags() };
            let notice = morkdb_folder::Notice { folder, event: &event, instigator: None };
            self.line(path, &Sight::Event(notice));
        }
    }

    /// Writes a line, if there is anything to be said, and hands it on at once.
    fn line(&mut self, path: &Path, sight: &Sight<'_>) {
        if self.is_over() {
            return;
        }
        let source = Source::new(path);
        let line = match self.format {
            StreamFormat::Text => text::line(&self.clock, &source, sight),
            StreamFormat::Jsonl => Some(json::line(&self.clock, &source, sight)),
        };
        if let Some(line) = line {
            self.result = write(&line);
            self.left = self.left.map(|left| left.saturating_sub(1));
        }
    }
}

fn write(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// The moment at which a line is written (RFC 3339).
fn now(clock: &Clock) -> String {
    let mut text = Vec::new();
    clock.write_exact(jiff::Timestamp::now().as_second(), &mut text);
    String::from_utf8(text).unwrap_or_default()
}

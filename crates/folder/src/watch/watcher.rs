//! Files that other programs change.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use morkdb::OpenOptions;
use morkdb::file::{DiskStorage, Image, Stamp, Storage};

use super::differences;
use crate::events::{FolderEvent, Notice};
use crate::folder::Folder;
use crate::validity::{Reason, folder_of};

/// What a watcher sees.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Sight<'s> {
    /// Something happened to the folder. The first thing is that it was [opened](FolderEvent::Opened).
    Event(Notice<'s>),
    /// The folder cannot be read any more. Its last state is kept, and told from when it can be read again, which begins with
    /// [`Opened`](FolderEvent::Opened) as well.
    Lost(&'s Reason),
}

/// Watches the files of folders that another program, such as Thunderbird, has open. There is no thread and no clock in it: the
/// program calls [`poll`](Self::poll) as often as it likes. A file that was not touched costs one look at its metadata.
///
/// What was appended to a file is told at once. Where a file was written anew, it is believed when two polls in a row
/// have found it the same, since it may be half written; so is that it is gone or empty. Nothing is ever written.
///
/// ```
/// use morkdb_folder::watch::{Sight, Watcher};
/// let mut watcher = Watcher::new();
/// watcher.watch("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf");
/// watcher.poll(&mut |path, sight| match sight {
///     Sight::Event(notice) => println!("{}: {:?}", path.display(), notice.event),
///     Sight::Lost(reason) => println!("{}: {reason}", path.display()),
///     _ => {}
/// });
/// ```
#[derive(Debug, Default)]
pub struct Watcher {
    options: OpenOptions,
    files: Vec<Watched>,
}

impl Watcher {
    /// Watches nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads files with these options.
    pub fn with_options(options: OpenOptions) -> Self {
        Self { options, files: Vec::new() }
    }

    /// Watches one more file, which need not be there. It is first looked at by the next [`poll`](Self::poll).
    pub fn watch(&mut self, path: impl Into<PathBuf>) {
        self.files.push(Watched {
            path: path.into(),
            is_new: true,
            seen: None,
            settled: false,
            folder: None,
            lost: false,
        });
    }

    /// Looks at all files, and tells what has happened to their folders since the last time.
    pub fn poll(&mut self, tell: &mut dyn FnMut(&Path, &Sight<'_>)) {
        for file in &mut self.files {
            file.poll(&self.options, tell);
        }
    }

    /// The last state of a folder that could be read.
    pub fn folder(&self, path: impl AsRef<Path>) -> Option<&Folder> {
        self.files.iter().find(|file| file.path == path.as_ref())?.folder.as_ref()
    }
}

#[derive(Debug)]
struct Watched {
    path: PathBuf,
    /// Whether there was a poll yet.
    is_new: bool,
    /// What was there at the last one.
    seen: Option<Stamp>,
    /// Whether two polls in a row have read the same: a file can be changed twice within one tick of the clock.
    settled: bool,
    /// The last state that could be read.
    folder: Option<Folder>,
    /// Whether it was told that it cannot be read now.
    lost: bool,
}

impl Watched {
    fn poll(&mut self, options: &OpenOptions, tell: &mut dyn FnMut(&Path, &Sight<'_>)) {
        let there = Stamp::at(&self.path).unwrap_or_default();
        if self.settled && self.seen == there {
            return;
        }
        let read = DiskStorage::new(&self.path).read();
        let stamp = match &read {
            Ok(image) => image.as_ref().map(|image| image.stamp),
            Err(_) => there,
        };
        self.settled = !self.is_new && self.seen == stamp;
        self.seen = stamp;
        let sure = self.settled || self.is_new;
        self.is_new = false;
        // A stamp does not say when a file that could not be read can be.
        self.settled &= read.is_ok();
        if let Err(reason) = self.accept(options, read, sure, tell) {
            self.lose(&reason, sure, tell);
        }
    }

    /// Takes what was read for the state of the folder, if it can be one: `sure` says that it is whole.
    fn accept(
        &mut self,
        options: &OpenOptions,
        read: Result<Option<Image>, morkdb::Error>,
        sure: bool,
        tell: &mut dyn FnMut(&Path, &Sight<'_>),
    ) -> Result<(), Reason> {
        let read = read.map_err(|error| Reason::Unreadable(Arc::new(error)))?;
        let bytes = read.ok_or(Reason::Missing)?.bytes;
        let known = self.folder.as_ref().map(|folder| folder.database().store().bytes());
        if !self.lost && known == Some(&*bytes) {
            return Ok(());
        }
        let is_appended = known.is_some_and(|known| bytes.starts_with(known));
        let new = folder_of(options.from_bytes(bytes))?;
        if sure || is_appended {
            self.take(new, tell);
        }
        Ok(())
    }

    fn take(&mut self, new: Folder, tell: &mut dyn FnMut(&Path, &Sight<'_>)) {
        let folder = new.read();
        let mut event = |event: &FolderEvent<'_>| {
            tell(&self.path, &Sight::Event(Notice { folder, event, instigator: None }));
        };
        if self.folder.is_none() || self.lost {
            event(&FolderEvent::Opened);
        }
        if let Some(old) = &self.folder {
            differences(old.read(), folder, &mut event);
        }
        self.lost = false;
        self.folder = Some(new);
    }

    fn lose(&mut self, reason: &Reason, sure: bool, tell: &mut dyn FnMut(&Path, &Sight<'_>)) {
        if sure && !self.lost {
            self.lost = true;
            tell(&self.path, &Sight::Lost(reason));
        }
    }
}

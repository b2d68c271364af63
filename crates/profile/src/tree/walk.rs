//! Finding folders on disk.

use std::collections::{BTreeMap, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use hashbrown::HashSet;

use super::{Node, skip};
use crate::account::Account;
use crate::boundary::{Boundary, Reach};
use crate::store::Store;
use crate::warning::Warning;

/// How deep folders may be within each other; Thunderbird shows no more either.
const DEEPEST: usize = 100;

/// A directory that has folders in it.
#[derive(Debug)]
struct Level {
    account: usize,
    parent: Option<usize>,
    depth: usize,
    path: PathBuf,
    /// The same without links.
    real: PathBuf,
}

/// What a directory has of a folder.
#[derive(Debug, Default)]
struct Found {
    has_summary: bool,
    has_mbox: bool,
    /// A directory of its name, and whether there is a `cur` in it.
    directory: Option<bool>,
    /// `.sbd`, links resolved, and whether it is a link itself.
    children: Option<(PathBuf, bool)>,
}

#[derive(Debug)]
struct Walk<'w> {
    boundary: &'w Boundary,
    /// Directories of accounts, as they are named.
    tops: HashSet<&'w Path>,
    entered: HashSet<PathBuf>,
    levels: Vec<Level>,
    /// Links to directories: they wait until all others were entered, so that each folder is where it really lies.
    links: VecDeque<Level>,
    nodes: Vec<Node>,
    warnings: &'w mut Vec<Warning>,
}

/// All folders of all accounts, each behind the one that it is in.
pub(super) fn walk(boundary: &Boundary, accounts: &[Account], warnings: &mut Vec<Warning>) -> Vec<Node> {
    let mut walk = Walk {
        boundary,
        tops: accounts.iter().map(|account| account.server.directory.as_path()).collect(),
        entered: HashSet::new(),
        levels: Vec::new(),
        links: VecDeque::new(),
        nodes: Vec::new(),
        warnings,
    };
    for (account, of) in accounts.iter().enumerate().rev() {
        walk.start(account, &of.server.directory);
    }
    walk.run();
    walk.nodes
}

impl Walk<'_> {
    fn warn(&mut self, path: &Path, what: impl Into<String>) {
        self.warnings.push(Warning::new(path, what));
    }

    /// An account's directory; an account may have none.
    fn start(&mut self, account: usize, path: &Path) {
        if path.as_os_str().is_empty() {
            return;
        }
        match self.boundary.reach(path) {
            Reach::Inside(real) => {
                self.levels.push(Level { account, parent: None, depth: 0, path: path.to_owned(), real });
            }
            Reach::Outside => self.warn(path, "this leads out of the profile; what is there was not read"),
            Reach::Missing => {}
        }
    }

    fn run(&mut self) {
        loop {
            while let Some(level) = self.levels.pop() {
                self.enter(level);
            }
            let Some(link) = self.links.pop_front() else { return };
            if self.entered.contains(&link.real) {
                self.warn(
                    &link.path,
                    "this link leads to folders that were read already; they are not shown again",
                );
            } else {
                self.levels.push(link);
            }
        }
    }

    fn enter(&mut self, level: Level) {
        if !self.entered.insert(level.real.clone()) {
            return;
        }
        let entries = match fs::read_dir(&level.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => {
                return self.warn(&level.path, format!("cannot be read: {error}; its folders are left out"));
            }
        };
        let mut found = BTreeMap::new();
        for entry in entries {
            match entry {
                Ok(entry) => self.look_at(&level, &entry, &mut found),
                Err(error) => self.warn(&level.path, format!("cannot be read to its end: {error}")),
            }
        }
        for (file, found) in found {
            self.take(&level, file, found);
        }
    }

    /// Notes what a file says of a folder.
    fn look_at(&mut self, level: &Level, entry: &DirEntry, found: &mut BTreeMap<OsString, Found>) {
        let name = entry.file_name();
        let (stem, end) = parts(&name);
        if skip::is_never(&stem.to_string_lossy()) {
            return;
        }
        let path = level.path.join(&name);
        let Some(there) = self.there(level, entry, &path) else { return };
        let found = found.entry(stem.to_owned()).or_default();
        match (end, there.is_directory) {
            (End::Summary, false) => found.has_summary = true,
            (End::Children, true) => found.children = Some((there.real, there.is_link)),
            (End::None, true) => found.directory = self.has_cur(&path),
            (End::None, false) => found.has_mbox = true,
            (End::Summary, true) | (End::Children, false) => {}
        }
    }

    /// What a name leads to, if that is a file or a directory in the profile.
    fn there(&mut self, level: &Level, entry: &DirEntry, path: &Path) -> Option<There> {
        let kind = entry.file_type().ok()?;
        if !kind.is_symlink() {
            let real = level.real.join(entry.file_name());
            return (kind.is_dir() || kind.is_file()).then_some(There {
                real,
                is_directory: kind.is_dir(),
                is_link: false,
            });
        }
        match self.boundary.reach(path) {
            Reach::Inside(real) => {
                let kind = fs::metadata(&real).ok()?.file_type();
                (kind.is_dir() || kind.is_file()).then_some(There {
                    real,
                    is_directory: kind.is_dir(),
                    is_link: true,
                })
            }
            Reach::Outside => {
                self.warn(path, "this link leads out of the profile and was not followed");
                None
            }
            Reach::Missing => {
                self.warn(path, "this link leads nowhere");
                None
            }
        }
    }

    /// Whether a directory has `cur`, where a maildir has its messages; `None` where that leads out of the profile.
    fn has_cur(&mut self, directory: &Path) -> Option<bool> {
        let cur = directory.join("cur");
        if !fs::symlink_metadata(&cur).is_ok_and(|there| there.is_symlink()) {
            return Some(cur.is_dir());
        }
        match self.boundary.reach(&cur) {
            Reach::Inside(real) => Some(real.is_dir()),
            Reach::Outside => {
                self.warn(&cur, "this link leads out of the profile and was not followed");
                None
            }
            Reach::Missing => Some(false),
        }
    }

    /// Takes what was found for a folder, if it is one.
    fn take(&mut self, level: &Level, file: OsString, found: Found) {
        let path = level.path.join(&file);
        // The summary of an account itself lies beside its directory.
        if self.tops.contains(path.as_path()) {
            return;
        }
        let store = store(&path, &found);
        if store == Store::None && !found.has_summary && found.children.is_none() {
            return;
        }
        let at = self.nodes.len();
        let mut summary = path.clone().into_os_string();
        summary.push(".msf");
        let mut children = path.into_os_string();
        children.push(".sbd");
        self.nodes.push(Node {
            account: level.account,
            parent: level.parent,
            file,
            summary: summary.into(),
            has_summary: found.has_summary,
            store,
        });
        if let Some((real, is_link)) = found.children {
            self.go_down(level, at, Path::new(&children), real, is_link);
        }
    }

    fn go_down(&mut self, level: &Level, parent: usize, path: &Path, real: PathBuf, is_link: bool) {
        let depth = level.depth + 1;
        if depth >= DEEPEST {
            let what =
                format!("its folders are left out: they are more than {DEEPEST} deep within each other");
            return self.warn(path, what);
        }
        let below =
            Level { account: level.account, parent: Some(parent), depth, path: path.to_owned(), real };
        if is_link {
            self.links.push_back(below);
        } else {
            self.levels.push(below);
        }
    }
}

/// What a name leads to.
struct There {
    real: PathBuf,
    is_directory: bool,
    is_link: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    None,
    Summary,
    Children,
}

/// A name without `.msf` or `.sbd`.
fn parts(name: &OsStr) -> (&OsStr, End) {
    let path = Path::new(name);
    let end = match path.extension() {
        Some(end) if end == "msf" => End::Summary,
        Some(end) if end == "sbd" => End::Children,
        _ => return (name, End::None),
    };
    (path.file_stem().unwrap_or(name), end)
}

/// The mail of a folder. A file of a name that folders rarely have is mail if there is a summary beside it or mail in it; a directory
/// if it has `cur`, or there is a summary beside it.
fn store(path: &Path, found: &Found) -> Store {
    let is_rare = || path.file_name().is_some_and(|name| skip::is_rarely(&name.to_string_lossy()));
    if found.has_mbox && (found.has_summary || !is_rare() || begins_with_mail(path)) {
        Store::Mbox(path.to_owned())
    } else if found.directory == Some(true) || (found.directory.is_some() && found.has_summary) {
        Store::Maildir(path.to_owned())
    } else {
        Store::None
    }
}

fn begins_with_mail(path: &Path) -> bool {
    let mut start = [0; 5];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"From "
}

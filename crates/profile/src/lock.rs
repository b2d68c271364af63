//! Whether a Mozilla program is running with a profile.
//!
//! Such a program has its databases in memory, and writes to their files when it likes. What anybody else writes meanwhile
//! is lost, or makes the file one that it cannot read. So each of them holds a lock in its profile: a lock on the file
//! `.parentlock` and a symbolic link `lock`, or on Windows the file `parent.lock`. They stay when the program ends or
//! crashes, so that what counts is whether somebody holds them. Looking changes nothing.

#[cfg(unix)]
#[path = "lock/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "lock/windows.rs"]
mod system;
#[cfg(not(any(unix, windows)))]
mod system {
    /// Nothing is known of other systems.
    pub(super) fn holder(_folder: &std::path::Path) -> Option<super::Holder> {
        None
    }
}

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

/// Who holds a profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    folder: PathBuf,
    lock: &'static str,
    process: Option<u32>,
    program: Option<String>,
    machine: Option<Ipv4Addr>,
}

impl Holder {
    /// Who holds the profile that this file is in, if it is in one and somebody does. Every folder that the file is in is
    /// looked at.
    pub fn of(file: &Path) -> Option<Self> {
        folders(file).iter().find_map(|folder| system::holder(folder))
    }

    /// Who holds the profile that is in this folder.
    pub fn of_profile(folder: &Path) -> Option<Self> {
        system::holder(folder)
    }

    /// The folder of the profile.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What in it says so: `.parentlock`, `lock` or `parent.lock`, with the folder.
    pub fn lock(&self) -> PathBuf {
        self.folder.join(self.lock)
    }

    /// The process, where that is known.
    pub fn process(&self) -> Option<u32> {
        self.process
    }

    /// What the process calls itself: it may be any text. Known on Linux alone.
    pub fn program(&self) -> Option<&str> {
        self.program.as_deref()
    }

    /// The other machine that it runs on; `None` where it is this one.
    pub fn machine(&self) -> Option<Ipv4Addr> {
        self.machine
    }
}

/// The folders that a file is in, the nearest first: as its path has it, and where symbolic links lead to.
pub fn folders(file: &Path) -> Vec<PathBuf> {
    let parent = match file.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Vec::new(),
    };
    let real_file = file.canonicalize().ok().and_then(|file| file.parent().map(Path::to_owned));
    let starts = [std::path::absolute(parent).ok(), parent.canonicalize().ok(), real_file];
    let mut folders: Vec<PathBuf> = Vec::new();
    for start in starts.into_iter().flatten() {
        for folder in start.ancestors() {
            if !folders.iter().any(|known| known == folder) {
                folders.push(folder.to_owned());
            }
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_go_up_from_the_file() {
        let folders = folders(Path::new("a.msf"));
        assert_eq!(folders[0], std::env::current_dir().unwrap());
        assert!(folders.iter().any(|folder| folder.parent().is_none()));
    }
}

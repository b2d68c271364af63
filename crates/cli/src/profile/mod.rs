//! Whether a Mozilla program is running with the profile that a file is in.
//!
//! Such a program has its databases in memory, and writes to their files when it likes. What anybody else writes meanwhile
//! is lost, or makes the file one that it cannot read. So each of them holds a lock in its profile: a lock on the file
//! `.parentlock` and a symbolic link `lock`, or on Windows the file `parent.lock`. They stay when the program ends or
//! crashes, so that what counts is whether somebody holds them. Looking changes nothing.

#[cfg(unix)]
#[path = "unix.rs"]
mod lock;
#[cfg(windows)]
#[path = "windows.rs"]
mod lock;
#[cfg(not(any(unix, windows)))]
mod lock {
    /// Nothing is known of other systems.
    pub(super) fn holder(_folder: &std::path::Path) -> Option<super::Holder> {
        None
    }
}

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use crate::input::Failure;
use crate::printable::printable;

/// Who holds a profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Holder {
    /// The folder of the profile.
    folder: PathBuf,
    /// What in it says so.
    lock: &'static str,
    /// The process, where that is known.
    process: Option<u32>,
    /// What the process calls itself.
    program: Option<String>,
    /// The other machine that it runs on.
    machine: Option<Ipv4Addr>,
}

impl Holder {
    /// Who holds the profile that this file is in, if it is in one and somebody does.
    pub(crate) fn of(file: &Path) -> Option<Self> {
        folders(file).iter().find_map(|folder| lock::holder(folder))
    }

    /// Why nothing is written to the file, and what can be done.
    pub(crate) fn failure(&self, label: &str) -> Failure {
        let program =
            self.program.as_deref().map_or("a Mozilla program".to_owned(), |name| printable(name.as_bytes()));
        let process = self.process.map_or_else(String::new, |process| format!("process {process}"));
        let machine = self.machine.map_or_else(String::new, |machine| format!("on {machine}"));
        let about =
            [process, machine].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let about = if about.is_empty() { about } else { format!(" ({about})") };
        let lock = self.folder.join(self.lock);
        let lock = printable(lock.to_string_lossy().as_bytes());
        let hint = if self.machine.is_some() {
            format!(
                "close it there; where that machine has crashed, remove {lock}, or write nevertheless with --force"
            )
        } else {
            "close it, or write to a copy; with --force it may lose what is written, or the whole file"
                .to_owned()
        };
        Failure {
            sentence: format!("{label}: {program}{about} holds the profile, as {lock} says"),
            hint: Some(hint),
        }
    }
}

/// The folders that a file is in, the nearest first: as its path has it, and where symbolic links lead to.
pub(crate) fn folders(file: &Path) -> Vec<PathBuf> {
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

    fn holder() -> Holder {
        let folder = PathBuf::from("p");
        Holder {
            folder,
            lock: ".parentlock",
            process: Some(7),
            program: Some("thunderbird\x1B".to_owned()),
            machine: None,
        }
    }

    #[test]
    fn the_sentence_says_who_and_what_can_be_done() {
        let lock = Path::new("p").join(".parentlock").display().to_string();
        let failure = holder().failure("a.msf");
        assert_eq!(
            failure.sentence,
            format!("a.msf: thunderbird\\x1B (process 7) holds the profile, as {lock} says")
        );
        assert!(failure.hint.unwrap().contains("--force"));
        let nobody = Holder { process: None, program: None, ..holder() };
        assert_eq!(
            nobody.failure("a").sentence,
            format!("a: a Mozilla program holds the profile, as {lock} says")
        );
        let far = Holder { machine: Some(Ipv4Addr::new(192, 0, 2, 1)), program: None, ..holder() };
        assert!(far.failure("a").sentence.contains("(process 7 on 192.0.2.1)"));
    }

    #[test]
    fn folders_go_up_from_the_file() {
        let folders = folders(Path::new("a.msf"));
        assert_eq!(folders[0], std::env::current_dir().unwrap());
        assert!(folders.iter().any(|folder| folder.parent().is_none()));
    }
}

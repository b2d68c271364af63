//! The locks of a profile on Unix: a write lock on the file `.parentlock`, and the symbolic link `lock`, which leads to
//! `ADDRESS:+PROCESS`. The plus sign says that the process holds the write lock, too; where that is free, the link was
//! left behind by a crash. Older programs, and those on file systems without locks, have the link alone.

use std::net::{Ipv4Addr, UdpSocket};
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Flock, FlockOffsetType, FlockType, Pid};

use super::Holder;

const FILE: &str = ".parentlock";
const LINK: &str = "lock";

/// Who holds the profile of this folder, if it is one.
pub(super) fn holder(folder: &Path) -> Option<Holder> {
    let (lock, process, machine) = match file_lock(&folder.join(FILE)) {
        Lock::Held(process) => (FILE, process, None),
        lock => {
            let link = Link::read(&folder.join(LINK))?;
            if link.has_file_lock && lock == Lock::Free {
                return None;
            }
            let machine = Some(link.machine).filter(|machine| !is_ours(*machine));
            if machine.is_none() && !is_alive(link.process) {
                return None;
            }
            (LINK, Some(link.process), machine)
        }
    };
    let process = process.and_then(|process| u32::try_from(process).ok());
    let program = process.filter(|_| machine.is_none()).and_then(program);
    Some(Holder { folder: folder.to_owned(), lock, process, program, machine })
}

/// What is known of a lock on a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lock {
    /// Nobody has it.
    Free,
    /// A process has it; which one is not always known.
    Held(Option<i32>),
    /// The system does not say.
    Unknown,
}

/// Asks for the lock without taking it.
fn file_lock(path: &Path) -> Lock {
    // Not to wait for another program where the file is a pipe.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => file,
        Err(Errno::NOENT | Errno::NOTDIR) => return Lock::Free,
        Err(_) => return Lock::Unknown,
    };
    // Whatever keeps us from reading is a lock for writing.
    let whole =
        Flock { start: 0, length: 0, pid: None, typ: FlockType::ReadLock, offset_type: FlockOffsetType::Set };
    match rustix::process::fcntl_getlk(&file, &whole) {
        Ok(None) => Lock::Free,
        Ok(Some(lock)) => Lock::Held(lock.pid.map(|process| process.as_raw_nonzero().get())),
        Err(_) => Lock::Unknown,
    }
}

/// Where the symbolic link leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Link {
    machine: Ipv4Addr,
    has_file_lock: bool,
    process: i32,
}

impl Link {
    fn read(path: &Path) -> Option<Self> {
        Self::parse(std::fs::read_link(path).ok()?.to_str()?)
    }

    fn parse(target: &str) -> Option<Self> {
        let (machine, process) = target.split_once(':')?;
        let plain = process.strip_prefix('+');
        let process = plain.unwrap_or(process).parse().ok().filter(|process| *process > 0)?;
        Some(Self { machine: machine.parse().ok()?, has_file_lock: plain.is_some(), process })
    }
}

/// Whether it is an address of this machine: only to such a one can a socket be bound.
fn is_ours(machine: Ipv4Addr) -> bool {
    machine.is_loopback() || UdpSocket::bind((machine, 0)).is_ok()
}

/// Whether there is such a process; somebody else's counts as well.
fn is_alive(process: i32) -> bool {
    let Some(process) = Pid::from_raw(process) else { return false };
    rustix::process::test_kill_process(process) != Err(Errno::SRCH)
}

/// What a process calls itself, on Linux.
fn program(process: u32) -> Option<String> {
    let name = std::fs::read(format!("/proc/{process}/comm")).ok()?;
    Some(String::from_utf8_lossy(name.trim_ascii_end()).into_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;
    use std::process::{Command, Stdio};

    use super::*;

    /// A folder of ours, which goes when the test ends.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("mork-profile-{}-{name}", std::process::id()));
            std::fs::create_dir(&path).unwrap();
            Self(path)
        }

        fn link(&self, target: &str) {
            _ = std::fs::remove_file(self.0.join(LINK));
            symlink(target, self.0.join(LINK)).unwrap();
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// A process that has ended.
    fn dead() -> u32 {
        let mut child = Command::new("true").stdin(Stdio::null()).spawn().unwrap();
        child.wait().unwrap();
        child.id()
    }

    #[test]
    fn links_are_read() {
        let link = |target| {
            Link::parse(target).map(|link| (link.machine.to_string(), link.has_file_lock, link.process))
        };
        assert_eq!(link("127.0.1.1:+123"), Some(("127.0.1.1".to_owned(), true, 123)));
        assert_eq!(link("192.0.2.7:9"), Some(("192.0.2.7".to_owned(), false, 9)));
        for target in [
            "",
            "lock",
            "127.0.0.1",
            "127.0.0.1:",
            "127.0.0.1:+",
            "127.0.0.1:-5",
            "127.0.0.1:0",
            "host:1",
            "127.0.0.1:1x",
        ] {
            assert_eq!(link(target), None, "{target}");
        }
    }

    #[test]
    fn what_a_crash_left_behind_holds_nothing() {
        let folder = Scratch::new("stale");
        assert_eq!(holder(&folder.0), None);
        std::fs::write(folder.0.join(FILE), "").unwrap();
        assert_eq!(holder(&folder.0), None);
        // Its process is alive, but would hold the file, too; or it is not alive.
        folder.link(&format!("127.0.1.1:+{}", std::process::id()));
        assert_eq!(holder(&folder.0), None);
        folder.link(&format!("127.0.1.1:{}", dead()));
        assert_eq!(holder(&folder.0), None);
        folder.link("somewhere");
        assert_eq!(holder(&folder.0), None);
    }

    #[test]
    fn a_link_of_a_living_process_holds() {
        let folder = Scratch::new("alive");
        folder.link(&format!("127.0.1.1:{}", std::process::id()));
        let found = holder(&folder.0).unwrap();
        assert_eq!((found.lock, found.process, found.machine), (LINK, Some(std::process::id()), None));
        assert_eq!(found.program.is_some(), cfg!(target_os = "linux"));
    }

    #[test]
    fn a_link_from_another_machine_holds() {
        let folder = Scratch::new("remote");
        folder.link("192.0.2.1:5");
        let found = holder(&folder.0).unwrap();
        assert_eq!((found.process, found.machine), (Some(5), Some(Ipv4Addr::new(192, 0, 2, 1))));
    }
}

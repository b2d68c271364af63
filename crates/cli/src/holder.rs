//! What is said where a Mozilla program holds the profile of a file that is to be written.

use morkdb_profile::Holder;

use crate::input::Failure;
use crate::printable::printable;

/// Why nothing is written to the file of this name, and what can be done.
pub(crate) fn failure(holder: &Holder, label: &str) -> Failure {
    let lock = printable(holder.lock().to_string_lossy().as_bytes());
    let hint = if holder.machine().is_some() {
        format!(
            "close it there; where that machine has crashed, remove {lock}, or write nevertheless with --force"
        )
    } else {
        "close it, or write to a copy; with --force it may lose what is written, or the whole file".to_owned()
    };
    let sentence = format!("{label}: {} holds the profile, as {lock} says", who(holder));
    Failure { sentence, hint: Some(hint) }
}

/// The program, with what is known of it: `thunderbird (process 7 on 192.0.2.1)`.
pub(crate) fn who(holder: &Holder) -> String {
    let program = holder.program().map_or("a Mozilla program".to_owned(), |name| printable(name.as_bytes()));
    let process = holder.process().map(|process| format!("process {process}"));
    let machine = holder.machine().map(|machine| format!("on {machine}"));
    let about: Vec<_> = [process, machine].into_iter().flatten().collect();
    if about.is_empty() { program } else { format!("{program} ({})", about.join(" ")) }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    /// A folder of ours, which goes when the test ends.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("mork-holder-{}-{name}", std::process::id()));
            std::fs::create_dir(&path).unwrap();
            Self(path)
        }

        /// What is said where the profile has this lock.
        fn failure(&self, target: &str) -> Option<Failure> {
            symlink(target, self.0.join("lock")).unwrap();
            let holder = Holder::of(&self.0.join("a.msf"));
            std::fs::remove_file(self.0.join("lock")).unwrap();
            holder.map(|holder| failure(&holder, "a.msf"))
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_sentence_says_who_and_what_can_be_done() {
        let folder = Scratch::new("far");
        let lock = folder.0.join("lock").display().to_string();
        let failure = folder.failure("192.0.2.1:7").unwrap();
        let program = "a Mozilla program (process 7 on 192.0.2.1)";
        assert_eq!(failure.sentence, format!("a.msf: {program} holds the profile, as {lock} says"));
        assert!(failure.hint.unwrap().contains("--force"));
        assert_eq!(folder.failure("192.0.2.1"), None);
    }

    /// A process can call itself anything.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_name_of_the_program_is_safe_to_print() {
        use std::io::{Read, Write};
        use std::process::{Command, Stdio};

        let folder = Scratch::new("name");
        let program = folder.0.join("bird\u{1B}");
        symlink("/bin/cat", &program).unwrap();
        let mut child = Command::new(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        // Once it answers, it has its own name, and not that of who started it.
        child.stdin.as_mut().unwrap().write_all(b"x").unwrap();
        child.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        let process = child.id();
        let failure = folder.failure(&format!("127.0.0.1:{process}")).unwrap();
        drop(child.stdin.take());
        child.wait().unwrap();
        let who = format!("a.msf: bird\\x1B (process {process}) holds");
        assert!(failure.sentence.starts_with(&who), "{}", failure.sentence);
    }
}

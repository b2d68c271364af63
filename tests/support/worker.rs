//! A test that starts itself again as another process, and a folder of its own for the files that they share.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What a worker is told in the environment.
const JOB: &str = "MORKDB_TEST_JOB";

/// A folder, which goes when the test ends.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("morkdb-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("a.msf")
    }

    /// The names of what is in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts this program again, with nothing but the test `name`, which finds its job and the file in [`job`].
pub fn start(name: &str, job: &str, file: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(JOB, format!("{job} {}", file.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What this process was started for: its job and the file; `None` where it is no worker.
pub fn job() -> Option<(String, PathBuf)> {
    let told = std::env::var(JOB).ok()?;
    let (job, file) = told.split_once(' ')?;
    Some((job.to_owned(), file.into()))
}

//! What the examples that measure have in common.

use std::fs;
use std::hint::black_box;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// A file that is there while this is.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn with(bytes: &[u8]) -> io::Result<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("morkdb-ratios-{}-{number}.msf", std::process::id()));
        let scratch = Self(path);
        fs::write(&scratch.0, bytes)?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Prints a figure. Answers whether it is within its bound, or unknown.
pub(crate) fn figure(what: &str, ratio: Result<f64, &str>, bound: f64) -> bool {
    let held = ratio.is_ok_and(|ratio| ratio > bound);
    match ratio {
        Ok(ratio) => {
            println!("{what:<58} {ratio:5.2}  (at most {bound}: {})", if held { "over" } else { "ok" });
        }
        Err(why) => println!("{what:<58}     -  (at most {bound}: {why})"),
    }
    !held
}

#[allow(clippy::cast_precision_loss, reason = "files are far below 2^52 bytes")]
pub(crate) fn as_float(bytes: usize) -> f64 {
    bytes as f64
}

/// Keeps the shortest time, in seconds.
pub(crate) fn timed<T>(best: &mut f64, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = black_box(run());
    *best = best.min(start.elapsed().as_secs_f64());
    result
}

/// The peak memory in bytes that a `/proc/PID/status` names.
pub(crate) fn peak(status: &str) -> Option<usize> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
}

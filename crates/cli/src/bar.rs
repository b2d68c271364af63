//! A bar that shows how far something is, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use morkdb_profile::MailFolder;

/// For bytes that are read: they say more than folders, whose sizes differ a lot.
const BYTES: &str = "{msg} {wide_bar} {percent}% of {total_bytes}, {eta} left ";

/// A bar for so many bytes. It is on standard error, and nowhere where that is no terminal.
pub(crate) fn of_bytes(what: &'static str, bytes: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template(BYTES).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what);
    bar
}

/// The bytes of a folder's summary.
pub(crate) fn summary_bytes(folder: &MailFolder) -> u64 {
    if !folder.has_summary {
        return 0;
    }
    std::fs::metadata(&folder.summary).map_or(0, |metadata| metadata.len())
}

//! A bar that shows how far something is, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// For bytes that are read: they say more than folders, whose sizes differ a lot.
const BYTES: &str = "{msg} {wide_bar} {percent}% of {total_bytes}, {eta} left ";

/// A bar for so many bytes. It is on standard error, and nowhere where that is no terminal.
pub(crate) fn of_bytes(what: &'static str, bytes: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template(BYTES).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what);
    bar
}

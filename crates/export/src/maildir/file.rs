//! Names of messages: `1751500000.0123456789abcdef0123.mork,S=2048:2,FSa`.
//!
//! The seconds since 1970 when the message was received, else those of its date; 20 hex digits of SHA-256 of the account, the path of the folder,
//! the key and the Message-ID; the size; the flags. The same message has the same name in every run.

use std::fmt::Write as _;

use morkdb_folder::MessageHeader;
use sha2::{Digest, Sha256};

use crate::names::hex;

/// What is between the name and its flags. Windows has no colons in names.
pub(super) const INFO: &str = if cfg!(windows) { ";2," } else { ":2," };
/// What names of messages have that were exported.
const MARK: &str = ".mork";

/// The part that says which message it is: all before the size.
pub(super) fn base(message: MessageHeader<'_>, place: &[&str], key: &str) -> String {
    let mut digest = Sha256::new();
    for part in place.iter().map(|part| part.as_bytes()).chain([key.as_bytes(), &message.message_id()]) {
        digest.update(part);
        digest.update([0]);
    }
    let mut name = seconds(message).to_string();
    let _ = write!(name, ".{}{MARK}", hex(&digest.finalize(), 10));
    name
}

/// When it was received, else its date; 0 where neither is known.
pub(super) fn seconds(message: MessageHeader<'_>) -> u32 {
    match message.date_received() {
        0 => message.date(),
        received => received,
    }
}

/// The [`base`] of a name, if it is one that an export has given.
pub(super) fn base_of(name: &str) -> Option<&str> {
    let base = name.split([',', ':', ';']).next()?;
    base.ends_with(MARK).then_some(base)
}

/// The name without its flags.
pub(super) fn stem_of(name: &str) -> &str {
    name.split(INFO).next().unwrap_or(name)
}

//! The cache as Mork.

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::RowRef;

use super::{CacheError, Entry, FolderCache, Value};

/// The scope of the folders and their table.
pub(super) const SCOPE: &str = "ns:msg:db:row:scope:folders:all";

impl FolderCache {
    /// Reads `panacea.dat`, and makes of it what Thunderbird makes when it moves to JSON. Folders without a path are left
    /// out, and of two with the same path the latter is taken. Text that is no UTF-8 has U+FFFD for what is not.
    pub fn from_mork(store: &Store) -> Result<Self, CacheError> {
        let scope = store.scope(SCOPE).ok_or(CacheError::NoFolders)?;
        let table = store.table(Oid::new(scope, 1)).ok_or(CacheError::NoFolders)?;
        Ok(table.rows().filter_map(|row| folder(store, row)).collect())
    }
}

fn folder(store: &Store, row: RowRef<'_>) -> Option<(String, Entry)> {
    let mut path = String::new();
    let mut entry = Entry::default();
    for cell in row.cells() {
        let (Some(name), Some(value)) = (store.name(cell.column), cell.value) else { continue };
        let value = value.bytes();
        if *name == *b"key" {
            path = text(&value);
        } else if let Some(value) = migrated(&name, &value) {
            entry.set(text(&name), value);
        }
    }
    (!path.is_empty()).then_some((path, entry))
}

/// What a cell becomes in JSON; `None` where it is left out, since it should be a number and is none.
fn migrated(name: &[u8], value: &[u8]) -> Option<Value> {
    match name {
        b"hierDelim" | b"lastSyncTimeInSec" | b"nextUID" | b"pendingMsgs" | b"pendingUnreadMsgs"
        | b"serverRecent" | b"serverTotal" | b"serverUnseen" | b"totalMsgs" | b"totalUnreadMsgs" => {
            scanned(value).map(|number| Value::from(low(number).cast_signed()))
        }
        b"aclFlags" | b"boxFlags" | b"flags" => scanned(value).map(|number| Value::from(low(number))),
        b"expungedBytes" | b"folderSize" => scanned(value).map(|number| Value::from(number.cast_signed())),
        _ => Some(Value::from(text(value))),
    }
}

/// A hexadecimal number as C's `sscanf` takes it with `%llx`: it may have white space, a sign and `0x` before it.
fn scanned(text: &[u8]) -> Option<u64> {
    let text = text.trim_ascii_start();
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let digits = match text {
        [b'0', b'x' | b'X', rest @ ..] if rest.first().is_some_and(u8::is_ascii_hexdigit) => rest,
        _ => text,
    };
    let mut digits = digits.iter().map_while(|byte| char::from(*byte).to_digit(16)).peekable();
    digits.peek()?;
    let number =
        digits.fold(0, |sum: u64, digit| if sum >> 60 == 0 { sum << 4 | u64::from(digit) } else { u64::MAX });
    Some(if negative { number.wrapping_neg() } else { number })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "as Mozilla, which takes the number of 32 bits out of what it has read"
)]
const fn low(number: u64) -> u32 {
    number as u32
}

/// Up to the first zero byte, as C takes text.
fn text(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

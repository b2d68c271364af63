//! What was written, or would be, in words.

use morkdb::file::{Preview, What, Why, Written};

use crate::printable::{counted, grouped};

/// What a commit has written.
pub(crate) fn written(written: &Written) -> String {
    match written.what {
        What::Nothing => "nothing to write".to_owned(),
        What::Group => format!("appended {}", bytes(written.bytes)),
        What::Whole(Why::New) => format!("made, {}", bytes(written.after)),
        What::Whole(why) => {
            let (before, after) = (grouped(size(written.before)), bytes(written.after));
            format!("written anew, because {why}: {before} -> {after}")
        }
        _ => format!("wrote {}", bytes(written.bytes)),
    }
}

/// What a commit would write to a file of this size.
pub(super) fn planned(preview: &Preview, before: u64) -> String {
    let length = counted(preview.text.len(), "byte");
    match preview.what {
        What::Nothing => "there would be nothing to write".to_owned(),
        What::Group => format!("would append {length}"),
        What::Whole(Why::New) => format!("would be made, {length}"),
        What::Whole(why) => {
            format!("would be written anew, because {why}: {} -> {length}", grouped(size(before)))
        }
        _ => format!("would write {length}"),
    }
}

/// What a file has lost in size, or gained.
pub(super) fn saved(before: u64, after: u64) -> String {
    if before == 0 {
        return format!("made, {}", bytes(after));
    }
    let sizes = format!("{} -> {}", grouped(size(before)), bytes(after));
    match before.checked_sub(after) {
        None => format!("{sizes}, {} more", grouped(size(after - before))),
        Some(0) => format!("{}, nothing saved", bytes(after)),
        Some(less) => {
            let permille = size(less).saturating_mul(1000) / size(before).max(1);
            format!("{sizes}, saved {} ({}.{} %)", grouped(size(less)), permille / 10, permille % 10)
        }
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn bytes(count: u64) -> String {
    counted(size(count), "byte")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn savings_are_said() {
        assert_eq!(saved(85_094, 74_000), "85,094 -> 74,000 bytes, saved 11,094 (13.0 %)");
        assert_eq!(saved(0, 99), "made, 99 bytes");
        assert_eq!(saved(100, 100), "100 bytes, nothing saved");
        assert_eq!(saved(100, 1100), "100 -> 1,100 bytes, 1,000 more");
        assert_eq!(saved(1000, 1), "1,000 -> 1 byte, saved 999 (99.9 %)");
    }
}

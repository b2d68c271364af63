//! Every prefix: a file that is cut off anywhere can be read, and holds what it held after its last whole commit group.
//!
//! This is what a crash or a full disk leaves of an append-only file, so it is the strongest promise that such a format
//! allows.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::path::Path;

use morkdb::file::Outcome;
use morkdb::read::Reading;
use morkdb::syntax::{EventKind, HEADER};
use support::{READINGS, Said, Snapshot, mork_files, open};

/// Files below this size are cut at every byte.
const SMALL: usize = 1700;

/// How often a larger file is cut.
const CUTS: usize = 60;

/// The places to cut a file at: all of them, or some that fall on all sorts of bytes.
fn cuts(len: usize) -> impl Iterator<Item = usize> {
    let step = if len < SMALL { 1 } else { (len / CUTS) | 1 };
    (0..=len).step_by(step)
}

/// Where the groups of a file begin and end; `None` where it has none, or where there is more between them than white
/// space, or anything is wrong.
fn groups(bytes: &[u8]) -> Option<Vec<(usize, usize)>> {
    let database = open(bytes, Reading::Lenient)?;
    let sound = |group: &morkdb::file::Group| group.outcome == Outcome::Committed;
    if !database.groups().iter().all(sound) || !database.diagnostics().is_empty() {
        return None;
    }
    let groups: Vec<_> = database.groups().iter().map(|group| group.span.range()).collect();
    let first = groups.first()?.start;
    let mut inside = false;
    for event in Said::pulled(bytes, Reading::Lenient).events {
        match event.kind {
            EventKind::GroupStart { .. } => inside = true,
            EventKind::GroupEnd { .. } => inside = false,
            EventKind::Trivia => {}
            _ if inside || event.span.range().start < first => {}
            _ => return None,
        }
    }
    Some(groups.into_iter().map(|range| (range.start, range.end)).collect())
}

/// Every prefix is read by all readings, and its events are all of it.
fn can_be_read(path: &Path, bytes: &[u8]) {
    for cut in cuts(bytes.len()) {
        let prefix = &bytes[..cut];
        for reading in READINGS {
            Said::pushed(prefix, reading).assert_tiles(prefix);
            let opened = open(prefix, reading).is_some();
            let must = reading == Reading::Lenient && prefix.starts_with(HEADER);
            assert!(opened || !must, "{} cut at {cut}", path.display());
        }
    }
}

/// Past the start of the first group, the lenient reading holds what the file held after the last group that is whole.
/// Answers how many prefixes that was.
fn holds_the_last_group(path: &Path, bytes: &[u8], groups: &[(usize, usize)]) -> usize {
    let mut states = vec![groups[0].0];
    states.extend(groups.iter().map(|group| group.1));
    let mut known: Option<(usize, Snapshot)> = None;
    let mut held = 0;
    for cut in cuts(bytes.len()).filter(|cut| *cut >= groups[0].0) {
        if groups.iter().any(|group| (group.0 + 1..start_marker_end(bytes, group.0)).contains(&cut)) {
            continue; // see `half_a_start_marker_is_nothing`
        }
        let last = *states.iter().rev().find(|end| **end <= cut).unwrap();
        if known.as_ref().is_none_or(|(end, _)| *end != last) {
            known = Some((last, Snapshot::read(&bytes[..last], Reading::Lenient).unwrap()));
        }
        let expected = known.as_ref().map(|(_, snapshot)| snapshot);
        let got = Snapshot::read(&bytes[..cut], Reading::Lenient);
        assert_eq!(got.as_ref(), expected, "{} cut at {cut}, last group at {last}", path.display());
        held += 1;
    }
    held
}

/// Where the start marker ends that begins at `start`.
fn start_marker_end(bytes: &[u8], start: usize) -> usize {
    bytes[start..].windows(2).position(|two| two == b"{@").unwrap() + start + 2
}

/// A file that is cut off within a start marker is what it was before it.
#[test]
fn half_a_start_marker_is_nothing() {
    for before in ["<(80=x)>[1:m(^61^80)]\n", "<(80=x)>[1:m(^61^80)]\n@$${1{@\n@$$}1}@\n\n"] {
        let whole = Snapshot::read(&support::mork(before), Reading::Lenient);
        for marker in ["@", "@$", "@$$", "@$${", "@$${2", "@$${2F", "@$${2F{", "@$${2F{@"] {
            let input = support::mork([before, marker].concat());
            let got = Snapshot::read(&input, Reading::Lenient);
            assert_eq!(got, whole, "{marker}");
        }
    }
}

#[test]
fn every_prefix_can_be_read() {
    for (path, bytes) in mork_files() {
        if bytes.len() < 12_000 {
            can_be_read(&path, &bytes);
        }
    }
}

#[test]
fn a_prefix_holds_the_last_whole_group() {
    let (mut files, mut prefixes) = (0, 0);
    for (path, bytes) in mork_files().iter().filter(|(_, bytes)| bytes.len() < 60_000) {
        let Some(groups) = groups(bytes) else { continue };
        files += 1;
        prefixes += holds_the_last_group(path, bytes, &groups);
    }
    println!("{prefixes} prefixes of {files} files");
    assert!(files >= 40 && prefixes >= 5000, "{prefixes} prefixes of {files} files");
}

//! Sizes of the types that there are many of, what may cross threads, and the errors of opening a file.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::path::PathBuf;

use morkdb::read::{Diagnostic, DiagnosticKind, Diagnostics, Effect, Reader, Reading};
use morkdb::store::{AtomRef, CellRef, RowRef, TableRef, Value};
use morkdb::syntax::{Cell, Event, EventKind, HEADER, Mid, RawValue, Span};
use morkdb::{Database, Error, OpenOptions, Store, id};
use support::{READINGS, mork, testdata};

/// Events and cells are passed by the million; a pointer more in one is a few percent of the time.
#[test]
fn hot_types_are_small() {
    assert_eq!(size_of::<Span>(), 8);
    assert_eq!(size_of::<RawValue<'_>>(), 16);
    assert_eq!(size_of::<id::Oid>(), 8);
    assert_eq!(size_of::<RowRef<'_>>(), 16);
    assert_eq!(size_of::<TableRef<'_>>(), 16);
    assert_eq!(size_of::<AtomRef<'_>>(), 16);
    assert!(size_of::<Mid<'_>>() <= 32);
    assert!(size_of::<Cell<'_>>() <= 64);
    assert!(size_of::<EventKind<'_>>() <= 88);
    assert!(size_of::<Event<'_>>() <= 96);
    assert!(size_of::<Value<'_>>() <= 32);
    assert!(size_of::<CellRef<'_>>() <= 40);
    assert!(size_of::<Diagnostic>() <= 12);
}

#[test]
fn stores_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Store>();
    crosses::<Database>();
    crosses::<Error>();
    crosses::<Diagnostics>();
    crosses::<OpenOptions>();
    crosses::<Reader<'static>>();
    crosses::<RowRef<'static>>();
    crosses::<Event<'static>>();
    crosses::<morkdb::store::Listener>();
    crosses::<morkdb::store::DetachedRow>();
}

/// A file of these bytes in a folder of its own for each test, which goes with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("morkdb-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.0.join("file.msf");
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn open(path: impl AsRef<std::path::Path>, reading: Reading) -> Result<Database, Error> {
    OpenOptions::new().reading(reading).open(path)
}

#[test]
fn a_file_that_is_not_there() {
    let scratch = Scratch::new("missing");
    let path = scratch.0.join("none.msf");
    match Database::open(&path) {
        Err(error @ Error::Io { .. }) => assert!(error.to_string().contains("none.msf"), "{error}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_folder_is_no_file() {
    let scratch = Scratch::new("folder");
    for reading in READINGS {
        match open(&scratch.0, reading) {
            Err(Error::Io { path, .. }) => assert_eq!(path, scratch.0),
            other => panic!("{other:?}"),
        }
    }
}

/// What a reading says to bytes that it refuses.
#[track_caller]
fn refuses(bytes: &[u8], reading: Reading, kind: DiagnosticKind) {
    let scratch = Scratch::new(&format!("refuses-{reading:?}-{}-{}", kind.name(), bytes.len()));
    match open(scratch.file(bytes), reading) {
        Err(Error::Refused(fault)) => {
            assert_eq!((fault.diagnostic.kind, fault.reading), (kind, reading));
            assert_eq!((fault.position.line, fault.position.column), (1, 1));
            assert_eq!(fault.diagnostic.effect, Effect::Refuses);
        }
        other => panic!("{reading:?}: {other:?}"),
    }
}

#[test]
fn an_empty_file_is_an_empty_store_to_the_lenient_reading_only() {
    let scratch = Scratch::new("empty");
    let database = Database::open(scratch.file(b"")).unwrap();
    assert_eq!(database.store().rows().len() + database.store().tables().len(), 0);
    let kinds: Vec<_> = database.diagnostics().iter().map(|diagnostic| diagnostic.kind).collect();
    assert_eq!(kinds, [DiagnosticKind::EmptyFile]);
    refuses(b"", Reading::Mozilla, DiagnosticKind::EmptyFile);
    refuses(b"", Reading::Strict, DiagnosticKind::EmptyFile);
}

#[test]
fn what_is_not_mork_is_refused() {
    for bytes in
        [&b"From - Mon Jan  1 00:00:00 2024\nSubject: hello\n"[..], b"\0\0\0\0", b"SQLite format 3\0", b"x"]
    {
        let scratch = Scratch::new("not-mork");
        assert!(
            matches!(Database::open(scratch.file(bytes)), Err(Error::NotMork)),
            "{}",
            bytes.escape_ascii()
        );
        refuses(bytes, Reading::Mozilla, DiagnosticKind::MissingHeader);
        refuses(bytes, Reading::Strict, DiagnosticKind::MissingHeader);
    }
}

#[test]
fn a_header_that_is_too_short_is_none() {
    for length in 1..HEADER.len() {
        let bytes = &HEADER[..length];
        let has_stem = bytes.starts_with(morkdb::syntax::HEADER_STEM);
        let kind = if has_stem { DiagnosticKind::OldVersion } else { DiagnosticKind::MissingHeader };
        refuses(bytes, Reading::Mozilla, kind);
        refuses(bytes, Reading::Strict, kind);
        let has_sign = bytes.windows(10).any(|window| window == b"<mdb:mork:");
        assert_eq!(Database::from_bytes(bytes.to_vec()).is_ok(), has_sign, "{length}");
    }
    for reading in READINGS {
        assert!(support::open(HEADER, reading).is_some(), "the header alone is an empty store");
    }
}

#[test]
fn an_older_version_is_read_leniently() {
    let bytes = [&b"// <!-- <mdb:mork:z v=\"1.3\"/> -->\n"[..], b"<(80=x)>[1:m(^61^80)]"].concat();
    let database = Database::from_bytes(bytes.clone()).unwrap();
    assert_eq!(database.store().rows().len(), 1);
    refuses(&bytes, Reading::Mozilla, DiagnosticKind::OldVersion);
    refuses(&bytes, Reading::Strict, DiagnosticKind::OldVersion);
}

#[test]
fn a_store_owns_its_bytes() {
    let bytes = mork("<(80=x)>[1:m(^61^80)]");
    let store = Database::from_bytes(bytes.clone()).unwrap().into_store();
    let store = std::thread::spawn(move || store).join().unwrap();
    assert_eq!(store.bytes(), bytes);
    let row = store.rows().next().unwrap();
    assert_eq!(row.get(id::Column::from_byte(b'a')).unwrap(), *"x");
}

#[test]
fn opening_a_file_is_reading_its_bytes() {
    let path = testdata("snapshots/local-05-copymove-dest.msf");
    let bytes = std::fs::read(&path).unwrap();
    let (opened, read) = (Database::open(&path).unwrap(), Database::from_bytes(bytes).unwrap());
    assert_eq!(support::Snapshot::of(opened.store()), support::Snapshot::of(read.store()));
}

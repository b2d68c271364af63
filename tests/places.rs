//! What may have become of the file before a commit: it is gone, or is a folder, or may not be written, or is another one.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use morkdb::file::What;
use morkdb::{Commit, Database, Error, OpenOptions};
use support::{counter, worker};

const WAYS: [Commit; 2] = [Commit::Group, Commit::Whole];

/// A new file that says 1, and a handle with the change to 2.
fn changed(path: &Path) -> Database {
    let mut database = OpenOptions::new().create(path).unwrap();
    counter::set(database.store_mut(), 1);
    database.commit().unwrap();
    counter::set(database.store_mut(), 2);
    database
}

#[track_caller]
fn count(path: &Path) -> u64 {
    counter::get(Database::open(path).unwrap().store()).unwrap()
}

#[track_caller]
fn assert_io(result: Result<morkdb::file::Written, Error>, kind: ErrorKind, path: &Path) {
    let error = result.expect_err("this cannot be written");
    assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    assert!(matches!(&error, Error::Io { source, .. } if source.kind() == kind), "{error:?}");
}

#[track_caller]
fn assert_is_changed(result: Result<morkdb::file::Written, Error>) {
    assert!(matches!(result, Err(Error::ChangedOnDisk { .. })), "{result:?}");
}

/// What could not be written can be, as soon as the file is there again as it was.
#[test]
fn a_file_that_is_gone_for_a_while() {
    let scratch = worker::Scratch::new("gone");
    let file = scratch.file();
    let mut database = changed(&file);
    let away = file.with_extension("away");
    fs::rename(&file, &away).unwrap();
    for how in WAYS {
        assert_is_changed(database.commit_as(how));
    }
    assert_eq!(scratch.names(), ["a.away"]);
    fs::create_dir(&file).unwrap();
    for how in WAYS {
        assert_io(database.commit_as(how), ErrorKind::IsADirectory, &file);
    }
    fs::remove_dir(&file).unwrap();
    fs::rename(&away, &file).unwrap();
    assert_eq!(database.commit().unwrap().what, What::Group);
    assert_eq!((count(&file), scratch.names()), (2, vec!["a.msf".into()]));
}

#[test]
fn a_file_that_may_not_be_written_for_a_while() {
    let scratch = worker::Scratch::new("read-only");
    let file = scratch.file();
    let mut database = changed(&file);
    let was = fs::metadata(&file).unwrap().permissions();
    let mut read_only = was.clone();
    read_only.set_readonly(true);
    fs::set_permissions(&file, read_only).unwrap();
    for how in WAYS {
        assert_io(database.commit_as(how), ErrorKind::PermissionDenied, &file);
    }
    fs::set_permissions(&file, was).unwrap();
    assert_eq!(database.commit().unwrap().what, What::Group);
    assert_eq!(count(&file), 2);
}

/// It may have the same bytes: it is another file, and someone may be about to write into it.
#[cfg(unix)]
#[test]
fn another_file_with_the_same_bytes() {
    let scratch = worker::Scratch::new("another");
    let file = scratch.file();
    for how in WAYS {
        let _ = fs::remove_file(&file);
        let mut database = changed(&file);
        let copy = file.with_extension("copy");
        fs::copy(&file, &copy).unwrap();
        fs::rename(&copy, &file).unwrap();
        assert_is_changed(database.commit_as(how));
        assert_eq!(count(&file), 1);
        assert!(database.rebase().unwrap().is_clean());
        database.commit_as(how).unwrap();
        assert_eq!(count(&file), 2);
    }
}

#[test]
fn a_folder_that_is_not_there_yet() {
    let scratch = worker::Scratch::new("no-folder");
    let folder = scratch.file();
    let file = folder.join("b.msf");
    let mut database = OpenOptions::new().create(&file).unwrap();
    counter::set(database.store_mut(), 1);
    assert_io(database.commit(), ErrorKind::NotFound, &file);
    fs::create_dir(&folder).unwrap();
    database.commit().unwrap();
    assert_eq!(count(&file), 1);
    fs::rename(&folder, folder.with_extension("away")).unwrap();
    counter::set(database.store_mut(), 2);
    for how in WAYS {
        assert_is_changed(database.commit_as(how));
    }
    fs::rename(folder.with_extension("away"), &folder).unwrap();
    database.commit().unwrap();
    assert_eq!(count(&file), 2);
}

/// The name that was asked for stays a link, whatever is written; where it leads elsewhere, that is another file.
#[cfg(unix)]
#[test]
fn a_symbolic_link() {
    let scratch = worker::Scratch::new("link");
    let (link, target) = (scratch.file(), scratch.file().with_extension("target"));
    std::os::unix::fs::symlink("a.target", &link).unwrap();
    let mut database = changed(&link);
    database.commit().unwrap();
    database.compress().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::symlink_metadata(&target).unwrap().is_file());
    assert_eq!((count(&link), count(&target)), (2, 2));

    let other = scratch.file().with_extension("other");
    fs::copy(&target, &other).unwrap();
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("a.other", &link).unwrap();
    counter::set(database.store_mut(), 3);
    for how in WAYS {
        assert_is_changed(database.commit_as(how));
    }
    assert_eq!((count(&target), count(&other)), (2, 2));
    assert_eq!(scratch.names(), ["a.msf", "a.other", "a.target"]);
}

/// A group is in the file, whatever its name. A file that was written anew has one name.
#[test]
fn hard_links() {
    let scratch = worker::Scratch::new("hard-links");
    let (file, other) = (scratch.file(), scratch.file().with_extension("other"));
    let mut database = changed(&file);
    fs::hard_link(&file, &other).unwrap();
    database.commit().unwrap();
    assert_eq!((count(&file), count(&other)), (2, 2));
    counter::set(database.store_mut(), 3);
    database.compress().unwrap();
    assert_eq!((count(&file), count(&other)), (3, 2));
}

/// Devices and the like have no end that could be written at.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_written() {
    let path = PathBuf::from("/dev/null");
    let mut database = OpenOptions::new().create(&path).unwrap();
    counter::set(database.store_mut(), 1);
    for how in WAYS {
        let error = database.commit_as(how).unwrap_err();
        assert!(error.to_string().contains("only a regular file"), "{error}");
    }
}

/// What a program that was killed has left goes with the next file that is written anew.
#[test]
fn leftovers_go() {
    let scratch = worker::Scratch::new("leftovers");
    let file = scratch.file();
    let mut database = changed(&file);
    fs::write(file.with_file_name(".a.msf.1-0.tmp"), "half of it").unwrap();
    database.commit().unwrap();
    assert_eq!(scratch.names().len(), 2, "a group needs no such file");
    database.compress().unwrap();
    assert_eq!(scratch.names(), ["a.msf"]);
}

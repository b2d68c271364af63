//! The service of open folders: validity, the cache, listeners, other programs, threads.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

#[path = "support/scratch.rs"]
mod scratch;

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use morkdb::OpenOptions;
use morkdb_folder::service::{Refreshed, Settings};
use morkdb_folder::validity::{LEEWAY, check_at};
use morkdb_folder::{
    DetachedHeader, Error, Field, Folder, FolderEvent, FolderHandle, FolderService, Listener, MailStore,
    MessageFlags, MessageKey, NewKey, Protocol, Reason,
};
use scratch::Scratch;

/// A summary of Thunderbird's with a mailbox of the size and the time that it says.
const SUMMARY: &str = "../../testdata/snapshots/local-04-threads-work.msf";
const SIZE: u64 = 0x74c2c;
const DATE: u64 = 0x6b02_4f54;

fn mailbox(scratch: &Scratch) {
    fs::copy(SUMMARY, scratch.path("work.msf")).unwrap();
    let mailbox = File::create(scratch.path("work")).unwrap();
    mailbox.set_len(SIZE).unwrap();
    mailbox.set_modified(UNIX_EPOCH + Duration::from_secs(DATE)).unwrap();
}

/// Changes cells of the folder information; `None` cuts one.
fn set_info(path: &Path, cells: &[(Field, Option<&str>)]) {
    let mut folder = Folder::open(path).unwrap();
    folder.change_store(|store| {
        let kind = store.kind("ns:msg:db:table:kind:dbfolderinfo").unwrap();
        let row = store.tables_of(kind).next().unwrap().rows().next().unwrap().oid();
        for (field, value) in cells {
            let column = store.make_column(field.name()).unwrap();
            match value {
                Some(value) => store.set(row, column, value).unwrap(),
                None => store.cut(row, column).unwrap(),
            };
        }
    });
    folder.commit().unwrap();
}

fn hex(number: u64) -> String {
    format!("{number:x}")
}

/// What is wrong with the summary, as `open_if_valid` says it.
fn verdict(path: &Path) -> String {
    let service = FolderService::new();
    let opened = match service.open_if_valid(path) {
        Ok(_) => Vec::new(),
        Err(Error::Invalid { reasons, .. }) => reasons,
        Err(other) => panic!("{other}"),
    };
    let named = |reasons: Vec<Reason>| {
        let names = reasons.iter().map(|reason| {
            let text = format!("{reason:?}");
            text.split([' ', '(']).next().unwrap_or_default().to_owned()
        });
        names.collect::<Vec<_>>().join(" ")
    };
    let looked_at = named(check_at(&OpenOptions::new(), path, LEEWAY));
    let opened = named(opened);
    assert_eq!(opened, looked_at);
    opened
}

#[test]
fn one_thing_wrong_at_a_time_as_thunderbird_judges_it() {
    use Field::{
        FixedBadRefThreading, FolderDate, FolderSize, ForceReparse, HighWaterKey, NumMsgs, NumUnread, Version,
    };
    let cases: &[(&str, Field, Option<&str>)] = &[
        ("StoreSize", FolderSize, Some(&hex(SIZE + 1))),
        ("StoreSize", FolderSize, Some("0")),
        ("StoreSize", FolderSize, None),
        ("StoreDate", FolderDate, Some(&hex(DATE - 4001))),
        ("StoreDate", FolderDate, Some(&hex(DATE + 4100))),
        ("StoreDate", FolderDate, None),
        ("Version", Version, Some("0")),
        ("Version", Version, Some("2")),
        ("Version", Version, None),
        ("ForceReparse", ForceReparse, Some("1")),
        ("NegativeUnread", NumUnread, Some("ffffffff")),
        ("", FolderDate, Some(&hex(DATE - 3999))),
        ("", FolderDate, Some(&hex(DATE + 3999))),
        ("", FixedBadRefThreading, None),
        ("", HighWaterKey, None),
        ("", HighWaterKey, Some("1")),
        ("", NumMsgs, Some("7")),
        ("", NumMsgs, None),
        ("", NumUnread, Some("7fff")),
        ("", NumUnread, None),
    ];
    for (expected, field, value) in cases {
        let scratch = Scratch::new("verdicts");
        mailbox(&scratch);
        let path = scratch.path("work.msf");
        assert_eq!(verdict(&path), "");
        set_info(&path, &[(*field, *value)]);
        let before = fs::read(&path).unwrap();
        assert_eq!(verdict(&path), *expected, "{field:?} {value:?}");
        assert_eq!(fs::read(&path).unwrap(), before, "the file stays");
    }
}

#[test]
fn damaged_files_as_thunderbird_judges_them() {
    let bytes = fs::read(SUMMARY).unwrap();
    let cases: [(&str, &[u8]); 5] = [
        ("NoFolderInfo", &bytes[..100_000]),
        ("Unreadable", b"\x93garbage\0\xff"),
        ("Unreadable", b"SQLite format 3\0\x10\0\x02\x02"),
        ("Empty", b""),
        ("", &bytes),
    ];
    for (expected, bytes) in cases {
        let scratch = Scratch::new("damaged");
        mailbox(&scratch);
        let path = scratch.path("work.msf");
        fs::write(&path, bytes).unwrap();
        assert_eq!(verdict(&path), expected);
        assert_eq!(fs::read(&path).unwrap(), bytes, "the file stays");
    }
}

#[test]
fn a_mailbox_that_changed_is_noticed() {
    let scratch = Scratch::new("mailbox");
    mailbox(&scratch);
    let (path, store) = (scratch.path("work.msf"), scratch.path("work"));
    fs::write(&store, "From - \n").unwrap();
    assert_eq!(verdict(&path), "StoreSize StoreDate");
    fs::remove_file(&store).unwrap();
    assert_eq!(verdict(&path), "StoreMissing");
    fs::create_dir_all(store.join("cur")).unwrap();
    assert_eq!(verdict(&path), "MaildirNotValid");
    fs::remove_file(&path).unwrap();
    assert_eq!(verdict(&path), "Missing");
}

/// Only local folders are compared with what is beside them.
#[test]
fn real_summaries_of_other_kinds_are_valid() {
    for name in [
        "imap-07-offline-move-archive",
        "local-10-virtual-unread-saved",
        "maildir-02-deleted-md",
        "news-04-expired-test.alpha",
    ] {
        let scratch = Scratch::new("kinds");
        let path = scratch.path("x.msf");
        fs::copy(format!("../../testdata/snapshots/{name}.msf"), &path).unwrap();
        if name.starts_with("maildir") {
            fs::create_dir_all(scratch.path("x/cur")).unwrap();
        } else {
            fs::write(scratch.path("x"), "another size").unwrap();
        }
        assert_eq!(verdict(&path), "", "{name}");
    }
}

#[test]
fn what_is_marked_as_valid_is_so_until_the_mailbox_changes() {
    let scratch = Scratch::new("mark");
    let path = scratch.path("new.msf");
    let service = FolderService::new();
    let handle = service.create(&path, Protocol::Local).unwrap();
    fs::write(scratch.path("new"), "From - \n").unwrap();
    let mark = |folder: &mut Folder| {
        let store = MailStore::beside(&path, folder.read(), folder.protocol());
        folder.mark_valid(&store)?;
        folder.commit()
    };
    handle.write(mark).unwrap();
    assert_eq!(verdict(&path), "");
    assert!(handle.validity().unwrap().is_empty());
    fs::write(scratch.path("new"), "From - \n\n").unwrap();
    assert_eq!(verdict(&path), "StoreSize");
    handle.write(mark).unwrap();
    assert_eq!(verdict(&path), "");
    handle
        .write(|folder| {
            folder.mark_invalid(&MailStore::None)?;
            folder.commit()
        })
        .unwrap();
    assert_eq!(verdict(&path), "Version");
}

fn folders(scratch: &Scratch, service: &FolderService, count: usize) -> Vec<FolderHandle> {
    let make = |at| {
        let handle = service.create(scratch.path(&format!("{at}.msf")), Protocol::Local).unwrap();
        handle.write(Folder::commit).unwrap();
        handle
    };
    (0..count).map(make).collect()
}

fn open(handles: &[FolderHandle]) -> Vec<usize> {
    (0..handles.len()).filter(|at| handles[*at].is_open()).collect()
}

fn service(max_open: usize) -> FolderService {
    FolderService::with_settings(Settings { max_open, ..Settings::default() })
}

fn add(handle: &FolderHandle) -> MessageKey {
    handle.write(|folder| folder.add(&DetachedHeader::new(), NewKey::Next)).unwrap()
}

fn count(handle: &FolderHandle) -> usize {
    handle.read(|folder| folder.read().len()).unwrap()
}

#[test]
fn the_least_recently_used_is_closed_first() {
    let scratch = Scratch::new("lru");
    let service = service(3);
    let handles = folders(&scratch, &service, 4);
    assert_eq!(open(&handles), [1, 2, 3]);
    count(&handles[1]);
    // Using what was closed opens it again, and closes another.
    count(&handles[0]);
    assert_eq!(open(&handles), [0, 1, 3]);
    let order: Vec<_> = service.open_folders().iter().map(|handle| handle.path().to_owned()).collect();
    assert_eq!(order, [3, 1, 0].map(|at| handles[at].path().to_owned()));
    assert!(service.cached(scratch.path("2.msf")).is_none());
    assert!(service.cached(scratch.path("./1.msf")).is_some());
}

#[test]
fn changes_that_are_not_committed_keep_a_folder_open() {
    let scratch = Scratch::new("uncommitted");
    let service = service(1);
    let handles = folders(&scratch, &service, 3);
    add(&handles[0]);
    add(&handles[1]);
    count(&handles[2]);
    assert_eq!(open(&handles), [0, 1, 2]);
    handles[0].write(Folder::commit).unwrap();
    // Its file has grown, so it is looked what can be closed: the other has changes.
    assert_eq!(open(&handles), [0, 1]);
    count(&handles[2]);
    assert_eq!(open(&handles), [1, 2]);
    assert_eq!(handles.iter().map(count).collect::<Vec<_>>(), [1, 1, 0]);
}

#[test]
fn memory_is_bounded_as_well() {
    let scratch = Scratch::new("memory");
    let size = fs::metadata(SUMMARY).unwrap().len();
    let settings = Settings { max_bytes: size * 7, ..Settings::default() };
    let service = FolderService::with_settings(settings);
    let handles: Vec<_> = (0..4)
        .map(|at| {
            let path = scratch.path(&format!("{at}.msf"));
            fs::copy(SUMMARY, &path).unwrap();
            service.open(path).unwrap()
        })
        .collect();
    // Each is taken for three times its file.
    assert_eq!(open(&handles), [2, 3]);
    // One that is larger than the bound alone is open while it is the last one used.
    let service = FolderService::with_settings(Settings { max_bytes: 1, ..Settings::default() });
    let large = service.open(scratch.path("0.msf")).unwrap();
    assert!(large.is_open());
}

#[test]
fn a_folder_has_one_handle_whatever_it_is_called() {
    let scratch = Scratch::new("names");
    let service = FolderService::new();
    let created = service.create(scratch.path("a.msf"), Protocol::Local).unwrap();
    add(&created);
    assert!(!scratch.path("a.msf").exists());
    let same = service.open(scratch.path("./a.msf")).unwrap();
    assert_eq!(count(&same), 1);
    assert!(service.create(scratch.path("a.msf"), Protocol::Local).is_err());
    same.write(Folder::commit).unwrap();
    assert!(matches!(
        FolderService::new().create(scratch.path("a.msf"), Protocol::Local),
        Err(Error::File(morkdb::Error::Exists { .. }))
    ));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(scratch.path("a.msf"), scratch.path("b.msf")).unwrap();
        assert_eq!(count(&service.open(scratch.path("b.msf")).unwrap()), 1);
        assert_eq!(service.open_folders().len(), 1);
    }
}

#[test]
fn closing_commits_and_handles_stay_good() {
    let scratch = Scratch::new("close");
    let service = FolderService::new();
    let path = scratch.path("a.msf");
    let handle = service.create(&path, Protocol::Local).unwrap();
    add(&handle);
    assert!(service.close(&path).unwrap());
    assert!(!service.close(&path).unwrap());
    assert!(!handle.is_open());
    assert_eq!(Folder::open(&path).unwrap().read().len(), 1);
    assert_eq!(count(&handle), 1);
    add(&handle);
    service.close_all().unwrap();
    assert_eq!(Folder::open(&path).unwrap().read().len(), 2);
    // What cannot be committed stays open, with its changes.
    add(&handle);
    fs::write(&path, "").unwrap();
    assert!(service.close(&path).is_err());
    assert_eq!((handle.is_open(), count(&handle)), (true, 3));
}

/// What the file does not have is not lost when a folder is closed for others.
#[test]
fn new_messages_are_still_new_when_a_folder_was_closed() {
    let scratch = Scratch::new("new");
    let service = FolderService::new();
    let handle = service.create(scratch.path("a.msf"), Protocol::Imap).unwrap();
    let mut header = DetachedHeader::new();
    header.edit().set_flags(MessageFlags::NEW).unwrap();
    let keys =
        [1, 2, 3].map(|key| handle.write(|folder| folder.add(&header, NewKey::At(MessageKey(key)))).unwrap());
    service.close_all().unwrap();
    let mut other = Folder::open(handle.path()).unwrap();
    other.mark_read(keys[1], true).unwrap();
    other.commit().unwrap();
    let new = handle.read(|folder| folder.read().new_keys().collect::<Vec<_>>()).unwrap();
    assert_eq!(new, [keys[0], keys[2]]);
    assert_eq!(handle.read(Folder::protocol).unwrap(), Protocol::Imap);
}

/// The names of the events that a listener is told.
fn log(service: &FolderService, path: &Path) -> (Listener, Arc<Mutex<Vec<String>>>) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&log);
    let listener = service.listen_to(path, move |notice| {
        let text = match notice.event {
            FolderEvent::InfoChanged { name, .. } => format!("Info {}", String::from_utf8_lossy(name)),
            FolderEvent::HeaderAdded { message, .. } => format!("Added {}", message.key()),
            FolderEvent::HeaderDeleted { message, .. } => format!("Deleted {}", message.key()),
            FolderEvent::FlagsChanged { message, new, .. } => format!("Flags {} {new:?}", message.key()),
            FolderEvent::PropertyChanged { message, name, .. } => {
                format!("Property {} {}", message.key(), String::from_utf8_lossy(name))
            }
            other => format!("{other:?}"),
        };
        told.lock().unwrap().push(text);
    });
    (listener.unwrap(), log)
}

fn taken(log: &Mutex<Vec<String>>) -> Vec<String> {
    std::mem::take(&mut log.lock().unwrap())
}

#[test]
fn listeners_come_before_the_folder_and_stay_after_it() {
    let scratch = Scratch::new("pending");
    let service = service(1);
    let path = scratch.path("a.msf");
    let (listener, log) = log(&service, &path);
    assert!(service.open(&path).is_err());
    assert_eq!(taken(&log), [""; 0]);
    let handle = service.create(&path, Protocol::Local).unwrap();
    assert_eq!(taken(&log), ["Opened"]);
    add(&handle);
    handle.write(Folder::commit).unwrap();
    assert!(taken(&log).contains(&"Added 1".to_owned()));
    // Another folder takes its place, and it takes the place of that.
    service.create(scratch.path("b.msf"), Protocol::Local).unwrap().write(Folder::commit).unwrap();
    assert_eq!(taken(&log), ["GoingAway"]);
    count(&handle);
    assert_eq!(taken(&log), ["Opened"]);
    drop(listener);
    service.close_all().unwrap();
    assert_eq!(taken(&log), [""; 0]);
}

/// Another program changes the file of an open folder.
fn meanwhile(path: &Path, change: impl FnOnce(&mut Folder)) {
    let mut folder = Folder::open(path).unwrap();
    change(&mut folder);
    folder.commit().unwrap();
}

#[test]
fn a_file_that_another_program_changed_is_read_again() {
    let scratch = Scratch::new("changed");
    let service = FolderService::new();
    let path = scratch.path("a.msf");
    let handle = service.create(&path, Protocol::Local).unwrap();
    let keys = [add(&handle), add(&handle), add(&handle)];
    handle.write(Folder::commit).unwrap();
    let (_listener, log) = log(&service, &path);
    assert_eq!(handle.refresh().unwrap(), Refreshed::Unchanged);
    meanwhile(&path, |folder| {
        folder.delete(keys[0]).unwrap();
        folder.mark_flagged(keys[1], true).unwrap();
        folder.add_keyword(keys[2], b"$label1").unwrap();
        folder.add(&DetachedHeader::new(), NewKey::Next).unwrap();
    });
    assert_eq!(count(&handle), 3);
    assert_eq!(handle.refresh().unwrap(), Refreshed::Reloaded);
    let events = taken(&log);
    let messages: Vec<_> = events.iter().filter(|event| !event.starts_with("Info")).collect();
    assert_eq!(messages, ["Deleted 1", "Added 4", "Flags 2 MessageFlags(0x4 marked)", "Property 3 keywords"]);
    assert!(events.contains(&"Info highWaterKey".to_owned()));
    assert_eq!(handle.refresh().unwrap(), Refreshed::Unchanged);
    // Opening it looks at the file as well.
    meanwhile(&path, |folder| folder.delete(keys[1]).unwrap());
    service.open(&path).unwrap();
    assert_eq!(taken(&log)[0], "Deleted 2");
    assert_eq!(count(&handle), 2);
    // A commit of ours is no change by another program.
    add(&handle);
    handle.write(Folder::compress).unwrap();
    assert_eq!(handle.refresh().unwrap(), Refreshed::Unchanged);
}

#[test]
fn our_changes_are_made_again_to_what_another_program_wrote() {
    let scratch = Scratch::new("rebased");
    let service = FolderService::new();
    let path = scratch.path("a.msf");
    let handle = service.create(&path, Protocol::Local).unwrap();
    let keys = [add(&handle), add(&handle)];
    handle.write(Folder::commit).unwrap();
    let (_listener, log) = log(&service, &path);
    handle.write(|folder| folder.mark_read(keys[0], true)).unwrap();
    meanwhile(&path, |folder| {
        folder.mark_read(keys[1], true).unwrap();
    });
    service.open(&path).unwrap();
    assert_eq!(handle.read(|folder| folder.read().recount().unread).unwrap(), 1, "nothing was read again");
    assert!(matches!(handle.write(Folder::commit), Err(Error::File(morkdb::Error::ChangedOnDisk { .. }))));
    taken(&log);
    assert!(matches!(handle.refresh().unwrap(), Refreshed::Rebased(rebased) if rebased.is_clean()));
    assert_eq!(taken(&log)[0], "Reset");
    handle.write(Folder::commit).unwrap();
    // Both have set the count to 1.
    let folder = Folder::open(&path).unwrap();
    assert_eq!(folder.read().recount().unread, 0);
    assert_eq!(folder.read().info().unread_count(), 0);
}

#[test]
fn a_file_that_is_gone_or_half_written_leaves_the_folder_as_it_was() {
    let scratch = Scratch::new("gone");
    let service = FolderService::new();
    let path = scratch.path("a.msf");
    let handle = service.create(&path, Protocol::Local).unwrap();
    add(&handle);
    handle.write(Folder::commit).unwrap();
    let whole = fs::read(&path).unwrap();
    let is = |error: Error, wanted: fn(&Reason) -> bool| matches!(error, Error::Invalid { reasons, .. } if reasons.iter().all(wanted));
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(is(handle.refresh().unwrap_err(), |reason| matches!(reason, Reason::NoFolderInfo)));
    fs::write(&path, "").unwrap();
    assert!(is(handle.refresh().unwrap_err(), |reason| matches!(reason, Reason::Empty)));
    // Changes are not made to what is no folder.
    add(&handle);
    assert!(is(handle.refresh().unwrap_err(), |reason| matches!(reason, Reason::Empty)));
    fs::remove_file(&path).unwrap();
    assert!(is(handle.refresh().unwrap_err(), |reason| matches!(reason, Reason::Missing)));
    assert_eq!(count(&handle), 2);
    fs::write(&path, whole).unwrap();
    assert!(matches!(handle.refresh().unwrap(), Refreshed::Rebased(_)));
    assert_eq!(count(&handle), 2);
}

#[test]
fn handles_can_be_used_on_any_thread() {
    fn is_shared<T: Send + Sync>() {}
    const THREADS: usize = 8;
    const ROUNDS: usize = 25;
    is_shared::<(FolderService, FolderHandle, Error)>();
    let scratch = Scratch::new("threads");
    let service = service(2);
    let handles = folders(&scratch, &service, 5);
    let told = Arc::new(AtomicUsize::new(0));
    let listeners: Vec<_> = handles
        .iter()
        .map(|handle| {
            let told = Arc::clone(&told);
            handle.listen(move |notice| {
                let is_added = matches!(notice.event, FolderEvent::HeaderAdded { .. });
                told.fetch_add(usize::from(is_added), Ordering::Relaxed);
            })
        })
        .collect();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (service, handles, scratch) = (&service, &handles, &scratch);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let at = (thread + round) % handles.len();
                    let handle = service.open(scratch.path(&format!("{at}.msf"))).unwrap();
                    let add = |folder: &mut Folder| {
                        folder.add(&DetachedHeader::new(), NewKey::Next)?;
                        if round % 3 == 0 { folder.commit().map(drop) } else { Ok(()) }
                    };
                    handle.write(add).unwrap();
                    count(&handles[(at + 1) % handles.len()]);
                }
            });
        }
    });
    assert_eq!(told.load(Ordering::Relaxed), THREADS * ROUNDS);
    drop(listeners);
    service.close_all().unwrap();
    assert_eq!(service.open_folders().len(), 0);
    let stored = handles.iter().map(|handle| Folder::open(handle.path()).unwrap().read().len());
    assert_eq!(stored.sum::<usize>(), THREADS * ROUNDS);
}

/// A closure that panics leaves the folder to the others.
#[test]
fn a_panic_does_not_lock_a_folder_for_ever() {
    let scratch = Scratch::new("panic");
    let service = FolderService::new();
    let handle = service.create(scratch.path("a.msf"), Protocol::Local).unwrap();
    add(&handle);
    let other = handle.clone();
    let panicked = std::thread::spawn(move || other.write::<()>(|_| panic!("as it is meant to")));
    assert!(panicked.join().is_err());
    assert_eq!(count(&handle), 1);
    add(&handle);
}

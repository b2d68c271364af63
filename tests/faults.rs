//! A storage that fails or tears at every step of a scenario: the old state or the new one is there, never less.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use morkdb::file::{Commit, What, Written};
use morkdb::{Database, Durability, Error, OpenOptions, Reading, Store};
use support::faulty::{Faulty, Operation};
use support::named::Named;
use support::others::Others;
use support::{READINGS, counter, show, tears, testdata};

/// What is done after the opening: the number that the store is to say, and the commit.
const STEPS: [(u64, Commit); 5] = [
    (1, Commit::Group),
    (2, Commit::Group),
    (2, Commit::Whole),
    (3, Commit::Group),
    (3, Commit::Thunderbird),
];

/// The two files.
fn files() -> [Option<Vec<u8>>; 2] {
    [None, Some(std::fs::read(testdata("profile/imap/ImapMail/127.0.0.1/Empty.msf")).unwrap())]
}

/// What is known of files: reading the same ones again and again takes most of the time.
#[derive(Default)]
struct Known {
    states: Vec<Named>,
    /// What the lenient and the strict reading make of a file, as places in `states`.
    read: HashMap<Option<Vec<u8>>, [Option<usize>; 2]>,
    healed: HashSet<(Option<Vec<u8>>, Durability)>,
}

fn read(file: Option<&Vec<u8>>, reading: Reading) -> Option<Named> {
    match file {
        // No file is as good as an empty store.
        None => Some(Named::default()),
        Some(bytes) => Named::read(bytes, reading),
    }
}

impl Known {
    /// The place of a state in `states`.
    fn place(&mut self, state: Named) -> usize {
        let place = self.states.iter().position(|other| *other == state);
        place.unwrap_or_else(|| {
            self.states.push(state);
            self.states.len() - 1
        })
    }

    fn read(&mut self, file: &Option<Vec<u8>>) -> [Option<usize>; 2] {
        if let Some(places) = self.read.get(file) {
            return *places;
        }
        let places = [Reading::Lenient, Reading::Strict]
            .map(|reading| read(file.as_ref(), reading).map(|state| self.place(state)));
        self.read.insert(file.clone(), places);
        places
    }

    /// A file has one of these states.
    #[track_caller]
    fn assert_is(&mut self, file: &Option<Vec<u8>>, states: &[usize], fault: &Fault) {
        let [lenient, strict] = self.read(file);
        let is_right = lenient.is_some_and(|place| states.contains(&place))
            && strict.is_none_or(|place| states.contains(&place));
        if !is_right {
            let tail = |bytes: &Vec<u8>| show(&bytes[bytes.len().saturating_sub(300)..]);
            let tail = file.as_ref().map_or("no file".into(), tail);
            panic!("{fault:?}: {lenient:?} and {strict:?} are not of the states {states:?}: {tail}");
        }
    }

    /// A file that is opened and committed to is read alike by all.
    #[track_caller]
    fn assert_heals(&mut self, file: &Option<Vec<u8>>, fault: &Fault) {
        if !self.healed.insert((file.clone(), fault.durability)) {
            return;
        }
        let faulty = Faulty::after(file.clone());
        let mut database = open(&faulty, fault.durability).unwrap();
        counter::set(database.store_mut(), 99);
        database.commit().unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_agree(&faulty.live(), database.store(), fault);
        if fault.durability != Durability::None {
            assert_eq!(faulty.crashes().into_iter().collect::<Vec<_>>(), [faulty.live()]);
        }
    }
}

/// All three readings of a file are this store.
#[track_caller]
fn assert_agree(file: &Option<Vec<u8>>, store: &Store, fault: &Fault) {
    let expected = Named::of(store);
    for reading in READINGS {
        let is_it = read(file.as_ref(), reading).is_some_and(|read| read == expected);
        assert!(is_it, "{fault:?}: another state in the {reading:?} reading");
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
struct Fault {
    at: usize,
    kept: usize,
    /// Whether all that follows goes wrong as well.
    for_ever: bool,
    durability: Durability,
}

impl Fault {
    fn announce(&self, faulty: &Faulty) {
        if self.for_ever { faulty.fail_from(self.at, self.kept) } else { faulty.fail_at(self.at, self.kept) }
    }
}

fn open(faulty: &Faulty, durability: Durability) -> Result<Database, Error> {
    OpenOptions::new().durability(durability).open_or_create_on(Box::new(faulty.clone()))
}

fn step(database: &mut Database, (count, how): (u64, Commit)) -> Result<Written, Error> {
    counter::set(database.store_mut(), count);
    database.commit_as(how)
}

/// The states that the steps lead to, from that at the beginning on, and all operations of it.
fn without_faults(file: &Option<Vec<u8>>, durability: Durability) -> (Vec<Named>, Vec<Operation>) {
    let faulty = Faulty::after(file.clone());
    let mut database = open(&faulty, durability).unwrap();
    let mut states = vec![Named::of(database.store())];
    for steps in STEPS {
        step(&mut database, steps).unwrap();
        let state = Named::of(database.store());
        assert_eq!(read(faulty.live().as_ref(), Reading::Lenient).as_ref(), Some(&state));
        states.push(state);
    }
    (states, faulty.operations())
}

/// How much of an operation that fails is done: nothing, a part, or all.
fn parts(operation: Operation) -> Vec<usize> {
    match operation {
        // The first bytes and the last ones are those of the markers.
        Operation::WriteAt(length) => {
            (0..=length).filter(|kept| kept % 41 == 0 || *kept < 9 || length - kept < 9).collect()
        }
        Operation::WriteReplacement(length) => vec![0, 1, length / 2, length],
        _ => vec![0, 1],
    }
}

/// Whether the file may be another one when this has failed. Before the first write into it and before another one is put
/// in its place, nothing has happened.
fn touches(operations: &[Operation]) -> bool {
    let begun = operations.iter().rposition(|operation| *operation == Operation::Open).unwrap_or(0);
    let is_touch = |operation: &Operation| matches!(operation, Operation::WriteAt(_) | Operation::Install);
    operations[begun..].iter().any(is_touch)
}

struct Scenario<'k> {
    faulty: Faulty,
    /// The places of the states that the steps lead to.
    states: &'k [usize],
    known: &'k mut Known,
    fault: Fault,
}

impl Scenario<'_> {
    /// What can be found now, by a process and, where that is promised, after a stop of the machine.
    #[track_caller]
    fn assert_left(&mut self, states: &[usize]) {
        let live = self.faulty.live();
        self.known.assert_is(&live, states, &self.fault);
        self.known.assert_heals(&live, &self.fault);
        assert_eq!(self.faulty.temporaries(), 0);
        if self.fault.durability != Durability::None {
            for crash in self.faulty.crashes() {
                self.known.assert_is(&crash, states, &self.fault);
                self.known.assert_heals(&crash, &self.fault);
            }
            for crash in self.faulty.crashes_with_holes() {
                self.known.assert_is(&crash, states, &self.fault);
            }
        }
    }

    fn run(&mut self) {
        self.fault.announce(&self.faulty);
        let mut database = match open(&self.faulty, self.fault.durability) {
            Ok(database) => database,
            Err(error) => {
                assert!(matches!(error, Error::Io { .. }), "{error:?}");
                self.faulty.heal();
                open(&self.faulty, self.fault.durability).unwrap()
            }
        };
        // Where nothing was left to be written after an error, nothing was synced either: that is for the next commit.
        let mut unsynced = None;
        for (at, steps) in STEPS.into_iter().enumerate() {
            let (old, new) = (self.states[at], self.states[at + 1]);
            let before = (self.faulty.live(), database.size());
            match step(&mut database, steps) {
                Ok(written) => {
                    assert_eq!((written.before, written.after), (before.1, database.size()));
                    unsynced = unsynced.filter(|_| written.what == What::Nothing);
                    self.assert_left(&[Some(new), unsynced].map(|state| state.unwrap_or(new)));
                }
                Err(error) => {
                    assert!(matches!(error, Error::Io { .. }), "{error:?}");
                    self.assert_left(&[old, new]);
                    let operations = self.faulty.operations();
                    if touches(&operations[..=self.fault.at]) {
                        database = self.poisoned(database);
                    } else {
                        assert_eq!(self.faulty.live(), before.0, "{:?}", self.fault);
                        self.faulty.heal();
                    }
                    let done = step(&mut database, steps);
                    let what = done.unwrap_or_else(|error| panic!("{:?}: {error}", self.fault)).what;
                    assert!(Named::of(database.store()) == self.known.states[new], "{:?}", self.fault);
                    unsynced = (what == What::Nothing).then_some(old);
                    self.assert_left(&[Some(new), unsynced].map(|state| state.unwrap_or(new)));
                }
            }
        }
        assert_agree(&self.faulty.live(), database.store(), &self.fault);
    }

    /// A handle that has failed does nothing any more, until the file is read again.
    fn poisoned(&self, mut database: Database) -> Database {
        let live = self.faulty.live();
        self.faulty.heal();
        for how in [Commit::Group, Commit::Whole, Commit::Thunderbird] {
            let error = database.commit_as(how).expect_err("it has failed");
            assert!(
                matches!(&error, Error::Failed { path } if path == "faulty.msf"),
                "{:?}: {error:?}",
                self.fault
            );
            assert!(matches!(database.preview(how), Err(Error::Failed { .. })));
        }
        assert_eq!((self.faulty.operations().len(), self.faulty.live()), (0, live));
        if self.fault.kept.is_multiple_of(2) {
            assert!(database.rebase().unwrap().is_clean(), "{:?}", self.fault);
        } else {
            database = open(&self.faulty, self.fault.durability).unwrap();
        }
        database
    }
}

fn every_fault(durability: Durability, for_ever: bool) {
    let mut known = Known::default();
    for file in files() {
        let (states, operations) = without_faults(&file, durability);
        let states: Vec<usize> = states.into_iter().map(|state| known.place(state)).collect();
        for (at, operation) in operations.iter().enumerate() {
            for kept in parts(*operation) {
                let fault = Fault { at, kept, for_ever, durability };
                let faulty = Faulty::after(file.clone());
                Scenario { faulty, states: &states, known: &mut known, fault }.run();
            }
        }
    }
}

#[test]
fn one_fault_without_syncs() {
    every_fault(Durability::None, false);
}

#[test]
fn one_fault_with_syncs_of_data() {
    every_fault(Durability::Data, false);
}

#[test]
fn one_fault_with_full_syncs() {
    every_fault(Durability::Full, false);
}

#[test]
fn a_disk_that_is_gone_without_syncs() {
    every_fault(Durability::None, true);
}

#[test]
fn a_disk_that_is_gone_with_syncs_of_data() {
    every_fault(Durability::Data, true);
}

#[test]
fn a_disk_that_is_gone_with_full_syncs() {
    every_fault(Durability::Full, true);
}

/// The scenario has what it is to have: every kind of operation.
#[test]
fn the_scenario_has_everything() {
    let (_, operations) = without_faults(&files()[1], Durability::Full);
    let count =
        |is_it: fn(&Operation) -> bool| operations.iter().filter(|operation| is_it(operation)).count();
    assert_eq!(count(|operation| matches!(operation, Operation::WriteAt(_))), 3);
    let installed = count(|operation| *operation == Operation::Install);
    assert!(installed >= 1);
    // Once before the first group.
    assert_eq!(count(|operation| *operation == Operation::SyncFolder), installed + 1);
    assert_eq!(count(|operation| *operation == Operation::Truncate), 0);
}

/// A file with one change that is not committed yet, and the number of the operation of its commit that writes the group.
fn changed(file: &[u8]) -> (Faulty, Database) {
    let faulty = Faulty::holding(file);
    let mut database = open(&faulty, Durability::Full).unwrap();
    counter::set(database.store_mut(), 1);
    faulty.heal();
    (faulty, database)
}

fn group_is_written_at(file: &[u8]) -> (usize, usize) {
    let (faulty, mut database) = changed(file);
    database.commit().unwrap();
    let write = |operation: &Operation| match operation {
        Operation::WriteAt(length) => Some(*length),
        _ => None,
    };
    let operations = faulty.operations();
    operations.iter().enumerate().find_map(|(at, operation)| Some((at, write(operation)?))).unwrap()
}

/// Where a write into the file fails and the disk is there again, the file is as it was, for all readings.
#[test]
fn what_was_written_is_taken_away_again() {
    let file = files()[1].clone().unwrap();
    let (at, length) = group_is_written_at(&file);
    for kept in 0..=length {
        let (faulty, mut database) = changed(&file);
        faulty.fail_at(at, kept);
        assert!(database.commit().is_err());
        assert_eq!(faulty.live().as_ref(), Some(&file), "{kept} bytes");
        assert_eq!(faulty.crashes().into_iter().collect::<Vec<_>>(), [Some(file.clone())], "{kept} bytes");
    }
}

/// Where it cannot be taken away, Mozilla's engine refuses what ends within a marker, and nothing else.
#[test]
fn torn_text_is_deadly_only_in_markers() {
    let file = files()[1].clone().unwrap();
    let (at, length) = group_is_written_at(&file);
    for kept in 0..=length {
        let (faulty, mut database) = changed(&file);
        let group = database.preview(Commit::Group).unwrap().text;
        faulty.fail_from(at, kept);
        assert!(database.commit().is_err());
        assert_eq!(faulty.live(), Some([&file, &group[..kept]].concat()));
        let is_read = read(faulty.live().as_ref(), Reading::Mozilla).is_some();
        assert_eq!(is_read, !tears::is_deadly(&group, kept), "{kept} bytes");
    }
}

/// The disk is full while the file is written anew: it is as it was, the handle is not poisoned, and there is no rest.
#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let file = files()[1].clone().unwrap();
    let (faulty, mut database) = changed(&file);
    let is_write = |operation: &Operation| matches!(operation, Operation::WriteReplacement(_));
    for kept in [0, 1, 100] {
        faulty.fail_from(4, kept);
        let error = database.compress().unwrap_err();
        assert!(
            matches!(error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull)
        );
        assert!(is_write(faulty.operations().last().unwrap()));
        assert_eq!((faulty.live().as_ref(), faulty.temporaries()), (Some(&file), 0));
        assert!(database.store().is_changed());
    }
    faulty.heal();
    assert!(matches!(database.commit().unwrap().what, What::Group));
    assert_eq!(Named::read(&faulty.live().unwrap(), Reading::Mozilla).unwrap(), Named::of(database.store()));
}

/// A stop between the rename and the syncing of the folder: who appends later must not append to a file without a name.
#[test]
fn an_append_makes_sure_of_the_name_first() {
    let file = files()[1].clone().unwrap();
    let (faulty, mut killed) = changed(&file);
    killed.compress().unwrap();
    let install = faulty.operations().iter().position(|operation| *operation == Operation::Install).unwrap();
    let (faulty, mut killed) = changed(&file);
    faulty.fail_from(install + 1, 0);
    assert!(killed.compress().is_err());
    faulty.heal();
    assert!(faulty.crashes().contains(&Some(file)));

    let mut next = open(&faulty, Durability::Data).unwrap();
    counter::set(next.store_mut(), 2);
    assert_eq!(next.commit().unwrap().what, What::Group);
    assert_eq!(faulty.crashes().into_iter().collect::<Vec<_>>(), [faulty.live()]);
    assert_eq!(
        faulty.operations().iter().filter(|operation| **operation == Operation::SyncFolder).count(),
        1
    );
    counter::set(next.store_mut(), 3);
    faulty.heal();
    next.commit().unwrap();
    assert!(!faulty.operations().contains(&Operation::SyncFolder), "once is enough");
}

/// What was changed by someone else is not written over, whenever that happens.
#[test]
fn others_are_not_written_over() {
    let file = files()[1].clone().unwrap();
    for how in [Commit::Group, Commit::Whole] {
        for gone in [false, true] {
            let (faulty, mut database) = changed(&file);
            let theirs = [&file[..], b"\n"].concat();
            if gone {
                faulty.remove()
            } else {
                faulty.replace(theirs.clone())
            }
            for _ in 0..2 {
                assert!(matches!(database.commit_as(how), Err(Error::ChangedOnDisk { .. })));
            }
            assert_eq!(faulty.live(), (!gone).then_some(theirs));
            assert!(database.store().is_changed());
        }
    }
    // A new file that appears before ours.
    let faulty = Faulty::new();
    let mut database = open(&faulty, Durability::Full).unwrap();
    counter::set(database.store_mut(), 1);
    faulty.replace(file.clone());
    assert!(matches!(database.commit(), Err(Error::ChangedOnDisk { .. })));
    assert!(database.rebase().unwrap().is_clean());
    database.commit().unwrap();
    assert_eq!(counter::get(database.store()), Ok(1));
    assert!(faulty.live().unwrap().starts_with(&file));
}

/// The same, of another program that writes in place and leaves size and time as they were: the end of the file tells.
#[test]
fn the_end_of_the_file_tells_as_well() {
    let file = files()[1].clone().unwrap();
    let (faulty, mut database) = with_others(&file, None, None);
    let theirs = with_another_end(&file);
    faulty.change(theirs.clone());
    assert!(matches!(database.commit(), Err(Error::ChangedOnDisk { .. })));
    assert_eq!(faulty.live(), Some(theirs));
}

/// The same, of one that heeds no lock and writes while we write the file anew.
#[test]
fn others_are_not_replaced() {
    let file = files()[1].clone().unwrap();
    let theirs = with_another_end(&file);
    let (faulty, mut database) = with_others(&file, Some(theirs.clone()), None);
    assert!(matches!(database.compress(), Err(Error::ChangedOnDisk { .. })));
    assert_eq!((faulty.live(), faulty.temporaries()), (Some(theirs), 0));
    assert!(database.rebase().unwrap().is_clean());
    assert!(database.compress().is_ok());
}

/// The same, of one that appends while our group is synced, and that fails: only what is ours is taken away.
#[test]
fn what_others_have_appended_is_not_taken_away() {
    let file = files()[1].clone().unwrap();
    let group = changed(&file).1.preview(Commit::Group).unwrap().text;
    for (theirs, is_taken) in [(&b"// theirs"[..], false), (&group[..9], true), (b"\0\0", true)] {
        let theirs = [&file, theirs].concat();
        let (faulty, mut database) = with_others(&file, None, Some(theirs.clone()));
        assert!(matches!(database.commit(), Err(Error::Io { .. })));
        assert!(faulty.live().as_ref() == Some(if is_taken { &file } else { &theirs }));
        assert!(matches!(database.commit(), Err(Error::Failed { .. })));
    }
}

fn with_another_end(file: &[u8]) -> Vec<u8> {
    let mut theirs = file.to_vec();
    *theirs.last_mut().unwrap() = b' ';
    theirs
}

/// A file with a change that is not committed yet, on a disk with others.
fn with_others(file: &[u8], at_replacement: Option<Vec<u8>>, at_sync: Option<Vec<u8>>) -> (Faulty, Database) {
    let faulty = Faulty::holding(file);
    let storage = Others { at_replacement, at_sync: Mutex::new(at_sync), ..Others::of(&faulty) };
    let mut database = OpenOptions::new().open_on(Box::new(storage)).unwrap();
    counter::set(database.store_mut(), 1);
    (faulty, database)
}

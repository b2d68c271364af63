//! The `Safe` writing against a plain model: random changes, with commits, rollbacks and reopenings in between, to nothing
//! and to every file that there is. After each commit the file says what the model says, in every reading.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "these are tests"
)]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/ops.rs"]
mod ops;
#[path = "support/story.rs"]
mod story;
mod support;

use std::path::Path;

use cases::cases;
use morkdb::file::{Error, Unwritable, What, Why};
use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::{Commit, Database, Reading};
use ops::{Choices, State, oid};
use proptest::prelude::*;
use story::{COMMITS, Story, mend};
use support::generate::well_formed;
use support::{files, mork, shared, testdata};

proptest! {
    #![proptest_config(cases(150))]

    /// Whatever is done to a new database, each commit writes what is in memory, and no more is written than was promised.
    #[test]
    fn a_new_database_follows_the_model(choices in proptest::collection::vec(any::<u8>(), 0..1500)) {
        Story::new().go_on(&mut Choices::new(choices));
    }

    /// The same for one that has tables, rows and groups.
    #[test]
    fn a_file_of_the_engine_follows_the_model(
        choices in proptest::collection::vec(any::<u8>(), 0..700),
        file in 0..40_usize,
    ) {
        let files = small_truth();
        let file = std::fs::read(&files[file % files.len()]).unwrap();
        Story::of(&file, Reading::Lenient).unwrap().go_on(&mut Choices::new(choices));
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Files that are well-formed in all the ways that the grammar knows.
    #[test]
    fn what_is_well_formed_can_be_changed(
        file in proptest::collection::vec(any::<u8>(), 0..400),
        choices in proptest::collection::vec(any::<u8>(), 0..120),
    ) {
        change_anything(&well_formed(&file), choices);
    }

    /// Files that are broken at a few places: whatever is appended to, Mozilla's engine reads as it was read.
    #[test]
    fn what_is_broken_can_be_changed(
        file in 0..40_usize,
        faults in proptest::collection::vec((any::<u8>(), any::<u16>(), any::<u8>()), 1..5),
        choices in proptest::collection::vec(any::<u8>(), 0..120),
    ) {
        let files = small_truth();
        let mut file = std::fs::read(&files[file % files.len()]).unwrap();
        for (kind, at, byte) in faults {
            damage(&mut file, kind, usize::from(at), byte);
        }
        change_anything(&file, choices);
    }
}

/// Breaks a file at one place, most often near a marker or at the end.
fn damage(file: &mut Vec<u8>, kind: u8, at: usize, byte: u8) {
    const SIGNS: &[u8] = b"@${}<>()[]-^=\\\n/*:!0189AFv~";
    if file.is_empty() {
        return;
    }
    let markers: Vec<usize> = memchr::memmem::find_iter(file, b"@$$").collect();
    let at = match kind % 4 {
        0 if !markers.is_empty() => markers[at % markers.len()] + usize::from(byte) % 12,
        1 => file.len() - at % file.len().min(40),
        _ => at % file.len(),
    };
    let at = at.min(file.len() - 1);
    match kind / 4 % 7 {
        0 => file.truncate(at),
        1 => _ = file.remove(at),
        2 => file.insert(at, SIGNS[usize::from(byte) % SIGNS.len()]),
        3 => file[at] = SIGNS[usize::from(byte) % SIGNS.len()],
        4 => file[at] = byte,
        5 => _ = file.drain(at..(at + usize::from(byte)).min(file.len())),
        _ => {
            let end = (at + usize::from(byte)).min(file.len());
            let copy = file[at..end].to_vec();
            file.splice(end..end, copy);
        }
    }
}

/// Changes a file in both readings, commits and mends what cannot be written, and then appends to it.
fn change_anything(file: &[u8], choices: Vec<u8>) {
    for reading in [Reading::Lenient, Reading::Mozilla] {
        let Some(mut story) = Story::of(file, reading) else { continue };
        let mut choices = Choices::new(choices.clone());
        let mut what = What::Nothing;
        for _ in 0..2 {
            for _ in 0..6 {
                story.change(&mut choices);
            }
            let Some(done) = story.commit_mended(Commit::Group) else { return };
            what = if what.is_something() { what } else { done };
        }
        story.reopen(if what.is_something() { Reading::Strict } else { reading });
    }
}

/// Stores that Mozilla's engine wrote, not the largest ones.
fn small_truth() -> Vec<std::path::PathBuf> {
    let is_small = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|it| it == "msf") && std::fs::metadata(path).unwrap().len() < 20_000
    };
    files(&testdata("truth")).into_iter().filter(is_small).collect()
}

/// Opens a file, changes it at random and commits that; twice in a row, so that what was written is appended to.
fn change_and_commit(path: &Path, file: &[u8], seed: u64) -> Option<What> {
    let changes = if file.len() > 100_000 { 60 } else { 250 };
    let mut first = None;
    for reading in [Reading::Lenient, Reading::Mozilla] {
        let Some(mut story) = Story::of(file, reading) else { continue };
        eprintln!("{reading:?}: {}", path.display()); // seen where the test fails
        for round in 0..2 {
            let mut choices = Choices::seeded(seed * 4 + round, changes);
            while !choices.is_over() {
                story.change(&mut choices);
            }
            if story.database.stopped_by().is_some() {
                let error = story.commit(Commit::Group).unwrap_err();
                assert!(matches!(error, Error::Unread { .. }), "{error}");
                break;
            }
            let mut what = story.commit(Commit::Group);
            while let Err(error) = what {
                assert!(mend(&mut story, &error), "{error}");
                what = story.commit(Commit::Group);
            }
            first = first.or(what.ok());
        }
        if file.len() < 100_000 && story.database.stopped_by().is_none() {
            story.reopen(Reading::Strict);
        }
    }
    first
}

/// Every file below a folder that the lenient reading opens.
fn all_in(folder: &Path, most: usize, at_least: usize) -> Vec<(String, What)> {
    let mut all = Vec::new();
    let data = |path: &std::path::PathBuf| {
        let is_data = path.extension().is_some_and(|it| it == "msf" || it == "mab");
        is_data && std::fs::metadata(path).unwrap().len() as usize <= most
    };
    for (seed, path) in (0..).zip(files(folder).into_iter().filter(data)) {
        let file = std::fs::read(&path).unwrap();
        if let Some(what) = change_and_commit(&path, &file, seed) {
            all.push((path.file_name().unwrap().to_string_lossy().into_owned(), what));
        }
    }
    assert!(all.len() >= at_least, "only {} files in {}", all.len(), folder.display());
    all
}

#[test]
fn stores_that_the_engine_wrote_can_be_changed() {
    let all = all_in(&testdata("truth"), 60_000, 40);
    let whole = all.iter().find(|(_, what)| !matches!(what, What::Group | What::Whole(Why::FlagCleared)));
    assert_eq!(whole, None, "what the engine wrote is appended to");
}

#[test]
fn probes_can_be_changed() {
    all_in(&testdata("probes"), usize::MAX, 100);
}

#[test]
fn valid_files_can_be_changed() {
    all_in(&testdata("valid"), usize::MAX, 20);
}

#[test]
fn damaged_files_can_be_changed() {
    all_in(&testdata("damaged"), usize::MAX, 50);
    all_in(&testdata("regress"), usize::MAX, 1);
}

#[test]
fn folders_of_thunderbird_can_be_changed() {
    all_in(&testdata("snapshots"), 300_000, 3);
    all_in(&testdata("profile"), 300_000, 3);
    all_in(&testdata("fixtures"), usize::MAX, 3);
}

/// Files that may not be copied; this passes where they are not there.
#[test]
fn the_larger_set_beside_the_repository_can_be_changed() {
    for folder in ["corpus", "probes"] {
        all_in(&shared(folder), 40_000, 0);
    }
    all_in(&shared("thunderbird"), 8_000, 0);
}

/// Opens a file with these items, changes it, and commits that as a group if possible.
#[track_caller]
fn changed(items: impl AsRef<[u8]>, change: impl FnOnce(&mut Story)) -> (What, Story) {
    let mut story = Story::of(&mork(items), Reading::Lenient).unwrap();
    change(&mut story);
    story.model = State::of(story.database.store());
    let what = story.commit(Commit::Group).unwrap();
    (what, story)
}

const DICTS: &str = "< <(a=c)> (80=scope)(81=kind)(82=one)(83=two)>\n<(80=x)(81=long enough)(82=)>\n";

fn row(id: u32) -> Oid {
    Oid::new(Scope(0x80), id)
}

fn set(story: &mut Story, id: u32, column: u32, value: &str) {
    story.database.store_mut().set(row(id), Column(column), value).unwrap();
}

/// The text that was written last, behind the file as it was.
fn group_of(story: &Story, before: &str) -> String {
    String::from_utf8(story.disk.live().unwrap()[mork(before).len()..].to_vec()).unwrap()
}

/// A file may give an id a second value; both are in use then, and each gets an id of its own. A value that has lost its id
/// is given another when it is used again.
#[test]
fn a_value_that_lost_its_id_gets_another() {
    let items = format!("{DICTS}<(90=the first value)>[1:^80(^82^90)]<(90=the second value)>[2:^80(^82^90)]");
    for is_used in [true, false] {
        let (what, mut story) = changed(&items, |story| {
            if !is_used {
                story.database.store_mut().cut_all(row(1)).unwrap();
            }
            set(story, 1, 0x83, "new");
        });
        assert_eq!(what, What::Whole(Why::Unsound));
        for value in ["the first value", "the second value"] {
            set(&mut story, 1, 0x83, value);
            set(&mut story, 2, 0x83, value);
            story.model = State::of(story.database.store());
            assert_eq!(story.commit(Commit::Group).unwrap(), What::Group);
        }
    }
}

/// The same for a name.
#[test]
fn a_name_that_lost_its_id_gets_another() {
    for (names, is_odd) in [
        ("(90=first name)><<(a=c)>(90=second name)", true),
        ("(0=first name)", true),
        ("(41=first name)", false),
    ] {
        let (what, mut story) = changed(format!("{DICTS}<<(a=c)>{names}>[1:^80(^82=x)]"), |story| {
            let store = story.database.store_mut();
            let column = store.make_column("first name").unwrap();
            assert_eq!(*store.name(column).unwrap(), *b"first name");
            store.set(row(1), column, "new").unwrap();
        });
        assert_eq!(what, if is_odd { What::Whole(Why::Unsound) } else { What::Group });
        let column = story.database.store_mut().make_column("first name").unwrap();
        story.database.store_mut().set(row(1), column, "newer").unwrap();
        story.model = State::of(story.database.store());
        assert_eq!(story.commit(Commit::Group).unwrap(), What::Group);
        story.reopen(Reading::Strict);
        assert_eq!(story.database.store().row(row(1)).unwrap().len(), 2);
    }
}

/// Mozilla's engine stops at an alias with the id 0.
#[test]
fn a_value_with_the_id_0_gets_another() {
    let items = format!("{DICTS}<(0=the value of zero)>[1:^80(^82^0)][2:^80(^82=x)]");
    let (what, mut story) = changed(&items, |story| set(story, 2, 0x83, "new"));
    assert_eq!(what, What::Whole(Why::Unsound));
    set(&mut story, 2, 0x83, "the value of zero");
    story.model = State::of(story.database.store());
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Group);
}

/// The highest ids are in use: new values get the lowest that are free, and are defined before they are used.
#[test]
fn values_get_free_ids_where_the_highest_is_taken() {
    for high in ["FFFFFFFF", "FFFFFFFD", "7FFFFFFF", "80000000"] {
        let items = format!("{DICTS}<({high}=the last value)>[1:^80(^82^{high})]");
        let (what, mut story) = changed(&items, |story| {
            for column in 0x90..0x98 {
                set(story, 1, column, &format!("a new value for column {column:X}"));
            }
        });
        assert_eq!(what, What::Group, "{high}");
        set(&mut story, 1, 0x82, "another new value");
        story.model = State::of(story.database.store());
        assert_eq!(story.commit(Commit::Group).unwrap(), What::Group, "{high}");
    }
}

#[test]
fn names_get_free_ids_where_the_highest_is_taken() {
    let items = format!("{DICTS}<<(a=c)>(FFFFFF=last)>[1:^80(^FFFFFF=x)]");
    let (what, _) = changed(&items, |story| {
        let store = story.database.store_mut();
        for name in ["new", "newer"] {
            let column = store.make_column(name).unwrap();
            assert!(column.0 < 0x90);
            store.set(row(1), column, "the value of a new name").unwrap();
        }
    });
    assert_eq!(what, What::Group);
}

/// A form before a literal keeps Mozilla's engine from finding its alias, so such a file is not appended to.
#[test]
fn literals_behind_a_form_are_none_that_the_engine_knows() {
    let items = format!("{DICTS}[1:^80(^82=x)[(f=w)](^83=x)]");
    let mozilla = State::read(&mork(&items), Reading::Mozilla);
    let same = mozilla == State::read(&mork(&items), Reading::Lenient);
    let (what, _) = changed(&items, |story| set(story, 1, 0x83, "new"));
    assert_eq!(what == What::Group, same);
}

#[test]
fn line_ends_stay_what_they_are() {
    for (name, end) in [("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r")] {
        let text = String::from_utf8(mork(format!("{DICTS}[1:^80(^82=x)]\n"))).unwrap().replace('\n', end);
        let mut story = Story::of(text.as_bytes(), Reading::Lenient).unwrap();
        for how in COMMITS {
            let long =
                "a value that goes on in the next line, for it is longer than seventy-eight bytes ".repeat(3);
            set(&mut story, 1, 0x83, &format!("{long}{how:?}"));
            story.model = State::of(story.database.store());
            assert!(story.commit(how).unwrap().is_something(), "{name}");
        }
    }
}

/// A row literal is taken in batches of 64 cells, and a column that comes twice is two cells only within one.
#[test]
fn columns_that_a_row_has_twice_stay_where_they_are() {
    for (twice, cut) in
        [((65, 69), 3), ((64, 127), 1), ((0, 63), 0), ((63, 64), 0), ((130, 140), 5), ((190, 191), 60)]
    {
        let mut items = format!("{DICTS}[1:^80");
        for at in 0..200_u32 {
            // What stands in two batches is one cell.
            let column = if at == twice.1 { 0x1000 + twice.0 } else { 0x1000 + at };
            items += &format!("(^{column:X}^8{})", at % 2);
        }
        items += "]";
        let (what, mut story) = changed(&items, |story| {
            for at in 0..cut {
                assert!(story.database.store_mut().cut(row(1), Column(0x1000 + at)).unwrap());
            }
            set(story, 1, 0x83, "new");
        });
        assert_eq!(what, What::Group);
        story.commit(Commit::Whole).unwrap();
        let table = {
            let store = story.database.store_mut();
            let table = store.make_table(Scope(0x80), Kind(0x81)).unwrap();
            store.make_meta_row(table, Some(row(1))).unwrap();
            store.add_row(table, row(1)).unwrap();
            store.cut(row(1), Column(0x1000 + 20)).unwrap();
            table
        };
        story.model = State::of(story.database.store());
        story.commit(Commit::Group).unwrap();
        story.commit(Commit::Whole).unwrap();
        assert_eq!(story.database.store().table(table).unwrap().len(), 1);
    }
}

/// Found by the fuzz target `changes`. In a literal that names a new column twice, Mozilla's engine takes the second for one
/// that the row had before, and adds one that it did have a second time, however far from the first. We say so, and do not
/// write it: such a row has to be mended. Others can be written meanwhile.
#[test]
fn columns_far_from_themselves_have_to_be_mended() {
    let mut items = format!("{DICTS}[2:^80(^82=)][1:^80");
    for column in 0x1000..0x1046 {
        items += &format!("(^{column:X}^81)");
    }
    items += "][1:^80(^83^81)(^83^82)(^1000^82)]";
    let (what, mut story) = changed(items, |story| set(story, 2, 0x83, "new"));
    assert_eq!(what, What::Group);
    assert_eq!(story.model.rows[&(0x80, 1)].iter().filter(|cell| cell.0 == 0x1000).count(), 2);
    let error = story.commit(Commit::Whole).unwrap_err();
    assert!(
        matches!(error, Error::Unwritable(Unwritable::Duplicates { row: it }) if it == row(1)),
        "{error}"
    );
    assert!(mend(&mut story, &error));
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Group);
    assert_eq!(story.commit(Commit::Whole).unwrap(), What::Whole(Why::Asked));
    assert_eq!(story.model.rows[&(0x80, 1)].len(), 71);
}

/// What stands without a scope is in the scope 0, which only a table without a scope can say, and not in a group: there it
/// would be the scope of the table before.
#[test]
fn rows_of_the_scope_0_are_written_behind_a_table_of_it() {
    let items = format!("{DICTS}{{1 {{(k^81:c)(s=9)}} [1(^82=x)][2(^82=x)]}}");
    let mut story = Story::of(&mork(items), Reading::Lenient).unwrap();
    let inner = Oid::new(Scope(0), 1);
    for column in [0x83, 0x84] {
        story.database.store_mut().set(inner, Column(column), "new").unwrap();
        story.model = State::of(story.database.store());
        assert_eq!(story.commit(Commit::Group).unwrap(), What::Whole(Why::ScopeZero));
        story.database.store_mut().cut_all_rows(inner).unwrap();
    }
    let store = story.database.store_mut();
    let table = store.make_table(Scope(0x80), Kind(0x81)).unwrap();
    store.add_row(table, inner).unwrap();
    story.model = State::of(story.database.store());
    for how in COMMITS {
        let error = story.commit(how).unwrap_err();
        assert!(matches!(error, Error::Unwritable(Unwritable::NoScope { row }) if row == inner), "{error}");
    }
    story.database.store_mut().cut_row(table, inner).unwrap();
    story.model = State::of(story.database.store());
    story.commit(Commit::Group).unwrap();

    let mut story = Story::new();
    let loose = story.database.store_mut().make_row(Scope(0)).unwrap();
    story.model = State::of(story.database.store());
    let error = story.commit(Commit::Group).unwrap_err();
    assert!(matches!(error, Error::Unwritable(Unwritable::NoScope { row }) if row == loose), "{error}");
}

/// Every scope, kind and column below 80 is a byte, and most bytes are no name.
#[test]
fn every_token_can_be_written() {
    let mut story = Story::new();
    let store = story.database.store_mut();
    for token in (1..0x80).chain([0x80, 0x1234, 0x00FF_FFFF, 0xFFFF_FFFF]) {
        if token != Kind::NONE.0 {
            let table = store.make_table(Scope(token), Kind(token)).unwrap();
            let meta = store.make_meta_row(table, Some(Oid::new(Scope(token), 7))).unwrap();
            let inner = store.make_row(Scope(token)).unwrap();
            let other = store.make_row(Scope(token + u32::from(token < 0x7F))).unwrap();
            store.set(meta, Column(token & Column::MASK), "x").unwrap();
            store.set(other, Column(token & Column::MASK), "y").unwrap();
            for row in [inner, other, meta] {
                store.add_row(table, row).unwrap();
            }
        }
    }
    let loose = store.make_row(Scope(0x3A)).unwrap();
    store.set(loose, Column(0), "").unwrap();
    story.model = State::of(story.database.store());
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Whole(Why::New));
    for row in story.model.rows.clone().into_keys() {
        story.database.store_mut().set(oid(row), Column(0x82), "changed").unwrap();
    }
    for table in story.model.tables.clone().into_keys() {
        story.database.store_mut().move_row(oid(table), oid((table.0, 7)), 0).unwrap();
    }
    story.model = State::of(story.database.store());
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Group);
}

#[test]
fn nothing_is_written_where_nothing_was_changed() {
    let file = mork(format!("{DICTS}{{1:^80 {{(k^81:c)(s=9)}} [1(^82=x)]}}"));
    let mut story = Story::of(&file, Reading::Lenient).unwrap();
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Nothing);
    let store = story.database.store_mut();
    let table = store.tables().next().unwrap().oid();
    assert!(!store.set(row(1), Column(0x82), "x").unwrap());
    assert!(!store.cut(row(1), Column(0x83)).unwrap());
    assert!(!store.add_row(table, row(1)).unwrap());
    assert!(!store.move_row(table, row(1), 5).unwrap());
    assert!(!store.set_kind(table, Kind(0x81)).unwrap());
    assert!(!store.set_priority(table, 9).unwrap());
    assert!(!store.make_table_at(table, Kind(0x99)).unwrap());
    assert!(!store.make_row_at(row(1)).unwrap());
    assert_eq!(store.make_unique_table(Scope(0x80), Kind(0x81)).unwrap(), table);
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Nothing);
    story.change(&mut Choices::seeded(1, 50));
    story.rollback();
    assert_eq!(story.commit(Commit::Thunderbird).unwrap(), What::Nothing);
    assert_eq!(story.disk.live().unwrap(), file);
}

/// A kind, a priority or a flag alone is a change; one that goes away makes the whole file necessary.
#[test]
fn settings_alone_are_written() {
    let items = format!("{DICTS}{{1:^80 {{(k^81:c)(s=9)}} [1(^82=x)]}}");
    let table = row(1);
    let (what, story) =
        changed(&items, |story| _ = story.database.store_mut().set_priority(table, 3).unwrap());
    assert_eq!(
        (what, group_of(&story, &items)),
        (What::Group, "\n@$${1{@\n{1:^80 {(k^81:c)(s=3)} }\n@$$}1}@\n".into())
    );
    let (what, mut story) =
        changed(&items, |story| _ = story.database.store_mut().set_unique(table, true).unwrap());
    assert_eq!(what, What::Group);
    story.database.store_mut().set_unique(table, false).unwrap();
    story.model.tables.get_mut(&(0x80, 1)).unwrap().unique = false;
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Whole(Why::FlagCleared));
    let (what, _) =
        changed(&items, |story| _ = story.database.store_mut().set_kind(table, Kind(0x83)).unwrap());
    assert_eq!(what, What::Group);
}

/// A cut cell is gone, and not an empty one, though no empty value has an alias; an empty one gets its alias first.
#[test]
fn cut_is_not_empty() {
    let items = "< <(a=c)> (80=scope)(82=one)(83=two)>\n<(80=x)>[1:^80(^82=x)(^83=x)]";
    let (what, mut story) = changed(items, |story| {
        story.database.store_mut().cut(row(1), Column(0x82)).unwrap();
    });
    assert_eq!(
        (what, group_of(&story, items)),
        (What::Group, "\n@$${1{@\n[-1:^80(^83=x)]\n@$$}1}@\n".into())
    );
    set(&mut story, 1, 0x83, "");
    story.model = State::of(story.database.store());
    assert_eq!(story.commit(Commit::Group).unwrap(), What::Group);
    assert!(group_of(&story, items).contains("<(81=)>"), "{}", group_of(&story, items));
}

/// What no reader can have is refused before anything is written, and can be mended.
#[test]
fn a_table_without_a_kind_is_refused() {
    for how in COMMITS {
        let mut story = Story::of(&mork(DICTS), Reading::Lenient).unwrap();
        let table = story.database.store_mut().make_table(Scope(0x80), Kind::NONE).unwrap();
        story.model = State::of(story.database.store());
        let error = story.commit(how).unwrap_err();
        assert!(
            matches!(error, Error::Unwritable(Unwritable::NoKind { table: it }) if it == table),
            "{error}"
        );
        assert!(mend(&mut story, &error));
        story.commit(how).unwrap();
    }
}

/// What Mozilla's engine would read behind these tails is not what was written, so the file is written anew.
#[test]
fn torn_tails_are_not_appended_to() {
    let sound = format!("{DICTS}[1:^80(^82=x)]\n");
    let tails = [
        "@",
        "@$$",
        "@$${1",
        "@$${1{@\n[1:^80(^83=x)]\n",
        "@$${1{@[2:^80(^82=x)]@$$}~~}@",
        "[1:^80(^83=x",
        "[1:^80(^83=x)",
        "/* open",
        "<(90=x)",
        "\\",
        "{1:^80 {(k^81:c)}",
    ];
    for tail in tails {
        let (what, mut story) = changed(format!("{sound}{tail}"), |story| set(story, 1, 0x83, "new"));
        assert_eq!(what, What::Whole(Why::Unsound), "{tail}");
        set(&mut story, 1, 0x83, "newer");
        story.model = State::of(story.database.store());
        assert_eq!(story.commit(Commit::Group).unwrap(), What::Group, "{tail}");
    }
    for tail in ["", "// a comment without an end", "/* closed */", "@$${1{@[1:^80(^83=x)]@$$}1}@"] {
        let (what, _) = changed(format!("{sound}{tail}"), |story| set(story, 1, 0x82, "new"));
        assert_eq!(what, What::Group, "{tail}");
    }
}

/// Mozilla's engine counts the share of groups in 32 bits, which end at 42.9 MB of them.
#[test]
fn groups_end_before_the_engine_miscounts_them() {
    let mut database = Database::from_bytes(mork(format!("{DICTS}[1:^80(^82=x)]"))).unwrap();
    database.store_mut().set(row(1), Column(0x83), vec![b'x'; 41_000_000]).unwrap();
    assert_eq!(database.preview(Commit::Group).unwrap().what, What::Group);
    database.store_mut().set(row(1), Column(0x84), vec![b'y'; 1_000_000]).unwrap();
    assert_eq!(database.preview(Commit::Group).unwrap().what, What::Whole(Why::TooManyGroups));
    assert_eq!(database.preview(Commit::Thunderbird).unwrap().what, What::Whole(Why::TooManyGroups));
}

/// Values of up to 1024 bytes have an alias, longer ones have none.
#[test]
fn long_values_stand_where_they_are_used() {
    for length in [0, 1, 1023, 1024, 1025, 1026, 3000] {
        for byte in [b'a', b')', 0xFF] {
            let value = vec![byte; length];
            for how in [Commit::Group, Commit::Whole] {
                let mut story = Story::of(&mork(DICTS), Reading::Lenient).unwrap();
                story.database.store_mut().make_row_at(row(1)).unwrap();
                story.database.store_mut().set(row(1), Column(0x82), &value).unwrap();
                story.model = State::of(story.database.store());
                story.commit(how).unwrap();
                let again = Database::from_bytes(story.disk.live().unwrap()).unwrap();
                let aliased =
                    again.store().atoms().any(|it| it.scope() == Scope::VALUES && it.value() == value[..]);
                assert_eq!(aliased, length <= 1024);
            }
        }
    }
}

/// Mozilla's engine counts groups before it writes them, and leaves a number out whenever it has read the file anew.
#[test]
fn groups_are_numbered_as_the_engine_numbers_them() {
    let mut story = Story::of(&mork(DICTS), Reading::Lenient).unwrap();
    let ids = |story: &Story| {
        let again = Database::from_bytes(story.disk.live().unwrap()).unwrap();
        again.groups().iter().map(|group| group.id).collect::<Vec<_>>()
    };
    for (number, how) in [Commit::Group, Commit::Group, Commit::Whole, Commit::Group].into_iter().enumerate()
    {
        story.database.store_mut().make_row_at(row(number as u32)).unwrap();
        story.model = State::of(story.database.store());
        story.commit(how).unwrap();
        let own: Vec<u32> = story.database.groups().iter().map(|group| group.id).collect();
        assert_eq!(own, ids(&story), "what is known of groups is what the file has");
    }
    assert_eq!(ids(&story), [3]);
    story.reopen(Reading::Lenient);
    story.database.store_mut().make_row_at(row(9)).unwrap();
    story.model = State::of(story.database.store());
    story.commit(Commit::Group).unwrap();
    assert_eq!(ids(&story), [3, 5]);
}

/// A dict whose scope is the empty value, `(a=)`: the look at the aliases that were written stumbled over it.
#[test]
fn a_dict_of_an_empty_scope_can_be_changed() {
    let files = small_truth();
    let mut file = std::fs::read(&files[32 % files.len()]).unwrap();
    damage(&mut file, 6, 52326, 0);
    change_anything(&file, vec![]);
}

//! What the `Mozilla` writing writes where the engine's own files show nothing: verbose tables, a cut cell whose empty value
//! has no alias, and Thunderbird's choice between a group and the whole file. The texts are made by hand, after the rules of
//! the engine's writer.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use morkdb::file::{What, Why};
use morkdb::id::{Column, Oid};
use morkdb::read::DiagnosticKind;
use morkdb::{Commit, Database, OpenOptions, Reading, Store, Writing};
use support::faulty::Faulty;

fn mozilla() -> OpenOptions {
    OpenOptions::new().reading(Reading::Mozilla).writing(Writing::Mozilla)
}

fn new() -> (Faulty, Database) {
    let storage = Faulty::new();
    let database = mozilla().open_or_create_on(Box::new(storage.clone())).unwrap();
    (storage, database)
}

fn text(storage: &Faulty) -> String {
    String::from_utf8(storage.live().expect("there is a file")).unwrap()
}

/// A table of one row, with a value in it.
fn table(store: &mut Store, value: &[u8]) -> (Oid, Oid, Column) {
    let (scope, kind) = (store.make_scope("s1").unwrap(), store.make_kind("kk").unwrap());
    let column = store.make_column("aa").unwrap();
    let table = store.make_table(scope, kind).unwrap();
    let row = store.make_row(scope).unwrap();
    store.set(row, column, value).unwrap();
    store.add_row(table, row).unwrap();
    (table, row, column)
}

#[test]
fn a_file_its_changes_and_an_empty_group_are_written_as_the_engine_writes_them() {
    let (storage, mut database) = new();
    let (table, row, column) = table(database.store_mut(), b"Hello (world) $5 \\ caf\xC3\xA9\n");
    database.commit().unwrap();
    database.store_mut().set(row, column, "x").unwrap();
    database.commit().unwrap();
    assert_eq!(database.commit().unwrap().what, What::Group, "the engine never forgets that it was changed");
    database.store_mut().cut_row(table, row).unwrap();
    database.commit().unwrap();
    let expected = r#"// <!-- <mdb:mork:z v="1.4"/> -->
< <(a=c)> // (f=iso-8859-1)
  (80=s1)(81=kk)(82=aa)>

<(80=Hello (world\) \$5 \\ caf$C3$A9$0A)>
{1:^80 {(k^81:c)(s=9)} 
  [1(^82^80)]}

@$${1{@
<(81=x)>[1:^80(^82=x)]
@$$}1}@

@$${2{@
@$$}2}@

@$${3{@
{-1:^80 {(k^81:c)(s=9)} }
@$$}3}@
"#;
    assert_eq!(text(&storage), expected);
}

#[test]
fn a_verbose_table_has_names_and_counts_of_uses() {
    let (storage, mut database) = new();
    let (table, row, column) = table(database.store_mut(), b"Hello");
    let store = database.store_mut();
    store.set_verbose(table, true).unwrap();
    store.set(row, store.column("s1").map(|it| Column(it.0)).unwrap(), "a)b").unwrap();
    database.commit().unwrap();
    let expected = r#"// <!-- <mdb:mork:z v="1.4"/> -->
< <(a=c)> // (f=iso-8859-1)
  (80=s1)(81=kk)(82=aa)>

<(80=Hello)(81=a\)b)>
{1:^80 {/*r=0*/ (k^81:c)(s=9v)} 
  [1 /*r=1*/ (aa=Hello)(s1=a\)b)]}
"#;
    assert_eq!(text(&storage), expected);
    // The flag is lost with the writing, and a change of it alone is no change.
    assert!(!database.store().table(table).unwrap().is_verbose());
    database.store_mut().set_verbose(table, true).unwrap();
    database.store_mut().set(row, column, "again").unwrap();
    database.commit().unwrap();
    assert!(
        text(&storage).ends_with("\n@$${1{@\n<(82=again)>[1:^80(^82^82)]\n@$$}1}@\n"),
        "{}",
        text(&storage)
    );
}

#[test]
fn long_names_are_cut_to_128_bytes_in_a_verbose_table() {
    let (storage, mut database) = new();
    let (table, row, _) = table(database.store_mut(), b"Hello");
    let store = database.store_mut();
    let long = store.make_column("n".repeat(200)).unwrap();
    store.set(row, long, "v").unwrap();
    store.set_verbose(table, true).unwrap();
    database.commit().unwrap();
    let text = text(&storage).replace("\\\n", "");
    assert!(text.contains(&format!("({}", "n".repeat(128))), "{text}");
    let row = &text[text.find("/*r=1*/").unwrap()..];
    assert!(!row.contains(&"n".repeat(129)), "{row}");
}

/// The engine knows values by their atoms, and long ones have none.
#[test]
fn a_long_value_that_is_set_again_is_written_again() {
    let (storage, mut database) = new();
    let (_, row, column) = table(database.store_mut(), &[b'a'; 1025]);
    database.commit().unwrap();
    let before = text(&storage).len();
    assert!(!database.store_mut().set(row, column, [b'a'; 1025]).unwrap());
    database.commit().unwrap();
    assert!(
        text(&storage)[before..].starts_with("\n@$${1{@\n[1:^80\n    (^82\n    =aaa"),
        "{}",
        &text(&storage)[before..]
    );
}

/// The hole in the engine's writer: it writes an empty value and no alias for it, and cannot read that.
#[test]
fn a_cut_cell_is_an_empty_value_and_stops_the_next_reading_where_none_is_aliased() {
    let (storage, mut database) = new();
    let (_, row, column) = table(database.store_mut(), b"Hello");
    database.commit().unwrap();
    database.store_mut().cut(row, column).unwrap();
    database.commit().unwrap();
    assert!(text(&storage).ends_with("\n@$${1{@\n[1:^80(^82=)]\n@$$}1}@\n"), "{}", text(&storage));
    let again = mozilla().open_on(Box::new(storage.clone())).unwrap();
    assert_eq!(again.stopped_by().unwrap().kind, DiagnosticKind::UnknownLiteral);
    assert_eq!(again.store().row(row).unwrap().get(column).unwrap(), *"Hello", "the cut is lost");

    // In the safe writing, the cell is gone, and an alias of the empty value does not bring it back.
    let safe = Faulty::new();
    let mut database = OpenOptions::new().open_or_create_on(Box::new(safe.clone())).unwrap();
    let (_, row, column) = self::table(database.store_mut(), b"Hello");
    database.commit().unwrap();
    database.store_mut().cut(row, column).unwrap();
    database.commit().unwrap();
    let again = mozilla().open_on(Box::new(safe)).unwrap();
    assert!(again.stopped_by().is_none() && again.store().row(row).unwrap().is_empty());
}

#[test]
fn thunderbird_rewrites_a_file_of_which_30_percent_are_groups() {
    let (storage, mut database) = new();
    let (_, row, column) = table(database.store_mut(), &[b'a'; 900]);
    database.commit().unwrap();
    let mut whats = Vec::new();
    for number in 0..60 {
        database.store_mut().set(row, column, format!("value {number}")).unwrap();
        let before = text(&storage).len();
        let written = database.commit_as(Commit::Thunderbird).unwrap();
        assert_eq!((written.before, written.after), (before as u64, text(&storage).len() as u64));
        whats.push((before, written.what));
    }
    let first = whats.iter().position(|(_, what)| matches!(what, What::Whole(_))).unwrap();
    let (before, what) = whats[first];
    let group = text_size_of_first_file();
    assert!(matches!(what, What::Whole(Why::Waste { percent: 30..=33 })), "{what:?}");
    assert!((before - group) * 100 / before >= 30);
    let waste = |size: usize| size.saturating_sub(group) * 100 / size;
    assert!(whats[..first].iter().all(|(size, what)| *what == What::Group && waste(*size) < 30));
}

/// The size of a file with nothing but the table, and the line break before the first group.
fn text_size_of_first_file() -> usize {
    let (storage, mut database) = new();
    table(database.store_mut(), &[b'a'; 900]);
    database.commit().unwrap();
    text(&storage).len() + 1
}

#[test]
fn the_engines_writing_needs_the_engines_reading() {
    let storage = Faulty::new();
    let options = OpenOptions::new().writing(Writing::Mozilla);
    let mut database = options.open_or_create_on(Box::new(storage.clone())).unwrap();
    assert!(matches!(database.commit(), Err(morkdb::Error::NeedsMozillaReading)));
    assert!(storage.live().is_none());
}

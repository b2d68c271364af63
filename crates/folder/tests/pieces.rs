//! The files and settings around the messages, as Thunderbird has left them: each is read, and written as it was.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod support;

use std::path::{Path, PathBuf};

use morkdb::Database;
use morkdb_folder::cache::FolderCache;
use morkdb_folder::news::{ArticleSet, Newsrc};
use morkdb_folder::terms::{SearchTerms, VirtualFolders};
use morkdb_folder::view::{
    ColumnStates, FolderFlags, LocalTime, RetainBy, SortColumns, SortOrder, SortType, ViewType,
};
use serde_json::Value as Json;
use support::{files, json, shared, testdata};

/// All files of these names in Thunderbird's profiles.
fn left_by_thunderbird(is_one: impl Fn(&str) -> bool) -> Vec<(PathBuf, Vec<u8>)> {
    let folders = [Some(testdata("profile")), Some(testdata("snapshots")), shared("thunderbird/cases")];
    let all = folders.iter().flatten().flat_map(|folder| files(folder));
    let found = all.filter(|path| is_one(path.file_name().unwrap().to_str().unwrap_or_default()));
    found.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn caches_of_folders_are_written_as_thunderbird_does() {
    let files = left_by_thunderbird(|name| name == "folderCache.json");
    for (path, bytes) in &files {
        let cache = FolderCache::read(bytes.clone()).unwrap();
        assert_eq!(cache.to_json().as_bytes(), *bytes, "{}", path.display());
        for (folder, entry) in cache.iter() {
            assert!(entry.flags().is_some(), "{folder}");
            assert_eq!(
                entry.total_messages().map(i64::from),
                entry.number("totalMsgs").filter(|count| *count != -1)
            );
        }
    }
    println!("{} caches", files.len());
}

#[test]
fn old_caches_of_folders_become_new_ones() {
    let Some(folder) = shared("corpus/panacea") else { return };
    for path in files(&folder).iter().filter(|path| path.extension().is_some_and(|end| end == "dat")) {
        let cache = FolderCache::read(std::fs::read(path).unwrap()).unwrap();
        assert_eq!(FolderCache::read(cache.to_json().into_bytes()).unwrap(), cache);
        let dump = json(Path::new(&format!("{}.json", path.display())));
        let rows = dump["rows"].as_array().unwrap();
        assert_eq!(cache.len(), rows.iter().filter(|row| row["tables"] == 1).count());
        for row in rows {
            compare_row(&cache, row["cells"].as_array().unwrap());
        }
    }
}

/// Holds an entry against the cells that the real engine has read.
fn compare_row(cache: &FolderCache, cells: &[Json]) {
    let cell = |name: &str| cells.iter().find(|cell| cell[0] == name).map(|cell| cell[1].as_str().unwrap());
    let Some(entry) = cell("key").and_then(|path| cache.get(path)) else { return };
    let hex = |name| cell(name).and_then(|text| i64::from_str_radix(text, 16).ok());
    assert_eq!(entry.flags().map(|flags| i64::from(flags.0)), hex("flags"));
    assert_eq!(
        entry.total_messages(),
        hex("totalMsgs").filter(|count| *count != 0xFFFF_FFFF).map(|count| count as i32)
    );
    assert_eq!(entry.folder_name().as_deref(), cell("folderName"));
    assert_eq!(entry.online_name().as_deref(), cell("onlineName"));
}

#[test]
fn saved_searches_come_back() {
    let files = left_by_thunderbird(|name| name == "virtualFolders.dat");
    let mut searches = 0;
    for (path, bytes) in &files {
        let text = std::str::from_utf8(bytes).unwrap();
        let read = VirtualFolders::parse(text);
        assert_eq!(read.to_string(), text, "{}", path.display());
        for folder in &read.folders {
            assert_eq!(folder.search_terms().unwrap().to_string(), folder.terms);
            assert!(folder.folders().count() > 0);
            searches += 1;
        }
    }
    println!("{} files, {searches} searches", files.len());
}

#[test]
fn lists_of_newsgroups_come_back() {
    for (path, bytes) in left_by_thunderbird(|name| name.starts_with("newsrc-") || name.ends_with(".rc")) {
        let mut newsrc = Newsrc::parse(&bytes);
        assert_eq!(newsrc.to_bytes(), bytes, "{}", path.display());
        assert!(newsrc.groups().count() > 0);
        // Written anew, the lines are the same.
        for group in newsrc.groups_mut() {
            group.set_subscribed(!group.is_subscribed());
            group.set_subscribed(!group.is_subscribed());
        }
        assert_eq!(newsrc.to_bytes(), bytes, "{}", path.display());
    }
}

/// The values of a column in all summaries, as bytes.
fn values_of(name: &str) -> Vec<Vec<u8>> {
    let mut summaries = left_by_thunderbird(|name| name.ends_with(".msf"));
    let corpora = ["corpus/msf-local", "corpus/msf-imap"].into_iter().filter_map(shared);
    let more = corpora
        .flat_map(|folder| files(&folder))
        .filter(|path| path.extension().is_some_and(|end| end == "msf"));
    summaries.extend(more.map(|path| (path.clone(), std::fs::read(path).unwrap())));
    let mut values = Vec::new();
    for (_, bytes) in summaries {
        let Ok(database) = Database::from_bytes(bytes) else { continue };
        let store = database.store();
        let Some(scope) = store.scope("ns:msg:db:row:scope:dbfolderinfo:all") else { continue };
        let Some(column) = store.column(name) else { continue };
        values.extend(store.rows_in(scope).filter_map(|row| Some(row.get(column)?.bytes().into_owned())));
    }
    // Some of the collection were made anonymous.
    values.retain(|value: &Vec<u8>| value.is_empty() || value.iter().any(|byte| *byte != b'X'));
    println!("{} values of {name}", values.len());
    values
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn sets_of_articles_come_back() {
    for value in ["readSet", "knownArts"].into_iter().flat_map(values_of) {
        assert_eq!(ArticleSet::parse(&value).to_string(), text(&value));
    }
}

#[test]
fn terms_of_folders_come_back() {
    let mut whole = 0;
    for value in values_of("searchStr") {
        // A property of this name holds something else in a test folder.
        if let Ok(terms) = SearchTerms::parse(text(&value))
            && !terms.0.is_empty()
        {
            assert_eq!(terms.to_string(), text(&value));
            whole += 1;
        }
    }
    println!("{whole} of them are terms");
}

#[test]
fn columns_of_views_come_back() {
    for value in values_of("sortColumns") {
        assert_eq!(SortColumns::decode(text(&value)).encode().as_bytes(), value);
    }
    for value in values_of("columnStates") {
        let columns = ColumnStates::parse(&value).unwrap();
        assert_eq!(columns.to_json(), text(&value));
        assert!(columns.iter().all(|column| column.visible().is_some() && column.ordinal().is_some()));
    }
}

#[test]
fn times_of_purges_come_back() {
    for value in values_of("LastPurgeTime") {
        assert_eq!(LocalTime::parse(&value).unwrap().to_string(), text(&value));
    }
}

#[test]
fn what_folders_say_of_themselves_has_a_name() {
    let numbers =
        |column| values_of(column).into_iter().filter_map(|value| morkdb_folder::number::hex32(&value));
    for number in numbers("flags") {
        let unnamed = FolderFlags(number).unnamed();
        assert!(
            [0, 0x40, 0x80, 0x1_0000, 0x2_0000, 0x4_0000].contains(&(unnamed.0 & !0x2)),
            "{}",
            FolderFlags(number)
        );
    }
    assert!(numbers("viewType").all(|number| ViewType::from_number(number).name().is_some()));
    assert!(numbers("sortType").all(|number| SortType::from_number(number).name().is_some()));
    assert!(numbers("sortOrder").all(|number| SortOrder::from_number(number).name().is_some()));
    assert!(numbers("retainBy").all(|number| RetainBy::from_number(number).name().is_some()));
}

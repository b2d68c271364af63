use morkdb::Database;
use proptest::prelude::*;

use super::*;
use crate::view::FolderFlags;

fn panacea(rows: &str) -> FolderCache {
    let columns = "(82=key)(83=flags)(84=totalMsgs)(85=folderSize)(86=folderName)(87=hierDelim)(88=MRUTime)\
                   (89=junk)(8A=junk.empty)(8B=pendingMsgs)";
    let text = format!(
        "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
         < <(a=c)> (80=ns:msg:db:row:scope:folders:all)(81=ns:msg:db:table:kind:folders){columns}>\n\
         {{1:^80 {{(k^81:c)(s=9)}} {rows}}}\n"
    );
    FolderCache::read(text.into_bytes()).unwrap()
}

#[test]
fn numbers_of_old_caches_are_hexadecimal() {
    let cache = panacea(
        "[1(^82=/a.msf)(^83=80001004)(^84=ffffffff)(^85=ffffffffffffffff)(^86=B$C3$B6se)(^87=2e)(^88=123)(^8B=fffffffd)]",
    );
    let entry = cache.get("/a.msf").unwrap();
    assert_eq!(entry.flags(), Some(FolderFlags::MAIL | FolderFlags::INBOX | FolderFlags::FAVORITE));
    assert_eq!((entry.total_messages(), entry.folder_size()), (None, None));
    assert_eq!((entry.number("totalMsgs"), entry.number("folderSize")), (Some(-1), Some(-1)));
    assert_eq!(entry.pending_messages(), Some(-3));
    assert_eq!(entry.folder_name().unwrap(), "Böse");
    assert_eq!((entry.hierarchy_delimiter(), entry.last_used()), (Some('.'), Some(123)));
    let json = cache.to_json();
    assert!(
        json.contains("\"flags\" : 2147487748") && json.contains("\"folderName\" : \"B\\u00f6se\""),
        "{json}"
    );
}

#[test]
fn rows_of_old_caches_without_a_path_are_left_out() {
    let cache = panacea("[1(^82=)(^83=1)][2(^83=1)][3(^82=/a)(^83=1)][4(^82=/a)(^84=)(^83= 0x2g)]");
    assert_eq!(cache.len(), 1);
    let entry = cache.get("/a").unwrap();
    assert_eq!((entry.flags(), entry.len()), (Some(FolderFlags(2)), 1));
}

#[test]
fn what_is_no_cache_is_refused() {
    let header = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n".to_vec();
    assert!(matches!(FolderCache::read(header.clone()), Err(CacheError::NoFolders)));
    assert!(matches!(
        FolderCache::from_mork(Database::from_bytes(header).unwrap().store()),
        Err(CacheError::NoFolders)
    ));
    assert!(matches!(FolderCache::read(b"[]".to_vec()), Err(CacheError::NoObject)));
    assert!(matches!(FolderCache::read(b"{".to_vec()), Err(CacheError::Json(_))));
}

#[test]
fn json_is_written_as_thunderbird_does() {
    let mut cache = FolderCache::new();
    assert_eq!(cache.to_json(), "{}");
    cache.entry("/b").set("userSortOrder", u32::MAX);
    cache.entry("/b").set("x\"\\\u{8}\u{c}\n\r\t\u{1}\u{7f}", "\u{e9}\u{20ac}\u{1f600}/");
    cache.entry("/B");
    let expected = "{\n\t\"/B\" : {},\n\t\"/b\" : \n\t{\n\t\t\"userSortOrder\" : 4294967295,\n\t\t\
                    \"x\\\"\\\\\\b\\f\\n\\r\\t\\u0001\u{7f}\" : \"\\u00e9\\u20ac\\ud83d\\ude00/\"\n\t}\n}";
    assert_eq!(cache.to_json(), expected);
    assert_eq!(cache.get("/b").unwrap().user_sort_order(), None);
}

#[test]
fn odd_values_are_kept() {
    let json = br#"{"/a":{"n":null,"t":true,"d":1.5,"l":[1],"s":"7","big":18446744073709551615},"/b":7}"#;
    let cache = FolderCache::from_json(json).unwrap();
    let entry = cache.get("/a").unwrap();
    assert_eq!((entry.number("n"), entry.text("n").unwrap()), (Some(0), "".into()));
    assert_eq!((entry.number("t"), entry.number("s"), entry.number("l")), (Some(1), None, None));
    assert_eq!(entry.text("big").unwrap(), "18446744073709551615");
    assert!(cache.get("/b").unwrap().is_empty());
    let again = FolderCache::from_json(cache.to_json().as_bytes()).unwrap();
    assert_eq!(again, cache);
}

#[test]
fn properties_are_inherited_unless_the_folder_has_its_own() {
    let cache = panacea("[1(^82=/a)(^89=)(^8A=true)][2(^82=/b)(^89=x)][3(^82=/c)(^89=)]");
    assert_eq!(cache.get("/a").unwrap().inherited("junk"), Inherited::Own("".into()));
    assert_eq!(cache.get("/b").unwrap().inherited("junk"), Inherited::Own("x".into()));
    assert_eq!(cache.get("/c").unwrap().inherited("junk"), Inherited::FromAccount);
}

#[test]
fn a_folder_takes_no_other_s_path() {
    let mut cache = panacea("[1(^82=/a)(^83=1)][2(^82=/b)]");
    assert!(!cache.rename("/a", "/b") && !cache.rename("/c", "/d"));
    assert!(cache.rename("/a", "/d"));
    assert_eq!(cache.remove("/d").unwrap().flags(), Some(FolderFlags(1)));
    assert_eq!(cache.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["/b"]);
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::Number),
        any::<String>().prop_map(Value::Text),
        Just(Value::Null)
    ]
}

proptest! {
    #[test]
    fn caches_come_back(folders in prop::collection::vec((any::<String>(), prop::collection::vec((any::<String>(), value()), 0..4)), 0..4)) {
        let cache: FolderCache = folders.into_iter().map(|(path, values)| (path, values.into_iter().collect())).collect();
        let json = cache.to_json();
        prop_assert!(json.is_ascii());
        prop_assert_eq!(FolderCache::read(json.into_bytes()).unwrap(), cache);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = FolderCache::read(bytes);
    }
}

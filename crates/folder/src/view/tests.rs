use proptest::prelude::*;

use super::*;

#[test]
fn numbers_without_a_meaning_are_kept() {
    assert_eq!(SortType::from_number(0x12), SortType::Date);
    assert_eq!(SortType::from_number(0x99), SortType::Other(0x99));
    assert_eq!(SortType::Other(0x99).number(), 0x99);
    assert_eq!(SortType::Other(0x99).to_string(), "153");
    assert_eq!(ViewType::from_name("watched-unread"), Some(ViewType::WatchedUnreadThreads));
    for kind in SortType::NAMED {
        assert_eq!(SortType::from_number(kind.number()), *kind);
    }
}

#[test]
fn flags_are_shown_by_their_names() {
    assert_eq!(FolderFlags(0).to_string(), "0");
    assert_eq!(FolderFlags(0x2).to_string(), "0x2");
    assert_eq!(FolderFlags(0x8000_0104).to_string(), "Mail|Trash|Favorite");
    assert_eq!(FolderFlags(0x8000_0104).names().count(), 3);
    assert_eq!(FolderFlags::from_name("SentMail"), Some(FolderFlags::SENT_MAIL));
    assert_eq!(FolderFlags::SPECIAL_USE, FolderFlags(0x4040_5F00));
    assert_eq!(format!("{:?}", ViewFlags(0x41)), "ViewFlags(ThreadedDisplay|GroupBySort)");
    assert_eq!(DateGroups(0x42).to_string(), "Today|Future");
}

#[test]
fn columns_of_add_ons_have_an_id() {
    let columns = SortColumns::decode("\"1myCol\r\u{12}2");
    let custom = SortColumn { by: SortType::Custom, order: SortOrder::Ascending, custom: "myCol".into() };
    assert_eq!(columns.0, [custom, SortColumn::new(SortType::Date, SortOrder::Descending)]);
    assert_eq!(columns.encode(), "\"1myCol\r\u{12}2");
    assert_eq!(columns.to_string(), "custom myCol ascending, date descending");
}

#[test]
fn columns_that_are_cut_off_are_read() {
    assert_eq!(SortColumns::decode("").0, []);
    assert_eq!(SortColumns::decode("\u{12}").encode(), "\u{12}0");
    assert_eq!(SortColumns::decode("\"1my").0[0].custom, "my");
    assert_eq!(SortColumns::decode("\u{12}2\0\u{13}1").encode(), "\u{12}2");
    assert_eq!(SortColumns::decode("\u{12} ").encode(), "\u{12} ");
}

#[test]
fn states_of_columns_keep_what_they_do_not_know() {
    let json = r#"{"zCol":{"swidth":"9","visible":false,"ordinal":"12"},"aCol":7,"x":null}"#;
    let mut columns = ColumnStates::parse(json.as_bytes()).unwrap();
    assert_eq!(columns.to_json(), json);
    let ids: Vec<_> = columns.iter().map(ColumnState::id).collect();
    assert_eq!(ids, ["zCol", "aCol", "x"]);
    let z = columns.get("zCol").unwrap();
    assert_eq!((z.visible(), z.ordinal(), z.width()), (Some(false), Some(12), None));
    columns.set_visible("zCol", true);
    columns.set_width("aCol", 80);
    assert!(columns.remove("x") && !columns.remove("x"));
    assert_eq!(
        columns.to_json(),
        r#"{"zCol":{"swidth":"9","visible":true,"ordinal":"12"},"aCol":{"width":80}}"#
    );
}

#[test]
fn states_of_columns_that_are_no_object_are_refused() {
    assert!(ColumnStates::parse(b"").is_err());
    assert_eq!(
        ColumnStates::parse(b"[]").unwrap_err().to_string(),
        "the states of the columns are an array where an object is expected; without the cell, Thunderbird shows its own columns"
    );
    let deep = "[".repeat(100_000);
    assert!(ColumnStates::parse(deep.as_bytes()).is_err());
}

#[test]
fn times_are_read_and_written() {
    for text in ["Thu Jan 01 00:00:00 1970", "Tue Feb 29 23:59:60 2000", "Mon Jan 01 00:00:00 0001"] {
        assert_eq!(LocalTime::parse(text.as_bytes()).unwrap().to_string(), text);
    }
    // A day of one digit, and a wrong day of the week.
    assert_eq!(LocalTime::parse(b"Mon feb  3 4:05:06 2010").unwrap().to_string(), "Wed Feb 03 04:05:06 2010");
    for text in [
        "",
        "Wed Feb 30 00:00:00 2010",
        "Wed Feb 03 24:00:00 2010",
        "Wed Feb 03 1:2 2010",
        "Wed Feb 03 1:2:3 2010 x",
    ] {
        assert_eq!(LocalTime::parse(text.as_bytes()), None, "{text}");
    }
    assert_eq!(LocalTime::from_seconds(i64::MAX), None);
}

proptest! {
    #[test]
    fn seconds_lead_back_to_their_time(seconds in -62_000_000_000_i64..250_000_000_000) {
        let time = LocalTime::from_seconds(seconds).unwrap();
        prop_assert_eq!(time.seconds(), seconds);
        prop_assert_eq!(LocalTime::parse(time.to_string().as_bytes()), Some(time));
    }

    #[test]
    fn sort_columns_come_back(text in "([\u{11}-\u{21}\u{23}-\u{24}][0-2]|\"[0-2][^\r\0]{0,5}\r){0,4}") {
        prop_assert_eq!(SortColumns::decode(&text).encode(), text);
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let columns = SortColumns::decode(&text);
        prop_assert_eq!(SortColumns::decode(&columns.encode()).encode(), columns.encode());
        let _ = LocalTime::parse(text.as_bytes());
        let _ = ColumnStates::parse(text.as_bytes());
    }
}

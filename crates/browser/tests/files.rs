//! History and form data, made here.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "these are tests"
)]

use morkdb::Database;
use morkdb_browser::{ByteOrder, Data, csv, json, jsonl};

/// A value as UTF-16, every byte escaped.
fn utf16(text: &str, order: ByteOrder) -> String {
    let bytes = text.encode_utf16().flat_map(|unit| match order {
        ByteOrder::Little => unit.to_le_bytes(),
        ByteOrder::Big => unit.to_be_bytes(),
    });
    bytes.map(|byte| format!("${byte:02X}")).collect()
}

fn history(meta: &str, rows: &str) -> String {
    format!(
        "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
        < <(a=c)>(80=ns:history:db:row:scope:history:all)(81=ns:history:db:table:kind:history)(82=URL)\n\
        (83=Referrer)(84=LastVisitDate)(85=FirstVisitDate)(86=VisitCount)(87=Name)(88=Hostname)\n\
        (89=Hidden)(8A=Typed)(8B=LastPageVisited)(8C=ByteOrder)(8D=GeckoFlags)>\n\
        {{1:^80 {{(k^81:c)(s=9) {meta}}}\n{rows}}}\n"
    )
}

fn read(text: &str, order: Option<ByteOrder>) -> Data {
    Data::read(Database::from_bytes(text.as_bytes().to_vec()).unwrap().store(), order)
        .expect("it is one of the two")
}

#[test]
fn a_history_is_read_in_both_orders() {
    for (order, said) in [(ByteOrder::Little, "LE"), (ByteOrder::Big, "BE")] {
        let title = utf16("Grün, \"日本\" 😀", order);
        let rows = format!(
            "[2(^82=http://example.org/?a=1)(^83=http://r/)(^84=1166563560000001)(^85=1166563500000000)(^86=12)\
             (^87={title})(^88=example.org)(^8A=1)(^8D=5)]\n[3(^82=http://b/)(^89=1)]\n[4(^88=no url)]"
        );
        let data = read(&history(&format!("[1(^8C={said})(^8B=http://last/)]"), &rows), None);
        let Data::History(history) = &data else { panic!("a history") };
        assert_eq!((history.order, history.last_page.as_deref()), (order, Some("http://last/")));
        assert_eq!(history.warnings, ["rows without a URL were left out: 1"]);
        let [first, second] = &history.visits[..] else { panic!("two pages") };
        assert_eq!(first.title.as_deref(), Some("Grün, \"日本\" 😀"));
        assert_eq!((first.count, first.typed, first.hidden, first.flags), (12, true, false, Some(5)));
        assert_eq!(
            (second.count, second.typed, second.hidden, second.title.as_deref()),
            (1, false, true, None)
        );

        let mut out = Vec::new();
        csv(&data, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "url,title,referrer,hostname,first_visit,last_visit,visit_count,hidden,typed,flags\r\n\
             http://example.org/?a=1,\"Grün, \"\"日本\"\" 😀\",http://r/,example.org,2006-12-19T21:25:00.000000Z,\
             2006-12-19T21:26:00.000001Z,12,false,true,5\r\nhttp://b/,,,,,,1,true,false,\r\n"
        );
    }
}

fn form(meta: &str, rows: &str) -> String {
    format!(
        "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
        < <(a=c)>(80=ns:formhistory:db:row:scope:formhistory:all)\n\
        (81=ns:formhistory:db:table:kind:formhistory)(82=Value)(83=Name)(84=ByteOrder)>\n\
        {{1:^80 {{(k^81:c)(s=9) {meta}}}\n{rows}}}\n"
    )
}

#[test]
fn form_data_is_read_in_both_orders() {
    for (order, said) in [(ByteOrder::Little, "llll"), (ByteOrder::Big, "BBBB")] {
        let row = format!("[2(^83={})(^82={})]", utf16("searchbar-history", order), utf16("größe", order));
        let data = read(&form(&format!("[1(^84={said})]"), &row), None);
        assert!(data.warnings().is_empty(), "{:?}", data.warnings());
        let mut out = Vec::new();
        jsonl(&data, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "{\"name\":\"searchbar-history\",\"value\":\"größe\"}\n");
        let mut out = Vec::new();
        json(&data, &mut out).unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap().as_array().unwrap().len(), 1);
    }
}

#[test]
fn without_a_byte_order_the_usual_one_is_taken_and_doubt_is_said() {
    let row = |order| format!("[2(^83={})(^82={})]", utf16("email", order), utf16("ada@example.org", order));
    let data = read(&form("", &row(ByteOrder::Little)), None);
    assert_eq!(data.warnings(), ["the file does not say its byte order; little-endian was taken"]);
    let data = read(&form("", &row(ByteOrder::Big)), None);
    assert!(data.warnings()[0].contains("look big-endian"), "{:?}", data.warnings());
    let Data::Form(form) = read(&form("", &row(ByteOrder::Big)), Some(ByteOrder::Big)) else {
        panic!("form data")
    };
    assert_eq!((form.entries[0].value.as_str(), form.warnings.len()), ("ada@example.org", 0));
}

#[test]
fn other_files_are_neither() {
    let file = Database::from_bytes(b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n[1:m(a=b)]".to_vec()).unwrap();
    assert!(Data::read(file.store(), None).is_none());
}

#[test]
fn a_history_cut_anywhere_does_not_panic() {
    let title = utf16("a😀", ByteOrder::Little);
    let whole =
        history("[1(^8C=LE)]", &format!("[2(^82=http://e/)(^84=99999999999999999999)(^86=-1)(^87={title})]"));
    for end in 0..whole.len() {
        let Ok(file) = Database::from_bytes(whole.as_bytes()[..end].to_vec()) else { continue };
        if let Some(data) = Data::read(file.store(), None) {
            csv(&data, &mut Vec::new()).unwrap();
        }
    }
    let data = read(&whole, None);
    let Data::History(history) = data else { panic!("a history") };
    assert_eq!((history.visits[0].last_visit, history.visits[0].count), (None, 1));
}

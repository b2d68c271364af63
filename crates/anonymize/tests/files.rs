//! Whole files: what must stay stays, and what is personal goes.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "these are tests"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use morkdb::Database;
use morkdb_anonymize::{Anonymized, Anonymizer, Error, Key};

fn anonymizer() -> Anonymizer {
    Anonymizer::new(Key::of_text("a key of this test"))
}

fn one(text: &[u8]) -> Anonymized {
    let done = anonymizer().anonymize(text).unwrap();
    assert_eq!(done.bytes.len(), text.len());
    assert!(done.is_same_structure, "{}", done.bytes.escape_ascii());
    done
}

fn text(text: &str) -> String {
    String::from_utf8(one(text.as_bytes()).bytes).unwrap()
}

const HEAD: &str = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
    < <(a=c)> // (f=iso-8859-1)\n\
    (80=ns:msg:db:row:scope:msgs:all)(81=subject)(82=sender)(83=size)(84=date)(85=keywords)\n\
    (86=message-id)(87=references)(88=x-my-header)(89=msgCharSet)(8A=storeToken)\n\
    (8B=mailbox://nobody@smart%20mailboxes/Secret)(8C=ns:msg:db:table:kind:msgs)>\n";

#[test]
fn personal_values_go_and_numbers_stay() {
    let new = text(&format!(
        "{HEAD}<(90=Dinner with Anna)(91=\"Karenina, Anna\" <anna@example.org>)(92=4589bd8b)(93=Orphan)>\n\
        {{1:^80 {{(k^8C:c)(s=9)}}\n\
        [1(^81^90)(^82^91)(^83=5f)(^84^92)(^85=\\$label1 anna junk)(^86=1.anna@example.org)\n\
        (^87=<0.anna@example.org>)(^88=Own words)(^89=UTF-8)(^8A=12345)]}}\n"
    ));
    for stays in [
        "(83=size)",
        "(92=4589bd8b)",
        "(^83=5f)",
        "$label1 ",
        " junk)",
        "(^89=UTF-8)",
        "(^8A=12345)",
        "(k^8C:c)(s=9)",
        "// (f=iso-8859-1)",
        "(8B=mailbox://nobody@smart%20mailboxes/",
        "(88=x-my-header)",
    ] {
        assert!(new.contains(stays), "{stays} in {new}");
    }
    for goes in ["Anna", "anna", "Dinner", "Karenina", "example", "Orphan", "Secret", "Own words"] {
        assert!(!new.contains(goes), "{goes} in {new}");
    }
    let domain =
        |before: &str| new.split(before).nth(1).unwrap().split(['>', ')']).next().unwrap().to_owned();
    let parts: Vec<_> = ["(^86=", "(^87=<"].map(domain).to_vec();
    assert_eq!(
        parts[0].split('.').skip(1).collect::<Vec<_>>(),
        parts[1].split('.').skip(1).collect::<Vec<_>>()
    );
    assert!(
        new.contains(&format!("<{}", parts[0].split('.').nth(1).unwrap())),
        "the address in From is that of the id: {new}"
    );
}

#[test]
fn an_atom_of_a_personal_column_goes_whoever_else_uses_it() {
    let new = text(&format!("{HEAD}<(90=5551234)(91=1)>[1:^80(^88^90)(^83^90)][2:^80(^88^91)(^83^91)]"));
    assert!(!new.contains("5551234"), "{new}");
    assert!(new.contains("(91=1)"), "small numbers are everybody's: {new}");
}

#[test]
fn escapes_and_lines_stay_where_they_are() {
    let new =
        text(&format!("{HEAD}[1:^80(^81=M$C3$BCller \\(b\\) 50\\$ go\\\ning on$0A\\\\)(^82=\u{fc}ber)]"));
    let value = new.split("(^81=").nth(1).unwrap();
    let shape: String = value.chars().map(|one| if one.is_alphanumeric() { 'x' } else { one }).collect();
    assert!(shape.starts_with("x$xx$xxxxxx \\(x\\) xx\\$ xx\\\nxxx xx$xx\\\\)(^xx=xxxx)"), "{new}");
    assert!(value.contains("$0A"), "control characters stay: {new}");
    assert!(!new.contains("$C3$BC"), "{new}");
    Database::from_bytes(new.into_bytes()).unwrap();
}

#[test]
fn what_does_not_count_is_replaced_too() {
    let new = text(&format!(
        "{HEAD}// Anna wrote this\n@$${{1{{@\n<(90=Annabella)>[1:^80(^81^90)(^83=5f)]@$$}}~~}}@\n\
        @$${{2{{@[1:^80(^81=Karenina)]\n(^81=Wronski"
    ));
    for goes in ["Anna", "Karenina", "Wronski", "wrote"] {
        assert!(!new.contains(goes), "{goes} in {new}");
    }
    for stays in ["@$${1{@", "@$$}~~}@", "@$${2{@", "(^83=5f)"] {
        assert!(new.contains(stays), "{stays} in {new}");
    }
}

#[test]
fn dates_move_when_asked_to() {
    let file = format!("{HEAD}[1:^80(^84=4589bd8b)(^83=4589bd8b)(^84=0)]");
    let done = anonymizer().shift_dates(86400).anonymize(file.as_bytes()).unwrap();
    let new = String::from_utf8(done.bytes).unwrap();
    assert!(new.contains("(^84=458b0f0b)(^83=4589bd8b)(^84=0)"), "{new}");
}

#[test]
fn titles_in_utf_16_stay_utf_16() {
    for (order, said) in [(0, "LE"), (1, "BE")] {
        let title: String = "Grüße 日本 Anna"
            .encode_utf16()
            .flat_map(|unit| if order == 0 { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .map(|byte| match byte {
                b')' | b'\\' | b'$' => format!("\\{}", char::from(byte)),
                b' '..=b'~' => char::from(byte).to_string(),
                byte => format!("${byte:02X}"),
            })
            .collect();
        let file = format!(
            "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<<(a=c)>(80=ns:history:db:row:scope:history:all)(81=Name)(82=URL)\n\
            (83=ByteOrder)(84=VisitCount)>[1:^80(^83={said})][2:^80(^81={title})(^82=http://example.org/Anna)(^84=12)]"
        );
        let done = one(file.as_bytes());
        let new = Database::from_bytes(done.bytes).unwrap();
        let (store, column) = (new.store(), new.store().column("Name").unwrap());
        let bytes = store.rows().find_map(|row| row.get(column)).unwrap().bytes().into_owned();
        let units = bytes.chunks(2).map(|pair| {
            let pair = [pair[0], pair[1]];
            if order == 0 { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
        });
        let title: String = char::decode_utf16(units).map(Result::unwrap).collect();
        let words: Vec<_> = title.split(' ').map(|word| word.chars().count()).collect();
        assert_eq!(words, [5, 2, 4], "{title}");
        assert!(!title.contains("Anna") && !title.contains("Gr") && !title.contains('日'), "{title}");
        let url = store
            .rows()
            .find_map(|row| row.get(store.column("URL").unwrap()))
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert_eq!(url.rsplit('/').next(), title.split(' ').next_back(), "the same word in both encodings");
        let count = store.rows().find_map(|row| row.get(store.column("VisitCount").unwrap())).unwrap();
        assert_eq!(count, *"12");
    }
}

#[test]
fn the_same_key_gives_the_same_file() {
    let file = format!("{HEAD}[1:^80(^81=Dinner with Anna)]");
    assert_eq!(text(&file), text(&file));
    let other = Anonymizer::new(Key::random().unwrap()).anonymize(file.as_bytes()).unwrap().bytes;
    assert_ne!(other, text(&file).into_bytes());
}

#[test]
fn what_is_no_mork_is_refused() {
    assert_eq!(anonymizer().anonymize(b"Dear Anna"), Err(Error::NotMork));
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_none_or(|end| end != "json")
            && std::fs::metadata(&path).is_ok_and(|file| file.len() < 400_000)
        {
            found.push(path);
        }
    }
}

/// The files that ship with the project, and those beside it where they are: all that look like Mork.
fn all() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["testdata", "../shared/corpus"] {
        files(&root.join(folder), &mut found);
    }
    found.sort();
    let read = found.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap()));
    read.filter(|(_, bytes)| !bytes.is_empty() && Database::from_bytes(bytes.clone()).is_ok()).collect()
}

/// Rows and the columns of their cells, tables and their rows.
fn shape(bytes: Vec<u8>) -> String {
    let file = Database::from_bytes(bytes).unwrap();
    let store = file.store();
    let mut shape = String::new();
    for row in store.rows() {
        let cells = row.cells().map(|cell| (cell.column, cell.value.map(|value| value.bytes().len())));
        shape += &format!("{} {:?}\n", row.oid(), cells.collect::<Vec<_>>());
    }
    for table in store.tables() {
        shape += &format!("{} {:?}\n", table.oid(), table.rows().map(|row| row.oid()).collect::<Vec<_>>());
    }
    shape
}

/// A column that nobody knows had the number that stands for no parent, too; so all threads lost their roots.
#[test]
fn keys_for_no_message_stay() {
    let new = text(&format!(
        "{HEAD}< <(a=c)>(9A=threadParent)>\n<(90=ffffffff)(91=fffffffb)>[1(^9A^90)(^88^90)(^83^91)(^81^91)]\n"
    ));
    assert!(new.contains("(90=ffffffff)"), "{new}");
    assert!(!new.contains("(91=fffffffb)"), "{new}");
}

/// Mozilla's engine looks short values of cells up in the dict, and stops reading where one is not there.
#[test]
fn a_value_in_a_cell_stays_the_same_as_its_like_in_a_dict() {
    for (dict, cell) in [
        ("(^83^90)", "(^88=12345)"),
        ("(^88^90)", "(^83=12345)"),
        ("(^81^90)", "(^82=12345)"),
        ("", "(^83=12345)"),
    ] {
        let new = text(&format!("{HEAD}<(90=12345)>[1{dict}]\n[2{cell}]\n"));
        let value = |from: &str| new.rsplit_once(from).unwrap().1[..5].to_owned();
        assert_eq!(value("(90="), value(&cell[..5]), "{new}");
    }
}

/// The kind of a table may be spelled out, and then has to be a name that a dict of names has. It was taken for a value, at which Thunderbird stopped
/// reading; and a cell of a row's meta part was taken for a setting.
#[test]
fn kinds_that_are_spelled_out_are_names_and_cells_of_rows_are_values() {
    let new = text(&format!(
        "{HEAD}<(90=Anna)(91=one)>{{1:^80 {{(k=ns:msg:db:table:kind:msgs)(s=9)}}[1(^81^90)[(q=one)(x=Anna)]]}}\n\
        {{2:^80 {{(k=mailbox://nobody@smart%20mailboxes/Secret)}}}}\n"
    ));
    assert!(new.contains("{(k=ns:msg:db:table:kind:msgs)(s=9)}"), "{new}");
    assert!(!new.contains("Anna") && !new.contains("=one)") && !new.contains("Secret"), "{new}");
    let behind = |from: &str| new.split(from).nth(1).unwrap().split(')').next().unwrap();
    assert_eq!((behind("(90="), behind("(91=")), (behind("(x="), behind("(q=")));
    assert_eq!(behind("(8B="), behind("{2:^80 {(k="));
}

#[test]
fn every_file_keeps_its_structure() {
    let all = all();
    assert!(all.len() > 80, "{}", all.len());
    for (path, bytes) in &all {
        let done = anonymizer().anonymize(bytes).unwrap();
        assert_eq!(done.bytes.len(), bytes.len());
        assert!(done.is_same_structure, "{}", path.display());
        Database::from_bytes(done.bytes.clone())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(shape(done.bytes) == shape(bytes.clone()), "{}", path.display());
    }
}

/// Words of five letters or more in personal columns.
fn words(bytes: &[u8], words: &mut BTreeSet<String>) {
    const COLUMNS: [&str; 14] = [
        "subject",
        "sender",
        "recipients",
        "ccList",
        "message-id",
        "references",
        "replyTo",
        "preview",
        "DisplayName",
        "PrimaryEmail",
        "LowercasePrimaryEmail",
        "Notes",
        "HomeAddress",
        "URL",
    ];
    let file = Database::from_bytes(bytes.to_vec()).unwrap();
    for column in COLUMNS.iter().filter_map(|name| file.store().column(name)) {
        for value in file.store().rows().filter_map(|row| row.get(column)) {
            let text = value.to_string_lossy().to_lowercase();
            let long = text.split(|one: char| !one.is_ascii_alphabetic()).filter(|word| word.len() >= 5);
            words.extend(long.map(str::to_owned));
        }
    }
}

fn words_of(bytes: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    text.split(|one: char| !one.is_ascii_alphabetic()).map(str::to_owned).collect()
}

#[test]
fn no_personal_word_is_left() {
    let mut checked = 0;
    for (path, bytes) in all() {
        let mut personal = BTreeSet::new();
        words(&bytes, &mut personal);
        let file = Database::from_bytes(bytes.clone()).unwrap();
        // Names of columns, scopes and kinds stay, and what is known to be harmless.
        let mut fixed = words_of(b"https mailto mailbox inbox drafts templates archives forwarded label nonjunk utf encoded windows shift macintosh");
        for token in 0..0x1000 {
            fixed.extend(
                file.store().name(morkdb::store::Token(token)).iter().flat_map(|name| words_of(name)),
            );
        }
        let left = words_of(&anonymizer().anonymize(&bytes).unwrap().bytes);
        for word in personal.difference(&fixed) {
            assert!(!left.contains(word), "`{word}` is left in {}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn a_file_cut_anywhere_does_not_panic() {
    let whole = format!(
        "{HEAD}<(90=Dinner =?utf-8?Q?J=C3=B6rg?= &AOQ-)>{{1:^80 {{(k^8C:c)(s=9)}}[1(^81^90)(^82=M$FC\\\nller)]}}\n\
        @$${{1{{@[1(^81=x%C3%B6)]@$$}}1}}@\n"
    );
    let mut anonymizer = anonymizer();
    for end in 1..whole.len() {
        let bytes = &whole.as_bytes()[..end];
        let Ok(done) = anonymizer.anonymize(bytes) else { continue };
        assert_eq!(done.bytes.len(), end);
        assert!(done.is_same_structure, "cut at {end}");
    }
}

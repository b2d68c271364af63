//! Address books in Mork: what is read, and what becomes of it in other formats.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "these are tests"
)]

use std::path::{Path, PathBuf};

use morkdb_contacts::{AddressBook, Deleted, Options, csv, ldif, vcard};

const NAMES: &str = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
    < <(a=c)> // (f=iso-8859-1)\n\
    (80=ns:addrbk:db:row:scope:card:all)(81=ns:addrbk:db:row:scope:list:all)\n\
    (82=ns:addrbk:db:row:scope:data:all)(83=ns:addrbk:db:table:kind:pab)\n\
    (84=ns:addrbk:db:table:kind:deleted)(85=FirstName)(86=LastName)(87=DisplayName)\n\
    (88=PrimaryEmail)(89=LastModifiedDate)(8A=RecordKey)(8B=LastRecordKey)(8C=ListName)\n\
    (8D=ListTotalAddresses)(8E=Address1)(8F=Address2)(90=Address3)(91=BirthYear)(92=BirthMonth)\n\
    (93=BirthDay)(94=HomeAddress)(95=HomeCity)(96=WorkPhone)(97=CellularNumber)(98=x-shoe size)\n\
    (99=_GoogleTalk)(9A=Notes)(9B=WebPage1)(9C=PopularityIndex)(9D=SpouseName)(9E=ListDescription)>\n";

fn book(text: &str, deleted: bool) -> AddressBook {
    AddressBook::from_mork(format!("{NAMES}{text}").into_bytes(), &Options { deleted }).unwrap()
}

const TWO_CARDS: &str = "{1:^80 {(k^83:c)(s=9)} \n\
    [1:^82(^8B=3)]\n\
    [1(^85=Ada)(^86=Lovelace)(^87=Lovelace, Ada)(^88=ada@example.org)(^89=458858e8)(^8A=1)(^9C=1f)\n\
      (^91=1815)(^92=12)(^93=10)(^94=12 St. James's Sq.; 1st floor)(^95=L$C3$B6ndon)(^96=+44 1)\n\
      (^97=+44 2)(^98=39)(^99=ada@talk)(^9A=first$0Asecond)(^9B=http://example.org/)(^9D=William)]\n\
    [2(^88=bob@example.org)(^85=)(^8A=2)]\n\
    [1:^81(^8C=Friends)(^9E=all of them)(^8D=3)(^8E=2)(^8F=7)(^90=1)(^8A=3)]}\n";

fn written(
    write: impl Fn(&AddressBook, &mut Vec<u8>) -> std::io::Result<morkdb_contacts::Written>,
    book: &AddressBook,
) -> (String, morkdb_contacts::Written) {
    let mut out = Vec::new();
    let written = write(book, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), written)
}

#[test]
fn cards_and_lists_are_read() {
    let book = book(TWO_CARDS, false);
    assert_eq!(book.cards.len(), 2);
    let ada = &book.cards[0];
    assert_eq!(ada.get("HomeCity"), Some("Löndon"));
    assert_eq!(ada.get("LastModifiedDate"), Some("1166563560"), "hexadecimal in the file");
    assert_eq!(ada.get("PopularityIndex"), Some("31"));
    assert_eq!(book.cards[1].get("FirstName"), None, "an empty cell says nothing");
    let list = &book.lists[0];
    assert_eq!((list.name.as_str(), list.members.as_slice()), ("Friends", &[1, 0][..]));
    assert_eq!(book.warnings, ["the list `Friends` names a card that is not there"]);
}

#[test]
fn vcards_hold_all_of_it() {
    let (text, report) = written(vcard::write, &book(TWO_CARDS, false));
    assert_eq!((report.cards, report.lists, report.left_out.len()), (2, 1, 0));
    let text = text.replace("\r\n ", "");
    for line in [
        "FN:Lovelace\\, Ada",
        "N:Lovelace;Ada;;;",
        "EMAIL;PREF=1:ada@example.org",
        "TEL;TYPE=work:+44 1",
        "TEL;TYPE=cell:+44 2",
        "ADR;TYPE=home:;;12 St. James's Sq.\\; 1st floor;Löndon;;;",
        "BDAY:18151210",
        "NOTE:first\\nsecond",
        "REV:20061219T212600Z",
        "URL;TYPE=work:http://example.org/",
        "IMPP;X-SERVICE-TYPE=GoogleTalk:xmpp:ada@talk",
        "RELATED;TYPE=spouse;VALUE=text:William",
        "X-MOZILLA-POPULARITYINDEX:31",
        "X-MOZILLA-X-SHOE-SIZE;X-NAME=x-shoe size:39",
        "KIND:group",
        "FN:bob@example.org",
        "FN:Friends",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} is missing in\n{text}");
    }
    let uid = text
        .lines()
        .find(|line| line.starts_with("UID:urn:uuid:"))
        .unwrap()
        .trim_end()
        .strip_prefix("UID:")
        .unwrap();
    assert!(text.contains(&format!("MEMBER:{uid}\r\n")), "members are named by the UIDs of their cards");
}

#[test]
fn ldif_has_the_attributes_of_thunderbird() {
    let (text, report) = written(ldif::write, &book(TWO_CARDS, false));
    let expected = "dn: cn=Lovelace\\, Ada,mail=ada@example.org\nobjectclass: top\nobjectclass: person\n\
        objectclass: organizationalPerson\nobjectclass: inetOrgPerson\nobjectclass: mozillaAbPersonAlpha\n\
        givenName: Ada\nsn: Lovelace\ncn: Lovelace, Ada\nmail: ada@example.org\nmodifytimestamp: 1166563560\n\
        telephoneNumber: +44 1\nmobile: +44 2\nmozillaHomeStreet: 12 St. James's Sq.; 1st floor\n\
        mozillaHomeLocalityName:: TMO2bmRvbg==\nmozillaWorkUrl: http://example.org/\nbirthyear: 1815\nbirthmonth: 12\n\
        birthday: 10\ndescription:: Zmlyc3QKc2Vjb25k\n\n";
    assert!(text.starts_with(expected), "{text}");
    let list = "dn: cn=Friends\nobjectclass: top\nobjectclass: groupOfNames\ncn: Friends\ndescription: all of them\n\
        member: mail=bob@example.org\nmember: cn=Lovelace\\, Ada,mail=ada@example.org\n\n";
    assert!(text.ends_with(list), "{text}");
    let names: Vec<_> = report.left_out.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    // Nearly every card has RecordKey or PopularityIndex, and so every book was said to have lost something.
    let expected = [("SpouseName", 1), ("_GoogleTalk", 1), ("x-shoe size", 1)];
    assert_eq!(names, expected);
}

#[test]
fn csv_has_the_columns_of_thunderbird() {
    let (text, report) = written(csv::write, &book(TWO_CARDS, false));
    let lines: Vec<_> = text.split("\r\n").collect();
    assert!(lines[0].starts_with(
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,"
    ));
    assert_eq!(lines[0].split(',').count(), 37);
    assert!(lines[1].starts_with(
        "Ada,Lovelace,\"Lovelace, Ada\",,ada@example.org,,,+44 1,,,,+44 2,12 St. James's Sq.; 1st floor,"
    ));
    assert_eq!((report.cards, report.lists, report.lists_left_out), (2, 0, 1));
}

#[test]
fn deleted_cards_come_when_asked_for() {
    let text = format!(
        "{TWO_CARDS}\
        [5:^80(^87=Cut out)]\n\
        {{2:^80 {{(k^84:c)(s=9)}} [6(^87=Listed)]}}\n\
        @$${{2{{@\n{{-1:^80 {{(k^83:c)(s=9)}} 1 }}\n[-2:^80]@$$}}2}}@\n\
        @$${{3{{@[-1:^80(^87=Ada)]@$$}}~~}}@\n"
    );
    assert_eq!(book(&text, false).cards.len(), 1);
    let all = book(&text, true);
    let found: Vec<_> = all.cards.iter().map(|card| (card.id.as_str(), card.name(), card.deleted)).collect();
    assert_eq!(
        found,
        [
            ("1", "Lovelace, Ada".to_owned(), None),
            ("6", "Listed".to_owned(), Some(Deleted::Listed)),
            ("5", "Cut out".to_owned(), Some(Deleted::Cut)),
            ("2", "bob@example.org".to_owned(), Some(Deleted::Past)),
        ]
    );
    let (text, _) = written(csv::write, &all);
    assert!(text.trim_end().ends_with(",past"));
    let (text, _) = written(ldif::write, &all);
    assert!(text.contains("# deleted: cut\ndn: cn=Cut out\n"));
}

#[test]
fn other_files_are_refused() {
    let mail = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf");
    let error = AddressBook::open(mail, &Options::default()).unwrap_err();
    assert!(matches!(error, morkdb_contacts::Error::NotAddressBook), "{error}");
    assert!(AddressBook::from_mork(b"hello".to_vec(), &Options::default()).is_err());
}

#[test]
fn values_that_are_not_utf_8_are_kept_apart() {
    let book = book("{1:^80 {(k^83:c)(s=9)} [1(^87=M$FCller)]}", false);
    assert_eq!(book.cards[0].get("DisplayName"), Some("Müller"));
    assert_eq!(book.warnings.len(), 1);
}

#[test]
fn a_book_cut_anywhere_does_not_panic() {
    let whole = format!("{NAMES}{TWO_CARDS}@$${{2{{@[-2:^80]@$$}}2}}@\n");
    for end in 0..whole.len() {
        let options = Options { deleted: true };
        if let Ok(book) = AddressBook::from_mork(whole.as_bytes()[..end].to_vec(), &options) {
            for write in [vcard::write, ldif::write, csv::write] {
                write(&book, &mut Vec::new()).unwrap();
            }
        }
    }
}

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/mab");
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_none_or(|end| end != "json"));
    files.sort();
    files
}

/// What other projects have for tests: every non-empty cell of every card is in its vCard.
#[test]
fn published_books_are_read() {
    for file in corpus() {
        let book = AddressBook::open(&file, &Options::default())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let (text, report) = written(vcard::write, &book);
        assert_eq!(report.cards, book.cards.len());
        assert_eq!(
            text.matches("BEGIN:VCARD\r\n").count(),
            book.cards.len() + book.lists.len(),
            "{}",
            file.display()
        );
        for write in [ldif::write, csv::write] {
            write(&book, &mut Vec::new()).unwrap();
        }
        let values: usize = book.cards.iter().map(|card| card.properties.len()).sum();
        assert!(
            values > 0 || file.to_string_lossy().contains("empty") || book.cards.is_empty(),
            "{}",
            file.display()
        );
    }
}

#[test]
fn a_list_within_a_list_is_a_card() {
    let Some(file) = corpus().into_iter().find(|file| file.to_string_lossy().contains("listexpansion"))
    else {
        return;
    };
    let book = AddressBook::open(file, &Options::default()).unwrap();
    assert_eq!(book.lists.len(), 8);
    let family = book.lists.iter().find(|list| list.name == "family").unwrap();
    let members: Vec<_> = family.members.iter().map(|at| book.cards[*at].name()).collect();
    assert_eq!(members, ["parents", "kids"]);
}

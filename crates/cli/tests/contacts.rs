//! `mork contacts`.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "these are tests"
)]

mod common;

use common::{mork, scratch};

const BOOK: &str = "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
    < <(a=c)> // (f=iso-8859-1)\n\
    (80=ns:addrbk:db:row:scope:card:all)(81=ns:addrbk:db:row:scope:list:all)\n\
    (83=ns:addrbk:db:table:kind:pab)(87=DisplayName)(88=PrimaryEmail)(8C=ListName)(8E=Address1)\n\
    (97=CellularNumber)(98=Shoe)>\n\
    {1:^80 {(k^83:c)(s=9)} [1(^87=Ada$1B[2J)(^88=ada@example.org)(^97=+44 2)(^98=39)]\n\
    [1:^81(^8C=Friends)(^8E=1)]}\n\
    [5:^80(^87=Cut out)]\n";

#[test]
fn a_table_is_for_people_and_harmless() {
    let folder = scratch("contacts-table");
    let path = folder.join("abook.mab");
    std::fs::write(&path, BOOK).unwrap();
    let run = mork(&["contacts", path.to_str().unwrap()]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        "name        address          telephone  organization\n\
         Ada\\x1B[2J  ada@example.org  +44 2\n\
         \n\
         list     members  who\n\
         Friends        1  Ada\\x1B[2J\n"
    );
}

#[test]
fn every_form_is_written_and_what_is_left_out_is_said() {
    let folder = scratch("contacts-forms");
    let path = folder.join("abook.mab");
    std::fs::write(&path, BOOK).unwrap();
    let path = path.to_str().unwrap();
    let vcard = mork(&["contacts", "--format", "vcard", path]);
    assert_eq!(vcard.code, 0, "{}", vcard.stderr);
    assert!(
        vcard.stdout.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n")
            && vcard.stdout.contains("\r\nX-MOZILLA-SHOE:39\r\n")
    );
    let csv = mork(&["contacts", "--format", "csv", path]);
    assert_eq!(csv.code, 1);
    assert!(csv.stderr.contains("1 list left out") && csv.stderr.contains("Shoe (1)"), "{}", csv.stderr);
    let ldif = mork(&["contacts", "--format", "ldif", path]);
    assert!(ldif.stdout.contains("\nmobile: +44 2\n"), "{}", ldif.stdout);
    let json = mork(&["contacts", "--deleted", "--format", "json", path]).json();
    assert_eq!(json["cards"][0]["properties"]["Shoe"], "39");
    assert_eq!((&json["cards"][1]["name"], &json["cards"][1]["deleted"]), (&"Cut out".into(), &"cut".into()));
    assert_eq!(json["lists"][0]["members"][0], "1");
}

#[test]
fn a_file_is_written_whole() {
    let folder = scratch("contacts-file");
    let path = folder.join("abook.mab");
    std::fs::write(&path, BOOK).unwrap();
    let out = folder.join("new/book.vcf");
    let run = mork(&["contacts", "--format", "vcard", "-o", out.to_str().unwrap(), path.to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(std::fs::read_to_string(&out).unwrap().ends_with("END:VCARD\r\n"));
    assert_eq!(std::fs::read_dir(out.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn other_files_are_failures() {
    let run = mork(&["contacts", "profile/imap/ImapMail/127.0.0.1/INBOX.msf"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is no address book"), "{}", run.stderr);
    assert_eq!(mork(&["contacts", "no such file"]).code, 2);
}

/// `-o` with the name of the book replaced it by the vCards, and a profile could be written into.
#[test]
fn what_is_read_is_not_replaced() {
    let folder = scratch("contacts-refused");
    let profile = folder.join("profile");
    std::fs::create_dir_all(&profile).unwrap();
    std::fs::write(profile.join("prefs.js"), "").unwrap();
    let book = profile.join("abook.mab");
    std::fs::write(&book, BOOK).unwrap();
    let [book_name, profile_name] = [&book, &profile].map(|path| path.to_str().unwrap());
    let run = mork(&["contacts", "--format", "vcard", "-o", book_name, book_name]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it would take the place of what is read"), "{}", run.stderr);
    let run = mork(&["contacts", "--format", "vcard", "-o", profile_name, profile_name]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it would take the place of what is read"), "{}", run.stderr);
    for target in [profile.join("books"), profile.join("x/../books")] {
        let run = mork(&["contacts", "--format", "vcard", "-o", target.to_str().unwrap(), profile_name]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("it is in the profile"), "{}", run.stderr);
    }
    assert_eq!(std::fs::read_to_string(&book).unwrap(), BOOK);
    assert_eq!(std::fs::read_dir(&profile).unwrap().count(), 2);
    let beside = folder.join("books");
    let run = mork(&["contacts", "--format", "vcard", "-o", beside.to_str().unwrap(), profile_name]);
    assert!(beside.join("abook.mab.vcf").is_file(), "{}", run.stderr);
}

/// Columns that the address book keeps for itself counted as losses, so that the exit status was 1 for nearly every book.
#[test]
fn what_the_book_keeps_for_itself_is_no_loss() {
    let folder = scratch("contacts-bookkeeping");
    let path = folder.join("abook.mab");
    let names = ["DbRowID", "LastModifiedDate", "LowercasePrimaryEmail", "PopularityIndex", "RecordKey"];
    let book = |name: &str| {
        let book = BOOK.replace("=Shoe)", &format!("={name})"));
        book.replace("\n    [1:^81(^8C=Friends)(^8E=1)]", "").replace("[1:^81(^8C=Friends)(^8E=1)]", "")
    };
    for format in ["ldif", "csv"] {
        for name in names {
            std::fs::write(&path, book(name)).unwrap();
            let run = mork(&["contacts", "--format", format, path.to_str().unwrap()]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{format} {name}");
        }
        std::fs::write(&path, book("SpouseName")).unwrap();
        let run = mork(&["contacts", "--format", format, path.to_str().unwrap()]);
        assert!(run.code == 1 && run.stderr.contains("SpouseName (1)"), "{run:?}");
    }
}

#[test]
fn contacts_as_typed() {
    let folder = scratch("contacts-typed");
    std::fs::write(folder.join("abook.mab"), BOOK).unwrap();
    std::fs::write(folder.join("other.mab"), "no address book").unwrap();
    std::fs::create_dir_all(folder.join("profile/Mail")).unwrap();
    std::fs::write(folder.join("profile/abook.mab"), BOOK).unwrap();
    common::profile::transcript_in(
        &folder,
        "contacts",
        &[
            &["contacts", "abook.mab"],
            &["contacts", "profile"],
            &["contacts", "abook.mab", "--format=ldif"],
            &["contacts", "abook.mab", "--format=csv"],
            &["contacts", "abook.mab", "--format=json"],
            &["contacts", "abook.mab", "--deleted"],
            &["contacts", "abook.mab", "--format=vcard", "-o", "abook.mab"],
            &["contacts", "other.mab"],
            &["contacts", "no-such-book.mab"],
            &["contacts", "abook.mab", "--format=outlook"],
            &["contacts"],
        ],
    );
}

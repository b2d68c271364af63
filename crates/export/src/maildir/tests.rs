use std::collections::HashMap;
use std::fs;

use super::file::{base_of, stem_of};
use super::keywords::Slots;
use super::names::escape;
use super::write::{Maildir, Target};

#[test]
fn names_of_folders_are_as_dovecot_escapes_them() {
    let cases = [
        ("Sent", "Sent"),
        ("a.b/c%d", "a%2eb%2fc%25d"),
        ("~home", "%7ehome"),
        ("Entwürfe", "Entw&APw-rfe"),
        ("a & b", "a &- b"),
        ("end ", "end%20"),
        ("", "%"),
    ];
    for (name, expected) in cases {
        assert_eq!(escape(name), expected);
    }
}

#[test]
fn names_of_messages_come_apart() {
    let name = "1700000000.0123456789abcdef0123.mork,S=12:2,FSa";
    assert_eq!(base_of(name), Some("1700000000.0123456789abcdef0123.mork"));
    assert_eq!(stem_of(name), "1700000000.0123456789abcdef0123.mork,S=12");
    assert_eq!(base_of("1700000000.M1P2.host,S=12:2,FSa"), None);
}

#[test]
fn letters_that_are_given_stay() {
    let mut slots = Slots::parse("0 old\n2 $Forwarded\nnonsense\n77 far\n");
    let counts = [("seldom", 1), ("often", 5), ("OLD", 9)];
    slots.add(counts.map(|(name, count)| (name.to_owned(), count)).into());
    assert_eq!(slots.to_text(), "0 old\n1 often\n2 $Forwarded\n3 seldom\n");
    assert_eq!(slots.letter("$forwarded"), Some('c'));
    slots.add((0..30).map(|number| (format!("k{number:02}"), 1)).collect::<HashMap<_, _>>());
    assert_eq!((slots.letter("k21"), slots.letter("k22")), (Some('z'), None));
}

/// A message that was moved to `new` or renamed by somebody is the same message.
#[test]
fn a_message_is_known_by_its_base() {
    let place = tempfile::tempdir().unwrap();
    for part in ["cur", "new", "tmp"] {
        fs::create_dir(place.path().join(part)).unwrap();
    }
    fs::write(place.path().join("new/7.aa.mork,S=1"), "x").unwrap();
    fs::write(place.path().join("cur/8.bb.mork,S=1:2,T"), "y").unwrap();
    fs::write(place.path().join("cur/of-somebody-else"), "z").unwrap();
    let mut maildir = Maildir::open(place.path().to_owned(), false).unwrap();
    let target = |base, letters| Target { base, letters, seconds: 7 };
    assert!(maildir.has(&target("7.aa.mork", "S"), false).unwrap());
    assert!(!maildir.has(&target("9.cc.mork", "S"), false).unwrap());
    maildir.add(&target("9.cc.mork", "S"), b"new").unwrap();
    let tally = maildir.finish().unwrap();
    assert_eq!((tally.unchanged, tally.stale), (0, 1));
    let mut names: Vec<_> = fs::read_dir(place.path().join("cur"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = ["7.aa.mork,S=1:2,S", "8.bb.mork,S=1:2,T", "9.cc.mork,S=3:2,S", "of-somebody-else"];
    assert_eq!(names, expected);
}

/// What was not delivered leaves nothing.
#[test]
fn an_error_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("tmp")).unwrap();
    let mut maildir = Maildir::open(place.path().to_owned(), false).unwrap();
    maildir.add(&Target { base: "9.cc.mork", letters: "", seconds: 7 }, b"new").unwrap();
    assert!(maildir.finish().is_err(), "there is no cur");
    assert_eq!(fs::read_dir(place.path().join("tmp")).unwrap().count(), 0);
}

//! Questions, asked of two messages.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use morkdb::Database;
use morkdb_folder::message::DetachedHeader;
use morkdb_folder::{Folder, MessageFlags, MessageKey, NewKey, Protocol};

use super::{Query, QueryError};
use crate::mail::message::Message;
use crate::mail::zone::Clock;

fn clock() -> Clock {
    let now: Timestamp = "2024-03-31T12:00:00Z".parse().unwrap();
    Clock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(), now)
}

/// Message 7: unread, with a star and an attachment, tagged. Message 8: read, with hardly anything.
fn folder() -> Folder {
    let mut folder = Folder::create_in(Database::from_bytes(Vec::new()).unwrap(), Protocol::Imap).unwrap();
    let mut full = DetachedHeader::new();
    for (name, value) in [
        ("subject", "=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_Z=C3=BCrich?= (two words)"),
        ("sender", "\"Smith, Anna\" <anna@example.org>"),
        ("recipients", "bob@example.org, Carol <carol@example.net>"),
        ("message-id", "abc.1@example.org"),
        ("date", "65920080"),
        ("size", "200000"),
        ("keywords", "$label2 nonjunk Urgent"),
        ("junkscore", "100"),
        ("priority", "5"),
        ("X-Odd Name", "odd \u{FF}value"),
        ("storeToken", "123"),
    ] {
        full.edit().set_property(name, value).unwrap();
    }
    full.edit().set_flags(MessageFlags::MARKED | MessageFlags::ATTACHMENT | MessageFlags::HAS_RE).unwrap();
    folder.add(&full, NewKey::At(MessageKey(7))).unwrap();
    let mut bare = DetachedHeader::new();
    bare.edit().set_flags(MessageFlags::READ).unwrap();
    bare.edit().set_property("subject", "bare").unwrap();
    folder.add(&bare, NewKey::At(MessageKey(8))).unwrap();
    folder
}

fn ask(text: &str) -> Result<Vec<u32>, QueryError> {
    let (folder, query) = (folder(), Query::parse(text, &clock())?);
    let wanted = folder.read().messages().filter(|header| query.wants(&Message::new(*header)));
    Ok(wanted.map(|header| header.key().0).collect())
}

#[track_caller]
fn finds(expected: &[u32], questions: &[&str]) {
    for question in questions {
        assert_eq!(ask(question).as_deref(), Ok(expected), "{question}");
    }
}

#[test]
fn marks() {
    finds(
        &[7],
        &[
            "unread",
            "starred",
            "flagged",
            "MARKED",
            "is:starred",
            "is=unread",
            "flags:flagged",
            "attachment",
            "has:attachment",
            "has:star",
            "junk",
            "tagged",
            "reply",
            "not read",
            "!read",
            "! read",
            "not not unread",
        ],
    );
    finds(&[8], &["read", "not unread", "not junk", "not tagged"]);
    finds(&[], &["replied", "forwarded", "new", "ignored", "watched", "deleted"]);
}

#[test]
fn text_is_decoded_and_case_makes_no_difference() {
    finds(
        &[7],
        &[
            "subject:grüße",
            "subject:ZÜRICH",
            "subject:\"two words\"",
            "subject:'aus zü'",
            "from:anna",
            "from:smith",
            "from:example.org",
            "sender:anna",
            "author:anna",
            "to:carol",
            "to:example.net",
            "recipients:bob",
            "any:zürich",
            "any:carol",
            "\"two words\"",
            "'ANNA'",
            "subject : grüße",
            "subject:(two",
        ],
    );
    finds(&[], &["from:bob", "subject:utf-8", "any:abc.1", "cc:anna"]);
}

#[test]
fn all_of_a_text() {
    finds(
        &[7],
        &[
            "from=anna@example.org",
            "from=\"smith, anna\"",
            "to=bob@example.org",
            "to=carol",
            "id=abc.1@example.org",
            "id=<abc.1@example.org>",
            "subject!=bare",
            "id:<abc",
        ],
    );
    finds(&[8], &["subject=bare", "subject==BARE", "from=\"\"", "from!=anna@example.org"]);
    finds(&[7, 8], &["cc=\"\""]);
    finds(&[], &["subject=bar", "from=anna"]);
}

#[test]
fn tags_and_keywords() {
    finds(
        &[7],
        &[
            "tag:work",
            "tag:wor",
            "tag=Work",
            "tag:$label2",
            "tag=$LABEL2",
            "tags:urgent",
            "has:tag",
            "keyword:nonjunk",
            "keywords=$label2",
        ],
    );
    finds(&[], &["tag:nonjunk", "tag:label", "tag=wor", "keyword:junk"]);
}

/// A label of old versions is a tag, though no keyword says so.
#[test]
fn labels_of_old_versions() {
    let mut folder = folder();
    for (key, name, value) in [(9, "flags", "4000091"), (10, "label", "2")] {
        let mut old = DetachedHeader::new();
        old.edit().set_property(name, value).unwrap();
        folder.add(&old, NewKey::At(MessageKey(key))).unwrap();
    }
    for (question, expected) in [
        ("tag:work", &[7, 9, 10][..]),
        ("tagged", &[7, 9, 10]),
        ("keyword:$label2", &[7, 9, 10]),
        ("tag:important", &[]),
    ] {
        let query = Query::parse(question, &clock()).unwrap();
        let wanted = folder.read().messages().filter(|header| query.wants(&Message::new(*header)));
        assert_eq!(wanted.map(|header| header.key().0).collect::<Vec<_>>(), expected, "{question}");
    }
}

#[test]
fn numbers() {
    finds(
        &[7],
        &[
            "key=7",
            "key:7",
            "key<8",
            "key<=7",
            "key!=8",
            "size>1M",
            "size>=2M",
            "size=2097152",
            "size:2M",
            "priority>=high",
            "priority=high",
            "priority>normal",
            "priority=5",
            "junkscore>50",
            "junkscore=100",
        ],
    );
    finds(&[8], &["key>7", "key>=8", "size<1k", "size=0", "priority<low"]);
    finds(&[], &["key<0", "size>2M", "priority>high", "key>18446744073709551615", "junkscore=0"]);
}

/// 65920080 in hexadecimal is 2024-01-01 00:00:00 UTC, which is 01:00 in the zone of the clock.
#[test]
fn dates() {
    finds(
        &[7],
        &[
            "date:2024",
            "date=2024-01",
            "date:2024-01-01",
            "date=2024-01-01T01:00",
            "date=2024-01-01T00:00:00Z",
            "date>=2024",
            "date>2023",
            "date<=2024-01-01",
            "date<2024-01-02",
            "date<-7d",
            "date<today",
            "date>-1y",
            "date=\"2024-01-01 01:00\"",
            "has:date",
        ],
    );
    finds(&[], &["date<2024", "date>2024", "date>2024-01-01", "date>=today", "date:yesterday", "date>-7d"]);
}

/// A message without a date is not one of 1970.
#[test]
fn no_date_is_at_no_time() {
    finds(&[8], &["not has:date"]);
    finds(&[7, 8], &["date!=2023", "not date<2024"]);
    finds(&[], &["date<2000", "date:1970", "has:received"]);
}

#[test]
fn stored_columns() {
    finds(
        &[7],
        &[
            "cells.storeToken:123",
            "cells.storeToken=123",
            "cells.storeToken:2",
            "cells.\"X-Odd Name\":value",
            "cells.'X-Odd Name'=\"odd ÿvalue\"",
            "has:cells.storeToken",
            "cells.sender:smith",
        ],
    );
    finds(&[8], &["cells.storeToken!=123", "not has:cells.storeToken"]);
    finds(&[], &["cells.storeToken=12", "cells.nothing:x", "cells.subject:grüße"]);
}

#[test]
fn and_goes_before_or() {
    finds(
        &[7, 8],
        &[
            "read or unread",
            "read || unread",
            "read and junk or unread or read",
            "unread or read and subject:bare",
        ],
    );
    finds(
        &[7],
        &[
            "unread and junk",
            "unread junk",
            "unread && junk",
            "unread AND junk",
            "(unread)(junk)",
            "junk and (read or unread)",
            "not (read or replied)",
            "not(read)",
            "unread and not (read and junk)",
        ],
    );
    finds(&[8], &["read and not junk", "(junk and read) or subject:bare", "not junk read"]);
    finds(&[], &["read and (unread or junk)", "junk read", "not (read or unread)"]);
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    for (question, expected) in [
        (
            "unraed and x",
            "--where: `unraed` is no mark and no field\n  unraed and x\n  ^^^^^^\nhint: did you mean `unread`?",
        ),
        (
            "grün:ü and fron:x",
            "--where: there is no field `grün`\n  grün:ü and fron:x\n  ^^^^\nhint: `mork messages --help` lists marks and fields",
        ),
        (
            "'日本' fron:x",
            "--where: there is no field `fron`\n  '日本' fron:x\n         ^^^^\nhint: did you mean `from`?",
        ),
        (
            "unread and",
            "--where: here a condition was expected, such as unread, from:anna or date>=2024-01-01\n  unread and\n            ^",
        ),
        ("(unread or read", "--where: this parenthesis is not closed\n  (unread or read\n  ^"),
        ("unread)", "--where: this parenthesis was not opened\n  unread)\n        ^"),
        ("from:\"x", "--where: the quote \" is not closed\n  from:\"x\n       ^"),
        (
            "size>big",
            "--where: `big` is no size: bytes were expected, as in 5000, 20k or 1.5M\n  size>big\n       ^^^",
        ),
        ("key=x", "--where: `x` is no number: digits were expected, as in 12\n  key=x\n      ^"),
    ] {
        assert_eq!(ask(question).unwrap_err().to_string(), expected);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    for question in [
        "",
        " ",
        "()",
        "and",
        "or unread",
        "unread or",
        "not",
        "!",
        "unread and and read",
        "unread or or read",
        "subject",
        "cells.storeToken",
        "cells.",
        "cells.:x",
        "has:cells.",
        "subject:",
        "subject>a",
        "from<=b",
        "tag<x",
        "has<x",
        "is!=unread",
        "any>x",
        "is:subject",
        "has:nothing",
        "frob",
        "frob:x",
        ":x",
        "=",
        "date:soon",
        "date<7d",
        "priority:urgent",
        "size:1x",
        "key:-1",
        "thread:abc",
        "\"open",
        "subject:'open",
        "unread )",
        "((unread)",
        "from:anna)",
        "id>x",
        "keyword<x",
    ] {
        assert!(ask(question).is_err(), "{question}");
    }
}

#[test]
fn the_caret_is_within_the_text_whatever_is_asked() {
    for question in
        ["\u{1B}[2J", "a\tb", "from:\u{202E}x and", "\u{1F469}\u{200D}\u{1F469}:", "ÿ", "date:\u{301}"]
    {
        let shown = ask(question).unwrap_err().to_string();
        assert!(!shown.contains('\u{1B}') && !shown.contains('\u{202E}'), "{shown:?}");
        assert!(shown.contains('^'));
    }
}

#[test]
fn nesting_is_bounded_and_length_is_not() {
    let deep = |count: usize| format!("{}unread{}", "(".repeat(count), ")".repeat(count));
    finds(&[7], &[&deep(64)]);
    for question in
        [deep(65), deep(100_000), "not ".repeat(100_000), "!".repeat(100_000), "(".repeat(100_000)]
    {
        assert!(ask(&question).unwrap_err().to_string().contains("nested more than 64 deep"));
    }
    finds(&[7], &[&vec!["unread"; 20_000].join(" and "), &vec!["unread"; 20_000].join(" or ")]);
}

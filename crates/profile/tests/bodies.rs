//! The mail of folders, joined with their summaries: of folders that Thunderbird wrote, and of some that were made to be difficult.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

#[path = "bodies/cases.rs"]
mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cases::{Case, all_cases, mail, scratch};
use morkdb_folder::message::Keywords;
use morkdb_folder::{DetachedHeader, Folder, MessageHeader, MessageKey, NewKey};
use morkdb_profile::store::header::Header;
use morkdb_profile::store::mbox::Mailbox;
use morkdb_profile::{Bodies, Body, Join, Store, Unjoined};

/// What is found of all messages of a folder, by key.
fn find_all(bodies: &mut Bodies, folder: &Folder) -> BTreeMap<u32, Result<Body, Unjoined>> {
    let found = |message: MessageHeader<'_>| (message.key().0, bodies.find(folder, message).unwrap());
    folder.read().messages().map(found).collect()
}

/// How many of a folder's messages were found how.
fn joins(found: &BTreeMap<u32, Result<Body, Unjoined>>) -> BTreeMap<Result<Join, Unjoined>, usize> {
    let mut joins = BTreeMap::new();
    for result in found.values() {
        *joins.entry(result.as_ref().map(|body| body.join).map_err(|why| *why)).or_default() += 1;
    }
    joins
}

/// Every message of a local folder is where its summary says, and is of the size that Thunderbird counts: without the `From ` line, the
/// escapes and the empty line behind. No message is given away twice.
#[test]
fn local_mail_is_where_its_summary_says() {
    let mut count = 0;
    for case in all_cases().iter().filter(|case| !case.is_remote) {
        let (folder, mut bodies) = (case.folder(), case.bodies());
        let mut places = BTreeSet::new();
        for message in folder.read().messages() {
            let body = bodies.find(&folder, message).unwrap().unwrap();
            assert_eq!(body.join, Join::Place);
            assert!(places.insert((body.offset, body.file.clone())));
            let text = bodies.read(&body).unwrap();
            assert_eq!(text.len(), message.size() as usize, "{}: {}", case.summary.display(), message.key());
            let id = message.message_id();
            match Header::of(&text).message_id() {
                Some(own) => assert_eq!(*own, *id),
                None => assert!(id.starts_with(b"md5:")),
            }
            assert_eq!(bodies.find(&folder, message).unwrap(), Ok(body), "it is found again");
            count += 1;
        }
    }
    assert!(!cases::is_shared() || count > 7_000, "{count}");
}

/// Copies of what is on a server: those that the summary calls so are there, and have the size that it says. The size of the message
/// itself is another one: what Thunderbird put into the header is not counted, and that of news is what the server says.
#[test]
fn mail_of_servers_is_there_as_far_as_it_was_downloaded() {
    let mut count = 0;
    for case in all_cases().iter().filter(|case| case.is_remote) {
        let (folder, mut bodies) = (case.folder(), case.bodies());
        for message in folder.read().messages() {
            match bodies.find(&folder, message).unwrap() {
                Ok(body) => {
                    assert_eq!(body.join, Join::Place);
                    assert_eq!(bodies.read(&body).unwrap().len() as u64, message.offline_size());
                    count += 1;
                }
                Err(why) => {
                    assert!(!message.stored_flags().contains(morkdb_folder::MessageFlags::OFFLINE));
                    assert_eq!(why, Unjoined::NotDownloaded);
                }
            }
        }
    }
    assert!(count > 100, "{count}");
}

/// What is in the mail and not in the summary was deleted and is marked so, or has gone elsewhere.
#[test]
fn nothing_of_the_mail_is_lost() {
    for case in all_cases() {
        let (folder, mut bodies) = (case.folder(), case.bodies());
        let found = find_all(&mut bodies, &folder);
        let found = found.values().filter(|found| found.is_ok()).count();
        let rest = bodies.rest().unwrap();
        let Store::Mbox(path) = &case.store else {
            assert!(rest.is_empty());
            continue;
        };
        let all: Vec<_> =
            Mailbox::new(fs::File::open(path).unwrap()).messages().map(Result::unwrap).collect();
        assert_eq!(found + rest.len(), all.len());
        // The same, when all ids are known.
        let mut again = case.bodies();
        let unknown = with_id(b"no.such@id", b"");
        assert!(again.find(&unknown, unknown.read().messages().next().unwrap()).unwrap().is_err());
        find_all(&mut again, &folder);
        assert_eq!(again.rest().unwrap(), rest);
    }
}

/// A summary of one message.
fn with_id(id: &[u8], token: &[u8]) -> Folder {
    let mut folder = cases::empty();
    let mut row = DetachedHeader::new();
    row.edit().set_message_id(id).unwrap();
    row.edit().set_store_token(token).unwrap();
    folder.add(&row, NewKey::Next).unwrap();
    folder
}

/// The cells of a message that the mail tells, other than those of threads.
fn cells(message: MessageHeader<'_>) -> BTreeMap<String, String> {
    let text = |text: &[u8]| text.escape_ascii().to_string();
    message.properties().iter().map(|(name, value)| (text(name), text(value))).collect()
}

/// From the mail alone come the same rows that Thunderbird made of it.
#[test]
fn an_index_is_what_thunderbird_makes() {
    let mut differences = BTreeMap::<_, Vec<_>>::new();
    for case in all_cases().iter().filter(|case| case.summary.parent().unwrap().ends_with("01-parsed")) {
        let (folder, mut bodies) = (case.folder(), case.bodies());
        let all: Vec<_> = find_all(&mut bodies, &folder).into_values().map(Result::unwrap).collect();
        let made = bodies.index(&all).unwrap();
        assert_eq!(made.read().len(), folder.read().len());
        for (theirs, own) in folder.read().messages().zip(made.read().messages()) {
            assert_eq!(theirs.key(), own.key());
            let (theirs, ours) = (cells(theirs), cells(own));
            for name in theirs.keys().chain(ours.keys()).filter(|name| theirs.get(*name) != ours.get(*name)) {
                differences.entry(name.clone()).or_default().push(own.key().0);
            }
        }
    }
    for keys in differences.values_mut() {
        keys.dedup();
    }
    let explained = [
        // "Mon, 5 Feb 24 10:00 EST": Thunderbird has 16 seconds less.
        ("date", vec![96]),
        // Preferences that name other fields to be kept.
        ("list-id", vec![185]),
        ("x-spam-score", vec![185]),
        // A line of 100 kB in the text, which is not counted, and one in the header, which is lost.
        ("numLines", vec![181]),
        ("subject", vec![63]),
    ];
    let explained = explained.map(|(name, keys)| (name.to_owned(), keys)).into_iter().collect();
    assert!(!cases::is_shared() || differences == explained, "{differences:?}");
}

/// Deleted messages stay in the mbox; they are told from those that a summary has lost.
#[test]
fn deleted_messages_are_in_the_rest() {
    let mut text = mail(&["a", "b", "c"]);
    let place = text.windows(4).rposition(|four| four == b"0001").unwrap();
    text[place..place + 4].copy_from_slice(b"0009");
    let case = scratch(&text);
    let mut folder = case.index();
    let keys: Vec<_> = folder.read().messages().map(MessageHeader::key).collect();
    assert_eq!(keys, [MessageKey(1), MessageKey(2)], "the last one was deleted by Thunderbird");
    folder.delete(MessageKey(1)).unwrap();
    let mut bodies = case.bodies();
    assert_eq!(joins(&find_all(&mut bodies, &folder)), [(Ok(Join::Place), 1)].into());
    let rest = bodies.rest().unwrap();
    let expunged: Vec<_> = rest.iter().map(|body| bodies.is_expunged(body).unwrap()).collect();
    assert_eq!(expunged, [false, true]);
    let index = bodies.index(&rest).unwrap();
    assert_eq!((index.read().len(), index.read().messages().count()), (2, 1));
}

/// Bytes were put before a mailbox, as another program may have: all places are wrong, and ids are right where there is one message of each.
#[test]
fn a_stale_summary_is_joined_by_ids() {
    let text = mail(&["a", "twice", "b", "twice", "c", ""]);
    let folder = scratch(&text).index();
    let case = scratch(&[mail(&["new"]), text].concat());
    let mut bodies = case.bodies();
    let found = find_all(&mut bodies, &folder);
    let expected = [(Ok(Join::MessageId), 4), (Err(Unjoined::Ambiguous), 2)];
    assert_eq!(
        joins(&found),
        expected.into(),
        "the one without Message-ID has one that was made of its header"
    );
    for message in folder.read().messages() {
        if let Ok(body) = &found[&message.key().0] {
            let text = bodies.read(body).unwrap();
            assert_eq!(Header::of(&text).first("subject").unwrap(), &*message.subject());
        }
    }
    assert_eq!(bodies.rest().unwrap().len(), 3, "the new one, and those that are alike");
}

/// A message that was written anew, as drafts are: the deleted one that it replaces has the same id, and is none that a summary could mean.
#[test]
fn deleted_messages_make_no_id_ambiguous() {
    let mut text = mail(&["a", "a"]);
    text[50..54].copy_from_slice(b"0009");
    let folder = with_id(b"a", b"7");
    let case = scratch(&text);
    let found = find_all(&mut case.bodies(), &folder);
    assert_eq!(joins(&found), [(Ok(Join::MessageId), 1)].into());
    assert_eq!(found[&1].as_ref().unwrap().offset, mail(&["a"]).len() as u64);
}

/// Places that are shifted by whole messages of the same size: another message begins there.
#[test]
fn another_message_at_the_place_is_not_taken() {
    let folder = scratch(&mail(&["a", "b", "c"])).index();
    let case = scratch(&mail(&["b", "x", "a"]));
    let found = find_all(&mut case.bodies(), &folder);
    let join = |key: u32| found[&key].as_ref().map(|body| body.join).map_err(|why| *why);
    assert_eq!([1, 2, 3].map(join), [Ok(Join::MessageId), Ok(Join::MessageId), Err(Unjoined::NotThere)]);
    assert!(found[&1].as_ref().unwrap().offset > 400 && found[&2].as_ref().unwrap().offset == 0);
}

/// What a summary may say of places, all of it wrong.
#[test]
fn places_may_be_nonsense() {
    let case = scratch(&[mail(&["a", "b"]), b"From now on\nnothing\n".to_vec()].concat());
    let size = mail(&["a", "b"]).len().to_string();
    for token in ["1", "99999", "18446744073709551616", "-1", "0x0", " 0", "../mbox", &size] {
        let folder = with_id(b"x", token.as_bytes());
        let mut bodies = case.bodies();
        assert_eq!(joins(&find_all(&mut bodies, &folder)), [(Err(Unjoined::NotThere), 1)].into(), "{token}");
        assert_eq!(bodies.rest().unwrap().len(), 2);
    }
    let nowhere = with_id(b"x", b"");
    assert_eq!(joins(&find_all(&mut case.bodies(), &nowhere)), [(Err(Unjoined::NotDownloaded), 1)].into());
    let old = {
        let mut folder = with_id(b"<a>", b"");
        folder.edit(MessageKey(1)).unwrap().set_property("msgOffset", "0").unwrap();
        folder
    };
    assert_eq!(
        joins(&find_all(&mut case.bodies(), &old)),
        [(Ok(Join::Place), 1)].into(),
        "as old versions have it"
    );
    let without = with_id(b"", b"0");
    assert_eq!(joins(&find_all(&mut case.bodies(), &without)), [(Ok(Join::Place), 1)].into());
}

/// Several messages of a summary that say the same place: one has it.
#[test]
fn a_message_is_given_away_once() {
    let case = scratch(&mail(&["a", "b"]));
    let mut folder = case.index();
    let row = folder.detach(folder.read().messages().next().unwrap()).unwrap();
    for _ in 0..3 {
        folder.add(&row, NewKey::Next).unwrap();
    }
    let mut bodies = case.bodies();
    let expected = [(Ok(Join::Place), 2), (Err(Unjoined::Ambiguous), 3)];
    assert_eq!(joins(&find_all(&mut bodies, &folder)), expected.into());
    assert_eq!(bodies.rest().unwrap(), []);
}

/// A mailbox that is cut off, or replaced, after it was looked at.
#[test]
fn what_is_gone_is_an_error() {
    let case = scratch(&mail(&["a", "b"]));
    let mut bodies = case.bodies();
    let rest = bodies.rest().unwrap();
    let Store::Mbox(path) = &case.store else { unreachable!() };
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(rest[1].offset + 3).unwrap();
    let mut bodies = case.bodies();
    let error = bodies.read(&rest[1]).unwrap_err().to_string();
    assert!(error.contains("ends within the message at byte"), "{error}");
    fs::write(path, [b"\n".to_vec(), mail(&["a", "b"])].concat()).unwrap();
    let error = case.bodies().read(&rest[1]).unwrap_err().to_string();
    assert!(error.contains("no message begins at byte"), "{error}");
}

#[test]
fn there_may_be_no_mail() {
    let place = tempfile::tempdir().unwrap();
    for store in [
        Store::None,
        Store::Mbox(place.path().join("x")),
        Store::Mbox(place.path().into()),
        Store::Maildir(place.path().into()),
    ] {
        assert!(Bodies::of(&store, false).unwrap().is_none());
    }
    let case = scratch(b"");
    assert_eq!(case.bodies().rest().unwrap(), []);
    let case = scratch(b"no mail");
    assert_eq!(case.bodies().rest().unwrap(), []);
}

/// A message of nothing, one without text, NULs, and long lines.
#[test]
fn messages_may_be_odd() {
    let long = "x".repeat(100_000);
    let long = format!("From \nA: b\nSubject: {long}\nC: d\n\n{long}\n\n");
    let text = [
        &b"From \n\n\nFrom \nA: b\nSubject: c\n\nFrom \nA: \0\nSubject: c\0d\n\n\0\n\n"[..],
        long.as_bytes(),
    ]
    .concat();
    let case = scratch(&text);
    let mut bodies = case.bodies();
    let rest = bodies.rest().unwrap();
    let sizes: Vec<_> = rest.iter().map(|body| bodies.read(body).unwrap().len()).collect();
    assert_eq!(sizes, [1, 17, 21, 200_022]);
    let index = bodies.index(&rest).unwrap();
    let subjects: Vec<_> = index.read().messages().map(|message| message.subject().len()).collect();
    assert_eq!(subjects, [0, 1, 1, 100_000]);
    let sizes: Vec<_> = index.read().messages().map(|message| message.size()).collect();
    assert_eq!(sizes, [1, 17, 21, 200_022]);
    assert_eq!(joins(&find_all(&mut case.bodies(), &index)), [(Ok(Join::Place), 4)].into());
}

#[test]
fn maildirs_are_joined_by_names_and_ids() {
    let place = tempfile::tempdir().unwrap();
    let cur = place.path().join("cur");
    fs::create_dir(&cur).unwrap();
    let message = |id: &str| {
        format!("Message-ID: <{id}>\nSubject: {id}\nX-Mozilla-Keys: $label1\n\ntext\n\n>From x\n\n")
    };
    for (name, id) in [("1.eml", "a"), ("2.eml", "b"), ("3.eml", "twice"), ("4.eml", "twice")] {
        fs::write(cur.join(name), message(id)).unwrap();
    }
    let store = Store::Maildir(place.path().into());
    let open = || Bodies::of(&store, false).unwrap().unwrap();
    let all = open().rest().unwrap();
    let folder = open().index(&all).unwrap();
    assert_eq!(joins(&find_all(&mut open(), &folder)), [(Ok(Join::Place), 4)].into());
    let first = folder.read().messages().next().unwrap();
    assert_eq!((&*first.store_token(), first.keywords()), (&b"1.eml"[..], Keywords::new(&b"$label1"[..])));
    assert_eq!(open().read(&all[0]).unwrap(), message("a").into_bytes(), "nothing is escaped");
    assert!(open().envelope_date(&all[0]).unwrap().is_some_and(|date| date > 1_700_000_000));
    for name in ["1", "2", "3", "4"] {
        fs::rename(cur.join(name).with_extension("eml"), cur.join(name)).unwrap();
    }
    let mut bodies = open();
    let expected = [(Ok(Join::MessageId), 2), (Err(Unjoined::Ambiguous), 2)];
    assert_eq!(joins(&find_all(&mut bodies, &folder)), expected.into());
    assert_eq!((bodies.rest().unwrap().len(), bodies.unreadable()), (2, 0));
    fs::write(cur.join("1"), "").unwrap();
    assert!(
        bodies
            .read(&Body { file: Some(cur.join("1")), ..all[0].clone() })
            .unwrap_err()
            .to_string()
            .contains("too short")
    );
}

/// A large mailbox is joined, and a summary made of it, in linear time.
#[test]
fn large_mailboxes() {
    let ids: Vec<_> = (0..20_000).map(|number| format!("{number}@example.org")).collect();
    let text = mail(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let case = scratch(&text);
    let folder = case.index();
    assert_eq!(joins(&find_all(&mut case.bodies(), &folder)), [(Ok(Join::Place), 20_000)].into());
    let stale = scratch(&[b"From - x\nA: b\nC: d\n\n".to_vec(), text].concat());
    let mut bodies = stale.bodies();
    assert_eq!(joins(&find_all(&mut bodies, &folder)), [(Ok(Join::MessageId), 20_000)].into());
    assert_eq!(bodies.rest().unwrap().len(), 1);
}

/// All messages of a summary have one id, and places at every line of a header without end: that takes no longer than others.
#[test]
fn hostile_summaries_take_no_longer() {
    let text = b"From - x\nA: b\nC: d\n".repeat(20_000);
    let case = scratch(&text);
    let mut folder = cases::empty();
    for number in 0..20_000 {
        let mut row = DetachedHeader::new();
        row.edit().set_message_id("same").unwrap();
        row.edit().set_store_token((number * 19).to_string()).unwrap();
        folder.add(&row, NewKey::Next).unwrap();
    }
    let mut bodies = case.bodies();
    assert_eq!(joins(&find_all(&mut bodies, &folder)), [(Err(Unjoined::NotThere), 20_000)].into());
    let twice = scratch(&mail(&["same", "same"]));
    assert_eq!(
        joins(&find_all(&mut twice.bodies(), &folder)),
        [(Ok(Join::Place), 1), (Err(Unjoined::Ambiguous), 19_999)].into()
    );
}

#[test]
fn profiles_in_testdata_are_read() {
    let cases = cases::cases("testdata/profile");
    let counts: Vec<_> =
        cases.iter().map(|case: &Case| find_all(&mut case.bodies(), &case.folder()).len()).collect();
    assert!(counts.iter().sum::<usize>() > 100, "{counts:?}");
}

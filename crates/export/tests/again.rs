//! Runs after the first: nothing changes where nothing has changed, and what was interrupted goes on.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod support;

use std::fs;

use morkdb_export::{Error, Kind, Options};
use morkdb_folder::MessageFlags;
use support::{Message, Place, assert_same, copy, make_folder, names, snapshot};

const KINDS: [Kind; 2] = [Kind::Maildir, Kind::Mbox];

#[test]
fn a_second_run_writes_nothing() {
    for kind in KINDS {
        let place = Place::copy("alice");
        let first = place.export(kind);
        assert!(!first.written.is_empty());
        let before = snapshot(&place.out());
        let second = place.export(kind);
        assert_same(&place.out(), &before, kind.name());
        assert_eq!((second.written.len(), second.folders), (0, first.folders), "{kind:?}");
        assert_eq!((second.problems, second.warnings), (first.problems, first.warnings));
        assert!(second.unchanged > 0);
    }
}

/// Keywords that only the mail has get their letters late, and the file of them is written a second time: a second run, which writes it once, had
/// other notes.
#[test]
fn late_keywords_change_nothing_in_a_second_run() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a").keywords("$label1")]);
    let mail = place.local().join("a");
    let text = fs::read_to_string(&mail).unwrap().replacen("X-Mozilla-Keys: ", "X-Mozilla-Keys: late ", 1);
    fs::write(&mail, text.replace("Message-ID: <a>", "Message-ID: <b>")).unwrap();
    // It cannot be read, so the folder is looked at again.
    fs::write(place.local().join("a.msf"), "").unwrap();
    place.export(Kind::Maildir);
    let before = snapshot(&place.out());
    place.export(Kind::Maildir);
    assert_same(&place.out(), &before, "late keywords");
}

/// The same bytes for any number of threads, and without what an earlier run has noted.
#[test]
fn every_run_gives_the_same() {
    for kind in KINDS {
        let place = Place::copy("alice");
        place.run(&Options { threads: 1, ..place.options(kind) }).unwrap();
        let before = snapshot(&place.out());
        fs::remove_file(place.out().join(format!(".mork-export.{}.jsonl", kind.name()))).unwrap();
        let again = place.run(&Options { threads: 3, ..place.options(kind) }).unwrap();
        let mut after = snapshot(&place.out());
        assert!(again.written.is_empty(), "{:?}", again.written);
        after.retain(|path, _| !path.to_string_lossy().contains(".mork-export"));
        let bytes = |all: std::collections::BTreeMap<_, (Vec<u8>, _)>| {
            all.into_iter()
                .map(|(path, (bytes, _))| (path, bytes))
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        let mut before = before;
        before.retain(|path, _| !path.to_string_lossy().contains(".mork-export"));
        assert!(bytes(after) == bytes(before), "{kind:?}");
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    for kind in KINDS {
        let place = Place::copy("alice");
        let dry = place.run(&Options { dry_run: true, ..place.options(kind) }).unwrap();
        assert!(!place.out().exists());
        let wet = place.export(kind);
        assert_eq!((dry.folders, dry.problems), (wet.folders, wet.problems));
        let before = snapshot(&place.out());
        let dry = place.run(&Options { dry_run: true, ..place.options(kind) }).unwrap();
        assert_same(&place.out(), &before, kind.name());
        assert!(dry.written.is_empty(), "{:?}", dry.written);
    }
}

#[test]
fn an_interrupted_run_goes_on() {
    for (kind, obstacle) in [(Kind::Mbox, "Local Folders/b.mbox"), (Kind::Maildir, "Local Folders/.b/cur")] {
        let place = Place::empty();
        for name in ["a", "b", "c"] {
            make_folder(&place.local().join(name), &[Message::new(name)]);
        }
        let obstacle = place.out().join(obstacle);
        if kind == Kind::Mbox {
            fs::create_dir_all(&obstacle).unwrap();
        } else {
            fs::create_dir_all(obstacle.parent().unwrap()).unwrap();
            fs::write(&obstacle, "").unwrap();
        }
        let options = Options { threads: 1, ..place.options(kind) };
        let Err(Error::Io { path, .. }) = place.run(&options) else { panic!("{kind:?}: it should fail") };
        assert!(path.starts_with(place.out().join("Local Folders")), "{}", path.display());
        assert!(!place.out().join("report.json").exists());
        let left = snapshot(&place.out());
        assert!(!left.keys().any(|path| path.to_string_lossy().ends_with(".part")), "{:?}", left.keys());
        if kind == Kind::Mbox {
            fs::remove_dir(&obstacle).unwrap();
        } else {
            fs::remove_file(&obstacle).unwrap();
        }
        let report = place.run(&options).unwrap();
        assert_eq!(report.total().exported, 3);
        assert!(report.unchanged >= 1, "{kind:?}: the first folder was finished: {report:?}");
        let whole = place.place.path().join("whole");
        place.run(&Options { threads: 1, out: whole.clone(), ..place.options(kind) }).unwrap();
        let only_bytes = |root: &std::path::Path| -> Vec<_> {
            snapshot(root).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
        };
        assert!(only_bytes(&place.out()) == only_bytes(&whole), "{kind:?}");
    }
}

#[test]
fn leftovers_of_a_killed_run_go() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a")]);
    fs::create_dir_all(place.exported()).unwrap();
    fs::write(place.exported().join(".mork-export-x1y2z3.part"), "half").unwrap();
    fs::write(place.exported().join("mine.part"), "mine").unwrap();
    place.export(Kind::Mbox);
    assert_eq!(names(&place.exported()), ["a.mbox", "mine.part"]);
    fs::create_dir_all(place.exported().join(".a/tmp")).unwrap();
    fs::write(place.exported().join(".a/tmp/1.00.mork,S=4"), "half").unwrap();
    place.export(Kind::Maildir);
    assert!(names(&place.exported().join(".a/tmp")).is_empty());
}

#[test]
fn one_changed_folder_is_written_again() {
    for kind in KINDS {
        let place = Place::empty();
        for name in ["a", "b"] {
            make_folder(&place.local().join(name), &[Message::new(name)]);
        }
        place.export(kind);
        make_folder(&place.local().join("b"), &[Message::new("b").flags(MessageFlags::MARKED)]);
        let report = place.export(kind);
        let written: Vec<_> = report.written.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        assert!(!written.iter().any(|path| path.contains("/a.mbox") || path.contains("/.a")), "{written:?}");
        assert!(kind == Kind::Maildir || written.contains(&"Local Folders/b.mbox".to_owned()), "{written:?}");
    }
}

#[test]
fn a_file_that_was_lost_is_written_again() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a"), Message::new("b")]);
    place.export(Kind::Maildir);
    let cur = place.exported().join(".a/cur");
    let before = names(&cur);
    fs::remove_file(cur.join(&before[0])).unwrap();
    place.export(Kind::Maildir);
    assert_eq!(names(&cur), before);
}

#[test]
fn the_target_has_nothing_to_do_with_the_profile() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.profile(), place.place.path().join("link")).unwrap();
    let targets = [
        place.profile(),
        place.profile().join("export"),
        place.local().join("x/../y"),
        #[cfg(unix)]
        place.place.path().join("link/export"),
        place.place.path().to_owned(),
    ];
    for target in targets {
        for dry_run in [true, false] {
            let options = Options { dry_run, ..Options::new(Kind::Mbox, &target) };
            let result = place.run(&options);
            assert!(matches!(result, Err(Error::WithinProfile { .. })), "{}: {result:?}", target.display());
        }
    }
    assert!(!place.profile().join("export").exists());
}

#[test]
fn profiles_do_not_overwrite_each_other() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a")]);
    place.export(Kind::Mbox);
    let other = place.place.path().join("other");
    copy(&place.profile(), &other);
    let other = morkdb_profile::Profile::open(&other).unwrap();
    let refused = morkdb_export::export(&other, &place.options(Kind::Mbox), &());
    assert!(matches!(refused, Err(Error::OtherProfile { there, .. }) if there == "profile"));
    let options = Options { custodian: Some("b/ob".to_owned()), ..place.options(Kind::Mbox) };
    morkdb_export::export(&other, &options, &()).unwrap();
    assert!(place.out().join("custodian=b%2Fob/Local Folders/a.mbox").is_file());
}

/// The preferences of an account.
fn account(number: usize, host: &str) -> String {
    let accounts: Vec<_> = (1..=number).map(|number| format!("account{number}")).collect();
    format!(
        "user_pref(\"mail.accountmanager.accounts\", \"{accounts}\");\n\
         user_pref(\"mail.account.account{number}.server\", \"server{number}\");\n\
         user_pref(\"mail.server.server{number}.type\", \"imap\");\n\
         user_pref(\"mail.server.server{number}.hostname\", \"{host}\");\n\
         user_pref(\"mail.server.server{number}.userName\", \"anna\");\n\
         user_pref(\"mail.server.server{number}.directory-rel\", \"[ProfD]ImapMail/{host}\");\n",
        accounts = accounts.join(",")
    )
}

/// A profile that lies in a folder of its own, all of them by the same name.
fn profile_with(prefs: &str, folders: &[&str]) -> Place {
    let place = Place::empty();
    place.prefs(prefs);
    folders.iter().for_each(|name| make_folder(&place.local().join(name), &[Message::new(name)]));
    place
}

/// Exports one profile, and then the other to the same target.
fn one_after_the_other(one: &Place, other: &Place, kind: Kind) -> Result<morkdb_export::Report, Error> {
    let target = tempfile::tempdir().unwrap();
    let options = Options::new(kind, target.path());
    one.run(&options).unwrap();
    let before = snapshot(target.path());
    let result = other.run(&options);
    if result.is_err() {
        assert_same(target.path(), &before, "it was refused");
    }
    result
}

fn is_refused(one: &Place, other: &Place) -> bool {
    let results = [Kind::Mbox, Kind::Jsonl].map(|kind| one_after_the_other(one, other, kind));
    let refused = results.map(|result| matches!(result, Err(Error::OtherProfile { .. })));
    assert_eq!(refused[0], refused[1]);
    // Another kind, too: they share files.
    let options = Options::new(Kind::Maildir, one.place.path().join("kinds"));
    one.run(&options).unwrap();
    let result = other.run(&Options { kind: Kind::Csv, ..options.clone() });
    fs::remove_dir_all(&options.out).unwrap();
    assert_eq!(matches!(result, Err(Error::OtherProfile { .. })), refused[0]);
    refused[0]
}

/// Profiles are often named alike: `profile`, `default`. The name alone let one overwrite the export of another.
#[test]
fn another_profile_of_the_same_name_is_refused() {
    let (anna, bert) = (account(2, "a.example"), account(2, "b.example"));
    let of_anna = profile_with(&anna, &["Inbox", "work"]);
    let of_bert = profile_with(&bert, &["Inbox", "work"]);
    let of_nobody = profile_with("", &["Inbox", "home"]);
    for (one, other) in [(&of_anna, &of_bert), (&of_anna, &of_nobody), (&of_nobody, &of_anna)] {
        assert!(is_refused(one, other));
        assert!(is_refused(other, one));
    }
    // Nothing but their times tells these apart.
    let (first, second) = (profile_with("", &["Inbox"]), profile_with("", &["Inbox"]));
    assert!(!is_refused(&first, &second));
    fs::write(first.profile().join("times.json"), "{\"created\":1700000000000,\"firstUse\":null}").unwrap();
    fs::write(second.profile().join("times.json"), "{\"created\":1700000000001,\"firstUse\":null}").unwrap();
    assert!(is_refused(&first, &second) && !is_refused(&first, &first));
}

/// A profile goes on where it was, wherever it lies and whatever accounts come and go.
#[test]
fn the_same_profile_goes_on() {
    let (anna, work) = (account(2, "a.example"), account(3, "work.example"));
    let plain = profile_with("", &["Inbox", "work"]);
    let first = profile_with(&anna, &["Inbox", "work"]);
    fs::write(first.profile().join("times.json"), "{\"created\":1700000000000}").unwrap();
    let moved = Place { place: tempfile::tempdir().unwrap() };
    copy(&first.profile(), &moved.profile());
    // An archive has what mail needs, and no times.
    let archived = profile_with(&anna, &["Inbox", "work"]);
    let grown = profile_with(&(anna + &work), &["Inbox", "work", "more"]);
    for other in [&moved, &archived, &grown] {
        assert!(!is_refused(&first, other) && !is_refused(other, &first));
    }
    // Its first account, and a folder that is gone.
    assert!(!is_refused(&plain, &grown));
    assert!(!is_refused(&profile_with("", &["work", "gone"]), &plain));
    let report = one_after_the_other(&first, &first, Kind::Mbox).unwrap();
    assert_eq!(report.written.len(), 0);
    // Folders that go one by one are forgotten: they do not add up to a profile that is another.
    let target = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c", "d"] {
        let now = profile_with("", &["stays", name]);
        now.run(&Options::new(Kind::Mbox, target.path())).unwrap();
    }
}

/// Those that Thunderbird wrote, which are all named alike.
#[test]
fn profiles_of_thunderbird_are_told_apart() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/thunderbird/cases");
    let profiles = ["imap", "local", "news", "maildir"].map(|name| shared.join(name).join("profile"));
    let there: Vec<_> = profiles.iter().filter(|path| path.is_dir()).collect();
    for one in &there {
        let target = tempfile::tempdir().unwrap();
        let options = Options::new(Kind::Mbox, target.path());
        let export = |path: &std::path::Path| {
            let profile = morkdb_profile::Profile::open(path).unwrap();
            morkdb_export::export(&profile, &options, &())
        };
        export(one).unwrap();
        for other in &there {
            let is_same = one == other;
            assert_eq!(export(other).is_ok(), is_same, "{} then {}", one.display(), other.display());
        }
    }
}

/// What an earlier version has noted may be of another opinion on what is deleted: all is looked at again. Its notes have no identity.
#[test]
fn notes_of_an_earlier_version_are_not_gone_by() {
    let place = Place::empty();
    make_folder(&place.local().join("a"), &[Message::new("a")]);
    place.export(Kind::Mbox);
    let notes = place.out().join(".mork-export.mbox.jsonl");
    let text = fs::read_to_string(&notes).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    let old = r#"{"head":{"format":1,"kind":"mbox","profile":"profile"}}"#;
    fs::write(&notes, format!("{old}\n{rest}")).unwrap();
    // Of the same size, so that only the notes would tell.
    let mbox = place.exported().join("a.mbox");
    let before = fs::read_to_string(&mbox).unwrap();
    fs::write(&mbox, before.replace("The text", "Old text")).unwrap();
    place.export(Kind::Mbox);
    assert_eq!(fs::read_to_string(&mbox).unwrap(), before);
    assert_eq!(fs::read_to_string(&notes).unwrap(), text);
}

/// Records of other folders were gone without a word, when fewer were chosen for the same target.
#[test]
fn a_narrower_choice_says_what_it_replaces() {
    for (kind, lost) in
        [(Kind::Jsonl, 2), (Kind::Csv, 2), (Kind::Jmap, 2), (Kind::Mbox, 0), (Kind::Parquet, 0)]
    {
        let place = profile_with("", &["a", "b", "c"]);
        assert!(place.export(kind).replaced.is_empty());
        let only = place.open().folders().iter().position(|folder| folder.name() == "a").unwrap();
        let narrow = Options { folders: Some(vec![only]), ..place.options(kind) };
        let names: Vec<_> = place.run(&narrow).unwrap().replaced;
        assert_eq!(names.len(), lost, "{kind:?}: {names:?}");
        assert!(lost == 0 || names == ["Local Folders/b", "Local Folders/c"], "{names:?}");
        // They are no longer there, so that nothing more is replaced.
        assert!(place.run(&narrow).unwrap().replaced.is_empty());
        assert!(place.export(kind).replaced.is_empty());
        // A folder that the profile has no more is nobody's choice.
        for name in ["b", "b.msf"] {
            fs::remove_file(place.local().join(name)).unwrap();
        }
        assert!(place.export(kind).replaced.is_empty(), "{kind:?}");
    }
}

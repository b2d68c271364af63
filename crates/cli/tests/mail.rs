//! `mork messages`, `threads`, `folder` and `ops`, as they are typed.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use common::{Run, command, mork, mork_with, testdata};
use serde_json::{Value, json};

const INBOX: &str = "profile/imap/ImapMail/127.0.0.1/INBOX.msf";
const WORK: &str = "snapshots/local-04-threads-work.msf";
const ARCHIVE: &str = "snapshots/imap-07-offline-move-archive.msf";
const COMPRESSED: &str = "snapshots/local-15-compresscommit-work.msf";

/// Every committed folder that Thunderbird has dumped: the file and the dump.
fn dumped() -> Vec<(String, Value)> {
    let mut files: Vec<_> =
        std::fs::read_dir(testdata("snapshots")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "msf"));
    let dump = |path: &std::path::PathBuf| {
        let json = std::fs::read(path.with_extension("json")).unwrap();
        (path.to_str().unwrap().to_owned(), serde_json::from_slice(&json).unwrap())
    };
    files.iter().map(dump).collect()
}

/// Stored text; what is no UTF-8 as Thunderbird's dump shows it.
fn text(value: &Value) -> Value {
    let Some(hex) = value.get("hex").and_then(Value::as_str) else { return value.clone() };
    let bytes: Vec<_> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// Cells by the names of their columns. Thunderbird's dump has nothing of those whose names are no UTF-8.
fn texts(cells: &Value) -> Value {
    let named = cells.as_object().unwrap().iter().filter(|(name, _)| !name.contains('\u{FFFD}'));
    named.map(|(name, value)| (name.clone(), text(value))).collect()
}

fn with_zone(zone: &str, arguments: &[&str]) -> Run {
    command(arguments).env("TZ", zone).output().unwrap().into()
}

#[test]
fn messages_are_those_that_thunderbird_sees() {
    for (file, dump) in dumped() {
        let messages = mork(&["messages", "--format", "jsonl", &file]).lines();
        let keys: Vec<_> = messages.iter().map(|message| &message["key"]).collect();
        assert_eq!(keys, dump["keysInTableOrder"].as_array().unwrap().iter().collect::<Vec<_>>(), "{file}");
        let headers = dump["headers"].as_array().unwrap();
        for header in headers {
            let found = messages.iter().find(|message| message["key"] == header["messageKey"]).unwrap();
            assert_eq!(texts(&found["cells"]), texts(&header["cells"]), "{file} {}", header["messageKey"]);
            for (ours, theirs) in [("size", "messageSize"), ("thread", "threadId"), ("lines", "lineCount")] {
                assert_eq!(found[ours], header[theirs], "{file} {} {ours}", header["messageKey"]);
            }
        }
    }
}

#[test]
fn threads_are_those_that_thunderbird_sees() {
    for (file, dump) in dumped() {
        let threads = mork(&["threads", "--format", "jsonl", &file]).lines();
        assert_eq!(threads.len(), dump["threads"].as_array().unwrap().len(), "{file}");
        for theirs in dump["threads"].as_array().unwrap() {
            let ours = threads.iter().find(|thread| thread["threadKey"] == theirs["threadKey"]).unwrap();
            for key in ["flags", "newestMsgDate", "numChildren", "numUnreadChildren", "children", "rootKey"] {
                assert_eq!(ours[key], theirs[key], "{file} {} {key}", theirs["threadKey"]);
            }
        }
    }
}

#[test]
fn folder_information_is_what_thunderbird_sees() {
    for (file, dump) in dumped() {
        let folder = mork(&["folder", "--format", "json", &file]).json();
        assert_eq!(texts(&folder["raw"]), dump["folderInfo"]["raw"], "{file}");
        let info = &dump["folderInfo"]["attrs"];
        assert_eq!(folder["messages"]["total"], info["numMessages"], "{file}");
        assert_eq!(folder["view"]["flags"]["number"], info["viewFlags"], "{file}");
        assert_eq!(folder["retention"]["days"], dump["retention"]["daysToKeepHdrs"], "{file}");
    }
}

#[test]
fn operations_are_those_that_thunderbird_sees() {
    for (file, dump) in dumped() {
        let Some(theirs) = dump["offline"]["ops"].as_array() else { continue };
        let ours = mork(&["ops", "--format", "jsonl", &file]).lines();
        assert_eq!(ours.len(), theirs.len(), "{file}");
        for (ours, theirs) in ours.iter().zip(theirs) {
            for (own, name) in [
                ("key", "messageKey"),
                ("operation", "operation"),
                ("newFlags", "newFlags"),
                ("sourceFolder", "sourceFolderURI"),
                ("destination", "destinationFolderURI"),
            ] {
                assert_eq!(ours[own], theirs[name], "{file} {own}");
            }
        }
    }
}

#[test]
fn a_table_for_people() {
    let run = mork(&[
        "messages",
        INBOX,
        "--utc",
        "--where",
        "key<=12",
        "--columns",
        "key,date,from,subject,flags,size",
    ]);
    let expected = "\
key  date              from                 subject                        flags                             size
  6  2023-11-15 15:58  محمد علي             Re: 会議のお知らせ 4           unread replied                   924 B
  7  2023-11-15 16:18  Иван Петров          Re: 会議のお知らせ 4           unread starred replied forwarded  2.0 KB
  8  2023-11-15 17:50  Ångström, Åke        budget beta folded budget beta  unread starred replied forwarded  776 B
";
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let lines: Vec<_> = run.stdout.lines().take(4).map(words).collect();
    assert_eq!(lines, expected.lines().map(words).collect::<Vec<_>>());
}

#[test]
fn columns_are_aligned_and_cut_to_the_width() {
    let run = mork(&["messages", INBOX, "--utc", "--width", "80"]);
    for line in run.stdout.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    assert!(run.stdout.contains('\u{2026}') && run.stdout.contains("2023-11-15 16:18  "));
    let is_cut = |arguments: &[&str]| mork(arguments).stdout.contains("\u{2026}  ");
    assert!(is_cut(&["messages", INBOX, "--width", "80"]));
    assert!(!is_cut(&["messages", INBOX]) && !is_cut(&["messages", INBOX, "--width", "80", "--full"]));
}

#[test]
fn times_are_those_of_the_zone() {
    let arguments = ["messages", INBOX, "--where", "key=6", "--columns", "date", "--format", "csv"];
    assert_eq!(
        with_zone("CET-1CEST,M3.5.0,M10.5.0/3", &arguments).stdout,
        "date\n2023-11-15T16:58:31+01:00\n"
    );
    assert_eq!(with_zone("NST3:30", &arguments).stdout, "date\n2023-11-15T12:28:31-03:30\n");
    let utc = [&arguments[..], &["--utc"]].concat();
    assert_eq!(with_zone("NST3:30", &utc).stdout, "date\n2023-11-15T15:58:31Z\n");
    let noon = [
        "messages",
        INBOX,
        "--where",
        "date>=2023-11-15T16:58:31 and key=6",
        "--columns",
        "key",
        "--format=csv",
    ];
    assert_eq!(with_zone("CET-1", &noon).stdout, "key\n6\n");
    assert_eq!(with_zone("UTC0", &noon).stdout, "key\n");
}

#[test]
fn a_time_zone_that_is_not_known_is_said() {
    let run = with_zone(
        "Nowhere/Nothing",
        &["messages", INBOX, "--where", "key=6", "--columns", "date", "--format=csv"],
    );
    assert_eq!((run.code, run.stdout.as_str()), (0, "date\n2023-11-15T15:58:31Z\n"));
    assert!(
        run.stderr.starts_with("mork: the time zone is not known, so times are in UTC: "),
        "{}",
        run.stderr
    );
    assert_eq!(with_zone("Nowhere/Nothing", &["messages", INBOX, "--utc", "--format=csv"]).stderr, "");
}

#[test]
fn values_with_commas_are_quoted() {
    let run =
        mork(&["messages", INBOX, "--format", "csv", "--columns", "key,from", "--where", "from:Ångström"]);
    assert_eq!(run.stdout.lines().next(), Some("key,from"));
    assert!(run.stdout.lines().skip(1).all(|line| line.ends_with(",\"Ångström, Åke\"")), "{}", run.stdout);
    assert!(run.stdout.lines().count() > 3);
}

#[test]
fn json_has_the_chosen_columns_or_all() {
    let run = mork(&["messages", WORK, "--format", "json", "--utc", "--where", "key=1"]).json();
    let message = &run[0];
    assert_eq!(message["author"], "Jürgen Groß <juergen@example.org>");
    assert_eq!(message["from"], "Jürgen Groß");
    assert_eq!(message["subject"], "Привет, как дела 64");
    assert_eq!(message["date"], "2023-11-14T23:27:42Z");
    assert_eq!((&message["flags"], &message["parent"]), (&json!(["read"]), &Value::Null));
    assert_eq!(message["cells"]["storeToken"], "0");
    let chosen = mork(&[
        "messages",
        WORK,
        "--format=json",
        "--columns",
        "key,message-id,cells.gloda-id,cells.none",
        "--where=key=1",
    ]);
    let expected = json!([{
        "key": 1, "messageId": "m00001.91b7584a@example.org", "cells.gloda-id": "42", "cells.none": null
    }]);
    assert_eq!(chosen.json(), expected);
    assert_eq!(mork(&["messages", WORK, "--format=json", "--where=key=0"]).stdout, "[]\n");
    assert_eq!(mork(&["messages", WORK, "--format=jsonl", "--where=key=0"]).stdout, "");
}

#[test]
fn lists_are_sorted() {
    let keys = |sort: &str| -> Vec<u32> {
        let run = mork(&["messages", WORK, "--format=jsonl", "--columns=key,size,date", "--sort", sort]);
        run.lines().iter().map(|message| u32::try_from(message["key"].as_u64().unwrap()).unwrap()).collect()
    };
    let by_key: Vec<_> = (1..=300).collect();
    assert_eq!(keys("key"), by_key);
    assert_eq!(keys("-key"), by_key.iter().rev().copied().collect::<Vec<_>>());
    let sizes: Vec<_> = mork(&["messages", WORK, "--format=jsonl", "--columns=size", "--sort=-size,key"])
        .lines()
        .iter()
        .map(|message| message["size"].as_u64().unwrap())
        .collect();
    assert!(sizes.is_sorted_by(|one, other| one >= other) && sizes.len() == 300);
    let flags = mork(&["messages", WORK, "--format=csv", "--columns=flags,key", "--sort=flags,-key"]).stdout;
    assert!(flags.starts_with("flags,key\n,3") || flags.starts_with("flags,key\n,2"), "{flags:.60}");
}

#[test]
fn questions_find_messages() {
    let count =
        |question: &str| mork(&["messages", WORK, "--format=jsonl", "--where", question]).lines().len();
    assert_eq!(count("unread"), 194);
    assert_eq!(count("read"), 106);
    assert_eq!(count("unread or read"), 300);
    assert_eq!(count("thread=2"), 10);
    assert_eq!(count("subject:ПРИВЕТ id:m00001"), 1);
    assert_eq!(count("date<-7d") + count("date>=-7d"), 300);
}

#[test]
fn where_nothing_is_found_that_is_said() {
    let run = mork(&["messages", WORK, "--where", "size>1G"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(run.stderr, format!("{WORK}: none of 300 messages is what was asked for\n"));
    let empty = "snapshots/local-10-virtual-unread-saved.msf";
    assert_eq!(mork(&["messages", empty]).stderr, format!("{empty}: there are no messages\n"));
    assert_eq!(mork(&["threads", empty]).stderr, format!("{empty}: there are no threads\n"));
    assert_eq!(mork(&["ops", WORK]).stderr, format!("{WORK}: nothing waits for a server\n"));
    assert_eq!(mork(&["ops", "--format=json", WORK]).stdout, "[]\n");
}

#[test]
fn a_wrong_question_is_shown_with_its_place() {
    let run = mork(&["messages", WORK, "--where", "unread and fron:anna"]);
    let expected = "\
mork: --where: there is no field `fron`
  unread and fron:anna
             ^^^^
hint: did you mean `from`?
";
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (2, "", expected));
    for option in ["--columns", "--sort"] {
        let run = mork(&["messages", WORK, option, "subjekt"]);
        let expected =
            format!("mork: {option}: there is no column `subjekt`\nhint: did you mean `subject`?\n");
        assert_eq!((run.code, run.stderr), (2, expected));
        let run = mork(&["messages", WORK, option, "cells."]);
        assert!(run.code == 2 && run.stderr.contains("there is no column `cells.`\nhint: "), "{run:?}");
    }
    let run = mork(&["messages", WORK, "--where", ""]);
    assert!(run.code == 2 && !run.stderr.contains('^') && !run.stderr.contains("\n\n"), "{run:?}");
}

#[test]
fn threads_are_trees() {
    let run = mork(&["threads", WORK, "--utc"]);
    assert_eq!(run.code, 0);
    let lines: Vec<_> = run.stdout.lines().collect();
    let start = lines.iter().position(|line| line.trim_start().starts_with("176 ")).unwrap();
    assert!(
        lines[start].contains(" 3, 3 unread ") && lines[start].ends_with("thread-ignored unread"),
        "{}",
        lines[start]
    );
    assert!(
        lines[start + 1].contains("  └─ Re: Photo delta  ")
            && lines[start + 1].trim_start().starts_with("194 ")
    );
    assert!(lines[start + 2].contains("     └─ Re: Photo delta  "), "{}", lines[start + 2]);
    assert!(run.stdout.contains("  │  ├─ "));
    let threads = mork(&["threads", WORK, "--format", "json"]).json();
    let ignored = threads.as_array().unwrap().iter().find(|thread| thread["threadKey"] == 176).unwrap();
    let tree = json!([
        { "key": 176, "parent": null, "depth": 0 },
        { "key": 194, "parent": 176, "depth": 1 },
        { "key": 212, "parent": 194, "depth": 2 },
    ]);
    assert_eq!((&ignored["tree"], &ignored["ignored"]), (&tree, &json!(true)));
}

#[test]
fn a_folder_says_what_it_is() {
    let run = mork(&["folder", INBOX, "--utc"]);
    for line in [
        "  name          INBOX\n",
        "  server        imap\n",
        "  messages      131, 77 unread\n",
        "  UIDVALIDITY   1795312161\n",
        "  waiting       18 offline operations, which `mork ops` lists\n",
    ] {
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
    let run = mork(&["folder", COMPRESSED]);
    assert!(run.stdout.contains("  kept          messages of 3650 days"), "{}", run.stdout);
    assert!(run.stdout.contains(": 174 messages\n"), "{}", run.stdout);
}

/// Counts that have gone wrong are the usual damage.
#[test]
fn counts_that_are_wrong_are_shown_with_the_right_ones() {
    let path = common::scratch("wrong-counts").join("work.msf");
    std::fs::copy(testdata(WORK), &path).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(mork(&["set", path, "1:dbfolderinfo", "numMsgs", "12f"]).code, 0);
    assert_eq!(mork(&["set", path, "1:dbfolderinfo", "version", "0"]).code, 0);
    let run = mork(&["folder", path]);
    let line = "  messages      303, 194 unread are stored as counts; there are 300, 194 unread\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    assert!(run.stdout.contains("  summary       not valid: it was marked as invalid\n"), "{}", run.stdout);
    let json = mork(&["folder", path, "--format=json"]).json();
    assert_eq!((&json["messages"]["total"], &json["counted"]["total"]), (&json!(303), &json!(300)));
    assert_eq!(json["validity"]["valid"], false);
}

#[test]
fn operations_say_what_waits() {
    let run = mork(&["ops", ARCHIVE]);
    assert!(
        run.stdout.contains("4294967166  move-result  from imap://alice@127.0.0.1/INBOX 73  "),
        "{}",
        run.stdout
    );
    let all = mork(&["ops", INBOX, "--format", "json"]).json();
    assert_eq!(all.as_array().unwrap().len(), 18);
    assert_eq!(all[0]["cells"]["msgKey"].as_str().map(str::len), Some(1));
}

#[test]
fn standard_input_and_the_readings() {
    let bytes = std::fs::read(testdata(INBOX)).unwrap();
    for command in ["messages", "threads", "folder", "ops"] {
        let json = [command, "--format", "json", "--reading", "mozilla"];
        let piped = mork_with(&[&json[..], &["-"]].concat(), &bytes);
        assert_eq!(piped.code, 0, "{command}: {}", piped.stderr);
        assert_eq!(piped.stdout, mork(&[&json[..], &[INBOX]].concat()).stdout, "{command}");
        let refused = mork(&[command, "--reading", "strict", "damaged/random-block.msf"]);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{command}");
        assert!(refused.stderr.contains("\nhint: "), "{}", refused.stderr);
    }
}

#[test]
fn what_is_no_folder_is_said() {
    for command in ["messages", "threads", "folder", "ops"] {
        let run = mork(&[command, "valid/05-escapes.msf"]);
        let expected = "\
mork: valid/05-escapes.msf: this is a Mork file, but no summary of a mail folder: it has no folder information
hint: `mork dump valid/05-escapes.msf` shows what is in it
";
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (2, "", expected));
        let run = mork(&[command, "no-such.msf"]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.starts_with("mork: no-such.msf: there is no such file\nhint: "), "{}", run.stderr);
    }
}

/// Whatever is in a file, the commands answer, and nothing of it reaches a terminal raw.
#[test]
fn damaged_files_are_answered() {
    let mut files: Vec<_> =
        std::fs::read_dir(testdata("damaged")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "msf"));
    for file in files {
        for arguments in
            [&["messages"][..], &["messages", "--format=jsonl"], &["threads"], &["folder"], &["ops"]]
        {
            let output = command(arguments).arg(&file).output().unwrap();
            assert!([0, 2].contains(&output.status.code().unwrap()), "{arguments:?} {}", file.display());
            assert!(!output.stdout.contains(&0x1B));
        }
    }
}

#[test]
fn unread_messages_stand_out_in_colour() {
    let run = mork(&["--color=always", "messages", WORK, "--where", "key<=6", "--columns=key"]);
    assert!(run.stdout.contains("\u{1B}[1m"), "{:?}", run.stdout);
    assert!(!mork(&["messages", WORK]).stdout.contains('\u{1B}'));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command(&["messages", INBOX, "--format=jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn help_teaches_by_example() {
    for command in ["messages", "threads", "folder", "ops"] {
        let run = mork(&[command, "--help"]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains(&format!("\n  mork {command} INBOX.msf")), "{}", run.stdout);
        assert!(run.stdout.contains("Exit status:"));
    }
    let help = mork(&["threads", "--help"]).stdout;
    let threads = mork(&["threads", "--format=jsonl", WORK]).lines();
    for key in threads[0].as_object().unwrap().keys() {
        assert!(help.contains(key.as_str()), "{key}: {help}");
    }
}

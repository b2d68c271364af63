//! `mork watch`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, reason = "a test")]

mod common;

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};

use common::{command, mork, scratch, testdata};
use serde_json::{Value, json};

const LOCAL: &str = "snapshots/local-04-threads-work.msf";

fn copy(name: &str) -> PathBuf {
    let path = scratch(name).join("work.msf");
    std::fs::copy(testdata(LOCAL), &path).unwrap();
    path
}

/// Puts the folder there at once.
fn put(path: &Path) {
    let whole = path.with_extension("new");
    std::fs::copy(testdata(LOCAL), &whole).unwrap();
    std::fs::rename(whole, path).unwrap();
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A program that watches, and what it says.
struct Watch {
    program: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watch {
    fn start(arguments: &[&str]) -> Self {
        let mut command = command(&[&["watch", "--interval", "2", "--utc"], arguments].concat());
        let mut program = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines();
        Self { program, lines }
    }

    /// The next line, which it waits for.
    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    /// The next line without the time.
    fn event(&mut self) -> String {
        let line = self.line();
        let (time, event) = line.split_at(9);
        let is_time = time.bytes().zip(*b"00:00:00 ").all(|(own, form)| own == form || own.is_ascii_digit());
        assert!(is_time, "{line}");
        event.to_owned()
    }

    fn json(&mut self) -> Value {
        let mut value: Value = serde_json::from_str(&self.line()).unwrap();
        assert!(value["time"].as_str().unwrap().ends_with('Z'));
        value.as_object_mut().unwrap().remove("time");
        value
    }

    /// It ends by itself, after the last line that was asked for.
    fn end(mut self) {
        assert!(self.lines.next().is_none());
        assert_eq!(self.program.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        _ = self.program.kill();
        _ = self.program.wait();
    }
}

#[test]
fn people_see_what_happens() {
    let path = copy("watch-text");
    let file = text(&path);
    let mut watch = Watch::start(&[file, "--count", "11"]);
    assert_eq!(watch.event(), format!("{file}: opened, 300 messages, 194 unread"));
    mork(&["mark", file, "1", "--unread", "--star", "--tag=work"]);
    let subject = "Привет, как дела 64";
    assert_eq!(watch.event(), format!("{file}: 1 \"{subject}\": unread, starred now"));
    assert_eq!(watch.event(), format!("{file}: 1 \"{subject}\": keywords \"$label2\""));
    assert_eq!(watch.event(), format!("{file}: folder: 195 unread, 194 before"));
    mork(&["delete", file, "7"]);
    assert_eq!(watch.event(), format!("{file}: 10 \"Re: Срочное сообщение 4\" answers no message now"));
    assert_eq!(watch.event(), format!("{file}: 13 \"Re: Срочное сообщение 4\" answers 10 now"));
    let deleted = watch.event();
    assert!(deleted.starts_with(&format!("{file}: deleted 7 \"Changed subject\" from ")), "{deleted}");
    assert_eq!(watch.event(), format!("{file}: folder: 299 messages, 300 before"));
    let bytes = watch.event();
    assert!(bytes.starts_with(&format!("{file}: folder: ")) && bytes.contains("expungedBytes \""), "{bytes}");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(watch.event(), format!("{file}: cannot be read: there is no such file"));
    put(&path);
    assert_eq!(watch.event(), format!("{file}: opened, 300 messages, 194 unread"));
    watch.end();
}

#[test]
fn programs_see_what_happens() {
    let path = copy("watch-json");
    let file = text(&path);
    let mut watch = Watch::start(&[file, "--format=jsonl", "-c", "9"]);
    assert_eq!(watch.json(), json!({ "file": file, "event": "opened", "messages": 300, "unread": 194 }));
    mork(&["mark", file, "1", "--unread", "--junk"]);
    let event = watch.json();
    assert_eq!((&event["event"], &event["key"]), (&json!("onHdrFlagsChanged"), &json!(1)));
    assert_eq!((&event["old"], &event["new"]), (&json!(["read"]), &json!(["unread"])));
    assert_eq!((&event["oldBits"], &event["newBits"]), (&json!(1), &json!(0)));
    let properties: Vec<_> = (0..3).map(|_| watch.json()).collect();
    let names: Vec<_> =
        properties.iter().map(|event| (&event["event"], &event["name"], &event["new"])).collect();
    let changed = json!("onHdrPropertyChanged");
    assert!(names.contains(&(&changed, &json!("junkscore"), &json!("100"))), "{names:?}");
    assert!(names.contains(&(&changed, &json!("junkscoreorigin"), &json!("user"))), "{names:?}");
    assert!(names.contains(&(&json!("onJunkScoreChanged"), &Value::Null, &Value::Null)), "{names:?}");
    let unread =
        json!({ "file": file, "event": "infoChanged", "name": "numNewMsgs", "old": "c2", "new": "c3" });
    assert_eq!(watch.json(), unread);
    mork(&["delete", file, "7"]);
    assert_eq!(
        watch.json(),
        json!({ "file": file, "event": "onParentChanged", "key": 10, "old": 7, "new": null })
    );
    let parent = watch.json();
    assert_eq!((&parent["key"], &parent["old"], &parent["new"]), (&json!(13), &json!(7), &json!(10)));
    let event = watch.json();
    assert_eq!((&event["event"], &event["subject"]), (&json!("onHdrDeleted"), &json!("Changed subject")));
    watch.end();
}

#[test]
fn what_is_there_already_can_be_told_first() {
    let path = copy("watch-existing");
    let mut watch = Watch::start(&[text(&path), "--existing", "--count=3"]);
    watch.line();
    assert!(watch.event().ends_with(": added 1 \"Привет, как дела 64\" from Jürgen Groß"));
    assert!(watch.event().contains(": added 2 \""));
    watch.end();
}

#[test]
fn files_need_not_be_there_yet() {
    let path = scratch("watch-later").join("later.msf");
    let file = text(&path);
    let mut watch = Watch::start(&[file, "--count=2"]);
    assert_eq!(watch.event(), format!("{file}: cannot be read: there is no such file"));
    put(&path);
    assert_eq!(watch.event(), format!("{file}: opened, 300 messages, 194 unread"));
    watch.end();
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let path = copy("watch-pipe");
    let file = text(&path);
    let mut command = command(&["watch", "--interval=2", file]);
    let mut program =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.ends_with(": opened, 300 messages, 194 unread\n"));
    mork(&["mark", file, "1", "--unread"]);
    let output = program.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

//! Holds the grammar, the code and the test files together.
//!
//! The grammar is not only compared with the names in the code: a small matcher runs it, so that what it says of events
//! and of whole files is held against what the reader makes of them.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "support/abnf.rs"]
mod abnf;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use abnf::Grammar;
use morkdb::file::{Preview, What};
use morkdb::read::{DiagnosticKind as Odd, Effect, Reader, Reading};
use morkdb::syntax::{Cell, ColumnName, Event, EventKind, HEADER, Slot};
use morkdb::{Commit, OpenOptions, Writing};

/// Functions of `src/read/grammar.rs` that have the result of a production and yet no rule, and why.
const NO_RULE: &[(&str, &str)] = &[
    ("fault", "makes an error"),
    ("hex_behind_trivia", "the rare half of `hex`"),
    ("scoped", "the rare half of `mid`"),
    ("column_name", "the rare half of `column`"),
    ("alias_ref_end", "the rare half of `alias_ref`"),
    ("alias_tail", "the rare half of `alias`"),
    ("moved", "the rare half of `position`"),
];

/// Larger files take the matcher too long.
const SMALL: u64 = 9_000;

// ---- the texts

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The functions of a source file: names and signatures.
fn functions(source: &str) -> BTreeMap<String, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let heads: Vec<String> = lines.join("\n").split("fn ").skip(1).map(str::to_owned).collect();
    let named = heads.into_iter().map(|head| {
        let name = head.chars().take_while(|&c| is_name(c)).collect();
        (name, head.split('{').next().unwrap_or_default().to_owned())
    });
    named.collect()
}

/// The files with the ending `ext` in a folder and all below.
fn files(folder: &str, ext: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ext) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The Mork files in some folders of `testdata/` that the matcher can cope with.
fn small_files(folders: &[&str]) -> Vec<(String, Vec<u8>)> {
    let all = folders.iter().flat_map(|folder| files(&format!("testdata/{folder}"), "msf"));
    let small = all.filter(|path| fs::metadata(path).expect("the file is there").len() < SMALL);
    small.map(|path| (path.display().to_string(), fs::read(&path).expect("the file can be read"))).collect()
}

/// Folders of `testdata/`: what Mozilla's engine and Thunderbird wrote, and what was made by hand.
const WRITTEN: &[&str] = &["truth", "fixtures", "profile", "snapshots"];
const MADE: &[&str] = &["probes", "valid", "damaged"];

/// The name of an event: `Cell`, `RowStart`.
fn event_name(kind: EventKind<'_>) -> String {
    format!("{kind:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

// ---- names

#[test]
fn every_rule_has_its_function() {
    let grammar = Grammar::load("grammar/mork.abnf");
    let mut known = BTreeMap::new();
    for path in files("src/read", "rs").iter().chain(&files("src/syntax", "rs")) {
        known.extend(functions(&fs::read_to_string(path).expect("the source can be read")));
    }
    for rule in grammar.rules.iter().filter(|rule| !rule.is_class) {
        let name = rule.name.replace('-', "_");
        assert!(known.contains_key(&name), "no function is called {name}, as a rule is");
    }
}

#[test]
fn every_production_has_its_rule() {
    let grammar = Grammar::load("grammar/mork.abnf");
    let mut productions = functions(&text("src/read/grammar.rs"));
    productions.retain(|_, signature| signature.contains("-> Parsed<"));
    assert!(productions.len() > 20, "the productions of src/read/grammar.rs are not found");
    for name in productions.keys() {
        let has_rule = grammar.index.contains_key(&name.replace('_', "-"));
        let exempt = NO_RULE.iter().any(|(exempt, _)| exempt == name);
        assert!(has_rule != exempt, "{name}: rule: {has_rule}, and named as having none: {exempt}");
    }
    for (name, _) in NO_RULE {
        assert!(productions.contains_key(*name), "{name} is not in src/read/grammar.rs any more");
    }
}

#[test]
fn every_rule_is_of_use() {
    for (path, root) in [("grammar/mork.abnf", "read-into"), ("grammar/canonical.abnf", "store")] {
        let grammar = Grammar::load(path);
        let referenced = grammar.referenced();
        for (at, rule) in grammar.rules.iter().enumerate() {
            assert!(rule.name == root || referenced.contains(&at), "{path}: nothing refers to {}", rule.name);
        }
    }
}

#[test]
fn a_byte_class_is_of_single_bytes() {
    for path in ["grammar/mork.abnf", "grammar/canonical.abnf"] {
        let grammar = Grammar::load(path);
        for rule in grammar.rules.iter().filter(|rule| rule.is_class) {
            let is_one = (0..=255).any(|byte| grammar.matches(&rule.name, &[byte]));
            let is_more = grammar.matches(&rule.name, b"") || grammar.matches(&rule.name, b"aa");
            assert!(is_one && !is_more, "{path}: {} is no class of bytes", rule.name);
        }
    }
}

#[test]
fn the_dictionary_has_every_terminal() {
    let dictionary = text("grammar/tokens.dict");
    let mut words = BTreeSet::new();
    for line in dictionary.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, value) = line.split_once('=').expect("name=\"value\"");
        let word = value.strip_prefix('"').and_then(|word| word.strip_suffix('"')).expect(line);
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{name}");
        assert!(words.insert(dictionary_word(word)), "{name} is in the dictionary twice");
    }
    for terminal in Grammar::load("grammar/mork.abnf").terminals().iter().filter(|word| word.len() > 1) {
        assert!(words.contains(terminal), "{} is not in the dictionary", terminal.escape_ascii());
    }
}

fn dictionary_word(word: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), word.as_bytes());
    while let [first, behind @ ..] = rest {
        (out, rest) = match (first, behind) {
            (b'\\', [b'x', hex @ ..]) => {
                let digits = std::str::from_utf8(&hex[..2]).expect("two digits");
                out.push(u8::from_str_radix(digits, 16).expect("two digits"));
                (out, &hex[2..])
            }
            (b'\\', [escaped @ (b'\\' | b'"'), behind @ ..]) => {
                out.push(*escaped);
                (out, behind)
            }
            (b'\\' | b'"', _) => panic!("{word:?} cannot be read"),
            (byte, _) => {
                out.push(*byte);
                (out, behind)
            }
        };
    }
    out
}

// ---- the grammar against the reader

#[test]
fn every_rule_has_an_example_that_shows_it() {
    let grammar = Grammar::load("grammar/mork.abnf");
    for rule in grammar.rules.iter().filter(|rule| !rule.is_class) {
        let name = &rule.name;
        let example = rule.note("example").unwrap_or_else(|| panic!("{name} has no example"));
        let bytes = fs::read(root().join("testdata").join(example)).expect(example);
        let seen: BTreeSet<String> = Reader::new(&bytes).map(|event| event_name(event.kind)).collect();
        let wanted = rule.note("event").or(rule.note("events")).unwrap_or("Header");
        for event in wanted.split_whitespace() {
            assert!(seen.contains(event), "{example} has no {event}, and is the example of {name}");
        }
    }
    for rule in Grammar::load("grammar/canonical.abnf").rules {
        if let Some(example) = rule.note("example") {
            assert!(root().join("testdata").join(example).is_file(), "{example} is not there");
        }
    }
}

#[test]
fn every_event_is_what_its_rule_says() {
    let grammar = Grammar::load("grammar/mork.abnf");
    let rules: BTreeMap<&str, &str> =
        grammar.rules.iter().filter_map(|rule| Some((rule.note("event")?, rule.name.as_str()))).collect();
    assert!(rules.len() >= 11, "{rules:?}");
    for (path, bytes) in small_files(&[WRITTEN, MADE, &["regress"]].concat()) {
        let mut reader = Reader::new(&bytes);
        let events: Vec<_> = reader.by_ref().filter(|event| !event.span.is_empty()).collect();
        let open_comments = reader.diagnostics().iter().filter(|odd| odd.kind == Odd::UnclosedComment);
        let open_comments: Vec<u32> = open_comments.map(|odd| odd.span.end).collect();
        for Event { span, kind } in events {
            let Some(rule) = rules.get(event_name(kind).as_str()) else { continue };
            let text = &bytes[span.range()];
            let is_any_header = kind == EventKind::Header && !text.starts_with(HEADER);
            if is_any_header || open_comments.contains(&span.end) {
                continue; // accepted by the lenient reading alone, or ended by the end of a part of the file
            }
            assert!(grammar.matches(rule, text), "{path} {span:?}: {kind:?} is no {rule}");
        }
    }
}

/// What the grammar cannot say: where a file ends, that ids are the same, that what has been begun must go on.
fn is_beyond_grammar(kind: Odd) -> bool {
    matches!(
        kind,
        Odd::UnclosedDict
            | Odd::UnclosedTable
            | Odd::UnclosedRow
            | Odd::UnclosedMeta
            | Odd::UnclosedComment
            | Odd::MalformedScope
            | Odd::GroupIdMismatch
    )
}

#[test]
fn a_file_is_of_the_grammar_if_mozillas_parser_reads_it() {
    let grammar = Grammar::load("grammar/mork.abnf");
    let mut judged = [0, 0];
    let mut wrong = Vec::new();
    for (path, bytes) in small_files(&[WRITTEN, MADE].concat()) {
        let mut reader = Reader::with_reading(&bytes, Reading::Mozilla);
        let _ = reader.by_ref().count();
        let odd: Vec<Odd> = reader.diagnostics().iter().map(|odd| odd.kind).collect();
        // A group without an end is dropped whatever is in it.
        let has_group = memchr::memmem::find(&bytes, b"@$$").is_some();
        let stopped = reader.diagnostics().iter().any(|odd| odd.effect != Effect::None);
        if odd.iter().any(|&kind| is_beyond_grammar(kind)) || (stopped && has_group) {
            continue;
        }
        judged[usize::from(stopped)] += 1;
        if grammar.matches("read-into", &bytes) == stopped {
            wrong.push((path, odd));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(judged[0] > 200 && judged[1] > 20, "{judged:?}");
}

#[test]
fn what_mozillas_writer_wrote_is_canonical() {
    let grammar = Grammar::load("grammar/canonical.abnf");
    let files = small_files(WRITTEN);
    assert!(files.len() > 80, "{}", files.len());
    for (path, bytes) in files {
        assert!(grammar.matches("store", &bytes), "{path} is not canonical");
    }
}

/// Both writings: a file that was changed, the group that says so, and the file written anew.
#[test]
fn what_we_write_is_canonical() {
    let grammar = Grammar::load("grammar/canonical.abnf");
    let mut written = 0;
    for (path, bytes) in small_files(&[WRITTEN, MADE].concat()) {
        for (reading, writing) in [(Reading::Lenient, Writing::Safe), (Reading::Mozilla, Writing::Mozilla)] {
            let options = OpenOptions::new().reading(reading).writing(writing);
            let Ok(mut database) = options.from_bytes(bytes.clone()) else { continue };
            let Some(row) = database.store().rows().next().map(morkdb::store::RowRef::oid) else { continue };
            let column = database.store_mut().make_column("made-here").unwrap();
            database.store_mut().set(row, column, "caf\u{e9} (x)").unwrap();
            for how in [Commit::Group, Commit::Whole] {
                // What cannot be written is refused.
                let Ok(Preview { what, text }) = database.preview(how) else { continue };
                let lines = String::from_utf8(text).unwrap().replace("\r\n", "\n").replace('\r', "\n");
                let rule = if what == What::Group { "group" } else { "store" };
                assert!(grammar.matches(rule, lines.as_bytes()), "{path}, {writing:?}, {how:?}:\n{lines}");
                written += 1;
            }
        }
    }
    assert!(written > 400, "{written}");
}

#[test]
fn byte_classes_are_those_of_the_reader() {
    let grammar = Grammar::load("grammar/mork.abnf");
    let events = |before: &str, byte: u8, behind: &str| -> Vec<String> {
        let parts = [HEADER, before.as_bytes(), &[byte], behind.as_bytes()];
        let text = parts.concat();
        let reader = Reader::with_reading(&text, Reading::Strict);
        reader.map(|event| format!("{}{}", event_name(event.kind), detail(event.kind))).collect()
    };
    for byte in 0..=255_u8 {
        let is = |class: &str| grammar.matches(class, &[byte]);
        let has = |events: &[String], wanted: &str| events.iter().any(|event| event == wanted);
        let white = events("\n[1", byte, "]");
        let is_white = white.iter().filter(|event| *event == "Trivia").count() == 2 && has(&white, "RowEnd");
        assert_eq!(is_white, is("white"), "{byte:02X}");
        assert_eq!(has(&events("\n{1 ", byte, " }"), "RowRef"), is("HEXDIG"), "{byte:02X}");
        assert_eq!(has(&events("\n[1:m(", byte, "=)]"), "Cell of a name"), is("name-start"), "{byte:02X}");
        assert_eq!(
            has(&events("\n[1:m(a", byte, "=)]"), "Cell of a name of 2"),
            is("name-more"),
            "{byte:02X}"
        );
        assert_eq!(has(&events("\n[1:m(^80=", byte, ")]"), "Cell of a byte"), is("value-byte"), "{byte:02X}");
    }
}

fn detail(kind: EventKind<'_>) -> &'static str {
    match kind {
        EventKind::Cell(Cell { column: ColumnName::Name([_]), .. }) => " of a name",
        EventKind::Cell(Cell { column: ColumnName::Name([_, _]), .. }) => " of a name of 2",
        EventKind::Cell(Cell { slot: Slot::Literal(value), .. }) if value.raw().len() == 1 => " of a byte",
        _ => "",
    }
}

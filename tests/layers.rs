//! The layers, by the text of the source: imports go one way only, libraries stay where they belong, nothing is specific to
//! mail, and no file or function outgrows a reader's patience.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod support;

use support::{files, root};

/// A source file: its path below `src`, and its lines up to the unit tests.
struct Source {
    path: String,
    lines: Vec<String>,
}

impl Source {
    /// Which layer it is in: the folder, or the file at the top.
    fn layer(&self) -> &str {
        self.path.split('/').next().unwrap()
    }

    /// The lines without comments and literal strings, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, String)> {
        self.lines.iter().enumerate().map(|(at, line)| (at + 1, code_of(line)))
    }
}

/// A line without what stands in quotes and behind `//`.
fn code_of(line: &str) -> String {
    let line = line.replace("b'\"'", "b' '").replace("'\"'", "' '").replace("\\\"", "");
    let mut outside = String::new();
    for (at, piece) in line.split('"').enumerate() {
        let piece = if at % 2 == 0 { piece } else { continue };
        match piece.find("//") {
            Some(comment) => {
                outside.push_str(&piece[..comment]);
                return outside;
            }
            None => outside.push_str(piece),
        }
    }
    outside
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let source = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let below = path.strip_prefix(&src).unwrap();
        let path = below.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/");
        let lines =
            text.lines().take_while(|line| line.trim() != "#[cfg(test)]").map(str::to_owned).collect();
        Source { path, lines }
    };
    let sources: Vec<Source> = files(&src)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(source)
        .collect();
    assert!(sources.len() > 20, "the source is not where it was");
    sources
}

/// Fails with all that was found.
#[track_caller]
fn nothing_in(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// What each layer may import; `file` may import all of these.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("id.rs", &[]),
    ("syntax", &["id", "syntax"]),
    ("store", &["id", "store"]),
    ("read", &["id", "syntax", "read"]),
    ("write", &["id", "syntax", "store", "write"]),
    ("file", &["id", "syntax", "store", "read", "write", "file"]),
];

#[test]
fn imports_go_one_way() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.path != "lib.rs") {
        let allowed = MAY_IMPORT.iter().find(|(layer, _)| *layer == source.layer());
        let Some((_, allowed)) = allowed else {
            found.push(format!("src/{} is in no layer; name it in this test", source.path));
            continue;
        };
        for (line, code) in source.code() {
            for import in code.split("crate::").skip(1) {
                let module: String =
                    import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !allowed.contains(&module.as_str()) {
                    found.push(format!("src/{}:{line} imports crate::{module}", source.path));
                }
            }
            if code.contains("super::super") && source.path.matches('/').count() < 2 {
                found.push(format!("src/{}:{line} goes around the layers", source.path));
            }
        }
    }
    nothing_in(found);
}

/// Where each library may be used: paths that begin like this.
const BELONGS: &[(&str, &[&str])] = &[
    ("nom::", &["read/"]),
    ("hashbrown::", &["store/", "file/names.rs"]),
    ("std::fs", &["file/open.rs", "file/storage/"]),
    ("std::io", &["file/", "write/"]),
    ("xattr::", &["file/storage/extended.rs"]),
    ("thiserror::", &["file/error.rs", "store/error.rs", "write/error.rs"]),
    ("std::collections::HashMap", &[]),
    ("std::thread", &[]),
    ("std::env", &[]),
    ("unsafe", &[]),
    ("println!", &[]),
];

#[test]
fn libraries_stay_where_they_belong() {
    let mut found = Vec::new();
    for source in &sources() {
        for (line, code) in source.code() {
            for (library, places) in BELONGS {
                if code.contains(library) && !places.iter().any(|place| source.path.starts_with(place)) {
                    found.push(format!("src/{}:{line} uses {library}", source.path));
                }
            }
        }
    }
    nothing_in(found);
}

/// Words of mail, address books and folders, which are for those who use this library. Documentation may have examples.
const MAIL: &[&str] = &[
    "subject",
    "sender",
    "recipient",
    "recipients",
    "mail",
    "mailbox",
    "folder",
    "message",
    "messages",
    "msg",
    "msgs",
    "thread",
    "threads",
    "dbfolderinfo",
    "imap",
    "pop3",
    "newsgroup",
    "attachment",
    "addressbook",
    "card",
    "cards",
    "abook",
];

#[test]
fn nothing_is_about_mail() {
    let mut found = Vec::new();
    for source in &sources() {
        for (at, line) in source.lines.iter().enumerate() {
            // A folder of the disk is meant by this one.
            let code = line.split("//").next().unwrap().to_lowercase().replace("sync_folder", "");
            for word in code.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| MAIL.contains(word)) {
                found.push(format!("src/{}:{}: {word}", source.path, at + 1));
            }
        }
    }
    nothing_in(found);
}

/// The most lines of a file before its tests.
const LINES: usize = 400;

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter(|source| source.lines.len() > LINES);
    nothing_in(
        long.map(|source| format!("src/{} has {} lines before its tests", source.path, source.lines.len()))
            .collect(),
    );
}

/// A function goes from the line with `fn` to the next closing brace that is indented as that line is.
#[test]
fn functions_are_short() {
    let mut found = Vec::new();
    for source in &sources() {
        for (at, line) in source.lines.iter().enumerate() {
            let code = line.trim_start();
            let begins = code.starts_with("fn ") || (code.contains(" fn ") && !code.starts_with("//"));
            if !begins {
                continue;
            }
            let end = format!("{}}}", &line[..line.len() - code.len()]);
            let length = source.lines[at..].iter().position(|line| *line == end).map_or(1, |lines| lines + 1);
            let has_body = source.lines[at..]
                .iter()
                .take_while(|line| !line.ends_with(';'))
                .any(|line| line.ends_with('{'));
            if has_body && length > 80 {
                found.push(format!("src/{}:{} is {length} lines long", source.path, at + 1));
            }
        }
    }
    nothing_in(found);
}

#[test]
fn the_workspace_forbids_unsafe() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\"") && manifest.contains("[lints]\nworkspace = true"));
}

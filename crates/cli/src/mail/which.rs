//! Which messages of a folder a command is about.

use std::collections::HashSet;
use std::io::{self, ErrorKind, Read, Write};

use morkdb_folder::{FolderRef, MessageHeader, MessageKey};

use super::message::Message;
use super::messages::nothing;
use super::query::Query;
use super::zone::Clock;
use crate::args::WhichArgs;
use crate::input::Failure;
use crate::printable::{counted, printable};
use crate::run::{Outlet, Status};
use crate::trouble;

/// How many keys of no message are named.
const SHOWN: usize = 20;

/// Which messages are meant.
#[derive(Debug)]
pub(super) enum Which {
    /// Those of these keys, each once.
    Keys(Vec<MessageKey>),
    /// Those that are asked for.
    Query(Box<Query>),
}

impl Which {
    /// As the command line has it, and what has to be told of the time zone. Reads standard input where keys come from there.
    pub(super) fn new(args: &WhichArgs) -> io::Result<(Self, Option<Failure>)> {
        if let Some(text) = &args.filter {
            let (clock, trouble) = Clock::of_system(args.utc);
            let query = Query::parse(text, &clock).map_err(|error| wrong(error.to_string()))?;
            return Ok((Self::Query(Box::new(query)), trouble));
        }
        let mut keys = Vec::new();
        for text in &args.keys {
            match text.as_str() {
                "-" => keys.extend(keys_of(&input()?)?),
                text => keys.push(key(text).ok_or_else(|| no_key(text, "KEY"))?),
            }
        }
        let mut seen = HashSet::new();
        keys.retain(|key| seen.insert(*key));
        Ok((Self::Keys(keys), None))
    }

    /// The keys of these messages. Where there are none, or a key is that of no message, says so and answers how that ends.
    pub(super) fn of(
        &self,
        folder: FolderRef<'_>,
        label: &str,
        out: &mut Outlet<'_>,
    ) -> io::Result<Result<Vec<MessageKey>, Status>> {
        let keys = match self {
            Self::Keys(keys) => keys.clone(),
            Self::Query(query) => {
                let wanted = folder.messages().filter(|header| query.wants(&Message::new(*header)));
                wanted.map(MessageHeader::key).collect()
            }
        };
        let unknown: Vec<_> = keys.iter().copied().filter(|key| !folder.contains(*key)).collect();
        if !unknown.is_empty() {
            return refuse(&unknown, label, "there is no message with", out).map(Err);
        }
        if keys.is_empty() {
            self.say_nothing(folder, label, out)?;
            return Ok(Err(Status::Clean));
        }
        Ok(Ok(keys))
    }

    fn say_nothing(&self, folder: FolderRef<'_>, label: &str, out: &mut Outlet<'_>) -> io::Result<()> {
        match self {
            Self::Query(_) => nothing(out, folder, label),
            Self::Keys(_) => writeln!(out.words(), "{label}: no key was given"),
        }
    }
}

/// Says that these keys are in the way, and that nothing was written.
pub(super) fn refuse(
    keys: &[MessageKey],
    label: &str,
    why: &str,
    out: &mut Outlet<'_>,
) -> io::Result<Status> {
    let mut names: Vec<_> = keys.iter().take(SHOWN).map(ToString::to_string).collect();
    if let Some(more @ 1..) = keys.len().checked_sub(SHOWN) {
        names.push(format!("and {more} more"));
    }
    let noun = if keys.len() == 1 { "key" } else { "keys" };
    let failure = Failure {
        sentence: format!("{label}: {why} {noun} {}; nothing was written", names.join(", ")),
        hint: Some("`mork messages` shows the keys".to_owned()),
    };
    trouble::fail(out, &failure)?;
    Ok(Status::Findings)
}

fn wrong(sentence: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, sentence)
}

fn input() -> io::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    String::from_utf8(bytes).map_err(|_| wrong("standard input: this is no list of keys".to_owned()))
}

/// The keys of a list. The first line may be a title.
fn keys_of(list: &str) -> io::Result<Vec<MessageKey>> {
    let lines = list.lines().map(str::trim).enumerate();
    let lines = lines.filter(|(at, line)| !line.is_empty() && (*at > 0 || *line != "key"));
    let keys = lines
        .map(|(at, line)| key(line).ok_or_else(|| no_key(line, &format!("standard input, line {}", at + 1))));
    keys.collect()
}

fn key(text: &str) -> Option<MessageKey> {
    text.parse().ok().map(MessageKey)
}

fn no_key(text: &str, place: &str) -> io::Error {
    let sentence = format!(
        "{place}: `{}` is no key: keys are decimal numbers below 4294967296",
        printable(text.as_bytes())
    );
    wrong(format!("{sentence}\nhint: `mork messages` shows the keys"))
}

/// So many messages.
pub(super) fn messages(count: usize) -> String {
    counted(count, "message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_keys_may_have_a_title_and_empty_lines() {
        let keys = |list| keys_of(list).map_err(|error| error.to_string());
        assert_eq!(keys("key\r\n12\r\n\n 4294967168 \n"), Ok(vec![MessageKey(12), MessageKey(0xFFFF_FF80)]));
        assert_eq!(keys(""), Ok(Vec::new()));
        let error = keys("12\nkey\n").unwrap_err();
        assert!(error.starts_with("standard input, line 2: `key` is no key: "), "{error}");
        assert!(keys("4294967296").is_err() && keys("-1").is_err() && keys("1F").is_err());
    }
}

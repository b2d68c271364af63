//! `mork mark`: messages are read, starred, tagged, junk.

use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::path::Path;

use morkdb_folder::offline::ImapFlags;
use morkdb_folder::{Error, Folder, Junk, JunkOrigin, MessageFlags, MessageKey, Protocol};

use super::change::{self, Change, Made, Note, Refusal};
use super::tags;
use super::which::messages;
use crate::args::{MarkArgs, MarksArgs};
use crate::printable::printable;
use crate::run::Status;

/// The keywords of an IMAP server for junk and for what is none.
const JUNK: [&[u8]; 2] = [b"Junk", b"NonJunk"];

/// Marks the messages.
pub(crate) fn run(args: &MarkArgs) -> io::Result<Status> {
    change::run(&args.which, &args.write, &Marks::new(&args.marks)?)
}

/// What is to be on the messages, and what is not.
#[derive(Debug)]
struct Marks {
    flags: Vec<(MessageFlags, bool)>,
    tags: Vec<(Vec<u8>, bool)>,
    junk: Option<bool>,
}

impl Marks {
    fn new(args: &MarksArgs) -> io::Result<Self> {
        let flags = [
            (MessageFlags::READ, args.read, args.unread),
            (MessageFlags::MARKED, args.star, args.unstar),
            (MessageFlags::REPLIED, args.replied, args.not_replied),
            (MessageFlags::FORWARDED, args.forwarded, args.not_forwarded),
        ];
        let flags =
            flags.into_iter().filter(|(_, set, unset)| *set || *unset).map(|(flag, set, _)| (flag, set));
        let tags = changed_tags(&args.tag, &args.untag)?;
        Ok(Self { flags: flags.collect(), tags, junk: (args.junk || args.not_junk).then_some(args.junk) })
    }

    fn has_reading(&self) -> bool {
        self.flags.iter().any(|(flag, _)| *flag == MessageFlags::READ)
    }
}

/// The keys of tags, and whether they are set or taken. None can be both, in whatever case: to the folder that is the same.
fn changed_tags(set: &[String], taken: &[String]) -> io::Result<Vec<(Vec<u8>, bool)>> {
    let mut tags: Vec<_> = set.iter().map(|tag| Ok((key(tag)?, true))).collect::<io::Result<_>>()?;
    let keys: HashSet<_> = tags.iter().map(|(key, _)| key.to_ascii_lowercase()).collect();
    for tag in taken {
        let key = key(tag)?;
        if keys.contains(&key.to_ascii_lowercase()) {
            let sentence =
                format!("`{tag}` is given with --tag and with --untag\nhint: leave one of them out");
            return Err(io::Error::new(ErrorKind::InvalidInput, sentence));
        }
        tags.push((key, false));
    }
    Ok(tags)
}

/// The key of a tag.
fn key(tag: &str) -> io::Result<Vec<u8>> {
    if let Some(key) = tags::key(tag) {
        return Ok(key.to_vec());
    }
    let is_fit = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(byte);
    if !tag.is_empty() && tag.as_bytes().iter().all(is_fit) {
        return Ok(tag.as_bytes().to_vec());
    }
    let sentence = format!(
        "`{}` is no key of a tag: it has characters that no IMAP server takes",
        printable(tag.as_bytes())
    );
    let hint = "the key is mostly the name in lower case, with _ for spaces; `mork messages --columns keywords` shows keys";
    Err(io::Error::new(ErrorKind::InvalidInput, format!("{sentence}\nhint: {hint}")))
}

impl Change for Marks {
    fn make(&self, folder: &mut Folder, keys: &[MessageKey]) -> Result<Made, Refusal> {
        let mut changed = HashSet::new();
        for (flag, set) in &self.flags {
            changed.extend(mark(folder, keys, *flag, *set)?);
        }
        for (tag, set) in &self.tags {
            changed.extend(self::tag(folder, keys, tag, *set)?);
        }
        if let Some(is_junk) = self.junk {
            changed.extend(junk(folder, keys, is_junk)?);
        }
        let all = messages(keys.len());
        let what = match changed.len() {
            0 if keys.len() == 1 => format!("{all} is marked so already"),
            0 => format!("{all} are marked so already"),
            count if count == keys.len() => format!("marked {all}"),
            count => format!("marked {count} of {all}, the others were so already"),
        };
        Ok(Made { what, is_something: !changed.is_empty() })
    }

    fn note(&self, folder: &Folder, _: &[MessageKey], file: &Path) -> Vec<Note> {
        match folder.protocol() {
            Protocol::Imap => vec![change::recorded(file, "the change is recorded")],
            Protocol::News if self.has_reading() => vec![Note::new(
                "the newsrc file, which also says what was read, is unchanged, and Thunderbird goes by it where they differ",
            )],
            Protocol::Local if change::is_on_exchange(folder) => vec![change::undone_by_exchange()],
            Protocol::Local => vec![Note::new(
                "the marks in the mailbox itself (X-Mozilla-Status, X-Mozilla-Keys) are unchanged, and come back with Repair Folder",
            )],
            _ => Vec::new(),
        }
    }
}

/// Sets a flag or takes it. Answers those that were changed, for which it is recorded as well where the folder is on an IMAP
/// server.
fn mark(
    folder: &mut Folder,
    keys: &[MessageKey],
    flag: MessageFlags,
    set: bool,
) -> Result<Vec<MessageKey>, Error> {
    let changed = folder.mark_all(keys, flag, set)?;
    if folder.protocol() == Protocol::Imap {
        folder.record_flags(&changed, ImapFlags::of(flag), set)?;
    }
    Ok(changed)
}

/// The same with a tag.
fn tag(folder: &mut Folder, keys: &[MessageKey], tag: &[u8], set: bool) -> Result<Vec<MessageKey>, Error> {
    let mut changed = Vec::new();
    for &key in keys {
        if if set { folder.add_keyword(key, tag)? } else { folder.remove_keyword(key, tag)? } {
            changed.push(key);
        }
    }
    if folder.protocol() == Protocol::Imap {
        let (add, remove): (&[&[u8]], &[&[u8]]) = if set { (&[tag], &[]) } else { (&[], &[tag]) };
        folder.record_keywords(&changed, add, remove)?;
    }
    Ok(changed)
}

/// Says of messages whether they are junk, as when the user says it. The keywords that stand for it are the server's: those of
/// the message stay as they are until it answers.
fn junk(folder: &mut Folder, keys: &[MessageKey], is_junk: bool) -> Result<Vec<MessageKey>, Error> {
    let score = if is_junk { Junk::IS_JUNK } else { Junk::IS_GOOD };
    let verdict = Junk { score: Some(score), origin: Some(JunkOrigin::User), percent: None };
    let is_so = |junk: &Junk| junk.score == verdict.score && junk.origin == verdict.origin;
    let mut changed = keys.to_vec();
    changed.retain(|key| folder.read().message(*key).is_some_and(|message| !is_so(&message.junk())));
    for &key in &changed {
        folder.edit(key)?.set_junk(&verdict)?;
    }
    if folder.protocol() == Protocol::Imap {
        let [junk, good] = JUNK;
        let (add, remove) = if is_junk { (junk, good) } else { (good, junk) };
        folder.record_keywords(&changed, &[add], &[remove])?;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_keys_that_imap_servers_take() {
        let shown =
            |tag| key(tag).map(|key| String::from_utf8(key).unwrap()).map_err(|error| error.to_string());
        assert_eq!(shown("to do").unwrap(), "$label4");
        assert_eq!(shown("Work").unwrap(), "$label2");
        assert_eq!(shown("$label2").unwrap(), "$label2");
        assert_eq!(shown("my_tag").unwrap(), "my_tag");
        for wrong in ["", "my tag", "a(b", "grün", "a\n"] {
            assert!(shown(wrong).unwrap_err().contains("is no key of a tag"), "{wrong}");
        }
    }
}

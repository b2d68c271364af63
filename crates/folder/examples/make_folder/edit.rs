//! Changes to messages.

use morkdb_folder::{Error, Folder, Junk, JunkOrigin, MessageKey, ThreadKey};

use crate::Failure;

/// Makes these changes, and commits them together.
pub(crate) fn edit(mut folder: Folder, changes: &[&str]) -> Result<(), Failure> {
    for change in changes {
        let (what, value) = change.split_once('=').ok_or_else(|| format!("{change}: there is no `=`"))?;
        let (key, word) = value.split_once(',').unwrap_or((value, ""));
        apply(&mut folder, what, self::key(key)?, word.as_bytes())?;
    }
    folder.commit()?;
    Ok(())
}

/// Keys as they are given on the command line: decimal.
pub(crate) fn keys(words: &[&str]) -> Result<Vec<MessageKey>, Failure> {
    words.iter().map(|word| key(word)).collect()
}

fn key(word: &str) -> Result<MessageKey, Failure> {
    Ok(MessageKey(word.parse().map_err(|error| format!("{word}: {error}"))?))
}

fn apply(folder: &mut Folder, what: &str, key: MessageKey, word: &[u8]) -> Result<(), Failure> {
    match what {
        "read" | "unread" => folder.mark_read(key, what == "read")?,
        "star" | "unstar" => folder.mark_flagged(key, what == "star")?,
        "tag" => folder.add_keyword(key, word)?,
        "untag" => folder.remove_keyword(key, word)?,
        "junk" => judge(folder, key, Junk::IS_JUNK)?,
        "good" => judge(folder, key, Junk::IS_GOOD)?,
        "kill" => folder.mark_killed(key, true)?,
        "ignore" => folder.mark_thread_ignored(ThreadKey(key.0), true)?,
        "watch" => folder.mark_thread_watched(ThreadKey(key.0), true)?,
        "delete" => folder.delete(key).map(|()| true)?,
        _ => return Err(format!("{what}: no such change").into()),
    };
    Ok(())
}

fn judge(folder: &mut Folder, key: MessageKey, score: u32) -> Result<bool, Error> {
    let junk = Junk { score: Some(score), origin: Some(JunkOrigin::User), percent: None };
    folder.edit(key)?.set_junk(&junk)
}

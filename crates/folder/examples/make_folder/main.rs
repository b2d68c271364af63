//! Makes the summary of an mbox file without Thunderbird, and changes it.
//!
//!     cargo run -p morkdb-folder --example make_folder -- index MBOX
//!
//! makes MBOX.msf, which Thunderbird takes for its own. `make_folder` alone says what else it can do.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod edit;
mod header;
mod mbox;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use morkdb::OpenOptions;
use morkdb::file::Writing;
use morkdb::read::Reading;
use morkdb_folder::info::SearchScope;
use morkdb_folder::view::FolderFlags;
use morkdb_folder::{Folder, MailStore, MessageFlags, MessageKey, NewKey, Protocol};

type Failure = Box<dyn std::error::Error>;

const USAGE: &str = "\
make_folder [--mozilla] index MBOX           makes MBOX.msf
make_folder [--mozilla] more MBOX            takes in what was appended to the mailbox since
make_folder [--mozilla] edit MSF CHANGE...   read=KEY unread=KEY star=KEY unstar=KEY tag=KEY,WORD untag=KEY,WORD
                                             junk=KEY good=KEY delete=KEY kill=KEY ignore=THREAD watch=THREAD
make_folder [--mozilla] compress MSF         writes it anew, without waste
make_folder [--mozilla] search MSF TERMS URI...   makes the summary of a saved search in these folders
make_folder [--mozilla] hits MSF URI KEY...  notes what the saved search of this URI has found in a folder

--mozilla: write as Thunderbird does, byte for byte; otherwise as every reader understands it.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_mozilla = arguments.first().is_some_and(|first| first == "--mozilla");
    let words: Vec<&str> = arguments.iter().skip(usize::from(is_mozilla)).map(String::as_str).collect();
    match run(&options(is_mozilla), &words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn options(is_mozilla: bool) -> OpenOptions {
    let options = OpenOptions::new();
    if is_mozilla { options.reading(Reading::Mozilla).writing(Writing::Mozilla) } else { options }
}

fn run(options: &OpenOptions, words: &[&str]) -> Result<(), Failure> {
    match *words {
        ["index", mbox] => {
            let folder = Folder::create(options, summary_of(mbox), Protocol::Local)?;
            take_in(folder, Path::new(mbox), 0)
        }
        ["more", mbox] => {
            let folder = Folder::open_with(options, summary_of(mbox))?;
            let known = usize::try_from(folder.read().info().folder_size())?;
            take_in(folder, Path::new(mbox), known)
        }
        ["edit", summary, ref changes @ ..] => edit::edit(Folder::open_with(options, summary)?, changes),
        ["compress", summary] => compress(Folder::open_with(options, summary)?),
        ["search", summary, terms, ref uris @ ..] => make_search(options, summary, terms, uris),
        ["hits", summary, uri, ref keys @ ..] => {
            note_hits(Folder::open_with(options, summary)?, uri, &edit::keys(keys)?)
        }
        _ => Err(USAGE.into()),
    }
}

fn summary_of(mbox: &str) -> PathBuf {
    PathBuf::from(format!("{mbox}.msf"))
}

/// Adds the messages that begin at `from` or behind it. Once all is in, the summary is valid for the mailbox as that is now.
fn take_in(mut folder: Folder, mbox: &Path, from: usize) -> Result<(), Failure> {
    let file = fs::read(mbox)?;
    for message in mbox::messages(&file, from) {
        let header = header::index(&message)?;
        if header.header().flags().contains(MessageFlags::EXPUNGED) {
            // It was deleted, and waits for the mailbox to be compacted.
            folder.edit_info()?.change_expunged_bytes(i32::try_from(message.size())?)?;
        } else {
            folder.add(&header, NewKey::Next)?;
        }
    }
    let store = MailStore::beside(&summary_of(&mbox.to_string_lossy()), folder.read(), Protocol::Local);
    folder.mark_valid(&store)?;
    folder.commit()?;
    println!("{} messages", folder.read().len());
    Ok(())
}

fn compress(mut folder: Folder) -> Result<(), Failure> {
    folder.compress()?;
    Ok(())
}

/// A saved search has a summary, too, which says what is searched, and where.
fn make_search(options: &OpenOptions, summary: &str, terms: &str, uris: &[&str]) -> Result<(), Failure> {
    let mut folder = Folder::create(options, summary, Protocol::Local)?;
    let mut info = folder.edit_info()?;
    info.set_flag(FolderFlags::VIRTUAL | FolderFlags::MAIL, true)?;
    info.set_search_terms(terms)?;
    info.set_search_scope(&SearchScope::Folders(uris.iter().map(|uri| (*uri).to_owned()).collect()))?;
    info.set_search_online(false)?;
    folder.mark_valid(&MailStore::None)?;
    folder.commit()?;
    Ok(())
}

fn note_hits(mut folder: Folder, uri: &str, keys: &[MessageKey]) -> Result<(), Failure> {
    folder.refresh_hits(uri, keys)?;
    folder.commit()?;
    Ok(())
}

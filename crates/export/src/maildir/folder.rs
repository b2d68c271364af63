//! A folder of the profile as a Maildir.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use morkdb_profile::Origin;
use morkdb_profile::store::lines::to_lf;

use super::Tally;
use super::file::{base, seconds};
use super::keywords::Slots;
use super::names::is_escaped;
use super::write::{Maildir, Target};
use crate::error::Error;
use crate::flags::Marks;
use crate::job::{FolderJob, Mail};
use crate::output::{Made, Output, at, size_of};
use crate::report::Loss;

/// The file with the keywords by their letters.
const KEYWORDS: &str = "dovecot-keywords";

/// Exports a folder to a Maildir of this name in that of its account.
pub(super) fn export(folder: &mut FolderJob<'_>, name: &str) -> Result<Tally, Error> {
    let below = PathBuf::from(&folder.path.account).join(name);
    below.to_string_lossy().trim_end_matches('/').clone_into(&mut folder.report.target);
    if is_escaped(folder.entry, name) {
        folder.report.lose(Loss::FolderNameEscaped);
    }
    make(folder, &below, name)?;
    let output = &folder.job.output;
    let there = std::fs::read_to_string(output.path(&below).join(KEYWORDS)).unwrap_or_default();
    let maildir = Maildir::open(output.path(&below), output.is_dry())?;
    let mut writer = Writer { maildir, slots: Slots::parse(&there), copies: HashMap::new() };
    writer.slots.add(count(folder));
    let keywords = writer.slots.to_text();
    put_keywords(folder, &below, &keywords)?;
    folder.each_mail(|folder, mail| writer.one(folder, mail))?;
    let Writer { maildir, slots, .. } = writer;
    let tally = maildir.finish()?;
    if slots.to_text() != keywords {
        put_keywords(folder, &below, &slots.to_text())?;
    }
    if let Some(size) = size_of(&folder.job.output.path(&below.join("cur"))) {
        folder.made(Made { path: below.join("cur"), size, is_folder: true });
    }
    Ok(tally)
}

/// Makes the folders of a Maildir, and of the one of the account.
fn make(folder: &mut FolderJob<'_>, below: &Path, name: &str) -> Result<(), Error> {
    let account = PathBuf::from(&folder.path.account);
    for part in ["cur", "new", "tmp"] {
        folder.job.output.folder(&account.join(part))?;
        folder.job.output.folder(&below.join(part))?;
    }
    if !name.is_empty() {
        mark(&folder.job.output, &below.join("maildirfolder"))?;
    }
    Ok(())
}

/// Makes the empty file that says that a folder is in a Maildir++. There is nothing in it that could be lost.
fn mark(output: &Output, below: &Path) -> Result<(), Error> {
    let path = output.path(below);
    if output.is_dry() || path.exists() {
        return Ok(());
    }
    std::fs::write(&path, b"").map_err(at(&path))
}

fn put_keywords(folder: &mut FolderJob<'_>, below: &Path, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Ok(());
    }
    let path = below.join(KEYWORDS);
    folder.put(path, text.as_bytes())
}

/// How many messages of the summary have each keyword.
fn count(folder: &FolderJob<'_>) -> HashMap<String, u64> {
    let mut counts = HashMap::new();
    for message in folder.loaded.folder.read().messages() {
        for keyword in Marks::of(message, folder.entry.role).imap_keywords() {
            *counts.entry(keyword).or_default() += 1;
        }
    }
    counts
}

/// What writes the messages of a folder.
struct Writer {
    maildir: Maildir,
    slots: Slots,
    /// Messages without a key of their own that have the same Message-ID, counted.
    copies: HashMap<Vec<u8>, u64>,
}

impl Writer {
    fn one(&mut self, folder: &mut FolderJob<'_>, mail: &mut Mail<'_>) -> Result<(), Error> {
        let place = [folder.report.account.as_str(), folder.report.folder.as_str()];
        let base = base(mail.header, &place, &self.key(folder, mail));
        let letters = self.letters(folder, &mail.marks);
        let target = Target { base: &base, letters: &letters, seconds: seconds(mail.header) };
        let is_dry = folder.job.output.is_dry();
        if self.maildir.has(&target, is_dry)? || is_dry {
            return Ok(());
        }
        match mail.read() {
            Some(bytes) => self.maildir.add(&target, &to_lf(&bytes)),
            None => Ok(()),
        }
    }

    /// The key; where that is only a place in the mail, which of the messages with its Message-ID it is.
    fn key(&mut self, folder: &FolderJob<'_>, mail: &Mail<'_>) -> String {
        if mail.has_summary && folder.loaded.origin == Origin::Summary {
            return mail.header.key().0.to_string();
        }
        let copy = self.copies.entry(mail.header.message_id().into_owned()).or_default();
        *copy += 1;
        format!("mail {copy}")
    }

    /// The letters of a message in their order. A keyword that gets none is lost.
    fn letters(&mut self, folder: &mut FolderJob<'_>, marks: &Marks) -> String {
        let mut letters = marks.maildir_letters();
        let given: Vec<_> = marks.imap_keywords().iter().map(|keyword| self.slots.letter(keyword)).collect();
        if given.contains(&None) {
            folder.report.lose(Loss::KeywordBeyond26);
        }
        let mut given: Vec<char> = given.into_iter().flatten().collect();
        given.sort_unstable();
        letters.extend(given);
        letters
    }
}

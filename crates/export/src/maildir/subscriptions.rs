//! `subscriptions`: the folders that mail programs show.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use morkdb_profile::MailFolder;

use crate::error::Error;
use crate::job::Job;

/// Writes the file of each account: its folders, a name a line. What is there already stays.
pub(super) fn write(job: &Job<'_>, names: &[String]) -> Result<(), Error> {
    let mut accounts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for place in job.places() {
        let is_virtual = job.profile.folders().get(place).is_none_or(MailFolder::is_virtual);
        if let (Some(name), false) = (names.get(place), is_virtual) {
            let name = name.strip_prefix('.').unwrap_or("INBOX");
            accounts.entry(job.path(place).account).or_default().push(name);
        }
    }
    for (account, folders) in accounts {
        let path = PathBuf::from(account).join("subscriptions");
        let there = fs::read_to_string(job.output.path(&path)).unwrap_or_default();
        job.output.put(path, with(&there, &folders).as_bytes())?;
    }
    Ok(())
}

fn with(there: &str, folders: &[&str]) -> String {
    let mut text = there.to_owned();
    if !(text.is_empty() || text.ends_with('\n')) {
        text.push('\n');
    }
    let known: std::collections::HashSet<&str> = there.lines().collect();
    for folder in folders.iter().filter(|folder| !known.contains(**folder)) {
        text.push_str(folder);
        text.push('\n');
    }
    text
}

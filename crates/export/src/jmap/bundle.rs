//! The files of each account's bundle.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::mailbox::{Mailboxes, Plan};
use crate::error::Error;
use crate::output::{Output, TargetFile, at};

const MAILBOXES: &str = "mailboxes.json";
const EMAILS: &str = "emails.jsonl";

/// Where the blobs of an account are, below the target.
pub(super) fn blobs(account: &str) -> PathBuf {
    Path::new(account).join("blobs")
}

/// Where the messages of a mailbox are, in words.
pub(super) fn target(account: &str, mailbox: &str) -> String {
    format!("{account}/{EMAILS}#{mailbox}")
}

/// The bundles, one after the other: folders come account by account.
pub(super) struct Bundles<'j> {
    output: &'j Output,
    plan: &'j Plan,
    /// The account that is being written, by its place in the profile.
    account: usize,
    emails: Option<TargetFile<'j>>,
}

impl<'j> Bundles<'j> {
    pub(super) fn new(output: &'j Output, plan: &'j Plan) -> Self {
        Self { output, plan, account: 0, emails: None }
    }

    /// Adds the lines of a folder of an account.
    pub(super) fn add(&mut self, account: usize, lines: &[u8]) -> Result<(), Error> {
        self.go_to(account)?;
        let Some(emails) = &mut self.emails else { return Ok(()) };
        emails.write_all(lines).map_err(at(&self.output.path(EMAILS.as_ref())))
    }

    /// Finishes all bundles.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.go_to(self.plan.accounts.len())
    }

    /// Finishes the accounts before this one, those without messages too.
    fn go_to(&mut self, account: usize) -> Result<(), Error> {
        while self.account < account {
            self.begin()?;
            if let Some(emails) = self.emails.take() {
                emails.finish()?;
                self.note();
            }
            self.account += 1;
        }
        self.begin()
    }

    /// Has later runs count the blobs.
    fn note(&self) {
        if let Some(bundle) = self.plan.accounts.get(self.account) {
            self.output.note(&blobs(&bundle.folder));
        }
    }

    fn begin(&mut self) -> Result<(), Error> {
        let bundle = self.plan.accounts.get(self.account).filter(|bundle| !bundle.all.is_empty());
        let Some(bundle) = bundle.filter(|_| self.emails.is_none()) else { return Ok(()) };
        let folder = Path::new(&bundle.folder);
        self.output.folder(&blobs(&bundle.folder))?;
        self.output.put(folder.join(MAILBOXES), &json(bundle, &self.output.path(folder))?)?;
        self.emails = Some(self.output.file(folder.join(EMAILS))?);
        Ok(())
    }
}

fn json(bundle: &Mailboxes, path: &Path) -> Result<Vec<u8>, Error> {
    let mut text = serde_json::to_vec_pretty(&bundle.all).map_err(|error| at(path)(error.into()))?;
    text.push(b'\n');
    Ok(text)
}

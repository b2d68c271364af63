//! What the preferences should say of the accounts, and do not.

use std::fmt;

/// How many names are given of all that something is missing for.
const SHOWN: usize = 5;

/// What is missing. It is gathered, and said in one line: a file that was cut off has one thing wrong, however many accounts it was of.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// What is wrong with the file itself.
    pub(super) damage: Option<String>,
    /// Whether the list of the accounts is missing.
    pub(super) list: bool,
    /// The accounts of whose servers nothing is known.
    pub(super) accounts: Names,
    /// The identities of which nothing is known.
    pub(super) identities: Names,
    /// The servers whose kinds are not known, and what those were taken for.
    pub(super) kinds: Names,
    /// The accounts that are to take the mail of others.
    pub(super) deferred: Names,
}

/// Names, of which the first few are kept.
#[derive(Debug, Default)]
pub(super) struct Names {
    first: Vec<String>,
    count: usize,
}

impl Names {
    pub(super) fn add(&mut self, name: impl Into<String>) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(name.into());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first.join(", "))?;
        match self.count - self.first.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl Lost {
    /// All of it in one line, with what was done about it; `None` where nothing is missing. `known` tells whether any account is known,
    /// `guessed` whether any was made up for folders that no known one has.
    pub(super) fn sentence(self, known: bool, guessed: bool) -> Option<String> {
        let is_cut = !self.accounts.is_empty();
        let mut parts: Vec<String> = self.damage.into_iter().collect();
        if self.list {
            parts.push("there is no list of the accounts: all that have a server are taken".to_owned());
        }
        for (what, names) in [
            ("accounts of whose servers nothing is known, left out: ", self.accounts),
            ("identities of which nothing is known, left out: ", self.identities),
            ("servers whose kinds are not known, but guessed: ", self.kinds),
            ("accounts that should take the mail of others, and are not there: ", self.deferred),
        ] {
            if !names.is_empty() {
                parts.push(format!("{what}{names}"));
            }
        }
        match (known, guessed) {
            (false, true) => {
                if parts.is_empty() {
                    parts.push("it has no accounts".to_owned());
                }
                parts.push(
                    "the accounts are guessed from the folders below Mail, ImapMail and News".to_owned(),
                );
            }
            (true, true) if is_cut => {
                parts.push("folders that no other account has are shown as accounts of their own".to_owned());
            }
            _ => {}
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Whether folders without an account are what comes of it.
    pub(super) fn explains_folders(&self) -> bool {
        !self.accounts.is_empty()
    }
}

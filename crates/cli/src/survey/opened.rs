//! Opening a profile, and what has to be said of it.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use morkdb_folder::Reason;
use morkdb_profile::{Error, MailFolder, Profile, ServerKind, Warning};

use super::scope;
use crate::args::Scope;
use crate::holder;
use crate::printable::printable;
use crate::run::Status;

/// A profile, and which of its folders are meant.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The profile.
    pub(crate) profile: Profile,
    /// The folders that are meant, as places in [`Profile::folders`], in their order.
    pub(crate) places: Vec<usize>,
}

impl Opened {
    /// Opens a profile, and finds the folders that are meant. Says what is odd about it.
    pub(crate) fn new(path: &Path, scope: &Scope) -> io::Result<Self> {
        let opened = Self::quietly(path, scope)?;
        tell(&opened.profile);
        Ok(opened)
    }

    /// The same, and nothing is said.
    pub(crate) fn quietly(path: &Path, scope: &Scope) -> io::Result<Self> {
        let profile = open(path).map_err(|error| failure(path, &error))?;
        let places = scope::places(&profile, scope)?;
        Ok(Self { profile, places })
    }

    /// The folders that are meant.
    pub(crate) fn folders(&self) -> Vec<&MailFolder> {
        self.places.iter().filter_map(|place| self.profile.folders().get(*place)).collect()
    }

    /// Those that have messages of their own.
    pub(crate) fn real_folders(&self) -> Vec<&MailFolder> {
        self.folders().into_iter().filter(|folder| !folder.is_virtual()).collect()
    }

    /// The name of the account of a folder.
    pub(crate) fn account(&self, folder: &MailFolder) -> &str {
        self.profile.account_of(folder).map_or("", |account| &account.server.name)
    }

    /// How everything ends as far as the profile itself tells.
    pub(crate) fn status(&self) -> Status {
        if self.profile.warnings().is_empty() { Status::Clean } else { Status::Findings }
    }
}

/// Opens a profile. What was unpacked of an archive is somebody's mail: it does not stay behind where the program is interrupted. Where there
/// can be no handler, it does.
pub(crate) fn open(path: &Path) -> Result<Profile, Error> {
    if path.is_file() {
        clean_up_when_interrupted();
    }
    Profile::open(path)
}

fn clean_up_when_interrupted() {
    _ = ctrlc::set_handler(|| {
        _ = morkdb_profile::remove_unpacked();
        std::process::exit(INTERRUPTED);
    });
}

/// The exit code of a program that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Says what is odd about a profile, and who is running with it.
fn tell(profile: &Profile) {
    let mut words = Vec::new();
    profile.warnings().iter().for_each(|warning| warn(&mut words, &profile.shown_warning(warning)));
    if let Some(holder) = profile.holder() {
        let who = holder::who(holder);
        // Memory does not fail.
        _ = writeln!(
            words,
            "note: {who} is running with this profile; what it has not written yet is not seen"
        );
    }
    // Nobody can be told that standard error is closed.
    _ = io::stderr().lock().write_all(&words);
}

/// Appends a warning, a line.
pub(crate) fn warn(words: &mut Vec<u8>, warning: &Warning) {
    // Memory does not fail.
    _ = writeln!(words, "warning: {}", printable(warning.to_string().as_bytes()));
}

/// A kind of server for people.
pub(super) fn kind(kind: &ServerKind) -> &str {
    if *kind == ServerKind::Local { "local" } else { kind.name() }
}

/// Reasons in a line.
pub(crate) fn list(reasons: &[Reason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A folder for people: its account and its path.
pub(crate) fn shown(account: &str, folder: &MailFolder) -> String {
    printable(format!("{account}/{}", folder.path()).as_bytes())
}

fn failure(path: &Path, error: &Error) -> io::Error {
    let label = printable(path.to_string_lossy().as_bytes());
    let (sentence, hint) = match error {
        Error::Io { source, .. } if source.kind() == ErrorKind::NotFound => (
            format!("{label}: there is no such folder or archive"),
            "`mork profiles` finds your profiles; quote a path that has spaces",
        ),
        Error::Io { source, .. } if source.kind() == ErrorKind::PermissionDenied => {
            (format!("{label}: you may not read this"), "look at its permissions and its owner")
        }
        Error::NoProfile { .. } => (
            printable(error.to_string().as_bytes()),
            "`mork profiles` finds your profiles, and `mork profiles FOLDER` those below a folder",
        ),
        other => {
            let hint = "a profile is a folder with prefs.js in it, or a zip of one";
            (printable(other.to_string().as_bytes()), hint)
        }
    };
    io::Error::new(ErrorKind::InvalidInput, format!("{sentence}\nhint: {hint}"))
}

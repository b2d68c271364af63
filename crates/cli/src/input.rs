//! The files named on the command line, and sentences about those that cannot be read.

use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use morkdb::{Database, Error, OpenOptions};

use crate::printable::printable;

/// A file, or standard input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    /// `-`
    Stdin,
    /// Any other.
    File(PathBuf),
}

/// Why there is nothing to show of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    /// What is wrong, with the name of the file.
    pub(crate) sentence: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

impl Source {
    /// All sources; standard input may be among them once.
    pub(crate) fn list(files: &[PathBuf]) -> io::Result<Vec<Self>> {
        let sources: Vec<_> = files.iter().map(|path| Self::new(path)).collect();
        if sources.iter().filter(|source| **source == Self::Stdin).count() > 1 {
            return Err(io::Error::new(ErrorKind::InvalidInput, "standard input (-) can be read only once"));
        }
        Ok(sources)
    }

    /// The source of this name.
    pub(crate) fn new(path: &Path) -> Self {
        if path == Path::new("-") { Self::Stdin } else { Self::File(path.to_owned()) }
    }

    /// Its name for programs.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// Its name for people: safe to print.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".to_owned(),
            Self::File(path) => printable(path.to_string_lossy().as_bytes()),
        }
    }

    /// Reads it.
    pub(crate) fn open(&self, options: &OpenOptions) -> Result<Database, Failure> {
        let opened = match self {
            Self::Stdin => read_stdin().and_then(|bytes| options.from_bytes(bytes)),
            Self::File(path) if path.is_dir() => Err(io_error(path, ErrorKind::IsADirectory.into())),
            Self::File(path) => options.open(path),
        };
        opened.map_err(|error| self.failure(&error))
    }

    /// The failure that a library error is where this file was to be written.
    pub(crate) fn write_failure(&self, error: &Error) -> Failure {
        let Error::Io { source, .. } = error else { return self.failure(error) };
        let hint = match source.kind() {
            ErrorKind::PermissionDenied => {
                "look at the permissions and the owner of the file and of its folder"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk, and try again",
            ErrorKind::NotFound => "is there a folder of that name?",
            _ => "`mork check` says what state the file is in",
        };
        let sentence = format!("{}: cannot be written: {source}", self.label());
        Failure { sentence, hint: Some(hint.to_owned()) }
    }

    /// The failure that a library error is for this file.
    pub(crate) fn failure(&self, error: &Error) -> Failure {
        let label = self.label();
        let (what, hint) = match error {
            Error::Io { source, .. } => io_sentence(source, &label),
            Error::KeepsChanging { .. } => (
                "another program keeps changing the file".to_owned(),
                Some("close Thunderbird, or look at a copy".to_owned()),
            ),
            Error::ChangedOnDisk { .. } => (
                "another program has changed the file meanwhile; nothing was written".to_owned(),
                Some("look at what it did (`mork diff`), and try again".to_owned()),
            ),
            Error::Exists { .. } => {
                ("there is such a file already".to_owned(), Some("choose another name".to_owned()))
            }
            Error::TooLargeToWrite { .. } => (
                "the file would have 2 GiB or more, which Mozilla's engine cannot read; nothing was written"
                    .to_owned(),
                None,
            ),
            Error::Unwritable(_) => (format!("{error}; nothing was written"), None),
            Error::Unread { at, .. } => (
                format!(
                    "the reading stopped at byte {at}, and what is behind would be lost; nothing was written"
                ),
                Some("with --reading lenient all that can be had is kept".to_owned()),
            ),
            Error::NotMork => (error.to_string(), Some(NOT_MORK.to_owned())),
            Error::Refused(fault) => return refusal(&label, &quoted(&self.name()), &fault.to_string()),
            _ => (error.to_string(), None),
        };
        Failure { sentence: format!("{label}: {what}"), hint }
    }
}

const NOT_MORK: &str =
    "a Mork file begins with // <!-- <mdb:mork:z v=\"1.4\"/> -->; newer address books and history are SQLite";

/// A name as a shell takes it: in quotes where it has anything but plain characters.
pub(crate) fn quoted(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./+,:@%".contains(&byte);
    let printable = printable(name.as_bytes());
    if name.bytes().all(plain) { printable } else { format!("'{}'", printable.replace('\'', "'\\''")) }
}

fn refusal(label: &str, name: &str, fault: &str) -> Failure {
    let hint = format!("`--reading lenient` shows what can be had, `mork check {name}` all that is wrong");
    Failure { sentence: format!("{label}:{fault}"), hint: Some(hint) }
}

fn io_sentence(error: &io::Error, label: &str) -> (String, Option<String>) {
    let (what, hint) = match error.kind() {
        ErrorKind::NotFound => {
            ("there is no such file", "is the path right, and is it quoted where it has spaces?")
        }
        ErrorKind::PermissionDenied => {
            ("you may not read this file", "look at its permissions and its owner")
        }
        ErrorKind::IsADirectory => {
            let hint = format!("name the files in it, as in: mork stat {label}/*.msf");
            return ("this is a directory, not a file".to_owned(), Some(hint));
        }
        _ => return (format!("cannot be read: {error}"), None),
    };
    (what.to_owned(), Some(hint.to_owned()))
}

fn io_error(path: &Path, source: io::Error) -> Error {
    Error::Io { path: path.to_owned(), source }
}

fn read_stdin() -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let limit = u64::from(u32::MAX) + 1;
    let read = io::stdin().lock().take(limit).read_to_end(&mut bytes);
    read.map_err(|source| io_error(Path::new("-"), source))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_permission_is_said() {
        let (what, hint) = io_sentence(&ErrorKind::PermissionDenied.into(), "locked.msf");
        assert_eq!(what, "you may not read this file");
        assert_eq!(hint.as_deref(), Some("look at its permissions and its owner"));
    }

    #[test]
    fn hints_can_be_typed() {
        assert_eq!(quoted("INBOX.msf"), "INBOX.msf");
        assert_eq!(quoted("&A7EDsgOz-.msf"), "'&A7EDsgOz-.msf'");
        assert_eq!(quoted("it's mine.msf"), "'it'\\''s mine.msf'");
    }
}

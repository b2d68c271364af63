//! What can go wrong with a whole profile.

use std::io;
use std::path::PathBuf;

/// Why a profile or one of its folders cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// This is no profile: neither `prefs.js` nor `Mail`, `ImapMail` or `News` is in it.
    #[error("{}: this is no profile: there is neither prefs.js nor Mail, ImapMail or News in it", path.display())]
    NoProfile {
        /// What was looked at.
        path: PathBuf,
    },
    /// The archive cannot be read.
    #[error("{}: this archive cannot be read: {what}", path.display())]
    Archive {
        /// Which.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// A folder has neither a summary that can be read nor mail.
    #[error("{}: {}", path.display(), why(source))]
    Summary {
        /// Its summary.
        path: PathBuf,
        /// Why it cannot be read.
        source: morkdb_folder::Error,
    },
}

/// Why a summary cannot be read, without its path, which stands before that already.
pub(crate) fn why(error: &morkdb_folder::Error) -> String {
    match error {
        morkdb_folder::Error::File(morkdb::Error::Io { source, .. }) => source.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path stood there twice: that of the profile's folder, and that of the file that could not be opened.
    #[test]
    fn a_path_is_said_once() {
        let path = PathBuf::from("work.msf");
        let source = io::Error::from(io::ErrorKind::PermissionDenied);
        let said = format!("work.msf: {source}");
        let source = morkdb::Error::Io { path: path.clone(), source }.into();
        assert_eq!(Error::Summary { path, source }.to_string(), said);
    }
}

//! Maildirs, as Thunderbird has them: a file a message in `cur`, and no flags in the names.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The messages of a maildir: its plain files, by name. Folders and symbolic links are passed over.
#[derive(Debug)]
pub struct Maildir {
    cur: PathBuf,
    /// By their bytes.
    names: Vec<OsString>,
    unreadable: u64,
}

impl Maildir {
    /// Lists the files of a maildir. `None` where it has no `cur`.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        let cur = path.join("cur");
        if !fs::symlink_metadata(&cur).is_ok_and(|cur| cur.is_dir()) {
            return Ok(None);
        }
        let mut maildir = Self { names: Vec::new(), unreadable: 0, cur };
        for entry in fs::read_dir(&maildir.cur)? {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry.file_name()))) {
                Ok((kind, name)) if kind.is_file() => maildir.names.push(name),
                Ok(_) => {}
                Err(_) => maildir.unreadable += 1,
            }
        }
        maildir.names.sort_unstable_by(|one, other| bytes(one).cmp(bytes(other)));
        Ok(Some(maildir))
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Entries of the folder that the system would not tell of.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// Where a message is. `None` where there are fewer.
    pub fn path(&self, number: usize) -> Option<PathBuf> {
        self.names.get(number).map(|name| self.cur.join(name))
    }

    /// The name of a message, which is its store token. Thunderbird keeps it in UTF-8, so that a name that is none is not what it was.
    pub fn token(&self, number: usize) -> Option<Vec<u8>> {
        self.names.get(number).map(|name| name.to_string_lossy().into_owned().into_bytes())
    }

    /// Which message has this store token.
    pub fn find(&self, token: &[u8]) -> Option<usize> {
        let exact = self.names.binary_search_by(|name| bytes(name).cmp(token)).ok();
        let is_lossy = || memchr::memmem::find(token, "\u{FFFD}".as_bytes()).is_some();
        exact.or_else(|| if is_lossy() { self.find_lossy(token) } else { None })
    }

    /// The only one whose name is this, as far as it is UTF-8.
    fn find_lossy(&self, token: &[u8]) -> Option<usize> {
        let mut found =
            (0..self.names.len()).filter(|number| self.token(*number).is_some_and(|name| name == token));
        let first = found.next()?;
        if found.next().is_none() { Some(first) } else { None }
    }
}

/// What a file's name is made of; on Unix its bytes.
fn bytes(name: &OsStr) -> &[u8] {
    name.as_encoded_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_files_of_cur_are_messages() {
        let place = tempfile::tempdir().unwrap();
        assert!(Maildir::open(place.path()).unwrap().is_none());
        let cur = place.path().join("cur");
        fs::create_dir_all(cur.join("folder")).unwrap();
        for name in ["b.eml", "a.eml"] {
            fs::write(cur.join(name), name).unwrap();
        }
        let maildir = Maildir::open(place.path()).unwrap().unwrap();
        assert_eq!(
            (maildir.len(), maildir.find(b"b.eml"), maildir.find(b"../cur/b.eml")),
            (2, Some(1), None)
        );
        assert_eq!(maildir.path(0), Some(cur.join("a.eml")));
        assert_eq!(maildir.token(2), None);
    }

    #[cfg(unix)]
    #[test]
    fn names_may_be_no_utf8_and_links_are_none() {
        use std::os::unix::ffi::OsStrExt;
        let place = tempfile::tempdir().unwrap();
        let cur = place.path().join("cur");
        fs::create_dir(&cur).unwrap();
        for name in [&b"a\xff"[..], b"b\xff", b"b\xfe"] {
            fs::write(cur.join(OsStr::from_bytes(name)), name).unwrap();
        }
        std::os::unix::fs::symlink("/etc/hostname", cur.join("link")).unwrap();
        let maildir = Maildir::open(place.path()).unwrap().unwrap();
        assert_eq!(maildir.len(), 3);
        assert_eq!(maildir.find(b"a\xff"), Some(0));
        assert_eq!(maildir.find("a\u{FFFD}".as_bytes()), Some(0));
        assert_eq!(maildir.find("b\u{FFFD}".as_bytes()), None, "there are two");
    }
}

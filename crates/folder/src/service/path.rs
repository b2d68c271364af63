//! One name for each file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The path of a file without symbolic links. A file that is not there yet has the canonical path of its folder, with its name.
pub(super) fn canonical(path: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(path).or_else(|error| in_its_folder(path).ok_or(error)).or_else(|_| absolute(path))
}

fn in_its_folder(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path)
        .map_err(|source: io::Error| Error::File(morkdb::Error::Io { path: path.to_owned(), source }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_path_whether_it_is_there_or_not() {
        let there = canonical(Path::new("src/../Cargo.toml")).unwrap();
        assert_eq!(there, fs::canonicalize("Cargo.toml").unwrap());
        let missing = canonical(Path::new("src/../no-such-file")).unwrap();
        assert_eq!(missing, there.with_file_name("no-such-file"));
        assert_eq!(canonical(Path::new("no-such-file")).unwrap(), missing);
        assert!(canonical(Path::new("no-such-folder/x/y")).unwrap().is_absolute());
        assert!(canonical(Path::new("")).is_err());
    }
}

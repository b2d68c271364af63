//! Where address books are written to.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use crate::args::CardFormat;

/// The name of the file for a book: `abook.mab.vcf`. Thunderbird may have an `abook.mab` and an `abook.sqlite` at once.
pub(super) fn name(book: &Path, format: CardFormat) -> PathBuf {
    let mut name = book.file_name().unwrap_or_default().to_owned();
    name.push(match format {
        CardFormat::Table => ".txt",
        CardFormat::Vcard => ".vcf",
        CardFormat::Ldif => ".ldif",
        CardFormat::Csv => ".csv",
        CardFormat::Json => ".json",
    });
    PathBuf::from(name)
}

/// Why nothing is written to this place: it is the address book itself, or within the profile.
pub(super) fn refusal(source: &Path, target: &Path) -> Option<&'static str> {
    let (Ok(source), Ok(target)) = (fs::canonicalize(source), resolve(target)) else { return None };
    if target == source {
        return Some("it would take the place of what is read");
    }
    (source.is_dir() && target.starts_with(&source))
        .then_some("it is in the profile, where nothing is written")
}

/// Where a path leads, links followed, be it there or not.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let whole = std::path::absolute(path)?;
    let there = whole.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    let Some((above, mut real)) = there else { return Ok(whole) };
    for part in whole.strip_prefix(above).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => _ = real.pop(),
            part => real.push(part),
        }
    }
    Ok(real)
}

/// Writes a file whole or not at all: beside its place first, and then there. The folder is made.
pub(crate) fn install(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let (mut file, temporary) = temporary(folder, path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let done = written.and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        // It is of no use to anybody, and there is nothing to say if it stays.
        _ = fs::remove_file(&temporary);
    }
    done
}

/// A new file that nobody else has.
fn temporary(folder: &Path, path: &Path) -> io::Result<(File, PathBuf)> {
    let mut number = 0_u32;
    loop {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}-{number}.part", std::process::id()));
        let temporary = folder.join(name);
        match File::create_new(&temporary) {
            Ok(file) => return Ok((file, temporary)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 100 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

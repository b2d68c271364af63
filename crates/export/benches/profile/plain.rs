//! A plain program that writes the files of a Maildir: each into `tmp`, all of a folder to the disk, then each to its name.

use std::fs::{self, File, FileTimes};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file: where it is, what is in it, and its time.
pub(crate) type Made = (PathBuf, Vec<u8>, SystemTime);

/// All files below a folder, folder by folder.
pub(crate) fn read(folder: &Path) -> io::Result<Vec<Made>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(read(&path)?);
        } else {
            let time = fs::metadata(&path)?.modified()?;
            found.push((path.clone(), fs::read(path)?, time));
        }
    }
    Ok(found)
}

/// Writes files that are in one folder into another.
pub(crate) fn write(files: &[Made], from: &Path, to: &Path) -> io::Result<()> {
    for group in files.chunk_by(|one, other| one.0.parent() == other.0.parent()) {
        let Some(parent) = group.first().and_then(|file| file.0.parent()) else { continue };
        let folder = to.join(parent.strip_prefix(from).unwrap_or(parent));
        let waiting = folder.with_file_name("tmp");
        fs::create_dir_all(&folder)?;
        fs::create_dir_all(&waiting)?;
        for (path, bytes, time) in group {
            let mut file = File::create(waiting.join(path.file_name().unwrap_or_default()))?;
            file.write_all(bytes)?;
            file.set_times(FileTimes::new().set_modified(*time))?;
        }
        sync(&waiting)?;
        for (path, ..) in group {
            let name = path.file_name().unwrap_or_default();
            fs::rename(waiting.join(name), folder.join(name))?;
        }
        File::open(&folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync(folder: &Path) -> io::Result<()> {
    fs::read_dir(folder)?.try_for_each(|file| File::options().append(true).open(file?.path())?.sync_all())
}

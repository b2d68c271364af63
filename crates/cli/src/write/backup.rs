//! A copy of a file that is about to be changed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rights::{create, keep};

/// How many names are tried where others make copies at the same time.
const TRIES: u32 = 100;

/// Copies a file beside itself, as FILE.~1~, or with the number behind the highest that is there. Those that are there
/// stay as they are. Names that end in a tilde are ones that Thunderbird takes for no mail folder.
pub(super) fn make(path: &Path) -> io::Result<PathBuf> {
    let first = highest(path).saturating_add(1);
    for number in first..first.saturating_add(TRIES) {
        let copy = name(path, number);
        match create(&copy) {
            Ok(file) => return fill(path, &copy, &file).map(|()| copy),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "every name for it is taken"))
}

fn name(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".~{number}~"));
    PathBuf::from(name)
}

/// The highest number of a copy; 0 where there is none.
fn highest(path: &Path) -> u32 {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut prefix = path.file_name().map(OsString::from).unwrap_or_default();
    prefix.push(".~");
    let number = |name: &OsStr| -> Option<u32> {
        let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?.strip_suffix(b"~")?;
        std::str::from_utf8(rest).ok()?.parse().ok()
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| number(&entry.file_name())).max().unwrap_or(0)
}

/// Copies the content, and brings it to the disk. What is half done goes again.
fn fill(from: &Path, to: &Path, mut copy: &File) -> io::Result<()> {
    let copied = File::open(from).and_then(|mut file| {
        let about = file.metadata()?;
        io::copy(&mut file, &mut copy)?;
        keep(&about, copy)?;
        if let Ok(time) = about.modified() {
            // It is the same file as before, but for a system that keeps no times.
            _ = copy.set_modified(time);
        }
        copy.sync_all()
    });
    copied.inspect_err(|_| _ = std::fs::remove_file(to))
}

/// The copy is for nobody else until it is whole, and then for those whom the original is for.
#[cfg(unix)]
mod rights {
    use std::fs::{File, Metadata, Permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
    use std::path::Path;

    pub(super) fn create(path: &Path) -> io::Result<File> {
        File::options().write(true).create_new(true).mode(0o600).open(path)
    }

    /// The owner first: giving a file away takes rights from it. Another group than that of the original gets none.
    pub(super) fn keep(original: &Metadata, copy: &File) -> io::Result<()> {
        let (owner, group) = (original.uid(), original.gid());
        if fchown(copy, Some(owner), Some(group)).is_err() {
            // Only root gives files away. The group may be one of ours.
            _ = fchown(copy, None, Some(group));
        }
        let has_group = copy.metadata()?.gid() == group;
        let mode = original.mode() & if has_group { 0o777 } else { 0o700 };
        copy.set_permissions(Permissions::from_mode(mode))
    }
}

#[cfg(not(unix))]
mod rights {
    use std::fs::{File, Metadata};
    use std::io;
    use std::path::Path;

    pub(super) fn create(path: &Path) -> io::Result<File> {
        File::create_new(path)
    }

    pub(super) fn keep(original: &Metadata, copy: &File) -> io::Result<()> {
        copy.set_permissions(original.permissions())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_numbered_and_kept() {
        let folder = std::env::temp_dir().join(format!("mork-backup-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("a.msf");
        let copies = ["one", "two", "three"].map(|text| {
            std::fs::write(&file, text).unwrap();
            if text == "three" {
                std::fs::write(folder.join("a.msf.~9~"), "").unwrap();
                std::fs::write(folder.join("a.msf.~x~"), "").unwrap();
            }
            make(&file).unwrap()
        });
        assert_eq!(copies, ["a.msf.~1~", "a.msf.~2~", "a.msf.~10~"].map(|name| folder.join(name)));
        let texts = copies.map(|copy| std::fs::read_to_string(copy).unwrap());
        assert_eq!(texts, ["one", "two", "three"]);
        assert!(make(&folder.join("none.msf")).is_err());
        assert!(!folder.join("none.msf.~1~").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }
}

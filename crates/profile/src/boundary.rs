//! What belongs to a profile, or to a disk image, and what only a link or a path leads to.

use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder that nothing is read outside of.
#[derive(Clone, Debug)]
pub(crate) struct Boundary {
    /// As it was given.
    root: PathBuf,
    /// Where it really is.
    real: PathBuf,
}

/// Where a path leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// To a file or folder within: its real path.
    Inside(PathBuf),
    /// Out, over a symbolic link or by its own.
    Outside,
    /// Nowhere, or nowhere that may be looked at.
    Missing,
}

impl Boundary {
    pub(crate) fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.to_owned(), real: root.canonicalize()? })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn real(&self) -> &Path {
        &self.real
    }

    pub(crate) fn reach(&self, path: &Path) -> Reach {
        match path.canonicalize() {
            Ok(real) if real.starts_with(&self.real) => Reach::Inside(real),
            Ok(_) => Reach::Outside,
            Err(_) => Reach::Missing,
        }
    }

    /// A path below the root from the names on the way; `None` where it leads out of it.
    pub(crate) fn below<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<PathBuf> {
        let mut path = self.root.clone();
        let mut depth = 0_usize;
        for name in names {
            match name {
                "" | "." => {}
                ".." => {
                    depth = depth.checked_sub(1)?;
                    path.pop();
                }
                name => {
                    depth += 1;
                    path.push(plain(name)?);
                }
            }
        }
        Some(path)
    }
}

/// A name that is one name on this system, too: neither `C:` nor one with a separator.
fn plain(name: &str) -> Option<&str> {
    let mut parts = Path::new(name).components();
    let is_plain =
        matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name);
    (is_plain && !name.contains('\0')).then_some(name)
}

/// Whether a path is one of Windows: `C:\Users`, `\\server\share`.
pub(crate) fn is_windows_path(path: &str) -> bool {
    let mut bytes = path.bytes();
    let start = (bytes.next(), bytes.next(), bytes.next());
    match start {
        (Some(b'\\'), Some(b'\\'), _) => true,
        (Some(drive), Some(b':'), Some(b'\\' | b'/')) => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

/// The names in a path of any system.
pub(crate) fn names(path: &str) -> Vec<&str> {
    let is_windows = is_windows_path(path);
    let names = path.split(|character| character == '/' || is_windows && character == '\\');
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let boundary = Boundary::new(root.path()).unwrap();
        let below = |path: &str| boundary.below(path.split('/'));
        assert_eq!(below("Mail/a"), Some(root.path().join("Mail").join("a")));
        assert_eq!(below("Mail/../News/./b"), Some(root.path().join("News").join("b")));
        assert_eq!(below("../x"), None);
        assert_eq!(below("Mail/../../x"), None);
        assert_eq!(below("a\0b"), None);
    }

    #[test]
    fn paths_of_windows_are_known() {
        assert_eq!(names(r"C:\Users\a b\Mail"), ["C:", "Users", "a b", "Mail"]);
        assert_eq!(names(r"\\server\share\Mail"), ["server", "share", "Mail"]);
        assert_eq!(names(r"/home/a\b/Mail"), ["home", r"a\b", "Mail"]);
        assert!(!is_windows_path("é:\\"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_alone() {
        use std::os::unix::fs::symlink;

        let root = tempfile::tempdir().unwrap();
        let inside = root.path().join("in");
        std::fs::create_dir(&inside).unwrap();
        symlink(&inside, root.path().join("good")).unwrap();
        symlink(std::env::temp_dir(), root.path().join("bad")).unwrap();
        let boundary = Boundary::new(root.path()).unwrap();
        assert_eq!(boundary.reach(&root.path().join("good")), Reach::Inside(inside.canonicalize().unwrap()));
        assert_eq!(boundary.reach(&root.path().join("bad")), Reach::Outside);
        assert_eq!(boundary.reach(&root.path().join("none")), Reach::Missing);
    }
}

//! A file on disk.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::replacement::Replacement;
use super::stamp::Stamp;
use super::{Durability, Image, Session, Storage, directory, is_at, lock};
use crate::file::error::Error;
use crate::file::open;

/// How often a file that was replaced while we waited for its lock is opened again, and how many symbolic links in a
/// row are followed.
const ATTEMPTS: usize = 40;

/// A file on disk. No handle of it is kept between two operations.
///
/// A session locks the file with [`File::lock`]. That keeps writers apart that lock as well; Thunderbird does not. On
/// Windows it also keeps others from reading. Where the path is a symbolic link, it stays one, and the file that it leads
/// to is what is locked and written.
///
/// A replacement is a hidden file beside the target, `.NAME.PROCESS-NUMBER.tmp` with the first 24 characters of the
/// target's name. It is locked while it is there; those that killed programs have left are removed when the next one is
/// begun. It gets the mode of the file, and its owner and group where the system permits; where it does not, the mode
/// gives nobody more than before. Extended attributes and access control lists are kept with the feature `xattr`. Other
/// hard links of the file keep the old content. A folder that we may not read cannot be synced, and is not.
#[derive(Clone, Debug)]
pub struct DiskStorage {
    path: PathBuf,
}

impl DiskStorage {
    /// The file at `path`, which need not be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn session(&self) -> io::Result<DiskSession<'_>> {
        self.session_with(|| ())
    }

    /// [`session`](Self::session), with something done between the opening and the locking.
    fn session_with(&self, mut meanwhile: impl FnMut()) -> io::Result<DiskSession<'_>> {
        for _ in 0..ATTEMPTS {
            let target = resolve(&self.path)?;
            let file = open_to_write(&target)?;
            meanwhile();
            if let Some(file) = &file {
                lock(file)?;
                if !is_at(file, &self.path)? {
                    continue;
                }
            }
            return Ok(DiskSession { path: &self.path, target, replacement: None, file });
        }
        Err(io::Error::new(ErrorKind::ResourceBusy, "another program replaces the file again and again"))
    }
}

impl Storage for DiskStorage {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Option<Image>, Error> {
        match open::read(&self.path) {
            Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
            result => result.map(Some),
        }
    }

    fn open(&self) -> io::Result<Box<dyn Session + '_>> {
        Ok(Box::new(self.session()?))
    }
}

/// Follows symbolic links as far as they go, even to what is not there.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..ATTEMPTS {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {
                let leads_to = fs::read_link(&path)?;
                path.pop();
                path.push(leads_to);
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => return Ok(path),
        }
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "symbolic links lead to each other, and to no file"))
}

/// `None` where there is no file.
fn open_to_write(target: &Path) -> io::Result<Option<File>> {
    let opened = fs::metadata(target).and_then(|metadata| {
        if metadata.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "only a regular file can be written"));
        }
        // Those who may write everything are told as well.
        if metadata.permissions().readonly() {
            return Err(io::Error::new(ErrorKind::PermissionDenied, "the file is read-only"));
        }
        File::options().read(true).write(true).open(target)
    });
    match opened {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

#[derive(Debug)]
struct DiskSession<'s> {
    /// The path that was asked for.
    path: &'s Path,
    /// Where its symbolic links lead to.
    target: PathBuf,
    /// Before the file, so that it is removed while that is still locked.
    replacement: Option<Replacement>,
    file: Option<File>,
}

impl DiskSession<'_> {
    fn file(&mut self) -> io::Result<&mut File> {
        self.file.as_mut().ok_or_else(|| io::Error::new(ErrorKind::NotFound, "there is no file yet"))
    }

    fn replacement(&mut self) -> io::Result<&mut Replacement> {
        self.replacement.as_mut().ok_or_else(no_replacement)
    }

    fn check_is_still_there(&self, file: &File) -> io::Result<()> {
        let is_link = fs::symlink_metadata(&self.target).is_ok_and(|there| there.is_symlink());
        if !is_link && is_at(file, &self.target)? && is_at(file, self.path)? {
            return Ok(());
        }
        Err(io::Error::new(ErrorKind::ResourceBusy, "another program has put another file in its place"))
    }
}

fn no_replacement() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "no replacement of the file was begun")
}

impl Session for DiskSession<'_> {
    fn stamp(&mut self) -> io::Result<Option<Stamp>> {
        self.file.as_ref().map(|file| Ok(Stamp::of(&file.metadata()?))).transpose()
    }

    fn read_at(&mut self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let file = self.file()?;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let file = self.file()?;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.file()?.set_len(len)
    }

    fn sync(&mut self, durability: Durability) -> io::Result<()> {
        durability.sync(self.file()?)
    }

    fn begin_replacement(&mut self) -> io::Result<()> {
        self.replacement = None;
        self.replacement = Some(Replacement::beside(&self.target, self.file.as_ref())?);
        Ok(())
    }

    fn write_replacement(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.replacement()?.write(bytes)
    }

    fn sync_replacement(&mut self, durability: Durability) -> io::Result<()> {
        self.replacement()?.sync(durability)
    }

    fn install(&mut self) -> io::Result<()> {
        let replacement = self.replacement.take().ok_or_else(no_replacement)?;
        let installed = match &self.file {
            Some(file) => {
                self.check_is_still_there(file)?;
                replacement.rename_over(&self.target)?
            }
            None => replacement.become_new(&self.target)?,
        };
        self.file = Some(installed);
        Ok(())
    }

    fn sync_folder(&mut self, durability: Durability) -> io::Result<()> {
        match durability {
            Durability::None => Ok(()),
            Durability::Data | Durability::Full => sync_parent(&self.target),
        }
    }
}

/// A name is on the disk when the folder is, which `Data` needs as well: what is later written into a file whose name
/// gets lost is lost with it.
#[cfg(unix)]
fn sync_parent(target: &Path) -> io::Result<()> {
    let synced = match File::open(directory(target)) {
        // There is no other way to sync a folder than to open it.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(()),
        parent => parent.and_then(|parent| parent.sync_all()),
    };
    match synced {
        // Some file systems of the network have no such thing.
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput) => Ok(()),
        result => result.map_err(super::context("its directory cannot be synced")),
    }
}

/// Other systems do not sync folders.
#[cfg(not(unix))]
fn sync_parent(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::TryLockError;
    use std::sync::mpsc;

    use super::super::scratch::Scratch;
    use super::super::stamp::identity;
    use super::*;

    fn text(path: &Path) -> String {
        fs::read_to_string(path).expect("the file can be read")
    }

    /// Writes a file anew, all steps of it.
    fn rewrite(session: &mut dyn Session, text: &str) -> io::Result<()> {
        session.begin_replacement()?;
        session.write_replacement(text.as_bytes())?;
        session.sync_replacement(Durability::Full)?;
        session.install()?;
        session.sync_folder(Durability::Full)
    }

    #[track_caller]
    fn assert_is_locked(path: &Path, is_locked: bool) {
        let second = File::open(path).expect("the file can be opened");
        assert_eq!(matches!(second.try_lock(), Err(TryLockError::WouldBlock)), is_locked);
    }

    #[test]
    fn an_image_has_the_stamp_of_the_session() {
        let scratch = Scratch::new("image");
        let path = scratch.file("a.msf", "one");
        let storage = DiskStorage::new(&path);
        let image = storage.read().expect("it can be read").expect("it is there");
        assert_eq!(image.bytes, b"one");
        assert_eq!((image.stamp.len, image.stamp.identity.is_some()), (3, cfg!(unix)));
        let mut session = storage.session().expect("it can be opened");
        assert_eq!(session.stamp().expect("a stamp"), Some(image.stamp));
    }

    #[test]
    fn bytes_are_written_in_place() {
        let scratch = Scratch::new("in-place");
        let path = scratch.file("a.msf", "one two");
        let storage = DiskStorage::new(&path);
        let mut session = storage.session().expect("it can be opened");
        for durability in [Durability::None, Durability::Data, Durability::Full] {
            session.write_at(4, b"three").and_then(|()| session.sync(durability)).expect("it can be written");
        }
        let mut read = [0; 4];
        session.read_at(5, &mut read).expect("there are 4 bytes");
        assert_eq!(&read, b"hree");
        assert_eq!(
            session.read_at(6, &mut read).map_err(|error| error.kind()),
            Err(ErrorKind::UnexpectedEof)
        );
        session.truncate(3).expect("it can be made shorter");
        assert_eq!(text(&path), "one");
        assert_eq!(session.stamp().expect("a stamp").map(|stamp| stamp.len), Some(3));
    }

    #[test]
    fn a_file_that_is_not_there_is_not_made_by_opening() {
        let scratch = Scratch::new("absent");
        let storage = DiskStorage::new(scratch.path().join("a.msf"));
        assert_eq!(storage.read().expect("this is no error"), None);
        let mut session = storage.session().expect("nor is this");
        assert_eq!(session.stamp().expect("nor this"), None);
        assert_eq!(session.write_at(0, b"x").map_err(|error| error.kind()), Err(ErrorKind::NotFound));
        drop(session);
        assert!(scratch.names().is_empty());
    }

    #[test]
    fn a_session_locks_until_it_is_dropped() {
        let scratch = Scratch::new("locks");
        let path = scratch.file("a.msf", "one");
        let storage = DiskStorage::new(&path);
        let mut session = storage.session().expect("it can be opened");
        assert_is_locked(&path, true);
        rewrite(&mut session, "two").expect("it can be written");
        assert_is_locked(&path, true);
        session.begin_replacement().expect("it can be done twice");
        drop(session);
        assert_is_locked(&path, false);
        assert_eq!(scratch.names(), ["a.msf"]);
    }

    #[test]
    fn a_second_writer_sees_what_the_first_one_wrote() {
        let scratch = Scratch::new("second");
        let path = scratch.file("a.msf", "one");
        let storage = DiskStorage::new(&path);
        let mut first = storage.session().expect("it can be opened");
        let (begins, began) = mpsc::channel();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| {
                begins.send(()).expect("someone listens");
                storage.session()?.stamp()
            });
            began.recv().expect("it begins");
            first.write_at(3, b" two").expect("it can be written");
            rewrite(&mut first, "one two three").expect("it can be written");
            drop(first);
            let stamp = second.join().expect("no panic").expect("it can be opened").expect("it is there");
            assert_eq!(stamp.len, 13);
        });
    }

    /// What is locked must be the file that others will open.
    #[cfg(unix)]
    #[test]
    fn a_lock_moves_on_to_the_file_that_is_there() {
        let scratch = Scratch::new("moves");
        let path = scratch.file("a.msf", "one");
        let mut others = vec![scratch.file("b", "second"), scratch.file("c", "first")];
        let storage = DiskStorage::new(&path);
        let session = storage.session_with(|| {
            if let Some(other) = others.pop() {
                fs::rename(other, &path).expect("it can be replaced");
            }
        });
        let stamp = session.expect("it can be opened").stamp().expect("a stamp").expect("it is there");
        assert_eq!(stamp.len, 6);
        let there = fs::metadata(&path).expect("it is there");
        assert_eq!(stamp.identity, identity(&there));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_all_the_time_is_given_up() {
        let scratch = Scratch::new("all-the-time");
        let path = scratch.file("a.msf", "one");
        let storage = DiskStorage::new(&path);
        let session = storage.session_with(|| {
            let other = scratch.file("b", "other");
            fs::rename(other, &path).expect("it can be replaced");
        });
        assert_eq!(session.map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::ResourceBusy));
    }

    #[test]
    fn a_file_that_goes_meanwhile_is_none() {
        let scratch = Scratch::new("goes");
        let path = scratch.file("a.msf", "one");
        let storage = DiskStorage::new(&path);
        let session = storage.session_with(|| {
            let _ = fs::remove_file(&path);
        });
        assert_eq!(session.expect("this is no error").stamp().expect("nor this"), None);
    }

    #[test]
    fn a_new_file_replaces_none() {
        let scratch = Scratch::new("new");
        let path = scratch.path().join("a.msf");
        let storage = DiskStorage::new(&path);
        let mut late = storage.session().expect("it can be opened");
        let mut early = storage.session().expect("nothing is locked where there is nothing");
        rewrite(&mut early, "one").expect("it can be written");
        assert_is_locked(&path, true);
        drop(early);
        assert_eq!(rewrite(&mut late, "two").map_err(|error| error.kind()), Err(ErrorKind::AlreadyExists));
        assert_eq!(text(&path), "one");
        assert_eq!(scratch.names(), ["a.msf"]);
    }

    #[test]
    fn a_replacement_that_is_not_installed_goes() {
        let scratch = Scratch::new("not-installed");
        let path = scratch.file("a.msf", "one");
        let storage = DiskStorage::new(&path);
        let mut session = storage.session().expect("it can be opened");
        assert!(session.write_replacement(b"two").is_err());
        session.begin_replacement().expect("it can be begun");
        session.write_replacement(b"two").expect("it can be written");
        assert_eq!(scratch.names().len(), 2);
        session.begin_replacement().expect("it can be begun again");
        assert_eq!(scratch.names().len(), 2);
        drop(session);
        assert_eq!(scratch.names(), ["a.msf"]);
        assert_eq!(text(&path), "one");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_someone_else_is_not_replaced() {
        let scratch = Scratch::new("someone");
        let path = scratch.file("a.msf", "one");
        let storage = DiskStorage::new(&path);
        let mut session = storage.session().expect("it can be opened");
        fs::rename(scratch.file("b", "other"), &path).expect("it can be replaced");
        assert_eq!(rewrite(&mut session, "two").map_err(|error| error.kind()), Err(ErrorKind::ResourceBusy));
        assert_eq!(text(&path), "other");
        assert_eq!(scratch.names(), ["a.msf"]);
    }

    #[test]
    fn what_cannot_be_written_is_refused_at_once() {
        let scratch = Scratch::new("refused");
        let path = scratch.file("a.msf", "one");
        let was = fs::metadata(&path).expect("it is there").permissions();
        let mut read_only = was.clone();
        read_only.set_readonly(true);
        fs::set_permissions(&path, read_only).expect("it is ours");
        let kind = |path: &Path| DiskStorage::new(path).session().map(|_| ()).map_err(|error| error.kind());
        assert_eq!(kind(&path), Err(ErrorKind::PermissionDenied));
        fs::set_permissions(&path, was).expect("it is ours");
        assert_eq!(kind(scratch.path()), Err(ErrorKind::IsADirectory));

        let storage = DiskStorage::new(scratch.path().join("none/a.msf"));
        let mut session = storage.session().expect("there is no such file");
        let error = session.begin_replacement().expect_err("there is no such parent");
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().starts_with("no temporary file can be made in its directory: "));
    }

    /// The one who runs the tests may be allowed to write everywhere.
    #[cfg(unix)]
    #[test]
    fn a_read_only_folder_leaves_the_file_alone() {
        use std::os::unix::fs::PermissionsExt;

        let scratch = Scratch::new("parent");
        let path = scratch.file("a.msf", "one");
        fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o500)).expect("it is ours");
        let storage = DiskStorage::new(&path);
        let begun = storage.session().expect("it can be opened").begin_replacement();
        let is_refused = begun.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied);
        let may_all = File::create(scratch.path().join("b")).is_ok();
        fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o700)).expect("it is ours");
        assert!(is_refused != may_all);
        assert_eq!(text(&path), "one");
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_and_its_target_is_written() {
        let scratch = Scratch::new("link");
        fs::create_dir(scratch.path().join("below")).expect("a parent can be made");
        let target = scratch.file("below/a.msf", "one");
        let link = scratch.path().join("link");
        std::os::unix::fs::symlink("link2", &link).expect("a link can be made");
        std::os::unix::fs::symlink("below/a.msf", scratch.path().join("link2")).expect("a link can be made");
        let storage = DiskStorage::new(&link);
        let mut session = storage.session().expect("it can be opened");
        rewrite(&mut session, "two").expect("it can be written");
        drop(session);
        assert_eq!(text(&target), "two");
        assert_eq!(scratch.names(), ["below", "link", "link2"]);

        fs::remove_file(&target).expect("it is there");
        let mut session = storage.session().expect("the link leads to nothing");
        assert_eq!(session.stamp().expect("this is no error"), None);
        rewrite(&mut session, "three").expect("it can be made");
        assert_eq!(text(&target), "three");
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    }

    /// The link may be led elsewhere while we write.
    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_elsewhere_now_is_left_alone() {
        let scratch = Scratch::new("elsewhere");
        let (one, two) = (scratch.file("one", "one"), scratch.file("two", "two"));
        let link = scratch.path().join("link");
        std::os::unix::fs::symlink("one", &link).expect("a link can be made");
        let storage = DiskStorage::new(&link);
        let mut session = storage.session().expect("it can be opened");
        fs::remove_file(&link).expect("it is there");
        std::os::unix::fs::symlink("two", &link).expect("a link can be made");
        assert!(rewrite(&mut session, "new").is_err());
        assert_eq!((text(&one), text(&two)), ("one".into(), "two".into()));
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_are_an_error() {
        let scratch = Scratch::new("circle");
        let link = scratch.path().join("link");
        std::os::unix::fs::symlink("link", &link).expect("a link can be made");
        assert!(DiskStorage::new(&link).session().is_err());
    }

    /// Only those who may give files away can see the owner kept; everybody sees the mode.
    #[cfg(unix)]
    #[test]
    fn a_replacement_has_the_mode_and_the_owner() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

        let scratch = Scratch::new("mode");
        let path = scratch.file("a.msf", "one");
        let _ = chown(&path, Some(12345), Some(23456));
        for mode in [0o600, 0o640, 0o666, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("it is ours");
            let before = fs::metadata(&path).expect("it is there");
            let storage = DiskStorage::new(&path);
            rewrite(&mut storage.session().expect("it can be opened"), "two").expect("it can be written");
            let after = fs::metadata(&path).expect("it is there");
            assert_ne!(before.ino(), after.ino());
            let rights = |file: &fs::Metadata| (file.mode(), file.uid(), file.gid());
            assert_eq!(rights(&after), rights(&before));
        }
    }

    #[test]
    fn a_path_without_a_folder_is_in_the_current_one() {
        assert!(sync_parent(Path::new("a.msf")).is_ok());
    }
}

//! Getting the bytes of a file that others may be writing.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use memchr::memmem;

use super::error::Error;
use super::storage::{Image, Stamp};

/// How often a file that changes is read again.
const ATTEMPTS: usize = 8;

/// What Mork files are made of, first of all the header.
const SIGNS: [&[u8]; 5] = [b"<mdb:mork:", b"(a=c)", b"(k^", b":c)(s=", b"@$${"];

/// Reads a file whole. Where its size or time differ afterwards, or another one is in its place, it is read
/// again.
pub(super) fn read(path: &Path) -> Result<Image, Error> {
    read_with(path, || ())
}

/// [`read`], with something done between the reading and the second look.
fn read_with(path: &Path, mut meanwhile: impl FnMut()) -> Result<Image, Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    for _ in 0..ATTEMPTS {
        let mut file = File::open(path).map_err(io)?;
        let before = file.metadata().map_err(io)?;
        if before.is_dir() {
            return Err(io(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if before.len() > u64::from(u32::MAX) {
            return Err(Error::TooLarge { size: before.len() });
        }
        let bytes = read_all(&mut file, before.len()).map_err(io)?;
        meanwhile();
        let after = std::fs::metadata(path).map_err(io)?;
        let stamp = Stamp::of(&before);
        if !before.is_file() || (stamp == Stamp::of(&after) && bytes.len() as u64 == stamp.len) {
            return Ok(Image { bytes, stamp });
        }
    }
    Err(Error::KeepsChanging { path: path.to_owned() })
}

fn read_all(file: &mut File, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))?;
    file.take(u64::from(u32::MAX) + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether there is a sign of Mork in it: a header near the beginning, or else two of the things that it is made of. An
/// empty file may have been one.
pub(super) fn looks_like_mork(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(0x40)];
    let signs = || SIGNS.iter().filter(|sign| memmem::find(bytes, sign).is_some()).count();
    bytes.is_empty() || memmem::find(head, SIGNS[0]).is_some() || signs() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of ours, which goes when the test ends.
    struct Scratch(std::path::PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("morkdb-open-{}-{name}", std::process::id()));
            std::fs::write(&path, "one").expect("a file can be made");
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    /// Thunderbird rewrites files in place: what was read while it did is half of one file and half of another.
    #[test]
    fn a_file_that_changes_is_read_again() {
        let file = Scratch::new("changes");
        let mut changes = ["one two", "three"].into_iter();
        let read = read_with(&file.0, || {
            if let Some(text) = changes.next() {
                std::fs::write(&file.0, text).expect("the file can be written");
            }
        });
        assert_eq!(read.expect("it stops changing").bytes, b"three");
    }

    #[test]
    fn a_file_that_keeps_changing_is_given_up() {
        let file = Scratch::new("keeps");
        let mut text = String::new();
        let read = read_with(&file.0, || {
            text.push('x');
            std::fs::write(&file.0, format!("one {text}")).expect("the file can be written");
        });
        assert!(matches!(read, Err(Error::KeepsChanging { .. })));
        assert_eq!(text.len(), ATTEMPTS);
    }

    #[test]
    fn a_file_of_4_gib_is_not_read() {
        let file = Scratch::new("large");
        File::options()
            .write(true)
            .open(&file.0)
            .and_then(|f| f.set_len(1 << 32))
            .expect("a file with a hole");
        assert!(matches!(read(&file.0), Err(Error::TooLarge { size: 0x1_0000_0000 })));
    }

    #[test]
    fn text_about_mork_is_no_mork() {
        assert!(!looks_like_mork(b"a group begins with @$${ and an id"));
        assert!(looks_like_mork(b"\xEF\xBB\xBF// <!-- <mdb:mork:z v=\"1.4\"/> -->"));
        assert!(looks_like_mork(b"\0\0\0(80=x)>{1:^80 {(k^81:c)(s=9)}"));
    }
}

//! Extended attributes, access control lists among them.

#[cfg(all(unix, feature = "xattr"))]
pub(super) use copying::copy;

/// Without the feature `xattr` there are none, and no lists are known of.
#[cfg(all(unix, not(feature = "xattr")))]
#[allow(clippy::unnecessary_wraps, reason = "as with the feature")]
pub(super) fn copy(_: &std::fs::File, _: &std::fs::File) -> std::io::Result<bool> {
    Ok(true)
}

#[cfg(all(unix, feature = "xattr"))]
mod copying {
    use std::ffi::OsStr;
    use std::fs::File;
    use std::io::{self, ErrorKind};

    use xattr::FileExt;

    /// Where Linux keeps the access control list of a file that has one.
    const LIST: &str = "system.posix_acl_access";

    /// What the system computes from the content and the attributes of a file: it is wrong for any other.
    const COMPUTED: [&str; 2] = ["security.ima", "security.evm"];

    /// Copies all extended attributes but those that the system refuses. Says whether `to` has the access control list
    /// of `from`, or none if that has none.
    pub(in crate::file::storage) fn copy(from: &File, to: &File) -> io::Result<bool> {
        let names = match from.list_xattr() {
            Err(error) if is_refusal(&error) => return Ok(true),
            result => result?,
        };
        let mut has_list = None;
        for name in names.filter(|name| COMPUTED.iter().all(|computed| name != computed)) {
            let is_copied = copy_one(from, to, &name)?;
            if name == LIST {
                has_list = Some(is_copied);
            }
        }
        Ok(has_list.unwrap_or_else(|| has_no_list(to)))
    }

    /// Whether the system let it be copied.
    fn copy_one(from: &File, to: &File, name: &OsStr) -> io::Result<bool> {
        let copied = from.get_xattr(name).and_then(|value| match value {
            Some(value) => to.set_xattr(name, &value),
            None => Ok(()),
        });
        match copied {
            Err(error) if is_refusal(&error) => Ok(false),
            result => result.map(|()| true),
        }
    }

    /// Takes away the list that a new file has from its folder. Says whether it has none now.
    fn has_no_list(file: &File) -> bool {
        !matches!(file.get_xattr(LIST), Ok(Some(_))) || file.remove_xattr(LIST).is_ok()
    }

    fn is_refusal(error: &io::Error) -> bool {
        matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported)
    }
}

#[cfg(test)]
#[cfg(all(unix, feature = "xattr"))]
mod tests {
    use std::fs::{self, File};

    use xattr::FileExt;

    use super::super::scratch::Scratch;
    use super::super::{DiskStorage, Storage};
    use super::copy;

    const LIST: &str = "system.posix_acl_access";

    /// An access control list as Linux keeps it: the owner and user 12345 may read and write, nobody else anything.
    fn list() -> Vec<u8> {
        const NOBODY: u32 = u32::MAX;
        let entries: [(u16, u16, u32); 5] =
            [(1, 6, NOBODY), (2, 6, 12345), (4, 0, NOBODY), (0x10, 6, NOBODY), (0x20, 0, NOBODY)];
        let mut bytes = 2u32.to_le_bytes().to_vec();
        for (tag, rights, id) in entries {
            bytes.extend_from_slice(&tag.to_le_bytes());
            bytes.extend_from_slice(&rights.to_le_bytes());
            bytes.extend_from_slice(&id.to_le_bytes());
        }
        bytes
    }

    /// Not every file system has them: then there is nothing to see.
    #[test]
    fn attributes_are_kept() {
        let scratch = Scratch::new("xattr");
        let path = scratch.file("a.msf", "one");
        if xattr::set(&path, "user.morkdb", b"kept").is_err() {
            return;
        }
        let has_list = xattr::set(&path, LIST, &list()).is_ok();
        let storage = DiskStorage::new(&path);
        let mut session = storage.open().expect("it can be opened");
        session.begin_replacement().and_then(|()| session.install()).expect("it can be written");
        assert_eq!(fs::read(&path).expect("it is there"), b"");
        assert_eq!(xattr::get(&path, "user.morkdb").expect("it is there"), Some(b"kept".to_vec()));
        if has_list {
            assert_eq!(xattr::get(&path, LIST).expect("it is there"), Some(list()));
        }
    }

    /// A new file gets a list where its folder has a default one; the original may have been made without.
    #[test]
    fn a_list_that_the_original_has_not_goes() {
        let scratch = Scratch::new("list");
        let original = File::open(scratch.file("a.msf", "one")).expect("it is there");
        if xattr::set(scratch.path(), "system.posix_acl_default", &list()).is_err() {
            return;
        }
        let new = File::open(scratch.file("b.msf", "two")).expect("it is there");
        assert!(new.get_xattr(LIST).is_ok_and(|list| list.is_some()));
        assert!(copy(&original, &new).expect("nothing is refused"));
        assert!(new.get_xattr(LIST).is_ok_and(|list| list.is_none()));
    }
}

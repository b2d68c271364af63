//! What a new file takes over from the one that it replaces, beside its name: mode, owner, extended attributes.

use std::fs::File;
use std::io;

/// Gives `to` the attributes of `from`, as far as the system permits. Nobody gets more rights than before.
#[cfg(not(unix))]
pub(super) fn copy(from: &File, to: &File) -> io::Result<()> {
    to.set_permissions(from.metadata()?.permissions())
}

#[cfg(unix)]
pub(super) use unix::copy;

#[cfg(unix)]
mod unix {
    use std::fs::{Metadata, Permissions};
    use std::io::ErrorKind;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    use super::super::extended;
    use super::{File, io};

    /// What the system let the new file have.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub(super) struct Kept {
        pub(super) owner: bool,
        pub(super) group: bool,
        /// The access control list, or that there is none.
        pub(super) list: bool,
    }

    /// Gives `to` the attributes of `from`, as far as the system permits. Nobody gets more rights than before.
    ///
    /// The owner comes first, since that takes rights and attributes from a file. The mode is last: it opens the file to
    /// others.
    pub(in crate::file::storage) fn copy(from: &File, to: &File) -> io::Result<()> {
        let original = from.metadata()?;
        let (owner, group) = give(&original, to)?;
        let list = extended::copy(from, to)?;
        let mode = narrowed(original.mode(), Kept { owner, group, list });
        to.set_permissions(Permissions::from_mode(mode))
    }

    /// Gives the file to the owner and the group of the original, or at least to the group. Says which of them it has.
    fn give(original: &Metadata, to: &File) -> io::Result<(bool, bool)> {
        let (owner, group) = (original.uid(), original.gid());
        let now = to.metadata()?;
        if (now.uid(), now.gid()) == (owner, group) || is_permitted(fchown(to, Some(owner), Some(group)))? {
            return Ok((true, true));
        }
        let has_group = now.gid() == group || is_permitted(fchown(to, None, Some(group)))?;
        Ok((now.uid() == owner, has_group))
    }

    /// The system says that a number is invalid where a container does not know it.
    fn is_permitted(changed: io::Result<()>) -> io::Result<bool> {
        const REFUSALS: [ErrorKind; 3] =
            [ErrorKind::PermissionDenied, ErrorKind::Unsupported, ErrorKind::InvalidInput];
        match changed {
            Err(error) if REFUSALS.contains(&error.kind()) => Ok(false),
            result => result.map(|()| true),
        }
    }

    /// The mode, without what would give someone more rights than before.
    ///
    /// Under another group, its members were others before, and the members of the old one are others now: both get what
    /// both had. The group's rights of a file with an access control list are an upper bound for those on the list, and
    /// the others are only those who are not on it: without the list, only the owner keeps rights.
    pub(super) fn narrowed(mode: u32, kept: Kept) -> u32 {
        let mut mode = mode & 0o7777;
        if !kept.owner {
            mode &= !0o4000;
        }
        if !kept.group {
            let both = (mode >> 3) & mode & 0o7;
            mode = (mode & 0o5700) | both << 3 | both;
        }
        if !kept.list {
            mode &= !0o077;
        }
        mode
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::unix::{Kept, narrowed};

    const ALL: Kept = Kept { owner: true, group: true, list: true };

    #[test]
    fn a_mode_is_kept_with_its_owner() {
        for mode in [0o600, 0o640, 0o666, 0o604, 0o6755] {
            assert_eq!(narrowed(0o100_000 | mode, ALL), mode);
        }
        assert_eq!(narrowed(0o4660, Kept { owner: false, ..ALL }), 0o660);
    }

    #[test]
    fn another_group_gets_no_more_than_others_had() {
        let lost = Kept { group: false, ..ALL };
        assert_eq!(narrowed(0o660, lost), 0o600);
        assert_eq!(narrowed(0o664, lost), 0o644);
        assert_eq!(narrowed(0o666, lost), 0o666);
        // The old group was denied what others had: now its members are others.
        assert_eq!(narrowed(0o2606, lost), 0o600);
    }

    #[test]
    fn without_its_list_a_file_is_the_owners_alone() {
        assert_eq!(narrowed(0o664, Kept { list: false, ..ALL }), 0o600);
    }
}

//! The lock of a profile on Windows: the file `parent.lock`, which the program keeps open and shares with nobody.

use std::fs::File;
use std::path::Path;

use super::Holder;

const LOCK: &str = "parent.lock";

/// `ERROR_SHARING_VIOLATION`
const SHARING_VIOLATION: i32 = 32;

/// Who holds the profile of this folder, if it is one. A lock that is merely there says nothing.
pub(super) fn holder(folder: &Path) -> Option<Holder> {
    let error = File::open(folder.join(LOCK)).err()?;
    (error.raw_os_error() == Some(SHARING_VIOLATION)).then(|| Holder {
        folder: folder.to_owned(),
        lock: LOCK,
        process: None,
        program: None,
        machine: None,
    })
}

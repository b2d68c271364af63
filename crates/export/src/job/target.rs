//! The folder that is exported to, which must have nothing to do with the profile.

use std::fs;
use std::path::{Component, Path, PathBuf};

use morkdb_profile::Profile;

use crate::error::Error;
use crate::names::escape;
use crate::options::Options;
use crate::output::{Output, at};

/// The target: `--out`, or in it the partition of the custodian.
pub(super) fn open(profile: &Profile, options: &Options) -> Result<Output, Error> {
    let root = match &options.custodian {
        Some(custodian) => options.out.join(format!("custodian={}", escape(custodian))),
        None => options.out.clone(),
    };
    let target = resolve(&root)?;
    let mail = profile.accounts().iter().map(|account| account.server.directory.as_path());
    for source in mail.chain([profile.root(), profile.path()]).filter(|source| !source.as_os_str().is_empty())
    {
        let Ok(source) = fs::canonicalize(source) else { continue };
        let is_within = target.starts_with(&source) || (source.is_dir() && source.starts_with(&target));
        if is_within {
            return Err(Error::WithinProfile { path: root });
        }
    }
    let output = Output::new(root, options.dry_run);
    output.folder(Path::new(""))?;
    Ok(output)
}

/// Where a path leads, links followed, be it there or not.
fn resolve(path: &Path) -> Result<PathBuf, Error> {
    let whole = std::path::absolute(path).map_err(at(path))?;
    for above in whole.ancestors() {
        let Ok(real) = fs::canonicalize(above) else { continue };
        let rest = whole.strip_prefix(above).unwrap_or(Path::new(""));
        return Ok(rest.components().fold(real, |at, part| follow(at, part)));
    }
    Ok(whole)
}

/// A step to what is not there yet.
fn follow(mut path: PathBuf, part: Component<'_>) -> PathBuf {
    match part {
        Component::ParentDir => {
            path.pop();
        }
        Component::Normal(name) => path.push(name),
        _ => {}
    }
    path
}

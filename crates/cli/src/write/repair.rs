//! `mork check --repair`.

use std::io;
use std::path::Path;

use morkdb::file::Commit;
use morkdb_folder::Folder;
use morkdb_folder::check::{CheckReport, Repaired};

use super::target::{Permit, Target};
use super::{Stop, persistently, settle, told};
use crate::args::WriteArgs;
use crate::printable::counted;
use crate::run::{Outlet, Status};

/// Repairs folders.
#[derive(Debug)]
pub(crate) struct Repairs<'a> {
    args: &'a WriteArgs,
    permit: Permit,
}

impl<'a> Repairs<'a> {
    /// As the command line has it.
    pub(crate) fn new(args: &'a WriteArgs) -> io::Result<Self> {
        Ok(Self { args, permit: Permit::new(args)? })
    }

    /// Repairs one folder, as `check` finds it when it is opened to be written. Whether anything that has consequences is left is
    /// the status.
    pub(crate) fn run<F>(&self, file: &Path, out: &mut Outlet<'_>, check: F) -> io::Result<Status>
    where
        F: Fn(&Folder) -> CheckReport,
    {
        let done = Target::new(file, self.args, &self.permit, out)
            .and_then(|mut target| persistently(out, |out| job(&mut target, out, &check)));
        settle(out, done)
    }
}

fn job(
    target: &mut Target<'_>,
    out: &mut Outlet<'_>,
    check: &dyn Fn(&Folder) -> CheckReport,
) -> Result<Status, Stop> {
    let folder = Folder::from_database(target.open()?);
    let mut folder = folder.map_err(|error| target.failure(error))?;
    let repairs = check(&folder).repairs();
    let repaired = folder.repair(repairs).map_err(|error| target.failure(error))?;
    let left = check(&folder).worst();
    let mut database = folder.into_database();
    let written = target.commit(&mut database, Commit::Group, out)?;
    target.tell(out, &format!("{}; {}", sentence(&repaired), told::written(&written)))?;
    let is_bad = left > Some(morkdb_folder::check::Severity::Hygiene);
    Ok(if is_bad { Status::Findings } else { Status::Clean })
}

fn sentence(repaired: &Repaired) -> String {
    let parts = repaired
        .done
        .iter()
        .map(|(repair, count)| format!("{} ({})", repair.name(), counted(*count, "change")));
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() { "nothing to repair".to_owned() } else { format!("repaired {}", parts.join(", ")) }
}

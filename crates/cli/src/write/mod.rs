//! Commands that write.

mod apply;
mod backup;
mod compress;
mod cut;
mod memory;
mod new;
mod place;
mod set;
mod target;
mod told;

pub(crate) use apply::run as apply;
pub(crate) use compress::run as compress;
pub(crate) use cut::run as cut;
pub(crate) use new::run as new;
pub(crate) use set::run as set;

use std::io;
use std::path::Path;

use crate::args::WriteArgs;
use crate::input::Failure;
use crate::run::{self, Outlet, Status};
use crate::trouble;

use target::{Permit, Target};

/// Why a command comes to no end.
#[derive(Debug)]
enum Stop {
    /// Something about the file, to be told.
    Failure(Failure),
    /// The output cannot be written.
    Io(io::Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Does something to one file.
fn one<F>(file: &Path, args: &WriteArgs, job: F) -> io::Result<Status>
where
    F: FnOnce(&mut Target<'_>, &mut Outlet<'_>) -> Result<Status, Stop>,
{
    let permit = Permit::new(args)?;
    run::once(|out| {
        let done = Target::new(file, args, &permit, out).and_then(|mut target| job(&mut target, out));
        settle(out, done)
    })
}

/// Tells what has stopped a job.
fn settle(out: &mut Outlet<'_>, done: Result<Status, Stop>) -> io::Result<Status> {
    match done {
        Ok(status) => Ok(status),
        Err(Stop::Failure(failure)) => trouble::fail(out, &failure),
        Err(Stop::Io(error)) => Err(error),
    }
}

//! `mork new`.

use std::io;

use morkdb::file::Commit;

use super::{one, told};
use crate::args::NewArgs;
use crate::run::Status;

/// Makes an empty file.
pub(crate) fn run(args: &NewArgs) -> io::Result<Status> {
    one(&args.file, &args.write, |target, out| {
        let mut database = target.create()?;
        let written = target.commit(&mut database, Commit::Whole, out)?;
        target.tell(out, &told::written(&written))?;
        Ok(Status::Clean)
    })
}

//! Commands that write.

mod apply;
mod backup;
mod compress;
mod cut;
mod engine;
mod memory;
mod new;
mod place;
mod repair;
mod set;
mod target;
pub(crate) mod told;
pub(crate) mod words;

pub(crate) use apply::run as apply;
pub(crate) use compress::run as compress;
pub(crate) use cut::run as cut;
pub(crate) use new::run as new;
pub(crate) use repair::Repairs;
pub(crate) use set::run as set;

use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::args::WriteArgs;
use crate::input::Failure;
use crate::run::{self, Outlet, Status};
use crate::trouble;

use target::Permit;
pub(crate) use target::Target;

/// How often a change is tried where others change the file at the same time.
const TRIES: u32 = 5;

/// How long they are given before the next try.
const PAUSE: Duration = Duration::from_millis(20);

/// Why a command comes to no end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something about the file, to be told.
    Failure(Failure),
    /// Another program has changed the file since it was read.
    Changed(Failure),
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
pub(crate) fn one<F>(file: &Path, args: &WriteArgs, job: F) -> io::Result<Status>
where
    F: FnOnce(&mut Target<'_>, &mut Outlet<'_>) -> Result<Status, Stop>,
{
    let permit = Permit::new(args)?;
    run::once(|out| {
        let done = Target::new(file, args, &permit, out).and_then(|mut target| job(&mut target, out));
        settle(out, done)
    })
}

/// Does a job that begins with reading the file; again where another program has changed that before it was written.
pub(crate) fn persistently<F>(out: &mut Outlet<'_>, mut job: F) -> Result<Status, Stop>
where
    F: FnMut(&mut Outlet<'_>) -> Result<Status, Stop>,
{
    let said = out.words().len();
    for _ in 1..TRIES {
        match job(out) {
            Err(Stop::Changed(_)) => out.words().truncate(said),
            done => return done,
        }
        thread::sleep(PAUSE);
    }
    job(out).map_err(|stop| match stop {
        Stop::Changed(failure) => Stop::Failure(Failure {
            sentence: format!("{}, in {TRIES} tries", failure.sentence),
            hint: Some("close the program that does it, and try again".to_owned()),
        }),
        stop => stop,
    })
}

/// Tells what has stopped a job.
fn settle(out: &mut Outlet<'_>, done: Result<Status, Stop>) -> io::Result<Status> {
    match done {
        Ok(status) => Ok(status),
        Err(Stop::Failure(failure) | Stop::Changed(failure)) => trouble::fail(out, &failure),
        Err(Stop::Io(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed() -> Stop {
        Stop::Changed(Failure { sentence: "a.msf: changed".to_owned(), hint: None })
    }

    /// How often a job was done that fails so often, and what was left to say.
    fn tries(failures: u32) -> (u32, Result<Status, String>, Vec<u8>) {
        let (mut count, mut answer, mut words) = (0, Ok(Status::Clean), Vec::new());
        let done = run::once(|out| {
            let done = persistently(out, |out| {
                count += 1;
                out.words().push(b'0' + u8::try_from(count).unwrap());
                if count > failures { Ok(Status::Clean) } else { Err(changed()) }
            });
            words = std::mem::take(out.words());
            answer = done.map_err(|stop| match stop {
                Stop::Failure(failure) => failure.sentence,
                stop => format!("{stop:?}"),
            });
            Ok(Status::Clean)
        });
        assert_eq!(done.unwrap(), Status::Clean);
        (count, answer, words)
    }

    #[test]
    fn a_file_that_others_change_is_tried_again_but_not_for_ever() {
        assert_eq!(tries(0), (1, Ok(Status::Clean), b"1".to_vec()));
        assert_eq!(tries(3), (4, Ok(Status::Clean), b"4".to_vec()));
        assert_eq!(tries(9), (5, Err("a.msf: changed, in 5 tries".to_owned()), b"5".to_vec()));
    }
}

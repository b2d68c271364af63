//! `mork compress`.

use std::io::{self, Write};

use morkdb::file::Commit;

use super::target::{Permit, Target};
use super::{Stop, engine, settle, told};
use crate::args::{CompressArgs, WriteArgs, Writing};
use crate::input::Source;
use crate::run::{self, Outlet, Status};

/// Writes all files anew.
pub(crate) fn run(args: &CompressArgs) -> io::Result<Status> {
    let permit = Permit::new(&args.write)?;
    let mut files: Vec<_> = Vec::new();
    for file in &args.files {
        if !files.contains(file) {
            files.push(file.clone());
        }
    }
    let sources: Vec<_> = files.iter().map(|file| Source::new(file)).collect();
    run::each(&sources, |index, _, out| {
        let done = Target::new(&files[index], &args.write, &permit, out)
            .and_then(|mut target| one(&mut target, &args.write, out));
        settle(out, done)
    })
}

fn one(target: &mut Target<'_>, args: &WriteArgs, out: &mut Outlet<'_>) -> Result<Status, Stop> {
    let mut database = target.open()?;
    target.report(&database, out)?;
    let (label, before) = (target.label(), database.size());
    let dropped = if args.writing == Writing::Mozilla {
        let text = target.preview(&mut database, Commit::Whole)?.text;
        engine::dropped(database.store(), text)
    } else {
        None
    };
    if args.dry_run {
        target.weigh(&database, Commit::Whole, out)?;
        let after = target.preview(&mut database, Commit::Whole)?.text.len() as u64;
        writeln!(out, "{label}: would be {}", told::saved(before, after))?;
    } else {
        let written = target.commit(&mut database, Commit::Whole, out)?;
        writeln!(out, "{label}: {}", told::saved(before, written.after))?;
    }
    if let Some(dropped) = dropped {
        writeln!(out.words(), "{label}: {dropped}\nhint: without --writing mozilla they are kept")?;
    }
    Ok(Status::Clean)
}

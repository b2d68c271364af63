//! `mork diff`: what is different between two stores.

mod cells;
mod compare;
mod json;
mod members;
mod side;
mod table;
mod text;

use std::io;
use std::thread;

use morkdb::{Database, OpenOptions};

use crate::args::{Color, DiffArgs, Format};
use crate::input::{Failure, Source};
use crate::layout::Layout;
use crate::run::{self, Outlet, Status};
use crate::style::Palette;
use crate::trouble;

use compare::Comparison;

/// Compares two files.
pub(crate) fn run(args: &DiffArgs, color: Color) -> io::Result<Status> {
    let sources = Source::list(&[args.old.clone(), args.new.clone()])?;
    let options = OpenOptions::new().reading(args.reading.into());
    run::once(|out| match (&sources[..], open_all(&sources, &options).as_slice()) {
        ([old, new], [Ok(old_file), Ok(new_file)]) => {
            let status = compare(out, args, color, (old, old_file), (new, new_file))?;
            trouble::report(out, old, old_file)?;
            trouble::report(out, new, new_file)?;
            Ok(status)
        }
        (_, opened) => fail(out, args, &sources, opened),
    })
}

/// Opens the files at once.
fn open_all(sources: &[Source], options: &OpenOptions) -> Vec<Result<Database, Failure>> {
    thread::scope(|scope| {
        let threads: Vec<_> = sources.iter().map(|source| scope.spawn(|| source.open(options))).collect();
        let crashed = || Failure { sentence: "the file cannot be read".to_owned(), hint: None };
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(crashed()))).collect()
    })
}

fn compare(
    out: &mut Outlet<'_>,
    args: &DiffArgs,
    color: Color,
    (old, old_file): (&Source, &Database),
    (new, new_file): (&Source, &Database),
) -> io::Result<Status> {
    let comparison = Comparison::new(old_file.store(), new_file.store());
    let layout = Layout::new(args.width, args.full, Palette::new(color));
    let is_same = match args.format {
        Format::Text => text::print(out, [&old.label(), &new.label()], &comparison, layout)?,
        Format::Json => json::value(out, [old.name(), new.name()], &comparison)?,
        Format::Jsonl => json::lines(out, [old.name(), new.name()], &comparison)?,
    };
    Ok(if is_same { Status::Clean } else { Status::Findings })
}

fn fail(
    out: &mut Outlet<'_>,
    args: &DiffArgs,
    sources: &[Source],
    opened: &[Result<Database, Failure>],
) -> io::Result<Status> {
    let failures: Vec<_> = opened.iter().filter_map(|opened| opened.as_ref().err()).collect();
    if args.format != Format::Text {
        json::failure(out, sources, &failures)?;
    }
    for failure in failures {
        trouble::fail(out, failure)?;
    }
    Ok(Status::Failed)
}

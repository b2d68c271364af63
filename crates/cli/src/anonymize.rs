//! `mork anonymize`: files without what is personal.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use morkdb_anonymize::{Anonymized, Anonymizer, Error, Key};

use crate::args::AnonymizeArgs;
use crate::contacts::install;
use crate::input::{Failure, Source};
use crate::printable::{counted, printable};
use crate::run::{self, Outlet, Status};
use crate::trouble;

const DAY: i64 = 86_400;

/// Writes files without what is personal in them. One after the other: they share their words.
pub(crate) fn run(args: &AnonymizeArgs) -> io::Result<Status> {
    let key = match &args.key {
        Some(text) => Key::of_text(text),
        None => Key::random().map_err(io::Error::other)?,
    };
    let mut anonymizer = Anonymizer::new(key).shift_dates(i64::from(args.dates) * DAY);
    run::once(|out| {
        let mut worst = Status::Clean;
        for file in &args.files {
            let target = match target(args, file) {
                Ok(target) => target,
                Err(failure) => {
                    worst = worst.max(trouble::fail(out, &failure)?);
                    continue;
                }
            };
            worst = worst.max(one(&mut anonymizer, file, &target, out)?);
        }
        Ok(worst)
    })
}

/// Where a file goes: there must be nothing yet.
fn target(args: &AnonymizeArgs, file: &Path) -> Result<PathBuf, Failure> {
    let is_folder = args.files.len() > 1 || args.out.is_dir();
    let target =
        if is_folder { args.out.join(file.file_name().unwrap_or_default()) } else { args.out.clone() };
    if fs::symlink_metadata(&target).is_ok() {
        let source = Source::File(target.clone());
        return Err(source.write_failure(&morkdb::Error::Exists { path: target }));
    }
    Ok(target)
}

fn one(anonymizer: &mut Anonymizer, file: &Path, target: &Path, out: &mut Outlet<'_>) -> io::Result<Status> {
    let source = Source::File(file.to_owned());
    let failed = |error| source.failure(&morkdb::Error::Io { path: file.to_owned(), source: error });
    let read = if file.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { fs::read(file) };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(error) => return trouble::fail(out, &failed(error)),
    };
    let done = match anonymizer.anonymize(&bytes) {
        Ok(done) => done,
        Err(Error::NotMork) => return trouble::fail(out, &source.failure(&morkdb::Error::NotMork)),
        Err(error) => {
            let sentence = format!("{}: {error}", source.label());
            return trouble::fail(out, &Failure { sentence, hint: None });
        }
    };
    if let Err(error) = install(target, &done.bytes) {
        let path = target.to_owned();
        let failure = Source::File(path.clone()).write_failure(&morkdb::Error::Io { path, source: error });
        return trouble::fail(out, &failure);
    }
    tell(&source.label(), &done, out)
}

fn tell(label: &str, done: &Anonymized, out: &mut Outlet<'_>) -> io::Result<Status> {
    let (replaced, kept) = (counted(done.replaced, "value"), counted(done.kept, "value"));
    let outside = match done.outside {
        0 => String::new(),
        bytes => format!("; {} outside of values", counted(bytes, "byte")),
    };
    writeln!(out, "{label}: {replaced} replaced, {kept} kept{outside}")?;
    if !done.unknown_columns.is_empty() {
        let names: Vec<_> = done.unknown_columns.iter().map(|name| printable(name.as_bytes())).collect();
        let names = names.join(", ");
        writeln!(out.words(), "{label}: replaced without knowing what it is: {names} (these names stay)")?;
    }
    if done.is_same_structure {
        return Ok(Status::Clean);
    }
    writeln!(out.words(), "{label}: the new file is anonymous, but would not be read in the same way")?;
    Ok(Status::Findings)
}

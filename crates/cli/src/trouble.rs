//! Words on standard error.

use std::io::{self, Write};

use morkdb::Database;
use morkdb::read::{Diagnostic, Effect};
use morkdb::syntax::LineIndex;

use crate::input::{Failure, Source};
use crate::run::{Outlet, Status};

/// How many diagnostics a command that is not `check` shows of a file.
const SHOWN: usize = 20;

/// How bad an oddity is, by what Thunderbird does.
pub(crate) fn severity(diagnostic: Diagnostic) -> &'static str {
    match diagnostic.effect {
        Effect::None => "warning",
        Effect::Truncates => "error",
        _ => "fatal",
    }
}

/// Says why there is nothing to show of a file.
pub(crate) fn fail(out: &mut Outlet<'_>, failure: &Failure) -> io::Result<Status> {
    writeln!(out.words(), "mork: {}", failure.sentence)?;
    if let Some(hint) = &failure.hint {
        writeln!(out.words(), "hint: {hint}")?;
    }
    Ok(Status::Failed)
}

/// Says what is odd about a file, one line each.
pub(crate) fn report(out: &mut Outlet<'_>, source: &Source, database: &Database) -> io::Result<()> {
    let diagnostics = database.diagnostics();
    if diagnostics.is_empty() {
        return Ok(());
    }
    let (label, lines) = (source.label(), LineIndex::new(database.store().bytes()));
    for diagnostic in diagnostics.iter().take(SHOWN) {
        let place = lines.position(diagnostic.span.start);
        writeln!(out.words(), "{label}:{place}: {}: {diagnostic}", severity(*diagnostic))?;
    }
    let more = diagnostics.count().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out.words(), "{label}: and {more} more")?;
        writeln!(out.words(), "hint: `mork check {label}` shows them all")?;
    }
    Ok(())
}

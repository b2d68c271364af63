//! Findings about a folder, for people.

use std::io::{self, Write};

use morkdb_folder::check::{CheckReport, Finding, Invariant, Severity};

use super::word;
use crate::printable::counted;
use crate::run::Outlet;
use crate::style::{Palette, Role};

/// Writes what is found.
pub(in crate::check) fn print(
    out: &mut Outlet<'_>,
    label: &str,
    report: &CheckReport,
    palette: Palette,
) -> io::Result<()> {
    report.findings.iter().try_for_each(|found| finding(out, label, found, palette))
}

fn finding(out: &mut Outlet<'_>, label: &str, found: &Finding, palette: Palette) -> io::Result<()> {
    let severity = format!("{}[{}]", word(found), found.invariant.name());
    let role = match found.severity {
        Severity::Loss => Role::Error,
        Severity::Display => Role::Warning,
        Severity::Hygiene => Role::Faint,
    };
    writeln!(out, "{}: {}", palette.paint(role, severity), palette.paint(Role::Heading, &found.message))?;
    let arrow = palette.paint(Role::Name, "-->");
    if found.places.is_empty() {
        writeln!(out, "  {arrow} {label}")?;
    } else {
        writeln!(out, "  {arrow} {label}: {}", found.places)?;
    }
    if found.repair.is_some() {
        writeln!(out, "  {} `--repair` puts it right", palette.paint(Role::Name, "="))?;
    }
    writeln!(out)
}

/// Says, below what is said of the file, how much was found.
pub(in crate::check) fn summary(out: &mut Outlet<'_>, report: &CheckReport) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    let of = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let all = [(Severity::Loss, "error"), (Severity::Display, "warning"), (Severity::Hygiene, "note")];
    let counts = all.map(|(severity, what)| (of(severity), what));
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts.map(|(count, what)| counted(count, what)).collect();
    let mended = report.findings.iter().filter(|finding| finding.repair.is_some()).count();
    let mended = if mended == 0 { String::new() } else { format!("; `--repair` puts {mended} right") };
    writeln!(out, "  as a mail folder: {}{mended}", counts.join(", "))?;
    skipped(out, report)
}

/// What was not looked at, by the reasons.
fn skipped(out: &mut Outlet<'_>, report: &CheckReport) -> io::Result<()> {
    // Few look at files in a profile.
    let skipped: Vec<_> =
        report.skipped.iter().filter(|skipped| skipped.invariant != Invariant::FolderCache).collect();
    for group in skipped.chunk_by(|one, next| one.why == next.why) {
        let names: Vec<_> = group.iter().map(|skipped| skipped.invariant.name()).collect();
        if let Some(first) = group.first() {
            writeln!(out, "  not looked at: {} ({})", names.join(", "), first.why)?;
        }
    }
    Ok(())
}

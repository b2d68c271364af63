//! Findings for people.

use std::io::{self, Write};

use morkdb::read::{Diagnostic, Effect};
use morkdb_folder::check::CheckReport;

use super::excerpt::Excerpt;
use super::findings::Findings;
use super::folder;
use super::verdict::Verdict;
use crate::printable::{counted, grouped};
use crate::run::Outlet;
use crate::style::{Palette, Role};
use crate::trouble;

/// Writes what is found in a file.
pub(super) fn print(
    out: &mut Outlet<'_>,
    label: &str,
    findings: &Findings<'_>,
    verdict: &Verdict,
    folder: Option<&CheckReport>,
    palette: Palette,
) -> io::Result<()> {
    for (index, diagnostic) in findings.list.iter().enumerate() {
        let is_last_straw = findings.last_straw == Some(index);
        finding(out, label, findings, *diagnostic, is_last_straw, palette)?;
    }
    let more = findings.count - findings.list.len();
    if more > 0 {
        writeln!(out, "{label}: {} more are not listed\n", grouped(more))?;
    }
    if let Some(report) = folder {
        folder::print(out, label, report, palette)?;
    }
    summary(out, label, findings.count, verdict, palette)?;
    folder.map_or(Ok(()), |report| folder::summary(out, report))
}

fn finding(
    out: &mut Outlet<'_>,
    label: &str,
    findings: &Findings<'_>,
    diagnostic: Diagnostic,
    is_last_straw: bool,
    palette: Palette,
) -> io::Result<()> {
    let position = findings.position(diagnostic);
    let role = role(diagnostic.effect);
    let severity = format!("{}[{}]", trouble::severity(diagnostic), diagnostic.kind.name());
    writeln!(out, "{}: {}", palette.paint(role, severity), palette.paint(Role::Heading, diagnostic))?;
    let number = position.line.to_string();
    let margin = number.len();
    let [bar, arrow] = ["|", "-->"].map(|mark| palette.paint(Role::Name, mark));
    let length = match diagnostic.span.len() {
        0 => String::new(),
        length => format!(", {}", counted(length, "byte")),
    };
    writeln!(out, "{:margin$}{arrow} {label}:{position} (offset {}{length})", "", diagnostic.span.start)?;
    let excerpt = Excerpt::new(findings.bytes, diagnostic.span, position);
    writeln!(out, "{:margin$} {bar}", "")?;
    writeln!(out, "{} {bar} {}", palette.paint(Role::Name, &number), excerpt.text)?;
    let mark = palette.paint(role, "^".repeat(excerpt.length));
    let offset = excerpt.offset;
    let then = if is_last_straw { consequence(diagnostic.effect) } else { "" };
    writeln!(out, "{:margin$} {bar} {:offset$}{mark}{then}\n", "", "")
}

fn role(effect: Effect) -> Role {
    if effect == Effect::None { Role::Warning } else { Role::Error }
}

fn consequence(effect: Effect) -> &'static str {
    match effect {
        Effect::None => "",
        Effect::Truncates => " Thunderbird stops reading here",
        _ => " Thunderbird refuses the file here",
    }
}

fn summary(
    out: &mut Outlet<'_>,
    label: &str,
    count: usize,
    verdict: &Verdict,
    palette: Palette,
) -> io::Result<()> {
    let found = if count == 0 { "nothing odd".to_owned() } else { counted(count, "finding") };
    let label = palette.paint(Role::Heading, label);
    let (does, more) = match verdict.effect {
        Effect::None => (palette.paint(Role::Heading, "Thunderbird opens the whole file"), String::new()),
        Effect::Truncates => {
            (palette.paint(Role::Error, "Thunderbird opens a part of the file"), lost(verdict))
        }
        _ => (palette.paint(Role::Error, "Thunderbird refuses the file"), String::new()),
    };
    writeln!(out, "{label}: {found}; {does}{more}")?;
    match (verdict.effect, verdict.rebuilds) {
        (_, false) => Ok(()),
        (Effect::Refuses, _) => writeln!(out, "  it deletes it and builds it anew from the mail"),
        _ => writeln!(out, "  it sees no folder information in it, so it builds the file anew from the mail"),
    }
}

fn lost(verdict: &Verdict) -> String {
    let loss = verdict.loss.unwrap_or_default();
    let mut parts = vec![format!("{} unread", counted(verdict.unread, "byte"))];
    let missing = [(loss.tables, "table"), (loss.rows, "row"), (loss.cells, "cell")];
    parts.extend(
        missing
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(*count, what) + " missing"),
    );
    let changed = [(loss.changed_tables, "table"), (loss.changed_cells, "cell")];
    parts.extend(
        changed
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(*count, what) + " different"),
    );
    if loss.is_none() {
        parts.push("nothing missing of what can be read".to_owned());
    }
    format!(": {}", parts.join(", "))
}

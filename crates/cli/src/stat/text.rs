//! Figures for people.

use std::io::{self, Write};

use super::figures::{Atoms, Figures, Groups, KindFigures, LineEnds, Rows};
use crate::printable::{counted, grouped, width};
use crate::run::Outlet;
use crate::style::{Palette, Role};

/// Writes the figures of the file that is the `index`-th.
pub(super) fn print(
    out: &mut Outlet<'_>,
    index: usize,
    label: &str,
    figures: &Figures,
    palette: Palette,
) -> io::Result<()> {
    let gap = if index == 0 { "" } else { "\n" };
    writeln!(out, "{gap}{}", palette.paint(Role::Heading, label))?;
    for (name, value) in lines(figures) {
        let padding = 12_usize.saturating_sub(name.len());
        writeln!(out, "  {}{:padding$}{value}", palette.paint(Role::Name, name), "")?;
    }
    kinds(out, &figures.tables.by_kind, palette)
}

fn lines(figures: &Figures) -> Vec<(&'static str, String)> {
    let log = &figures.log;
    let mut written = figures.generator.engine.unwrap_or("unknown").to_owned();
    if let Some(content) = figures.generator.content {
        written = format!("{written}: {content}");
    }
    vec![
        ("size", format!("{}, {}", counted(figures.size, "byte"), line_ends(&figures.line_ends))),
        (
            "format",
            figures.version.as_ref().map_or("no Mork header".to_owned(), |version| format!("Mork {version}")),
        ),
        ("written by", written),
        (
            "traits",
            if figures.generator.traits.is_empty() {
                "none".to_owned()
            } else {
                figures.generator.traits.join("; ")
            },
        ),
        ("rows", rows(&figures.rows)),
        ("cells", grouped(figures.cells)),
        ("atoms", atoms(&figures.atoms)),
        ("groups", groups(&figures.groups)),
        ("log", format!("{}, {:.1} % of the file", counted(log.bytes, "byte"), log.percent)),
        ("waste", waste(figures)),
        ("tables", grouped(figures.tables.count)),
    ]
}

fn rows(rows: &Rows) -> String {
    let [count, in_tables, meta, loose] = [rows.count, rows.in_tables, rows.meta, rows.loose].map(grouped);
    format!("{count}: {in_tables} in tables, {meta} meta rows, {loose} in no table")
}

fn atoms(atoms: &Atoms) -> String {
    let [count, live, dead, names] = [atoms.count, atoms.live, atoms.dead, atoms.dead_names].map(grouped);
    format!("{count}: {live} live, {dead} dead ({names} of them names)")
}

fn line_ends(ends: &LineEnds) -> String {
    match ends.style {
        "none" => "no line ends".to_owned(),
        "mixed" => format!(
            "mixed line ends ({} LF, {} CRLF, {} CR)",
            grouped(ends.lf),
            grouped(ends.crlf),
            grouped(ends.cr)
        ),
        style => {
            format!("{} ({})", counted(ends.lf + ends.crlf + ends.cr, "line end"), style.to_ascii_uppercase())
        }
    }
}

fn groups(groups: &Groups) -> String {
    if groups.count == 0 {
        return "none".to_owned();
    }
    let mut text = format!(
        "{}: {} committed, {} of them empty",
        grouped(groups.count),
        grouped(groups.committed),
        grouped(groups.empty)
    );
    let rest = [
        (groups.unterminated, "without end"),
        (groups.aborted, "aborted"),
        (groups.id_mismatch, "ending with another id"),
    ];
    for (count, what) in rest.into_iter().filter(|(count, _)| *count > 0) {
        text = format!("{text}, {} {what}", grouped(count));
    }
    text
}

fn waste(figures: &Figures) -> String {
    let waste = &figures.waste;
    if figures.size == 0 {
        return "none: Thunderbird does not open an empty file".to_owned();
    }
    let then =
        if waste.rewrite { "would rewrite the file at its next commit" } else { "would append to the file" };
    format!("{} %: Thunderbird {then}", waste.percent)
}

fn kinds(out: &mut Outlet<'_>, kinds: &[KindFigures], palette: Palette) -> io::Result<()> {
    let widest = kinds.iter().map(|kind| width(&kind.short)).max().unwrap_or(0).min(40);
    for kind in kinds {
        let padding = widest.saturating_sub(width(&kind.short));
        let (tables, rows) = (counted(kind.tables, "table"), counted(kind.rows, "row"));
        let scope = palette.paint(Role::Faint, format!("scope {}", kind.scope));
        writeln!(out, "    {}{:padding$}  {tables:>14}  {rows:>14}   {scope}", kind.short, "")?;
    }
    Ok(())
}

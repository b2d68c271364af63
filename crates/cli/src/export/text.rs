//! The report for people.

use std::fmt::Write;

use morkdb_export::report::FolderReport;
use morkdb_export::{Options, Report};

use super::words;
use crate::printable::{counted, printable};

/// The report: what went along, what did not, and what the target cannot hold.
pub(super) fn of(options: &Options, report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    _ = write(&mut text, options, report);
    text
}

/// What a choice of other folders has cost, or would; empty where nothing was replaced.
pub(super) fn replaced(options: &Options, report: &Report) -> String {
    let Some(first) = report.replaced.first() else { return String::new() };
    let folders = count(report.replaced.len() as u64, "folder");
    let out = printable(options.out.to_string_lossy().as_bytes());
    let verb = if options.dry_run { "would replace" } else { "replaced" };
    let first = printable(first.as_bytes());
    format!(
        "note: {out}: this export {verb} an earlier one that had {folders} more, {first} first\n\
         hint: to keep both, give each choice of accounts and folders an -o of its own; without a choice all are in it\n"
    )
}

fn write(text: &mut String, options: &Options, report: &Report) -> std::fmt::Result {
    let total = report.total();
    let (kind, out) = (options.kind.name(), printable(options.out.to_string_lossy().as_bytes()));
    let verb = if options.dry_run { "would be exported" } else { "exported" };
    let folders = count(report.folders.len() as u64, "folder");
    writeln!(text, "{kind} in {out}: {} of {folders} {verb}", count(total.exported, "message"))?;
    write_messages(text, &total)?;
    write_folders(text, report)?;
    write_losses(text, kind, &total)?;
    write_files(text, options, report, &out)
}

/// Which messages did not go along, or not as the summary has them.
fn write_messages(text: &mut String, total: &FolderReport) -> std::fmt::Result {
    let missing: u64 = total.without_body.values().sum();
    let lines = [
        (missing, "their mail is not here; not exported"),
        (total.left_out, "left out, since they are deleted (--deleted takes them along)"),
        (
            total.deleted_bodies,
            "in the mail only, since they are deleted; left out (--deleted takes them along)",
        ),
        (total.without_summary, "in the mail only; exported without what a summary knows"),
        (total.joined_by_id, "found by their Message-ID, not where the summary says"),
        (total.truncated, "cut at the end of the mail; exported as far as they are there"),
    ];
    for (number, what) in lines.into_iter().filter(|(number, _)| *number > 0) {
        writeln!(text, "  {}: {what}", count(number, "message"))?;
        if what.starts_with("their mail") {
            for (reason, number) in &total.without_body {
                writeln!(text, "    {}: {}", count(*number, "message"), words::of_reason(reason))?;
            }
        }
    }
    Ok(())
}

/// The folders that have such messages, or no good summary.
fn write_folders(text: &mut String, report: &Report) -> std::fmt::Result {
    for folder in &report.folders {
        let missing: u64 = folder.without_body.values().sum();
        let mut notes = Vec::new();
        if matches!(&*folder.summary, "missing" | "damaged") && folder.exported + missing > 0 {
            notes.push(format!("its summary is {}", folder.summary));
        }
        for (number, what) in [
            (missing, "without mail"),
            (folder.deleted_bodies + folder.left_out, "deleted"),
            (folder.without_summary, "without summary"),
            (folder.joined_by_id, "found by Message-ID"),
            (folder.truncated, "cut"),
        ] {
            if number > 0 {
                notes.push(format!("{number} {what}"));
            }
        }
        if !notes.is_empty() {
            let name = printable(format!("{}/{}", folder.account, folder.folder).as_bytes());
            writeln!(text, "  {name}: {} exported; {}", folder.exported, notes.join(", "))?;
        }
    }
    Ok(())
}

fn write_losses(text: &mut String, kind: &str, total: &FolderReport) -> std::fmt::Result {
    if total.losses.is_empty() {
        return writeln!(text, "{kind} has a place for all that the summaries know");
    }
    writeln!(text, "{kind} has no place for:")?;
    for (loss, number) in &total.losses {
        writeln!(text, "  {}", words::of_loss(*loss, *number))?;
    }
    Ok(())
}

fn write_files(text: &mut String, options: &Options, report: &Report, out: &str) -> std::fmt::Result {
    if options.dry_run {
        return writeln!(text, "nothing was written");
    }
    let mut files = vec![format!("{} written", count(report.written.len() as u64, "file"))];
    if report.unchanged > 0 {
        files.push(format!("{} as before", count(report.unchanged, "file")));
    }
    if report.stale > 0 {
        files.push(format!("{} of an earlier export left alone", count(report.stale, "file")));
    }
    writeln!(text, "{}", files.join(", "))?;
    if report.problems > 0 {
        let (lines, cut) = (count(report.problems, "message"), report.total().truncated);
        let what =
            if cut > 0 { "without mail or summary, or cut" } else { "without mail or without summary" };
        writeln!(text, "{lines} {what}: see {out}/problems.jsonl")?;
    }
    Ok(())
}

fn count(number: u64, what: &str) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), what)
}

//! Findings for programs.

use std::io::{self, Write};

use morkdb::read::{Diagnostic, Effect};
use morkdb_folder::check::CheckReport;
use serde::Serialize;

use super::findings::Findings;
use super::folder::FolderReport;
use super::loss::Loss;
use super::verdict::Verdict;
use crate::json::Frame;
use crate::run::Outlet;
use crate::trouble;

/// What begins the report on a file.
#[derive(Debug, Serialize)]
struct Head {
    file: String,
    opened: bool,
    /// How many findings there are, more than are listed perhaps.
    count: usize,
}

/// The whole report on a file.
#[derive(Debug, Serialize)]
struct Report<'r> {
    #[serde(flatten)]
    head: Head,
    findings: Vec<Finding>,
    thunderbird: Thunderbird,
    /// Only of mail folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<FolderReport<'r>>,
}

/// A line of `--format jsonl`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Line<'r> {
    Finding(Finding),
    Thunderbird(Thunderbird),
    Folder(FolderReport<'r>),
    #[serde(untagged)]
    Head(Head),
}

/// Something odd.
#[derive(Debug, Serialize)]
struct Finding {
    kind: &'static str,
    message: &'static str,
    severity: &'static str,
    effect: &'static str,
    line: u32,
    column: u32,
    offset: u32,
    length: usize,
}

/// What Thunderbird would do.
#[derive(Debug, Serialize)]
struct Thunderbird {
    /// `whole`, `truncated` or `refused`.
    opens: &'static str,
    /// Where it stops, and at what: one of the findings.
    stopped_by: Option<Finding>,
    unread: usize,
    lost: Option<Loss>,
    /// Whether it builds the file anew from the mail.
    rebuilds: bool,
}

impl Finding {
    fn new(diagnostic: Diagnostic, findings: &Findings<'_>) -> Self {
        let position = findings.position(diagnostic);
        Self {
            kind: diagnostic.kind.name(),
            message: diagnostic.kind.sentence(),
            severity: trouble::severity(diagnostic),
            effect: match diagnostic.effect {
                Effect::None => "none",
                Effect::Truncates => "truncates",
                _ => "refuses",
            },
            line: position.line,
            column: position.column,
            offset: diagnostic.span.start,
            length: diagnostic.span.len(),
        }
    }
}

impl Thunderbird {
    fn new(verdict: &Verdict, stopped_by: Option<Finding>) -> Self {
        let Verdict { unread, loss: lost, rebuilds, .. } = *verdict;
        Self { opens: verdict.word(), stopped_by, unread, lost, rebuilds }
    }
}

fn parts(file: String, findings: &Findings<'_>, verdict: &Verdict) -> (Head, Vec<Finding>, Thunderbird) {
    let list = findings.list.iter().map(|diagnostic| Finding::new(*diagnostic, findings)).collect();
    let last_straw = findings.last_straw.and_then(|at| findings.list.get(at));
    let stopped_by = last_straw.map(|diagnostic| Finding::new(*diagnostic, findings));
    let head = Head { file, opened: true, count: findings.count };
    (head, list, Thunderbird::new(verdict, stopped_by))
}

/// Writes one JSON object.
pub(super) fn value(
    out: &mut Outlet<'_>,
    frame: Frame,
    file: String,
    findings: &Findings<'_>,
    verdict: &Verdict,
    folder: Option<&CheckReport>,
) -> io::Result<()> {
    let (head, findings, thunderbird) = parts(file, findings, verdict);
    frame.value(out, &Report { head, findings, thunderbird, folder: folder.map(FolderReport::new) })
}

/// Writes a JSON object a line: which file, each finding, the verdict, and what is found in a mail folder.
pub(super) fn lines(
    out: &mut Outlet<'_>,
    file: String,
    findings: &Findings<'_>,
    verdict: &Verdict,
    folder: Option<&CheckReport>,
) -> io::Result<()> {
    let (head, findings, thunderbird) = parts(file, findings, verdict);
    let findings = findings.into_iter().map(Line::Finding);
    let folder = folder.map(|report| Line::Folder(FolderReport::new(report)));
    let end = std::iter::once(Line::Thunderbird(thunderbird)).chain(folder);
    for line in std::iter::once(Line::Head(head)).chain(findings).chain(end) {
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

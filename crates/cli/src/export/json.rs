//! The report as JSON.

use std::io::{self, Write};

use morkdb_export::report::FolderReport;
use morkdb_export::{Options, Report};
use morkdb_profile::Warning;
use serde::Serialize;

use crate::json::{Bytes, path};
use crate::run::Outlet;

#[derive(Serialize)]
struct ReportJson<'r> {
    kind: &'static str,
    out: Bytes<'r>,
    dry_run: bool,
    total: FolderReport,
    folders: &'r [FolderReport],
    warnings: Vec<WarningJson<'r>>,
    written: Vec<Bytes<'r>>,
    unchanged: u64,
    stale: u64,
    problems: u64,
    /// Folders whose messages were in the target, and are no more.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    replaced: &'r [String],
}

#[derive(Serialize)]
struct WarningJson<'r> {
    path: Bytes<'r>,
    what: &'r str,
}

/// Writes it.
pub(super) fn print(out: &mut Outlet<'_>, options: &Options, report: &Report) -> io::Result<()> {
    let report = ReportJson {
        kind: options.kind.name(),
        out: path(&options.out),
        dry_run: options.dry_run,
        total: report.total(),
        folders: &report.folders,
        warnings: report.warnings.iter().map(WarningJson::new).collect(),
        written: report.written.iter().map(|written| path(written)).collect(),
        unchanged: report.unchanged,
        stale: report.stale,
        problems: report.problems,
        replaced: &report.replaced,
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    out.write_all(b"\n")
}

impl<'r> WarningJson<'r> {
    fn new(warning: &'r Warning) -> Self {
        Self { path: path(&warning.path), what: &warning.what }
    }
}

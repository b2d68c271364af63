//! Findings about a folder, for programs.

use morkdb_folder::check::{self, CheckReport, Place};
use serde::Serialize;

use super::word;

/// What is found in a folder.
#[derive(Debug, Serialize)]
pub(in crate::check) struct FolderReport<'r> {
    findings: Vec<Finding<'r>>,
    skipped: Vec<Skipped<'r>>,
}

#[derive(Debug, Serialize)]
struct Finding<'r> {
    number: u8,
    invariant: &'static str,
    severity: &'static str,
    /// A, B or C.
    class: char,
    message: &'r str,
    /// How many places there are, more than are listed perhaps.
    count: usize,
    places: Vec<Listed>,
    /// Which repair puts it right.
    repair: Option<&'static str>,
}

/// A place: one of these.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Listed {
    /// A key.
    Message(u32),
    /// A key.
    Thread(u32),
    /// An id, `ID:SCOPE` with the token of the scope.
    Row(String),
    Table(String),
    /// Bytes.
    Offset(u64),
    Other(String),
}

#[derive(Debug, Serialize)]
struct Skipped<'r> {
    number: u8,
    invariant: &'static str,
    why: &'r str,
}

impl<'r> FolderReport<'r> {
    /// As it is written.
    pub(in crate::check) fn new(report: &'r CheckReport) -> Self {
        let skipped = report.skipped.iter().map(|skipped| Skipped {
            number: skipped.invariant.number(),
            invariant: skipped.invariant.name(),
            why: &skipped.why,
        });
        Self { findings: report.findings.iter().map(Finding::new).collect(), skipped: skipped.collect() }
    }
}

impl<'r> Finding<'r> {
    fn new(found: &'r check::Finding) -> Self {
        Self {
            number: found.invariant.number(),
            invariant: found.invariant.name(),
            severity: word(found),
            class: found.severity.letter(),
            message: &found.message,
            count: found.places.count(),
            places: found.places.listed().iter().map(Listed::new).collect(),
            repair: found.repair.map(check::Repair::name),
        }
    }
}

impl Listed {
    fn new(place: &Place) -> Self {
        match place {
            Place::Message(key) => Self::Message(key.0),
            Place::Thread(key) => Self::Thread(key.0),
            Place::Row(row) => Self::Row(row.to_string()),
            Place::Table(table) => Self::Table(table.to_string()),
            Place::Offset(offset) => Self::Offset(*offset),
            other => Self::Other(other.to_string()),
        }
    }
}

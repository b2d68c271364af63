//! What is odd about a file, in the light of what Thunderbird would do with it.

use morkdb::Database;
use morkdb::read::{Diagnostic, Effect};
use morkdb::syntax::{LineIndex, Position};

use super::verdict::Verdict;

/// What is found in a file.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    /// The file.
    pub(super) bytes: &'a [u8],
    /// The findings, or the first of very many.
    pub(super) list: Vec<Diagnostic>,
    /// How many there are.
    pub(super) count: usize,
    /// Which of them ends Thunderbird's reading.
    pub(super) last_straw: Option<usize>,
    lines: LineIndex,
}

impl<'a> Findings<'a> {
    /// The findings of a lenient reading. Each says what Thunderbird does at it, supposing that it gets there; the first one
    /// that stops it decides, and what it decides the verdict knows best.
    pub(super) fn new(database: &'a Database, verdict: &Verdict) -> Self {
        let diagnostics = database.diagnostics();
        let (mut list, mut count) = (diagnostics.as_slice().to_vec(), diagnostics.count());
        let mut last_straw = list.iter().position(|found| found.effect != Effect::None);
        match (verdict.effect, last_straw) {
            (Effect::None, _) => last_straw = None,
            (effect, Some(at)) => list[at].effect = effect,
            (_, None) => {
                last_straw = verdict.stopped_by.map(|stop| insert(&mut list, stop));
                count += usize::from(last_straw.is_some());
            }
        }
        let bytes = database.store().bytes();
        let lines = LineIndex::new(if list.is_empty() { b"" } else { bytes });
        Self { bytes, list, count, last_straw, lines }
    }

    /// The line and column of a finding.
    pub(super) fn position(&self, diagnostic: Diagnostic) -> Position {
        self.lines.position(diagnostic.span.start)
    }
}

/// Puts a finding where it belongs, and says where.
fn insert(list: &mut Vec<Diagnostic>, found: Diagnostic) -> usize {
    let at = list.partition_point(|other| other.span.start <= found.span.start);
    list.insert(at, found);
    at
}

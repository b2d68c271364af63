//! The report of a check.

use super::{Finding, Invariant, Severity};

/// What a check has found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct CheckReport {
    /// What does not hold, the gravest first.
    pub findings: Vec<Finding>,
    /// What was not looked at, for want of something.
    pub skipped: Vec<Skipped>,
}

/// Something that was not looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Skipped {
    /// What should hold.
    pub invariant: Invariant,
    /// Why it was not looked at: lower case, no full stop.
    pub why: String,
}

impl CheckReport {
    /// How bad the worst of it is. `None` where all holds that was looked at.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Those that do not hold of one kind.
    pub fn of(&self, invariant: Invariant) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.invariant == invariant)
    }

    pub(super) fn note(&mut self, found: impl IntoIterator<Item = Finding>) {
        self.findings.extend(found);
    }

    pub(super) fn skip(&mut self, invariant: Invariant, why: impl Into<String>) {
        self.skipped.push(Skipped { invariant, why: why.into() });
    }

    pub(super) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.invariant));
        self.skipped.sort_by_key(|skipped| skipped.invariant);
    }
}

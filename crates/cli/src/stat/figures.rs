//! What there is to count in a file.

use std::collections::HashMap;

use morkdb::file::{GroupLog, Outcome};
use morkdb::id::{Kind, Scope};
use morkdb::store::TableRef;
use morkdb::syntax::{Dropped, HEADER_STEM};
use morkdb::{Database, Reading, Store};
use serde::Serialize;

use super::generator::Generator;
use crate::names;

/// From this share of waste on, Thunderbird rewrites a file at the next commit.
const REWRITE_PERCENT: u32 = 30;

/// The figures of a file.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    pub(super) file: String,
    pub(super) opened: bool,
    pub(super) reading: &'static str,
    pub(super) size: usize,
    /// Mork version of the header; null where there is no header.
    pub(super) version: Option<String>,
    pub(super) line_ends: LineEnds,
    pub(super) generator: Generator,
    pub(super) tables: Tables,
    pub(super) rows: Rows,
    pub(super) cells: usize,
    pub(super) atoms: Atoms,
    pub(super) groups: Groups,
    pub(super) log: Log,
    pub(super) waste: Waste,
    /// How many oddities the reading has met.
    pub(super) diagnostics: usize,
}

/// How lines end.
#[derive(Debug, Serialize)]
pub(super) struct LineEnds {
    pub(super) style: &'static str,
    pub(super) lf: usize,
    pub(super) crlf: usize,
    pub(super) cr: usize,
}

/// The tables.
#[derive(Debug, Serialize)]
pub(super) struct Tables {
    pub(super) count: usize,
    pub(super) by_kind: Vec<KindFigures>,
}

/// The tables of a kind and scope.
#[derive(Debug, Serialize)]
pub(super) struct KindFigures {
    pub(super) kind: String,
    pub(super) scope: String,
    #[serde(skip)]
    pub(super) short: String,
    pub(super) tables: usize,
    pub(super) rows: usize,
}

/// The rows.
#[derive(Debug, Serialize)]
pub(super) struct Rows {
    pub(super) count: usize,
    pub(super) in_tables: usize,
    /// Rows of no table that are the meta row of one.
    pub(super) meta: usize,
    /// Rows of no table.
    pub(super) loose: usize,
}

/// The atoms.
#[derive(Debug, Serialize)]
pub(super) struct Atoms {
    pub(super) count: usize,
    pub(super) live: usize,
    pub(super) dead: usize,
    /// Of the dead ones, the names, which a rewrite keeps.
    pub(super) dead_names: usize,
}

/// The commit groups.
#[derive(Debug, Default, Serialize)]
pub(super) struct Groups {
    pub(super) count: usize,
    pub(super) committed: usize,
    /// Of the committed ones, those without content.
    pub(super) empty: usize,
    pub(super) unterminated: usize,
    pub(super) aborted: usize,
    pub(super) id_mismatch: usize,
}

/// The part of the file from its first group on.
#[derive(Debug, Serialize)]
pub(super) struct Log {
    pub(super) bytes: usize,
    pub(super) percent: f64,
}

/// The waste, as Thunderbird computes it.
#[derive(Debug, Serialize)]
pub(super) struct Waste {
    pub(super) percent: u32,
    /// Whether Thunderbird would rewrite the file at its next commit.
    pub(super) rewrite: bool,
}

impl Figures {
    /// Counts.
    pub(super) fn new(file: String, database: &Database) -> Self {
        let (store, bytes) = (database.store(), database.store().bytes());
        let line_ends = LineEnds::new(bytes);
        let percent = database.groups().waste_percent(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        Self {
            file,
            opened: true,
            reading: reading_name(database.reading()),
            size: bytes.len(),
            version: version(bytes),
            generator: Generator::new(store),
            line_ends,
            tables: Tables { count: store.tables().len(), by_kind: by_kind(store) },
            rows: Rows::new(store),
            cells: store.rows().map(morkdb::store::RowRef::len).sum(),
            atoms: Atoms::new(store),
            groups: Groups::new(database.groups()),
            log: Log::new(database.groups(), bytes.len()),
            waste: Waste { percent, rewrite: percent >= REWRITE_PERCENT },
            diagnostics: database.diagnostics().count(),
        }
    }
}

fn reading_name(reading: Reading) -> &'static str {
    match reading {
        Reading::Mozilla => "mozilla",
        Reading::Strict => "strict",
        _ => "lenient",
    }
}

/// The version that the header names.
fn version(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let rest = bytes.strip_prefix(HEADER_STEM)?;
    let end = memchr::memchr(b'"', rest.get(..16).unwrap_or(rest))?;
    Some(crate::printable::printable(&rest[..end]))
}

impl LineEnds {
    fn new(bytes: &[u8]) -> Self {
        let (mut lf, mut crlf, mut cr) = (0, 0, 0);
        let mut after_cr = None;
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            match bytes[at] {
                b'\r' => {
                    cr += 1;
                    after_cr = Some(at + 1);
                }
                _ if after_cr == Some(at) => (crlf, cr) = (crlf + 1, cr - 1),
                _ => lf += 1,
            }
        }
        let style = match (lf, crlf, cr) {
            (0, 0, 0) => "none",
            (_, 0, 0) => "lf",
            (0, _, 0) => "crlf",
            (0, 0, _) => "cr",
            _ => "mixed",
        };
        Self { style, lf, crlf, cr }
    }
}

fn by_kind(store: &Store) -> Vec<KindFigures> {
    let mut list: Vec<KindFigures> = Vec::new();
    let mut places: HashMap<(Kind, Scope), usize> = HashMap::new();
    for table in store.tables() {
        let place = *places.entry((table.kind(), table.oid().scope)).or_insert(list.len());
        if place == list.len() {
            list.push(KindFigures::new(store, table));
        }
        list[place].tables += 1;
        list[place].rows += table.len();
    }
    list.sort_by(|one, other| (&one.scope, &one.kind).cmp(&(&other.scope, &other.kind)));
    list
}

impl KindFigures {
    fn new(store: &Store, table: TableRef<'_>) -> Self {
        Self {
            kind: names::full(store, table.kind()),
            scope: names::full(store, table.oid().scope),
            short: names::short(store, table.kind()),
            tables: 0,
            rows: 0,
        }
    }
}

impl Rows {
    fn new(store: &Store) -> Self {
        const MEMBER: u8 = 1;
        const META: u8 = 2;
        let mut uses = vec![0_u8; store.rows().len()];
        for table in store.tables() {
            table.rows().for_each(|row| uses[row.index()] |= MEMBER);
            table.meta_row().into_iter().for_each(|row| uses[row.index()] |= META);
        }
        let count = uses.len();
        let in_tables = uses.iter().filter(|uses| **uses & MEMBER != 0).count();
        let meta = uses.iter().filter(|uses| matches!(**uses, META)).count();
        Self { count, in_tables, meta, loose: count - in_tables - meta }
    }
}

impl Atoms {
    fn new(store: &Store) -> Self {
        let count = store.atoms().count();
        let (mut dead, mut dead_names) = (0, 0);
        for atom in store.unused_atoms() {
            dead += 1;
            dead_names += usize::from(atom.scope() == Scope::NAMES);
        }
        Self { count, live: count - dead, dead, dead_names }
    }
}

impl Groups {
    fn new(log: &GroupLog) -> Self {
        let mut groups = Self { count: log.len(), ..Self::default() };
        for group in log {
            let counter = match group.outcome {
                Outcome::Committed => &mut groups.committed,
                Outcome::Dropped(Dropped::Aborted) => &mut groups.aborted,
                Outcome::Dropped(Dropped::IdMismatch) => &mut groups.id_mismatch,
                Outcome::Dropped(_) => &mut groups.unterminated,
            };
            *counter += 1;
            groups.empty += usize::from(group.outcome == Outcome::Committed && group.items == 0);
        }
        groups
    }
}

impl Log {
    #[allow(clippy::cast_precision_loss, reason = "files are below 4 GiB")]
    fn new(log: &GroupLog, size: usize) -> Self {
        let bytes = log.iter().next().map_or(0, |first| size.saturating_sub(first.span.start as usize));
        let percent = if size == 0 { 0.0 } else { (bytes as f64 * 1000.0 / size as f64).round() / 10.0 };
        Self { bytes, percent }
    }
}

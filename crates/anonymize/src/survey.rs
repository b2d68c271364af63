//! The first look at a file: which columns there are, and which of them use which value of a dict.

use hashbrown::{HashMap, HashSet};
use morkdb::syntax::{Alias, Cell, ColumnName, EventKind, Mid, ScopeName, Slot};

use crate::rule::{self, Rule, Rules};
use crate::walk::{self, Piece};

/// Values in cells that are looked at again in dicts: as long as numbers are.
const SHORT: usize = 16;

/// What has to be known of a file before anything in it can be replaced.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Rules by column; several where an id was given twice.
    columns: HashMap<u32, Rules>,
    /// Rules by atom: of what counts, and then of each group that does not.
    atoms: Vec<HashMap<u32, Rules>>,
    /// Short values that stand in cells themselves.
    literals: HashMap<Vec<u8>, Literal>,
    /// Ids that the groups define themselves.
    defined: Vec<HashSet<u32>>,
    /// Columns that nothing is known of and that are used.
    pub(crate) unknown: HashSet<Vec<u8>>,
    unknown_ids: HashMap<u32, Vec<u8>>,
    is_browser: bool,
    pub(crate) is_big: bool,
}

/// A value that stands in cells itself.
#[derive(Clone, Copy, Debug, Default)]
struct Literal {
    /// The rules of the columns that have it, and where a dict has it as well, of those that refer to that.
    rules: Rules,
    /// Whether a dict has it as well. Mozilla's engine reads short values in cells only where a dict has them already: both must become the
    /// same, whoever uses them.
    is_in_dict: bool,
}

/// Where in the file the reading is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context {
    in_dict_meta: bool,
    in_table_meta: bool,
    /// Whether the dict defines names, not values.
    pub(crate) has_names: bool,
}

impl Context {
    pub(crate) fn event(&mut self, kind: &EventKind<'_>) {
        match kind {
            EventKind::DictStart => *self = Self::default(),
            EventKind::DictMetaStart => self.in_dict_meta = true,
            EventKind::TableMetaStart => self.in_table_meta = true,
            // Of a file that broke off in a meta part, too.
            EventKind::DictMetaEnd
            | EventKind::DictEnd
            | EventKind::TableMetaEnd
            | EventKind::TableStart(_)
            | EventKind::TableEnd { .. }
            | EventKind::RowStart(_)
            | EventKind::GroupStart { .. } => (self.in_dict_meta, self.in_table_meta) = (false, false),
            EventKind::Cell(Cell { column: ColumnName::Name(b"a"), slot: Slot::Literal(space) })
                if self.in_dict_meta =>
            {
                self.has_names = space.raw() == b"c";
            }
            _ => {}
        }
    }

    /// Whether a cell is a setting of a dict or a table. Those of a row's meta part are cells of the row.
    pub(crate) fn is_setting(self, cell: Cell<'_>) -> bool {
        (self.in_dict_meta || self.in_table_meta) && matches!(cell.column, ColumnName::Name([_]))
    }

    /// Whether a cell is the kind of a table. It is a name: one that is spelled out has to be in a dict of names already.
    pub(crate) fn is_kind(self, cell: Cell<'_>) -> bool {
        self.in_table_meta && cell.column == ColumnName::Name(b"k")
    }
}

impl Survey {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut survey = Self::default();
        survey.look_for_browsers(bytes);
        for look in [Self::names, Self::uses, Self::join] {
            survey.each(bytes, look);
        }
        survey
    }

    fn each(&mut self, bytes: &[u8], look: fn(&mut Self, &Piece<'_>, Context)) {
        let mut context = Context::default();
        walk::each(bytes, |piece| {
            context.event(&piece.kind);
            look(self, &piece, context);
        });
    }

    fn look_for_browsers(&mut self, bytes: &[u8]) {
        let has = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
        self.is_browser = has(b"ns:history:db:") || has(b"ns:formhistory:db:");
        self.is_big = self.is_browser && (has(b"=BE)") || has(b"=BBBB)") || has(b"B$00B$00B$00B$00)"));
    }

    fn names(&mut self, piece: &Piece<'_>, context: Context) {
        let EventKind::Alias(alias) = piece.kind else { return };
        if !context.has_names {
            self.layer(piece.layer);
            if let Some(defined) = self.defined.get_mut(piece.layer) {
                defined.insert(alias.id);
            }
            return;
        }
        let name = alias.value.map(|value| value.decode().into_owned()).unwrap_or_default();
        let rule = rule::of_column(&name, self.is_browser);
        let rules = self.columns.entry(alias.id).or_default();
        *rules = rules.with(Rules::of(rule));
        if rule == Rule::Unknown {
            self.unknown_ids.insert(alias.id, name);
        }
    }

    fn layer(&mut self, layer: usize) {
        while self.atoms.len() <= layer {
            self.atoms.push(HashMap::new());
            self.defined.push(HashSet::new());
        }
    }

    fn uses(&mut self, piece: &Piece<'_>, context: Context) {
        let EventKind::Cell(cell) = piece.kind else { return };
        self.note_unknown(cell);
        if let Slot::Literal(value) = cell.slot {
            if context.is_setting(cell) {
                return;
            }
            return self.note_literal(cell, &value.decode());
        }
        let Slot::Alias(mid) = cell.slot else { return };
        if is_name(mid) {
            return;
        }
        let rules = self.column(cell.column);
        self.layer(piece.layer);
        let is_own = self.defined.get(piece.layer).is_some_and(|ids| ids.contains(&mid.id));
        if let Some(atoms) = self.atoms.get_mut(if is_own { piece.layer } else { 0 }) {
            let known = atoms.entry(mid.id).or_default();
            *known = known.with(rules);
        }
    }

    fn note_literal(&mut self, cell: Cell<'_>, value: &[u8]) {
        if value.len() <= SHORT {
            let rules = self.column(cell.column);
            let known = self.literals.entry_ref(value).or_default();
            known.rules = known.rules.with(rules);
        }
    }

    /// What stands in cells and in a dict as well has the rules of both.
    fn join(&mut self, piece: &Piece<'_>, context: Context) {
        let EventKind::Alias(Alias { id, value: Some(value) }) = piece.kind else { return };
        if context.has_names {
            return;
        }
        let rules = self.of_users(id, piece.layer);
        if let Some(literal) = self.literals.get_mut(&*value.decode()) {
            literal.rules = literal.rules.with(rules);
            literal.is_in_dict = true;
        }
    }

    fn note_unknown(&mut self, cell: Cell<'_>) {
        let name = match cell.column {
            ColumnName::Mid(mid) => self.unknown_ids.remove(&mid.id),
            ColumnName::Name(name) if name.len() > 1 => {
                (rule::of_column(name, self.is_browser) == Rule::Unknown).then(|| name.to_owned())
            }
            ColumnName::Name(_) => None,
        };
        self.unknown.extend(name);
    }

    /// What is known of the column of a cell.
    pub(crate) fn column(&self, column: ColumnName<'_>) -> Rules {
        match column {
            ColumnName::Mid(mid) => self.columns.get(&mid.id).copied().unwrap_or(Rules::of(Rule::Unknown)),
            ColumnName::Name(name) => Rules::of(rule::of_column(name, self.is_browser)),
        }
    }

    /// The rules of a value that stands in a cell.
    pub(crate) fn literal(&self, column: ColumnName<'_>, value: &[u8]) -> Rules {
        self.joined(value).unwrap_or_else(|| self.column(column))
    }

    /// What is known of the columns that use a value of a dict, or have it in their cells. Thunderbird has many in a dict to which no
    /// cell refers.
    pub(crate) fn atom(&self, id: u32, layer: usize, value: &[u8]) -> Rules {
        self.joined(value).unwrap_or_else(|| self.of_users(id, layer))
    }

    fn joined(&self, value: &[u8]) -> Option<Rules> {
        self.literals.get(value).filter(|literal| literal.is_in_dict).map(|literal| literal.rules)
    }

    fn of_users(&self, id: u32, layer: usize) -> Rules {
        self.atoms.get(layer).and_then(|atoms| atoms.get(&id)).copied().unwrap_or_default()
    }
}

/// Whether a reference is to a name, as that of a table's kind is.
fn is_name(mid: Mid<'_>) -> bool {
    mid.scope == ScopeName::Name(b"c")
}

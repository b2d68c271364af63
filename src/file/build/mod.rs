//! Events into a store: the counterpart of `morkBuilder` in Mozilla's engine, whose variables it has, so that it ends up
//! with the same store when it has to stop in the middle of things.

mod cells;
mod dicts;
mod rows;
mod tables;

use std::ops::ControlFlow;

use super::group::GroupLog;
use super::names::Undefined;
use crate::id::{Kind, Scope};
use crate::read::{Diagnostic, DiagnosticKind as Odd, Diagnostics, Effect, EventSink, Reading};
use crate::store::{LOWEST_PRIORITY, RowIndex, Store, TableIndex};
use crate::syntax::{Event, EventKind, MAX_ALIASED, Mid, RawValue, RowHead, ScopeName, Span};

type Flow = ControlFlow<()>;

const GO: Flow = ControlFlow::Continue(());

/// The length of the longest sensible form of a value that an atom can have.
const LONGEST_FORM: usize = 4 * MAX_ALIASED;

/// Builds a store from the events of a file.
#[derive(Debug)]
pub(in crate::file) struct Builder<'a> {
    pub(in crate::file) store: Store,
    pub(in crate::file) diagnostics: Diagnostics,
    pub(in crate::file) groups: GroupLog,
    /// The oddity at which what is built, and not how it is written, ended the reading.
    pub(in crate::file) stopped_by: Option<Diagnostic>,
    /// What the reading did not get to.
    pub(in crate::file) unread: Span,
    pub(in crate::file) undefined: Undefined,
    /// Where the values end that the file lacks and was given: names that it uses and does not define in time.
    supplement_end: u32,
    bytes: &'a [u8],
    reading: Reading,
    /// Whether literals are looked up, and oddities that nobody stops at looked for.
    audits: bool,
    group_open: bool,
    dict_scope: Scope,
    in_dict: bool,
    in_meta: bool,
    table: TableState,
    row: RowState,
}

/// The open table, and what outlives it.
#[derive(Debug)]
struct TableState {
    open: Option<TableIndex>,
    inside: bool,
    /// Scope of rows that name none. It stays when the table ends.
    row_scope: Scope,
    /// Atom space of values that name none.
    atom_scope: Scope,
    kind: Kind,
    priority: u8,
    unique: bool,
    verbose: bool,
    /// A `-` stands before the next row.
    cuts_row: bool,
}

/// The open row.
#[derive(Debug)]
struct RowState {
    open: Option<RowIndex>,
    inside: bool,
    /// The row cannot be, and so neither can its cells.
    skipped: bool,
    /// Where the cells that are not in the row yet begin.
    mark: usize,
    /// Whether cells in their usual form may be added without looking at anything else: a row is open, no `-` stands
    /// before the cell, values are in space `v`, and literals need not be looked up.
    usual: bool,
    atom_scope: Scope,
    /// A `-` stands before the next cell.
    cuts_cell: bool,
    has_cell: bool,
    form: u32,
}

/// Which variable a cell of a meta part sets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Kind,
    Status,
    RowScope,
    AtomScope,
    DictScope,
    Other,
}

impl<'a> Builder<'a> {
    pub(in crate::file) fn new(
        store: Store,
        bytes: &'a [u8],
        supplement: &[(u32, Box<[u8]>)],
        reading: Reading,
        audits: bool,
    ) -> Self {
        let table = TableState {
            open: None,
            inside: false,
            row_scope: Scope::ROWS,
            atom_scope: Scope::VALUES,
            kind: Kind::NONE,
            priority: LOWEST_PRIORITY,
            unique: false,
            verbose: false,
            cuts_row: false,
        };
        let row = RowState {
            open: None,
            inside: false,
            skipped: false,
            mark: 0,
            usual: false,
            atom_scope: Scope::VALUES,
            cuts_cell: false,
            has_cell: false,
            form: 0,
        };
        let mut builder = Self {
            store,
            diagnostics: Diagnostics::default(),
            groups: GroupLog::default(),
            stopped_by: None,
            unread: Span::default(),
            undefined: Undefined::default(),
            supplement_end: 0,
            bytes,
            reading,
            audits: audits || reading != Reading::Lenient,
            group_open: false,
            dict_scope: Scope::VALUES,
            in_dict: false,
            in_meta: false,
            table,
            row,
        };
        builder.define(supplement);
        builder
    }

    fn define(&mut self, supplement: &[(u32, Box<[u8]>)]) {
        for (id, name) in supplement {
            if let Some(start) = self.store.keep_value(name) {
                self.store.add_atom(Scope::NAMES, *id, start);
                self.supplement_end = start.saturating_add(1);
            }
        }
    }

    /// The offset of a value, in a form that is no longer than it has to be: looking at a value takes as long as its form.
    fn stored_start(&mut self, span: Span, value: RawValue<'_>) -> u32 {
        let kept =
            (value.raw().len() > LONGEST_FORM).then(|| self.store.keep_value(&value.decode())).flatten();
        kept.unwrap_or_else(|| value_start(span, value))
    }

    /// Ends whatever is open, as the engine does when it stops in the middle: cells that are not in their row yet are
    /// lost, a table has the priority and the flags that were read.
    pub(in crate::file) fn stop(&mut self) {
        self.store.drop_cells(self.row.mark.min(self.store.cells_mark()));
        self.set_status();
    }

    /// Reports an oddity; the reading may end here.
    #[cold]
    #[inline(never)]
    fn report(&mut self, kind: Odd, span: Span, effect: Effect) -> Flow {
        let diagnostic = Diagnostic { kind, span, effect };
        self.diagnostics.push(diagnostic);
        let stops = match self.reading {
            Reading::Mozilla => effect != Effect::None,
            Reading::Strict => true,
            Reading::Lenient => false,
        };
        if stops {
            self.stopped_by = Some(diagnostic);
            return Flow::Break(());
        }
        GO
    }

    /// The token of a name.
    fn token(&mut self, name: &[u8], span: Span) -> Result<u32, Flow> {
        match *name {
            [byte] if byte < 0x80 => return Ok(u32::from(byte)),
            [] => return Ok(0),
            _ if name.len() > MAX_ALIASED => return Ok(0),
            _ => {}
        }
        let found = self.store.find_body(self.bytes, Scope::NAMES, name);
        let Some(atom) = found else {
            self.undefined.add(name);
            self.proceed(Odd::UnknownName, span)?;
            return Ok(0);
        };
        if self.store.is_kept_before(atom, self.supplement_end) {
            self.proceed(Odd::UnknownName, span)?;
        }
        Ok(self.store.atom_id(atom))
    }

    /// Reports what Mozilla's engine stops at, and gives the flow back where ours stops too.
    fn proceed(&mut self, kind: Odd, span: Span) -> Result<(), Flow> {
        match self.report(kind, span, Effect::Truncates) {
            ControlFlow::Continue(()) => Ok(()),
            stop @ ControlFlow::Break(()) => Err(stop),
        }
    }

    /// The scope of an id, or the default where it names none.
    #[inline]
    fn scope(&mut self, mid: Mid<'_>, default: Scope, span: Span) -> Result<Scope, Flow> {
        match mid.scope {
            ScopeName::Default | ScopeName::Token(0) => Ok(default),
            ScopeName::Token(token) => Ok(Scope(token)),
            ScopeName::Name([byte]) => Ok(Scope::from_byte(*byte)),
            ScopeName::Name(name) => self.token(name, span).map(Scope),
        }
    }

    /// Reports what everybody reads in the same way. It is no deviation, and so nothing to stop at.
    #[cold]
    fn note(&mut self, kind: Odd, span: Span) -> Flow {
        self.diagnostics.push(Diagnostic { kind, span, effect: Effect::None });
        GO
    }

    fn count_item(&mut self) {
        if self.group_open {
            self.groups.count_item();
        }
    }

    fn group_start(&mut self, id: u32, span: Span) {
        self.group_open = true;
        self.groups.begin(id, span);
    }

    fn group_end(&mut self, span: Span) {
        self.group_open = false;
        self.groups.end(span.end);
    }
}

/// Where the value at the end of a cell or an alias begins.
#[inline(always)]
fn value_start(span: Span, value: RawValue<'_>) -> u32 {
    #[allow(clippy::cast_possible_truncation, reason = "a value is shorter than its file")]
    let length = value.raw().len() as u32;
    span.end - 1 - length
}

impl<'a> EventSink<'a> for Builder<'a> {
    #[inline(always)]
    fn event(&mut self, Event { span, kind }: Event<'a>) -> Flow {
        match kind {
            EventKind::Cell(cell) => return self.cell(span, cell),
            EventKind::Alias(alias) => return self.alias(span, alias),
            EventKind::RowStart(head) => return self.row_start(span, head),
            EventKind::RowEnd { position } => return self.row_end(span, position),
            EventKind::RowRef { row, position } => {
                self.row_start(span, RowHead { row, rewrite: false })?;
                return self.row_end(span, position);
            }
            EventKind::TableStart(head) => return self.table_start(span, head),
            EventKind::TableEnd { closed } => return self.table_end(span, closed),
            EventKind::DictStart => {
                self.count_item();
                (self.in_dict, self.dict_scope) = (true, Scope::VALUES);
            }
            EventKind::DictEnd => self.in_dict = false,
            EventKind::DictMetaStart | EventKind::TableMetaStart | EventKind::RowMetaStart => {
                self.in_meta = true;
            }
            EventKind::DictMetaEnd | EventKind::TableMetaEnd | EventKind::RowMetaEnd => self.in_meta = false,
            EventKind::Minus if self.row.inside => (self.row.cuts_cell, self.row.usual) = (true, false),
            EventKind::Minus => self.table.cuts_row = true,
            EventKind::Form(form) if self.row.has_cell || self.staged() > 0 => self.row.form = form,
            EventKind::Form(_) => return self.report(Odd::MalformedForm, span, Effect::Truncates),
            EventKind::GroupStart { id } => self.group_start(id, span),
            EventKind::GroupEnd { .. } => self.group_end(span),
            EventKind::GroupDropped { id, why } => self.groups.drop_group(id, span, why),
            EventKind::Unread => self.unread = span,
            EventKind::Header | EventKind::Trivia | EventKind::Junk => {}
        }
        GO
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) -> Flow {
        self.diagnostics.push(diagnostic);
        GO
    }
}

//! Events into a store: the counterpart of `morkBuilder` in Mozilla's engine, whose variables it has, so that it ends up
//! with the same store when it has to stop in the middle of things.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::group::GroupLog;
use super::names::{Supplement, Undefined};
use crate::id::{Column, Kind, Oid, Scope};
use crate::read::{Diagnostic, DiagnosticKind as Odd, Diagnostics, Effect, EventSink, Reading};
use crate::store::{BATCH, Cell as Stored, Content, Refused, RowIndex, Store, TableIndex, Text};
use crate::syntax::{
    Alias, Cell, ColumnName, Event, EventKind, MAX_ALIASED, Mid, RawValue, RowHead, ScopeName, Slot, Span,
    TableHead,
};

type Flow = ControlFlow<()>;

const GO: Flow = ControlFlow::Continue(());

/// The most cells that a row of Mozilla's engine can have.
const MAX_CELLS: usize = 0xFFFF;

/// Builds a store from the events of a file.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    pub(super) store: Store,
    pub(super) diagnostics: Diagnostics,
    pub(super) groups: GroupLog,
    /// The oddity at which what is built, and not how it is written, ended the reading.
    pub(super) stopped_by: Option<Diagnostic>,
    /// What the reading did not get to.
    pub(super) unread: Span,
    pub(super) undefined: Undefined,
    supplement: &'a Supplement,
    text: Text<'a>,
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

/// The priority of a table that names none (`morkPriority_kLo`).
const LOWEST_PRIORITY: u8 = 9;

impl<'a> Builder<'a> {
    pub(super) fn new(
        store: Store,
        text: Text<'a>,
        supplement: &'a Supplement,
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
            supplement,
            text,
            reading,
            audits: audits || reading != Reading::Lenient,
            group_open: false,
            dict_scope: Scope::VALUES,
            in_dict: false,
            in_meta: false,
            table,
            row,
        };
        builder.define_supplement();
        builder
    }

    fn define_supplement(&mut self) {
        let base = u32::try_from(self.text.bytes.len()).unwrap_or(u32::MAX);
        for &(id, offset) in &self.supplement.aliases {
            self.store.add_atom(Scope::NAMES, id, base.saturating_add(offset));
        }
    }

    /// Ends whatever is open, as the engine does when it stops in the middle: cells that are not in their row yet are
    /// lost, a table has the priority and the flags that were read.
    pub(super) fn stop(&mut self) {
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

    // ---- names

    /// The token of a name.
    fn token(&mut self, name: &[u8], span: Span) -> Result<u32, Flow> {
        match *name {
            [byte] if byte < 0x80 => return Ok(u32::from(byte)),
            [] => return Ok(0),
            _ if name.len() > MAX_ALIASED => return Ok(0),
            _ => {}
        }
        let found = self.store.find_body(self.text, Scope::NAMES, name);
        if self.supplement.names.contains(name) {
            self.proceed(Odd::UnknownName, span)?;
        }
        match found {
            Some(atom) => Ok(self.store.atom_id(atom)),
            None => {
                self.undefined.add(name);
                self.proceed(Odd::UnknownName, span)?;
                Ok(0)
            }
        }
    }

    /// Reports what Mozilla's engine stops at, and gives the flow back where ours stops too.
    fn proceed(&mut self, kind: Odd, span: Span) -> Result<(), Flow> {
        match self.report(kind, span, Effect::Truncates) {
            ControlFlow::Continue(()) => Ok(()),
            stop => Err(stop),
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

    // ---- dicts

    #[inline(always)]
    fn alias(&mut self, span: Span, alias: Alias<'a>) -> Flow {
        let Some(value) = alias.value else { return GO };
        let start = value_start(span, value);
        let usual = self.dict_scope == Scope::VALUES && value.raw().len() <= MAX_ALIASED && alias.id != 0;
        if usual && self.store.add_value(alias.id, start) {
            return GO;
        }
        self.odd_alias(span, alias.id, value, start)
    }

    #[inline(never)]
    fn odd_alias(&mut self, span: Span, id: u32, value: RawValue<'a>, start: u32) -> Flow {
        if value.is_longer_than(MAX_ALIASED) {
            return self.report(Odd::LongAlias, span, Effect::None);
        }
        match self.store.check_atom(self.text, self.dict_scope, id, start) {
            Ok(false) => return GO,
            Ok(true) => {}
            Err(Refused::Zero) => self.report(Odd::ZeroAlias, span, Effect::Truncates)?,
            Err(Refused::Duplicate) => self.report(Odd::DuplicateAlias, span, Effect::Truncates)?,
        }
        self.store.add_atom(self.dict_scope, id, start);
        GO
    }

    // ---- tables

    fn table_start(&mut self, span: Span, head: TableHead<'a>) -> Flow {
        self.count_item();
        self.table.inside = true;
        self.table.open = None;
        (self.table.kind, self.table.priority) = (Kind::NONE, LOWEST_PRIORITY);
        (self.table.unique, self.table.verbose) = (false, false);
        (self.table.row_scope, self.table.atom_scope) = (Scope::ROWS, Scope::VALUES);
        let scope = match self.scope(head.table, Scope(0), span) {
            Ok(scope) => scope,
            Err(stop) => return stop,
        };
        let table = self.store.table_at(Oid::new(scope, head.table.id));
        self.table.open = Some(table);
        self.table.row_scope = scope;
        if head.rewrite {
            self.store.cut_all_members(table);
        }
        GO
    }

    fn table_end(&mut self, span: Span, closed: bool) -> Flow {
        self.set_status();
        let has_kind = self.table.kind != Kind::NONE;
        self.table.inside = false;
        self.table.cuts_row = false;
        self.table.atom_scope = Scope::VALUES;
        self.row.atom_scope = Scope::VALUES;
        self.row.cuts_cell = false;
        if has_kind {
            return GO;
        }
        self.report(Odd::MissingKind, span, if closed { Effect::Refuses } else { Effect::None })
    }

    fn set_status(&mut self) {
        if let Some(table) = self.table.open.take() {
            self.store.set_status(table, self.table.priority, self.table.unique, self.table.verbose);
        }
    }

    // ---- meta parts

    /// Which variable a column of a meta part stands for.
    fn setting(&self, column: u32) -> Setting {
        match u8::try_from(column) {
            Ok(b'k') if self.table.inside => Setting::Kind,
            Ok(b's') if self.table.inside => Setting::Status,
            Ok(b'r') if self.table.inside => Setting::RowScope,
            Ok(b'a') if self.table.inside => Setting::AtomScope,
            Ok(b'a') if self.in_dict => Setting::DictScope,
            _ => Setting::Other,
        }
    }

    /// A cell where no row is open.
    #[inline(never)]
    fn meta_cell(&mut self, span: Span, cell: Cell<'a>) -> Flow {
        if self.row.skipped {
            return GO;
        }
        if !self.in_meta {
            return self.report(Odd::CellWithoutRow, span, Effect::Truncates);
        }
        (self.row.cuts_cell, self.row.has_cell) = (false, false);
        match self.meta_setting(span, cell) {
            Ok(()) => GO,
            Err(flow) => flow,
        }
    }

    fn meta_setting(&mut self, span: Span, cell: Cell<'a>) -> Result<(), Flow> {
        let setting = match cell.column {
            ColumnName::Name(name) => self.token(name, span).map(|column| self.setting(column))?,
            ColumnName::Mid(mid @ Mid { scope: ScopeName::Name(_), .. }) => {
                let scope = self.scope(mid, Scope::NAMES, span)?;
                if scope == Scope::NAMES { self.setting(mid.id) } else { Setting::Other }
            }
            ColumnName::Mid(mid) => self.setting(mid.id),
        };
        match cell.slot {
            Slot::Literal(value) if setting == Setting::Status => self.status(&value.decode()),
            Slot::Literal(value) if setting != Setting::Other => match self.token(&value.decode(), span)? {
                0 => {}
                token => self.set(setting, token),
            },
            Slot::Literal(_) => {}
            Slot::Alias(mid) => {
                let scope = self.scope(mid, self.row.atom_scope, span)?;
                if setting == Setting::Other {
                    return Ok(());
                }
                if scope != Scope::NAMES && scope != Scope(0) {
                    self.proceed(Odd::KindScope, span)?;
                }
                self.set(setting, mid.id);
            }
        }
        Ok(())
    }

    fn set(&mut self, setting: Setting, token: u32) {
        match setting {
            Setting::Kind => {
                self.table.kind = Kind(token);
                if let Some(table) = self.table.open {
                    self.store.set_kind(table, Kind(token));
                }
            }
            Setting::RowScope => self.table.row_scope = Scope(token),
            Setting::AtomScope => self.table.atom_scope = Scope(token),
            Setting::DictScope => self.dict_scope = Scope(token),
            Setting::Status | Setting::Other => {}
        }
    }

    /// The value of `s`: a digit is the priority, `u` and `v` are flags.
    fn status(&mut self, value: &[u8]) {
        for byte in value {
            match byte {
                b'0'..=b'9' => self.table.priority = byte - b'0',
                b'u' | b'U' => self.table.unique = true,
                b'v' | b'V' => self.table.verbose = true,
                _ => {}
            }
        }
    }

    // ---- rows

    #[inline]
    fn row_start(&mut self, span: Span, head: RowHead<'a>) -> Flow {
        self.row.form = 0;
        self.row.inside = true;
        self.row.atom_scope = self.table.atom_scope;
        if !self.table.inside {
            self.count_item();
        }
        let scope = match self.scope(head.row, self.table.row_scope, span) {
            Ok(scope) => scope,
            Err(stop) => return stop,
        };
        if head.row.id == Oid::NO_ROW {
            self.row.skipped = true;
            return self.report(Odd::MinusOneRow, span, Effect::Truncates);
        }
        let row = self.store.row_at(Oid::new(scope, head.row.id));
        self.row.open = Some(row);
        self.row.usual = self.is_usual();
        if head.rewrite {
            self.store.cut_all_cells(row);
        }
        match self.table.open {
            Some(table) => self.join(span, table, row),
            None => GO,
        }
    }

    /// Makes a row a member of the open table, or its meta row, or takes it out.
    #[inline]
    fn join(&mut self, span: Span, table: TableIndex, row: RowIndex) -> Flow {
        let cut = std::mem::take(&mut self.table.cuts_row);
        if self.in_meta {
            if !self.store.set_meta_row(table, row) {
                return self.report(Odd::DuplicateMetaRow, span, Effect::Truncates);
            }
        } else if !cut {
            self.store.add_member(table, row);
        } else if !self.store.cut_member(table, row) && self.audits {
            return self.note(Odd::CutOfNonMember, span);
        }
        GO
    }

    /// Reports what everybody reads in the same way. It is no deviation, and so nothing to stop at.
    #[cold]
    fn note(&mut self, kind: Odd, span: Span) -> Flow {
        self.diagnostics.push(Diagnostic { kind, span, effect: Effect::None });
        GO
    }

    #[inline]
    fn row_end(&mut self, span: Span, position: Option<u32>) -> Flow {
        if let (Some(position), Some(row), Some(table), false) =
            (position, self.row.open, self.table.open, self.in_meta)
        {
            self.store.move_member(table, row, position as usize);
        }
        let effect = if self.table.inside { Effect::Truncates } else { Effect::Refuses };
        let flow = match self.row.open.take() {
            Some(row) => self.flush(span, row, effect),
            None if self.row.skipped => GO,
            None => self.report(Odd::CellWithoutRow, span, Effect::Truncates),
        };
        (self.row.inside, self.row.skipped, self.row.has_cell) = (false, false, false);
        (self.row.cuts_cell, self.row.usual, self.table.cuts_row) = (false, false, false);
        flow
    }

    /// Puts the staged cells into their row.
    #[inline]
    fn flush(&mut self, span: Span, row: RowIndex, effect: Effect) -> Flow {
        if self.staged() == 0 {
            return GO;
        }
        self.row.has_cell = true;
        if self.audits && self.store.has_duplicates(self.row.mark) {
            self.note(Odd::DuplicateColumn, span)?;
        }
        let len = self.store.take_cells(self.text, row, self.row.mark);
        self.row.mark = self.store.cells_mark();
        if len > MAX_CELLS { self.row_too_long(span, row, len, effect) } else { GO }
    }

    #[cold]
    fn row_too_long(&mut self, span: Span, row: RowIndex, len: usize, effect: Effect) -> Flow {
        if self.reading == Reading::Mozilla {
            self.store.truncate_row(row, len & MAX_CELLS); // the engine counts in 16 bits
        }
        self.report(Odd::RowTooLong, span, effect)
    }

    // ---- cells

    #[inline(always)]
    fn cell(&mut self, span: Span, cell: Cell<'a>) -> Flow {
        let Cell { column: ColumnName::Mid(Mid { id, scope: ScopeName::Default }), slot } = cell else {
            return self.any_cell(span, cell);
        };
        if !self.row.usual || id > Column::MASK || self.staged() >= BATCH {
            return self.any_cell(span, cell);
        }
        let content = match slot {
            Slot::Literal(value) if value.raw().len() <= MAX_ALIASED => {
                Content::Literal(value_start(span, value))
            }
            Slot::Alias(Mid { id, scope: ScopeName::Default }) => match self.store.find_value(id) {
                Some(atom) => Content::Atom(atom),
                None => return self.any_cell(span, cell),
            },
            _ => return self.any_cell(span, cell),
        };
        self.store.stage_cell(Stored::new(Column(id), content, false));
        GO
    }

    /// How many cells are not in the row yet.
    #[inline(always)]
    fn staged(&self) -> usize {
        self.store.cells_mark() - self.row.mark
    }

    #[inline(never)]
    fn any_cell(&mut self, span: Span, cell: Cell<'a>) -> Flow {
        let Some(row) = self.row.open else {
            return self.meta_cell(span, cell);
        };
        if self.staged() == BATCH {
            self.flush(span, row, Effect::Truncates)?;
        }
        let cut = std::mem::take(&mut self.row.cuts_cell);
        self.row.has_cell = true;
        self.row.usual = self.is_usual();
        let column = match self.column(span, cell.column) {
            Ok(column) => column,
            Err(stop) => return stop,
        };
        match self.content(span, cell.slot) {
            Ok(Some(content)) => self.store.stage_cell(Stored::new(column, content, cut)),
            Ok(None) => return self.report(Odd::UndefinedAlias, span, Effect::Truncates),
            Err(stop) => return stop,
        }
        GO
    }

    fn is_usual(&self) -> bool {
        let expected = !self.audits && !self.row.cuts_cell && self.row.atom_scope == Scope::VALUES;
        expected && self.row.open.is_some() && !self.store.has_redefined()
    }

    fn column(&mut self, span: Span, column: ColumnName<'a>) -> Result<Column, Flow> {
        let token = match column {
            ColumnName::Name(name) => self.token(name, span)?,
            ColumnName::Mid(mid) => {
                self.scope(mid, Scope::NAMES, span)?;
                mid.id
            }
        };
        if token > Column::MASK {
            let stop = self.report(Odd::WideColumn, span, Effect::None);
            if stop.is_break() {
                return Err(stop);
            }
        }
        Ok(Column(token & Column::MASK))
    }

    fn content(&mut self, span: Span, slot: Slot<'a>) -> Result<Option<Content>, Flow> {
        match slot {
            Slot::Alias(mid) => {
                let scope = self.scope(mid, self.row.atom_scope, span)?;
                Ok(self.store.find_atom(scope, mid.id).map(Content::Atom))
            }
            Slot::Literal(value) => self.literal(span, value).map(Some),
        }
    }

    /// A literal: the atom that has its value, where atoms are looked up.
    fn literal(&mut self, span: Span, value: RawValue<'a>) -> Result<Content, Flow> {
        let start = value_start(span, value);
        if value.is_longer_than(MAX_ALIASED) {
            return Ok(Content::Long(start));
        }
        if !self.audits {
            return Ok(Content::Literal(start));
        }
        let body: Cow<'_, [u8]> = value.decode();
        // An atom has the charset form that it was defined with, which is none.
        let atom =
            if self.row.form == 0 { self.store.find_body(self.text, Scope::VALUES, &body) } else { None };
        if let Some(atom) = atom {
            return Ok(Content::Atom(atom));
        }
        self.proceed(Odd::UnknownLiteral, span)?;
        Ok(Content::Literal(start))
    }

    // ---- groups

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
                self.in_meta = true
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

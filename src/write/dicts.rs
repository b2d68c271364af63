//! Dicts: ids for names and values.

use super::plan::{RowText, TablePlan};
use super::text::{Sink, Text};
use crate::store::{Cell, Content, RowIndex, Slot};
use crate::syntax::plain_length;

/// What escapes may add to a value, at a guess (`kYarnEscapeSlop`).
pub(super) const SLOP: usize = 4;

impl Text<'_> {
    /// The dict of names (`WriteAtomSpaceAsDict`).
    pub(super) fn names(&mut self, names: &[Slot]) {
        self.line.begin();
        self.line.put(b"< <(a=c)> // (f=iso-8859-1)");
        self.line.indent(2);
        for &name in names {
            self.define(name);
            let id = self.store.atom_id(name);
            let value = self.store.atom_value(name).bytes();
            let digits = super::line::hex(id).1;
            let pending = value.len() + digits + SLOP + 4;
            self.line.wrap_for(pending, 2);
            self.line.add(b"(");
            self.line.add_hex(id);
            self.line.wrap_for(pending - digits - 1, 4);
            self.line.add(b"=");
            self.line.value(&value);
            self.line.add(b")");
        }
        self.line.add(b">");
        self.line.begin();
    }

    /// The values that a table is the first to refer to (`PutTableDict`).
    pub(super) fn table_dict(&mut self, plan: &TablePlan, sink: &mut Sink<'_>) -> std::io::Result<()> {
        let store = self.store;
        let every = self.engine || plan.changes.is_none();
        let members = every.then(|| store.members_of(plan.table)).into_iter().flatten();
        let changed = plan.changes.iter().flatten().map(|change| change.row());
        let changed = changed.chain(plan.dict_only.iter().copied());
        for row in store.meta_row_of(plan.table).into_iter().chain(members).chain(changed) {
            match self.rows.peek(row) {
                None if !self.engine => {}
                text => self.row_dict(row, text),
            }
            self.hand_on(sink)?;
        }
        if self.in_dict {
            self.end_dict();
        }
        Ok(())
    }

    /// The values that a row is the first to refer to (`PutRowDict`).
    pub(super) fn row_dict(&mut self, row: RowIndex, text: Option<RowText>) {
        if let (Some(RowText::Columns { from, len }), false) = (text, self.engine) {
            for at in 0..len {
                let column = self.rows.columns(from, len)[at as usize];
                let cell = self.store.cells_of(row).iter().find(|cell| cell.column() == column);
                if let Some(&cell) = cell {
                    self.cell_dict(cell);
                }
            }
            return;
        }
        for &cell in self.store.cells_of(row) {
            self.cell_dict(cell);
        }
    }

    fn cell_dict(&mut self, cell: Cell) {
        if let Content::Atom(atom) = cell.content()
            && self.define(atom)
        {
            self.alias(atom);
        }
    }

    fn alias(&mut self, atom: Slot) {
        if !self.in_dict {
            self.start_dict();
        }
        let value = self.store.atom_value(atom);
        let raw = value.raw();
        if plain_length(raw) == raw.len() {
            self.alias_start(atom, raw);
            self.line.plain(raw);
        } else {
            let bytes = value.bytes();
            self.alias_start(atom, &bytes);
            self.line.value(&bytes);
        }
        self.line.add(b")");
    }

    fn alias_start(&mut self, atom: Slot, value: &[u8]) {
        if value.len() <= 8 {
            self.note_short(atom, value);
        }
        self.line.wrap(2);
        self.line.add(b"(");
        self.line.add_hex(self.store.atom_id(atom));
        self.line.wrap_for(value.len() + SLOP + 1, 4);
        self.line.add(b"=");
    }

    fn start_dict(&mut self) {
        self.in_dict = true;
        self.line.begin();
        if self.table_scope.is_some() {
            self.line.newline();
        }
        self.line.add(b"<");
    }

    pub(super) fn end_dict(&mut self) {
        self.in_dict = false;
        self.line.add(b">");
    }
}

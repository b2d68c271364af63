//! Cells: what their columns and values stand for.

use std::borrow::Cow;

use super::{Builder, Flow, GO, value_start};
use crate::id::{Column, Scope};
use crate::read::{DiagnosticKind as Odd, Effect};
use crate::store::{BATCH, Cell as Stored, Content};
use crate::syntax::{Cell, ColumnName, MAX_ALIASED, Mid, RawValue, ScopeName, Slot, Span};

impl<'a> Builder<'a> {
    #[inline(always)]
    pub(super) fn cell(&mut self, span: Span, cell: Cell<'a>) -> Flow {
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
    pub(super) fn staged(&self) -> usize {
        self.store.cells_mark() - self.row.mark
    }

    #[inline(never)]
    pub(super) fn any_cell(&mut self, span: Span, cell: Cell<'a>) -> Flow {
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

    pub(super) fn is_usual(&self) -> bool {
        let expected = !self.audits && !self.row.cuts_cell && self.row.atom_scope == Scope::VALUES;
        expected && self.row.open.is_some() && !self.store.has_redefined()
    }

    pub(super) fn column(&mut self, span: Span, column: ColumnName<'a>) -> Result<Column, Flow> {
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

    pub(super) fn content(&mut self, span: Span, slot: Slot<'a>) -> Result<Option<Content>, Flow> {
        match slot {
            Slot::Alias(mid) => {
                let scope = self.scope(mid, self.row.atom_scope, span)?;
                Ok(self.store.find_atom(scope, mid.id).map(Content::Atom))
            }
            Slot::Literal(value) => self.literal(span, value).map(Some),
        }
    }

    /// A literal: the atom that has its value, where atoms are looked up.
    pub(super) fn literal(&mut self, span: Span, value: RawValue<'a>) -> Result<Content, Flow> {
        if value.is_longer_than(MAX_ALIASED) {
            return Ok(Content::Long(value_start(span, value)));
        }
        let start = self.stored_start(span, value);
        if !self.audits {
            return Ok(Content::Literal(start));
        }
        let body: Cow<'_, [u8]> = value.decode();
        // An atom has the charset form that it was defined with, which is none.
        let atom =
            if self.row.form == 0 { self.store.find_body(self.bytes, Scope::VALUES, &body) } else { None };
        if let Some(atom) = atom {
            return Ok(Content::Atom(atom));
        }
        self.proceed(Odd::UnknownLiteral, span)?;
        Ok(Content::Literal(start))
    }
}

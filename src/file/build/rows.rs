//! Rows, and their membership in tables.

use super::{Builder, Flow, GO};
use crate::id::Oid;
use crate::read::{DiagnosticKind as Odd, Effect, Reading};
use crate::store::{MAX_CELLS, RowIndex, TableIndex};
use crate::syntax::{RowHead, Span};

impl<'a> Builder<'a> {
    #[inline]
    pub(super) fn row_start(&mut self, span: Span, head: RowHead<'a>) -> Flow {
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
    pub(super) fn join(&mut self, span: Span, table: TableIndex, row: RowIndex) -> Flow {
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

    #[inline]
    pub(super) fn row_end(&mut self, span: Span, position: Option<u32>) -> Flow {
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
    pub(super) fn flush(&mut self, span: Span, row: RowIndex, effect: Effect) -> Flow {
        if self.staged() == 0 {
            return GO;
        }
        self.row.has_cell = true;
        if self.audits && self.store.has_duplicates(self.row.mark) {
            self.note(Odd::DuplicateColumn, span)?;
        }
        let len = self.store.take_cells(self.bytes, row, self.row.mark);
        self.row.mark = self.store.cells_mark();
        if len > MAX_CELLS { self.row_too_long(span, row, len, effect) } else { GO }
    }

    #[cold]
    pub(super) fn row_too_long(&mut self, span: Span, row: RowIndex, len: usize, effect: Effect) -> Flow {
        if self.reading == Reading::Mozilla {
            self.store.truncate_row(row, len & MAX_CELLS); // the engine counts in 16 bits
        }
        self.report(Odd::RowTooLong, span, effect)
    }
}

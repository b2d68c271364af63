//! Tables, and what their meta parts set.

use super::{Builder, Flow, GO, Setting};
use crate::id::{Kind, Oid, Scope};
use crate::read::{DiagnosticKind as Odd, Effect};
use crate::store::LOWEST_PRIORITY;
use crate::syntax::{Cell, ColumnName, Mid, ScopeName, Slot, Span, TableHead};

impl<'a> Builder<'a> {
    pub(super) fn table_start(&mut self, span: Span, head: TableHead<'a>) -> Flow {
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

    pub(super) fn table_end(&mut self, span: Span, closed: bool) -> Flow {
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

    pub(super) fn set_status(&mut self) {
        if let Some(table) = self.table.open.take() {
            self.store.set_status(table, self.table.priority, self.table.unique, self.table.verbose);
        }
    }

    /// Which variable a column of a meta part stands for.
    pub(super) fn setting(&self, column: u32) -> Setting {
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
    pub(super) fn meta_cell(&mut self, span: Span, cell: Cell<'a>) -> Flow {
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

    pub(super) fn meta_setting(&mut self, span: Span, cell: Cell<'a>) -> Result<(), Flow> {
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

    pub(super) fn set(&mut self, setting: Setting, token: u32) {
        match setting {
            Setting::Kind => {
                self.table.kind = Kind(token);
                if let Some(table) = self.table.open {
                    self.store.read_kind(table, Kind(token));
                }
            }
            Setting::RowScope => self.table.row_scope = Scope(token),
            Setting::AtomScope => self.table.atom_scope = Scope(token),
            Setting::DictScope => self.dict_scope = Scope(token),
            Setting::Status | Setting::Other => {}
        }
    }

    /// The value of `s`: a digit is the priority, `u` and `v` are flags.
    pub(super) fn status(&mut self, value: &[u8]) {
        for byte in value {
            match byte {
                b'0'..=b'9' => self.table.priority = byte - b'0',
                b'u' | b'U' => self.table.unique = true,
                b'v' | b'V' => self.table.verbose = true,
                _ => {}
            }
        }
    }
}

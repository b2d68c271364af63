//! Tables.

use std::io;

use super::line::WRAP;
use super::plan::{TableChange, TablePlan};
use super::text::{Sink, Text};
use crate::id::{Kind, Oid, Scope};

impl Text<'_> {
    /// A table with the dict that it needs (`PutTableDict`, `PutTable`).
    pub(super) fn table(&mut self, plan: &TablePlan, sink: &mut Sink<'_>) -> io::Result<()> {
        let table = self.store.table_ref(plan.table);
        self.verbose = table.is_verbose() && self.engine;
        self.table_dict(plan, sink)?;
        self.table_start(plan);
        match &plan.changes {
            None => {
                let store = self.store;
                for row in store.members_of(plan.table) {
                    self.row(row);
                    self.hand_on(sink)?;
                }
            }
            Some(changes) => changes.iter().for_each(|&change| self.change(change)),
        }
        self.line.add(b"}");
        self.verbose = false;
        Ok(())
    }

    fn change(&mut self, change: TableChange) {
        match change {
            TableChange::Add(row) => self.row(row),
            TableChange::Cut(row) => {
                self.line.add(b"-");
                if self.engine { self.row(row) } else { self.row_reference(row) }
            }
            TableChange::Move(row, to) => {
                self.row(row);
                self.line.add(b"!");
                self.line.add_hex(to);
                self.line.add(b" ");
            }
        }
    }

    /// A table up to its rows (`StartTable`).
    fn table_start(&mut self, plan: &TablePlan) {
        let table = self.store.table_ref(plan.table);
        self.line.begin();
        self.line.add(b"{");
        if plan.rewrite && self.group {
            self.line.add(b"-");
            self.line.length += 1; // counted twice
        }
        self.oid(table.oid());
        self.line.add(b" {");
        if self.verbose {
            self.line.add(b"/*r=0*/ ");
        }
        self.line.wrap(3);
        self.kind(table.kind());
        self.line.add(b"(s=");
        self.line.add_hex(u32::from(table.priority().min(9)));
        self.line.add(if table.is_unique() { b"u" } else { b"" });
        self.line.add(if table.is_verbose() { b"v" } else { b"" });
        self.line.add(b")");
        if let Some(row) = self.store.meta_row_of(plan.table) {
            self.same_line = true;
            self.row(row);
        }
        self.line.add(b"}");
        if self.line.length < WRAP {
            self.line.add(b" ");
        }
    }

    fn kind(&mut self, kind: Kind) {
        self.line.put(b"(k^"); // not counted
        self.line.add_hex(kind.0);
        self.line.add(b":c)");
    }

    /// A row or table id with its scope (`OidAsHex`).
    pub(super) fn oid(&mut self, oid: Oid) {
        self.line.add_hex(oid.id);
        match oid.scope.as_byte() {
            Some(byte) if starts_name(byte) => self.line.add(&[b':', byte]),
            _ => {
                let Scope(scope) = oid.scope;
                self.line.add(b":^");
                self.line.add_hex(scope);
            }
        }
    }
}

/// Whether a name can begin with this byte (`morkCh_IsName`).
const fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b':' | b'_')
}

//! A plan becomes text.

use std::io;

use super::line::{Line, hex};
use super::plan::{Plan, Rows, ScopePlan};
use crate::id::Scope;
use crate::store::{AtomSet, Slot, Store};
use crate::syntax::{HEADER, plain_length};

/// Takes text when there is enough of it.
pub(crate) type Sink<'w> = dyn FnMut(&[u8]) -> io::Result<()> + 'w;

/// So much text is handed on at once, in bytes.
const ENOUGH: usize = 1 << 20;

/// The text of a plan, while it is written.
pub(crate) struct Text<'s> {
    pub(super) store: &'s Store,
    pub(super) line: Line,
    pub(super) rows: Rows,
    /// The atoms that the file does not define yet.
    unwritten: AtomSet,
    /// Those that a group defines.
    defined: Vec<Slot>,
    /// Of the atoms that were defined: those that are no longer than their ids.
    short: AtomSet,
    pub(super) group: bool,
    pub(super) engine: bool,
    /// Whether the next row goes on in the same line.
    pub(super) same_line: bool,
    /// The scope of the table that is being written.
    pub(super) table_scope: Option<Scope>,
    pub(super) in_dict: bool,
    pub(super) verbose: bool,
}

impl<'s> Text<'s> {
    pub(crate) fn new(store: &'s Store, newline: &'static [u8], unwritten: AtomSet) -> Self {
        Self {
            store,
            line: Line::new(newline),
            rows: Rows::default(),
            unwritten,
            defined: Vec::new(),
            short: AtomSet::any(),
            group: false,
            engine: false,
            same_line: false,
            table_scope: None,
            in_dict: false,
            verbose: false,
        }
    }

    /// Writes a whole file. Answers which atoms it does not define.
    pub(crate) fn whole(mut self, plan: Plan, sink: &mut Sink<'_>) -> io::Result<AtomSet> {
        self.line.put(HEADER);
        self.line.newline();
        self.part(plan, sink)?;
        sink(&self.line.text)?;
        Ok(self.unwritten)
    }

    /// Writes a group with this id, to be appended. Answers its text, the atoms that it defines, and the set of those that the
    /// file does not define, as it was.
    pub(crate) fn group(mut self, plan: Plan, id: u32) -> (Vec<u8>, Vec<Slot>, AtomSet) {
        let id = format!("{id:X}");
        self.line.newline();
        self.line.put(b"@$${");
        self.line.put(id.as_bytes());
        self.line.put(b"{@");
        self.line.newline();
        // Nothing is handed on while this is in memory, so nothing can fail.
        let _ = self.part(plan, &mut |_| Ok(()));
        self.line.put(b"@$$}");
        self.line.put(id.as_bytes());
        self.line.put(b"}@");
        self.line.newline();
        for &atom in &self.defined {
            self.unwritten.insert(atom);
        }
        (self.line.text, self.defined, self.unwritten)
    }

    fn part(&mut self, plan: Plan, sink: &mut Sink<'_>) -> io::Result<()> {
        (self.rows, self.group, self.engine) = (plan.rows, plan.group, plan.engine);
        if let Some(names) = plan.names {
            self.names(&names);
        }
        for scope in plan.scopes {
            self.scope(scope, sink)?;
        }
        self.line.begin();
        Ok(())
    }

    fn scope(&mut self, plan: ScopePlan, sink: &mut Sink<'_>) -> io::Result<()> {
        for table in plan.tables {
            self.table_scope = Some(plan.scope);
            self.table(&table, sink)?;
            self.table_scope = None;
        }
        for row in plan.rows {
            let Some(text) = self.rows.peek(row) else { continue };
            self.row_dict(row, Some(text));
            if self.in_dict {
                self.end_dict();
                self.same_line |= self.line.length < 32;
            }
            self.row(row);
            self.hand_on(sink)?;
        }
        Ok(())
    }

    /// Hands the text on, if there is enough of it and it is not to stay in memory.
    pub(super) fn hand_on(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        if !self.group && self.line.text.len() >= ENOUGH {
            sink(&self.line.text)?;
            self.line.text.clear();
        }
        Ok(())
    }

    /// Notes that an atom is no longer than its id, where that will be asked of it for every cell that has it.
    pub(super) fn note_short(&mut self, atom: Slot, value: &[u8]) {
        if !self.group && is_short(value, self.store.atom_id(atom)) {
            self.short.insert(atom);
        }
    }

    /// Whether a value needs no escapes and is no longer than the id of its atom.
    #[inline]
    pub(super) fn is_short(&self, atom: Slot) -> bool {
        if self.group {
            is_short(&self.store.atom_value(atom).bytes(), self.store.atom_id(atom))
        } else {
            self.short.contains(atom)
        }
    }

    /// Takes an atom out of those that the file does not define. Answers whether it was one.
    #[inline]
    pub(super) fn define(&mut self, atom: Slot) -> bool {
        let new = self.unwritten.take(atom);
        if new && self.group {
            self.defined.push(atom);
        }
        new
    }
}

fn is_short(value: &[u8], id: u32) -> bool {
    value.len() <= hex(id).1 && plain_length(value) == value.len()
}

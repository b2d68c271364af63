//! A tiny store that applies the items of the reference reader one by one, by sections 4 to 6 of the format's description.
//! It gives up on anything that Mozilla's engine calls an error, so what it holds is what every reading must come to.

use std::collections::BTreeMap;

use morkdb::syntax::{Cell, ColumnName, Mid, RawValue, RowHead, ScopeName, Slot};

use super::reference::{DictPart, Item, Row, RowPart, TablePart, decode};
use super::{Id, Snapshot, TableSnapshot};

const NAMES: u32 = b'c' as u32;
const VALUES: u32 = b'v' as u32;
const LONGEST: usize = 1024;

/// Which atom a value is. Long values are nobody's atom, and each is another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Atom {
    Book(u32, u32),
    Anonymous(usize),
}

#[derive(Clone, Debug)]
struct Stored {
    column: u32,
    atom: Atom,
    value: Vec<u8>,
    cut: bool,
}

#[derive(Debug)]
pub struct Model {
    atoms: BTreeMap<Id, Vec<u8>>,
    bodies: BTreeMap<(u32, Vec<u8>), u32>,
    rows: BTreeMap<Id, Vec<Stored>>,
    tables: BTreeMap<Id, TableSnapshot>,
    /// Scope of rows that name none; outlives its table.
    row_scope: u32,
    /// Atom space of ids that name none.
    atom_scope: u32,
    anonymous: usize,
    /// Two aliases of one space had the same value, so a value is not one atom all the time.
    pub has_twins: bool,
}

/// A table while it is open.
struct Open {
    id: Id,
    kind: bool,
    priority: u8,
    unique: bool,
    verbose: bool,
    minus: bool,
}

impl Model {
    /// The store that these items make; `None` where something is wrong with them.
    pub fn of(items: &[Item<'_>]) -> Option<Self> {
        let mut model = Self {
            atoms: BTreeMap::new(),
            bodies: BTreeMap::new(),
            rows: BTreeMap::new(),
            tables: BTreeMap::new(),
            row_scope: u32::from(b'r'),
            atom_scope: VALUES,
            anonymous: 0,
            has_twins: false,
        };
        model.items(items)?;
        Some(model)
    }

    pub fn snapshot(&self) -> Snapshot {
        let cells =
            |cells: &Vec<Stored>| cells.iter().map(|cell| (cell.column, cell.value.clone())).collect();
        let rows = self.rows.iter().map(|(id, row)| (*id, cells(row))).collect();
        Snapshot { rows, tables: self.tables.clone() }
    }

    fn items(&mut self, items: &[Item<'_>]) -> Option<()> {
        for item in items {
            match item {
                Item::Dict(parts) => self.dict(parts)?,
                Item::Table(head, parts) => self.table(head.table, head.rewrite, parts)?,
                Item::Row(row) => _ = self.row(row)?,
                Item::Group(_, items) => self.items(items)?,
            }
        }
        Some(())
    }

    // ---- names

    fn token(&self, name: &[u8]) -> Option<u32> {
        match name {
            [byte] if *byte < 0x80 => Some(u32::from(*byte)),
            [] => None,
            _ => self.bodies.get(&(NAMES, name.to_vec())).copied(),
        }
    }

    fn scope(&self, scope: ScopeName<'_>, default: u32) -> Option<u32> {
        match scope {
            ScopeName::Default => Some(default),
            ScopeName::Token(0) => None, // the description does not say
            ScopeName::Token(token) => Some(token),
            ScopeName::Name(name) => self.token(name),
        }
    }

    /// The token of a meta cell's column, and of its value where that is a name.
    fn setting(&self, cell: &Cell<'_>) -> Option<(u32, Option<u32>)> {
        let column = self.column(cell.column)?;
        let wanted = column == u32::from(b'k') || column == u32::from(b'r') || column == u32::from(b'a');
        let token = match cell.slot {
            _ if !wanted => return Some((column, None)),
            Slot::Literal(value) => self.token(&decode(value.raw()))?,
            Slot::Alias(Mid { id, scope: ScopeName::Name(b"c") }) => id,
            Slot::Alias(_) => return None,
        };
        (token != 0).then_some((column, Some(token)))
    }

    fn column(&self, column: ColumnName<'_>) -> Option<u32> {
        match column {
            ColumnName::Name(name) => self.token(name),
            ColumnName::Mid(mid) => self.scope(mid.scope, NAMES).map(|_| mid.id),
        }
    }

    // ---- dicts

    fn dict(&mut self, parts: &[DictPart<'_>]) -> Option<()> {
        let mut scope = VALUES;
        for part in parts {
            match part {
                DictPart::Alias(id, value) => self.alias(scope, *id, *value)?,
                DictPart::Meta(cells) => {
                    for cell in cells {
                        match self.setting(cell)? {
                            (column, Some(token)) if column == u32::from(b'a') => scope = token,
                            _ => {}
                        }
                    }
                }
            }
        }
        Some(())
    }

    fn alias(&mut self, scope: u32, id: u32, value: RawValue<'_>) -> Option<()> {
        let value = decode(value.raw());
        if value.len() > LONGEST {
            return Some(());
        }
        match self.atoms.get(&(scope, id)) {
            Some(old) => return (*old == value).then_some(()),
            None if id == 0 => return None,
            None => {}
        }
        self.atoms.insert((scope, id), value.clone());
        self.has_twins |= self.bodies.insert((scope, value), id).is_some();
        Some(())
    }

    // ---- tables

    fn table(&mut self, mid: Mid<'_>, rewrite: bool, parts: &[TablePart<'_>]) -> Option<()> {
        let id = (self.scope(mid.scope, 0)?, mid.id);
        let new = TableSnapshot {
            kind: u32::from(b'n'),
            priority: 9,
            unique: false,
            verbose: false,
            meta_row: None,
            rows: vec![],
        };
        let table = self.tables.entry(id).or_insert(new);
        if rewrite {
            table.rows.clear();
        }
        self.row_scope = id.0;
        let mut open = Open { id, kind: false, priority: 9, unique: false, verbose: false, minus: false };
        for part in parts {
            self.table_part(&mut open, part)?;
        }
        self.atom_scope = VALUES;
        let table = self.tables.get_mut(&id)?;
        table.priority = open.priority;
        table.unique |= open.unique;
        table.verbose |= open.verbose;
        open.kind.then_some(())
    }

    fn table_part(&mut self, open: &mut Open, part: &TablePart<'_>) -> Option<()> {
        match part {
            TablePart::Minus => open.minus = true,
            TablePart::Cell(_) => return None,
            TablePart::Row(row) => {
                let member = self.row(row)?;
                self.join(open, member, row.position)?;
            }
            TablePart::Ref(mid, position) => {
                let member = self.reference(*mid)?;
                self.join(open, member, *position)?;
            }
            TablePart::Meta(parts) => parts.iter().try_for_each(|part| self.meta_part(open, part))?,
        }
        Some(())
    }

    fn meta_part(&mut self, open: &mut Open, part: &TablePart<'_>) -> Option<()> {
        let row = match part {
            TablePart::Cell(cell) => return self.meta_cell(open, cell),
            TablePart::Row(row) => self.row(row)?,
            TablePart::Ref(mid, _) => self.reference(*mid)?,
            TablePart::Minus | TablePart::Meta(_) => return None,
        };
        let meta_row = self.tables.get_mut(&open.id)?.meta_row.get_or_insert(row);
        (*meta_row == row && !open.minus).then_some(())
    }

    fn meta_cell(&mut self, open: &mut Open, cell: &Cell<'_>) -> Option<()> {
        let (column, token) = self.setting(cell)?;
        match (u8::try_from(column), token) {
            (Ok(b'k'), Some(kind)) => {
                open.kind = kind != u32::from(b'n');
                self.tables.get_mut(&open.id)?.kind = kind;
            }
            (Ok(b'r'), Some(scope)) => self.row_scope = scope,
            (Ok(b'a'), Some(scope)) => self.atom_scope = scope,
            (Ok(b's'), _) => match cell.slot {
                Slot::Literal(value) => status(open, &decode(value.raw())),
                Slot::Alias(_) => return None,
            },
            _ => {}
        }
        Some(())
    }

    fn join(&mut self, open: &mut Open, row: Id, position: Option<u32>) -> Option<()> {
        let rows = &mut self.tables.get_mut(&open.id)?.rows;
        if std::mem::take(&mut open.minus) {
            rows.retain(|member| *member != row);
        } else if !rows.contains(&row) {
            rows.push(row);
        }
        if let (Some(to), Some(from)) = (position, rows.iter().position(|member| *member == row)) {
            rows.remove(from);
            rows.insert((to as usize).min(rows.len()), row);
        }
        Some(())
    }

    // ---- rows

    fn reference(&mut self, mid: Mid<'_>) -> Option<Id> {
        self.row(&Row { head: RowHead { row: mid, rewrite: false }, parts: vec![], position: None })
    }

    fn row(&mut self, row: &Row<'_>) -> Option<Id> {
        let id = (self.scope(row.head.row.scope, self.row_scope)?, row.head.row.id);
        if id.1 == u32::MAX {
            return None;
        }
        let cells = self.rows.entry(id).or_default();
        if row.head.rewrite {
            cells.clear();
        }
        let (mut batch, mut cut) = (Vec::new(), false);
        for part in &row.parts {
            let several = match part {
                RowPart::Minus => {
                    cut = true;
                    continue;
                }
                RowPart::Cell(cell) => std::slice::from_ref(cell),
                RowPart::Meta(cells) => cells,
            };
            for cell in several {
                if batch.len() == 64 {
                    self.take_cells(id, &mut batch)?;
                }
                let (atom, value) = self.value(cell.slot)?;
                let column = self.column(cell.column)? & 0x00FF_FFFF;
                batch.push(Stored { column, atom, value, cut: std::mem::take(&mut cut) });
            }
        }
        self.take_cells(id, &mut batch)?;
        Some(id)
    }

    fn value(&mut self, slot: Slot<'_>) -> Option<(Atom, Vec<u8>)> {
        match slot {
            Slot::Alias(mid) => {
                let scope = self.scope(mid.scope, self.atom_scope)?;
                Some((Atom::Book(scope, mid.id), self.atoms.get(&(scope, mid.id))?.clone()))
            }
            Slot::Literal(raw) => {
                let value = decode(raw.raw());
                if value.len() > LONGEST {
                    self.anonymous += 1;
                    return Some((Atom::Anonymous(self.anonymous), value));
                }
                let id = *self.bodies.get(&(VALUES, value.clone()))?;
                Some((Atom::Book(VALUES, id), value))
            }
        }
    }

    /// The two passes of `morkRow::TakeCells`.
    fn take_cells(&mut self, row: Id, batch: &mut Vec<Stored>) -> Option<()> {
        let cells = self.rows.get_mut(&row)?;
        let first = |cells: &[Stored], column| cells.iter().position(|cell| cell.column == column);
        let (mut overlap, mut kept) = (0, Vec::new());
        for cell in batch.drain(..) {
            match first(cells, cell.column).map(|at| &cells[at]) {
                Some(old) if (old.cut && cell.cut) || old.atom == cell.atom => continue,
                Some(_) => overlap += 1,
                None => {}
            }
            kept.push(cell);
        }
        for cell in kept {
            match first(cells, cell.column) {
                Some(at) if overlap > 0 => {
                    overlap -= 1;
                    cells[at] = cell;
                }
                _ => cells.push(cell),
            }
        }
        (cells.len() <= 0xFFFF).then_some(())
    }
}

fn status(open: &mut Open, value: &[u8]) {
    for byte in value {
        match byte {
            b'0'..=b'9' => open.priority = byte - b'0',
            b'u' | b'U' => open.unique = true,
            b'v' | b'V' => open.verbose = true,
            _ => {}
        }
    }
}

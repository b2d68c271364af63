//! The difference for people.

use std::collections::HashMap;
use std::io::{self, Write};

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::CellRef;

use super::cells::CellChange;
use super::compare::{Comparison, Fate, RowChange, TableChange};
use super::table::{Facet, Setting};
use crate::layout::Layout;
use crate::names;
use crate::printable::{counted, cut, printable, width};
use crate::run::Outlet;
use crate::style::Role;

/// Values are aligned behind labels of up to this width.
const LABEL: usize = 16;

/// How much of what two long values have in common is shown before what they have not.
const CONTEXT: usize = 12;

/// Writes the difference; nothing where there is none. Answers whether there is none.
pub(super) fn print(
    out: &mut Outlet<'_>,
    labels: [&str; 2],
    comparison: &Comparison<'_>,
    layout: Layout,
) -> io::Result<bool> {
    let metas = comparison.stores.map(meta_rows);
    let mut page = Page { out, layout, comparison, labels, metas, is_empty: true };
    let (mut tables, mut rows) = (0, 0);
    for change in comparison.tables() {
        page.table(&change)?;
        tables += 1;
    }
    for change in comparison.rows() {
        page.row(&change)?;
        rows += 1;
    }
    let parts = [(tables, "table"), (rows, "row")].into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, what)| counted(count, what)).collect();
    if page.is_empty {
        return Ok(true);
    }
    let verb = if tables + rows == 1 { "differs" } else { "differ" };
    writeln!(out, "\n{} {verb}", parts.join(" and "))?;
    Ok(false)
}

/// What a line says of what stands in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    Plus,
    Minus,
    Tilde,
}

impl Sign {
    fn of(fate: Fate) -> Self {
        match fate {
            Fate::Made => Self::Plus,
            Fate::Gone => Self::Minus,
            Fate::Changed => Self::Tilde,
        }
    }

    fn text(self) -> char {
        match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Tilde => '~',
        }
    }

    fn role(self) -> Role {
        match self {
            Self::Plus => Role::Added,
            Self::Minus => Role::Gone,
            Self::Tilde => Role::Changed,
        }
    }
}

/// A line below a heading.
type Line = (Sign, String, String);

struct Page<'o, 'q, 'a, 's> {
    out: &'o mut Outlet<'q>,
    layout: Layout,
    comparison: &'a Comparison<'s>,
    labels: [&'a str; 2],
    /// The table of each meta row, in the old store and in the new one.
    metas: [HashMap<Oid, Oid>; 2],
    is_empty: bool,
}

impl<'s> Page<'_, '_, '_, 's> {
    fn heading(&mut self, sign: Sign, title: &str, rest: &str) -> io::Result<()> {
        if std::mem::replace(&mut self.is_empty, false) {
            let [old, new] = self.labels;
            let palette = self.layout.palette;
            writeln!(self.out, "{}", palette.paint(Role::Gone, format_args!("--- {old}")))?;
            writeln!(self.out, "{}", palette.paint(Role::Added, format_args!("+++ {new}")))?;
        }
        let mark = self.layout.palette.paint(sign.role(), sign.text());
        writeln!(self.out, "\n{mark} {}{rest}", self.layout.palette.paint(Role::Heading, title))
    }

    fn table(&mut self, change: &TableChange<'s>) -> io::Result<()> {
        let (table, store) = (change.table, change.store);
        let rows = if table.is_empty() { "no rows".to_owned() } else { counted(table.len(), "row") };
        let rest = format!("  {}, {rows}", names::short(store, table.kind()));
        let title = format!("table {}", names::id(store, table.oid(), None));
        self.heading(Sign::of(change.fate), &title, &rest)?;
        let is_shown = |facet: &&Facet<'_>| {
            let is_news = |setting: Option<Setting<'_>>| setting.is_some_and(|setting| !setting.is_default());
            let is_in_title = change.fate != Fate::Changed && facet.name == "kind";
            !is_in_title && (change.fate == Fate::Changed || is_news(facet.old) || is_news(facet.new))
        };
        let mut lines: Vec<Line> = Vec::new();
        for facet in change.facets.iter().filter(is_shown) {
            let label = facet.name.replace('_', " ");
            lines.extend(facet.old.map(|old| (Sign::Minus, label.clone(), setting(old))));
            lines.extend(facet.new.map(|new| (Sign::Plus, label, setting(new))));
        }
        lines.extend(self.members(change));
        self.lines(&lines)
    }

    fn members(&self, change: &TableChange<'s>) -> Vec<Line> {
        let [old, new] = self.comparison.stores;
        let members = &change.members;
        let home = change.table.oid();
        let lists = [
            (Sign::Minus, "rows", old, &members.cut),
            (Sign::Plus, "rows", new, &members.added),
            (Sign::Tilde, "moved", new, &members.moved),
        ];
        let lists = lists.into_iter().filter(|(.., rows)| !rows.is_empty());
        lists
            .map(|(sign, label, store, rows)| {
                (sign, label.to_owned(), ids(store, rows, (change.store, home)))
            })
            .collect()
    }

    fn row(&mut self, change: &RowChange<'s>) -> io::Result<()> {
        let title = format!("row {}", names::id(change.store, change.oid, None));
        let [old, new] = &self.metas;
        let metas = if change.fate == Fate::Gone { old } else { new };
        let of_table = |table: &Oid| format!("  meta row of table {}", names::id(change.store, *table, None));
        let mut rest = metas.get(&change.oid).map(of_table).unwrap_or_default();
        if change.cells.is_empty() {
            rest.push_str("  without cells");
        }
        self.heading(Sign::of(change.fate), &title, &rest)?;
        let mut lines: Vec<Line> = Vec::new();
        for cell in &change.cells {
            self.cell(*cell, &mut lines);
        }
        self.lines(&lines)
    }

    fn cell(&self, cell: CellChange<'s>, lines: &mut Vec<Line>) {
        let label = cell.column(self.comparison.stores).map(|(store, column)| names::short(store, column));
        let label = label.unwrap_or_default();
        let (mut old, mut new) = (cell.old.map(content), cell.new.map(content));
        if let (Some(old), Some(new), true) = (&mut old, &mut new, self.layout.cut) {
            let room = self.room(width(&label).max(LABEL));
            bring_together(old, new, room);
        }
        lines.extend(old.map(|old| (Sign::Minus, label.clone(), old)));
        lines.extend(new.map(|new| (Sign::Plus, label, new)));
    }

    /// How many columns a value may take behind a label.
    fn room(&self, label: usize) -> usize {
        self.layout.columns.saturating_sub(self.layout.indent() + 2 + label + 2).max(CONTEXT + 8)
    }

    fn lines(&mut self, lines: &[Line]) -> io::Result<()> {
        let palette = self.layout.palette;
        let widest = lines.iter().map(|(_, label, _)| width(label)).max().unwrap_or(0).min(LABEL);
        for (sign, label, text) in lines {
            let mark = palette.paint(sign.role(), sign.text());
            let padding = widest.saturating_sub(width(label)) + 2;
            let name = palette.paint(Role::Name, label);
            let room = self.room(width(label).max(widest));
            let text = if self.layout.cut { cut(text.clone(), room) } else { text.clone() };
            let indent = self.layout.indent();
            writeln!(self.out, "{0:indent$}{mark} {name}{0:padding$}{text}", "")?;
        }
        Ok(())
    }
}

fn meta_rows(store: &Store) -> HashMap<Oid, Oid> {
    store.tables().filter_map(|table| Some((table.meta_row()?.oid(), table.oid()))).collect()
}

/// The ids of rows; with their scope where it is not that of their table.
fn ids(store: &Store, rows: &[Oid], (home_store, home): (&Store, Oid)) -> String {
    let home = home_store.name(home.scope);
    let scope = |row: Oid| Some(row.scope).filter(|scope| store.name(*scope) == home);
    rows.iter().map(|row| names::id(store, *row, scope(*row))).collect::<Vec<_>>().join(" ")
}

fn setting(setting: Setting<'_>) -> String {
    match setting {
        Setting::Kind(store, kind) => names::full(store, kind),
        Setting::Number(number) => number.to_string(),
        Setting::Flag(is_set) => if is_set { "yes" } else { "no" }.to_owned(),
        Setting::Row(store, row) => row.map_or_else(|| "none".to_owned(), |row| names::id(store, row, None)),
    }
}

fn content(cell: CellRef<'_>) -> String {
    match cell.value {
        None => "(none)".to_owned(),
        Some(value) if value.raw().is_empty() => "\"\"".to_owned(),
        Some(value) => printable(&value.bytes()),
    }
}

/// Where long values begin alike, leaves out of both what would push the difference out of sight.
fn bring_together(old: &mut String, new: &mut String, room: usize) {
    let common = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    if common + CONTEXT < room {
        return;
    }
    for text in [old, new] {
        let rest: String = text.chars().skip(common.saturating_sub(CONTEXT)).collect();
        *text = format!("\u{2026}{rest}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_far_behind_is_brought_into_sight() {
        let (mut old, mut new) = (format!("{}one", "x".repeat(100)), format!("{}two", "x".repeat(100)));
        bring_together(&mut old, &mut new, 40);
        assert_eq!((old.as_str(), new.as_str()), ("\u{2026}xxxxxxxxxxxxone", "\u{2026}xxxxxxxxxxxxtwo"));
        bring_together(&mut old, &mut new, 40);
        assert_eq!(new, "\u{2026}xxxxxxxxxxxxtwo");
    }
}

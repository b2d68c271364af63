//! Comparing rows of two files, whose tokens for the same columns may differ.

use std::borrow::Cow;

use hashbrown::HashMap;
use morkdb::Store;
use morkdb::id::Column;
use morkdb::store::{CellRef, RowRef, Value};

/// A cell that differs.
#[derive(Clone, Debug)]
pub(super) struct CellChange<'f> {
    pub(super) name: Cow<'f, [u8]>,
    pub(super) old: Option<Value<'f>>,
    pub(super) new: Option<Value<'f>>,
}

/// The name of a column: its place among those of both files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Name(usize);

#[derive(Debug, Default)]
struct Names<'f> {
    list: Vec<Cow<'f, [u8]>>,
    by_text: HashMap<Cow<'f, [u8]>, Name>,
}

impl<'f> Names<'f> {
    fn intern(&mut self, text: Cow<'f, [u8]>) -> Name {
        *self.by_text.entry(text).or_insert_with_key(|text| {
            self.list.push(text.clone());
            Name(self.list.len() - 1)
        })
    }

    fn text(&self, name: Name) -> Cow<'f, [u8]> {
        self.list.get(name.0).cloned().unwrap_or_default()
    }
}

/// Which name each token of a file is for.
#[derive(Debug)]
struct Tokens<'f> {
    store: &'f Store,
    names: HashMap<Column, Name>,
}

impl<'f> Tokens<'f> {
    fn of(store: &'f Store) -> Self {
        Self { store, names: HashMap::new() }
    }

    fn name(&mut self, column: Column, names: &mut Names<'f>) -> Name {
        *self.names.entry(column).or_insert_with(|| {
            let name = self.store.name(column);
            names.intern(name.unwrap_or_else(|| Cow::Owned(column.to_string().into_bytes())))
        })
    }
}

/// Compares rows of two files.
#[derive(Debug)]
pub(super) struct Comparison<'f> {
    old: Tokens<'f>,
    new: Tokens<'f>,
    names: Names<'f>,
    /// The cells of a row that are still to be found in the other: of one row at a time.
    left: HashMap<Name, Option<Value<'f>>>,
    seen: hashbrown::HashSet<Name>,
}

impl<'f> Comparison<'f> {
    pub(super) fn of(old: &'f Store, new: &'f Store) -> Self {
        Self {
            old: Tokens::of(old),
            new: Tokens::of(new),
            names: Names::default(),
            left: HashMap::new(),
            seen: hashbrown::HashSet::new(),
        }
    }

    /// Whether two rows have the same cells in the same order, which is so for nearly all of them.
    pub(super) fn is_same(&mut self, old: RowRef<'f>, new: RowRef<'f>) -> bool {
        old.len() == new.len() && old.cells().zip(new.cells()).all(|(old, new)| self.is_same_cell(old, new))
    }

    fn is_same_cell(&mut self, old: CellRef<'f>, new: CellRef<'f>) -> bool {
        let Self { old: olds, new: news, names, .. } = self;
        olds.name(old.column, names) == news.name(new.column, names) && is_same_value(old.value, new.value)
    }

    /// Tells of the cells that differ: those of the new row in their order, then those that it has not any more. Of cells of
    /// the same column only the first counts.
    pub(super) fn changes(
        &mut self,
        old: Option<RowRef<'f>>,
        new: Option<RowRef<'f>>,
        tell: &mut dyn FnMut(CellChange<'f>),
    ) {
        let Self { old: olds, new: news, names, left, seen } = self;
        left.clear();
        seen.clear();
        for cell in old.into_iter().flat_map(RowRef::cells) {
            left.entry(olds.name(cell.column, names)).or_insert(cell.value);
        }
        for cell in new.into_iter().flat_map(RowRef::cells) {
            let name = news.name(cell.column, names);
            if seen.insert(name) {
                let before = left.remove(&name).flatten();
                if !is_same_value(before, cell.value) {
                    tell(CellChange { name: names.text(name), old: before, new: cell.value });
                }
            }
        }
        for cell in old.into_iter().flat_map(RowRef::cells) {
            let name = olds.name(cell.column, names);
            if let Some(before @ Some(_)) = left.remove(&name) {
                tell(CellChange { name: names.text(name), old: before, new: None });
            }
        }
    }
}

/// Values that stand the same in both files say the same: decoding them is seldom needed.
fn is_same_value(old: Option<Value<'_>>, new: Option<Value<'_>>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => old.raw() == new.raw() || old == new,
        (None, None) => true,
        _ => false,
    }
}

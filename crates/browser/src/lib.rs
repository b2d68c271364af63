//! The history (`history.dat`) and the form data (`formhistory.dat`) of Mozilla browsers before Firefox 3, which are Mork files.
//!
//! ```
//! let text = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
//!     <<(a=c)>(80=ns:formhistory:db:row:scope:formhistory:all)(81=ns:formhistory:db:table:kind:formhistory)\
//!     (82=Name)(83=Value)(84=ByteOrder)>{1:^80{(k^81:c)(s=9)[1(^84=llll)]}[2(^82=q$00)(^83=a$00b$00)]}";
//! let file = morkdb::Database::from_bytes(text.to_vec())?;
//! let Some(morkdb_browser::Data::Form(form)) = morkdb_browser::Data::read(file.store(), None) else { panic!() };
//! assert_eq!((form.entries[0].name.as_str(), form.entries[0].value.as_str()), ("q", "ab"));
//! # Ok::<(), morkdb::Error>(())
//! ```

mod form;
mod history;
mod output;
mod utf16;

pub use form::{Entry, Form};
pub use history::{History, Visit};
pub use output::{csv, json, jsonl, time};
pub use utf16::ByteOrder;

use morkdb::Store;

/// What is in a file of a browser.
#[derive(Clone, Debug)]
pub enum Data {
    /// Pages that were visited.
    History(History),
    /// What was typed into forms.
    Form(Form),
}

impl Data {
    /// Reads the one or the other, as the names in the file say; `None` where it is neither. A byte order that is given is taken in
    /// place of the one that the file says.
    pub fn read(store: &Store, order: Option<ByteOrder>) -> Option<Self> {
        let history = History::read(store, order).map(Self::History);
        history.or_else(|| Form::read(store, order).map(Self::Form))
    }

    /// What is odd about the file, a sentence each.
    pub fn warnings(&self) -> &[String] {
        match self {
            Self::History(history) => &history.warnings,
            Self::Form(form) => &form.warnings,
        }
    }

    /// How many pages or entries there are.
    pub fn len(&self) -> usize {
        match self {
            Self::History(history) => history.visits.len(),
            Self::Form(form) => form.entries.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The tables of a kind.
fn tables<'s>(store: &'s Store, kind: &str) -> Vec<morkdb::store::TableRef<'s>> {
    let is_such =
        |table: &morkdb::store::TableRef<'s>| store.name(table.kind()).as_deref() == Some(kind.as_bytes());
    store.tables().filter(is_such).collect()
}

/// The value of a column of the row that says something about the file: the meta row of its table, or, where a table has none, the
/// first row that has such a cell.
fn about<'s>(store: &'s Store, kind: &str, column: &str) -> Option<std::borrow::Cow<'s, [u8]>> {
    let column = store.column(column)?;
    let metas = tables(store, kind).into_iter().filter_map(morkdb::store::TableRef::meta_row);
    let found = metas.chain(store.rows()).find_map(|row| row.get(column));
    found.map(morkdb::store::Value::bytes)
}

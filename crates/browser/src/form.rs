//! `formhistory.dat`.

use morkdb::Store;

use crate::utf16::{ByteOrder, Reader};

const KIND: &str = "ns:formhistory:db:table:kind:formhistory";
const SCOPE: &str = "ns:formhistory:db:row:scope:formhistory:all";

/// What was typed into forms.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Form {
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
    /// The byte order of the texts.
    pub order: ByteOrder,
    /// What is odd about the file, a sentence each.
    pub warnings: Vec<String>,
}

/// A field of a form, and what was typed into it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The name of the field; `searchbar-history` is the search field of the browser.
    pub name: String,
    /// What was typed.
    pub value: String,
}

impl Form {
    /// Reads form data; `None` where the file has none.
    pub fn read(store: &Store, order: Option<ByteOrder>) -> Option<Self> {
        let tables = crate::tables(store, KIND);
        if tables.is_empty()
            && !store.scopes().any(|scope| store.name(scope).as_deref() == Some(SCOPE.as_bytes()))
        {
            return None;
        }
        let mut reader = Reader::new(order, crate::about(store, KIND, "ByteOrder").as_deref());
        let [name, value] = ["Name", "Value"].map(|column| store.column(column));
        let mut entries = Vec::new();
        for row in tables.into_iter().flat_map(morkdb::store::TableRef::rows) {
            let text = |column: Option<morkdb::id::Column>| row.get(column?).map(morkdb::store::Value::bytes);
            let (name, value) = (text(name), text(value));
            if name.is_some() || value.is_some() {
                let mut text =
                    |bytes: Option<_>| bytes.map(|bytes: std::borrow::Cow<'_, [u8]>| reader.text(&bytes));
                entries.push(Entry {
                    name: text(name).unwrap_or_default(),
                    value: text(value).unwrap_or_default(),
                });
            }
        }
        Some(Self { entries, order: reader.order(), warnings: reader.warnings() })
    }
}

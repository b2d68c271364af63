//! Which columns a view shows.

use serde_json::{Map, Value};

use super::ColumnsError;

/// Which columns a view shows, in what order (column `columnStates` of the folder's row, JSON in UTF-8): an object of
/// objects, `{"subjectCol":{"visible":true,"ordinal":1}}`.
///
/// What else the JSON holds is kept, and everything in its order.
///
/// ```
/// use morkdb_folder::view::ColumnStates;
/// let mut columns = ColumnStates::parse(br#"{"subjectCol":{"visible":true,"ordinal":"7","sorted":1}}"#)?;
/// assert_eq!(columns.get("subjectCol").unwrap().ordinal(), Some(7));
/// columns.set_visible("sizeCol", true);
/// assert_eq!(columns.to_json(), r#"{"subjectCol":{"visible":true,"ordinal":"7","sorted":1},"sizeCol":{"visible":true}}"#);
/// # Ok::<(), morkdb_folder::view::ColumnsError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ColumnStates {
    columns: Map<String, Value>,
}

/// What is known of a column.
#[derive(Clone, Copy, Debug)]
pub struct ColumnState<'c> {
    id: &'c str,
    state: &'c Value,
}

impl ColumnStates {
    /// Reads a cell.
    pub fn parse(json: &[u8]) -> Result<Self, ColumnsError> {
        match serde_json::from_slice(json)? {
            Value::Object(columns) => Ok(Self { columns }),
            other => Err(ColumnsError::no_object(&other)),
        }
    }

    /// Writes a cell, without white space, as Thunderbird does.
    pub fn to_json(&self) -> String {
        // This cannot fail for a map with keys of text.
        serde_json::to_string(&self.columns).unwrap_or_default()
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The columns, in the order of the text.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ColumnState<'_>> {
        self.columns.iter().map(|(id, state)| ColumnState { id, state })
    }

    /// A column.
    pub fn get(&self, id: &str) -> Option<ColumnState<'_>> {
        let (id, state) = self.columns.get_key_value(id)?;
        Some(ColumnState { id, state })
    }

    /// Shows or hides a column; it is added where it is not there.
    pub fn set_visible(&mut self, id: &str, visible: bool) {
        self.set(id, "visible", Value::Bool(visible));
    }

    /// Sets the place of a column; it is added where it is not there.
    pub fn set_ordinal(&mut self, id: &str, ordinal: u32) {
        self.set(id, "ordinal", Value::from(ordinal));
    }

    /// Sets the width of a column, in pixels; it is added where it is not there.
    pub fn set_width(&mut self, id: &str, width: u32) {
        self.set(id, "width", Value::from(width));
    }

    fn set(&mut self, id: &str, key: &str, value: Value) {
        let state = self.columns.entry(id).or_insert_with(|| Value::Object(Map::new()));
        match state {
            Value::Object(state) => {
                state.insert(key.to_owned(), value);
            }
            other => *other = Value::Object(Map::from_iter([(key.to_owned(), value)])),
        }
    }

    /// Removes a column, so that Thunderbird shows it as it would without the cell; whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        self.columns.shift_remove(id).is_some()
    }
}

impl<'c> ColumnState<'c> {
    /// Its id, as `subjectCol`.
    pub fn id(self) -> &'c str {
        self.id
    }

    /// Whether it is shown.
    pub fn visible(self) -> Option<bool> {
        self.state.get("visible")?.as_bool()
    }

    /// Its place among the columns. Old versions wrote it as text.
    pub fn ordinal(self) -> Option<u64> {
        self.number("ordinal")
    }

    /// Its width, in pixels.
    pub fn width(self) -> Option<u64> {
        self.number("width")
    }

    fn number(self, key: &str) -> Option<u64> {
        match self.state.get(key)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }
}

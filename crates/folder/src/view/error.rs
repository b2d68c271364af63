//! Why settings of a view cannot be read.

/// Why the states of the columns cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// The text is no JSON.
    #[error("the states of the columns are no JSON; without the cell, Thunderbird shows its own columns")]
    Json(#[from] serde_json::Error),
    /// The JSON is something else than an object.
    #[error(
        "the states of the columns are {found} where an object is expected; without the cell, Thunderbird shows its own columns"
    )]
    NoObject {
        /// What it is.
        found: &'static str,
    },
}

impl ColumnsError {
    pub(super) fn no_object(value: &serde_json::Value) -> Self {
        let found = match value {
            serde_json::Value::Null => "null",
            serde_json::Value::Bool(_) => "a boolean",
            serde_json::Value::Number(_) => "a number",
            serde_json::Value::String(_) => "a string",
            serde_json::Value::Array(_) => "an array",
            serde_json::Value::Object(_) => "an object",
        };
        Self::NoObject { found }
    }
}

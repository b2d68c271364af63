//! What a cache holds for a folder.

use std::borrow::Cow;

use serde_json::{Number, Value as Json};

/// A value in a cache.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Value {
    /// A number.
    Number(i64),
    /// Text.
    Text(String),
    /// Nothing: 0, or empty text.
    Null,
    /// What Thunderbird does not write.
    Other(Json),
}

impl Value {
    pub(super) fn from_json(json: Json) -> Self {
        match json {
            Json::Number(number) => whole(&number).map_or(Self::Other(Json::Number(number)), Self::Number),
            Json::String(text) => Self::Text(text),
            Json::Null => Self::Null,
            other => Self::Other(other),
        }
    }

    /// As a number; text is none, not even of digits.
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Null => Some(0),
            Self::Other(Json::Bool(bool)) => Some(i64::from(*bool)),
            Self::Text(_) | Self::Other(_) => None,
        }
    }

    /// As text; numbers in decimal.
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Null => Some(Cow::Borrowed("")),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Other(Json::Bool(bool)) => Some(Cow::Borrowed(if *bool { "true" } else { "false" })),
            Self::Other(Json::Number(number)) => Some(Cow::Owned(number.to_string())),
            Self::Other(_) => None,
        }
    }
}

/// Numbers with a fraction are kept as they are.
fn whole(number: &Number) -> Option<i64> {
    number.as_i64()
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

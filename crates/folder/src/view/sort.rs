//! By which columns a view is sorted.

use std::fmt;

use super::{SortOrder, SortType};

/// The columns that a view is sorted by, the first first (column `sortColumns` of the folder's row, UTF-8).
///
/// Each takes two characters: one whose code point is the number of the [`SortType`], and one that is the digit of the
/// [`SortOrder`]; for [`SortType::Custom`], the id of the column and a carriage return follow. Thunderbird uses two.
///
/// ```
/// use morkdb_folder::view::{SortColumns, SortOrder, SortType};
/// let columns = SortColumns::decode("\u{14}1\u{13}2");
/// assert_eq!(columns.0[0].by, SortType::Author);
/// assert_eq!(columns.0[1].order, SortOrder::Descending);
/// assert_eq!(columns.encode(), "\u{14}1\u{13}2");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SortColumns(pub Vec<SortColumn>);

/// A column that a view is sorted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SortColumn {
    /// What it shows.
    pub by: SortType,
    /// The direction.
    pub order: SortOrder,
    /// The id of the column where it is that of an add-on; empty otherwise, and then not written.
    pub custom: String,
}

impl SortColumn {
    /// A column that is not that of an add-on.
    pub const fn new(by: SortType, order: SortOrder) -> Self {
        Self { by, order, custom: String::new() }
    }
}

impl SortColumns {
    /// Reads a cell; as Mozilla's `DecodeColumnSort`, up to the first zero character. Where the last column has no
    /// direction, it is [`SortOrder::None`].
    pub fn decode(text: &str) -> Self {
        let mut text = text.chars().take_while(|char| *char != '\0');
        let mut columns = Vec::new();
        while let Some(by) = text.next() {
            let by = SortType::from_number(u32::from(by));
            let order = text.next().map_or(0, |digit| u32::from(digit).wrapping_sub(u32::from('0')));
            let custom = match by {
                SortType::Custom => text.by_ref().take_while(|char| *char != '\r').collect(),
                _ => String::new(),
            };
            columns.push(SortColumn { by, order: SortOrder::from_number(order), custom });
        }
        Self(columns)
    }

    /// Writes a cell. Numbers that are no characters become U+FFFD.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        for column in &self.0 {
            text.push(character(column.by.number()));
            text.push(character(column.order.number().wrapping_add(u32::from('0'))));
            if column.by == SortType::Custom {
                text.push_str(&column.custom);
                text.push('\r');
            }
        }
        text
    }
}

fn character(number: u32) -> char {
    char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// For people: `author ascending, subject descending`.
impl fmt::Display for SortColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, column) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{}", column.by)?;
            if column.by == SortType::Custom {
                write!(f, " {}", column.custom)?;
            }
            write!(f, " {}", column.order)?;
        }
        Ok(())
    }
}
